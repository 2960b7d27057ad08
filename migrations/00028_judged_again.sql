-- +goose Up
SET LOCAL search_path = fangpin;

-- What was judged again: few rows, by which the newest outcome is told from the others (views/judged_row.sql).
CREATE INDEX row_outcome_again ON row_outcome (county, report_row, purpose, n) WHERE n > 1;
