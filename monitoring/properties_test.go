package monitoring_test

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/publicity"
)

// move is what is drawn for one family on one day: which of what could be tried, and whether it may be something impossible.
type move struct {
	Pick   int
	Of     int // one in ten is anything at all, three whatever is possible, the rest what leads on
	Income int // yuan, of a visit
	Risk   bool
}

// round is what is drawn for six families: days go by, and each family is tried once.
type round struct {
	Days  int
	Moves []move
}

var rounds = rapid.Custom(func(r *rapid.T) (d round) {
	d.Days = rapid.SampledFrom([]int{0, 1, 6, 6, 12, 12}).Draw(r, "days")
	d.Moves = rapid.SliceOfN(rapid.Custom(func(r *rapid.T) move {
		return move{rapid.IntRange(0, 1000).Draw(r, "pick"), rapid.IntRange(0, 9).Draw(r, "of"),
			rapid.SampledFrom([]int{4000, 9000, 30000}).Draw(r, "income"), rapid.IntRange(0, 5).Draw(r, "risk") > 0}
	}), 6, 6).Draw(r, "moves")
	return d
})

// Whatever happens to families, in whatever order it is tried: the verbs take just what the procedure takes, and what the database then holds, read
// and replayed, is where each watch is said to stand. Each time it is other rounds, over families of their own.
func TestWhatIsRecordedIsReplayed(t *testing.T) {
	times(t, "3")
	rapid.Check(t, func(r *rapid.T) {
		drawn := rapid.SliceOfN(rounds, 1, 12).Draw(r, "rounds")
		if !t.Run("families", func(t *testing.T) { walk(t, drawn) }) {
			r.Fatalf("what is recorded is not what is replayed")
		}
	})
}

// The same over rounds that are always the same ones, and so many that families come far.
func TestFamiliesComeFar(t *testing.T) {
	acts := walk(t, rapid.SliceOfN(rounds, 46, 46).Example(3))
	for _, did := range []procedure.Act{procedure.Visit, procedure.Evaluate, procedure.Post, procedure.Object, procedure.Dismiss, procedure.Approve, procedure.Measure,
		procedure.Lead, procedure.NotTaken, procedure.Done, procedure.Nominate} {
		if acts[did] == 0 {
			t.Errorf("%s was never possible: %v", did, acts)
		}
	}
}

// times bounds how often rapid draws: each time takes a database.
func times(t *testing.T, n string) {
	checks := flag.Lookup("rapid.checks").Value
	was := checks.String()
	if err := checks.Set(n); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Set(was) })
}

// walk leads six families through rounds, and counts what was done.
func walk(t *testing.T, drawn []round) map[procedure.Act]int {
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, "after: {months: 6,", "after: {months: 1,", 1))
	f := &fort{Office: o, t: t, super: pgtest.Super(t), names: map[string]any{}, homes: map[string]claimstest.Household{}}
	names := []string{"a", "b", "c", "d", "e", "f"}
	for _, name := range names {
		f.begin(name)
	}
	acts := map[procedure.Act]int{}
	for _, each := range drawn {
		f.pass(each.Days)
		for i, name := range names {
			f.move(name, each.Moves[i], acts)
		}
	}
	return acts
}

// move tries one act on a family, and compares what was said with the replay, and what stands with it.
func (f *fort) move(name string, m move, acts map[procedure.Act]int) {
	f.t.Helper()
	rule, family := f.replayed(name)
	var possible, onward []try
	all := f.moves(name, m)
	for i := range all {
		all[i].event.On = f.today()
		if family.Possible(rule, all[i].event) == nil {
			possible = append(possible, all[i])
			if leadsOn(all[i].event) {
				onward = append(onward, all[i])
			}
		}
	}
	from := onward
	if m.Of == 0 {
		from = all
	} else if m.Of < 4 {
		from = possible
	}
	if len(from) == 0 {
		return
	}
	chosen := from[m.Pick%len(from)]
	reason, err := family.Possible(rule, chosen.event), f.Do(f.Who(chosen.by), chosen.verb)
	if chosen.event.Act == procedure.Lead { // the next lead of an ended watch begins another
		f.names[name] = f.scalarID(`SELECT max(id) FROM fangpin.watch WHERE household = :` + name + `_home`)
	}
	if (reason == nil) != (err == nil) || fault.KindOf(err) == fault.Internal && err != nil {
		f.t.Errorf("%s of %s on %s: the procedure says %v, the verb %v", chosen.event.Act, name, f.today(), reason, err)
	}
	if err == nil {
		acts[chosen.event.Act]++
	}
	_, after := f.replayed(name)
	if d := cmp.Diff(f.standing(name), standingOf(rule, after, f.lastDay(name))); d != "" {
		f.t.Errorf("%s after %s on %s (-stored +replayed):\n%s", name, chosen.event.Act, f.today(), d)
	}
	f.paired(name, after)
}

