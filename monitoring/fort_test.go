package monitoring_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/lib/pq"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// fort is a county with a watch at every point of its way, to be attacked with raw SQL as the app. Attacks name what they touch, as in :over or
// :approver; the names are filled in by say.
type fort struct {
	*monitoringtest.Office
	t     *testing.T
	super *pg.DB
	names map[string]any
	homes map[string]claimstest.Household
}

// points are where the fort's watches stand, by name: after how many of the steps of taking in, and whether a posting's days are over.
var points = []struct {
	name  string
	steps int
	over  bool
}{{"watched", 10, true}, {"announced", 8, true}, {"registered", 9, true}, {"over", 6, true}, {"reviewed", 5, true}, {"hung", 4, true}, {"handed", 0, false},
	{"visited", 1, false}, {"applied", 2, false}, {"evaluated", 3, false}, {"posted", 4, false}}

func newFort(t *testing.T) *fort {
	t.Helper()
	return forts.Begin(t, "", func() *fort { return build(t) })
}

var forts pgtest.Kept[*fort]

// In is the fort in the database of another test.
func (f *fort) In(t testing.TB) *fort {
	return &fort{Office: f.Office.In(t), t: t.(*testing.T), super: pgtest.Super(t), names: maps.Clone(f.names), homes: maps.Clone(f.homes)}
}

func build(t *testing.T) *fort {
	t.Helper()
	o := monitoringtest.County(t)
	f := &fort{Office: o, t: t, super: pgtest.Super(t), homes: map[string]claimstest.Household{}, names: map[string]any{
		"c": "'410602'", "village": monitoringtest.Village, "rule": o.Rule, "clerk": o.Who(who.Clerk).ID, "approver": o.Who(who.Approver).ID,
		"second": o.Other(who.Approver).ID, "cadre": o.Who(who.Village).ID, "township": o.Who(who.Township).ID, "reporter": o.Who(who.Reporter).ID,
		"marker": o.Other(who.Township).ID, "teller": o.Other(who.Clerk).ID, "auditor": o.Who(who.Auditor).ID, "stranger": o.Enrol(t, "脱贫户", 1)[0].ID,
	}}
	f.release()
	f.begin("lead")
	for _, p := range points {
		f.begin(p.name)
		f.Step(t, f.id(p.name), f.homes[p.name], procedure.HandOver)
		for _, did := range entering[:p.steps] {
			f.Step(t, f.id(p.name), f.homes[p.name], did)
			if did == procedure.Post && p.over {
				f.pass(6)
			}
		}
	}
	f.names["day"] = "'" + f.today().String() + "'"
	return f
}

// released are families on their way out, by name: after how many of the steps of release. One is refused at the approval, and one goes back to
// the visit from there.
var released = []struct {
	name   string
	steps  int
	result procedure.Result
}{{"ripe", 0, ""}, {"cleared", 8, ""}, {"releasing", 6, ""}, {"marking", 7, ""}, {"refused", 5, procedure.Refuse}, {"returned", 5, procedure.Return}}

func (f *fort) release() {
	for _, r := range released {
		f.begin(r.name)
		f.Step(f.t, f.id(r.name), f.homes[r.name], procedure.HandOver)
		f.Through(f.t, f.id(r.name), f.homes[r.name], entering...)
		f.Order(f.t, f.id(r.name), "公益性岗位", nil)
		f.As(f.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: f.id(r.name), N: f.Get(f.t, f.id(r.name)).Events, Words: "已上岗", Photos: f.Photo("上岗照片")}})
		})
	}
	f.pass(190)
	for _, r := range released {
		f.Through(f.t, f.id(r.name), f.homes[r.name], releasing[:r.steps]...)
		if r.result == "" {
			continue
		}
		f.As(f.t, who.Approver, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Approve(ctx, tx, []monitoring.Decision{{Watch: f.id(r.name), Result: r.result, Opinion: "收入不稳定"}})
		})
	}
}

// begin tells of a family, and names its watch so, and its household with _home.
func (f *fort) begin(name string) {
	h := f.Enrol(f.t, "脱贫户", 1)[0]
	f.homes[name], f.names[name], f.names[name+"_home"] = h, f.Lead(f.t, h)[0], h.ID
}

func (f *fort) id(name string) int64 { return f.names[name].(int64) }

func (f *fort) today() (day calendar.Date) {
	f.Look(f.Who(who.Clerk), func(_ context.Context, tx *pg.Tx) error { day = calendar.DateOf(tx.Now); return nil })
	return day
}

// pass lets days go by.
func (f *fort) pass(days int) { f.At((f.today() + calendar.Date(days)).String()) }

var named = regexp.MustCompile(`(^|[^:]):([a-z_]+)`)

