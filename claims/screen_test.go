package claims_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/reports"
)

func screenMonth(t *testing.T, o *claimstest.Office, month string) (s claims.Screening) {
	t.Helper()
	m, err := reports.ParseMonth(month)
	o.Must(err)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = claims.Screen(ctx, tx, m)
		return err
	})
	return s
}

// taken is what wantRows calls a row that lies in a claim.
const taken = "纳入"

// wantRows compares what became of every reported row, in the order of reporting.
func wantRows(t *testing.T, o *claimstest.Office, want ...string) {
	t.Helper()
	var got []string
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		rows, err := reports.Rows(ctx, tx, reports.RowFilter{})
		for _, r := range rows {
			if r.Outcome == reports.TakenIn {
				r.Reason = taken
			}
			got = append(got, r.Reason)
		}
		return err
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// bill is a hospital bill of which the household bore an amount.
func bill(id, discharged, selfPaid, settlement string) map[string]string {
	return map[string]string{
		"name": "患者", "id_number": id, "discharged": discharged, "institution": "鹤山区人民医院", "settlement": settlement,
		"expense": selfPaid, "basic_paid": "0.00", "self_paid": selfPaid,
	}
}

func TestEveryRowNotTakenInHasItsReason(t *testing.T) {
	o := claimstest.County(t)
	low, late, none, dead := o.Enrol(t, "低收入户", 2), o.Enrol(t, "脱贫户", 1)[0], o.Enrol(t, "", 1)[0], o.Enrol(t, "低收入户", 1)[0]
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: dead.Head, On: calendar.On(2024, 8, 1)}})
	})
	o.Report(t, "hospital", "2024-09",
		bill(o.Named[0].HeadID, "2024-09-02", "5000.00", "1"),
		bill(o.Named[1].ChildID, "2024-09-03", "4999.99", "2"),
		bill(low[0].HeadID, "2024-09-04", "20000.00", "3"),
		bill(low[1].HeadID, "2024-09-05", "19999.99", "4"),
		bill("419900196001019995", "2024-09-06", "50000.00", "5"),
		bill(late.HeadID, "2024-09-07", "50000.00", "6"),
		bill(none.HeadID, "2024-09-08", "50000.00", "7"),
		bill(low[1].ChildID, "2023-12-30", "50000.00", "8"),
		bill(dead.HeadID, "2024-09-09", "50000.00", "9"),
	)
	s := screenMonth(t, o, "2024-09")
	if s.Rows != 9 || s.Taken != 2 || s.NotTaken != 7 || len(s.Raised) != 2 {
		t.Errorf("screening %+v", s)
	}
	wantRows(t, o,
		taken,
		"本年累计自付 4,999.99 元，未达预警监测线 5,000.00 元",
		taken,
		"本年累计自付 19,999.99 元，未达预警监测线 20,000.00 元",
		"身份证号不在户籍名册，请核对证件号码或补录花名册",
		"2024年9月7日本户为脱贫户，但本人未列入参保名册",
		"2024年9月8日本户不在参保类别（脱贫户、边缘易致贫户、低收入户）",
		"2023年12月30日不在已登记的保单年度内，或当日没有生效的理赔方案",
		"本人已于2024年8月1日去世，早于2024年9月9日，请核对",
	)
	c := get(t, o, s.Raised[0])
	if c.Class != "脱贫户" || c.EventOn.String() != "2024-09-02" || c.EventKey != "2024/2024-09" || c.Policy != o.Policy || c.Scheme != o.Scheme || c.Person != nil {
		t.Errorf("claim %+v", c)
	}
	if again := screenMonth(t, o, "2024-09"); again.Taken != 0 || again.NotTaken != 7 || len(again.Raised)+len(again.Joined) != 0 {
		t.Errorf("screened again: %+v", again)
	}
}

