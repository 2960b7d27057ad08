package audit

// done is which deed over each list was the how-manieth of its kind, and who did it.
const done = `
	done AS (
	  SELECT l.id AS list, d.leaf, d.person, d.verb, row_number() OVER (PARTITION BY l.id ORDER BY d.leaf) AS nth,
	    row_number() OVER (PARTITION BY l.id, d.verb ORDER BY d.leaf) AS nth_of_verb
	  FROM list l JOIN (SELECT c.leaf, k.key FROM cover c CROSS JOIN unnest(c.keys) AS k (key) WHERE c.county = $1 AND c.tab = 'list') k ON k.key = l.id::TEXT
	  JOIN deed d ON d.county = $1 AND d.leaf = k.leaf WHERE l.county = $1
	), sent AS (
	  SELECT DISTINCT ON (b.id) b.list, b.id, d.person, d.verb
	  FROM batch b JOIN (SELECT c.leaf, k.key FROM cover c CROSS JOIN unnest(c.keys) AS k (key) WHERE c.county = $1 AND c.tab = 'batch') k ON k.key = b.id::TEXT
	  JOIN deed d ON d.county = $1 AND d.leaf = k.leaf WHERE b.county = $1 ORDER BY b.id, d.leaf
	)`

// hands are found again from the facts (who visited, assessed, filed) and from the deeds (who composed, approved, sent), not from the
// table hand, which must then say the same: six parts of a list, all of different people (domain §3 no. 19).
var hands = question{"花名册各环节由不同的人办理，与事实和存证一致", "hand", []string{`
	WITH ` + done + `, row AS (
	  SELECT r.list, p.claim, p.round FROM list_row r JOIN payout p ON p.county = $1 AND p.id = r.payout WHERE r.county = $1
	), part AS (
	  SELECT r.list, f.adjuster AS person, 'adjuster' AS part FROM row r JOIN filing g ON (g.county, g.claim, g.round) = ($1, r.claim, r.round)
	  JOIN finding f ON (f.county, f.claim, f.round, f.turn) = (g.county, g.claim, g.round, g.turn)
	  UNION SELECT r.list, a.assessed_by, 'assessor' FROM row r JOIN assessment a ON (a.county, a.claim, a.round) = ($1, r.claim, r.round)
	  UNION SELECT r.list, g.filed_by, 'clerk' FROM row r JOIN filing g ON (g.county, g.claim, g.round) = ($1, r.claim, r.round)
	  UNION SELECT list, person, 'clerk' FROM done WHERE nth = 1
	  UNION SELECT list, person, CASE nth_of_verb WHEN 1 THEN 'first' ELSE 'second' END FROM done WHERE verb = 'payouts.approve'
	  UNION SELECT list, person, 'sender' FROM sent
	), named AS (
	  SELECT list, person, part FROM hand WHERE county = $1
	), title (part, name) AS (
	  VALUES ('adjuster', '查勘'), ('assessor', '核定'), ('clerk', '备案或编制'), ('first', '第一审批'), ('second', '第二审批'), ('sender', '发送')
	)
	SELECT 'hand', concat_ws('/', COALESCE(p.list, h.list), COALESCE(p.person, h.person)),
	  format(CASE WHEN h.list IS NULL THEN '%s人由事实和存证推出，名单缺失' ELSE '名单记为%s人，事实和存证中没有' END,
	    (SELECT name FROM title t WHERE t.part = COALESCE(p.part, h.part)))
	FROM part p FULL JOIN named h ON (h.list, h.person, h.part) = (p.list, p.person, p.part) WHERE p.list IS NULL OR h.list IS NULL
	UNION ALL
	SELECT 'list', p.list::TEXT, format('%s 一人兼任%s', p.person, string_agg(t.name, '、' ORDER BY t.name))
	FROM part p JOIN title t ON t.part = p.part GROUP BY p.list, p.person HAVING COUNT(*) > 1
	UNION ALL
	SELECT 'list', l.id::TEXT, '状态为已审批或已发送，没有两级审批' FROM list l WHERE l.county = $1 AND l.status IN ('approved', 'sent')
	  AND 2 > (SELECT COUNT(DISTINCT p.person) FROM part p WHERE p.list = l.id AND p.part IN ('first', 'second'))
	ORDER BY 1, 2`, `
	WITH ` + done + `
	SELECT 'list', list::TEXT, format('第 %s 号存证（%s）不是编制花名册', leaf, verb) FROM done WHERE nth = 1 AND verb <> 'payouts.compose'
	UNION ALL SELECT 'batch', id::TEXT, format('存证为“%s”，不是发送或补发', verb) FROM sent WHERE verb NOT IN ('payouts.send', 'payouts.reissue')
	UNION ALL SELECT 'entry', e.id::TEXT, '制单、审核与第二、第一审批人不符' FROM entry e JOIN list l ON l.county = $1 AND e.ref = format('list/%s/approved', l.id)
	LEFT JOIN done a ON a.list = l.id AND a.verb = 'payouts.approve' AND a.nth_of_verb = 1
	LEFT JOIN done b ON b.list = l.id AND b.verb = 'payouts.approve' AND b.nth_of_verb = 2
	WHERE e.county = $1 AND (e.checked_by, e.made_by) IS DISTINCT FROM (a.person, b.person)`, `
	SELECT 'hand', concat_ws('/', h.list, h.person), format('办理时异议 %s 尚未处理', o.id)
	FROM hand h JOIN list_row r ON r.county = $1 AND r.list = h.list JOIN objection o ON o.county = $1 AND o.payout = r.payout
	WHERE h.county = $1 AND o.received_at <= h.at AND (o.decided_at IS NULL OR o.decided_at > h.at)`,
}}