// say fills the names in; :new is a fresh id each time.
func (f *fort) say(sql string) string {
	return named.ReplaceAllStringFunc(sql, func(m string) string {
		parts := named.FindStringSubmatch(m)
		value, ok := f.names[parts[2]]
		if parts[2] == "new" {
			value, ok = pg.NewID(), true
		}
		if !ok {
			f.t.Fatalf("nothing is called :%s", parts[2])
		}
		return parts[1] + fmt.Sprint(value)
	})
}

// tamper does what only a superuser can, to set a scene.
func (f *fort) tamper(sql string) {
	f.t.Helper()
	if _, err := f.super.ExecContext(f.t.Context(), `SET search_path = fangpin; `+f.say(sql)); err != nil {
		f.t.Fatalf("%s: %v", sql, err)
	}
}

// with tampers with a column of one row for as long as attacks run.
func (f *fort) with(table, column, value, where string, attacks ...attack) {
	f.t.Helper()
	was := f.scalar(`SELECT ` + column + `::TEXT FROM fangpin.` + table + ` WHERE ` + where)
	f.tamper(`UPDATE ` + table + ` SET ` + column + ` = ` + value + ` WHERE ` + where)
	f.refuses(attacks...)
	back := `NULL`
	if was != "" {
		back = `'` + was + `'`
	}
	f.tamper(`UPDATE ` + table + ` SET ` + column + ` = ` + back + ` WHERE ` + where)
}

func (f *fort) scalar(sql string) (text string) {
	f.t.Helper()
	f.Must(f.super.GetContext(f.t.Context(), &text, `SELECT COALESCE((`+f.say(sql)+`), '')`))
	return text
}

// event records an event of a watch as its next, by somebody: with says what the row holds besides, over what an honest one would.
func event(of, act, by string, with ...string) string {
	row := append([]string{`'n', w.events + 1`, `'on_day', :day`, `'salt', '00'`, `'state', w.state`, `'next', w.next`, `'after_wait', w.after_wait`, `'kind', w.kind`, `'since', w.since`}, with...)
	return `SELECT watch_record(:c, '` + act + `', jsonb_build_array(jsonb_build_object('watch', w.id, ` + strings.Join(row, ", ") + `)), :` + by +
		`) FROM watch w WHERE w.id = :` + of
}

// detail is what an event's row holds in its detail, as JSON.
func detail(json string) string { return `'detail', '` + json + `'::JSONB` }

// Decisions, and what a family approved is told to be.
var (
	passed  = detail(`{"result": "pass"}`)
	asTaken = []string{passed, `'state', 'watched'`, `'since', :day`, `'kind', '脱贫不稳定户'`}
)

// attack is what somebody with the app's login tries: all statements but the last may pass, the last must be refused by PostgreSQL with the
// SQLSTATE.
type attack struct {
	what, state string
	sql         []string
	bare        bool // nobody signs
}

// tried is an attack by who can enter signatures: what the doors refuse, they refuse for another reason.
func tried(what, state string, sql ...string) attack {
	return attack{what: what, state: state, sql: sql}
}

// refuses runs attacks, each in a transaction of its own that leaves nothing. An empty state says that the last statement passes.
func (f *fort) refuses(attacks ...attack) {
	f.t.Helper()
	for _, a := range attacks {
		f.t.Run(a.what, func(t *testing.T) {
			tx, err := f.Begin(t.Context(), f.Who(who.Clerk))
			f.Must(err)
			defer func() { _ = tx.Rollback() }()
			last := len(a.sql) - 1
			for _, prepare := range a.sql[:last] {
				if !a.bare {
					signed(t, tx, f.say(prepare))
				}
				if _, err := tx.ExecContext(t.Context(), f.say(prepare)); err != nil {
					t.Fatalf("the preparation failed: %s: %v", f.say(prepare), err)
				}
			}
			if !a.bare {
				signed(t, tx, f.say(a.sql[last]))
			}
			if _, err := tx.ExecContext(t.Context(), f.say(a.sql[last])); stateOf(err) != a.state {
				t.Errorf("%s: %v, want %q", f.say(a.sql[last]), err, a.state)
			}
		})
	}
}

// stateOf is the SQLSTATE of a refusal, empty where nothing was refused.
func stateOf(err error) string {
	if err == nil {
		return ""
	}
	if refused, ok := errors.AsType[*pq.Error](err); ok {
		return string(refused.Code)
	}
	return err.Error()
}

// SQLSTATEs of PostgreSQL's own refusals.
const (
	denied    = "42501"
	duplicate = "23505"
	noSuchRow = "23503"
	checked   = "23514"
	isNull    = "23502"
)
