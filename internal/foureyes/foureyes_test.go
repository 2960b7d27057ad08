package foureyes_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// office has a scheme that a clerk proposed, and the people who are tried on it. Attacks name them: :scheme, :clerk …
type office struct {
	*stafftest.Office
	clerk, second who.Person
	names         *strings.Replacer
	scheme        int64
}

func open(t *testing.T) office {
	t.Helper()
	o := office{Office: stafftest.New(t), scheme: pg.NewID()}
	o.clerk, o.second = o.Hire(who.Clerk), o.Hire(who.Clerk)
	gone, village := o.Hire(who.Clerk), o.Hire(who.Village)
	o.Must(o.Do(o.Hire(who.SystemAdmin), func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, gone.ID, stafftest.Leave) }))
	o.names = strings.NewReplacer(":scheme", fmt.Sprint(o.scheme), ":clerk", fmt.Sprint(o.clerk.ID), ":second", fmt.Sprint(o.second.ID),
		":gone", fmt.Sprint(gone.ID), ":village", fmt.Sprint(village.ID), ":seen", `(SELECT digest FROM proposal WHERE subject = `+fmt.Sprint(o.scheme)+`)`,
		":new", `(SELECT 1 + MAX(id) FROM proposal)`)
	o.Must(o.propose(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO scheme (county, id, hash, source, term_from, term_to, days, past_holiday, past_weekend, proposed_by)
			VALUES ($1, $2, repeat('7', 64), '', '2024-01-01', '2024-12-31', 10, true, false, $3)`, tx.County, o.scheme, tx.By.ID)
		tx.Cover("scheme", o.scheme)
		return err
	}))
	return o
}

// propose lays the scheme before a second person, after what comes first.
func (o office) propose(first func(context.Context, *pg.Tx) error) error {
	return o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform("policy.propose", "测试")
		if err := first(ctx, tx); err != nil {
			return err
		}
		return foureyes.Propose(ctx, tx, foureyes.Scheme, []int64{o.scheme})
	})
}

func nothing(context.Context, *pg.Tx) error { return nil }

func (o office) attack(t *testing.T, state pqerror.Code, statements ...string) {
	t.Helper()
	for i, s := range statements {
		statements[i] = o.names.Replace(s)
	}
	o.Attack(state, statements...)
}

const (
	adopt  = `SELECT scheme_adopt('410602', :scheme, :seen, '2024-01-01', :second, 100, NULL, '{}', '{}', '{}')`
	refuse = `SELECT proposal_refuse('410602', 'scheme', '{:scheme}', ARRAY[:seen], '税率有误', :second)`
	make1  = `SELECT proposal_make('410602', 'scheme', ARRAY[:new], '{7}', ARRAY[sha256('')], ARRAY[''::BYTEA], :clerk)`
)

// Whoever asks: another person, at work and in the act's role, decides once, in time, what they saw.
func TestASecondHandIsHeldByTheDatabase(t *testing.T) {
	o := open(t)
	by := func(call, person string) string { return strings.ReplaceAll(call, ":second", person) }
	for _, call := range []string{adopt, refuse} {
		o.attack(t, "FPHND", by(call, ":clerk"))
		o.attack(t, "FPHND", by(call, ":gone"))
		o.attack(t, "FPHND", by(call, ":village"))
		o.attack(t, "FPHND", by(call, "NULL"))
		o.attack(t, "FPSUM", strings.ReplaceAll(call, ":seen", "sha256('x')"))
		o.attack(t, "FPSUM", strings.ReplaceAll(call, ":seen", "NULL::BYTEA"))
		o.attack(t, "FPSTA", adopt, call)
		o.attack(t, "FPSTA", refuse, call)
		o.attack(t, "FPISO", `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`, call)
		o.attack(t, "FPHND", pgtest.Abroad, call)
	}
	o.attack(t, pqerror.CheckViolation, strings.ReplaceAll(refuse, "'税率有误'", "NULL"))
	o.attack(t, pqerror.CheckViolation, strings.ReplaceAll(refuse, "'税率有误'", "''"))
	o.attack(t, "FPSTA", strings.ReplaceAll(refuse, "{:scheme}", "{:scheme,:scheme}"))
	o.attack(t, "FPSTA", strings.ReplaceAll(refuse, "{:scheme}", "{7}"))
	o.attack(t, "FPSTA", strings.ReplaceAll(refuse, "'scheme'", "'account'"))
	o.attack(t, "FPHND", strings.ReplaceAll(refuse, "'scheme'", "'payment'"))
	for _, statement := range []string{
		`INSERT INTO proposal SELECT county, 7, act, 7, digest, proposed_by, proposed_at, expires_at, true, :second, proposed_at, NULL, salt FROM proposal`,
		`UPDATE proposal SET confirmed = true, decided_by = :second, decided_at = proposed_at`, `UPDATE proposal SET digest = sha256('')`,
		`UPDATE proposal SET expires_at = 'infinity'`, `DELETE FROM proposal`, `INSERT INTO adoption VALUES ('410602', :scheme, :clerk, :second, '2024-01-01')`,
		`SELECT proposal_decide('410602', 'scheme', '{:scheme}', ARRAY[:seen], true, NULL, :second)`,
		`SELECT proposal_confirm('410602', 'scheme', '{:scheme}', ARRAY[:seen], :second)`,
	} {
		o.attack(t, stafftest.Denied, statement)
	}
}

// Proposing is an act of somebody at work, of something with a digest, and not twice.
func TestProposingIsHeldByTheDatabase(t *testing.T) {
	o := open(t)
	o.attack(t, "FPSTA", strings.ReplaceAll(make1, "{7}", "{:scheme}"))
	o.attack(t, "FPSTA", make1) // of nothing
	o.attack(t, "FPSTA", strings.ReplaceAll(make1, "{7}", "{NULL}"))
	o.attack(t, "FPSTA", strings.ReplaceAll(make1, "'scheme', ARRAY[:new], '{7}'", "'account', ARRAY[:new], '{:scheme}'")) // of another act
	o.attack(t, "FPSTA", refuse, `SELECT proposal_make('410602', 'scheme', ARRAY[:new, :new + 1], '{:scheme,:scheme}', ARRAY[sha256(''), sha256('')],
		ARRAY[''::BYTEA, ''::BYTEA], :clerk)`) // twice in one
	o.attack(t, "FPHND", strings.ReplaceAll(make1, ":clerk", ":gone"))
	o.attack(t, "FPHND", strings.ReplaceAll(make1, ":clerk", ":village"))
	o.attack(t, "FPHND", strings.ReplaceAll(make1, "'scheme'", "'payment'"))
	again := strings.ReplaceAll(make1, "{7}", "{:scheme}")
	o.attack(t, pqerror.CheckViolation, refuse, strings.ReplaceAll(again, "sha256('')", `'\x00'::BYTEA`))
	o.attack(t, pqerror.NotNullViolation, refuse, strings.ReplaceAll(again, "sha256('')", `NULL::BYTEA`))
	o.attack(t, "FPISO", `SET TRANSACTION ISOLATION LEVEL SERIALIZABLE`, make1)
	o.attack(t, "FPHND", pgtest.Abroad, make1)
}

// What was not decided in time is not decided any more; it may be proposed again, and so may what was refused.
func TestAProposalExpires(t *testing.T) {
	o := open(t)
	super := pgtest.Super(t)
	super.MustExecContext(t.Context(), `UPDATE fangpin.proposal SET proposed_at = now() - INTERVAL '91 days', expires_at = now() - INTERVAL '1 second'`)
	o.attack(t, "FPDAT", adopt)
	o.attack(t, "FPDAT", refuse)
	o.Must(o.propose(nothing))
	o.Refused(o.propose(nothing), fault.Conflict)
	o.Must(o.Do(o.second, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform("policy.adopt", "测试")
		return foureyes.Refuse(ctx, tx, foureyes.Scheme, []int64{o.scheme}, "税率有误")
	}))
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		newest, err := foureyes.Newest(ctx, tx, foureyes.Scheme, []int64{o.scheme})
		if p := newest[o.scheme]; p.Open() || p.Confirmed == nil || *p.Confirmed || p.Reason == nil || *p.Reason != "税率有误" || p.Decider == nil {
			t.Errorf("refused: %+v", p)
		}
		return err
	})
	o.Must(o.propose(nothing))
}

// Sixteen clerks confirm and sixteen refuse at once: one of them does.
func TestRacingToDecideOneWins(t *testing.T) {
	o := open(t)
	deciders := make([]who.Person, 4)
	for i := range deciders {
		deciders[i] = o.Hire(who.Clerk)
	}
	outcomes := make(chan error, 32)
	var racing sync.WaitGroup
	for i := range cap(outcomes) {
		racing.Go(func() {
			outcomes <- o.Do(deciders[i%len(deciders)], func(ctx context.Context, tx *pg.Tx) error {
				tx.Perform("policy.adopt", "测试")
				if i%2 == 0 {
					return foureyes.Refuse(ctx, tx, foureyes.Scheme, []int64{o.scheme}, "税率有误")
				}
				seen, err := foureyes.Digests(ctx, tx, foureyes.Scheme, []int64{o.scheme})
				if err != nil {
					return err
				}
				tx.Cover("adoption", o.scheme)
				_, err = tx.ExecContext(ctx, `SELECT scheme_adopt($1, $2, $3, '2024-01-01', $4, 100, NULL, '{}', '{}', '{}')`, tx.County, o.scheme, seen[0], tx.By.ID)
				return err
			})
		})
	}
	racing.Wait()
	close(outcomes)
	won := 0
	for err := range outcomes {
		if err == nil {
			won++
			continue
		}
		o.Refused(err, fault.Conflict)
	}
	if won != 1 {
		t.Errorf("%d decided, want 1", won)
	}
}

// Eight propose again at once what was refused: one of them does, and what they proposed can be decided.
func TestRacingToProposeOneWins(t *testing.T) {
	o := open(t)
	refused := func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform("policy.adopt", "测试")
		return foureyes.Refuse(ctx, tx, foureyes.Scheme, []int64{o.scheme}, "税率有误")
	}
	o.Must(o.Do(o.second, refused))
	outcomes := make(chan error, 8)
	var racing, begun sync.WaitGroup
	begun.Add(cap(outcomes))
	for range cap(outcomes) {
		clerk := o.Hire(who.Clerk)
		racing.Go(func() {
			outcomes <- o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error {
				tx.Perform("policy.propose", "测试")
				begun.Done()
				begun.Wait() // all have begun before one ends
				if err := foureyes.Propose(ctx, tx, foureyes.Scheme, []int64{o.scheme}); err != nil {
					return err
				}
				_, err := tx.ExecContext(ctx, `SELECT pg_sleep(0.1)`) // what it proposed is not committed yet
				return err
			})
		})
	}
	racing.Wait()
	close(outcomes)
	won := 0
	for err := range outcomes {
		if err == nil {
			won++
			continue
		}
		o.Refused(err, fault.Conflict)
	}
	if won != 1 {
		t.Errorf("%d proposed, want 1", won)
	}
	o.Must(o.Do(o.second, refused))
}

// A scheme waits ninety days for its second person, an account as long as a payment may ask for it.
func TestHowLongAProposalWaits(t *testing.T) {
	o := open(t)
	super := pgtest.Super(t)
	for act, want := range map[string]string{"scheme": "90 days", "account": "10 years"} {
		var waits bool
		if err := super.GetContext(t.Context(), &waits, `SELECT fangpin.proposal_waits($1) = $2::INTERVAL`, act, want); err != nil || !waits {
			t.Errorf("%s does not wait %s: %v", act, want, err)
		}
	}
	var waits bool
	err := super.GetContext(t.Context(), &waits, `SELECT expires_at - proposed_at = INTERVAL '90 days' FROM fangpin.proposal WHERE subject = $1`, o.scheme)
	if err != nil || !waits {
		t.Errorf("the scheme's proposal does not wait ninety days: %v", err)
	}
}
