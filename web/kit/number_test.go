package kit

import (
	"strings"
	"testing"

	"fangpin/internal/fault"
)

// Numbers of nobody: a household's, and a person's.
const (
	zhangNo = "4106021002280001"
	zhangID = "419900196002140113"
)

func TestWhatLooksLikeAnIdentityNumberIsKept(t *testing.T) {
	for word, want := range map[string]bool{
		zhangID: true, "4199 0019 6002 1401 13": true, "41990019880807031x": true, "４１９９００１９６００２１４０１１３": true, "41990019600214011": true,
		"410602630101001": true, "13800001234": true, "138-0000-1234": true, "6228 4800 1234 5678 901": true, "6222021234567890": true, "张国庆 13800001234": true,
		zhangNo: false, zhangNo[:12]: false, zhangNo[:13] + " " + zhangNo[13:]: false, "2024年第12345678号": false, "1380000123": false, "张国庆": false, "2024-12": false, "": false,
	} {
		if got := NumberLike(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
}

// A page tells an official whom to ask, not what to type.
func TestAPaperWithoutFonts(t *testing.T) {
	err := (&Request{Site: &Site{}}).Paper("x", nil)
	if words := fault.Message(err); fault.KindOf(err) != fault.Blocked || strings.Contains(words, "apt") || !strings.Contains(words, "系统管理员") {
		t.Errorf("%v", err)
	}
}
