package audit

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
)

// stead is a deputy as written down, since which deed.
type stead struct {
	ID      int64         `db:"id"`
	Absent  int64         `db:"absent"`
	Deputy  int64         `db:"deputy"`
	From    calendar.Date `db:"from_on"`
	To      calendar.Date `db:"to_on"`
	EndedAt *time.Time    `db:"ended_at"`
	since   int64
}

func (v *view) steads(ctx context.Context) ([]stead, error) {
	since, err := v.versions(ctx, "deputy")
	if err != nil {
		return nil, err
	}
	var rows []stead
	if err := v.tx.SelectContext(ctx, &rows, `SELECT id, absent, deputy, from_on, to_on, ended_at FROM deputy WHERE county = $1 ORDER BY id`, v.county); err != nil {
		return nil, fmt.Errorf("read deputies: %w", err)
	}
	for i := range rows {
		rows[i].since = since[fmt.Sprint(rows[i].ID)].first
	}
	return rows, nil
}

// standsIn tells whether the deed's person was then, as written down before, the deputy of somebody at work who has the deed's role.
func (a act) standsIn(staff map[int64]member, steads []stead) bool {
	day := calendar.DateOf(a.at)
	for _, s := range steads {
		absent := staff[s.Absent]
		inForce := s.since < a.leaf && s.From <= day && day <= s.To && (s.EndedAt == nil || !a.at.After(*s.EndedAt))
		if inForce && s.Deputy == a.person && absent.Role == a.role && (absent.DisabledAt == nil || !a.at.After(*absent.DisabledAt)) {
			return true
		}
	}
	return false
}

// deputies are held to what may be written down: for roles that somebody can stand in for, by somebody who works on cases, before the days
// begin and not a month ahead, one at a time.
var deputies = question{"代理事先登记，角色、日期合规，同一时间一人", "deputy", []string{`
	WITH sealed AS (
	  SELECT k.key, (MIN(d.at) AT TIME ZONE 'Asia/Shanghai')::DATE AS on_day
	  FROM cover c CROSS JOIN unnest(c.keys) AS k (key) JOIN deed d ON d.county = $1 AND d.leaf = c.leaf
	  WHERE c.county = $1 AND c.tab = 'deputy' GROUP BY k.key
	)
	SELECT 'deputy', w.id::TEXT, w.why FROM (
	  SELECT d.id, CASE
	    WHEN a.role IS NULL OR a.role <> ALL ('{reporter,clerk,approver,assessor,sender,township,village}') THEN '被代理人的角色不能由人代理'
	    WHEN p.role IS NULL OR p.role <> ALL ('{reporter,clerk,approver,assessor,sender,township,village,adjuster}') THEN '代理人不是业务人员'
	    WHEN d.absent = d.deputy OR d.recorded_by IN (d.absent, d.deputy) THEN '被代理人、代理人、登记人不是三个人'
	    WHEN d.from_on < s.on_day OR d.to_on < d.from_on OR d.to_on > s.on_day + 30 THEN format('%s 登记，代理 %s 至 %s', s.on_day, d.from_on, d.to_on)
	    WHEN EXISTS (SELECT FROM deputy x WHERE x.county = $1 AND x.absent = d.absent AND x.id < d.id AND x.from_on <= d.to_on
	      AND d.from_on <= LEAST(x.to_on, (x.ended_at AT TIME ZONE 'Asia/Shanghai')::DATE - 1)) THEN '同一时间另有代理人'
	  END AS why
	  FROM deputy d LEFT JOIN sealed s ON s.key = d.id::TEXT
	  LEFT JOIN staff a ON a.county = $1 AND a.id = d.absent LEFT JOIN staff p ON p.county = $1 AND p.id = d.deputy WHERE d.county = $1
	) w WHERE w.why IS NOT NULL ORDER BY w.id`,
}}
