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
DROP POLICY county ON session;
CREATE POLICY county ON session TO fangpin_app, fangpin_door USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT, UPDATE (ended_at, mac) ON session TO fangpin_door;

ALTER TABLE signin_log DROP CONSTRAINT signin_log_outcome_check;
ALTER TABLE signin_log ADD CONSTRAINT signin_log_outcome_check CHECK (outcome IN ('password', 'in', 'out', 'wrong', 'wrong_code', 'locked', 'changed', 'bound',
  'issued', 'reset', 'totp_reset', 'unlocked', 'tampered', 'forged'));

-- What is sealed in a row is bound to it from now on. Rows from before have NULL here, and their digests as they were; of what is added, nobody states it.
-- The app adds to the three by column, so that it cannot call a row old.
ALTER TABLE person ADD COLUMN bound BOOLEAN CHECK (bound);
ALTER TABLE person ALTER COLUMN bound SET DEFAULT true;
ALTER TABLE account ADD COLUMN bound BOOLEAN CHECK (bound);
ALTER TABLE account ALTER COLUMN bound SET DEFAULT true;
ALTER TABLE defect ADD COLUMN bound BOOLEAN CHECK (bound);
ALTER TABLE defect ALTER COLUMN bound SET DEFAULT true;
ALTER TABLE report_row ADD COLUMN bound BOOLEAN CHECK (bound);
ALTER TABLE report_row ALTER COLUMN bound SET DEFAULT true;
ALTER TABLE self_application ADD COLUMN bound BOOLEAN CHECK (bound);
ALTER TABLE self_application ALTER COLUMN bound SET DEFAULT true;
REVOKE INSERT ON person, account, defect FROM fangpin_app;
GRANT INSERT (county, id, household, name, id_no, id_tag, phone, relation, relation_told, born_on, died_on, salt) ON person TO fangpin_app;
GRANT INSERT (county, id, person, bank, number, tag, entered_by, salt) ON account TO fangpin_app;
GRANT INSERT (county, report, n, sheet, cell, name, value, rule, salt) ON defect TO fangpin_app;
