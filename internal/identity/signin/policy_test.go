package signin_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
)

func TestThePresets(t *testing.T) {
	djcp, owasp := signin.DJCP3(), signin.OWASP()
	if djcp.Classes < 3 || djcp.History < 5 || djcp.Rotation > 90*24*time.Hour {
		t.Errorf("等保三级: %+v", djcp)
	}
	for _, role := range who.Roles() {
		if !djcp.NeedsTOTP(role) {
			t.Errorf("等保三级 asks one factor of %s", role)
		}
		if money := role == who.Approver || role == who.Sender; money && !owasp.NeedsTOTP(role) {
			t.Errorf("one factor is asked of %s", role)
		}
	}
	djcp.Classes, djcp.History, djcp.Rotation, djcp.Both = 0, 0, 0, false
	if djcp != owasp {
		t.Errorf("the presets differ in more than is written down:\n%+v\n%+v", djcp, owasp)
	}
	if owasp.MinLength < 12 || owasp.Failures > 5 || owasp.Window < 15*time.Minute || owasp.Lock < 15*time.Minute || owasp.Idle > 15*time.Minute || owasp.Absolute > 8*time.Hour {
		t.Errorf("%+v", owasp)
	}
}

func TestWhatAPasswordMustBe(t *testing.T) {
	nearby := []string{"wangfang", "王芳", "410602", "鹤山区乡村振兴局"}
	for _, c := range []struct {
		password    string
		djcp, owasp bool
	}{
		{"Tielu-Daoban7-qiu", true, true},
		{"tieludaobanqiuyu", false, true}, // one class
		{"铁路道班秋雨长江大桥白鹤", false, true},
		{"铁路道班秋雨长江大桥白Aa", true, true},
		{"Tielu-Daoban", true, true}, // twelve
		{"Tielu-Daoba", false, false},
		{"", false, false},
		{strings.Repeat("Tielu-Daoban7-qiu", 8), false, false}, // too long
		{"Password-12345", false, false},
		{"Wangfang-2024", false, false},
		{"王芳王芳王芳王芳Aa1!", false, false},
		{"Fangpin@410602", false, false},
		{"鹤山区乡村振兴局-Aa123", false, false},
		{"Aaaaaaaaaaa1!", false, false},
		{"Ababababab1!", false, false},
		{"Qwertyuiop123456", false, false},
		{"１２３４５６７８９０１２", false, false}, // full-width
	} {
		for policy, want := range map[signin.Policy]bool{signin.DJCP3(): c.djcp, signin.OWASP(): c.owasp} {
			if err := policy.Accept(c.password, nearby...); (err == nil) != want || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q under %d classes: %v", c.password, policy.Classes, err)
			}
		}
	}
}

// Whatever is accepted by 等保三级 is accepted by OWASP, and never because a nearby word made it long.
func TestTheStricterPresetIsStricter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password, word := rapid.StringN(0, 40, -1).Draw(t, "password"), rapid.StringMatching(`[a-z]{4,12}`).Draw(t, "word")
		if signin.DJCP3().Accept(password) == nil && signin.OWASP().Accept(password) != nil {
			t.Errorf("%q passes 等保三级 and not OWASP", password)
		}
		if signin.OWASP().Accept(strings.Repeat(word, 3), word) == nil {
			t.Errorf("%q thrice passes", word)
		}
	})
}
