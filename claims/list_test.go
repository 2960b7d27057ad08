package claims_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// listed are the claims of the list that a person is shown, and how many the list says there are.
func listed(t *testing.T, o *claimstest.Office, by who.Person, f claims.RowFilter) (ids []int64, total int) {
	t.Helper()
	o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		rows, n, err := claims.Rows(ctx, tx, f)
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		total = n
		return err
	})
	return ids, total
}

func TestWhoSeesWhichClaims(t *testing.T) {
	o := claimstest.County(t)
	ids := o.Claims(t, 2, "industry", claims.Entrusted)
	first, second := o.Who(who.Adjuster), o.Other(who.Adjuster)
	o.Must(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: ids[0], Adjuster: second.ID}}, "生病住院")
	}))
	elsewhere := who.Person{County: "410603", ID: 1, Role: who.Clerk, Division: "410603000000"}
	for name, c := range map[string]struct {
		by   who.Person
		want []int64
	}{
		"the clerk":             {o.Who(who.Clerk), ids},
		"the village":           {o.Who(who.Village), ids},
		"the township":          {o.Who(who.Township), ids},
		"who had both":          {first, ids},
		"who has one":           {second, ids[:1]},
		"whoever stands in":     {o.Hire(who.Clerk).InPlaceOf(second), ids[:1]},
		"another adjuster":      {o.Hire(who.Adjuster), nil},
		"another village":       {o.HireMember(staff.Member{Name: "外村干部", Role: who.Village, Division: "410602100001"}), nil},
		"another township":      {o.HireMember(staff.Member{Name: "外乡干部", Role: who.Township, Division: "410602201000"}), nil},
		"another county's desk": {elsewhere, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, total := listed(t, o, c.by, claims.RowFilter{})
			if d := cmp.Diff(c.want, got); d != "" || total != len(c.want) {
				t.Errorf("lists %d (-want +got):\n%s", total, d)
			}
			o.Look(c.by, func(ctx context.Context, tx *pg.Tx) error {
				found, err := claims.Find(ctx, tx, claims.Filter{})
				if len(found) != len(c.want) {
					t.Errorf("finds %d", len(found))
				}
				turns, wrong := claims.Course(ctx, tx, ids[1])
				if seen := len(c.want) == 2; seen != (len(turns) == 1) || wrong != nil {
					t.Errorf("sees %d turns, %v", len(turns), wrong)
				}
				if _, wrong := claims.Get(ctx, tx, ids[1]); (wrong == nil) != (len(c.want) == 2) || wrong != nil && fault.KindOf(wrong) != fault.NotFound {
					t.Errorf("gets it: %v", wrong)
				}
				return err
			})
		})
	}
}

func TestTheListIsNarrowedAndSorted(t *testing.T) {
	o := claimstest.County(t)
	filed := o.Filed(t, 2, "hospital")
	o.At("2024-09-10")
	extended := o.Claims(t, 1, "industry", claims.Entrusted)
	o.At("2024-09-12")
	late := o.Claims(t, 1, "industry", claims.Entrusted) // to the 18th
	void := o.Claims(t, 1, "income", claims.Screened)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, void, "重复") })
	o.Must(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return claims.Extend(ctx, tx, extended, "道路中断") })) // from the 13th to the 19th
	o.At("2024-09-19")
	clerk := o.Who(who.Clerk)
	var head string
	o.Look(clerk, func(ctx context.Context, tx *pg.Tx) error {
		c, err := claims.Get(ctx, tx, late[0])
		head = c.Head
		return err
	})
	sorted := func(by string, down bool) pg.Window { return pg.Window{Sort: by, Down: down} }
	for name, c := range map[string]struct {
		f    claims.RowFilter
		want []int64
	}{
		"all":       {claims.RowFilter{}, append(append(filed[:2:2], extended...), late...)},
		"by due":    {claims.RowFilter{Window: sorted("due", false)}, append(append(late[:1:1], extended...), filed...)},
		"by number": {claims.RowFilter{Window: sorted("no", true)}, append(append([]int64{filed[1], filed[0]}, extended...), late...)},
		"a page":    {claims.RowFilter{Window: pg.Window{Limit: 2, Offset: 1}}, []int64{filed[1], extended[0]}},
		"status":    {claims.RowFilter{Status: claims.Filed}, filed},
		"category":  {claims.RowFilter{Category: "industry"}, append(extended[:1:1], late...)},
		"village":   {claims.RowFilter{Village: 410602100001}, nil},
		"late":      {claims.RowFilter{Late: true}, late},
		"head":      {claims.RowFilter{Words: head}, late},
		"number":    {claims.RowFilter{Year: 2024, No: 2}, filed[1:]},
		"void too":  {claims.RowFilter{Void: true, Category: "income"}, void},
		"adjuster":  {claims.RowFilter{Adjuster: o.Other(who.Adjuster).ID}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, total := listed(t, o, clerk, c.f)
			want := len(c.want)
			if c.f.Window.Limit > 0 {
				want = 4
			}
			if d := cmp.Diff(c.want, got); d != "" || total != want {
				t.Errorf("lists %d (-want +got):\n%s", total, d)
			}
		})
	}
}

