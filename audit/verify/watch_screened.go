package verify

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/monitoring"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/screening"
)

var watchScreeningsCheck = Check{
	Name: "线索比对结果依监测程序重新推算，存疑线索由县经办判定",
	Rule: "S3 §三.2: 比对初筛; procedure.md: feeds; decision 0025",
	Proves: "what each screening made of each told row follows from the rows then handed over, whose they were found to be, the labels and the procedure " +
		"then in force, what was already a lead, and which families had an open matter or had been checked: outcome and reason alike; what a clerk " +
		"decided had been doubtful; every row that became a lead or a signal is one of its family's watch, a family's rows of one screening one lead, " +
		"with the source and the risk of its rows",
	Not: "whose a row is: numbers of identity cards are withheld, so only that a row is never said to be of two persons; on which day somebody died; " +
		"for how many months a checked family is left alone, which is the owner's setting, not kept by days: only that a screening goes by one number; what " +
		"became of a family, or of a report, of which another deed was sealed while the screening ran",
	Shares: "screening (feeds, lines, repeats, sums), reports (the kinds), procedure, monitoring (the words of one reason)",
}

// screenings is the state of taking the county's screenings in the order in which they were sealed.
type screenings struct {
	*view
	*Result
	reports []*reportRow         // handed over
	rows    map[int64][]*toldTo  // by report
	told    map[int64]*toldTo    // by row
	persons map[int64]int64      // whom each row is said to be of
	made    map[int64]outcomesOf // by deed
	led     map[int64][]*signalRow
	taken   map[int64]*signalRow // by row
	labels  map[int64][]*labelRow
	of      map[int64][]*signalRow // by watch
	lost    map[int64]bool         // households of whom nobody can say here what the present screening knew
	courses map[int64][]*course    // by household
	events  map[at]*watchEventRow
}

// toldTo is a told row with what the watch's screenings made of it so far.
type toldTo struct {
	*toldRow
	in    *reportRow
	facts map[string]string
	is    *outcomeRow // the newest; nil: none
	named bool        // it was found wrong once, which later screenings go on
}

// outcomesOf are the outcomes of one deed, by row.
type outcomesOf map[int64]*outcomeRow

// watchScreenings makes every screening for the watch again.
func watchScreenings(v *view) Result {
	check := Result{Check: watchScreeningsCheck}
	s := v.screenings(&check)
	for _, a := range v.acts {
		made := s.made[a.leaf]
		switch {
		case a.verb == monitoring.ScreenStep.Verb:
			s.screen(a, maps.Clone(made))
			s.merged(a)
		case a.verb == monitoring.DecideStep.Verb:
			s.decide(a, made)
			s.merged(a)
		default:
			s.strange(made, s.led[a.leaf])
		}
		s.keep(made)
		delete(s.made, a.leaf)
	}
	for _, made := range s.made {
		s.strange(made, nil)
	}
	slices.SortFunc(check.Found, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Table, b.Table), strings.Compare(a.Key, b.Key))
	})
	return check
}

// screenings sorts what screenings go by.
func (v *view) screenings(check *Result) *screenings {
	s := &screenings{view: v, Result: check, rows: map[int64][]*toldTo{}, told: map[int64]*toldTo{}, persons: map[int64]int64{}, made: map[int64]outcomesOf{},
		led: map[int64][]*signalRow{}, taken: map[int64]*signalRow{}, labels: groupBy(v.labels, func(l *labelRow) int64 { return l.Household }),
		of: map[int64][]*signalRow{}, courses: map[int64][]*course{}, events: by(v.watchEvents, (*watchEventRow).at)}
	for i := range v.reports {
		if r := &v.reports[i]; r.Status == reports.HandedOver {
			s.reports = append(s.reports, r)
		}
	}
	slices.SortFunc(s.reports, func(a, b *reportRow) int { return cmp.Compare(a.ID, b.ID) })
	for i := range v.reported {
		r := &v.reported[i]
		t := &toldTo{toldRow: r, in: v.report[r.Report]}
		s.told[r.ID], s.rows[r.Report] = t, append(s.rows[r.Report], t)
	}
	for i := range v.outcomes {
		o := &v.outcomes[i]
		s.said(o)
		if o.Purpose != reports.Watch {
			continue
		}
		s.Looked++
		if s.made[o.first] == nil {
			s.made[o.first] = outcomesOf{}
		}
		s.made[o.first][o.Row] = o
	}
	for i := range v.signals {
		if g := &v.signals[i]; g.Told.Valid {
			s.taken[g.Told.V], s.led[g.first], s.of[g.Watch] = g, append(s.led[g.first], g), append(s.of[g.Watch], g)
		}
	}
	for _, c := range v.index.courses {
		s.courses[c.Household] = append(s.courses[c.Household], c)
	}
	return s
}

