package payouts_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// Who receives a payout, and what keeps it, said row by row and not by the views' joins.
const spelledOut = `
	SELECT concat_ws(' ', p.id, COALESCE(o.id::text, 'nobody'), CASE
	    WHEN EXISTS (SELECT FROM objection x WHERE x.county = p.county AND x.payout = p.id AND x.upheld IS NULL) THEN 'objection'
	    WHEN e.died_on IS NOT NULL AND r.person IS NULL THEN 'nobody_named'
	    WHEN o.died_on IS NOT NULL THEN 'named_died'
	    WHEN EXISTS (SELECT FROM account a WHERE a.county = p.county AND a.person = o.id AND a.id IN (SELECT k.account FROM confirmation k WHERE k.county = p.county)) THEN ''
	    WHEN EXISTS (SELECT FROM account a WHERE a.county = p.county AND a.person = o.id AND a.id NOT IN (
	      SELECT q.subject FROM proposal q WHERE q.county = p.county AND q.act = 'account' AND NOT q.confirmed)) THEN 'account_unconfirmed'
	    WHEN EXISTS (SELECT FROM account a WHERE a.county = p.county AND a.person = o.id) THEN 'account_refused'
	    ELSE 'no_account' END)
	FROM payout p JOIN person e ON e.county = p.county AND e.id = p.payee
	LEFT JOIN LATERAL (SELECT x.person FROM heir x WHERE x.county = p.county AND x.payout = p.id ORDER BY x.n DESC LIMIT 1) r ON e.died_on IS NOT NULL
	LEFT JOIN person o ON o.county = p.county AND o.id = CASE WHEN e.died_on IS NULL THEN e.id ELSE r.person END
	WHERE p.county = '410602' ORDER BY p.id`

// Each trouble once and all orders of decisions: the views say what is spelled out, and the list of candidates has words for it.
func TestEachTroubleIsSaid(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 8, payouts.Cleared)
	payee := make([]int64, len(w.Payouts))
	for _, p := range o.Get(t, w.Payouts...) {
		payee[slices.Index(w.Payouts, p.ID)] = p.Payee
	}
	super := pgtest.Super(t)
	tamper := func(sql string, args ...any) {
		t.Helper()
		if _, err := super.ExecContext(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	die := func(person int64) { tamper(`UPDATE fangpin.person SET died_on = '2024-10-01' WHERE id = $1`, person) }
	name := func(payout, n, person int64) {
		tamper(`INSERT INTO fangpin.heir VALUES ('410602', $1, $2, $3, $4, '公证书', '')`, payout, n, person, o.Who(who.Clerk).ID)
	}
	// 0 can be paid
	die(payee[1]) // nobody named
	die(payee[2]) // the newest decision names the smaller number
	name(w.Payouts[2], 1, o.Named[1].Head)
	name(w.Payouts[2], 2, o.Named[0].Head)
	die(payee[3]) // and so has the heir
	name(w.Payouts[3], 1, o.Named[0].Head)
	name(w.Payouts[3], 2, payee[1])
	name(w.Payouts[4], 1, o.Named[0].Child) // who lives receives, whatever was decided
	tamper(`DELETE FROM fangpin.confirmation WHERE account = (SELECT id FROM fangpin.account WHERE person = $1)`, payee[5])
	die(payee[6]) // the heir has no account
	name(w.Payouts[6], 1, o.Named[0].Child)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.Object(ctx, tx, w.Payouts[7], "家有轿车")
		return err
	})
	die(payee[7]) // the objection comes first

	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		var want, got []string
		if err := tx.SelectContext(ctx, &want, spelledOut); err != nil {
			return err
		}
		err := tx.SelectContext(ctx, &got, `
			SELECT concat_ws(' ', payout, COALESCE(person::text, 'nobody'), COALESCE(trouble, '')) FROM payout_trouble WHERE county = '410602' ORDER BY payout`)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("who receives, and what keeps it (-spelled out +view):\n%s", d)
		}
		return err
	})
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := payouts.Candidates(ctx, tx, payouts.CandidateFilter{})
		said := map[int64]string{}
		for _, c := range found {
			said[c.ID] = c.Trouble
		}
		for i, want := range []string{"", "先提出由谁领取并复核", "", "重新提出", "", "另一位县经办复核", "没有收款账户", "异议尚未处理"} {
			if got := said[w.Payouts[i]]; !strings.Contains(got, want) || (got == "") != (want == "") {
				t.Errorf("of payout %d is said %q, want %q", i, got, want)
			}
		}
		return err
	})
}

// What came back for a payee who has died since is paid again once the heir's account is confirmed, whether or not that is newer than the
// account it came back from.
func TestTheHeirsAccountIsACorrection(t *testing.T) {
	o := payoutstest.County(t)
	heir := o.Named[0].Head // whose account was there before
	w := o.Work(t, 1, payouts.Returned)
	payee := o.Get(t, w.Payouts...)[0].Payee
	waits := func(what string, account, again, heirless int) {
		t.Helper()
		clerk := tasks(o, o.Who(who.Clerk))
		got := [3]int{clerk["registry.add_account"].Count, clerk["payouts.compose_again"].Count, clerk["payouts.name_heir"].Count}
		if want := [3]int{account, again, heirless}; got != want {
			t.Errorf("%s: wait for an account, a list, an heir: %v, want %v", what, got, want)
		}
	}
	waits("came back", 1, 0, 0)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, payee) })
	waits("the payee died", 0, 0, 1)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.NameHeir(ctx, tx, w.Payouts[0], heir, "公证书")
	})
	waits("an heir is proposed", 0, 0, 0)
	if own, other := tasks(o, o.Who(who.Clerk))["payouts.confirm_heir"].Count, tasks(o, o.Other(who.Clerk))["payouts.confirm_heir"].Count; own != 0 || other != 1 {
		t.Errorf("%d heirs wait for who proposed, %d for another clerk", own, other)
	}
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return payouts.ConfirmHeir(ctx, tx, w.Payouts[0], stafftest.Sign)
	}))
	waits("an heir is named", 0, 1, 0)
	o.Look(o.Who(who.Sender), func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := payouts.Returns(ctx, tx, w.List, pg.Window{})
		if len(found) != 1 || !found[0].Corrected() || found[0].Trouble != "" || found[0].Receiver == "" {
			t.Errorf("returned: %+v", found)
		}
		return err
	})
}
