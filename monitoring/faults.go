package monitoring

import (
	"strings"

	"fangpin/procedure"
)

// ofCleared is when a released family w was taken in, and when released.
const ofCleared = `LATERAL (SELECT MIN(e.on_day) AS entered, MAX(e.on_day) AS released FROM watch_event e
	  WHERE e.county = w.county AND e.watch = w.id AND e.event = 'approve' AND e.detail->>'result' = 'pass')`

// faults are the six that S1 names (贵州 §三), over what the program holds.
var faults = []Query{
	{
		Code: "missed", Title: "漏户漏人", Fault: true,
		Definition: "最近一次入户人均纯收入低于监测标准（{line}）并有返贫致贫风险，而没有纳入、也没有在办的户；监测中的户，最近一次入户没有登记到的在册家庭成员。",
		Params:     []Param{{"line", "监测标准", "", AtLine}},
		sql: `
		SELECT x.household, x.watch, x.why FROM (
		  SELECT DISTINCT ON (w.household) w.household, w.id AS watch, format('%s 入户人均 %s 元、有风险，没有纳入', v.on_day, w.per_head) AS why
		  FROM watch w JOIN ` + newestVisit + ` v ON true
		  WHERE w.county = @county AND w.state = 'not_taken' AND w.per_head < NULLIF(@line, '')::numeric AND v.risk = 'yes' ORDER BY w.household, w.id DESC) x
		WHERE ` + unwatched + ` AND NOT EXISTS (SELECT FROM watch o WHERE o.county = @county AND o.household = x.household AND o.id > x.watch)
		UNION ALL
		SELECT w.household, w.id, '没有登记的家庭成员：' || string_agg(n.name, '、' ORDER BY n.id)
		FROM watch w JOIN ` + newestVisit + ` v ON true JOIN person n ON n.county = w.county AND n.household = w.household AND n.died_on IS NULL
		WHERE w.county = @county AND w.since IS NOT NULL AND NOT EXISTS (SELECT FROM jsonb_array_elements(v.members) m WHERE (m->>'person')::bigint = n.id)
		GROUP BY w.household, w.id`,
	},
	{
		Code: "outside", Title: "体外循环", Fault: true,
		Definition: "审定为监测对象超过 {days} 天仍没有录入系统的户；线下监测的户，入户以后又有新的风险信号的；本县有监测程序以后才有监测对象类别标签、没有经监测审定的户。",
		Params:     []Param{{"days", "审定后天数", "20", InDays}},
		sql: `
		SELECT w.household, w.id AS watch, format('%s 审定，没有录入系统', w.since) AS why FROM watch w JOIN procedure p ON p.county = w.county AND p.id = w.procedure
		WHERE w.county = @county AND w.since IS NOT NULL AND 'register' = ANY (p.enter_steps) AND w.since < @today::date - @days::int
		  AND NOT EXISTS (SELECT FROM watch_event e WHERE e.county = w.county AND e.watch = w.id AND e.event = 'register')
		UNION ALL
		SELECT w.household, w.id, format('线下监测，%s 又有风险信号', MAX(s.told_on))
		FROM watch w JOIN ` + newestVisit + ` v ON true JOIN signal s ON s.county = w.county AND s.watch = w.id AND s.n > v.n
		WHERE w.county = @county AND w.state = 'offline' GROUP BY w.household, w.id
		UNION ALL
		SELECT l.household, NULL, format('%s 起为%s，没有经监测审定', l.from_on, l.label)
		FROM label l WHERE l.county = @county AND l.label IN ('` + strings.Join(procedure.KindNames(), "', '") + `') AND l.to_on IS NULL AND l.kept IS NOT TRUE
		  AND l.from_on >= (SELECT MIN(a.from_on) FROM procedure_adoption a WHERE a.county = l.county)
		  AND NOT EXISTS (SELECT FROM watch w WHERE w.county = l.county AND w.household = l.household AND w.since IS NOT NULL)`,
	},
	{
		Code: "in_and_out", Title: "快进快出", Fault: true,
		Definition: "从纳入监测到认定风险消除不满 {months} 个月的户。",
		Params:     []Param{{"months", "监测月数", "6", InMonths}},
		sql: `
		SELECT w.household, w.id AS watch, format('%s 纳入，%s 认定风险消除', c.entered, c.released) AS why FROM watch w JOIN ` + ofCleared + ` c ON true
		WHERE w.county = @county AND w.state = 'cleared' AND c.released < c.entered + make_interval(months => @months::int)`,
	},
	{
		Code: "unhelped", Title: "应帮未帮", Fault: true,
		Definition: "纳入监测超过 {days} 天没有帮扶措施的户；帮扶措施超过办理期限还没有办结的户。",
		Params:     []Param{{"days", "纳入后天数", "30", InDays}},
		sql: `
		SELECT x.household, x.watch, x.why FROM (
		  SELECT w.household, w.id AS watch, concat_ws('；', CASE WHEN ` + standing + ` <= 0 AND w.since < @today::date - @days::int THEN format('%s 纳入，没有帮扶措施', w.since) END,
		    '措施期限 ' || ` + overdueMeasure + ` || ' 已过，没有办结') AS why
		  FROM watch w WHERE w.county = @county AND w.since IS NOT NULL) x WHERE x.why <> ''`,
	},
	{
		Code: "imprecise", Title: "措施不精准", Fault: true,
		Definition: "有劳动力或有半劳动力的监测户，只有{kinds}这些措施的（不能“一兜了之”）；措施没有针对风险的（线索写明的风险，各应有：{fits}；程序没有列这类措施的不算）；" +
			"最近一次评价为没有成效的。",
		Params: []Param{{"kinds", "兜底措施", "低保、综合保障、综合救助", InKinds}, fits},
		labour: true, fits: true,
		sql: `
		SELECT x.household, x.watch, x.why FROM (
		  SELECT w.household, w.id AS watch, concat_ws('；',
		    CASE WHEN k.labour IN ('weak', 'able') AND ` + standing + ` > 0 AND NOT EXISTS (SELECT FROM measure m WHERE m.county = w.county AND m.watch = w.id
		      AND m.kind <> ALL (string_to_array(@kinds::text, '、')) GROUP BY m.kind HAVING COUNT(*) > (SELECT COUNT(*) FROM watch_event e
		        WHERE e.county = @county AND e.watch = w.id AND e.event = 'withdraw' AND e.detail->>'kind' = m.kind)) THEN '有劳动力，只有兜底措施' END,
		    ` + unfit + `,
		    CASE WHEN (SELECT t.what FROM measure_note t WHERE t.county = w.county AND t.watch = w.id AND t.what IN ('effective', 'ineffective')
		      ORDER BY t.id DESC LIMIT 1) = 'ineffective' THEN '最近一次评价没有成效' END) AS why
		  FROM watch w JOIN ` + newestVisit + ` v ON true ` + classed + `
		  WHERE w.county = @county AND w.since IS NOT NULL) x WHERE x.why <> ''`,
	},
	{
		Code: "unfounded", Title: "风险消除不实", Fault: true,
		Definition: "认定风险消除的户中：整户无劳动力的；最近一次入户人均纯收入低于监测标准（{line}），或“三保障”及饮水有问题的；消除后 {months} 个月内又有风险线索的。",
		Params:     []Param{{"line", "监测标准", "", AtLine}, {"months", "消除后月数", "6", InMonths}},
		labour:     true,
		sql: `
		SELECT x.household, x.watch, x.why FROM (
		  SELECT w.household, w.id AS watch, concat_ws('；', CASE WHEN k.labour = 'none' THEN '整户无劳动力' END,
		    CASE WHEN w.per_head < NULLIF(@line, '')::numeric THEN format('最近一次入户人均 %s 元', w.per_head) END, CASE WHEN ` + aProblem + ` THEN '“三保障”及饮水有问题' END,
		    (SELECT format('%s 又有风险线索', MIN(o.opened_on)) FROM watch o WHERE o.county = w.county AND o.household = w.household AND o.id > w.id
		      AND o.opened_on BETWEEN c.released AND c.released + make_interval(months => @months::int) HAVING COUNT(*) > 0)) AS why
		  FROM watch w JOIN ` + newestVisit + ` v ON true ` + classed + ` JOIN ` + ofCleared + ` c ON true WHERE w.county = @county AND w.state = 'cleared') x WHERE x.why <> ''`,
	},
}
