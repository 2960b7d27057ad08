package audit

// sums: a payout is the sum of its filing's assessments; what is above zero is paid, once, under the
// filing's scheme and policy, to a member of the household.
var sums = question{"每笔救助金等于其核定金额之和", "payout", []string{`
	WITH a AS (SELECT claim, round, SUM(amount) AS amount, MIN(assessed_by) AS by_first, MAX(assessed_by) AS by_last
	  FROM assessment WHERE county = $1 GROUP BY claim, round)
	SELECT 'payout', p.id::TEXT, format('核定金额合计 %s 元，所记为 %s 元', COALESCE(a.amount, 0), p.amount)
	FROM payout p LEFT JOIN a ON a.claim = p.claim AND a.round = p.round WHERE p.county = $1 AND a.amount IS DISTINCT FROM p.amount
	UNION ALL
	SELECT 'payout', p.id::TEXT, '核定人与核定记录不符' FROM payout p JOIN a ON a.claim = p.claim AND a.round = p.round
	WHERE p.county = $1 AND (p.assessed_by <> a.by_first OR p.assessed_by <> a.by_last)
	UNION ALL
	SELECT 'claim', a.claim::TEXT, format('第 %s 轮核定 %s 元，没有救助金', a.round, a.amount)
	FROM a LEFT JOIN payout p ON p.county = $1 AND p.claim = a.claim AND p.round = a.round WHERE a.amount > 0 AND p.id IS NULL`, `
	SELECT 'payout', p.id::TEXT, CASE WHEN g.claim IS NULL THEN '案件没有备案' WHEN g.adjuster <> p.adjuster THEN '查勘员与备案不符'
	  WHEN (p.scheme, p.fund) IS DISTINCT FROM (c.scheme, c.policy) THEN '方案或保单年度与案件不符' ELSE '领款人不是本户成员' END
	FROM payout p LEFT JOIN claim c ON c.county = $1 AND c.id = p.claim
	LEFT JOIN filing g ON g.county = $1 AND g.claim = p.claim AND g.round = p.round
	LEFT JOIN person e ON e.county = $1 AND e.id = p.payee
	WHERE p.county = $1 AND (g.claim IS NULL OR g.adjuster <> p.adjuster OR (p.scheme, p.fund) IS DISTINCT FROM (c.scheme, c.policy)
	  OR e.household IS DISTINCT FROM c.household)`, `
	SELECT 'payout', MAX(id)::TEXT, '同一案件有两笔未撤回的救助金' FROM payout
	WHERE county = $1 AND status <> 'withdrawn' GROUP BY claim HAVING COUNT(*) > 1`, `
	SELECT 'payout', p.id::TEXT, '案件已撤销，或已不在本轮备案' FROM payout p JOIN claim c ON c.county = $1 AND c.id = p.claim
	WHERE p.county = $1 AND p.status <> 'withdrawn' AND (c.void_reason IS NOT NULL OR c.status <> 'filed' OR c.round <> p.round)`,
}}
