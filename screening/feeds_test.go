package screening

import (
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/procedure"
	"fangpin/registry"
	"fangpin/reports"
)

// watched is a row of a household as the watch reads it.
func watched(id int64, kind, agency string, facts map[string]string) *Row {
	of, _ := reports.KindOf(kind)
	return &Row{Reported: reports.Reported{ID: id, Report: id, Agency: agency, Kind: kind, Month: reports.Month{Year: 2024, Month: 9}, Facts: facts}, Of: of,
		On: calendar.On(2024, 8, 1), Year: "2024", Who: &registry.Person{ID: 1, Household: 1}}
}

func feedsOf(feeds ...procedure.Feed) *procedure.Procedure { return &procedure.Procedure{Feeds: feeds} }

func yuans(n int64) *decimal.Decimal {
	d := decimal.NewFromInt(n)
	return &d
}

// An amount that nobody told reaches no line and is below none: a clerk is asked, unless what was told is enough.
func TestAnAmountThatNobodyToldIsAsked(t *testing.T) {
	rule := feedsOf(procedure.Feed{Agency: "教体局", Kind: "schooling", Measure: "school_cost_year", Line: yuans(10000), Strict: true})
	year := func(tuition string) map[string]string {
		facts := map[string]string{"school_year": "2024-2025"}
		if tuition != "" {
			facts["tuition"] = tuition
		}
		return facts
	}
	other := func(r *Row) *Row { r.Who = &registry.Person{ID: 2, Household: 1}; return r }
	for name, tc := range map[string]struct {
		first, second string
		fit           int
		asked         bool
	}{
		"nothing told":              {"", "", 0, true},
		"one of two, too little":    {"9000.00", "", 0, true},
		"one of two, enough":        {"10000.01", "", 2, false},
		"both, too little together": {"5000.00", "5000.00", 0, false},
		"both, enough together":     {"5000.00", "5000.01", 2, false},
	} {
		rows := []*Row{watched(1, "schooling", "教体局", year(tc.first)), other(watched(2, "schooling", "教体局", year(tc.second)))}
		fit, err := Heed(rows, nil, rule)
		if err != nil || len(fit) != tc.fit || (rows[0].Asked != "") != tc.asked || tc.fit == 0 && !tc.asked && rows[0].Ground != Short {
			t.Errorf("%s: %d fit, asked %q, %q, %v", name, len(fit), rows[0].Asked, rows[0].Why, err)
		}
	}
}

// What two rows share that tell the same thing: a settlement, a month's end, a month. Two problems of one day are two.
func TestWhatTellsTheSameThing(t *testing.T) {
	rule := feedsOf(procedure.Feed{Agency: "住建局", Kind: "problem"}, procedure.Feed{Agency: "人社局", Kind: "employment"},
		procedure.Feed{Agency: "医保局", Kind: "outpatient", Measure: "outpatient_month", Line: yuans(500)})
	clinic := map[string]string{"month": "2024-08", "outpatient": "300.00", "special": "0.00"}
	later := func(r *Row) *Row { r.On++; return r }
	for name, tc := range map[string]struct {
		rows []*Row
		fit  int
		same int // told before
	}{
		"two problems":             {[]*Row{watched(1, "problem", "住建局", nil), watched(2, "problem", "住建局", nil)}, 2, 0},
		"one month's end":          {[]*Row{watched(1, "employment", "人社局", nil), watched(2, "employment", "人社局", nil)}, 1, 1},
		"the next month's":         {[]*Row{watched(1, "employment", "人社局", nil), later(watched(2, "employment", "人社局", nil))}, 2, 0},
		"a month told twice":       {[]*Row{watched(1, "outpatient", "医保局", clinic), watched(2, "outpatient", "医保局", clinic)}, 0, 1},
		"of a day nobody can read": {[]*Row{func() *Row { r := watched(1, "problem", "住建局", nil); r.On = 0; return r }()}, 0, 0},
	} {
		fit, err := Heed(tc.rows, nil, rule)
		same := 0
		for _, r := range tc.rows {
			if r.Ground == Repeated {
				same++
			}
			if r.On == 0 && r.Asked == "" {
				t.Errorf("%s: nobody is asked", name)
			}
		}
		if err != nil || len(fit) != tc.fit || same != tc.same {
			t.Errorf("%s: %d fit, %d told before, %v", name, len(fit), same, err)
		}
	}
}
