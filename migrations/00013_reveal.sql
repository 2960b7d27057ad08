-- 查看完整信息: who looked at whose number, phone or account in full, and why. What the lists of people and reports are searched by.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE reveal (
  county      CHAR(6),
  id          BIGINT,
  person      BIGINT,          -- of whom, or
  report_row  BIGINT,          -- which reported row
  kind        TEXT NOT NULL CHECK (kind IN ('id_number', 'phone', 'account', 'told')),
  reason      TEXT NOT NULL CHECK (reason <> ''),
  revealed_by BIGINT NOT NULL, -- who looked
  salt        BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, person) REFERENCES person,
  FOREIGN KEY (county, report_row) REFERENCES report_row,
  FOREIGN KEY (county, revealed_by) REFERENCES staff,
  CHECK ((person IS NULL) = (kind = 'told') AND (report_row IS NULL) = (kind <> 'told'))
);

ALTER TABLE reveal ENABLE ROW LEVEL SECURITY;
CREATE POLICY county ON reveal TO fangpin_app USING (county = current_setting('fangpin.county', true)::BPCHAR);
CREATE POLICY reader ON reveal FOR SELECT TO fangpin_reader USING (county = (SELECT reads()));
GRANT SELECT ON reveal TO fangpin_app, fangpin_reader;
GRANT INSERT ON reveal TO fangpin_app;

CREATE INDEX person_name ON person (county, name);
CREATE INDEX household_place ON household (county, place);
CREATE INDEX label_now ON label (county, label, household) WHERE to_on IS NULL;
CREATE INDEX report_row_report ON report_row (county, report, id);
