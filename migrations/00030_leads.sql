-- 线索比对: what the watch's screening makes of a told row may be a question that a person has to answer (存疑). Where a person answered it, the
-- outcome says who; a later screening leaves that alone unless the rules themselves now take the row.

-- +goose Up
SET LOCAL search_path = fangpin;

ALTER TABLE row_outcome DROP CONSTRAINT row_outcome_check, DROP CONSTRAINT row_outcome_outcome_check, DROP CONSTRAINT row_outcome_check2,
  ADD COLUMN decided_by BIGINT, -- null: the rules
  ADD FOREIGN KEY (county, decided_by) REFERENCES staff,
  ADD CHECK ((outcome IN ('not_taken', 'doubtful')) = (reason IS NOT NULL)),
  ADD CHECK (outcome IN ('claim', 'not_taken', 'lead', 'signal', 'doubtful')),
  ADD CHECK (purpose = 'watch' OR outcome NOT IN ('lead', 'signal', 'doubtful')),
  ADD CHECK (decided_by IS NULL OR outcome <> 'doubtful');

-- 重复线索: how many months after a family was checked a further row of the same kind is not handed over again. 0: it always is.
ALTER TABLE office ADD COLUMN again_months INT NOT NULL DEFAULT 0 CHECK (again_months >= 0);