// paired compares what closed each measure, as the database pairs them and as the pages do, with the replay.
func (f *fort) paired(name string, family procedure.Family) {
	f.t.Helper()
	type closing struct {
		Kind   string
		Closed *procedure.Act
		On     *calendar.Date `db:"closed_on"`
	}
	var want, shown, kept []closing
	done, withdrawn := procedure.Done, procedure.Withdraw
	for _, m := range family.Measures() {
		c := closing{Kind: m.Kind}
		if m.Done != nil {
			c.Closed, c.On = &done, m.Done
		} else if m.Withdrawn != nil {
			c.Closed, c.On = &withdrawn, m.Withdrawn
		}
		want = append(want, c)
	}
	for _, m := range measures(f.Office, f.id(name)) {
		shown = append(shown, closing{m.Kind, m.Closed, m.ClosedOn})
	}
	f.Must(f.super.SelectContext(f.t.Context(), &kept, f.say(`SELECT kind, closed, closed_on FROM fangpin.measure_closing WHERE watch = :`+name+` ORDER BY n`)))
	for _, got := range [][]closing{shown, kept} {
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			f.t.Errorf("measures of %s on %s (-replayed +paired):\n%s", name, f.today(), d)
		}
	}
}

// leadsOn tells whether an event brings a family further, rather than round about.
func leadsOn(e procedure.Event) bool {
	switch e.Act {
	case procedure.Lead, procedure.Feedback, procedure.NotTaken, procedure.FollowUp, procedure.Object, procedure.Plan:
		return false
	}
	return e.Result == "" || e.Result == procedure.Pass
}

// moves are all that may be tried on a family.
func (f *fort) moves(name string, m move) []try {
	id, h := f.id(name), f.homes[name]
	risk := procedure.NoRisk
	if m.Risk {
		risk = procedure.AtRisk
	}
	visit := f.Visit(id, h, decimal.NewFromInt(int64(m.Income)).StringFixed(2), risk)
	return append(tries(f.Office, id, h, visit),
		try{who.Clerk, procedure.Event{Act: procedure.Lead, Source: "群众反映", Risk: "因病"}, func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Lead(ctx, tx, []monitoring.Signal{{Household: h.ID, Source: monitoring.Public, Risk: "因病", Words: "又住院"}})
			return err
		}},
		try{who.Village, procedure.Event{Act: procedure.Post}, func(ctx context.Context, tx *pg.Tx) error {
			notice, err := monitoring.Notify(ctx, tx, home, []int64{id})
			if err != nil {
				return err
			}
			return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(fmt.Append(nil, pg.NewID()))})
		}},
		try{who.Township, procedure.Event{Act: procedure.Done, Kind: "医疗"}, func(ctx context.Context, tx *pg.Tx) error {
			all, err := monitoring.MeasuresOf(ctx, tx, id)
			if err != nil {
				return err
			}
			for _, m := range all {
				if m.Open() && m.Kind == "医疗" {
					return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: m.N, Words: "已办理", Photos: f.Photo("照片")}})
				}
			}
			return fault.NotFoundf("没有在办的措施")
		}})
}

// row is where a watch stands, in words.
type row struct {
	State, Next, Due, AfterWait, AfterDue, Kind, PerHead, Since, NominateFrom string
}

// standing is the watch's row as the database keeps it.
func (f *fort) standing(name string) (r row) {
	f.Must(f.super.QueryRowxContext(f.t.Context(), f.say(`SELECT concat(state), concat(next), concat(due), concat(after_wait), concat(after_due), concat(kind),
		concat(per_head), concat(since), concat(nominate_from) FROM fangpin.watch WHERE id = :`+name)).Scan(
		&r.State, &r.Next, &r.Due, &r.AfterWait, &r.AfterDue, &r.Kind, &r.PerHead, &r.Since, &r.NominateFrom))
	return r
}

func standingOf(rule *procedure.Procedure, family procedure.Family, on calendar.Date) row {
	s := monitoring.StandingOf(rule, &family, on)
	r := row{State: string(s.State), Due: text(s.Due), AfterDue: text(s.AfterDue), Since: text(s.Since), NominateFrom: text(s.NominateFrom)}
	if s.Next != nil {
		r.Next = string(*s.Next)
	}
	if s.AfterWait != nil {
		r.AfterWait = string(*s.AfterWait)
	}
	if s.Kind != nil {
		r.Kind = *s.Kind
	}
	if s.PerHead != nil {
		r.PerHead = s.PerHead.StringFixed(2)
	}
	return r
}

func text(day *calendar.Date) string {
	if day == nil {
		return ""
	}
	return day.String()
}

// lastDay is the day of a watch's newest event.
func (f *fort) lastDay(name string) calendar.Date {
	day, err := calendar.ParseDate(f.scalar(`SELECT max(on_day)::TEXT FROM fangpin.watch_event WHERE watch = :` + name))
	f.Must(err)
	return day
}

func (f *fort) scalarID(sql string) (id int64) {
	f.t.Helper()
	f.Must(f.super.GetContext(f.t.Context(), &id, f.say(sql)))
	return id
}
