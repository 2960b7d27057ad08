package procedure_test

import (
	"reflect"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fangpin/internal/calendar"
	"fangpin/procedure"
)

// counties are files that differ in what is possible: base; no line and no clearing by measure; an application first; no mark, no register.
func counties(t testing.TB) []*procedure.Procedure {
	return []*procedure.Procedure{
		county(t),
		county(t, "[visit: {working_days: 3}, apply,", "[apply: {days: 2}, visit,", "{months: 6, from: measure}", "{years: 1, from: approve}"),
		county(t, "announce, register, file: {working_days: 2}]", "announce]", "announce, mark, file: {days: 2}]\n", "announce]\n"),
		county(t, base[clearAt():], "", "feedback: month_end", "feedback: month_end}#", "plan: {working_days: 10}\n", "", "follow_up: {months: 1}\n", ""),
	}
}

// drawEvent is any event on a day, possible or not.
func drawEvent(t *rapid.T, day calendar.Date) procedure.Event {
	acts := []procedure.Act{procedure.Lead, procedure.HandOver, procedure.Answer, procedure.Plan, procedure.Measure, procedure.Done, procedure.Withdraw,
		procedure.FollowUp, procedure.Feedback, procedure.Object, procedure.Dismiss, procedure.Uphold, procedure.NotTaken, procedure.RollBack}
	for _, law := range procedure.Steps() {
		acts = append(acts, law.Step)
	}
	return drawAct(t, rapid.SampledFrom(acts).Draw(t, "act"), day)
}

// drawAct is an event of an act, with whatever that needs.
func drawAct(t *rapid.T, act procedure.Act, day calendar.Date) procedure.Event {
	e := procedure.Event{On: day, Act: act}
	law, _ := procedure.LawOf(act)
	switch {
	case act == procedure.Lead:
		e.Source = rapid.SampledFrom([]string{"医保局", "上门申报"}).Draw(t, "source")
		e.Risk = rapid.SampledFrom([]string{"", "no", "因病"}).Draw(t, "risk")
	case act == procedure.HandOver:
		e.To = rapid.SampledFrom([]string{"", "乡镇", "住建局"}).Draw(t, "to")
	case act == procedure.Answer:
		e.Result = rapid.SampledFrom([]procedure.Result{procedure.Settled, procedure.ToVisit}).Draw(t, "answer")
	case act == procedure.Visit:
		income := decimal.New(rapid.Int64Range(-1_000_000, 9_000_000).Draw(t, "fen"), -2)
		e.Visit = &procedure.Finding{Income: &income, Persons: rapid.IntRange(1, 9).Draw(t, "persons"),
			Risk:   rapid.SampledFrom([]procedure.Risk{procedure.AtRisk, procedure.AtRisk, procedure.NoRisk}).Draw(t, "found"),
			Labour: rapid.SampledFrom([]procedure.Labour{"", procedure.NoLabour, procedure.WeakLabour, procedure.AbleLabour}).Draw(t, "labour")}
	case act == procedure.Measure || act == procedure.Done || act == procedure.Withdraw:
		e.Kind = rapid.SampledFrom([]string{"保障", "医疗", "养殖"}).Draw(t, "kind")
		if due := day + calendar.Date(rapid.IntRange(0, 90).Draw(t, "due")); act == procedure.Measure && due%2 == 0 {
			e.Due = &due
		}
	case len(law.Results) > 0: // more passes than anything else, so that courses go far
		e.Result = rapid.SampledFrom(append([]procedure.Result{procedure.Pass, procedure.Pass, procedure.Pass, procedure.Pass}, law.Results...)).Draw(t, "result")
	}
	return e
}

// drawCourse is a family that went some way, by what was next and by anything else, with the events that it took.
func drawCourse(t *rapid.T, p *procedure.Procedure) (f procedure.Family, took []procedure.Event, day calendar.Date) {
	day = calendar.Date(19_700 + rapid.IntRange(0, 400).Draw(t, "start"))
	steady := rapid.IntRange(0, 12).Draw(t, "steady")
	for range rapid.IntRange(0, 120).Draw(t, "events") {
		e := drawEvent(t, day)
		if steady > 0 && rapid.IntRange(0, steady).Draw(t, "go on") > 0 {
			e = smooth(t, p, f, day)
		}
		before, standing := f, f.Stand(p, day)
		if err := f.Apply(p, e); err == nil {
			took, day = append(took, e), e.On
		} else if !reflect.DeepEqual(before, f) || !reflect.DeepEqual(standing, f.Stand(p, day)) {
			t.Fatalf("%s was refused and left something behind", e.Act)
		}
		day += calendar.Date(rapid.SampledFrom([]int{0, 1, 2, 9, 40}).Draw(t, "later"))
	}
	return f, took, day
}

