package monitoring_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// story walks families along a source's own text, under the procedure of it that ships. The office's county stands in for the source's.
type story struct {
	*monitoringtest.Office
	t *testing.T
}

func tell(t *testing.T, name, day string) story {
	t.Helper()
	return story{monitoringtest.Shipped(t, name, day), t}
}

// family is one of the story's, with its watch once somebody told of it.
type family struct {
	story
	claimstest.Household
	watch int64
}

// families have lived in the village since the year began, with a label; empty for none.
func (s story) families(label string, n int) []*family {
	s.t.Helper()
	var out []*family
	for _, h := range s.Families(s.t, label, n) {
		out = append(out, &family{story: s, Household: h})
	}
	return out
}

func (s story) family(label string) *family {
	s.t.Helper()
	return s.families(label, 1)[0]
}

// rule is the procedure in force.
func (s story) rule() (rule monitoring.Rule) {
	s.t.Helper()
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		rule, err = monitoring.GetRule(ctx, tx, s.Office.Rule)
		return err
	})
	return rule
}

// told is a lead of the family, by one signal, on the clock's day.
func (f *family) told(source monitoring.Source, as, risk string) {
	f.t.Helper()
	f.watch = f.Signal(f.t, monitoring.Signal{Household: f.ID, Source: source, As: as, Risk: risk, Words: as + "：" + risk})[0]
}

// did takes steps the usual way on a day.
func (f *family) did(day string, steps ...procedure.Act) {
	f.t.Helper()
	f.At(day)
	for _, did := range steps {
		f.Step(f.t, f.watch, f.Household, did)
	}
}

// together takes steps of several families on a day.
func (s story) together(day string, of []*family, steps ...procedure.Act) {
	s.t.Helper()
	for _, f := range of {
		f.did(day, steps...)
	}
}

// visited is a visit on a day to the family of two: its income of the year, whether it is at risk, and its labour.
func (f *family) visited(day, income string, risk procedure.Risk, labour procedure.Labour) {
	f.t.Helper()
	f.At(day)
	f.As(f.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		v := f.Visit(f.watch, f.Household, income, risk)
		v.Labour = labour
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
	})
}

// decided is a decision other than to pass.
func (f *family) decided(role who.Role, verb func(context.Context, *pg.Tx, []monitoring.Decision) error, result procedure.Result, why string) {
	f.t.Helper()
	f.As(f.t, role, func(ctx context.Context, tx *pg.Tx) error {
		return verb(ctx, tx, []monitoring.Decision{{Watch: f.watch, Result: result, Opinion: why}})
	})
}

// ordered is a measure that the township ordered of itself on a day, and carried out on another.
func (f *family) ordered(kind, on, done string) {
	f.t.Helper()
	f.At(on)
	f.Order(f.t, f.watch, kind, nil)
	n := f.Get(f.t, f.watch).Events
	f.At(done)
	f.As(f.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: f.watch, N: n, Words: "已落实", Photos: f.Photo("落实照片")}})
	})
}

// stands compares where the family stands: its state, what is next and by when, and its kind; what it has not is left out.
func (f *family) stands(want string) {
	f.t.Helper()
	w := f.Get(f.t, f.watch)
	got := []string{w.State.Title()}
	if w.Next != nil {
		got = append(got, w.Next.Title())
	}
	if w.Due != nil {
		got = append(got, w.Due.String())
	}
	if w.Kind != nil {
		got = append(got, *w.Kind)
	}
	if got := strings.Join(got, " "); got != want {
		f.t.Errorf("it stands at %s; want %s", got, want)
	}
}

// refuses fails the test unless somebody's verb is refused with these words.
func (s story) refuses(words string, role who.Role, verb func(context.Context, *pg.Tx) error) {
	s.t.Helper()
	if err := s.Do(s.Who(role), verb); err == nil || !strings.Contains(fault.Message(err), words) {
		s.t.Errorf("got %v; want a refusal that says %s", err, words)
	}
}

// nominate is the village's nomination for release.
func (f *family) nominate(ctx context.Context, tx *pg.Tx) error {
	return monitoring.Nominate(ctx, tx, []int64{f.watch}, "收入稳定，风险已消除")
}

