package monitoring

import "fangpin/reports"

// riskOf is the risk that the rows of a kind of report tell of.
func riskOf(kind string) string {
	k, _ := reports.KindOf(kind)
	return k.Risk
}

// unwatched tells that a household x is in no open matter, watched in none: under 线下监测 nothing is under way for it.
const unwatched = `NOT EXISTS (SELECT FROM watch o WHERE o.county = @county AND o.household = x.household AND o.live AND o.state <> 'offline')`

// newestVisit is the newest visit of a watch w, with what the procedure reads of it.
const newestVisit = `LATERAL (SELECT v.*, e.on_day, e.detail->>'risk' AS risk FROM visit v JOIN watch_event e ON e.county = v.county AND e.watch = v.watch AND e.n = v.n
	  WHERE v.county = w.county AND v.watch = w.id ORDER BY v.n DESC LIMIT 1)`

// classed is the labour class of a watch w: of its newest visit v, or as a visit before left it, which classesBefore tells.
const classed = `LEFT JOIN unnest(@before::bigint[], @class::text[]) b (watch, labour) ON b.watch = w.id CROSS JOIN LATERAL (SELECT COALESCE(v.labour, b.labour) AS labour) k`

// aProblem tells that a visit found one of the three safeguards, or the water, wanting.
const aProblem = `jsonb_path_exists(v.safeguards, '$[*] ? (@.problem != "")')`

// incomes are what the visits of a watch w found per head, the newest first; fell that the newest i is less than the one before by so many percent.
const (
	incomes = `LATERAL (SELECT array_agg((e.detail->>'income')::numeric / (e.detail->>'persons')::numeric ORDER BY e.n DESC) AS of FROM watch_event e
	  WHERE e.county = w.county AND e.watch = w.id AND e.event = 'visit' AND e.detail ? 'income')`
	fell = `COALESCE(i.of[2] > 0 AND i.of[1] < i.of[2] * (100 - @fall::int) / 100, false)`
)

// standing is how many measures of a watch w stand: those that were not withdrawn.
const standing = `((SELECT COUNT(*) FROM measure m WHERE m.county = w.county AND m.watch = w.id)
	  - (SELECT COUNT(*) FROM watch_event e WHERE e.county = w.county AND e.watch = w.id AND e.event = 'withdraw'))`

// overdueMeasure is the first day of an open measure of a watch w that is past; null where none is.
const overdueMeasure = `(SELECT MIN(o.due_on) FROM (` + open + `) o WHERE o.watch = w.id AND o.due_on < @today)`

// borne is what each household itself paid of its hospital bills since a day, by the year of discharge; a bill that was told twice counts once, as it was
// told last.
const borne = `bill AS (
		  SELECT DISTINCT ON (COALESCE(r.tag, int8send(r.id))) n.household, (r.facts->>'discharged')::date AS on_day, (r.facts->>'self_paid')::numeric AS paid
		  FROM report m JOIN report_row r ON r.county = m.county AND r.report = m.id JOIN person n ON n.county = r.county AND n.id_tag = r.id_tag
		  WHERE m.county = @county AND m.kind = 'hospital' AND m.status = 'handed_over' AND (r.facts->>'discharged')::date >= @since::date
		  ORDER BY COALESCE(r.tag, int8send(r.id)), r.id DESC),
		borne AS (SELECT household, EXTRACT(YEAR FROM on_day) AS year, SUM(paid) AS total, MAX(paid) AS most, MAX(on_day) AS on_day FROM bill GROUP BY 1, 2)`

// leftOver is what a household x has left per head of the income that a visit last established, less what it bore in the year (S1 §三.2: 家庭总收入扣除自付金额后,
// 家庭人均纯收入); no row where no visit established one. It is cut to the fen as an income per head is.
const leftOver = `LATERAL (SELECT e.on_day, round(floor(((e.detail->>'income')::numeric - x.total) / (e.detail->>'persons')::numeric * 100) / 100, 2) AS left_over
	  FROM watch o JOIN watch_event e ON e.county = o.county AND e.watch = o.id AND e.event = 'visit' AND e.detail ? 'income'
	  WHERE o.county = @county AND o.household = x.household ORDER BY o.id DESC, e.n DESC LIMIT 1)`

