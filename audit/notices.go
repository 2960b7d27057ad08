package audit

// notices: rows, total and digest as first posted; each row is its payout's; the period is the strictest of the rows' schemes; serials
// are gapless; a payout is announced once.
var notices = question{"公示内容、合计、校验码与救助金一致", "notice", []string{`
	WITH r AS (
	  SELECT r.notice, COUNT(*) AS rows, MIN(r.n) AS first, MAX(r.n) AS last, SUM(r.amount) AS total,
	    sha256(convert_to(string_agg(concat_ws(' ', r.n, r.payout, r.place, r.amount), ';' ORDER BY r.n), 'UTF8')) AS digest,
	    MAX(s.days) AS days, bool_or(s.past_holiday) AS past_holiday, bool_or(s.past_weekend) AS past_weekend
	  FROM notice_row r LEFT JOIN payout p ON p.county = $1 AND p.id = r.payout LEFT JOIN scheme s ON s.county = $1 AND s.id = p.scheme
	  WHERE r.county = $1 GROUP BY r.notice
	)
	SELECT 'notice', COALESCE(n.id, r.notice)::TEXT, CASE WHEN n.id IS NULL THEN '没有这份公示'
	  WHEN (n.rows, 1, n.rows) IS DISTINCT FROM (r.rows, r.first, r.last) THEN format('所记 %s 笔，实有 %s 笔，或序号不连续', n.rows, COALESCE(r.rows, 0))
	  WHEN n.total IS DISTINCT FROM r.total THEN format('合计应为 %s 元，所记为 %s 元', r.total, n.total)
	  WHEN n.digest IS DISTINCT FROM r.digest THEN '校验码与公示各行不符' ELSE '公示天数或顺延与各笔方案中最严的不符' END
	FROM (SELECT * FROM notice WHERE county = $1) n FULL JOIN r ON r.notice = n.id
	WHERE (n.id, n.rows, 1, n.rows, n.total, n.digest, n.days, n.past_holiday, n.past_weekend)
	  IS DISTINCT FROM (r.notice, r.rows, r.first, r.last, r.total, r.digest, r.days, r.past_holiday, r.past_weekend)`, `
	SELECT 'notice_row', concat_ws('/', r.notice, r.n), CASE WHEN p.id IS NULL THEN '没有这笔救助金' WHEN p.amount <> r.amount
	  THEN format('公示 %s 元，救助金为 %s 元', r.amount, p.amount) WHEN p.place <> r.place THEN '自然村与救助金不符' ELSE '不是本村的' END
	FROM notice_row r LEFT JOIN notice n ON n.county = $1 AND n.id = r.notice
	LEFT JOIN payout p ON p.county = $1 AND p.id = r.payout LEFT JOIN place s ON s.county = $1 AND s.id = r.place
	WHERE r.county = $1 AND (p.id IS NULL OR p.amount <> r.amount OR p.place <> r.place OR s.village IS DISTINCT FROM n.village)`, `
	SELECT 'notice', n.id::TEXT, format('%s 年本村第 %s 号公示，应为第 %s 号', n.year, n.serial, n.nth)
	FROM (SELECT *, row_number() OVER (PARTITION BY village, year ORDER BY serial, id) AS nth FROM notice WHERE county = $1) n
	WHERE n.serial <> n.nth OR n.year <> EXTRACT(YEAR FROM n.dated)`, `
	SELECT 'payout', payout::TEXT, format('公示了 %s 次', COUNT(*)) FROM notice_row WHERE county = $1 GROUP BY payout HAVING COUNT(*) > 1`,
}}

// clearances: only after the running clock's end, by the database's time and by the deed's, and not while an objection was open.
var clearances = question{"公示期满且无未决异议才确认无异议", "clearance", []string{`
	SELECT 'clearance', x.payout::TEXT, CASE WHEN k.notice IS NULL THEN '没有对应的公示期' WHEN r.payout IS NULL THEN '公示期不是本笔的'
	  WHEN k.restarted_at IS NOT NULL THEN '该次公示期已中断' ELSE format('%s 确认，公示期至 %s', LEAST(x.cleared_at, d.leaf_at), k.ends_at) END
	FROM clearance x
	LEFT JOIN clock k ON (k.county, k.notice, k.place, k.run) = (x.county, x.notice, x.place, x.run)
	LEFT JOIN notice_row r ON (r.county, r.notice, r.place, r.payout) = (x.county, x.notice, x.place, x.payout)
	LEFT JOIN (SELECT k.key, MIN(c.leaf) AS leaf FROM cover c CROSS JOIN unnest(c.keys) AS k (key)
	      WHERE c.county = $1 AND c.tab = 'clearance' GROUP BY k.key) s ON s.key = x.payout::TEXT
	LEFT JOIN deed d ON d.county = $1 AND d.leaf = s.leaf
	WHERE x.county = $1 AND (k.notice IS NULL OR r.payout IS NULL OR k.restarted_at IS NOT NULL OR x.cleared_at < k.ends_at
	  OR d.leaf_at < k.ends_at - INTERVAL '2 minutes')`, `
	SELECT 'clearance', x.payout::TEXT, format('确认时异议 %s 尚未处理', o.id)
	FROM clearance x JOIN objection o ON o.county = $1 AND o.payout = x.payout
	WHERE x.county = $1 AND o.received_at <= x.cleared_at AND (o.decided_at IS NULL OR o.decided_at > x.cleared_at)`,
}}

// objections: decided once, whole and after they were received; what was upheld is withdrawn.
var objections = question{"异议均有受理和处理记录，成立的已撤回", "objection", []string{`
	SELECT 'objection', o.id::TEXT, CASE WHEN p.id IS NULL THEN '没有这笔救助金' WHEN num_nulls(o.upheld, o.reason, o.decided_by, o.decided_at) NOT IN (0, 4)
	  THEN '处理记录不全' WHEN o.decided_at < o.received_at THEN '处理早于受理' ELSE '异议成立，救助金没有撤回' END
	FROM objection o LEFT JOIN payout p ON p.county = $1 AND p.id = o.payout
	WHERE o.county = $1 AND (p.id IS NULL OR num_nulls(o.upheld, o.reason, o.decided_by, o.decided_at) NOT IN (0, 4)
	  OR o.decided_at < o.received_at OR o.upheld AND p.status <> 'withdrawn')`, `
	SELECT 'objection', o.id::TEXT, format('第 %s 号存证由 %s 处理，所记为 %s', d.leaf, d.person, o.decided_by)
	FROM objection o JOIN cover c ON c.county = $1 AND c.tab = 'objection' AND o.id::TEXT = ANY (c.keys)
	JOIN deed d ON d.county = $1 AND d.leaf = c.leaf AND d.verb IN ('payouts.uphold', 'payouts.dismiss')
	WHERE o.county = $1 AND d.person IS DISTINCT FROM o.decided_by`,
}}
