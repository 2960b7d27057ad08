package shown

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
)

// What was shown is which rows, in whatever order, not how many.
func TestRows(t *testing.T) {
	seen := Of([]int64{3, 12})
	for name, c := range map[string]struct {
		ids  []int64
		same bool
	}{
		"another order": {[]int64{12, 3}, true}, "as many others": {[]int64{3, 13}, false}, "one less": {[]int64{3}, false},
		"one more": {[]int64{3, 12, 13}, false}, "none": {nil, false}, "the same digits": {[]int64{31, 2}, false},
	} {
		err := seen.Still(c.ids, "待核定的案件")
		if (err == nil) != c.same || err != nil && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, ids := range [][]int64{nil, {3}} {
		if err := Rows("").Still(ids, "待核定的案件"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("nothing shown agrees with %v: %v", ids, err)
		}
	}
}

func TestTotal(t *testing.T) {
	seen := Total{decimal.RequireFromString("20000")}
	if err := seen.Still(decimal.RequireFromString("20000.00"), "所选救助金"); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		seen Total
		said string
	}{{seen, "现合计 20000.01 元，与您核对的 20000.00 元不一致"}, {Total{}, "与您核对的 0.00 元不一致"}} {
		err := c.seen.Still(decimal.RequireFromString("20000.01"), "所选救助金")
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), c.said) {
			t.Errorf("%s is shown: %v", c.seen, err)
		}
	}
}
