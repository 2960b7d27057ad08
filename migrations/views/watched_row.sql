-- 月报行、线索比对结果: a told row with what the watch's newest screening made of it, or a clerk decided; nulls where none has judged it. Asked as
-- judged_row is.
CREATE OR REPLACE VIEW watched_row WITH (security_invoker = true) AS
SELECT r.county, r.id, r.report, r.sheet, r.line, r.id_tag, r.told, r.bound, r.facts, r.cells, r.tag, o.household, o.person, o.outcome, o.reason, o.decided_by
FROM report_row r LEFT JOIN (
  SELECT i.county, i.report_row, i.outcome, i.reason, i.household, i.person, i.decided_by FROM row_outcome i
  WHERE i.purpose = 'watch' AND NOT EXISTS (
    SELECT FROM row_outcome x WHERE x.county = i.county AND x.report_row = i.report_row AND x.purpose = i.purpose AND x.n > i.n AND x.n > 1)
) o ON o.county = r.county AND o.report_row = r.id;
