-- What were we told: the departments' files, their rows, and what was wrong in them.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE report (
  county      CHAR(6),
  id          BIGINT,
  agency      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  month       DATE NOT NULL CHECK (EXTRACT(DAY FROM month) = 1),
  file_name   TEXT NOT NULL,
  file        BYTEA NOT NULL CHECK (length(file) = 32), -- SHA-256 of the upload, which lies in the archive
  rows        INT NOT NULL CHECK (rows >= 0), -- taken
  bad         INT NOT NULL CHECK (bad >= 0),  -- refused for a defect
  status      TEXT NOT NULL DEFAULT 'received' CHECK (status IN ('received', 'replaced', 'handed_over')),
  received_by BIGINT NOT NULL,
  received_on DATE NOT NULL,
  replaces    BIGINT,
  PRIMARY KEY (county, id),
  UNIQUE (county, file),     -- the same file twice is recognised
  UNIQUE (county, replaces), -- a file is corrected once; correct the correction
  FOREIGN KEY (county, replaces) REFERENCES report,
  FOREIGN KEY (county, received_by) REFERENCES staff
);
CREATE UNIQUE INDEX report_open ON report (county, agency, kind, month) WHERE status = 'received';

-- 更正、交办: what was replaced or handed over stays so.
-- +goose StatementBegin
CREATE FUNCTION pass_report(c CHAR(6), ids BIGINT[], becomes TEXT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE moved BIGINT[];
BEGIN
  WITH m AS (
    UPDATE report SET status = becomes
    WHERE county = c AND id = ANY (ids) AND status = 'received' AND becomes IN ('replaced', 'handed_over') RETURNING id
  ) SELECT array_agg(id) INTO moved FROM m;
  PERFORM refuse('FPSTA', '有 %s 份月报重复、已更正或已交办，请刷新后重选', ARRAY(SELECT unnest(ids) EXCEPT ALL SELECT unnest(moved)));
END $$;
-- +goose StatementEnd

-- A row of a report, with the cells it was read from. Identity and words are encrypted; facts are amounts, dates and heads by name.
CREATE TABLE report_row (
  county    CHAR(6),
  id        BIGINT,
  report    BIGINT NOT NULL,
  sheet     TEXT NOT NULL,
  line      INT NOT NULL,    -- of the sheet, or the physical line of a CSV
  id_tag    BYTEA NOT NULL,
  told      BYTEA NOT NULL,  -- every cell as told, encrypted JSON
  facts     JSONB NOT NULL,  -- {"expense": "12000.00", "discharged_on": "2024-09-03"}
  cells     JSONB NOT NULL,  -- {"expense": "H12"}: where each fact stands
  tag       BYTEA,           -- keyed tag of institution and settlement number, where the kind has one
  household BIGINT,          -- found when screened
  person    BIGINT,
  outcome   TEXT CHECK (outcome IN ('claim', 'not_taken')),
  reason    TEXT,            -- why not taken in, for each household (S3: 逐户说明情况)
  salt      BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, report, sheet, line),
  FOREIGN KEY (county, report) REFERENCES report,
  FOREIGN KEY (county, person) REFERENCES person,
  FOREIGN KEY (county, household) REFERENCES household,
  CHECK ((outcome = 'not_taken') = (reason IS NOT NULL) OR outcome IS NULL AND reason IS NULL)
);
CREATE INDEX report_row_household ON report_row (county, household);

CREATE TABLE defect (
  county CHAR(6),
  report BIGINT,
  n      INT,
  sheet  TEXT NOT NULL,
  cell   TEXT NOT NULL,
  name   TEXT NOT NULL,  -- of the column
  value  BYTEA NOT NULL, -- encrypted: it may be a mistyped ID number
  rule   TEXT NOT NULL,
  salt   BYTEA NOT NULL,
  PRIMARY KEY (county, report, n),
  FOREIGN KEY (county, report) REFERENCES report
);

-- Staging of an upload. No row-level security: COPY does not work with it. The app copies in and sees nothing of it; two doors empty
-- it, each for the county of the transaction's setting only.
CREATE UNLOGGED TABLE report_stage (
  county CHAR(6) NOT NULL,
  report BIGINT NOT NULL,
  id     BIGINT NOT NULL,
  sheet  TEXT NOT NULL,
  line   INT NOT NULL,
  id_tag BYTEA NOT NULL,
  told   BYTEA NOT NULL,
  facts  JSONB NOT NULL,
  cells  JSONB NOT NULL,
  tag    BYTEA,
  salt   BYTEA NOT NULL
);
CREATE INDEX report_stage_report ON report_stage (county, report);

-- The staged rows become the report's, whole and once. Answers their ids.
-- +goose StatementBegin
CREATE FUNCTION take_stage(c CHAR(6), no BIGINT) RETURNS SETOF BIGINT LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM report WHERE county = c AND id = no AND status = 'received' FOR UPDATE;
  IF NOT FOUND OR EXISTS (SELECT FROM report_row WHERE county = c AND report = no) THEN
    RAISE EXCEPTION '该月报不在接收中，或各行已经接收，请刷新' USING ERRCODE = 'FPSTA', DETAIL = no::TEXT;
  END IF;
  RETURN QUERY WITH staged AS (
    DELETE FROM report_stage s WHERE s.county = c AND s.county = current_setting('fangpin.county', true)::BPCHAR AND s.report = no
    RETURNING s.county, s.id, s.report, s.sheet, s.line, s.id_tag, s.told, s.facts, s.cells, s.tag, s.salt
  )
  INSERT INTO report_row (county, id, report, sheet, line, id_tag, told, facts, cells, tag, salt) SELECT * FROM staged RETURNING id;
END $$;
-- +goose StatementEnd

-- The staged rows of a file that is not accepted go.
-- +goose StatementBegin
CREATE FUNCTION drop_stage(c CHAR(6), no BIGINT) RETURNS void LANGUAGE sql AS $$
  DELETE FROM report_stage WHERE county = c AND county = current_setting('fangpin.county', true)::BPCHAR AND report = no
$$;
-- +goose StatementEnd
