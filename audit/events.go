package audit

import (
	"encoding/json"
	"strings"

	"fangpin/reports"
)

// events derives each claim's category and event date again from the rows it was raised from: the latest day that the kind of report
// names, the day before the month of an income's report, or the first day of the school year.
func events(v *view) Check {
	check := Check{Name: "案件类别和事发日与报送线索一致", Looked: int64(len(v.claims))}
	told := groupBy(v.sources, func(s *sourceRow) int64 { return s.Claim })
	for _, c := range v.claims {
		latest, known, other := "", false, false
		for _, s := range told[c.ID] {
			category, on, ok := v.event(s)
			known = known || ok
			other = other || ok && category != c.Category
			latest = max(latest, on)
		}
		switch {
		case other:
			check.find("claim", c.key, "类别与报送线索不符")
		case known && latest != c.On.String():
			check.find("claim", c.key, "事发日应为 %s，所记为 %s", latest, c.On)
		}
	}
	return check
}

// event is the category and the day that a row of a report tells of, false where there is no such row.
func (v *view) event(s *sourceRow) (category, on string, ok bool) {
	told := v.told[s.Told]
	if told == nil {
		return "", "", false
	}
	report := v.report[told.Report]
	if report == nil {
		return "", "", false
	}
	kind, _ := reports.KindOf(report.Kind)
	var facts map[string]string
	_ = json.Unmarshal([]byte(told.Facts), &facts) // what cannot be read tells of no day
	switch {
	case kind.Category == "income":
		on = (report.Month - 1).String()
	case kind.Event != "":
		on = facts[kind.Event]
	case facts["school_year"] != "":
		year, _, _ := strings.Cut(facts["school_year"], "-")
		on = year + "-09-01"
	}
	return kind.Category, on, true
}
