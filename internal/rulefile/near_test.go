package rulefile_test

import (
	"testing"

	"fangpin/internal/rulefile"
)

func TestNearest(t *testing.T) {
	known := []string{"self_pay_year", "self_pay_once", "本科", "专科"}
	for text, want := range map[string]string{
		"selfpay_year": "self_pay_year", "self_pay_one": "self_pay_once", "本\u200b科": "本科", "专料": "专科", "blood_pressure": "", "": "", "硕士": "",
	} {
		if got := rulefile.Nearest(text, known); got != want {
			t.Errorf("nearest to %q: %q, want %q", text, got, want)
		}
	}
}
