package verify

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/reports"
	"fangpin/scheme"
)

var sourcesCheck = Check{
	Name: "每件案件有报送线索，每条线索只入一件案件",
	Rule: "S2: 月对接; domain §3 no. 6: one settlement number counts once",
	Proves: "each live claim was raised from rows of reports handed over, of its own household; a row, and a settlement, lies " +
		"in one live claim and says so",
	Not: "that every row that should have become a claim did: a row not taken in says why, and a person reads it",
}

// sources: every live claim was raised from rows of reports handed over, of its own household; a row lies in one live claim and says so;
// a settlement lies in one.
func sources(v *view) Result {
	check := Result{Check: sourcesCheck, Looked: int64(len(v.sources))}
	raised, taken, settled := map[int64]bool{}, map[int64]int{}, map[string][]int64{}
	for i := range v.sources {
		s := &v.sources[i]
		raised[s.Claim] = true
		if s.Live {
			taken[s.Told]++
		}
		if s.Live && s.Tag.Valid {
			settled[s.Tag.V] = append(settled[s.Tag.V], s.Claim)
		}
		if wrong := s.wrong(v); wrong != "" {
			check.find("source", s.key, "%s", wrong)
		}
	}
	for _, c := range v.claims {
		if !c.VoidReason.Valid && !raised[c.ID] {
			check.find("claim", c.key, "没有报送线索")
		}
	}
	check.taken(v, taken)
	for _, claims := range sorted(settled, cmp.Compare[string]) {
		once := map[int64]bool{}
		for _, c := range claims {
			once[c] = true
		}
		if len(once) > 1 {
			check.find("claim", slices.Max(slices.Collect(maps.Keys(once))), "同一结算单入了 %d 件有效案件", len(once))
		}
	}
	return check
}

func (s *sourceRow) wrong(v *view) string {
	told, claim := v.told[s.Told], v.claim[s.Claim]
	if told == nil || claim == nil {
		return "没有这条线索或这件案件"
	}
	report := v.report[told.Report]
	switch {
	case s.Live == claim.VoidReason.Valid:
		return "有效与否与案件不符"
	case s.Tag != told.Tag:
		return "结算单标记与线索不符"
	case report == nil || report.Status != "handed_over":
		return "所在月报没有交办"
	case s.Live && told.Household != null[int64]{V: claim.Household, Valid: true}:
		return "线索不是本户的"
	}
	return ""
}

// taken holds what each reported row says of itself to the claims it lies in.
func (c *Result) taken(v *view, taken map[int64]int) {
	for i := range v.reported {
		r := &v.reported[i]
		switch n := taken[r.ID]; {
		case n > 1:
			c.find("report_row", r.key, "入了 %d 件有效案件", n)
		case n == 1 && r.Outcome.V != "claim":
			c.find("report_row", r.key, "已入案件，所记不是纳入")
		case n == 0 && r.Outcome.V == "claim":
			c.find("report_row", r.key, "所记为纳入，没有案件")
		}
	}
}

var eventsCheck = Check{
	Name:   "案件类别和事发日与报送线索一致",
	Rule:   "scheme.md: the event date fixes scheme, class, household and year",
	Proves: "each claim's category and event date are those of the rows it was raised from",
	Not:    "that the department told the right day",
	Shares: "reports (the kinds)",
}

// events derives each claim's category and event date again from the rows it was raised from: the latest day that the kind of report
// names, the day before the month of an income's report, or the first day of the school year.
func events(v *view) Result {
	check := Result{Check: eventsCheck}
	told := groupBy(v.sources, func(s *sourceRow) int64 { return s.Claim })
	for _, c := range v.claims {
		if slices.ContainsFunc(told[c.ID], v.readLater) {
			continue
		}
		check.Looked++
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

// readLater tells whether the row was read by a version of the reader that this program does not have: its kind may be another now.
func (v *view) readLater(s *sourceRow) bool {
	told := v.told[s.Told]
	if told == nil {
		return false
	}
	_, ok := v.judge(told.first, reports.Reader)
	return !ok
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
	if day, err := kind.EventDate(facts, reports.MonthAt(report.Month)); err == nil {
		on = day.String()
	}
	return kind.Category, on, true
}

// dateOf is a scheme's day, which is a midnight UTC.
func dateOf(day time.Time) calendar.Date { return calendar.On(day.Date()) }

var classesCheck = Check{
	Name: "案件适用的保单、方案和户类别以事发日为准",
	Rule: "scheme.md: the event date fixes scheme, class, household and year",
	Proves: "the scheme in force and the household's class on the event date, as both stood when the claim was raised, are " +
		"those of the claim",
	Not:    "that the household's labels were true",
	Shares: "scheme",
}

// classes derives again, for every claim, the scheme in force on its event date and the household's class on it: as both stood when the
// claim was raised, for a label may be entered, and a scheme adopted, with an earlier day.
func classes(v *view) Result {
	check := Result{Check: classesCheck, Looked: int64(len(v.claims))}
	adopted, labels := v.newestFirst(), v.held()
	for i := range v.claims {
		c := &v.claims[i]
		check.class(v, c, inForce(adopted, c.On, c.first), labels[c.Household])
	}
	return check
}

func (c *Result) class(v *view, r *claimRow, rule int64, labels []*labelRow) {
	if p := v.policy[r.Policy]; p == nil || r.On < p.From || r.On > p.To {
		c.find("claim", r.ID, "%s不在所属保单年度之内", r.On.Chinese())
	}
	s := v.schemes[r.Scheme]
	switch {
	case rule != r.Scheme:
		c.find("claim", r.ID, "%s生效的方案为 %d，所记为 %d", r.On.Chinese(), rule, r.Scheme)
	case s == nil: // named already
	case r.On < dateOf(s.Term.From) || r.On > dateOf(s.Term.To):
		c.find("claim", r.ID, "%s不在方案的保单年度之内", r.On.Chinese())
	default:
		if class := v.classOf(s, r, labels); class != r.Class {
			c.find("claim", r.ID, "%s该户类别为%s，所记为%s", r.On.Chinese(), class, r.Class)
		}
	}
}

// newestFirst lists the adoptions, the newest day first.
func (v *view) newestFirst() []adoptionRow {
	return slices.SortedFunc(slices.Values(v.adopted), func(a, b adoptionRow) int { return int(b.From - a.From) })
}

// inForce is the newest scheme that had begun by a day and was adopted before a deed; 0 for none.
func inForce(newestFirst []adoptionRow, on date, leaf int64) int64 {
	i := slices.IndexFunc(newestFirst, func(a adoptionRow) bool { return a.From <= on && a.first < leaf })
	if i < 0 {
		return 0
	}
	return newestFirst[i].Scheme
}

// held are the labels of the households that have a claim.
func (v *view) held() map[int64][]*labelRow {
	of := map[int64][]*labelRow{}
	for _, c := range v.claims {
		of[c.Household] = nil
	}
	for i := range v.labels {
		l := &v.labels[i]
		if labels, ok := of[l.Household]; ok {
			of[l.Household] = append(labels, l)
		}
	}
	return of
}

// classOf is the class by the labels that the household had on the day, by what was entered by then.
func (v *view) classOf(s *scheme.Scheme, r *claimRow, labels []*labelRow) string {
	return s.ClassOf(v.labelsOn(labels, r.On, r.first))
}
