package audit

// chain: a claim's status is what its records say, every record stands on the one before, and nothing began anew unless what went
// before had ended: a turn by the township's refusal or by being given to another adjuster, a round by its filing or by being declined.
var chain = question{"案件逐环节有委托、查勘、村乡审核、备案记录", "claim", []string{`
	SELECT 'claim', c.id::TEXT, format('状态（第 %s 轮第 %s 次，%s）与委托、查勘、审核、备案记录不符', c.round, c.turn, c.status)
	FROM claim c
	LEFT JOIN assignment a ON (a.county, a.claim, a.round, a.turn) = (c.county, c.id, c.round, c.turn)
	LEFT JOIN finding f ON (f.county, f.claim, f.round, f.turn) = (c.county, c.id, c.round, c.turn)
	LEFT JOIN endorsement e ON (e.county, e.claim, e.round, e.turn) = (c.county, c.id, c.round, c.turn)
	LEFT JOIN review r ON (r.county, r.claim, r.round, r.turn) = (c.county, c.id, c.round, c.turn)
	LEFT JOIN filing g ON (g.county, g.claim, g.round) = (c.county, c.id, c.round)
	WHERE c.county = $1 AND CASE c.status
	  WHEN 'screened' THEN c.round = 1 AND c.turn = 0 AND a.claim IS NULL
	  WHEN 'entrusted' THEN a.claim IS NOT NULL AND f.claim IS NULL
	  WHEN 'investigated' THEN f.qualifies AND e.claim IS NULL
	  WHEN 'declined' THEN NOT f.qualifies AND e.claim IS NULL
	  WHEN 'endorsed' THEN f.qualifies AND e.claim IS NOT NULL AND r.claim IS NULL
	  WHEN 'reviewed' THEN f.qualifies AND r.passed AND g.claim IS NULL
	  WHEN 'filed' THEN f.qualifies AND r.passed AND g.turn = c.turn END IS NOT TRUE`, `
	SELECT 'assignment', concat_ws('/', a.claim, a.round, a.turn), CASE WHEN c.id IS NULL THEN '没有这个案件'
	  WHEN a.round IS NULL OR (a.next_round IS NULL AND (a.round, a.turn) <> (c.round, c.turn)) THEN '不是案件所处的轮次'
	  WHEN a.next_round IS NULL THEN '已改派，没有新的委托'
	  ELSE format('尚未办结，又开始第 %s 轮第 %s 次', a.next_round, a.next_turn) END
	FROM (SELECT *, LEAD(round) OVER w AS next_round, LEAD(turn) OVER w AS next_turn, LEAD(adjuster) OVER w AS next_adjuster FROM assignment WHERE county = $1
	      WINDOW w AS (PARTITION BY claim ORDER BY round, turn)) a
	LEFT JOIN claim c ON c.county = $1 AND c.id = a.claim
	LEFT JOIN reassignment x ON (x.county, x.claim, x.round, x.turn) = (a.county, a.claim, a.round, a.turn)
	LEFT JOIN finding f ON (f.county, f.claim, f.round, f.turn) = (a.county, a.claim, a.round, a.turn)
	LEFT JOIN review r ON (r.county, r.claim, r.round, r.turn) = (a.county, a.claim, a.round, a.turn)
	LEFT JOIN filing g ON (g.county, g.claim, g.round, g.turn) = (a.county, a.claim, a.round, a.turn)
	WHERE CASE WHEN a.next_round IS NULL THEN (a.round, a.turn) = (c.round, c.turn) AND x.claim IS NULL
	  WHEN a.next_round = a.round AND x.claim IS NOT NULL THEN a.next_turn = a.turn + 1 AND f.claim IS NULL AND a.next_adjuster <> a.adjuster
	  WHEN a.next_round = a.round THEN a.next_turn = a.turn + 1 AND NOT r.passed
	  ELSE x.claim IS NULL AND a.next_round = a.round + 1 AND a.next_turn = 1 AND (g.claim IS NOT NULL OR NOT f.qualifies) END IS NOT TRUE`, `
	SELECT 'finding', concat_ws('/', f.claim, f.round, f.turn), '没有委托，或查勘员不是受委托的人'
	FROM finding f LEFT JOIN assignment a ON (a.county, a.claim, a.round, a.turn) = (f.county, f.claim, f.round, f.turn)
	WHERE f.county = $1 AND a.adjuster IS DISTINCT FROM f.adjuster`, `
	SELECT 'finding', concat_ws('/', f.claim, f.round, f.turn), '符合条件，却没有核实数据或佐证材料'
	FROM finding f LEFT JOIN (SELECT DISTINCT claim, round, turn FROM evidence WHERE county = $1) e ON (e.claim, e.round, e.turn) = (f.claim, f.round, f.turn)
	WHERE f.county = $1 AND f.qualifies AND (e.claim IS NULL OR COALESCE(` + cases + `, 0) = 0)`, `
	SELECT 'endorsement', concat_ws('/', e.claim, e.round, e.turn), '没有符合条件的查勘结论'
	FROM endorsement e LEFT JOIN finding f ON (f.county, f.claim, f.round, f.turn) = (e.county, e.claim, e.round, e.turn)
	WHERE e.county = $1 AND f.qualifies IS NOT TRUE`, `
	SELECT 'review', concat_ws('/', r.claim, r.round, r.turn), '没有村级审核意见'
	FROM review r LEFT JOIN endorsement e ON (e.county, e.claim, e.round, e.turn) = (r.county, r.claim, r.round, r.turn)
	WHERE r.county = $1 AND e.claim IS NULL`, `
	SELECT 'filing', concat_ws('/', g.claim, g.round), '没有通过的乡镇审核，或查勘员与查勘结论不符'
	FROM filing g
	LEFT JOIN review r ON (r.county, r.claim, r.round, r.turn) = (g.county, g.claim, g.round, g.turn)
	LEFT JOIN finding f ON (f.county, f.claim, f.round, f.turn) = (g.county, g.claim, g.round, g.turn)
	WHERE g.county = $1 AND (r.passed IS NOT TRUE OR f.adjuster IS DISTINCT FROM g.adjuster)`,
}}

