-- 自主申报: what a family tells of its own risk without an account, on a page that a county opens by a switch; and what cadres did about it.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE office ADD COLUMN self_apply BOOLEAN NOT NULL DEFAULT false;

-- Each sending is a row. One that comes while another of the same identity number is open is the same application: same_as names that.
CREATE TABLE self_application (
  county  CHAR(6),
  id      BIGINT,
  receipt TEXT NOT NULL CHECK (receipt ~ '^[0-9]{12}$'), -- 回执号: drawn, tells nothing
  village BIGINT NOT NULL,                               -- as chosen, of the county's divisions
  name    TEXT NOT NULL CHECK (char_length(name) BETWEEN 1 AND 30),
  id_no   BYTEA NOT NULL,                                -- sealed
  id_tag  BYTEA NOT NULL CHECK (length(id_tag) = 32),
  phone   BYTEA NOT NULL,                                -- sealed
  cause   TEXT NOT NULL CHECK (cause IN ('illness', 'disability', 'schooling', 'disaster', 'accident', 'work', 'industry', 'house', 'water', 'other')),
  words   TEXT NOT NULL CHECK (char_length(words) BETWEEN 1 AND 500),
  told_on DATE NOT NULL,
  told_at TIMESTAMPTZ NOT NULL,
  address BYTEA NOT NULL CHECK (length(address) = 32),   -- a tag of where it came from: to be counted, not to be read
  same_as BIGINT,
  PRIMARY KEY (county, id),
  UNIQUE (county, receipt),
  FOREIGN KEY (county, same_as) REFERENCES self_application
);
CREATE INDEX self_application_tag ON self_application (county, id_tag) WHERE same_as IS NULL;
CREATE INDEX self_application_at ON self_application (county, told_at);
CREATE INDEX self_application_same ON self_application (county, same_as) WHERE same_as IS NOT NULL;

-- What a cadre did about it, the n-th act: 受理 begins or joins a watch; 转乡镇 passes it on once; 不受理 says why; 查看 is who saw number and phone.
CREATE TABLE self_application_step (
  county      CHAR(6),
  application BIGINT,
  n           INT CHECK (n > 0),
  did         TEXT NOT NULL CHECK (did IN ('admit', 'pass_on', 'decline', 'reveal')),
  watch       BIGINT,
  reason      TEXT NOT NULL,
  by_staff    BIGINT NOT NULL,
  on_day      DATE NOT NULL,
  at          TIMESTAMPTZ NOT NULL,
  salt        BYTEA NOT NULL,
  PRIMARY KEY (county, application, n),
  FOREIGN KEY (county, application) REFERENCES self_application,
  FOREIGN KEY (county, watch) REFERENCES watch,
  FOREIGN KEY (county, by_staff) REFERENCES staff,
  CHECK ((did = 'admit') = (watch IS NOT NULL)),
  CHECK (did = 'admit' OR reason <> '')
);
CREATE UNIQUE INDEX self_application_decided ON self_application_step (county, application) WHERE did IN ('admit', 'decline');
CREATE UNIQUE INDEX self_application_passed ON self_application_step (county, application) WHERE did = 'pass_on';
CREATE INDEX self_application_watch ON self_application_step (county, watch) WHERE watch IS NOT NULL;

SELECT wall('self_application'), wall('self_application_step');
REVOKE SELECT ON self_application FROM fangpin_reader; -- nobody answers for what is in it until a cadre does
DROP POLICY reader ON self_application;
GRANT INSERT ON self_application, self_application_step TO fangpin_door;
