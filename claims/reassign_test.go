package claims_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
)

func TestAnotherAdjusterBeginsAnotherTurn(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 2, "industry", claims.Entrusted)
	first, second := o.Who(who.Adjuster), o.Other(who.Adjuster)
	give := func(to int64, reason string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: ids[0], Adjuster: to}}, reason)
		})
	}
	o.Refused(give(second.ID, "  "), fault.Invalid)
	o.Refused(give(first.ID, "生病住院"), fault.Invalid)
	o.Refused(give(o.Who(who.Clerk).ID, "生病住院"), fault.Invalid)
	o.At("2024-09-11")
	o.Must(give(second.ID, "生病住院"))
	c := get(t, o, ids[0])
	want(t, c, claims.Entrusted, 1, 2)
	if *c.Adjuster != second.ID || *c.EntrustedOn != calendar.On(2024, 9, 11) || *c.DueOn != calendar.On(2024, 9, 14) {
		t.Errorf("now with %d since %s until %s", *c.Adjuster, c.EntrustedOn, c.DueOn)
	}
	find := func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, ids[:1])
		if err != nil {
			return err
		}
		return claims.Investigate(ctx, tx, findings)
	}
	o.Refused(o.Do(first, find), fault.Forbidden)
	o.Must(o.Do(second, find))
	o.Refused(give(first.ID, "回来了"), fault.Conflict)
	want(t, get(t, o, ids[1]), claims.Entrusted, 1, 1)
}

func TestThreeMoreWorkingDaysOnce(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 2, "industry", claims.Entrusted) // on Monday the 9th, until Thursday the 12th
	more := func(id int64, reason string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return claims.Extend(ctx, tx, []int64{id}, reason) })
	}
	o.Refused(more(ids[0], ""), fault.Invalid)
	o.At("2024-09-12")
	o.Must(more(ids[0], "道路中断"))
	// Saturday the 14th is worked for the holiday from Sunday to Tuesday.
	if c := get(t, o, ids[0]); *c.DueOn != calendar.On(2024, 9, 18) || !c.Extended {
		t.Errorf("due %s, extended %v", c.DueOn, c.Extended)
	}
	o.Refused(more(ids[0], "道路仍中断"), fault.Conflict)
	o.At("2024-09-13")
	o.Refused(more(ids[1], "忘了"), fault.Blocked)
	o.Must(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: ids[0], Adjuster: o.Other(who.Adjuster).ID}}, "生病住院")
	}))
	if c := get(t, o, ids[0]); *c.DueOn != calendar.On(2024, 9, 19) || c.Extended {
		t.Errorf("the next turn: due %s, extended %v", c.DueOn, c.Extended)
	}
}

// Nobody leaves with a visit in their hands; the county office gives all of them away at once, and each is another's turn.
func TestAnAdjusterLeavesWithEmptyHands(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 3, "industry", claims.Entrusted)
	leaving, next, clerk, admin := o.Who(who.Adjuster), o.Other(who.Adjuster), o.Who(who.Clerk), o.Hire(who.SystemAdmin)
	disable := func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, leaving.ID, claims.Leave) }
	hand := func(seen shown.Rows, to int64, reason string) (n int, err error) {
		err = o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error {
			n, err = claims.HandOn(ctx, tx, leaving.ID, to, seen, reason)
			return err
		})
		return n, err
	}
	for what, one := range map[string]struct {
		seen   shown.Rows
		to     int64
		reason string
		kind   fault.Kind
	}{
		"to nobody at work":    {shown.Of(ids), clerk.ID, "离职", fault.Invalid},
		"to the same":          {shown.Of(ids), leaving.ID, "离职", fault.Invalid},
		"without a reason":     {shown.Of(ids), next.ID, "", fault.Invalid},
		"other than was shown": {shown.Of(ids[:2]), next.ID, "离职", fault.Conflict},
		"nothing shown":        {"", next.ID, "离职", fault.Invalid},
	} {
		if _, err := hand(one.seen, one.to, one.reason); fault.KindOf(err) != one.kind {
			t.Errorf("%s: %v", what, err)
		}
	}
	o.Refused(o.Do(admin, disable), fault.Conflict)
	o.Attack("FPSTA", fmt.Sprintf(`SELECT staff_leave('410602', '{%d}', now(), %d)`, leaving.ID, admin.ID))
	o.Attack(stafftest.Denied, fmt.Sprintf(`SELECT staff_disable('410602', '{%d}', now())`, leaving.ID))
	if n, err := hand(shown.Of(ids), next.ID, "离职"); n != 3 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	for _, id := range ids {
		c := get(t, o, id)
		want(t, c, claims.Entrusted, 1, 2)
		if *c.Adjuster != next.ID {
			t.Errorf("claim %d is with %d", id, *c.Adjuster)
		}
	}
	o.Must(o.Do(admin, disable))
	o.Refused(o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: ids[0], Adjuster: leaving.ID}}, "回来了")
	}), fault.Invalid)
}

// What the township gives back after its adjuster has left goes to another who is at work.
func TestWhatIsGivenBackFindsAnAdjuster(t *testing.T) {
	o := claimstest.County(t)
	id := o.Claims(t, 1, "industry", claims.Endorsed)[0]
	leaving, next, admin := o.Who(who.Adjuster), o.Other(who.Adjuster), o.Hire(who.SystemAdmin)
	o.Must(o.Do(admin, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, leaving.ID, claims.Leave) }))
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, []claims.Decision{{Claim: id, Words: "请补拍照片"}})
	})
	if c := get(t, o, id); *c.Adjuster != next.ID {
		t.Errorf("given back to %d", *c.Adjuster)
	}
}
