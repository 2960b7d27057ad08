-- 抽查 (S3 §三.5) and 整改 (S1: 双台账、双责任、双销号). A sample is drawn by a seed that stands beside it, so that anybody can draw it again. What is
-- put right is closed twice: by whoever was to do it, with evidence, and by another person.

-- +goose Up
SET LOCAL search_path = fangpin;

-- The matters handed over or visited in these days were drawn from, by what was recorded when the sample was drawn.
CREATE TABLE spot_check (
  county       CHAR(6),
  id           BIGINT,
  from_on      DATE NOT NULL,
  to_on        DATE NOT NULL CHECK (to_on >= from_on),
  per_township INT NOT NULL CHECK (per_township > 0),
  seed         BIGINT NOT NULL,
  points       NUMERIC(14,2) NOT NULL CHECK (points BETWEEN 0 AND 100), -- of a township's yearly assessment
  drawn_by     BIGINT NOT NULL,
  drawn_at     TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, drawn_by) REFERENCES staff
);
CREATE TABLE spot_check_row (
  county     CHAR(6),
  spot_check BIGINT,
  n          INT CHECK (n > 0),
  watch      BIGINT NOT NULL,
  township   BIGINT NOT NULL, -- the nine digits
  PRIMARY KEY (county, spot_check, n),
  UNIQUE (county, spot_check, watch),
  FOREIGN KEY (county, spot_check) REFERENCES spot_check,
  FOREIGN KEY (county, watch) REFERENCES watch
);
CREATE INDEX spot_check_row_watch ON spot_check_row (county, watch);

-- 抽查结果: how one of the sample was looked into, and whether it was handled as it should be.
CREATE TABLE spot_finding (
  county     CHAR(6),
  spot_check BIGINT,
  n          INT,
  how        TEXT NOT NULL CHECK (how IN ('visit', 'public', 'cadre')), -- 上门查看、听取群众意见、向村干部核实
  sound      BOOLEAN NOT NULL,
  by_staff   BIGINT NOT NULL,
  on_day     DATE NOT NULL,
  words      TEXT NOT NULL CHECK (words <> ''),
  salt       BYTEA NOT NULL,
  PRIMARY KEY (county, spot_check, n),
  FOREIGN KEY (county, spot_check, n) REFERENCES spot_check_row,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);

-- 整改: a problem that a sweep, a fault's query, a spot check or an inspection found, whose it is to put right, and until when.
CREATE TABLE rectification (
  county    CHAR(6),
  id        BIGINT,
  source    TEXT NOT NULL CHECK (source IN ('sweep', 'fault', 'spot_check', 'inspection')),
  query     TEXT CHECK ((query IS NOT NULL) = (source IN ('sweep', 'fault'))), -- which of them
  household BIGINT NOT NULL,
  watch     BIGINT,
  unit      TEXT NOT NULL CHECK (unit <> ''), -- 责任单位: 乡镇 or a department
  due_on    DATE NOT NULL,
  opened_by BIGINT NOT NULL,
  opened_on DATE NOT NULL CHECK (opened_on <= due_on),
  person    TEXT NOT NULL CHECK (person <> ''), -- 责任人
  problem   TEXT NOT NULL CHECK (problem <> ''),
  salt      BYTEA NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, household) REFERENCES household,
  FOREIGN KEY (county, watch, household) REFERENCES watch (county, id, household),
  FOREIGN KEY (county, opened_by) REFERENCES staff
);
CREATE INDEX rectification_household ON rectification (county, household);

-- 责任单位销号: what was done, with evidence.
CREATE TABLE rectification_done (
  county        CHAR(6),
  rectification BIGINT,
  turn          INT CHECK (turn > 0),
  by_staff      BIGINT NOT NULL,
  on_day        DATE NOT NULL,
  evidence      BYTEA NOT NULL CHECK (length(evidence) = 32),
  words         TEXT NOT NULL CHECK (words <> ''),
  salt          BYTEA NOT NULL,
  PRIMARY KEY (county, rectification, turn),
  UNIQUE (county, rectification, turn, by_staff),
  FOREIGN KEY (county, rectification) REFERENCES rectification,
  FOREIGN KEY (county, by_staff) REFERENCES staff
);

-- 县级销号: by another than who did it, or sent back with the reason.
CREATE TABLE rectification_sign (
  county        CHAR(6),
  rectification BIGINT,
  turn          INT,
  done_by       BIGINT NOT NULL,
  by_staff      BIGINT NOT NULL CHECK (by_staff <> done_by),
  on_day        DATE NOT NULL,
  passed        BOOLEAN NOT NULL,
  words         TEXT CHECK (words <> ''),
  salt          BYTEA NOT NULL,
  PRIMARY KEY (county, rectification, turn),
  FOREIGN KEY (county, rectification, turn, done_by) REFERENCES rectification_done (county, rectification, turn, by_staff),
  FOREIGN KEY (county, by_staff) REFERENCES staff,
  CHECK (passed OR words IS NOT NULL)
);
CREATE UNIQUE INDEX rectification_closed ON rectification_sign (county, rectification) WHERE passed;

SELECT wall(t) FROM unnest('{spot_check,spot_check_row,spot_finding,rectification,rectification_done,rectification_sign}'::REGCLASS[]) t;
GRANT INSERT ON spot_check, spot_check_row, spot_finding, rectification TO fangpin_app;
GRANT INSERT ON rectification_done, rectification_sign TO fangpin_door;
GRANT UPDATE (id) ON rectification TO fangpin_door; -- or nobody could lock one
