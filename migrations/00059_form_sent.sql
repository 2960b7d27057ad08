-- A form that is sent twice is taken once: its key is kept with the deed that took it.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE form_sent (
  county CHAR(6),
  key    BYTEA CHECK (length(key) = 32), -- of what was shown and filled in: it says neither
  staff  BIGINT NOT NULL,
  at     TIMESTAMPTZ NOT NULL CHECK (isfinite(at)), -- that of the deed
  PRIMARY KEY (county, key),
  FOREIGN KEY (county, staff) REFERENCES staff
);
ALTER TABLE form_sent ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON form_sent TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
GRANT SELECT, INSERT ON form_sent TO fangpin_app;
