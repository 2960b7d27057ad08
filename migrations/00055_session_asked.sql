-- A session says of whom two factors were asked when it began, so that it is judged years later by the policy of its own day. One from before says nothing.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE session ADD COLUMN asked TEXT CHECK (asked IN ('all', 'some'));

-- No wall stands before the staging, for COPY does not work with one. What is written there is all the same of the county in which it is written; a backup is
-- read back in none.
ALTER TABLE report_stage ADD CONSTRAINT report_stage_wall CHECK (county = current_setting('fangpin.county', true)::BPCHAR) NOT VALID;
