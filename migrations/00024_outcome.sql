-- 比对结果 by purpose: insurance asks one thing of a told row, a watch over families will ask another, and neither may overwrite the other's
-- answer. So an outcome is a row of its own, and the newest of a purpose counts. What stands in report_row's own columns from before this file
-- stays there as it was sealed, and counts until insurance judges the row again (views/judged_row.sql).

-- +goose Up
SET LOCAL search_path = fangpin;

CREATE TABLE row_outcome (
  county     CHAR(6),
  report_row BIGINT,
  purpose    TEXT CHECK (purpose IN ('insurance', 'watch')),
  n          INT CHECK (n > 0),
  outcome    TEXT NOT NULL CHECK (outcome IN ('claim', 'not_taken')),
  reason     TEXT,   -- why not taken in, for each household (S3: 逐户说明情况)
  household  BIGINT, -- whom the row was found to be of
  person     BIGINT,
  PRIMARY KEY (county, report_row, purpose, n),
  FOREIGN KEY (county, report_row) REFERENCES report_row,
  FOREIGN KEY (county, household) REFERENCES household,
  FOREIGN KEY (county, person) REFERENCES person,
  CHECK ((outcome = 'not_taken') = (reason IS NOT NULL))
);
CREATE INDEX row_outcome_household ON row_outcome (county, household);

SELECT wall('row_outcome');
GRANT INSERT ON row_outcome TO fangpin_app;
REVOKE UPDATE (household, person, outcome, reason) ON report_row FROM fangpin_app;
DROP INDEX report_row_unjudged; -- what waits to be screened is asked of a report's first row: all of them are judged together
