package audit

// balances: every balance is the fold of its transfers, and is what lists, instructions and premium come to. Debits equal credits by
// construction; here lists = paid + in flight + suspense + given up = books = bank, to the fen.
var balances = question{"花名册＝已付＋在途＋退票暂挂＋撤回＝账面＝银行", "transfer", []string{`
	WITH books AS (
	  SELECT account, SUM(amount) AS balance FROM (
	    SELECT debit AS account, amount FROM transfer WHERE county = $1 UNION ALL SELECT credit, -amount FROM transfer WHERE county = $1) t
	  GROUP BY account
	), live AS (
	  SELECT r.amount, p.status FROM list l JOIN list_row r ON r.county = $1 AND r.list = l.id JOIN payout p ON p.county = $1 AND p.id = r.payout
	  WHERE l.county = $1 AND l.status IN ('approved', 'sent')
	), facts AS (
	  SELECT COALESCE((SELECT SUM(g.heads * p.per_head) FROM insured_group g JOIN policy p ON p.county = $1 AND p.id = g.policy WHERE g.county = $1), 0) AS billed,
	    COALESCE((SELECT SUM(amount) FROM premium WHERE county = $1), 0) AS received,
	    COALESCE((SELECT SUM(amount) FROM instruction WHERE county = $1 AND status = 'paid'), 0) AS banked,
	    COALESCE(SUM(amount), 0) AS approved,
	    COALESCE(SUM(amount) FILTER (WHERE status = 'paid'), 0) AS paid,
	    COALESCE(SUM(amount) FILTER (WHERE status IN ('listed', 'sent')), 0) AS flying,
	    COALESCE(SUM(amount) FILTER (WHERE status = 'returned'), 0) AS suspended,
	    COALESCE(SUM(amount) FILTER (WHERE status = 'withdrawn'), 0) AS given_up
	  FROM live
	), stands AS (
	  SELECT 'bank' AS account, received - banked AS balance FROM facts
	  UNION ALL SELECT 'premium_receivable', billed - received FROM facts
	  UNION ALL SELECT 'premium_fund', approved - given_up - billed FROM facts
	  UNION ALL SELECT 'claims_payable', -flying FROM facts
	  UNION ALL SELECT 'suspense', -suspended FROM facts
	)
	SELECT 'chart', COALESCE(b.account, s.account), format('借方余额账面为 %s 元，由花名册、指令、保费推算为 %s 元', COALESCE(b.balance, 0), COALESCE(s.balance, 0))
	FROM books b FULL JOIN stands s ON s.account = b.account WHERE COALESCE(b.balance, 0) <> COALESCE(s.balance, 0)
	UNION ALL
	SELECT 'list', '', format('花名册合计 %s 元，已付 %s ＋在途 %s ＋暂挂 %s ＋撤回 %s 元', approved, paid, flying, suspended, given_up)
	FROM facts WHERE approved <> paid + flying + suspended + given_up OR paid <> banked`,
}}

// funds: what was approved is covered by the premium that has come in.
var funds = question{"各保单年度资金不透支", "policy", []string{`
	SELECT 'policy', p.id::TEXT, format('实收保费 %s 元，已审批 %s 元，撤回 %s 元，透支', f.received, f.approved, f.given_up)
	FROM policy p CROSS JOIN LATERAL (
	  SELECT (SELECT COALESCE(SUM(amount), 0) FROM premium WHERE county = $1 AND fund = p.id) AS received,
	    COALESCE(SUM(r.amount), 0) AS approved, COALESCE(SUM(r.amount) FILTER (WHERE o.status = 'withdrawn'), 0) AS given_up
	  FROM list l JOIN list_row r ON r.county = $1 AND r.list = l.id JOIN payout o ON o.county = $1 AND o.id = r.payout
	  WHERE l.county = $1 AND l.fund = p.id AND l.status IN ('approved', 'sent')) f
	WHERE p.county = $1 AND f.received - f.approved + f.given_up < 0`, `
	SELECT 'policy', p.id::TEXT, format('应收保费 %s 元，实收 %s 元，多收', g.billed, m.received)
	FROM policy p JOIN (SELECT fund, SUM(amount) AS received FROM premium WHERE county = $1 GROUP BY fund) m ON m.fund = p.id
	LEFT JOIN (SELECT g.policy, SUM(g.heads * q.per_head) AS billed FROM insured_group g JOIN policy q ON q.county = $1 AND q.id = g.policy
	      WHERE g.county = $1 GROUP BY g.policy) g ON g.policy = p.id
	WHERE p.county = $1 AND m.received > COALESCE(g.billed, 0)`,
}}
