package kit

import (
	"testing"

	"fangpin/internal/sheet"
)

func TestAValueThatMayBeSomebodysIsGuarded(t *testing.T) {
	for value, want := range map[string]string{
		"41990019620320022": "419**********0022", "13000000001": "130****0001", "１３０００００００01": "１３０****００01",
		"12000.505": "12000.505", "2024-09-33": "2024-09-33", "": "",
	} {
		if got := Guarded([]sheet.Defect{{Value: value}})[0].Value; got != want {
			t.Errorf("%q becomes %q, want %q", value, got, want)
		}
	}
}
