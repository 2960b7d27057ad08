package audit

// lists: number, rows, total and digest as composed; each row is its payout's, of the list's fund; a payout stands on one live list.
var lists = question{"花名册各行、合计、校验码与救助金一致", "list", []string{`
	WITH r AS (
	  SELECT list, COUNT(*) AS rows, MIN(n) AS first, MAX(n) AS last, SUM(amount) AS total,
	    sha256(convert_to(string_agg(concat_ws(' ', n, payout, amount, account), ';' ORDER BY n), 'UTF8')) AS digest
	  FROM list_row WHERE county = $1 GROUP BY list
	)
	SELECT 'list', COALESCE(l.id, r.list)::TEXT, CASE WHEN l.id IS NULL THEN '没有这份花名册'
	  WHEN (l.rows, 1, l.rows) IS DISTINCT FROM (r.rows, r.first, r.last) THEN format('所记 %s 笔，实有 %s 笔，或序号不连续', l.rows, COALESCE(r.rows, 0))
	  WHEN l.total IS DISTINCT FROM r.total THEN format('合计应为 %s 元，所记为 %s 元', r.total, l.total) ELSE '校验码与各行不符' END
	FROM (SELECT * FROM list WHERE county = $1) l FULL JOIN r ON r.list = l.id
	WHERE (l.id, l.rows, 1, l.rows, l.total, l.digest) IS DISTINCT FROM (r.list, r.rows, r.first, r.last, r.total, r.digest)`, `
	SELECT 'list_row', concat_ws('/', r.list, r.n), CASE WHEN p.id IS NULL THEN '没有这笔救助金' WHEN p.amount <> r.amount
	  THEN format('花名册 %s 元，救助金为 %s 元', r.amount, p.amount) ELSE '属于另一保单年度的资金' END
	FROM list_row r LEFT JOIN list l ON l.county = $1 AND l.id = r.list LEFT JOIN payout p ON p.county = $1 AND p.id = r.payout
	WHERE r.county = $1 AND (p.id IS NULL OR p.amount <> r.amount OR p.fund <> l.fund)`, `
	SELECT 'list_row', concat_ws('/', r.list, r.n), '公示期满无异议尚未确认' FROM list_row r
	WHERE r.county = $1 AND NOT EXISTS (SELECT FROM clearance x WHERE x.county = $1 AND x.payout = r.payout)`, `
	SELECT 'list', id::TEXT, format('%s编制，编为 %s 年第 %s 册，应为第 %s 册', dated, year, serial, nth)
	FROM (SELECT *, row_number() OVER (PARTITION BY year ORDER BY serial) AS nth FROM list WHERE county = $1 AND year IS NOT NULL) l
	WHERE serial <> nth OR year <> EXTRACT(YEAR FROM dated)`, `
	SELECT 'payout', r.payout::TEXT, format('列在 %s 份有效的花名册上', COUNT(*)) FROM list_row r JOIN list l ON l.county = $1 AND l.id = r.list
	WHERE r.county = $1 AND l.status <> 'void' GROUP BY r.payout HAVING COUNT(*) > 1`,
}}

// instructions: a sent list's first batch pays every row once, to its account; a later one only what came back, and no more than the row.
var instructions = question{"打款指令与花名册逐笔一致，不重复打款", "instruction", []string{`
	WITH first AS (` + firstBatches + `), i AS (
	  SELECT f.list, i.payout, i.attempt, i.amount, i.account FROM instruction i JOIN first f ON f.id = i.batch WHERE i.county = $1
	), r AS (
	  SELECT r.list, r.n, r.payout, r.amount, r.account FROM list_row r JOIN list l ON l.county = $1 AND l.id = r.list WHERE r.county = $1 AND l.status = 'sent'
	)
	SELECT CASE WHEN i.list IS NULL THEN 'list_row' ELSE 'instruction' END,
	  CASE WHEN i.list IS NULL THEN concat_ws('/', r.list, r.n) ELSE concat_ws('/', i.payout, i.attempt) END,
	  CASE WHEN i.list IS NULL THEN '已发送的花名册，本行没有同额同账户的指令' ELSE '花名册上没有同额同账户的一行，或花名册没有发送' END
	FROM i FULL JOIN r ON (r.list, r.payout, r.amount, r.account) = (i.list, i.payout, i.amount, i.account)
	WHERE i.list IS NULL OR r.list IS NULL ORDER BY 1, 2`, `
	SELECT 'instruction', concat_ws('/', i.payout, i.attempt), CASE WHEN r.list IS NULL THEN '不在该批次的花名册上'
	  WHEN r.amount <> i.amount THEN format('指令 %s 元，花名册为 %s 元', i.amount, r.amount)
	  WHEN i.attempt <> i.nth THEN format('应为第 %s 次，所记为第 %s 次', i.nth, i.attempt) ELSE '尚未退票，又再次打款' END
	FROM (SELECT *, row_number() OVER w AS nth, LEAD(attempt) OVER w AS next FROM instruction WHERE county = $1 WINDOW w AS (PARTITION BY payout ORDER BY attempt)) i
	LEFT JOIN batch b ON b.county = $1 AND b.id = i.batch LEFT JOIN list_row r ON (r.county, r.list, r.payout) = (b.county, b.list, i.payout)
	WHERE r.list IS NULL OR r.amount <> i.amount OR i.attempt <> i.nth OR i.next IS NOT NULL AND i.status <> 'returned'`,
}}

