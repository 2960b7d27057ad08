package audit

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/scheme"
)

// stored is a scheme as its row keeps it.
type stored struct {
	ID          int64         `db:"id"`
	Hash        string        `db:"hash"`
	Source      string        `db:"source"`
	From        calendar.Date `db:"term_from"`
	To          calendar.Date `db:"term_to"`
	Days        int           `db:"days"`
	PastHoliday bool          `db:"past_holiday"`
	PastWeekend bool          `db:"past_weekend"`
}

// rules reads every scheme anew from its source, and compares the columns that the doors go by. What can be read serves the later checks.
func rules(ctx context.Context, v *view) ([]Check, error) {
	check := Check{Name: "理赔方案各栏与方案原文一致"}
	var rows []stored
	err := v.tx.SelectContext(ctx, &rows, `
		SELECT id, hash, source, term_from, term_to, days, past_holiday, past_weekend FROM scheme WHERE county = $1 ORDER BY id`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read schemes: %w", err)
	}
	for _, r := range rows {
		s, err := scheme.Parse([]byte(r.Source))
		if err != nil {
			check.find("scheme", r.ID, "方案原文不能解读")
			continue
		}
		v.schemes[r.ID] = s
		for _, c := range []struct {
			name string
			same bool
		}{
			{"校验值", s.Hash() == r.Hash}, {"县码", s.County == v.county},
			{"保单年度", dateOf(s.Term.From) == r.From && dateOf(s.Term.To) == r.To},
			{"公示天数", s.Publicity.Days == r.Days},
			{"顺延", s.Publicity.PastHoliday == r.PastHoliday && s.Publicity.PastWeekend == r.PastWeekend},
		} {
			if !c.same {
				check.find("scheme", r.ID, "所记%s与方案原文不符", c.name)
			}
		}
	}
	check.Looked = int64(len(rows))
	return []Check{check}, nil
}

// adoptions: whoever proposed a scheme does not put it in force, and it is in force within its term only.
var adoptions = question{"方案由另一人确认，在其保单年度内生效", "adoption", []string{`
	SELECT 'adoption', a.scheme::TEXT, CASE WHEN s.id IS NULL THEN '没有这个方案' WHEN a.from_on NOT BETWEEN s.term_from AND s.term_to
	  THEN format('生效日 %s 不在保单年度之内', a.from_on) ELSE format('由 %s 提出，由 %s 确认', s.proposed_by, a.confirmed_by) END
	FROM adoption a LEFT JOIN scheme s ON s.county = $1 AND s.id = a.scheme
	WHERE a.county = $1 AND (s.id IS NULL OR s.proposed_by = a.confirmed_by OR a.proposed_by <> s.proposed_by
	  OR a.from_on NOT BETWEEN s.term_from AND s.term_to)`,
}}
