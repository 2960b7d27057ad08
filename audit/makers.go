package audit

import (
	"context"
	"fmt"
	"strings"

	"fangpin/internal/deed"
)

// maker says in which column a row names who made it, and in which, if any, on what day.
type maker struct{ table, by, on string }

// makers are the rows that name their maker: the deed that first covered the row is that person's, of that day. (经办人即存证人)
var makers = []maker{
	{"deputy", "recorded_by", ""},
	{"scheme", "proposed_by", ""}, {"adoption", "confirmed_by", ""}, {"account", "entered_by", ""}, {"confirmation", "confirmed_by", ""}, {"reveal", "revealed_by", ""},
	{"report", "received_by", "received_on"}, {"assignment", "entrusted_by", "entrusted_on"}, {"finding", "adjuster", ""},
	{"reassignment", "by_staff", "on_day"}, {"extension", "by_staff", "on_day"},
	{"endorsement", "by_staff", "on_day"}, {"review", "by_staff", "on_day"}, {"filing", "filed_by", "filed_on"},
	{"assessment", "assessed_by", "assessed_on"}, {"payout", "assessed_by", ""}, {"heir", "decided_by", ""},
	{"posting", "recorded_by", ""}, {"objection", "received_by", "received_on"}, {"list_void", "voided_by", ""}, {"batch", "sent_by", ""}, {"entry", "made_by", ""},
}

// made compares each such row with the deed it came from.
func made(ctx context.Context, v *view) ([]Check, error) {
	check := Check{Name: "各行所记经办人、日期与存证一致"}
	for _, m := range makers {
		table, _ := deed.Lookup(m.table)
		key := `concat_ws('/', ` + strings.Join(table.Keys, ", ") + `)`
		var n int64
		if err := v.tx.GetContext(ctx, &n, `SELECT COUNT(*) FROM `+m.table+` WHERE county = $1`, v.county); err != nil {
			return nil, fmt.Errorf("count %s: %w", m.table, err)
		}
		check.Looked += n
		on := m.on
		if on == "" {
			on = "NULL"
		}
		err := check.gather(ctx, v, `
			WITH said AS (SELECT `+key+` AS key, `+m.by+` AS person, `+on+`::DATE AS on_day FROM `+m.table+` WHERE county = $1),
			sealed AS (
			  SELECT k.key, MIN(c.leaf) AS leaf FROM cover c CROSS JOIN unnest(c.keys) AS k (key)
			  WHERE c.county = $1 AND c.tab = $2 GROUP BY k.key
			)
			SELECT $2::TEXT, s.key, CASE WHEN d.person IS DISTINCT FROM s.person
			    THEN format('所记经办人为 %s，第 %s 号存证为 %s', s.person, d.leaf, d.person)
			    ELSE format('所记日期为 %s，第 %s 号存证为 %s', s.on_day, d.leaf, (d.at AT TIME ZONE 'Asia/Shanghai')::DATE) END
			FROM said s JOIN sealed k ON k.key = s.key JOIN deed d ON d.county = $1 AND d.leaf = k.leaf
			WHERE d.person IS DISTINCT FROM s.person OR s.on_day <> (d.at AT TIME ZONE 'Asia/Shanghai')::DATE
			ORDER BY s.key`, m.table)
		if err != nil {
			return nil, fmt.Errorf("who made %s: %w", m.table, err)
		}
	}
	return []Check{check}, nil
}