// warned is whenever somebody warned of a household, and of what: a lead or signal; a row that reached a feed's line, but was not handed over again so soon; a
// row that the insurance took into a claim.
const warned = `
		  SELECT w.household, s.told_on AS on_day, COALESCE(encode(r.tag, 'hex'), r.id::text, s.watch || '/' || s.n) AS what
		  FROM signal s JOIN watch w ON w.county = s.county AND w.id = s.watch LEFT JOIN report_row r ON r.county = s.county AND r.id = s.report_row
		  WHERE s.county = @county
		  UNION ALL
		  SELECT r.household, p.received_on, COALESCE(encode(r.tag, 'hex'), r.id::text)
		  FROM watched_row r JOIN report p ON p.county = r.county AND p.id = r.report
		  WHERE r.county = @county AND r.outcome = 'not_taken' AND r.decided_by IS NULL AND r.reason LIKE ` + notAgain + `
		  UNION ALL
		  SELECT r.household, p.received_on, COALESCE(encode(r.tag, 'hex'), r.id::text)
		  FROM judged_row r JOIN report p ON p.county = r.county AND p.id = r.report WHERE r.county = @county AND r.outcome = 'claim'`

// sweeps are S1's seven (贵州 §三), over what the program holds.
var sweeps = []Query{
	{
		Code: "stock", Title: "存量监测对象",
		Definition: "{since}以来纳入监测的户中：整户无劳动力而已标注风险消除的（应回退）；最近一次入户发现“三保障”或饮水有问题的；" +
			"收入不稳定的（最近一次测算的人均纯收入比上一次下降 {fall}% 以上）；{months} 个月以上既没有入户也没有走访的。",
		Params: []Param{{"since", "纳入起始日期", "2019-01-01", SinceDay}, {"months", "未走访月数", "3", InMonths}, {"fall", "人均纯收入下降", "30", InPercent}},
		labour: true,
		sql: `
		SELECT w.household, w.id AS watch, concat_ws('；',
		    CASE WHEN w.state = 'cleared' AND k.labour = 'none' THEN '整户无劳动力，已标注风险消除' END,
		    CASE WHEN w.since IS NOT NULL AND ` + aProblem + ` THEN v.on_day || ' 入户发现“三保障”或饮水有问题' END,
		    CASE WHEN w.since IS NOT NULL AND ` + fell + ` THEN format('收入不稳定：人均 %s 元，上一次 %s 元', round(i.of[1], 2), round(i.of[2], 2)) END,
		    CASE WHEN w.since IS NOT NULL AND l.on_day < @today::date - make_interval(months => @months::int) THEN '最近一次入户或走访在 ' || l.on_day END) AS why
		FROM watch w JOIN ` + newestVisit + ` v ON true ` + classed + `
		JOIN LATERAL (SELECT MAX(e.on_day) AS on_day, MIN(e.on_day) FILTER (WHERE e.event = 'approve' AND e.detail->>'result' = 'pass') AS entered FROM watch_event e
		  WHERE e.county = w.county AND e.watch = w.id AND e.event IN ('visit', 'follow_up', 'approve')) l ON true
		JOIN ` + incomes + ` i ON true
		WHERE w.county = @county AND l.entered >= @since::date AND (w.state = 'cleared' AND k.labour = 'none'
		  OR w.since IS NOT NULL AND (` + aProblem + ` OR ` + fell + ` OR l.on_day < @today::date - make_interval(months => @months::int)))`,
	},
	{
		Code: "self_pay", Title: "住院治疗自费线索", Risk: riskOf("hospital"),
		Definition: "{since}以来出院的住院自付：脱贫户单次超过 {once} 元或一年累计超过 {year} 元，其他农户单次超过 {other_once} 元或一年累计超过 {other_year} 元，" +
			"而没有在办或监测中的户。同一结算单只算一次，按户合计；最近一次入户测算过收入的，家庭总收入扣除自付后的人均与监测标准（{line}）比较，没有测算过的由入户核实。",
		Params: []Param{{"since", "出院起始日期", "2021-01-01", SinceDay}, {"once", "脱贫户单次自付", "4000", InYuan}, {"year", "脱贫户年度累计自付", "6700", InYuan},
			{"other_once", "其他农户单次自付", "10000", InYuan}, {"other_year", "其他农户年度累计自付", "10000", InYuan}, {"line", "监测标准", "", AtLine}},
		sql: `
		WITH ` + borne + `,
		x AS (
		  SELECT b.*, EXISTS (SELECT FROM label l WHERE l.county = @county AND l.household = b.household AND l.label = '脱贫户' AND l.from_on <= b.on_day
		    AND (l.to_on IS NULL OR l.to_on >= b.on_day)) AS poor FROM borne b)
		SELECT DISTINCT ON (x.household) x.household, NULL::bigint AS watch, format('%s，%s年累计自付 %s 元，单次最高 %s 元；%s',
		    CASE WHEN poor THEN '脱贫户' ELSE '其他农户' END, year, total, most, CASE WHEN i.left_over IS NULL THEN '没有入户测算过收入' ELSE format(
		      '%s 入户测算的收入扣除自付后人均 %s 元%s', i.on_day, i.left_over, CASE WHEN i.left_over < NULLIF(@line, '')::numeric THEN '，低于监测标准' END) END) AS why
		FROM x LEFT JOIN ` + leftOver + ` i ON true
		WHERE (CASE WHEN poor THEN most > @once::numeric OR total > @year::numeric ELSE most > @other_once::numeric OR total > @other_year::numeric END)
		  AND ` + unwatched + ` ORDER BY x.household, year DESC`,
	},
	{
		Code: "new_relief", Title: "新增农村低保对象", Risk: riskOf("relief"),
		Definition: "{since}以来新认定为低保户、现在仍是低保户，而没有在办或监测中的户。在册家庭成员都由民政部门报送为新增救助的，注明整户新识别。",
		Params:     []Param{{"since", "认定起始日期", "2021-01-01", SinceDay}},
		sql: `
		WITH told AS (
		  SELECT n.household, COUNT(DISTINCT n.id) AS told
		  FROM report m JOIN report_row r ON r.county = m.county AND r.report = m.id JOIN person n ON n.county = r.county AND n.id_tag = r.id_tag AND n.died_on IS NULL
		  WHERE m.county = @county AND m.kind = 'relief' AND m.status = 'handed_over' AND (r.facts->>'approved')::date >= @since::date GROUP BY 1)
		SELECT x.household, NULL::bigint AS watch, x.from_on || ' 起为低保户，没有在办或监测中' || CASE
		    WHEN t.told = n.living THEN '；整户新识别' WHEN t.told > 0 THEN format('；家庭 %s 人中民政部门报送新增救助 %s 人', n.living, t.told) ELSE '' END AS why
		FROM label x LEFT JOIN told t ON t.household = x.household
		CROSS JOIN LATERAL (SELECT COUNT(*) AS living FROM person n WHERE n.county = x.county AND n.household = x.household AND n.died_on IS NULL) n
		WHERE x.county = @county AND x.label = '低保户' AND x.from_on >= @since::date AND (x.to_on IS NULL OR x.to_on >= @today::date)
		  AND NOT EXISTS (SELECT FROM label b WHERE b.county = @county AND b.household = x.household AND b.label = x.label AND b.from_on < @since::date AND b.mistaken IS NULL)
		  AND ` + unwatched,
	},
	{
		Code: "measures", Title: "帮扶措施",
		Definition: "监测中的户：没有帮扶措施的；没有帮扶责任人的；措施没有针对风险的（线索写明的风险，各应有：{fits}；程序没有列这类措施的不算）；" +
			"有措施超过办理期限还没有办结的；最近一次评价为没有成效的。",
		Params: []Param{fits},
		labour: true, fits: true,
		sql: `
		SELECT x.household, x.watch, x.why FROM (
		  SELECT w.household, w.id AS watch, concat_ws('；',
		    CASE WHEN ` + standing + ` <= 0 THEN '没有帮扶措施' END,
		    CASE WHEN ` + helpless + ` THEN '没有帮扶责任人' END,
		    ` + unfit + `,
		    '措施期限 ' || ` + overdueMeasure + ` || ' 已过，没有办结',
		    CASE WHEN (SELECT t.what FROM measure_note t WHERE t.county = w.county AND t.watch = w.id AND t.what IN ('effective', 'ineffective')
		      ORDER BY t.id DESC LIMIT 1) = 'ineffective' THEN '最近一次评价没有成效' END) AS why
		  FROM watch w JOIN ` + newestVisit + ` v ON true ` + classed + ` WHERE w.county = @county AND w.since IS NOT NULL) x WHERE x.why <> ''`,
	},
	{
		Code: "warnings", Title: "历史预警线索",
		Definition: "{since}以来收到 {times} 次以上预警，从未纳入监测，现在也没有在办的户。预警是线索和风险信号、近期已核查而没有重复交办的月报行、进入防贫保险案件的月报行；" +
			"同一结算单、同一行只算一次。",
		Params: []Param{{"since", "预警起始日期", "2021-01-01", SinceDay}, {"times", "预警次数", "2", InTimes}},
		sql: `
		SELECT x.household, (SELECT MAX(w.id) FROM watch w WHERE w.county = @county AND w.household = x.household) AS watch,
		  format('收到预警 %s 次，最近一次 %s，未纳入监测', x.times, x.on_day) AS why FROM (
		  SELECT household, COUNT(DISTINCT what) AS times, MAX(on_day) AS on_day FROM (` + warned + `) t WHERE on_day >= @since::date GROUP BY household) x
		WHERE x.times >= @times::int AND ` + unwatched + ` AND NOT EXISTS (
		  SELECT FROM watch o JOIN watch_event e ON e.county = o.county AND e.watch = o.id AND e.event = 'approve' AND e.detail->>'result' = 'pass'
		  WHERE o.county = @county AND o.household = x.household)`,
	},
	{
		Code: "safeguards", Title: "“3+1”保障", Risk: riskOf("problem"),
		Definition: "{since}以来部门报送“三保障”或饮水问题，或入户发现有问题，或最近一次入户测算的家庭总收入扣除一年住院自付后人均低于监测标准（{line}），" +
			"其后没有再入户，部门没有答复已办结，也没有在办或监测中的户。",
		Params: []Param{{"since", "发现起始日期", "2021-01-01", SinceDay}, {"line", "监测标准", "", AtLine}},
		sql: `
		WITH ` + borne + `
		SELECT x.household, NULL::bigint AS watch, x.what || '，其后没有入户' AS why FROM (
		  SELECT DISTINCT ON (household) household, what, found FROM (
		    SELECT n.household, m.agency || ' ' || (r.facts->>'found') || ' 报送“三保障”及饮水问题' AS what, (r.facts->>'found')::date AS found
		    FROM report m JOIN report_row r ON r.county = m.county AND r.report = m.id JOIN person n ON n.county = r.county AND n.id_tag = r.id_tag
		    WHERE m.county = @county AND m.kind = 'problem' AND m.status = 'handed_over'
		    UNION ALL
		    SELECT w.household, v.on_day || ' 入户发现“三保障”及饮水问题', v.on_day
		    FROM watch w JOIN ` + newestVisit + ` v ON true WHERE w.county = @county AND ` + aProblem + `
		    UNION ALL
		    SELECT x.household, format('%s年住院自付 %s 元，%s 入户测算的收入扣除自付后人均 %s 元，低于监测标准', year, total, i.on_day, i.left_over), x.on_day
		    FROM borne x JOIN ` + leftOver + ` i ON i.left_over < NULLIF(@line, '')::numeric) f
		  ORDER BY household, found DESC) x
		WHERE x.found >= @since::date AND ` + unwatched + ` AND NOT EXISTS (
		  SELECT FROM watch o JOIN watch_event e ON e.county = o.county AND e.watch = o.id
		  WHERE o.county = @county AND o.household = x.household
		    AND (e.event = 'visit' AND e.on_day > x.found OR e.event = 'answer' AND e.detail->>'result' = 'done' AND e.on_day >= x.found))`,
	},
	{
		Code: "areas", Title: "重点区域",
		Definition: "重点区域（{villages}）的脱贫户和易地搬迁户（花名册标注）中，{months} 个月以来没有入户，也没有在办或监测中的户。",
		Params:     []Param{{"villages", "重点区域的村（社区）", "", InVillages}, {"months", "未入户月数", "6", InMonths}},
		sql: `
		SELECT x.household, NULL::bigint AS watch, format('%s，%s 个月以来没有入户', x.labels, @months::text) AS why FROM (
		  SELECT l.household, string_agg(DISTINCT l.label, '、') AS labels FROM label l JOIN household h ON h.county = l.county AND h.id = l.household JOIN place p ON p.county = h.county AND p.id = h.place
		  WHERE l.county = @county AND l.label IN ('脱贫户', '易地搬迁户') AND (l.to_on IS NULL OR l.to_on >= @today::date)
		    AND (@villages::text = '' OR p.village = ANY (string_to_array(@villages::text, '、')::bigint[])) GROUP BY l.household) x
		WHERE ` + unwatched + ` AND NOT EXISTS (
		  SELECT FROM watch o JOIN watch_event e ON e.county = o.county AND e.watch = o.id AND e.event = 'visit'
		  WHERE o.county = @county AND o.household = x.household AND e.on_day >= @today::date - make_interval(months => @months::int))`,
	},
}

