-- A key that two administrators ended is told to its holder, as a reset is: it has a line in the log of sign-ins.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE signin_log DROP CONSTRAINT signin_log_outcome_check;
ALTER TABLE signin_log ADD CONSTRAINT signin_log_outcome_check CHECK (outcome IN ('password', 'in', 'out', 'wrong', 'wrong_code', 'locked', 'changed', 'bound',
  'issued', 'reset', 'totp_reset', 'unlocked', 'tampered', 'forged', 'details', 'ended', 'key_ended'));
