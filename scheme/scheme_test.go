package scheme_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"fangpin/scheme"
)

// The demonstration reads as docs/scheme.md has it, without a warning.
func TestDemo(t *testing.T) {
	s := parseFile(t, demo)
	if len(s.Notes) > 0 {
		t.Errorf("notes: %v", s.Notes)
	}
	src, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(src); s.Hash() != hex.EncodeToString(sum[:]) {
		t.Errorf("hash %s", s.Hash())
	}
	got := fmt.Sprint(s.County, " ", s.Term, " ", s.Term.Year(), " ", s.Insured, s.Premium.PerHead, s.Lines, s.Publicity, s.WarningLines, s.Caps)
	want := "410602 2024-01-01~2024-12-31 2024 [{脱贫户 named 0} {边缘易致贫户 named 0} {低收入户 quota 321}] 100 map[protection:6700] " +
		"{10 [village natural_village] true false 防贫救助 false} " +
		"[{医保局 self_pay_year [脱贫不稳定户 边缘易致贫户 脱贫户] household {5000 false}} {医保局 self_pay_year [] household {20000 false}} " +
		"{教体局 school_cost_year [] person {6000 true}}] [{household year 150000}]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestClassOf(t *testing.T) {
	s := parseFile(t, demo)
	for want, labels := range map[string][]string{
		"脱贫不稳定户": {"低收入户", "脱贫户", "脱贫不稳定户"},
		"低收入户":   {"低保户", "低收入户"},
		"其他农户":   {"低保户"},
	} {
		if got := s.ClassOf(labels); got != want {
			t.Errorf("%v: got %s, want %s", labels, got, want)
		}
	}
	if got := s.ClassOf(nil); got != "其他农户" {
		t.Errorf("no label: got %s", got)
	}
}

func TestFacts(t *testing.T) {
	s := parseFile(t, demo)
	want := map[string][]scheme.Fact{
		"accident":  {{Name: "loss"}, {Name: "expense"}, {Name: "insured_paid"}, {Name: "liable_paid"}, {Name: "aid_paid"}},
		"admission": {{Name: "level", Kind: scheme.Level, Levels: []string{"本科", "专科"}}},
		"income":    {{Name: "income_per_head"}, {Name: "persons", Kind: scheme.Heads}},
		"housing":   nil,
	}
	for category, facts := range want {
		if diff := cmp.Diff(facts, s.Facts(category)); diff != "" {
			t.Errorf("%s: %s", category, diff)
		}
	}
}

func TestAccumulatorNames(t *testing.T) {
	state := parseFile(t, demo).Start()
	facts := map[string]string{
		"loss": "1", "expense": "1", "basic_paid": "0", "serious_paid": "0", "aid_paid": "0", "other_paid": "0", "insured_paid": "0",
		"liable_paid": "0", "tuition": "1", "lodging": "0", "books": "0", "level": "本科", "income_per_head": "1", "persons": "1",
	}
	for category, want := range map[string]string{
		"hospital":  "hospital/household/H%2F1/2024",
		"accident":  "accident/household/H%2F1/event:洪水",
		"industry":  "industry/household/H%2F1/event:洪水",
		"schooling": "schooling/person/P1/2023-2024",
		"admission": "admission/person/P1",
		"income":    "income/household/H%2F1/2024",
	} {
		a, err := state.Assess(scheme.Case{
			ID: category, Category: category, Class: "脱贫户", Household: "H/1", Person: "P1", Date: date, Event: "洪水", Facts: facts,
		})
		if err != nil {
			t.Fatal(err)
		}
		if a.Accumulator != want {
			t.Errorf("got %s, want %s", a.Accumulator, want)
		}
	}
}

