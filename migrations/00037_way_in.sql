-- Known browsers: who signed in with one before passes, in it, a lock that strangers brought about. Attempts are counted by the browser where it
-- is known, and else by the network that they came from.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 已知设备: a browser of one person's; whoever else signs in there has a row of their own.
CREATE TABLE device (
  county   CHAR(6),
  id       BIGINT,
  staff    BIGINT NOT NULL,
  mark     BYTEA NOT NULL CHECK (length(mark) = 32), -- SHA-256 of what the browser holds, changed at each sign-in
  was      BYTEA CHECK (length(was) = 32),           -- the one before: an answer may have been lost on its way
  title    TEXT NOT NULL,                            -- what it says of itself: Windows，Edge
  address  TEXT NOT NULL,                            -- of the newest sign-in, as is seen_at
  began_at TIMESTAMPTZ NOT NULL,
  seen_at  TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, staff) REFERENCES login
);
CREATE INDEX device_staff ON device (county, staff) WHERE ended_at IS NULL;

ALTER TABLE device ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON device TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT, INSERT ON device TO fangpin_app;
GRANT UPDATE (mark, was, title, address, seen_at, ended_at) ON device TO fangpin_app;

-- By which a session came, once it is known.
ALTER TABLE session ADD COLUMN device BIGINT, ADD FOREIGN KEY (county, device) REFERENCES device;
GRANT UPDATE (device) ON session TO fangpin_app;

-- By what an attempt counts: the known browser, or the network. Attempts from before count by none.
ALTER TABLE signin_log ADD COLUMN network TEXT NOT NULL DEFAULT '', ADD COLUMN device BIGINT;
ALTER TABLE signin_log ALTER COLUMN network DROP DEFAULT;
CREATE INDEX signin_log_counted ON signin_log (county, login, id) WHERE outcome IN ('wrong', 'wrong_code', 'in', 'reset', 'unlocked');
CREATE INDEX signin_log_strangers ON signin_log (county, network, id) WHERE outcome IN ('wrong', 'wrong_code') AND device IS NULL;
