package payouts_test

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"testing"

	"github.com/lib/pq"

	"fangpin/claims"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// fort is a county with something at every step, to be attacked with raw SQL as the app. Attacks name what they touch, as in
// :cleared or :clerk; the names are filled in by say.
type fort struct {
	*payoutstest.Office
	t     *testing.T
	super *pg.DB
	names map[string]any
}

func newFort(t *testing.T) *fort {
	t.Helper()
	return forts.Begin(t, "", func() *fort { return build(t) })
}

var forts pgtest.Kept[*fort]

// In is the fort in the database of another test.
func (f *fort) In(t testing.TB) *fort {
	return &fort{Office: f.Office.In(t), t: t.(*testing.T), super: pgtest.Super(t), names: maps.Clone(f.names)}
}

func build(t *testing.T) *fort {
	t.Helper()
	o := payoutstest.County(t)
	f := &fort{Office: o, t: t, super: pgtest.Super(t), names: map[string]any{
		"c": "'410602'", "village": payoutstest.Village, "policy": o.Policy, "scheme": o.Scheme, "day": "'2024-10-09'",
		"clerk": o.Who(who.Clerk).ID, "confirmer": o.Other(who.Clerk).ID, "adjuster": o.Who(who.Adjuster).ID, "assessor": o.Who(who.Assessor).ID,
		"first": o.Who(who.Approver).ID, "second": o.Other(who.Approver).ID, "sender": o.Who(who.Sender).ID, "township": o.Who(who.Township).ID,
		"adopter": o.Who(who.Approver).ID,
	}}
	for _, status := range payouts.Statuses() {
		f.know(string(status), o.Work(t, 1, status))
	}
	other := o.Work(t, 1, payouts.Cleared)
	f.know("other", other)
	approved := o.Work(t, 1, payouts.Listed)
	o.ApproveTwice(t, approved.List)
	f.know("approved", approved)
	f.names["reviewed_claim"] = o.Claims(t, 1, "industry", claims.Reviewed)[0]
	f.names["filed_claim"] = o.Filed(t, 1, "industry")[0]
	return f
}

// know names a payout, its people and the papers it is on: :cleared, :cleared_account, :cleared_list …
func (f *fort) know(name string, w payoutstest.Work) {
	p := f.Get(f.t, w.Payouts[0])[0]
	for suffix, value := range map[string]int64{"": p.ID, "_claim": p.Claim, "_payee": p.Payee, "_place": p.Place, "_notice": w.Notice, "_list": w.List, "_batch": w.Batch} {
		f.names[name+suffix] = value
	}
	f.names[name+"_account"] = f.scalar(`SELECT max(id) FROM fangpin.account WHERE person = :` + name + `_payee`)
	f.names[name+"_child"] = f.scalar(`SELECT min(m.id) FROM fangpin.person m JOIN fangpin.person h ON h.household = m.household WHERE h.id = :` + name + `_payee AND m.id <> h.id`)
}

var name = regexp.MustCompile(`(^|[^:]):([a-z_]+)`)

// say fills the names in; :new is a fresh id each time.
func (f *fort) say(sql string) string {
	return name.ReplaceAllStringFunc(sql, func(m string) string {
		parts := name.FindStringSubmatch(m)
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

func (f *fort) scalar(sql string) (n int64) {
	f.t.Helper()
	f.Must(f.super.GetContext(f.t.Context(), &n, f.say(sql)))
	return n
}

// tamper does what only a superuser can, to set a scene.
func (f *fort) tamper(sql string) {
	f.t.Helper()
	if _, err := f.super.ExecContext(f.t.Context(), `SET search_path = fangpin; `+f.say(sql)); err != nil {
		f.t.Fatalf("%s: %v", sql, err)
	}
}

// attack is what somebody with the app's login tries: all statements but the last may pass, the last must be refused by
// PostgreSQL with the SQLSTATE.
type attack struct {
	what, state string
	sql         []string
	bare        bool // nobody signs
}

// tried is an attack by who can enter signatures, as the app's login can: what the doors refuse, they refuse for another reason.
func tried(what, state string, sql ...string) attack {
	return attack{what: what, state: state, sql: sql}
}

// refuses runs attacks, each in a transaction of its own that leaves nothing.
func (f *fort) refuses(attacks ...attack) {
	f.t.Helper()
	for _, a := range attacks {
		f.t.Run(a.what, func(t *testing.T) {
			by := f.Who(who.Clerk)
			if a.sql[0] == pgtest.Abroad {
				by, a.sql = who.Person{County: pgtest.Other}, a.sql[1:]
			}
			tx, err := f.Begin(t.Context(), by)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback() }()
			for i, statement := range a.sql {
				if !a.bare {
					f.sign(tx, statement)
				}
				_, err := tx.ExecContext(t.Context(), f.say(statement))
				if i < len(a.sql)-1 {
					if err != nil {
						t.Fatalf("the preparation failed: %s: %v", f.say(statement), err)
					}
					continue
				}
				if got := stateOf(err); got != a.state {
					t.Errorf("%s: %q (%v), want %s", f.say(statement), got, err, a.state)
				}
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
	denied      = "42501"
	duplicate   = "23505"
	noSuchRow   = "23503"
	checked     = "23514"
	isNull      = "23502"
	outOfRange  = "22003"
	noSuchThing = "42883"
)