func TestTermsAcrossTheYear(t *testing.T) {
	term := scheme.Term{From: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2025, 3, 31, 0, 0, 0, 0, time.UTC)}
	if got := term.Year(); got != "2024-04-01~2025-03-31" {
		t.Errorf("year %s", got)
	}
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600)
	for moment, inside := range map[time.Time]bool{
		time.Date(2024, 4, 1, 0, 0, 0, 0, shanghai):      true,
		time.Date(2025, 3, 31, 23, 59, 0, 0, shanghai):   true,
		time.Date(2024, 3, 31, 23, 59, 0, 0, shanghai):   false,
		time.Date(2025, 4, 1, 0, 0, 0, 0, shanghai):      false,
		time.Date(2024, 12, 31, 12, 0, 0, 0, time.Local): true,
	} {
		if term.Contains(moment) != inside {
			t.Errorf("%s: want %v", moment, inside)
		}
	}
}

// A past year's assessment fills nothing of this year's; a category that a later version dropped still fills the household's cap.
func TestPastOfOtherSchemes(t *testing.T) {
	s := parse(t, hospital("{deductible: 0, mode: flat, rate: 1}", "caps: {household_year: 1000}\n"))
	state := s.Start()
	state.Add(scheme.Past{Category: "hospital", Household: "H1", Person: "P1", Year: "2023", Own: decimal.NewFromInt(900), Amount: decimal.NewFromInt(900)})
	state.Add(scheme.Past{Category: "industry", Household: "H1", Person: "P1", Year: "2024", Own: decimal.NewFromInt(300), Amount: decimal.NewFromInt(300)})
	if got := assess(t, state, bill("2000")); !got.Equal(decimal.NewFromInt(700)) {
		t.Errorf("got %s, want 700", got)
	}
}

// BenchmarkAssess is the six categories of the demonstration in turn, over ten thousand households; the working is not written.
func BenchmarkAssess(b *testing.B) { benchmark(b, false) }

// BenchmarkAssessWithWorking writes every working too.
func BenchmarkAssessWithWorking(b *testing.B) { benchmark(b, true) }

func benchmark(b *testing.B, written bool) {
	s := parseFile(b, demo)
	facts := map[string]string{
		"loss": "23000.50", "expense": "45678.90", "basic_paid": "12000", "serious_paid": "3000.10", "aid_paid": "0", "other_paid": "0",
		"insured_paid": "1000", "liable_paid": "0", "tuition": "8000", "lodging": "1200", "books": "600.60", "level": "本科",
		"income_per_head": "5100.25", "persons": "4",
	}
	cases := make([]scheme.Case, 60_000)
	for i := range cases {
		cases[i] = scheme.Case{
			ID: fmt.Sprint("C", i), Category: scheme.Keys()[i%6], Class: s.Classes[i%len(s.Classes)], Household: fmt.Sprint("H", i%10_000),
			Person: fmt.Sprint("P", i%30_000), Date: date, Facts: facts,
		}
	}
	state := s.Start()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(cases) == 0 {
			state = s.Start()
		}
		a, err := state.Assess(cases[i%len(cases)])
		if err != nil {
			b.Fatal(err)
		}
		if written && len(a.Working()) == 0 {
			b.Fatal("no working")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "assessments/s")
}

// S2 asks for ten days in 行政村 and 自然村. A scheme with less holds, for sums are computed by it all the same; a person should look.
func TestPublicityShortOfTheUsualIsNoted(t *testing.T) {
	src, err := os.ReadFile(demo)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, new, says string }{
		{"days: 10", "days: 9", "公示 9 天，少于通行的 10 天"},
		{"days: 10", "days: 11", ""},
		{"[village, natural_village]", "[village]", "应在行政村和自然村两处张贴"},
		{"[village, natural_village]", "[natural_village, village]", ""},
	} {
		s, err := scheme.Parse([]byte(strings.Replace(string(src), test.old, test.new, 1)))
		switch {
		case err != nil:
			t.Errorf("%s: %v", test.new, err)
		case test.says == "" && len(s.Notes) > 0:
			t.Errorf("%s: %v", test.new, s.Notes)
		case test.says != "" && (len(s.Notes) != 1 || s.Notes[0].Line != 12 || !strings.Contains(s.Notes[0].Text, test.says)):
			t.Errorf("%s: %v; want %q on line 12", test.new, s.Notes, test.says)
		}
	}
}
