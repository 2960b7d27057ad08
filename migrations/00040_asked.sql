-- 存疑线索: what a clerk was ever asked is few among all that was screened, and is asked for whenever they come in.
-- 部门名单: a department tells of families by a list too, beside its monthly reports.

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE INDEX row_outcome_asked ON row_outcome (county, report_row, n) WHERE outcome = 'doubtful';

ALTER TABLE signal DROP CONSTRAINT signal_source_check,
  ADD CHECK (source IN ('report', 'direct', 'village_list', 'public', 'insurer', 'city', 'agency', 'sweep'));
