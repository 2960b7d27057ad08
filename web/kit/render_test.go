package kit

import (
	"testing"
)

func TestAWorkingIsShownWithItsAmountsGrouped(t *testing.T) {
	for text, want := range map[string]string{
		"个人负担 380569.20−10000.00=370569.20": "个人负担 380,569.20−10,000.00=370,569.20",
		"免赔 999.99 元，比例 0.50":               "免赔 999.99 元，比例 0.50",
		"2024 年 3 月，上限 20000":               "2024 年 3 月，上限 20000",
	} {
		if got := grouped(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