// said holds the outcomes of a row, for whatever purpose, to one person, who lives in the household.
func (s *screenings) said(o *outcomeRow) {
	if !o.Person.Valid {
		return
	}
	p := s.person[o.Person.V]
	switch before, known := s.persons[o.Row]; {
	case p == nil || !o.Household.Valid || p.Household != o.Household.V:
		s.find("row_outcome", o.key, "所记的人不属于所记的户")
	case known && before != o.Person.V:
		s.find("row_outcome", o.key, "此前认定为人员 %d，所记为 %d", before, o.Person.V)
	default:
		s.persons[o.Row] = o.Person.V
	}
}

// strange names outcomes and signals that no screening made.
func (s *screenings) strange(made outcomesOf, led []*signalRow) {
	for _, o := range made {
		s.find("row_outcome", o.key, "不是由线索比对或存疑判定形成的")
	}
	for _, g := range led {
		s.find("signal", g.key, "月报行的线索不是由线索比对或存疑判定形成的")
	}
}

// keep takes the outcomes of a deed as what stands of their rows.
func (s *screenings) keep(made outcomesOf) {
	for _, o := range made {
		t, n := s.told[o.Row], 1
		if t == nil {
			s.find("row_outcome", o.key, "没有这一月报行")
			continue
		}
		if t.is != nil {
			n = t.is.N + 1
		}
		if o.N != n {
			s.find("row_outcome", o.key, "序号应为 %d", n)
		}
		t.is = o
	}
}

// screen makes one screening again, by the version of the judge that made it.
func (s *screenings) screen(a act, made outcomesOf) {
	today := calendar.DateOf(a.at)
	month, err := reports.ParseMonth(strings.SplitN(a.said, " ", 2)[0])
	id := s.procedureOn(today, a.leaf)
	_, derivable := s.judge(a.leaf, screening.Feeds)
	rule := s.ways[id]
	switch {
	case err != nil || id == 0:
		s.find("deed", a.leaf, "没有写明比对的月份，或当日没有生效的监测程序")
		return
	case rule == nil || !derivable:
		return // named already, or beyond this program
	}
	s.lost = map[int64]bool{}
	rows, in, readable := s.gather(a, month, made)
	if !readable {
		return
	}
	fit, err := screening.Heed(rows, in, rule)
	if err != nil {
		s.find("deed", a.leaf, "月报行的数据不能解读，无法重新比对")
		return
	}
	s.placing(a, rows, made).place(rows, fit)
	for _, r := range rows {
		s.compare(r, made[r.ID])
		delete(made, r.ID)
	}
	for _, o := range made {
		s.find("row_outcome", o.key, "不在第 %d 号比对的月报之中", a.leaf)
	}
}

// gather are the rows that a screening looked at, and which of them were leads already; false where a later program read one.
func (s *screenings) gather(a act, month reports.Month, made outcomesOf) (rows []*screening.Row, in map[int64]int64, ok bool) {
	in, first, last := map[int64]int64{}, screening.Earliest(month).First(), month.First()
	for _, r := range s.reports {
		if at := reports.MonthAt(r.Month).First(); r.since >= a.leaf || at.Before(first) || at.After(last) || s.during(r.since, a) && !s.any(r, made) {
			continue
		}
		if _, ok := s.judge(r.first, reports.Reader); !ok {
			return nil, nil, false
		}
		for _, t := range s.rows[r.ID] {
			if g := s.taken[t.ID]; g != nil && g.first < a.leaf {
				in[t.ID] = g.Watch
			}
			rows = append(rows, s.known(t, made[t.ID], a))
		}
	}
	return rows, in, true
}