// accounts: what is paid goes to the payee, or to the heir of one who died, on an account that one person entered and another confirmed
// before; the sender did neither.
var accounts = question{"收款账户属于领款人，经两人录入复核，发送人未经手", "account", []string{`
	WITH used AS (
	  SELECT 'list_row' AS tab, concat_ws('/', list, n) AS key, payout, account, NULL::BIGINT AS sender FROM list_row WHERE county = $1
	  UNION ALL SELECT 'instruction', concat_ws('/', i.payout, i.attempt), i.payout, i.account, b.sent_by
	  FROM instruction i LEFT JOIN batch b ON b.county = $1 AND b.id = i.batch WHERE i.county = $1
	)
	SELECT u.tab, u.key, CASE WHEN f.account IS NULL THEN '账户未经复核' WHEN a.entered_by = f.confirmed_by OR a.entered_by <> f.entered_by
	  THEN '账户由同一人录入和复核' WHEN u.sender IN (f.entered_by, f.confirmed_by) THEN format('账户由发送人 %s 录入或复核', u.sender)
	  ELSE '账户不属于领款人' END
	FROM used u LEFT JOIN account a ON a.county = $1 AND a.id = u.account LEFT JOIN confirmation f ON f.county = $1 AND f.account = u.account
	LEFT JOIN payout p ON p.county = $1 AND p.id = u.payout LEFT JOIN person e ON e.county = $1 AND e.id = p.payee
	LEFT JOIN heir h ON h.county = $1 AND h.payout = u.payout AND h.person = a.person
	  AND NOT EXISTS (SELECT FROM heir x WHERE x.county = $1 AND x.payout = h.payout AND x.person = h.person AND x.n < h.n)
	WHERE f.account IS NULL OR a.id IS NULL OR a.entered_by = f.confirmed_by OR a.entered_by <> f.entered_by
	  OR u.sender IN (f.entered_by, f.confirmed_by)
	  OR a.person IS DISTINCT FROM p.payee AND (h.person IS NULL OR e.died_on IS NULL)
	ORDER BY 1, 2`,
}}