// answers: each line settled what its instruction says, to the fen, once; what broke, broke for the reason written; an instruction stands
// as its answers say.
var answers = question{"银行回盘与打款指令逐笔一致", "answer_line", []string{`
	WITH l AS (
	  SELECT l.*, i.amount AS told, i.payout IS NOT NULL AS known,
	    COUNT(*) FILTER (WHERE l.break IS NULL AND l.outcome IN ('paid', 'returned')) OVER (PARTITION BY l.payout, l.attempt) AS settled,
	    row_number() OVER (PARTITION BY l.answer, l.payout, l.attempt ORDER BY l.line) AS nth
	  FROM answer_line l LEFT JOIN instruction i ON (i.county, i.payout, i.attempt) = (l.county, l.payout, l.attempt) WHERE l.county = $1
	)
	SELECT 'answer_line', concat_ws('/', answer, line), CASE WHEN break IS NULL AND NOT known THEN '没有这条指令'
	  WHEN break IS NULL AND amount IS DISTINCT FROM told THEN format('回盘 %s 元，指令为 %s 元', amount, told)
	  WHEN break IS NULL AND settled > 1 THEN '同一指令结算了不止一次' WHEN break IS NULL THEN '结果无法识别'
	  WHEN admitted_by IS NOT NULL THEN '不是可以确认的退票' ELSE format('“%s”不成立', break) END
	FROM l WHERE CASE WHEN break IS NULL THEN known AND amount = told AND outcome IN ('paid', 'returned', 'unknown') AND settled <= 1 AND admitted_by IS NULL
	  ELSE CASE break WHEN '查无此指令' THEN NOT known WHEN '金额不符' THEN known AND amount IS DISTINCT FROM told
	    WHEN '此前已有结果' THEN known AND settled > 0 WHEN '同一回盘内重复' THEN known AND nth > 1 WHEN '结果无法识别' THEN outcome IS NULL OR outcome NOT IN ('paid', 'returned', 'unknown') END
	    AND (admitted_by IS NULL OR break = '此前已有结果' AND outcome = 'returned' AND amount = told) END IS NOT TRUE`, `
	SELECT 'instruction', concat_ws('/', i.payout, i.attempt), format('依回盘应为 %s，所记为 %s', s.status, i.status)
	FROM instruction i
	LEFT JOIN (SELECT payout, attempt, CASE WHEN bool_or(admitted_by IS NOT NULL) THEN 'returned' ELSE
	    COALESCE(MAX(outcome) FILTER (WHERE break IS NULL AND outcome IN ('paid', 'returned')), MAX(outcome) FILTER (WHERE break IS NULL)) END AS status
	  FROM answer_line WHERE county = $1 GROUP BY payout, attempt) s ON (s.payout, s.attempt) = (i.payout, i.attempt)
	WHERE i.county = $1 AND COALESCE(s.status, 'sent') <> i.status`, `
	SELECT 'answer_line', concat_ws('/', l.answer, l.line), CASE WHEN a.id IS NULL THEN '没有这份回盘' ELSE '行号不连续' END
	FROM (SELECT *, row_number() OVER (PARTITION BY answer ORDER BY line) AS nth FROM answer_line WHERE county = $1) l
	LEFT JOIN answer a ON a.county = $1 AND a.id = l.answer WHERE a.id IS NULL OR l.line <> l.nth`, `
	SELECT 'answer_line', concat_ws('/', l.answer, l.line), format('没有由 %s 确认退票的存证', l.admitted_by)
	FROM answer_line l WHERE l.county = $1 AND l.admitted_by IS NOT NULL AND NOT EXISTS (
	  SELECT FROM cover c JOIN deed d ON d.county = $1 AND d.leaf = c.leaf
	  WHERE c.county = $1 AND c.tab = 'answer_line' AND concat_ws('/', l.answer, l.line) = ANY (c.keys) AND d.verb = 'payouts.admit' AND d.person = l.admitted_by)`,
}}

// standing: a payout stands where its notice, clearance, list, instructions and objections say.
var standing = question{"救助金状态与公示、花名册、指令一致", "payout", []string{`
	WITH back AS (
	  SELECT DISTINCT k.key FROM cover c CROSS JOIN unnest(c.keys) AS k (key) JOIN deed d ON d.county = $1 AND d.leaf = c.leaf
	  WHERE c.county = $1 AND c.tab = 'payout' AND d.verb = 'payouts.withdraw'
	  UNION SELECT payout::TEXT FROM objection WHERE county = $1 AND upheld
	), told AS (
	  SELECT DISTINCT ON (payout) payout, status FROM instruction WHERE county = $1 ORDER BY payout, attempt DESC
	), listed AS (
	  SELECT DISTINCT r.payout FROM list_row r JOIN list l ON l.county = $1 AND l.id = r.list WHERE r.county = $1 AND l.status IN ('composed', 'approved')
	)
	SELECT 'payout', p.id::TEXT, format('依记录应为 %s，所记为 %s', s.status, p.status) FROM (
	  SELECT p.id, CASE WHEN b.key IS NOT NULL THEN 'withdrawn' WHEN t.status IN ('sent', 'unknown') THEN 'sent' WHEN t.payout IS NOT NULL THEN t.status
	    WHEN l.payout IS NOT NULL THEN 'listed' WHEN x.payout IS NOT NULL THEN 'cleared' WHEN r.payout IS NOT NULL THEN 'announced' ELSE 'assessed' END AS status
	  FROM payout p LEFT JOIN back b ON b.key = p.id::TEXT LEFT JOIN told t ON t.payout = p.id LEFT JOIN listed l ON l.payout = p.id
	  LEFT JOIN clearance x ON x.county = $1 AND x.payout = p.id LEFT JOIN (SELECT DISTINCT payout FROM notice_row WHERE county = $1) r ON r.payout = p.id
	  WHERE p.county = $1
	) s JOIN payout p ON p.county = $1 AND p.id = s.id WHERE p.status <> s.status`,
}}
