-- An adjuster may be kept away, and a road may be closed: a claim not yet investigated may be given to another adjuster, and the one who
-- has it may be given three more working days, once. What was said at first stays as it was.

-- +goose Up
SET LOCAL search_path = fangpin;

-- 改派: ends a turn that has no finding; the next turn is another adjuster's.
CREATE TABLE reassignment (
  county   CHAR(6),
  claim    BIGINT,
  round    INT,
  turn     INT,
  by_staff BIGINT NOT NULL,
  on_day   DATE NOT NULL,
  reason   TEXT NOT NULL CHECK (reason <> ''),
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  FOREIGN KEY (county, claim, round, turn) REFERENCES assignment,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);

-- 延期, once a turn (domain §3 no. 17): the key says so.
CREATE TABLE extension (
  county   CHAR(6),
  claim    BIGINT,
  round    INT,
  turn     INT,
  by_staff BIGINT NOT NULL,
  on_day   DATE NOT NULL,
  due_on   DATE NOT NULL CHECK (due_on > on_day), -- three working days after the first one
  reason   TEXT NOT NULL CHECK (reason <> ''),     -- as the adjuster wrote it
  salt     BYTEA NOT NULL,
  PRIMARY KEY (county, claim, round, turn),
  FOREIGN KEY (county, claim, round, turn) REFERENCES assignment,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);

CREATE INDEX assignment_adjuster ON assignment (county, adjuster, claim); -- what is or was an adjuster's
CREATE INDEX report_row_unjudged ON report_row (county, report) WHERE outcome IS NULL;       -- what waits to be screened

GRANT SELECT ON reassignment, extension TO fangpin_app, fangpin_reader, fangpin_door;
GRANT INSERT ON reassignment, extension TO fangpin_app;

ALTER TABLE reassignment ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON reassignment TO fangpin_app, fangpin_door USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY reader ON reassignment FOR SELECT TO fangpin_reader USING (county = (SELECT reads()));
ALTER TABLE extension ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON extension TO fangpin_app, fangpin_door USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY reader ON extension FOR SELECT TO fangpin_reader USING (county = (SELECT reads()));
