package payouts

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/scheme"
)

// A calculation names every fact that it is of: those that departments report in the order of their files, then the adjuster's own.
func TestEveryFactOfACalculationHasItsTitle(t *testing.T) {
	got := factsOf(scheme.Case{Category: scheme.Accident, Facts: map[string]string{
		"other_paid": "1200.00", "aid_paid": "500.00", "basic_paid": "800.00", "liable_paid": "0.00", "expense": "15000.00", "loss": "20000.00",
	}})
	want := []Fact{
		{"财产损失", "20,000.00 元"}, {"医疗费用", "15,000.00 元"}, {"责任方赔付", "0.00 元"},
		{"其他救助", "500.00 元"}, {"基本医保支付", "800.00 元"}, {"其他补助", "1,200.00 元"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}
