package claims_test

import (
	"context"
	"slices"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/registry"
)

func TestBillsOfTwoPolicyYearsMakeTwoClaims(t *testing.T) {
	o := claimstest.County(t)
	before, scheme := o.Insure(t, 2023)
	h := o.Enrol(t, "低收入户", 1)[0]
	o.Report(t, "hospital", "2024-01",
		bill(h.HeadID, "2023-12-20", "15000.00", "1"), bill(h.ChildID, "2023-12-31", "5000.00", "2"), // together at 2023's line
		bill(h.HeadID, "2024-01-01", "20000.00", "3"))
	s := screenMonth(t, o, "2024-01")
	if s.Taken != 3 || len(s.Raised) != 2 {
		t.Fatalf("screening %+v", s)
	}
	old, now := get(t, o, s.Raised[0]), get(t, o, s.Raised[1])
	if old.Policy != before || old.Scheme != scheme || old.EventKey != "2023/2024-01" || old.EventOn.String() != "2023-12-31" {
		t.Errorf("of the year before: %+v", old)
	}
	if now.Policy != o.Policy || now.Scheme != o.Scheme || now.EventKey != "2024/2024-01" {
		t.Errorf("of this year: %+v", now)
	}
}

func TestTheLabelsOfTheEventDateDecide(t *testing.T) {
	o := claimstest.County(t)
	h := o.Enrol(t, "低收入户", 1)[0]
	o.At("2024-10-09")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: h.ID, Name: "突发严重困难户", On: calendar.On(2024, 9, 10)}})
	})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: h.ID, Name: "低收入户", On: calendar.On(2024, 9, 20)}})
	})
	o.Report(t, "industry", "2024-09",
		loss(h, "生猪", "2024-09-09"), loss(h, "肉牛", "2024-09-10"), loss(h, "蛋鸡", "2024-09-20"), loss(h, "大棚", "2024-09-21"))
	s := screenMonth(t, o, "2024-09")
	wantRows(t, o, taken, taken, taken, "2024年9月21日本户不在参保类别（脱贫户、边缘易致贫户、低收入户）")
	for i, class := range []string{"低收入户", "突发严重困难户", "突发严重困难户"} {
		if c := at(t, o, s.Raised, i); c.Class != class {
			t.Errorf("on %s of class %s, want %s", c.EventOn, c.Class, class)
		}
	}
}

func TestAnIncomeIsCountedToTheEndOfTheMonthBefore(t *testing.T) {
	o := claimstest.County(t) // on 9 September
	o.Report(t, "employment", "2024-09", map[string]string{
		"name": "某人", "id_number": o.Named[0].HeadID, "no_earner": "是", "willing": "有", "income_per_head": "4000.00", "persons": "2"})
	s := screenMonth(t, o, "2024-09")
	if c := get(t, o, s.Raised[0]); c.EventOn.String() != "2024-08-31" {
		t.Errorf("event on %s", c.EventOn)
	}
}

func loss(h claimstest.Household, industry, on string) map[string]string {
	return map[string]string{"name": "某人", "id_number": h.HeadID, "industry": industry, "occurred": on, "loss": "20000.00"}
}

// at is the i-th of the claims by event date.
func at(t *testing.T, o *claimstest.Office, ids []int64, i int) claims.Claim {
	t.Helper()
	found := make([]claims.Claim, len(ids))
	for n, id := range ids {
		found[n] = get(t, o, id)
	}
	slices.SortFunc(found, func(a, b claims.Claim) int { return int(a.EventOn - b.EventOn) })
	return found[i]
}
