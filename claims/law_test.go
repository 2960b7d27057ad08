package claims_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// try takes a step with one claim.
type try func(ctx context.Context, tx *pg.Tx, o *claimstest.Office, id int64) error

// tries are the verbs as the steps name them. A title tells two steps of one verb apart.
var tries = map[string]try{
	"委托查勘": func(ctx context.Context, tx *pg.Tx, o *claimstest.Office, id int64) error {
		return claims.Entrust(ctx, tx, o.Assignments([]int64{id}))
	},
	"改派查勘员": func(ctx context.Context, tx *pg.Tx, o *claimstest.Office, id int64) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: id, Adjuster: o.Other(who.Adjuster).ID}}, "生病住院")
	},
	"查勘延期": func(ctx context.Context, tx *pg.Tx, _ *claimstest.Office, id int64) error {
		return claims.Extend(ctx, tx, []int64{id}, "道路中断")
	},
	"登记查勘结论": investigate(true),
	"登记不予赔付": investigate(false),
	"村两委审核":  endorse(true),
	"村两委退回":  endorse(false),
	"乡镇审核":   review(true),
	"乡镇退回":   review(false),
	"备案": func(ctx context.Context, tx *pg.Tx, _ *claimstest.Office, id int64) error {
		return claims.File(ctx, tx, []int64{id})
	},
	"重新查勘": func(ctx context.Context, tx *pg.Tx, o *claimstest.Office, id int64) error {
		return claims.Reopen(ctx, tx, o.Assignments([]int64{id})...)
	},
	"撤销案件": func(ctx context.Context, tx *pg.Tx, _ *claimstest.Office, id int64) error {
		return claims.Void(ctx, tx, []int64{id}, "重复立案")
	},
}

func investigate(qualifies bool) try {
	return func(ctx context.Context, tx *pg.Tx, _ *claimstest.Office, id int64) error {
		findings, err := claimstest.Findings(ctx, tx, []int64{id})
		if err != nil {
			return err
		}
		findings[0].Qualifies = qualifies
		return claims.Investigate(ctx, tx, findings)
	}
}

func endorse(passed bool) try {
	return func(ctx context.Context, tx *pg.Tx, _ *claimstest.Office, id int64) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions([]int64{id}, passed))
	}
}

func review(passed bool) try {
	return func(ctx context.Context, tx *pg.Tx, _ *claimstest.Office, id int64) error {
		return claims.Review(ctx, tx, claimstest.Decisions([]int64{id}, passed))
	}
}

// TestTheLaw tries every step from every status in every role: what the table in status.go lists passes and leads where it says, and
// nothing else does.
func TestTheLaw(t *testing.T) {
	o := claimstest.County(t)
	at := map[claims.Status]int64{}
	for _, status := range claims.Statuses() {
		at[status] = o.Claims(t, 1, "industry", status)[0]
	}
	for _, step := range claims.Steps {
		if step.From == nil {
			continue // it begins claims, or is of a household: TestOnlyAClerkScreens, TestALabelIsTakenBackByAnother
		}
		verb, ok := tries[step.Title]
		if !ok {
			t.Fatalf("step %s is not tried", step.Title)
		}
		for status, id := range at {
			for _, role := range who.Roles() {
				t.Run(fmt.Sprintf("%s/%s/%s", step.Title, status, role), func(t *testing.T) {
					tryStep(t, o, step, o.Who(role), status, func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, o, id) }, id)
				})
			}
		}
	}
}

func tryStep(t *testing.T, o *claimstest.Office, step flow.Step, by who.Person, status claims.Status, verb func(context.Context, *pg.Tx) error, id int64) {
	t.Helper()
	tx, err := o.Begin(t.Context(), by) // and never committed: each try finds the claims as they were
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	err = verb(t.Context(), tx)
	switch {
	case !slices.Contains(step.Roles, by.Role):
		o.Refused(err, fault.Forbidden)
	case !slices.Contains(step.From, string(status)):
		o.Refused(err, fault.Conflict)
	case err != nil:
		t.Errorf("refused: %v", err)
	case step.To != "":
		found, err := claims.Find(t.Context(), tx, claims.Filter{IDs: pg.Only([]int64{id})})
		if err != nil || len(found) != 1 || string(found[0].Status) != step.To {
			t.Errorf("now %+v, %v; want %s", found, err, step.To)
		}
	}
}

func TestOnlyTheirOwnPartOfTheCounty(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 1, "industry", claims.Investigated)
	elsewhere := o.HireMember(staff.Member{Name: "外村干部", Role: who.Village, Division: "410602100001"})
	o.Refused(o.Do(elsewhere, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(ids, true))
	}), fault.Forbidden)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(ids, true))
	})
	other := o.HireMember(staff.Member{Name: "外乡干部", Role: who.Township, Division: "410602201000"})
	o.Refused(o.Do(other, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, claimstest.Decisions(ids, true))
	}), fault.Forbidden)
}

func TestOnlyTheAdjusterItIsEntrustedTo(t *testing.T) {
	o := claimstest.County(t)
	id := o.Claims(t, 1, "industry", claims.Entrusted)[0]
	o.Refused(o.Do(o.Other(who.Adjuster), func(ctx context.Context, tx *pg.Tx) error { return investigate(true)(ctx, tx, o, id) }), fault.Forbidden)
	screened := o.Claims(t, 1, "industry", claims.Screened)[0]
	for _, p := range []int64{o.Who(who.Clerk).ID, o.Who(who.Assessor).ID, 1} {
		o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			return claims.Entrust(ctx, tx, []claims.Assignment{{Claim: screened, Adjuster: p}})
		}), fault.Invalid)
	}
}

// Each deed of this room covers what it wrote, or sealing it would leave the rows unanswered for.
func TestEveryRowIsCovered(t *testing.T) {
	o := claimstest.County(t)
	id := o.Filed(t, 1, "hospital")[0]
	again := o.Claims(t, 1, "hospital", claims.Entrusted)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Extend(ctx, tx, again, "道路中断") })
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: again[0], Adjuster: o.Other(who.Adjuster).ID}}, "生病住院")
	})
	found := o.Claims(t, 1, "hospital", claims.Investigated)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(found, false))
	})
	for _, table := range deed.Of("claims") {
		if table.Name == "source" || table.Name == "recusal" || table.Name == "evidence_likeness" {
			continue // these claims were raised from no report, nobody objected to a payout, and no photo came twice
		}
		var rows, covered int
		o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
			for _, err := range table.Lines(ctx, tx, tx.County) {
				if err != nil {
					return err
				}
				rows++
			}
			return tx.GetContext(ctx, &covered, `SELECT count(DISTINCT k) FROM cover, unnest(keys) AS k WHERE county = $1 AND tab = $2`, tx.County, table.Name)
		})
		if rows == 0 || rows != covered {
			t.Errorf("%s of claim %d: %d rows, %d covered", table.Name, id, rows, covered)
		}
	}
}
