-- Behind each deed by a person stands a session, and behind each session a logged sign-in. The log's lines have a MAC whose key is outside the
-- database, each over the one before it of the same login.

-- +goose Up
SET LOCAL search_path = fangpin;

-- Lines from before have neither number nor MAC; since the check is not asked of them, they stand, but none comes without.
ALTER TABLE signin_log ADD COLUMN session BYTEA, ADD COLUMN n BIGINT CHECK (n > 0), ADD COLUMN mac BYTEA;
ALTER TABLE signin_log ADD CONSTRAINT signin_log_mac CHECK (n IS NOT NULL AND mac IS NOT NULL AND length(mac) = 32) NOT VALID;

-- How far the lines of a login go, and a MAC of that. 0 while the first is written.
CREATE TABLE signin_head (
  county CHAR(6),
  login  TEXT,
  n      BIGINT NOT NULL CHECK (n >= 0),
  mac    BYTEA NOT NULL,
  PRIMARY KEY (county, login)
);
ALTER TABLE signin_head ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON signin_head TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT, INSERT ON signin_head TO fangpin_app;
GRANT UPDATE (n, mac) ON signin_head TO fangpin_app;

-- No line says of a session from before that it was signed in to: who is in signs in once again after the upgrade. A session without a MAC is nobody's.
ALTER TABLE session DROP CONSTRAINT session_mac;
UPDATE session SET mac = NULL WHERE ended_at IS NULL;
ALTER TABLE session ADD CONSTRAINT session_mac CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID;
