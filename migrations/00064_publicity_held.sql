-- Publicity is not cut short: a notice is of the day on which it is made, a scheme's days are at least the county's, and what is said to have come
-- down has a reason, and can be put right the same day.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE office
  ADD COLUMN slack_days INT NOT NULL DEFAULT 0 CHECK (slack_days >= 0), -- how many days before the database's own a notice may be dated: a demonstration's
  ADD COLUMN least_days INT NOT NULL DEFAULT 0 CHECK (least_days >= 0); -- of publicity, that every scheme adopted here has
UPDATE office SET slack_days = late_days WHERE late_days >= 3650;

-- When a notice was made, by the database's clock. NULL on those from before.
ALTER TABLE notice ADD COLUMN made_at TIMESTAMPTZ CHECK (isfinite(made_at));

-- 张贴变动: that a posting came down, or hangs there after all.
CREATE TABLE posting_change (
  county   CHAR(6),
  posting  BIGINT,
  n        INT CHECK (n > 0),
  down_on  DATE CHECK (isfinite(down_on)), -- NULL: it hangs there after all
  by_staff BIGINT NOT NULL,
  at       TIMESTAMPTZ NOT NULL CHECK (isfinite(at)),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, posting, n),
  FOREIGN KEY (county, posting) REFERENCES posting,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);
SELECT wall('posting_change');
GRANT INSERT ON posting_change TO fangpin_door;
