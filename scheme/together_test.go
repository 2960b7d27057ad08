package scheme

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fangpin/templates"
)

// The order of a claim's bills does not matter, a reimbursement among them or not: the amount is that of their sum.
func TestTheOrderOfAClaimsBillsDoesNotMatter(t *testing.T) {
	src, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		bills := rapid.SliceOfN(rapid.Int64Range(-3_000_000, 9_000_000), 1, 6).Draw(t, "fen")
		var sum int64
		for _, fen := range bills {
			sum += fen
		}
		shuffled := rapid.Permutation(bills).Draw(t, "shuffled")
		want := s.paid(t, []int64{sum})
		if got := s.paid(t, shuffled); got != want {
			t.Fatalf("bills %v pay %s, their sum %d pays %s", shuffled, got, sum, want)
		}
	})
}

// paid is what one claim of hospital bills comes to, yuan.
func (s *Scheme) paid(t *rapid.T, fen []int64) string {
	var cases []Case
	for _, f := range fen {
		cases = append(cases, Case{
			ID: "claim", Category: "hospital", Class: "脱贫户", Household: "H", Person: "P", Date: s.Term.From, Event: "E",
			Facts: map[string]string{"expense": decimal.New(f, -2).StringFixed(2), "basic_paid": "0", "serious_paid": "0", "aid_paid": "0", "other_paid": "0"},
		})
	}
	together, err := s.Together(cases)
	if err != nil || len(together) != 1 {
		t.Fatalf("together: %d cases, %v", len(together), err)
	}
	a, err := s.Start().Assess(together[0])
	if err != nil {
		t.Fatal(err)
	}
	return a.Amount.StringFixed(2)
}

func TestTogetherKeepsPersonsApartWhereTheyAreCountedApart(t *testing.T) {
	src, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	fees := func(person string) Case {
		return Case{ID: "claim", Category: "schooling", Class: "脱贫户", Household: "H", Person: person, Date: s.Term.From, Event: "E",
			Facts: map[string]string{"tuition": "5000.00", "lodging": "1000", "books": "0", "aid_paid": "0"}}
	}
	together, err := s.Together([]Case{fees("甲"), fees("乙"), fees("甲")})
	if err != nil || len(together) != 2 {
		t.Fatalf("%d cases, %v", len(together), err)
	}
	if got := together[0].Facts["tuition"]; got != "10000.00" {
		t.Errorf("tuition of two rows is %s", got)
	}
	if got := fees("甲").Facts["tuition"]; got != "5000.00" {
		t.Errorf("the given case was written to: %s", got)
	}
}
