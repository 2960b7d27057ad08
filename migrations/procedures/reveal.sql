-- The cases that are not closed, for which a person, or a reported row, may be looked at: a claim until it came to nothing or its money has arrived, a watch that
-- goes on, an account that waits for its second clerk, a report that its department answers for or that nobody has judged yet. A case is of the household, or of the
-- row; or the person is to receive what another's claim comes to.
CREATE OR REPLACE FUNCTION reveal_cases(c CHAR(6), of_person BIGINT, of_row BIGINT, who BIGINT)
RETURNS TABLE (claim BIGINT, watch BIGINT, account BIGINT, report BIGINT) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  WITH home AS (SELECT p.household FROM person p WHERE p.county = c AND p.id = of_person)
  SELECT k.id, NULL::BIGINT, NULL::BIGINT, NULL::BIGINT FROM claim k
  WHERE k.county = c AND k.void_reason IS NULL AND k.status <> 'declined'
    AND k.id IN (SELECT x.id FROM claim x WHERE x.county = c AND x.household = (TABLE home)
      UNION SELECT s.claim FROM source s WHERE s.county = c AND s.report_row = of_row
      UNION SELECT y.claim FROM heir h JOIN payout y ON y.county = c AND y.id = h.payout WHERE h.county = c AND h.person = of_person)
    AND (k.status <> 'filed' OR NOT EXISTS (SELECT FROM assessment a WHERE a.county = c AND a.claim = k.id AND a.round = k.round)
      OR EXISTS (SELECT FROM payout y WHERE y.county = c AND y.claim = k.id AND y.round = k.round AND y.status NOT IN ('paid', 'withdrawn')))
  UNION ALL
  SELECT NULL, w.id, NULL, NULL FROM watch w
  WHERE w.county = c AND w.live AND (w.household = (TABLE home) OR EXISTS (SELECT FROM signal s WHERE s.county = c AND s.watch = w.id AND s.report_row = of_row))
  UNION ALL
  SELECT NULL, NULL, a.id, NULL FROM account a
  WHERE a.county = c AND a.person = of_person AND a.entered_by NOT IN (SELECT same_human(c, who))
    AND NOT EXISTS (SELECT FROM confirmation f WHERE f.county = c AND f.account = a.id)
  UNION ALL
  SELECT NULL, NULL, NULL, p.id FROM report_row r JOIN report p ON p.county = c AND p.id = r.report
  WHERE r.county = c AND r.id = of_row AND p.status <> 'replaced' AND (p.status = 'received'
    OR p.agency = (SELECT s.agency FROM staff s WHERE s.county = c AND s.id = who)
    OR r.outcome IS NULL AND NOT EXISTS (SELECT FROM row_outcome o WHERE o.county = c AND o.report_row = r.id AND o.outcome <> 'doubtful'));
END $$;

-- A look for one of them.
CREATE OR REPLACE FUNCTION reveal_case(c CHAR(6), no BIGINT, of_person BIGINT, of_row BIGINT, what TEXT, for_claim BIGINT, for_watch BIGINT, for_account BIGINT,
  for_report BIGINT, why TEXT, who BIGINT, with_salt BYTEA) RETURNS BIGINT LANGUAGE plpgsql AS $$ BEGIN
  IF NOT EXISTS (SELECT FROM reveal_cases(c, of_person, of_row, who) x
      WHERE (x.claim, x.watch, x.account, x.report) IS NOT DISTINCT FROM (for_claim, for_watch, for_account, for_report)) THEN
    RAISE EXCEPTION '所选的事由已办结、不存在，或不是这一户、这一行的，请刷新后重选' USING ERRCODE = 'FPSTA', DETAIL = concat(for_claim, for_watch, for_account, for_report);
  END IF;
  RETURN reveal_enter(c, no, of_person, of_row, what, for_claim, for_watch, for_account, for_report, why, who, with_salt);
END $$;

GRANT EXECUTE ON FUNCTION reveal_case, reveal_cases TO fangpin_app;