// smooth is an event that leads on.
func smooth(t *rapid.T, p *procedure.Procedure, f procedure.Family, day calendar.Date) procedure.Event {
	if nominate := (procedure.Event{On: day, Act: procedure.Nominate}); f.Possible(p, nominate) == nil {
		return nominate
	}
	for _, m := range f.Measures() {
		if m.Open() && f.State() == procedure.StateWatched {
			return procedure.Event{On: day, Act: procedure.Done, Kind: m.Kind}
		}
	}
	s := f.Stand(p, day)
	if s.Next == "" {
		return drawEvent(t, day)
	}
	e := fitting(t, p, f, day)
	switch {
	case e.Act == procedure.FollowUp && len(f.Measures()) == 0:
		e.Act, e.Kind = procedure.Measure, "医疗"
	case e.Act == procedure.FollowUp:
		e.On += 100
	case e.Act == procedure.Visit:
		rich := decimal.NewFromInt(90_000)
		e.Visit.Risk = procedure.AtRisk
		if s.State == procedure.StateClearing {
			e.Visit.Income, e.Visit.Risk, e.Visit.Labour = &rich, procedure.NoRisk, procedure.WeakLabour
		}
	case e.Result == procedure.Return || e.Result == procedure.Refuse:
		e.Result = procedure.Pass
	}
	return e
}

// fitting is an event of what is next, on a day that fits.
func fitting(t *rapid.T, p *procedure.Procedure, f procedure.Family, day calendar.Date) procedure.Event {
	s := f.Stand(p, day)
	switch s.Next {
	case procedure.Wait:
		return fitting(t, p, f, *s.Due+1)
	case procedure.Decide:
		return drawAct(t, rapid.SampledFrom([]procedure.Act{procedure.Dismiss, procedure.Uphold}).Draw(t, "decide"), day)
	}
	e := drawAct(t, s.Next, day)
	if s.Next == procedure.Measure && !p.Measures.Allows(f.Newest().Labour, e.Kind) {
		e.Kind = "保障"
	}
	if s.Next == procedure.Approve && s.State == procedure.StateClearing && e.Result == procedure.Pass && f.Possible(p, e) != nil {
		e.Result = procedure.Refuse // the newest visit does not bear a pass
	}
	return e
}

func TestWhatIsNextIsPossible(t *testing.T) {
	all := counties(t)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(all).Draw(t, "county")
		f, _, day := drawCourse(t, p)
		if s := f.Stand(p, day); s.Next != "" {
			if err := f.Apply(p, fitting(t, p, f, day)); err != nil {
				t.Fatalf("%s, next %s: %v", s.State, s.Next, err)
			}
		}
	})
}

func TestAPrefixIsAccepted(t *testing.T) {
	all := counties(t)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(all).Draw(t, "county")
		f, took, day := drawCourse(t, p)
		again, n, err := procedure.Replay(p, took)
		if err != nil || n != len(took) || !reflect.DeepEqual(again.Stand(p, day), f.Stand(p, day)) {
			t.Fatalf("replayed: %v, %+v, want %+v", err, again.Stand(p, day), f.Stand(p, day))
		}
		cut := rapid.IntRange(0, len(took)).Draw(t, "cut")
		part, n, err := procedure.Replay(p, took[:cut])
		if err != nil || n != cut {
			t.Fatalf("a prefix of %d: %v", cut, err)
		}
		for _, e := range took[cut:] {
			if err := part.Apply(p, e); err != nil {
				t.Fatalf("%s after a prefix: %v", e.Act, err)
			}
		}
		if !reflect.DeepEqual(part, again) {
			t.Fatal("a replay in two parts ends elsewhere")
		}
	})
}

