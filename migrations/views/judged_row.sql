-- 月报行、比对结果: a told row with what insurance's newest screening made of it; of a row that was judged before outcomes had a table of their
-- own, what stands in the row; nulls where none has judged it.
CREATE OR REPLACE VIEW judged_row WITH (security_invoker = true) AS
SELECT r.county, r.id, r.report, r.sheet, r.line, r.id_tag, r.told, r.facts, r.cells, r.tag,
  CASE WHEN o.n IS NULL THEN r.household ELSE o.household END AS household, CASE WHEN o.n IS NULL THEN r.person ELSE o.person END AS person,
  COALESCE(o.outcome, r.outcome) AS outcome, CASE WHEN o.n IS NULL THEN r.reason ELSE o.reason END AS reason
FROM report_row r LEFT JOIN LATERAL (
  SELECT i.n, i.outcome, i.reason, i.household, i.person FROM row_outcome i
  WHERE i.county = r.county AND i.report_row = r.id AND i.purpose = 'insurance' ORDER BY i.n DESC LIMIT 1) o ON true;