// order is a measure of a kind.
func (f *family) order(kind string) func(context.Context, *pg.Tx) error {
	return func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: f.watch, Kind: kind, To: monitoring.Township, Words: "按户施策"}})
	}
}

// passes is a decision to pass.
func (f *family) passes(verb func(context.Context, *pg.Tx, []monitoring.Decision) error) func(context.Context, *pg.Tx) error {
	return func(ctx context.Context, tx *pg.Tx) error {
		return verb(ctx, tx, []monitoring.Decision{{Watch: f.watch, Result: procedure.Pass, Opinion: "同意"}})
	}
}

// helpedBy names who helps the family, at a level.
func (f *family) helpedBy(level procedure.Level, name, duty string) {
	f.t.Helper()
	f.As(f.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: f.watch, Level: level, Name: name, Duty: duty}})
		return err
	})
}

// newest is the family's newest visit as the procedure reads it.
func (f *family) newest() (v monitoring.Found) {
	f.t.Helper()
	f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := monitoring.VisitsOf(ctx, tx, f.watch)
		if len(all[f.watch]) > 0 {
			v = all[f.watch][len(all[f.watch])-1]
		}
		return err
	})
	return v
}

// income compares what the newest visit found: per head, and the months that it was counted over.
func (f *family) income(perHead, from, to string, below bool) {
	f.t.Helper()
	v := f.newest()
	if v.PerHead == nil || v.PerHead.StringFixed(2) != perHead || v.From.String() != from || v.To.String() != to || v.Below != below {
		f.t.Errorf("%v yuan a head, %s to %s, below %t; want %s, %s to %s, %t", v.PerHead, v.From, v.To, v.Below, perHead, from, to, below)
	}
}

// feeds tells whether a department's row of a kind is one that it tells of: the amount in yuan, of a household with the labels.
func (s story) feeds(agency, kind, measure, yuan string, labels ...string) bool {
	s.t.Helper()
	amount := decimal.RequireFromString(yuan)
	for _, f := range s.rule().FeedsOf(agency, kind) {
		if f.Measure == measure && f.Matches(&amount, labels) {
			return true
		}
	}
	return false
}

// pushed tells a partner of its families, and answers what its list says.
func (s story) pushed(partner string) string {
	s.t.Helper()
	id, err := push(s.Office, partner, monitoring.Need{})
	s.Must(err)
	var lines []string
	for _, row := range writtenPush(s.t, s.Office, id) {
		lines = append(lines, strings.Join(row, " "))
	}
	return strings.Join(lines, "\n")
}

// hears compares what the departments' meeting of a month hears.
func (s story) hears(year int, month time.Month, want ...monitoring.Carried) {
	s.t.Helper()
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		got, err := monitoring.Meeting(ctx, tx, year, month)
		if !slices.Equal(got, want) {
			s.t.Errorf("the meeting of %s hears %+v; want %+v", month, got, want)
		}
		return err
	})
}

// found compares why a query, asked with some numbers, finds the family; empty: it does not.
func (f *family) found(code, want string, with ...string) {
	f.t.Helper()
	if why := f.finds(code, with...); why != want {
		f.t.Errorf("%s finds it for %q; want %q", code, why, want)
	}
}

// finds are why a query finds the family; empty: it does not.
func (f *family) finds(code string, with ...string) (why string) {
	f.t.Helper()
	params := map[string]string{}
	for i := 0; i < len(with); i += 2 {
		params[with[i]] = with[i+1]
	}
	f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		hits, err := monitoring.Ask(ctx, tx, code, params)
		for _, h := range hits {
			if h.Household == f.ID {
				why = h.Why
			}
		}
		return err
	})
	return why
}

// mapped makes one of each.
func mapped[T, U any](of []T, one func(T) U) (out []U) {
	for _, x := range of {
		out = append(out, one(x))
	}
	return out
}

// sameIDs tells whether ids are these, in any order.
func sameIDs(got []int64, want ...int64) bool {
	return slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want)))
}

func day(t *testing.T, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
