package payouts_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// amounts assesses claims together and answers what each came to, yuan.
func amounts(t *testing.T, o *payoutstest.Office, of ...int64) map[int64]string {
	t.Helper()
	var awards payouts.Awards
	o.As(t, who.Assessor, func(ctx context.Context, tx *pg.Tx) (err error) {
		awards, err = payouts.Assess(ctx, tx, of)
		return err
	})
	got := map[int64]string{}
	for _, p := range o.Get(t, awards.Payouts...) {
		got[p.Claim] = p.Amount.StringFixed(2)
	}
	for _, claim := range awards.Zero {
		got[claim] = "0.00"
	}
	return got
}

func is(t *testing.T, got, want map[int64]string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("amounts (-want +got):\n%s", diff)
	}
}

// family is a household that has no claims yet.
func family(t *testing.T, o *payoutstest.Office) claimstest.Household {
	t.Helper()
	return o.Enrol(t, "低收入户", 1)[0]
}

func TestZeroMakesNoPayout(t *testing.T) {
	o := payoutstest.County(t)
	claim := o.Claim(t, family(t, o), "hospital", "2024-09", payoutstest.Cost("20000.00"))
	is(t, amounts(t, o, claim), map[int64]string{claim: "0.00"})
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := payouts.Find(ctx, tx, payouts.Filter{Claims: pg.Only([]int64{claim})})
		pending, err2 := payouts.Pending(ctx, tx)
		if len(found) != 0 || len(pending) != 0 || err2 != nil {
			t.Errorf("payouts %v, pending %v, %v", found, pending, err2)
		}
		return err
	})
}

// Hospital pays 100,000 a household and year at most, everything together 150,000.
func TestCapsHoldAcrossClaims(t *testing.T) {
	want := func(hospital, accident, industry int64) map[int64]string {
		return map[int64]string{hospital: "100000.00", accident: "30000.00", industry: "20000.00"}
	}
	raise := func(t *testing.T, o *payoutstest.Office) (hospital, accident, industry int64) {
		h := family(t, o)
		return o.Claim(t, h, "hospital", "2024-09", payoutstest.Cost("500000.00")),
			o.Claim(t, h, "accident", "火灾", payoutstest.Loss("500000.00")),
			o.Claim(t, h, "industry", "疫病", map[string]string{"loss": "500000.00", "insured_paid": "0.00"})
	}
	t.Run("of one batch", func(t *testing.T) {
		o := payoutstest.County(t)
		hospital, accident, industry := raise(t, o)
		is(t, amounts(t, o, hospital, accident, industry), want(hospital, accident, industry))
	})
	t.Run("of three", func(t *testing.T) {
		o := payoutstest.County(t)
		hospital, accident, industry := raise(t, o)
		got := amounts(t, o, hospital)
		for _, claim := range []int64{accident, industry} {
			for id, amount := range amounts(t, o, claim) {
				got[id] = amount
			}
		}
		is(t, got, want(hospital, accident, industry))
	})
}

// The tiers go by the year's total: 20,000 are deducted once, and what was assessed before is not assessed again.
func TestTheSecondClaimOfAYearGoesOnWhereTheFirstEnded(t *testing.T) {
	o := payoutstest.County(t)
	h := family(t, o)
	first, second := o.Claim(t, h, "hospital", "2024-09", payoutstest.Cost("40000.00")), o.Claim(t, h, "hospital", "2024-10", payoutstest.Cost("30000.00"))
	is(t, amounts(t, o, first), map[int64]string{first: "10000.00"})
	is(t, amounts(t, o, second), map[int64]string{second: "19000.00"})
}

func TestWhatIsWithdrawnLeavesTheCap(t *testing.T) {
	o := payoutstest.County(t)
	h := family(t, o)
	first, second := o.Claim(t, h, "hospital", "2024-09", payoutstest.Cost("40000.00")), o.Claim(t, h, "hospital", "2024-10", payoutstest.Cost("40000.00"))
	ids := o.Assess(t, []int64{first})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Withdraw(ctx, tx, ids, "该户已搬离本县")
	})
	is(t, amounts(t, o, second), map[int64]string{second: "10000.00"})
}

// 异议成立: the first payout is withdrawn and stays readable; the claim is investigated again, and its second payout is a new one.
func TestTheSecondRoundAfterAnObjection(t *testing.T) {
	o := payoutstest.County(t)
	h := family(t, o)
	claim := o.Claim(t, h, "hospital", "2024-09", payoutstest.Cost("40000.00"))
	first := o.Assess(t, []int64{claim})[0]
	o.PostAll(t, o.Announce(t, []int64{first}))
	var objection int64
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		objection, err = payouts.Object(ctx, tx, first, "住院费用由子女承担")
		return err
	})
	o.Refused(o.Do(o.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Uphold(ctx, tx, objection, "部分属实", o.Who(who.Adjuster).ID, stafftest.Sign) // who visited before
	}), fault.Forbidden)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Uphold(ctx, tx, objection, "部分属实", o.Other(who.Adjuster).ID, stafftest.Sign)
	})
	at(t, o, payouts.Withdrawn, first)
	o.File(t, claim, payoutstest.Cost("30000.00"))
	second := o.Assess(t, []int64{claim})[0]
	p := o.Get(t, second)[0]
	equal(t, "second round", p.Amount, yuan("5000.00"))
	if p.Round != 2 || second == first {
		t.Errorf("round %d of payout %d, the first was %d", p.Round, second, first)
	}
	o.PostAll(t, o.Announce(t, []int64{second}))
	at(t, o, payouts.Announced, second)
}

// What came to nothing in an earlier round is not a cost of the next.
func TestARoundThatEndedAtZeroIsNotCountedTwice(t *testing.T) {
	o := payoutstest.County(t)
	h := family(t, o)
	claim := o.Claim(t, h, "hospital", "2024-09", payoutstest.Cost("15000.00"))
	is(t, amounts(t, o, claim), map[int64]string{claim: "0.00"})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reopen(ctx, tx, o.Assignments([]int64{claim})...)
	})
	o.File(t, claim, payoutstest.Cost("25000.00"))
	is(t, amounts(t, o, claim), map[int64]string{claim: "2500.00"})

	other := family(t, o)
	void := o.Claim(t, other, "hospital", "2024-09", payoutstest.Cost("20000.00"))
	is(t, amounts(t, o, void), map[int64]string{void: "0.00"})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, []int64{void}, "重复立案") })
	again := o.Claim(t, other, "hospital", "2024-09", payoutstest.Cost("25000.00"))
	is(t, amounts(t, o, again), map[int64]string{again: "2500.00"})
}

func TestOnlyAFiledClaimIsAssessedAndOnce(t *testing.T) {
	o := payoutstest.County(t)
	assess := func(ids ...int64) error {
		return o.Do(o.Who(who.Assessor), func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Assess(ctx, tx, ids)
			return err
		})
	}
	filed := o.Filed(t, 1, "industry")[0]
	for _, status := range claims.Statuses()[:6] {
		o.Refused(assess(filed, o.Claims(t, 1, "industry", status)[0]), fault.Conflict)
	}
	o.Refused(assess(filed, filed), fault.Conflict)
	o.Must(assess(filed))
	o.Refused(assess(filed), fault.Conflict)
}