// yearly are S4's two (七团 §二.3): once a year, by the end of May, everybody is looked at; income is of a whole year that moves on by the quarter.
var yearly = []Query{
	{
		Code: "may", Title: "年度全面摸排",
		Definition: "每年5月31日前全面摸排全部农户：上年6月1日以来没有入户、没有走访，也没有登记摸排的。情况没有变化的，在这里成批登记；有变化的，登记线索或入户核查。",
		sql: `
		SELECT x.id AS household, (SELECT o.id FROM watch o WHERE o.county = @county AND o.household = x.id AND o.live) AS watch,
		  CASE WHEN seen.on_day IS NULL THEN '没有入户、走访或摸排的记录' ELSE '最近一次入户、走访或摸排在 ' || seen.on_day END AS why
		FROM household x LEFT JOIN ` + seenLast + ` seen ON true
		WHERE x.county = @county AND ` + lived + ` AND (seen.on_day IS NULL OR seen.on_day < ` + roundOf + `)`,
	},
	{
		Code: "quarter", Title: "收入按季更新",
		Definition: "监测中的户，最近一次测算的收入没有算到上一季度末的（收入计算周期为整年度，依季递延）。",
		sql: `
		SELECT w.household, w.id AS watch, CASE WHEN c.on_day IS NULL THEN '没有测算过收入' ELSE '最近一次收入在 ' || c.on_day || ' 测算' END AS why
		FROM watch w LEFT JOIN LATERAL (SELECT MAX(e.on_day) AS on_day FROM visit v JOIN watch_event e ON e.county = v.county AND e.watch = v.watch AND e.n = v.n
		  WHERE v.county = w.county AND v.watch = w.id AND e.detail ? 'income') c ON true
		WHERE w.county = @county AND w.since IS NOT NULL AND (c.on_day IS NULL OR c.on_day < date_trunc('quarter', @today::date)::date)`,
	},
}