func TestEachKindHasItsCategory(t *testing.T) {
	o := claimstest.County(t)
	who1 := func(h claimstest.Household, more map[string]string) map[string]string {
		more["name"], more["id_number"] = "某人", h.HeadID
		return more
	}
	h := o.Enrol(t, "低收入户", 1)[0]
	fees := func(tuition string) map[string]string {
		return map[string]string{"school": "鹤壁市高中", "school_year": "2024-2025", "tuition": tuition, "aid_paid": "0.00"}
	}
	o.Report(t, "schooling", "2024-09", who1(h, fees("6000.00")), who1(o.Named[0], fees("6000.01")))
	o.Report(t, "admission", "2024-09", who1(h, map[string]string{"school": "河南理工大学", "level": "本科", "admitted": "2024-08-01", "notice": "2024031"}))
	o.Report(t, "disaster", "2024-09", who1(h, map[string]string{"disaster": "暴雨洪涝", "occurred": "2024-07-16", "loss": "30000.00"}))
	o.Report(t, "industry", "2024-09", who1(h, map[string]string{"industry": "生猪", "occurred": "2024-08-16", "loss": "30000.00"}))
	o.Report(t, "employment", "2024-09",
		who1(h, map[string]string{"no_earner": "是", "willing": "有", "income_per_head": "4000.00", "persons": "2"}),
		who1(o.Named[0], map[string]string{"no_earner": "是", "willing": "有"}))
	o.Report(t, "relief", "2024-09", who1(h, map[string]string{"relief": "低保", "approved": "2024-09-12", "income_per_head": "3900.00", "persons": "2"}))
	o.Report(t, "outpatient", "2024-09", who1(h, map[string]string{"month": "2024-09", "outpatient": "800.00", "special": "0.00"}))
	s := screenMonth(t, o, "2024-09")
	wantRows(t, o,
		"本人本学年自负学费 6,000.00 元，未超过预警监测线 6,000.00 元", taken,
		taken, taken, taken,
		taken, "未报家庭人均纯收入和家庭人口数，属监测线索，不直接形成理赔案件",
		taken,
		"属监测线索，不直接形成理赔案件",
	)
	type told struct {
		Category, Key, On string
		Person            bool
		Cases             []claims.Case
	}
	got := map[string]told{}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		cases, err := claims.Told(ctx, tx, s.Raised)
		for _, id := range s.Raised {
			c := get(t, o, id)
			for i := range cases[id] {
				if k := &cases[id][i]; k.Row == 0 {
					t.Errorf("%s: a case of no row", c.Category)
				} else {
					k.Row = 0 // its number is of this run
				}
			}
			got[c.Category] = told{c.Category, c.EventKey, c.EventOn.String(), c.Person != nil, cases[id]}
		}
		return err
	})
	on := calendar.On
	want := map[string]told{
		"schooling": {"schooling", fmt.Sprint(o.Named[0].Head, "/2024-2025"), "2024-09-01", true, []claims.Case{{
			Person: o.Named[0].Head, SchoolYear: "2024-2025", On: on(2024, 9, 1),
			Facts: map[string]string{"tuition": "6000.01", "lodging": "0.00", "books": "0.00", "aid_paid": "0.00"}}}},
		"admission": {"admission", fmt.Sprint(h.Head, "/2024031"), "2024-08-01", true, []claims.Case{{
			Person: h.Head, On: on(2024, 8, 1), Facts: map[string]string{"level": "本科"}}}},
		"accident": {"accident", "暴雨洪涝/2024-07-16", "2024-07-16", false, []claims.Case{{
			Person: h.Head, Event: "暴雨洪涝/2024-07-16", On: on(2024, 7, 16),
			Facts: map[string]string{"loss": "30000.00", "expense": "0.00", "insured_paid": "0.00", "liable_paid": "0.00", "aid_paid": "0.00"}}}},
		"industry": {"industry", "生猪/2024-08-16", "2024-08-16", false, []claims.Case{{
			Person: h.Head, Event: "生猪/2024-08-16", On: on(2024, 8, 16), Facts: map[string]string{"loss": "30000.00", "insured_paid": "0.00"}}}},
		"income": {"income", "2024", "2024-08-31", false, []claims.Case{{ // two departments, one claim, one income
			Person: h.Head, On: on(2024, 8, 31), Facts: map[string]string{"income_per_head": "3900.00", "persons": "2"}}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

func TestABillBelowTheLineWaitsAndCounts(t *testing.T) {
	o := claimstest.County(t)
	h := o.Named[0]
	o.Report(t, "hospital", "2024-08", bill(h.HeadID, "2024-08-02", "3000.00", "1"))
	screenMonth(t, o, "2024-08")
	wantRows(t, o, "本年累计自付 3,000.00 元，未达预警监测线 5,000.00 元")

	o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-08-02", "3000.00", "1"), bill(h.ChildID, "2024-09-02", "1999.99", "2")) // the first one again
	screenMonth(t, o, "2024-09")
	short := "本年累计自付 4,999.99 元，未达预警监测线 5,000.00 元"
	wantRows(t, o, "与2024年9月医保局报送的是同一事项，以该次报送为准", short, short)

	o.Report(t, "hospital", "2024-10", bill(h.HeadID, "2024-10-02", "0.01", "3"))
	s := screenMonth(t, o, "2024-10")
	wantRows(t, o, "与2024年9月医保局报送的是同一事项，以该次报送为准", taken, taken, taken)
	if len(s.Raised) != 1 || s.Taken != 3 {
		t.Fatalf("screening %+v", s)
	}
	if c := get(t, o, s.Raised[0]); c.EventOn.String() != "2024-10-02" {
		t.Errorf("event on %s", c.EventOn)
	}

	o.Report(t, "hospital", "2024-11", bill(h.HeadID, "2024-10-02", "0.01", "3"), bill(h.HeadID, "2024-11-02", "10.00", "4"))
	s = screenMonth(t, o, "2024-11")
	wantRows(t, o, "2024年9月医保局报送的同一事项已在案件中，不重复立案", taken, taken, taken, "2024年10月医保局报送的同一事项已在案件中，不重复立案", taken)
	if len(s.Raised) != 1 || s.Taken != 1 { // the year's sum is above the line since October
		t.Errorf("screening %+v", s)
	}
}

func TestRowsJoinAClaimUntilItIsEntrusted(t *testing.T) {
	o := claimstest.County(t)
	h := o.Named[0]
	income := map[string]string{"name": "某人", "id_number": h.HeadID, "no_earner": "是", "willing": "有", "income_per_head": "4000.00", "persons": "2"}
	o.Report(t, "employment", "2024-09", income)
	o.Report(t, "hospital", "2024-09", bill(h.HeadID, "2024-09-10", "6000.00", "1"))
	first := screenMonth(t, o, "2024-09")
	o.Report(t, "relief", "2024-09", map[string]string{"name": "某人", "id_number": h.ChildID, "relief": "低保", "approved": "2024-09-12", "income_per_head": "3900.00", "persons": "2"})
	o.Report(t, "hospital", "2024-09", bill(h.ChildID, "2024-09-09", "100.00", "2"), bill(h.ChildID, "2024-09-11", "100.00", "3"))
	s := screenMonth(t, o, "2024-09")
	wantRows(t, o, taken, taken, taken, taken, "本户本月的住院案件已立案，本次结算留待下月比对")
	if len(s.Raised) != 0 || len(s.Joined) != 2 {
		t.Errorf("screening %+v", s)
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Entrust(ctx, tx, o.Assignments(first.Raised))
	})
	income["id_number"] = h.ChildID
	o.Report(t, "employment", "2024-10", income)
	s = screenMonth(t, o, "2024-10")
	wantRows(t, o, taken, taken, taken, taken, taken, "同一事项本户已有案件（查勘中），不重复立案")
	if len(s.Raised) != 1 || len(s.Joined) != 0 {
		t.Errorf("screening %+v", s)
	}
}

var september = reports.Month{Year: 2024, Month: 9}

func TestOnlyAClerkScreens(t *testing.T) {
	o := claimstest.County(t)
	o.OnlyRoles(func(ctx context.Context, tx *pg.Tx) error {
		_, err := claims.Screen(ctx, tx, september)
		return err
	}, who.Clerk)
	o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := claims.Screen(ctx, tx, september)
		return err
	}), fault.Invalid) // nothing was handed over
}