// A standing holds together on any day: a due of days is never before what it is counted from, only the watched have a since, no state lacks
// its name.
func TestStandings(t *testing.T) {
	all := counties(t)
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(all).Draw(t, "county")
		f, took, day := drawCourse(t, p)
		s := f.Stand(p, day+calendar.Date(rapid.IntRange(-900, 900).Draw(t, "other day")))
		if len(took) == 0 {
			if !reflect.DeepEqual(s, procedure.Standing{}) {
				t.Fatalf("nobody told, and yet %+v", s)
			}
			return
		}
		watched := s.State == procedure.StateWatched || s.State == procedure.StateClearing
		if s.State.Title() == "" || s.Next != "" && s.Next.Title() == "" || watched != (s.Since != nil) {
			t.Fatalf("%+v", s)
		}
		if s.Due != nil && *s.Due < took[0].On {
			t.Fatalf("%s due %s, before the lead of %s", s.Next, s.Due, took[0].On)
		}
		since, until := f.Watched()
		if (s.State == procedure.StateCleared) != (until != nil) || watched && (since == nil || s.Kind == "") {
			t.Fatalf("%s, watched %v to %v as %q", s.State, since, until, s.Kind)
		}
	})
}

// A copy is another family: what one does the other does not see.
func TestACopyIsAnotherFamily(t *testing.T) {
	p := county(t)
	rapid.Check(t, func(t *rapid.T) {
		f, _, day := drawCourse(t, p)
		one, other, was := f, f, f.Stand(p, day)
		for range 8 {
			_ = one.Apply(p, drawEvent(t, day))
			_ = other.Apply(p, drawEvent(t, day))
		}
		if !reflect.DeepEqual(f.Stand(p, day), was) {
			t.Fatalf("%+v, was %+v", f.Stand(p, day), was)
		}
	})
}

// A measure that is done in a copy is open in what was copied.
func TestAMeasureOfACopy(t *testing.T) {
	p := county(t)
	f, _, err := procedure.Replay(p, told(t, entered+",05-30 measure kind=养殖"))
	if err != nil {
		t.Fatal(err)
	}
	one, other := f, f
	for family, line := range map[*procedure.Family]string{&one: "05-31 done kind=养殖", &other: "05-31 measure kind=医疗"} {
		if err := family.Apply(p, told(t, line)[0]); err != nil {
			t.Fatal(err)
		}
	}
	if m := f.Measures(); len(m) != 1 || !m[0].Open() || len(other.Measures()) != 2 || !other.Measures()[0].Open() || one.Measures()[0].Open() {
		t.Errorf("%+v, %+v, %+v", m, one.Measures(), other.Measures())
	}
}

// The days of the file: never before what they count from, and a window is of as many months as it says.
func TestDaysOfTheFile(t *testing.T) {
	monthly, quarterly := county(t), county(t, "ends: procedure", "ends: quarter", "hand_over: {day: 10}", "hand_over: {day: end}")
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom([]*procedure.Procedure{monthly, quarterly}).Draw(t, "county")
		day := calendar.Date(rapid.IntRange(12_000, 24_000).Draw(t, "day"))
		from, to := p.Window(day)
		if to >= day || from > to || (from-1) != to.AddMonths(-p.Income.Months) {
			t.Fatalf("window of %s: %s to %s", day, from, to)
		}
		if p == quarterly && (to != to.MonthEnd() || to.Month()%3 != 0 || to.AddMonths(3).MonthEnd() < day) {
			t.Fatalf("quarter before %s: %s", day, to)
		}
		due, _ := p.HandOverBy(day)
		if due.Day < day || due.Day > day.AddMonths(1) || p == monthly && due.Day.Day() != 10 || p == quarterly && due.Day != day.MonthEnd() {
			t.Fatalf("handed over by %s, told on %s", due.Day, day)
		}
		until, _ := p.NoticeUntil(day)
		check, _ := p.CheckBy(day)
		clear, _ := p.EarliestClearing(day)
		if until.Day < day+5 || check.Day < day+20 || !calendar.Published().Working(check.Day) || clear <= day {
			t.Fatalf("of %s: notice to %s, check by %s, cleared from %s", day, until.Day, check.Day, clear)
		}
	})
}