func TestWhatWaitsForWhom(t *testing.T) {
	o := claimstest.County(t)
	o.Claims(t, 3, "industry", claims.Screened)
	given := o.Claims(t, 2, "industry", claims.Entrusted)
	o.Claims(t, 1, "industry", claims.Investigated)
	o.Claims(t, 1, "industry", claims.Endorsed)
	o.Claims(t, 1, "industry", claims.Reviewed)
	o.Report(t, "hospital", "2024-09", bill(o.Enrol(t, "", 1)[0].HeadID, "2024-09-03", "100.00", "S1"))
	o.At("2024-09-11")
	o.Must(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: given[0], Adjuster: o.Other(who.Adjuster).ID}}, "生病住院")
	}))
	o.At("2024-09-13")
	due := func(day int) *calendar.Date { d := calendar.On(2024, 9, day); return &d }
	for _, c := range []struct {
		by   who.Person
		want []flow.Task
	}{
		{o.Who(who.Clerk), []flow.Task{{Verb: "claims.screen", Count: 1}, {Verb: "claims.entrust", Count: 3}, {Verb: "claims.file", Count: 1}}},
		{o.Who(who.Adjuster), []flow.Task{{Verb: "claims.investigate", Count: 1, Due: due(12), Late: 1}}},
		{o.Other(who.Adjuster), []flow.Task{{Verb: "claims.investigate", Count: 1, Due: due(14)}}},
		{o.Who(who.Village), []flow.Task{{Verb: "claims.endorse", Count: 1}}},
		{o.Who(who.Township), []flow.Task{{Verb: "claims.review", Count: 1}}},
		{o.Who(who.Auditor), nil},
		{o.HireMember(staff.Member{Name: "外村干部", Role: who.Village, Division: "410602100001"}), nil},
	} {
		o.Look(c.by, func(ctx context.Context, tx *pg.Tx) error {
			got, err := claims.Tasks(ctx, tx)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("%s (-want +got):\n%s", c.by.Role.Title(), d)
			}
			return err
		})
	}
}

// Every claim goes to one of the adjusters, a village to one, and nobody has more than a village more than anybody else.
func TestClaimsAreSharedByVillages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		villages := rapid.SliceOfN(rapid.Int64Range(1, 8), 0, 40).Draw(t, "villages")
		adjusters := rapid.SliceOfNDistinct(rapid.Int64Range(1, 99), 1, 5, rapid.ID).Draw(t, "adjusters")
		found := make([]claims.Claim, len(villages))
		in := map[int64]int{}
		for i, v := range villages {
			found[i] = claims.Claim{ID: int64(i), Village: v}
			in[v]++
		}
		shares := claims.Share(found, adjusters)
		whose, has, largest := map[int64]int64{}, map[int64]int{}, 0
		for _, s := range shares {
			village := villages[s.Claim]
			if before, ok := whose[village]; ok && before != s.Adjuster {
				t.Fatalf("village %d has two adjusters", village)
			}
			whose[village] = s.Adjuster
			has[s.Adjuster]++
			largest = max(largest, in[village])
		}
		if len(shares) != len(found) {
			t.Fatalf("%d of %d claims are shared out", len(shares), len(found))
		}
		for _, a := range adjusters {
			for _, b := range adjusters {
				if has[a]-has[b] > largest {
					t.Fatal(fmt.Sprint("one has too much more: ", has))
				}
			}
		}
	})
}