// known is a row with all that was known of it when a deed was sealed.
func (s *screenings) known(t *toldTo, made *outcomeRow, a act) *screening.Row {
	if t.facts == nil {
		t.facts = map[string]string{}
		_ = json.Unmarshal([]byte(t.Facts), &t.facts) // what cannot be read told nothing
	}
	told := reports.Reported{ID: t.ID, Report: t.Report, Agency: t.in.Agency, Kind: t.in.Kind, Month: reports.MonthAt(t.in.Month), Facts: t.facts}
	if t.Tag.Valid {
		told.Tag = []byte(t.Tag.V)
	}
	if o := t.is; o != nil {
		told.Household, told.Person, told.Outcome, told.Reason, told.Decided = o.Household.V, o.Person.V, o.Outcome, o.Reason.V, o.DecidedBy.Valid
	}
	r, _ := screening.Bare(told)
	r.Year = screening.CalendarYear(r.On)
	now := cmp.Or(made, t.is)
	if now == nil || !now.Person.Valid || s.person[now.Person.V] == nil {
		return r
	}
	p := s.person[now.Person.V]
	r.Who = &registry.Person{ID: p.ID, Household: p.Household}
	if died, ok := diedBefore(now.Reason.V); ok && s.dead(p, a.leaf) {
		r.Who.DiedOn = &died
	}
	r.Labels = s.labelsOn(s.labels[p.Household], r.On, a.leaf)
	if slices.ContainsFunc(s.labels[p.Household], func(l *labelRow) bool { return s.during(l.first, a) || s.during(l.since, a) }) {
		s.lost[p.Household] = true
	}
	return r
}

// during tells whether a deed was sealed before another that had begun by then: whether the other saw what it did nobody can say.
func (s *screenings) during(leaf int64, a act) bool {
	other, ok := s.act(leaf)
	return ok && leaf < a.leaf && other.leafAt.After(a.at)
}

// any tells whether a deed made anything of a report's rows.
func (s *screenings) any(r *reportRow, made outcomesOf) bool {
	return slices.ContainsFunc(s.rows[r.ID], func(t *toldTo) bool { return made[t.ID] != nil })
}

// diedBefore is the day on which a reason says that somebody died: the registry's own is withheld.
func diedBefore(reason string) (day date, ok bool) {
	said, _, is := strings.Cut(strings.TrimPrefix(reason, "本人已于"), "去世，")
	if !is || said == reason {
		return 0, false
	}
	var year, month, on int
	if n, _ := fmt.Sscanf(said, "%d年%d月%d日", &year, &month, &on); n < 3 {
		return 0, false
	}
	day, err := calendar.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, on))
	return day, err == nil
}

// compare holds what stands of a row after a screening to what the screening makes of it.
func (s *screenings) compare(r *screening.Row, made *outcomeRow) {
	t, want := s.told[r.ID], r.Comes()
	now := cmp.Or(made, t.is)
	switch {
	case t.named || r.Who != nil && s.lost[r.Who.Household]:
	case !r.Judged:
		if made != nil {
			s.find("row_outcome", made.key, "已是线索或已由县经办判定，不应再比对")
		}
	case now == nil:
		s.find("report_row", t.key, "参加了比对，没有比对结果")
		t.named = true
	case now.Outcome != want.Result || now.Reason.V != want.Reason || now.Household.V != want.Household || now.Person.V != want.Person:
		s.find("row_outcome", now.key, "比对结果应为“%s”%s，所记为“%s”%s", outcomeTitles[want.Result], want.Reason, outcomeTitles[now.Outcome], now.Reason.V)
		t.named = true
	case made != nil && made.DecidedBy.Valid:
		s.find("row_outcome", made.key, "由比对形成，却记有判定人 %d", made.DecidedBy.V)
	}
}

// outcomeTitles are outcomes as people call them.
var outcomeTitles = map[string]string{reports.Lead: "线索", reports.Signal: "风险信号", reports.Doubtful: "存疑", reports.NotTaken: "不作为线索"}
