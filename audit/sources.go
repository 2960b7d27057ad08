package audit

// sources: every live claim was raised from rows of reports handed over, of its own household; a row lies in one live claim and says so;
// a settlement lies in one.
var sources = question{"每件案件有报送线索，每条线索只入一件案件", "source", []string{`
	SELECT 'claim', c.id::TEXT, '没有报送线索' FROM claim c
	WHERE c.county = $1 AND c.void_reason IS NULL AND NOT EXISTS (SELECT FROM source s WHERE s.county = $1 AND s.claim = c.id)`, `
	SELECT 'source', concat_ws('/', s.report_row, s.claim), CASE WHEN r.id IS NULL OR c.id IS NULL THEN '没有这条线索或这件案件'
	  WHEN s.live <> (c.void_reason IS NULL) THEN '有效与否与案件不符' WHEN s.tag IS DISTINCT FROM r.tag THEN '结算单标记与线索不符'
	  WHEN p.status IS DISTINCT FROM 'handed_over' THEN '所在月报没有交办' ELSE '线索不是本户的' END
	FROM source s LEFT JOIN claim c ON c.county = $1 AND c.id = s.claim
	LEFT JOIN report_row r ON r.county = $1 AND r.id = s.report_row LEFT JOIN report p ON p.county = $1 AND p.id = r.report
	WHERE s.county = $1 AND (r.id IS NULL OR c.id IS NULL OR s.live <> (c.void_reason IS NULL) OR s.tag IS DISTINCT FROM r.tag
	  OR p.status IS DISTINCT FROM 'handed_over' OR s.live AND r.household IS DISTINCT FROM c.household)`, `
	SELECT 'report_row', r.id::TEXT, CASE WHEN s.n > 1 THEN format('入了 %s 件有效案件', s.n) WHEN s.n = 1 THEN '已入案件，所记不是纳入'
	  ELSE '所记为纳入，没有案件' END
	FROM report_row r
	LEFT JOIN (SELECT report_row, COUNT(*) AS n FROM source WHERE county = $1 AND live GROUP BY report_row) s ON s.report_row = r.id
	WHERE r.county = $1 AND (COALESCE(s.n, 0) > 1 OR (r.outcome = 'claim') IS DISTINCT FROM (CASE WHEN r.outcome IS NULL AND s.n IS NULL THEN NULL ELSE s.n IS NOT NULL END))`, `
	SELECT 'claim', MAX(claim)::TEXT, format('同一结算单入了 %s 件有效案件', COUNT(DISTINCT claim))
	FROM source WHERE county = $1 AND live AND tag IS NOT NULL GROUP BY tag HAVING COUNT(DISTINCT claim) > 1`,
}}
