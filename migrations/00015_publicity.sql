-- Why a payout was taken back by hand (撤回): what was withdrawn because of an objection has its reason there.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE withdrawal (
  county       CHAR(6),
  payout       BIGINT, -- a payout is withdrawn once
  withdrawn_by BIGINT NOT NULL,
  reason       TEXT NOT NULL CHECK (reason <> ''),
  salt         BYTEA NOT NULL,
  PRIMARY KEY (county, payout),
  FOREIGN KEY (county, payout) REFERENCES payout,
  FOREIGN KEY (county, withdrawn_by) REFERENCES staff
);

GRANT SELECT ON withdrawal TO fangpin_app, fangpin_reader, fangpin_door;
GRANT INSERT ON withdrawal TO fangpin_app;

ALTER TABLE withdrawal ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON withdrawal TO fangpin_app, fangpin_door USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY reader ON withdrawal FOR SELECT TO fangpin_reader USING (county = (SELECT reads()));

CREATE INDEX person_died ON person (county, id) WHERE died_on IS NOT NULL; -- whose payouts wait for who receives
