-- 新账号等待期: an account that was granted or reset a few days ago decides about no money yet (docs/decisions/0037). How many days, two
-- administrators set.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE probation (
  county      CHAR(6),
  id          BIGINT,
  days        INT NOT NULL CHECK (days BETWEEN 0 AND 30), -- of 24 hours, holidays included
  proposed_by BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, proposed_by) REFERENCES staff
);
SELECT wall('probation');
GRANT INSERT ON probation TO fangpin_app;

-- When a county approved for the first time.
CREATE INDEX deed_approve ON deed (county, at) WHERE verb = 'payouts.approve';
