-- Policy years, insured groups and rosters are written by doors; and an adoption keeps of its scheme what they and the doors of the money go by.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE adoption
  ADD COLUMN per_head       NUMERIC(14,2) CHECK (per_head > 0 AND per_head < 'NaN'),             -- yuan a head and year; NULL: adopted before it was kept
  ADD COLUMN household_year NUMERIC(14,2) CHECK (household_year >= 0 AND household_year < 'NaN'); -- yuan, the cap over all categories; NULL: none

-- Whom an adopted scheme insures, in its order; verify derives them anew.
CREATE TABLE adoption_group (
  county CHAR(6),
  scheme BIGINT,
  n      INT CHECK (n > 0),
  class  TEXT NOT NULL,
  basis  TEXT NOT NULL CHECK (basis IN ('named', 'quota')),
  heads  INT NOT NULL CHECK (heads >= 0 AND (basis = 'quota') = (heads > 0)), -- of a quota
  PRIMARY KEY (county, scheme, n),
  UNIQUE (county, scheme, class),
  FOREIGN KEY (county, scheme) REFERENCES adoption
);
SELECT wall('adoption_group');
GRANT INSERT ON adoption_group TO fangpin_door;

REVOKE INSERT ON policy, insured_group, insured FROM fangpin_app;
GRANT INSERT ON policy, insured_group, insured TO fangpin_door;
