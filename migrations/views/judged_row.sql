-- 月报行、比对结果: a told row with what insurance's newest screening made of it; of a row that was judged before outcomes had a table of their
-- own, what stands in the row; nulls where none has judged it. An outcome is the newest if none has a higher number: asked so, and of the few
-- numbers above 1 alone, it is one join of two tables (ORDER BY n DESC LIMIT 1 would look each row up by itself).
CREATE OR REPLACE VIEW judged_row WITH (security_invoker = true) AS
SELECT r.county, r.id, r.report, r.sheet, r.line, r.id_tag, r.told, r.bound, r.facts, r.cells, r.tag,
  CASE WHEN o.n IS NULL THEN r.household ELSE o.household END AS household, CASE WHEN o.n IS NULL THEN r.person ELSE o.person END AS person,
  COALESCE(o.outcome, r.outcome) AS outcome, CASE WHEN o.n IS NULL THEN r.reason ELSE o.reason END AS reason
FROM report_row r LEFT JOIN (
  SELECT i.county, i.report_row, i.n, i.outcome, i.reason, i.household, i.person FROM row_outcome i
  WHERE i.purpose = 'insurance' AND NOT EXISTS (
    SELECT FROM row_outcome x WHERE x.county = i.county AND x.report_row = i.report_row AND x.purpose = i.purpose AND x.n > i.n AND x.n > 1)
) o ON o.county = r.county AND o.report_row = r.id;
