-- What lets people in counts only as the program left it: rows of session and credential have a MAC whose key is outside the database, and
-- each change of a password or an authenticator is a row of its own, which a deed covers.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 密码与动态口令的变更: the n-th of a member's. What proves them is what the newest left; by_staff is whoever did it.
CREATE TABLE credential_change (
  county   CHAR(6),
  staff    BIGINT,
  n        BIGINT CHECK (n > 0),
  what     TEXT NOT NULL CHECK (what IN ('issued', 'changed', 'bound', 'reset', 'totp_reset')),
  by_staff BIGINT NOT NULL,
  at       TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, staff, n),
  FOREIGN KEY (county, staff) REFERENCES login,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);
SELECT wall('credential_change');
GRANT INSERT ON credential_change TO fangpin_app;

-- Rows from before have no MAC; since the check is not asked of them, they stand, but none comes, and none changes without one.
ALTER TABLE credential ADD COLUMN generation BIGINT NOT NULL DEFAULT 0, ADD COLUMN mac BYTEA;
ALTER TABLE credential ADD CONSTRAINT credential_mac CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID;
GRANT UPDATE (generation, mac) ON credential TO fangpin_app;

-- Nobody is in by a session from before any more: people sign in once again after the upgrade.
ALTER TABLE session ADD COLUMN factors TEXT NOT NULL DEFAULT 'password' CHECK (factors IN ('password', 'code', 'passkey')), ADD COLUMN mac BYTEA;
ALTER TABLE session ALTER COLUMN factors DROP DEFAULT;
ALTER TABLE session ADD CONSTRAINT session_mac CHECK (mac IS NOT NULL AND length(mac) = 32) NOT VALID;
GRANT UPDATE (mac) ON session TO fangpin_app;

-- An end is for good: only the door sets it.
REVOKE UPDATE (ended_at) ON session FROM fangpin_app;
CREATE POLICY door ON session TO fangpin_door USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT, UPDATE (ended_at, mac) ON session TO fangpin_door;

ALTER TABLE signin_log DROP CONSTRAINT signin_log_outcome_check;
ALTER TABLE signin_log ADD CONSTRAINT signin_log_outcome_check CHECK (outcome IN ('password', 'in', 'out', 'wrong', 'wrong_code', 'locked', 'changed', 'bound',
  'issued', 'reset', 'totp_reset', 'unlocked', 'tampered', 'forged'));
