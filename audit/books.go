package audit

// vouchers: numbers are gapless within the month, and the counter stands at the last.
var vouchers = question{"凭证号按月连续", "entry", []string{`
	SELECT 'entry', e.id::TEXT, format('%s凭证号为 %s，应为 %s', to_char(e.on_day, 'YYYY年MM月'), e.no, e.n)
	FROM (SELECT id, on_day, no, row_number() OVER (PARTITION BY date_trunc('month', on_day) ORDER BY no, id) AS n FROM entry WHERE county = $1) e
	WHERE e.no <> e.n`, `
	SELECT 'voucher_month', COALESCE(m.month, e.month)::TEXT, format('末号记为 %s，实有 %s 张凭证', m.last, e.last)
	FROM (SELECT month, last FROM voucher_month WHERE county = $1) m
	FULL JOIN (SELECT date_trunc('month', on_day)::DATE AS month, MAX(no) AS last FROM entry WHERE county = $1 GROUP BY 1) e ON e.month = m.month
	WHERE m.last IS DISTINCT FROM e.last`,
}}

// entries: each has its transfers, 1…n, each from one account to another; nobody checks what they made; what is undone is undone
// whole, line by line; the day is the deed's, but a premium's the day it reached the bank.
var entries = question{"凭证分录齐全，制单与审核分离，冲销逐条相反", "entry", []string{`
	SELECT 'entry', e.id::TEXT, '没有分录，或分录序号不连续' FROM entry e
	LEFT JOIN (SELECT entry, COUNT(*) AS lines, MIN(n) AS first, MAX(n) AS last FROM transfer WHERE county = $1 GROUP BY entry) t ON t.entry = e.id
	WHERE e.county = $1 AND (t.first, t.last) IS DISTINCT FROM (1, t.lines)`, `
	SELECT 'transfer', concat_ws('/', t.entry, t.n), CASE WHEN e.id IS NULL THEN '分录没有凭证'
	  WHEN t.debit = t.credit THEN '借贷为同一科目' ELSE '金额应大于零' END
	FROM transfer t LEFT JOIN entry e ON e.county = $1 AND e.id = t.entry
	WHERE t.county = $1 AND (e.id IS NULL OR t.debit = t.credit OR NOT (t.amount > 0 AND t.amount < 'NaN'))`, `
	SELECT 'entry', id::TEXT, format('制单与审核同为 %s', made_by) FROM entry WHERE county = $1 AND made_by = checked_by`, `
	SELECT DISTINCT 'entry', COALESCE(a.entry, b.entry)::TEXT, '与所冲销的凭证不是逐条相反'
	FROM (SELECT e.id AS entry, t.n, t.debit, t.credit, t.amount, t.ref FROM entry e
	      JOIN transfer t ON t.county = $1 AND t.entry = e.id WHERE e.county = $1 AND e.reverses IS NOT NULL) a
	FULL JOIN (SELECT e.id AS entry, t.n, t.credit AS debit, t.debit AS credit, t.amount, t.ref FROM entry e
	      JOIN transfer t ON t.county = $1 AND t.entry = e.reverses WHERE e.county = $1) b
	  ON (a.entry, a.n, a.debit, a.credit, a.amount, a.ref) = (b.entry, b.n, b.debit, b.credit, b.amount, b.ref)
	WHERE a.entry IS NULL OR b.entry IS NULL`, `
	SELECT 'entry', e.id::TEXT, format('记账日期为 %s，应为 %s', e.on_day, COALESCE(p.received_on, (d.at AT TIME ZONE 'Asia/Shanghai')::DATE))
	FROM entry e
	LEFT JOIN premium p ON p.county = $1 AND e.ref = 'premium/' || p.id
	LEFT JOIN (SELECT k.key, MIN(c.leaf) AS leaf FROM cover c CROSS JOIN unnest(c.keys) AS k (key)
	      WHERE c.county = $1 AND c.tab = 'entry' GROUP BY k.key) s ON s.key = e.id::TEXT
	LEFT JOIN deed d ON d.county = $1 AND d.leaf = s.leaf
	WHERE e.county = $1 AND e.on_day <> COALESCE(p.received_on, (d.at AT TIME ZONE 'Asia/Shanghai')::DATE)`,
}}
