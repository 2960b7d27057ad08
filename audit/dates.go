package audit

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
)

// dates: each step of a claim is dated no earlier than the one before.
var dates = question{"委托、查勘、审核、备案、核定、公示日期先后有序", "assignment", []string{`
	SELECT w.tab, w.key, format('%s %s，早于%s %s', w.then_what, w.then_on, w.what, w.first_on) FROM (
	  SELECT 'finding' AS tab, concat_ws('/', f.claim, f.round, f.turn) AS key, '查勘' AS then_what, f.visited_on AS then_on, '委托' AS what, a.entrusted_on AS first_on
	  FROM finding f JOIN assignment a ON (a.county, a.claim, a.round, a.turn) = (f.county, f.claim, f.round, f.turn) WHERE f.county = $1
	  UNION ALL SELECT 'reassignment', concat_ws('/', x.claim, x.round, x.turn), '改派', x.on_day, '委托', a.entrusted_on
	  FROM reassignment x JOIN assignment a ON (a.county, a.claim, a.round, a.turn) = (x.county, x.claim, x.round, x.turn) WHERE x.county = $1
	  UNION ALL SELECT 'extension', concat_ws('/', x.claim, x.round, x.turn), '延期', x.on_day, '委托', a.entrusted_on
	  FROM extension x JOIN assignment a ON (a.county, a.claim, a.round, a.turn) = (x.county, x.claim, x.round, x.turn) WHERE x.county = $1
	  UNION ALL SELECT 'extension', concat_ws('/', x.claim, x.round, x.turn), '原定期限', a.due_on, '延期', x.on_day
	  FROM extension x JOIN assignment a ON (a.county, a.claim, a.round, a.turn) = (x.county, x.claim, x.round, x.turn) WHERE x.county = $1
	  UNION ALL SELECT 'endorsement', concat_ws('/', e.claim, e.round, e.turn), '村级审核', e.on_day, '查勘', f.visited_on
	  FROM endorsement e JOIN finding f ON (f.county, f.claim, f.round, f.turn) = (e.county, e.claim, e.round, e.turn) WHERE e.county = $1
	  UNION ALL SELECT 'review', concat_ws('/', r.claim, r.round, r.turn), '乡镇审核', r.on_day, '村级审核', e.on_day
	  FROM review r JOIN endorsement e ON (e.county, e.claim, e.round, e.turn) = (r.county, r.claim, r.round, r.turn) WHERE r.county = $1
	  UNION ALL SELECT 'filing', concat_ws('/', g.claim, g.round), '备案', g.filed_on, '乡镇审核', r.on_day
	  FROM filing g JOIN review r ON (r.county, r.claim, r.round, r.turn) = (g.county, g.claim, g.round, g.turn) WHERE g.county = $1
	  UNION ALL SELECT 'assessment', a.id::TEXT, '核定', a.assessed_on, '备案', g.filed_on
	  FROM assessment a JOIN filing g ON (g.county, g.claim, g.round) = (a.county, a.claim, a.round) WHERE a.county = $1
	  UNION ALL SELECT 'notice', n.id::TEXT, '公示', n.dated, '备案', MAX(g.filed_on)
	  FROM notice n JOIN notice_row r ON r.county = $1 AND r.notice = n.id JOIN payout p ON p.county = $1 AND p.id = r.payout
	  JOIN filing g ON (g.county, g.claim, g.round) = (p.county, p.claim, p.round) WHERE n.county = $1 GROUP BY n.id, n.dated
	) w WHERE w.then_on < w.first_on ORDER BY 1, 2`,
}}

// investigationDays is how many working days an adjuster has (domain §3 no. 17).
const investigationDays = 3

// dues counts every adjuster's days anew: from the day they were entrusted, and an extension's from the last of those.
func dues(ctx context.Context, v *view) ([]Check, error) {
	check := Check{Name: "查勘期限为三个工作日"}
	var rows []struct {
		On, Due calendar.Date
		Rows    int64
		Table   string `db:"tab"`
		Key     string
	}
	err := v.tx.SelectContext(ctx, &rows, `
		SELECT entrusted_on AS on, due_on AS due, COUNT(*) AS rows, 'assignment' AS tab, MIN(concat_ws('/', claim, round, turn)) AS key
		FROM assignment WHERE county = $1 GROUP BY entrusted_on, due_on
		UNION ALL SELECT a.due_on, x.due_on, COUNT(*), 'extension', MIN(concat_ws('/', x.claim, x.round, x.turn))
		FROM extension x JOIN assignment a ON (a.county, a.claim, a.round, a.turn) = (x.county, x.claim, x.round, x.turn)
		WHERE x.county = $1 GROUP BY a.due_on, x.due_on ORDER BY 1, 2`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read assignments: %w", err)
	}
	for _, r := range rows {
		check.Looked += r.Rows
		due, err := calendar.Published().Due(r.On, investigationDays, calendar.Options{Working: true})
		if err != nil || due != r.Due {
			check.find(r.Table, r.Key, "自%s起算，期限应为%s，所记为%s（同样的共 %d 件）", r.On.Chinese(), due.Chinese(), r.Due.Chinese(), r.Rows)
		}
	}
	return []Check{check}, nil
}
