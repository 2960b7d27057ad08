package office

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"fangpin/audit/verify"
)

// What this program lacks the judge's version for is said, and is no reason to fail.
func TestWhatIsNotDerivedAgainIsSaid(t *testing.T) {
	for verdict, checks := range map[string][]verify.Result{
		"核验通过：每一项都由原始记录重新推算，结果一致":                 {{Check: verify.Check{Name: "甲"}, Looked: 3}},
		"核验通过：重新推算的各项结果一致；有 1 项由本程序没有的版本判定，未重新推算": {{Check: verify.Check{Name: "甲"}, Looked: 3}, {Check: verify.Check{Name: "乙"}, Looked: 2, Underived: true}},
	} {
		var out strings.Builder
		if err := Judged(&out, "410602", errorless(checks)); err != nil {
			t.Error(err)
		}
		if !strings.Contains(out.String(), verdict) || strings.Contains(out.String(), "乙（2 项）：以存证为准") != (len(checks) > 1) {
			t.Errorf("%s does not say %s", out.String(), verdict)
		}
	}
}

func errorless(checks []verify.Result) iter.Seq2[verify.Result, error] {
	return func(yield func(verify.Result, error) bool) {
		for c := range slices.Values(checks) {
			if !yield(c, nil) {
				return
			}
		}
	}
}
