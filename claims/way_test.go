package claims_test

import (
	"context"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// get reads one claim.
func get(t *testing.T, o *claimstest.Office, id int64) (c claims.Claim) {
	t.Helper()
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only([]int64{id}), Void: true})
		if err != nil || len(found) != 1 {
			t.Fatalf("find claim: %v, %v", found, err)
		}
		c = found[0]
		return nil
	})
	return c
}

func want(t *testing.T, c claims.Claim, status claims.Status, round, turn int) {
	t.Helper()
	if c.Status != status || c.Round != round || c.Turn != turn {
		t.Errorf("claim stands at %s, round %d, turn %d; want %s, %d, %d", c.Status, c.Round, c.Turn, status, round, turn)
	}
}

func TestTheWayOfAClaim(t *testing.T) {
	o := claimstest.County(t)
	o.At("2024-09-27") // a Friday: three working days run over the Sunday that is worked and 国庆, to 8 October
	id := o.Claims(t, 1, "hospital", claims.Entrusted)[0]
	c := get(t, o, id)
	want(t, c, claims.Entrusted, 1, 1)
	if *c.Adjuster != o.Who(who.Adjuster).ID || c.DueOn.String() != "2024-10-08" {
		t.Errorf("entrusted to %d, due on %s", *c.Adjuster, c.DueOn)
	}
	ids := []int64{id}
	o.At("2024-09-30")
	o.As(t, who.Adjuster, func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, ids)
		if err != nil {
			return err
		}
		return claims.Investigate(ctx, tx, findings)
	})
	want(t, get(t, o, id), claims.Investigated, 1, 1)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(ids, true))
	})
	want(t, get(t, o, id), claims.Endorsed, 1, 1)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, claimstest.Decisions(ids, true))
	})
	want(t, get(t, o, id), claims.Reviewed, 1, 1)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.File(ctx, tx, ids) })
	c = get(t, o, id)
	want(t, c, claims.Filed, 1, 1)
	if *c.No != 1 || *c.Year != 2024 {
		t.Errorf("filed as no. %d of %d", *c.No, *c.Year)
	}
	o.Look(o.Who(who.Assessor), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Found(ctx, tx, ids)
		if f := found[id]; err != nil || f.Adjuster != *c.Adjuster || len(f.Cases) != 1 || f.Cases[0].Facts["expense"] != "50000.00" || len(f.Evidence) != 1 {
			t.Errorf("found %+v, %v", found, err)
		}
		return nil
	})
}

func TestNumbersOfAYearHaveNoGap(t *testing.T) {
	o := claimstest.County(t)
	ids := append(o.Filed(t, 3, "income"), o.Filed(t, 2, "admission")...)
	for i, id := range ids {
		if c := get(t, o, id); *c.No != i+1 {
			t.Errorf("claim %d of the year is filed as no. %d", i+1, *c.No)
		}
	}
	o.At("2025-01-06")
	if c := get(t, o, o.Filed(t, 1, "income")[0]); *c.No != 1 || *c.Year != 2025 {
		t.Errorf("the first of the new year is filed as no. %d of %d", *c.No, *c.Year)
	}
}

func TestATownshipSendsAClaimBackForAnotherTurn(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 2, "industry", claims.Endorsed)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		decisions := claimstest.Decisions(ids, true)
		decisions[1].Passed, decisions[1].Words = false, "损失清单缺少证明，请补充"
		return claims.Review(ctx, tx, decisions)
	})
	want(t, get(t, o, ids[0]), claims.Reviewed, 1, 1)
	back := get(t, o, ids[1])
	want(t, back, claims.Entrusted, 1, 2)
	if *back.Adjuster != o.Who(who.Adjuster).ID {
		t.Errorf("it went to %d, who was not there before", *back.Adjuster)
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Found(ctx, tx, ids[1:])
		if err != nil || len(found) != 0 {
			t.Errorf("the new turn has a finding: %v, %v", found, err)
		}
		return nil
	})
	again := func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, ids[1:])
		if err != nil {
			return err
		}
		return claims.Investigate(ctx, tx, findings)
	}
	o.As(t, who.Adjuster, again)
	want(t, get(t, o, ids[1]), claims.Investigated, 1, 2)
}

func TestReopeningBeginsAnotherRound(t *testing.T) {
	o := claimstest.County(t)
	id := o.Filed(t, 1, "accident")[0]
	second := o.Other(who.Adjuster)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reopen(ctx, tx, claims.Assignment{Claim: id, Adjuster: second.ID})
	})
	c := get(t, o, id)
	want(t, c, claims.Entrusted, 2, 1)
	if *c.Adjuster != second.ID || c.No != nil {
		t.Errorf("entrusted to %d, number %v", *c.Adjuster, c.No)
	}
	declined := o.Claims(t, 1, "accident", claims.Declined)[0]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reopen(ctx, tx, o.Assignments([]int64{declined})...)
	})
	want(t, get(t, o, declined), claims.Entrusted, 2, 1)
}

func TestABatchIsOneOrNothing(t *testing.T) {
	o := claimstest.County(t)
	ids := append(o.Claims(t, 2, "income", claims.Reviewed), o.Claims(t, 1, "income", claims.Endorsed)...)
	for name, tc := range map[string]struct {
		ids  []int64
		kind fault.Kind
	}{
		"none":         {nil, fault.Invalid},
		"one too soon": {ids, fault.Conflict},
		"one twice":    {[]int64{ids[0], ids[1], ids[1]}, fault.NotFound},
		"one unknown":  {[]int64{ids[0], 1}, fault.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return claims.File(ctx, tx, tc.ids) }), tc.kind)
			want(t, get(t, o, ids[0]), claims.Reviewed, 1, 1)
		})
	}
}
