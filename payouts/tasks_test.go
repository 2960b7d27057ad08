package payouts_test

import (
	"context"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// tasks are a person's, by verb.
func tasks(o *payoutstest.Office, by who.Person) map[string]flow.Task {
	out := map[string]flow.Task{}
	o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		found, err := payouts.Tasks(ctx, tx)
		for _, t := range found {
			out[t.Verb] = t
		}
		return err
	})
	return out
}

// Each step waits for whoever takes it, and for nobody else; from the end of the publicity on, five working days are counted.
func TestEachStepWaitsForWhoeverTakesIt(t *testing.T) {
	o := payoutstest.County(t)
	elsewhere := o.HireMember(staff.Member{Name: "邻村干部", Role: who.Village, Division: "410602100206"})
	waits := func(by who.Person, verb string, count, late int, due string) {
		t.Helper()
		got := tasks(o, by)[verb]
		var day string
		if got.Due != nil {
			day = got.Due.String()
		}
		if got.Count != count || got.Late != late || day != due {
			t.Errorf("%s waits for %s: %d, %d late, by %s; want %d, %d, %s", verb, by.Name, got.Count, got.Late, day, count, late, due)
		}
	}
	filed := o.Filed(t, 2, "hospital")
	waits(o.Who(who.Assessor), "payouts.assess", 2, 0, "")
	ids := o.Assess(t, filed)
	waits(o.Who(who.Assessor), "payouts.assess", 0, 0, "")
	waits(o.Who(who.Clerk), "payouts.announce", 2, 0, "")
	notice := o.Announce(t, ids)
	waits(o.Who(who.Village), "publicity.post", 1, 0, "")
	waits(o.Who(who.Township), "publicity.post", 1, 0, "")
	waits(elsewhere, "publicity.post", 0, 0, "")
	o.PostAll(t, notice) // ends on 19 September 2024, a Thursday; the fifth working day after it is the 26th
	waits(o.Who(who.Village), "publicity.post", 0, 0, "")
	waits(o.Who(who.Clerk), "payouts.clear", 0, 0, "")

	var objection int64
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		objection, err = payouts.Object(ctx, tx, ids[0], "家有轿车")
		return err
	})
	waits(o.Who(who.Township), "payouts.uphold", 1, 0, "")
	waits(o.Who(who.Village), "payouts.uphold", 0, 0, "")
	o.At("2024-09-20")
	waits(o.Who(who.Clerk), "payouts.clear", 1, 0, "2024-09-26")
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Dismiss(ctx, tx, objection, "系其兄所有", stafftest.Sign)
	})
	waits(o.Who(who.Clerk), "payouts.clear", 2, 0, "2024-09-26")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.Clear(ctx, tx, ids) })
	waits(o.Who(who.Clerk), "payouts.compose", 2, 0, "2024-09-26")

	list := o.Compose(t, ids)
	waits(o.Who(who.Approver), "payouts.approve", 1, 0, "2024-09-26")
	o.As(t, who.Approver, func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Approve(ctx, tx, list) })
	waits(o.Who(who.Approver), "payouts.approve", 0, 0, "")
	waits(o.Other(who.Approver), "payouts.approve", 1, 0, "2024-09-26")
	o.Must(o.Do(o.Other(who.Approver), func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Approve(ctx, tx, list) }))
	o.At("2024-09-27")
	waits(o.Who(who.Sender), "payouts.send", 1, 1, "2024-09-26")
	o.Send(t, list)
	waits(o.Who(who.Sender), "payouts.settle", 2, 2, "2024-09-26")

	o.Answer(t, payouts.Returned, ids[:1])
	waits(o.Who(who.Clerk), "registry.add_account", 1, 1, "2024-09-26")
	waits(o.Who(who.Clerk), "payouts.compose_again", 0, 0, "")
	o.Account(t, o.Get(t, ids[0])[0].Payee)
	waits(o.Who(who.Clerk), "registry.add_account", 0, 0, "")
	waits(o.Who(who.Clerk), "payouts.compose_again", 1, 1, "2024-09-26")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, o.Get(t, ids[0])[0].Payee) })
	waits(o.Who(who.Clerk), "payouts.name_heir", 1, 0, "")
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, total, err := payouts.Rows(ctx, tx, payouts.Filter{Heirless: true})
		if total != 1 {
			t.Errorf("%d payouts without a receiver, want 1", total)
		}
		return err
	})
}

// Five working days after the publicity: over 国庆, and over a Sunday that is worked.
func TestTheDayOfPayment(t *testing.T) {
	for last, by := range map[calendar.Date]calendar.Date{
		calendar.On(2024, 9, 19): calendar.On(2024, 9, 26),
		calendar.On(2024, 9, 27): calendar.On(2024, 10, 10),
		calendar.On(2024, 10, 8): calendar.On(2024, 10, 14),
	} {
		if got := payouts.PayBy(last); got != by {
			t.Errorf("after %s: %s, want %s", last, got, by)
		}
	}
}

// What came to nothing is listed, for each household is told.
func TestWhatCameToNothingIsListed(t *testing.T) {
	o := payoutstest.County(t)
	id := o.Claim(t, o.Enrol(t, "低收入户", 1)[0], "hospital", "2024-09", payoutstest.Cost("100.00"))
	if made := o.Assess(t, []int64{id}); len(made) > 0 {
		t.Fatalf("100 yuan make payouts: %v", made)
	}
	o.Look(o.Who(who.Assessor), func(ctx context.Context, tx *pg.Tx) error {
		found, total, err := payouts.Unpaid(ctx, tx, pg.Window{Limit: 10})
		if total != 1 || len(found) != 1 || found[0].ID != id || found[0].Head == "" || found[0].No != 1 {
			t.Errorf("%d came to nothing: %+v", total, found)
		}
		return err
	})
}
