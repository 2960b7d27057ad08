package claims_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// toldHospital is an entrusted claim of two settlements of 30,000 and 6,000 yuan, and what was told of them.
func toldHospital(t *testing.T, o *claimstest.Office) (id int64, told []claims.Case) {
	t.Helper()
	h := o.Enrol(t, "低收入户", 1)[0]
	o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-09-01", "30000.00", "S1"), bill(h.HeadID, "2024-09-02", "6000.00", "S2"))
	id = screenMonth(t, o, "2024-09").Raised[0]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Entrust(ctx, tx, o.Assignments([]int64{id})) })
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := claims.Told(ctx, tx, []int64{id})
		told = all[id]
		return err
	})
	slices.SortFunc(told, func(a, b claims.Case) int { return int(a.On - b.On) })
	return id, told
}

// visit investigates a claim with these cases.
func visit(o *claimstest.Office, id int64, again bool, cases ...claims.Case) error {
	return o.Do(o.Who(who.Adjuster), func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, []int64{id})
		if err != nil {
			return err
		}
		findings[0].Cases, findings[0].LookedAgain = cases, again
		return claims.Investigate(ctx, tx, findings)
	})
}

// fact is a case with one fact as it was found.
func fact(k claims.Case, word, value string) claims.Case {
	facts := map[string]string{}
	for w, v := range k.Facts {
		facts[w] = v
	}
	facts[word] = value
	k.Facts = facts
	return k
}

// What is found far from what was told is refused until the adjuster has looked again; that they did is kept, for all who come after.
func TestAFindingFarFromWhatWasTold(t *testing.T) {
	o := claimstest.County(t)
	id, told := toldHospital(t, o)
	first, second := told[0], told[1]
	anonymous := fact(first, "expense", "300000.00")
	anonymous.Row = 0
	otherDay := fact(first, "expense", "500.00")
	otherDay.Row, otherDay.On = 0, first.On-1
	for name, tc := range map[string]struct {
		cases []claims.Case
		says  string
	}{
		"ten times as much":       {[]claims.Case{fact(first, "expense", "300000.00"), second}, "第 1 笔总费用：报送 30,000.00 元，核实 300,000.00 元"},
		"far less":                {[]claims.Case{first, fact(second, "expense", "2999.99")}, "第 2 笔总费用：报送 6,000.00 元，核实 2,999.99 元"},
		"paid by others, unknown": {[]claims.Case{fact(first, "basic_paid", "1000.01")}, "基本医保支付：报送 0.00 元，核实 1,000.01 元"},
		"without saying of what":  {[]claims.Case{anonymous}, "总费用：报送 30,000.00 元"},
		"on another day":          {[]claims.Case{otherDay}, "核实数据与报送（花名册）差异较大：不在报送的数据中（2024-08-31）"},
		"one more":                {[]claims.Case{first, second, otherDay}, "第 3 笔不在报送的数据中（2024-08-31）"},
		"twice of one row":        {[]claims.Case{first, first}, "不属于本案，或已用于另一笔"},
		"less than nothing":       {[]claims.Case{fact(first, "other_paid", "-1.00")}, "是负数"},
	} {
		err := visit(o, id, false, tc.cases...)
		o.Refused(err, fault.Invalid)
		if said := fault.Message(err); !strings.Contains(said, tc.says) {
			t.Errorf("%s: it says %q; want %q in it", name, said, tc.says)
		}
	}

	// The trifle and the half are not far.
	added := fact(second, "expense", "90000.00")
	added.Row, added.On = 0, added.On-1
	o.Must(visit(o, id, true, fact(first, "expense", "300000.00"), fact(fact(second, "expense", "3000.00"), "basic_paid", "1000.00"), added))
	want := []claims.Deviation{{Case: 1, Fact: "expense", Told: "30000.00", Found: "300000.00"}, {Case: 3, Found: "2024-09-01"}}
	o.Look(o.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Found(ctx, tx, []int64{id})
		if diff := cmp.Diff(want, found[id].Deviations); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
		turns, err2 := claims.Course(ctx, tx, id)
		if diff := cmp.Diff(want, turns[0].Far); diff != "" {
			t.Errorf("shown (-want +got):\n%s", diff)
		}
		if err == nil {
			err = err2
		}
		return err
	})
	var rows []bool
	o.Must(pgtest.Super(t).SelectContext(t.Context(), &rows, `SELECT (k ->> 'row') IS NOT NULL FROM finding, jsonb_array_elements(cases) AS k WHERE claim = $1`, id))
	if diff := cmp.Diff([]bool{true, true, false}, rows); diff != "" {
		t.Errorf("cases with their row: %s", diff)
	}
}

// A department that takes a settlement back tells a negative amount, and only that may be found.
func TestOnlyWhatWasToldBelowZeroIsFoundBelowZero(t *testing.T) {
	o := claimstest.County(t)
	h := o.Enrol(t, "低收入户", 1)[0]
	o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-09-01", "30000.00", "S1"), bill(h.HeadID, "2024-09-02", "-6000.00", "S2"))
	id := screenMonth(t, o, "2024-09").Raised[0]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Entrust(ctx, tx, o.Assignments([]int64{id})) })
	var told []claims.Case
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := claims.Told(ctx, tx, []int64{id})
		told = all[id]
		return err
	})
	nobodys := slices.Clone(told)
	for i := range nobodys {
		nobodys[i].Row, nobodys[i].On = 0, nobodys[i].On-10
	}
	o.Refused(visit(o, id, true, nobodys...), fault.Invalid)
	o.Must(visit(o, id, false, told...))
}
