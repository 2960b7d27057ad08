package payouts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// Lists are numbered without gaps, however many are composed at once; a voided one keeps its number.
func TestListsAreNumberedWithoutGaps(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, clients, payouts.Cleared)
	won := race(t, o, func(i int) (who.Role, verb) {
		return who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			_, err := payoutstest.Compose(ctx, tx, w.Payouts[i:i+1])
			return err
		}
	})
	if won != clients {
		t.Errorf("%d of %d lists were composed", won, clients)
	}
	var lists []payouts.ListLine
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		lists, _, err = payouts.Lists(ctx, tx, payouts.ListFilter{Window: pg.Window{Sort: "number"}})
		return err
	})
	for i, l := range lists {
		if want := fmt.Sprintf("2024年第%d册", i+1); l.Name() != want {
			t.Errorf("list %d of %d is %s", i+1, len(lists), l.Name())
		}
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Void(ctx, tx, lists[clients-1].ID, "重编")
	})
	var freed []payouts.ListRow
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		freed, err = payouts.ListRows(ctx, tx, lists[clients-1].ID, pg.Window{})
		return err
	})
	next := o.Compose(t, []int64{freed[0].Payout})
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		l, err := payouts.GetList(ctx, tx, next)
		if l.Serial != clients+1 {
			t.Errorf("after a voided list comes number %d", l.Serial)
		}
		return err
	})
}

// What keeps a payout off a list is said of it, and it is what the door refuses.
func TestWhatKeepsAPayoutOffAList(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 4, payouts.Cleared)
	found, super := o.Get(t, w.Payouts...), pgtest.Super(t)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, found[0].Payee) })
	for _, f := range found[1:3] {
		super.MustExecContext(t.Context(), `DELETE FROM fangpin.confirmation WHERE account = (SELECT id FROM fangpin.account WHERE person = $1)`, f.Payee)
	}
	const reset, refuse = `confirmed = NULL, decided_by = NULL, decided_at = NULL`, `confirmed = false, reason = '户名不符'`
	for i, decided := range []string{reset, refuse} {
		super.MustExecContext(t.Context(), `
			UPDATE fangpin.proposal SET `+decided+` WHERE act = 'account' AND subject = (SELECT id FROM fangpin.account WHERE person = $1)`, found[1+i].Payee)
	}
	said := map[int64]string{}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		candidates, err := payouts.Candidates(ctx, tx, payouts.CandidateFilter{})
		for _, c := range candidates {
			said[c.ID] = c.Trouble
		}
		return err
	})
	for i, want := range []string{"已去世", "待另一位县经办复核", "已被驳回或过期未复核，请重新录入", ""} {
		id := w.Payouts[i]
		if !strings.Contains(said[id], want) || want == "" && said[id] != "" {
			t.Errorf("said of payout %d: %q, want %q", i, said[id], want)
		}
		err := o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			_, err := payoutstest.Compose(ctx, tx, []int64{id})
			return err
		})
		if (err == nil) != (want == "") {
			t.Errorf("payout %d, of which is said %q: %v", i, said[id], err)
		}
	}
}

// One account in two households is asked about, on the list and beside it.
func TestOneAccountInTwoHouseholds(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 3, payouts.Cleared)
	found := o.Get(t, w.Payouts...)
	pgtest.Super(t).MustExecContext(t.Context(), `
		UPDATE fangpin.account SET tag = (SELECT tag FROM fangpin.account WHERE person = $1) WHERE person IN ($2, $3)`, found[0].Payee, found[1].Payee, found[2].Payee)
	both, one := o.Compose(t, w.Payouts[:2]), o.Compose(t, w.Payouts[2:])
	for list, rows := range map[int64]int{both: 2, one: 1} {
		o.Look(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
			flags, err := payouts.Flags(ctx, tx, list)
			if len(flags) != rows || flags[0].N != 1 || flags[0].Kind != payouts.FlagShared || !strings.Contains(flags[0].About, "该账号还登记在另一户") {
				t.Errorf("flags %+v", flags)
			}
			return err
		})
	}
}

// A list composed before lists had numbers has a name too.
func TestNameOfAList(t *testing.T) {
	for want, l := range map[string]payouts.List{"2024年第12册": {Year: 2024, Serial: 12}, "2024年未编号册": {Year: 2024}} {
		if got := l.Name(); got != want {
			t.Errorf("%+v is called %s, want %s", l, got, want)
		}
	}
}

// One stay in two claims, as under two settlement numbers, is pointed out to whoever approves.
func TestOneStayInTwoClaims(t *testing.T) {
	o := payoutstest.County(t)
	h := o.Enrol(t, "低收入户", 1)[0]
	ids := []int64{o.Entrusted(t, h, "hospital", "2024/2024-09"), o.Entrusted(t, h, "hospital", "2024/2024-10")}
	o.As(t, who.Adjuster, func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, ids)
		for i := range findings {
			findings[i].Cases[0].Person = h.Head
		}
		if err != nil {
			return err
		}
		return claims.Investigate(ctx, tx, findings)
	})
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		twins, err := claims.Twins(ctx, tx, ids[:1])
		if len(twins) != 1 || twins[0].Claim != ids[0] || twins[0].Other != ids[1] || twins[0].On != "2024-09-03" {
			t.Errorf("twins %v", twins)
		}
		return err
	})
	for _, id := range ids {
		o.Pass(t, id)
	}
	paid := o.Assess(t, ids)
	pgtest.Super(t).MustExecContext(t.Context(), `SET session_replication_role = replica; UPDATE fangpin.payout SET status = 'cleared'; SET session_replication_role = origin`)
	list := o.Compose(t, paid[:1])
	o.Look(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
		doubts, err := payouts.Doubts(ctx, tx, list)
		if len(doubts) != 1 || doubts[0].N != 1 || !strings.Contains(doubts[0].Why, "疑似重复") {
			t.Errorf("doubts %v", doubts)
		}
		return err
	})
}
