package reports_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/reports"
	"fangpin/scheme"
)

// parts are what an extent may name besides columns.
var parts = []string{reports.OfYear, reports.OfMonth, reports.OfDay, reports.OfPerson}

// A kind is data whole: whatever screening, claims and pages ask of a category is said by each of its kinds, and alike.
func TestAKindSaysAllThatMakesItsClaims(t *testing.T) {
	served := map[string]reports.Kind{}
	for _, k := range reports.Kinds() {
		for _, m := range k.Measures {
			for _, word := range slices.Concat(m.Plus, m.Less) {
				if c, is := k.Column(word); !is || c.Type != reports.Money {
					t.Errorf("%s measures %q, which is no amount", k.Code, word)
				}
			}
			if _, is := k.Column(m.Over); m.Over != reports.Apart && m.Over != reports.OfYear && !is {
				t.Errorf("%s adds %s up over %q", k.Code, m.Word, m.Over)
			}
		}
		if k.Risk == "" {
			t.Errorf("%s tells of no risk", k.Code)
		}
		if k.Category == "" {
			if len(k.Extent)+len(k.Evidence)+len(k.Needs) > 0 {
				t.Errorf("%s serves no category and says how its claims are made", k.Code)
			}
			continue
		}
		if !slices.Contains(scheme.Keys(), k.Category) || len(k.Extent) == 0 || len(k.Evidence) == 0 {
			t.Errorf("%s: category %q, extent %v, evidence %v", k.Code, k.Category, k.Extent, k.Evidence)
		}
		for _, word := range k.Extent {
			c, is := k.Column(word)
			if !slices.Contains(parts, word) && (!is || c.Need != reports.Filled || !c.Clear && c.Type != reports.SchoolYear) {
				t.Errorf("%s: its claims are of %q, which is no column that is always there in clear", k.Code, word)
			}
		}
		for _, word := range k.Needs {
			if _, is := k.Column(word); !is {
				t.Errorf("%s needs %q, which is no column", k.Code, word)
			}
		}
		first, is := served[k.Category]
		if !is {
			first, served[k.Category] = k, k
		}
		if diff := cmp.Diff(made(first), made(k)); diff != "" {
			t.Errorf("%s and %s make claims of %s differently:\n%s", first.Code, k.Code, k.Category, diff)
		}
		if reports.Serving(k.Category).Code != first.Code {
			t.Errorf("%s is served by %s first", k.Category, reports.Serving(k.Category).Code)
		}
	}
	for _, key := range scheme.Keys() {
		if _, is := served[key]; !is {
			t.Errorf("nobody reports for %s", key)
		}
	}
	if none := reports.Serving(""); none.Code != "" {
		t.Errorf("no category is served by %s", none.Code)
	}
}

// claimed is what of a kind makes its claims.
type claimed struct {
	Standing, Together, Several bool
	Extent, Needs, Evidence     []string
}

func made(k reports.Kind) claimed {
	return claimed{k.Standing, k.Together, k.Several, k.Extent, k.Needs, k.Evidence}
}

// A measure has one word in all kinds, and a warning line may use any.
func TestMeasures(t *testing.T) {
	want := []string{"disaster_loss", "industry_loss", "school_cost_year", "self_pay_once", "self_pay_year"}
	if diff := cmp.Diff(want, reports.Measures()); diff != "" {
		t.Error(diff)
	}
}
