-- 推送: which families under watch were told to which department or body, when and by whom (S0: 医保、人社、农业农村、残联、妇联、团委、慈善总会; S1 monthly).

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE push (
  county  CHAR(6),
  id      BIGINT,
  agency  TEXT NOT NULL CHECK (agency <> ''),
  purpose TEXT NOT NULL CHECK (purpose <> ''),
  on_day  DATE NOT NULL,
  made_by BIGINT NOT NULL,
  rows    INT NOT NULL CHECK (rows > 0),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, made_by) REFERENCES staff
);
CREATE TABLE push_row (
  county CHAR(6),
  push   BIGINT,
  n      INT CHECK (n > 0),
  watch  BIGINT NOT NULL,
  PRIMARY KEY (county, push, n),
  UNIQUE (county, push, watch),
  FOREIGN KEY (county, push) REFERENCES push,
  FOREIGN KEY (county, watch) REFERENCES watch
);
CREATE INDEX push_row_watch ON push_row (county, watch);

SELECT wall('push'), wall('push_row');
GRANT INSERT ON push, push_row TO fangpin_app;
