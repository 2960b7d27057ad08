package screening

import (
	"testing"

	"fangpin/internal/calendar"
	"fangpin/reports"
	"fangpin/scheme"
)

// Which rows lie in live claims is told by whoever raises them: such a row counts towards its household's lines and is not judged again.
func TestTheMapOfClaimsIsHandedIn(t *testing.T) {
	lines := []scheme.WarningLine{line("self_pay_year", scheme.PerHousehold, false, 5000)}
	rows := func() []*Row {
		out := []*Row{rowOf(1, calendar.On(2024, 3, 1), "4000.00", lines), rowOf(2, calendar.On(2024, 6, 1), "1500.00", lines)}
		for i, r := range out {
			r.Insured, r.Tag = true, []byte{byte(i)}
			r.Term.Scheme.Categories = []*scheme.Category{{Key: scheme.Hospital, Excess: &scheme.Excess{Rules: []scheme.Rule{{}}}}}
		}
		return out
	}
	if ids := IDs(rows()); len(ids) != 2 || ids[0] != 1 || ids[1] != 2 {
		t.Errorf("IDs %v", ids)
	}
	all := rows()
	fit, err := Sift(all, nil)
	if err != nil || len(fit) != 2 || fit[0].Short != "" || !all[0].Judged {
		t.Errorf("of two that nobody took: %d fit, %v", len(fit), err)
	}
	all = rows()
	fit, err = Sift(all, map[int64]int64{1: 7})
	if err != nil || len(fit) != 1 || fit[0].ID != 2 || fit[0].Short != "" || all[0].Judged || all[0].In != 7 {
		t.Errorf("beside one in a claim: %d fit, %+v, %v", len(fit), all[0], err)
	}
	alone := rows()[1:]
	fit, err = Sift(alone, nil)
	if err != nil || len(fit) != 1 || fit[0].Short == "" {
		t.Errorf("alone: %d fit, %v", len(fit), err)
	}
}

// The same thing told twice counts once: the one that lies in a claim, else the newest.
func TestTheSameThingToldTwice(t *testing.T) {
	tell := func(id int64, month reports.Month) *Row {
		r := rowOf(id, calendar.On(2024, 3, 1), "3000.00", nil)
		r.Tag, r.Month, r.Insured = []byte("S1"), month, true
		r.Term.Scheme.Categories = []*scheme.Category{{Key: scheme.Hospital, Excess: &scheme.Excess{Rules: []scheme.Rule{{}}}}}
		return r
	}
	for name, tc := range map[string]struct {
		in   map[int64]int64
		want string // of the older row
		fit  int
	}{
		"in no claim":        {nil, "与2024年10月医保局报送的是同一事项，以该次报送为准", 1},
		"the newer in one":   {map[int64]int64{2: 7}, "2024年10月医保局报送的同一事项已在案件中，不重复立案", 0},
		"the older in one":   {map[int64]int64{1: 7}, "", 0},
		"both, which is two": {map[int64]int64{1: 7, 2: 8}, "2024年10月医保局报送的同一事项已在案件中，不重复立案", 0},
	} {
		older, newer := tell(1, reports.Month{Year: 2024, Month: 9}), tell(2, reports.Month{Year: 2024, Month: 10})
		fit, err := Sift([]*Row{older, newer}, tc.in)
		if err != nil || len(fit) != tc.fit || older.Why != tc.want {
			t.Errorf("%s: %d fit, %q, %v; want %d, %q", name, len(fit), older.Why, err, tc.fit, tc.want)
		}
	}
}