// numbers: filings are numbered without a gap within the year they were filed in.
var numbers = question{"备案号按年连续", "filing", []string{`
	SELECT 'filing', concat_ws('/', claim, round), format('%s 年备案号为 %s，应为 %s', year, no, n)
	FROM (SELECT *, row_number() OVER (PARTITION BY year ORDER BY no, claim, round) AS n FROM filing WHERE county = $1) g WHERE no <> n`, `
	SELECT 'filing', concat_ws('/', claim, round), format('%s 备案，编入 %s 年', filed_on, year)
	FROM filing WHERE county = $1 AND year <> EXTRACT(YEAR FROM filed_on)`,
}}

// apart: nobody judges their own work.
var apart = question{"委托、查勘、备案、核定、异议处理互不兼任", "assignment", []string{`
	SELECT 'assignment', concat_ws('/', claim, round, turn), format('委托人即查勘员 %s', adjuster) FROM assignment WHERE county = $1 AND entrusted_by = adjuster`, `
	SELECT 'filing', concat_ws('/', claim, round), format('备案人即查勘员 %s', adjuster) FROM filing WHERE county = $1 AND filed_by = adjuster`, `
	SELECT 'assessment', id::TEXT, format('核定人即查勘员 %s', adjuster) FROM assessment WHERE county = $1 AND assessed_by = adjuster`, `
	SELECT 'objection', o.id::TEXT, format('由本笔的查勘员或核定员 %s 处理', o.decided_by)
	FROM objection o JOIN payout p ON p.county = $1 AND p.id = o.payout WHERE o.county = $1 AND o.decided_by IN (p.adjuster, p.assessed_by)`,
}}

// cases is how many cases a finding has; NULL where it has no list of them.
const cases = `CASE jsonb_typeof(cases) WHEN 'array' THEN jsonb_array_length(cases) END`
