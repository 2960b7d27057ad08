package web

import (
	"net/http"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
)

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for words, want := range map[string][2]int{
		"2024年第3号": {2024, 3}, "2024年第3册": {2024, 3}, "2024-12": {2024, 12}, "〔2024〕15号": {2024, 15}, "2024/007": {2024, 7},
		"张国庆": {}, "2024": {}, zhangNo: {}, "2024年": {}, "": {},
	} {
		year, no, ok := numbered(words)
		if got := [2]int{year, no}; got != want || ok != (want != [2]int{}) {
			t.Errorf("%q is %v, %v; want %v", words, got, ok, want)
		}
	}
}

func TestWhatLooksLikeAnIdentityNumberIsKept(t *testing.T) {
	for word, want := range map[string]bool{
		zhangID: true, "4199 0019 6002 1401 13": true, "41990019880807031x": true, "４１９９００１９６００２１４０１１３": true, "41990019600214011": true,
		"410602630101001": true, "13800001234": true, "138-0000-1234": true, "6228 4800 1234 5678 901": true, "6222021234567890": true, "张国庆 13800001234": true,
		zhangNo: false, zhangNo[:12]: false, zhangNo[:13] + " " + zhangNo[13:]: false, "2024年第12345678号": false, "1380000123": false, "张国庆": false, "2024-12": false, "": false,
	} {
		if got := numberLike(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
}

// A page tells an official whom to ask, not what to type.
func TestAPaperWithoutFonts(t *testing.T) {
	err := (&visit{handler: &handler{Site: &Site{}}}).paper("x", nil)
	if words := fault.Message(err); fault.KindOf(err) != fault.Blocked || strings.Contains(words, "apt") || !strings.Contains(words, "系统管理员") {
		t.Errorf("%v", err)
	}
}

// What may be a number of somebody's is taken out of an address, whatever list it was typed into.
func TestANumberStandsInNoAddress(t *testing.T) {
	o, s := payoutSite(t)
	for role, lists := range map[who.Role][]string{
		who.Clerk: {"/search?", "/households?label=x&", "/claims?", "/payouts?status=cleared&"}, who.Sender: {"/payouts?"}, who.SystemAdmin: {"/staff?"},
	} {
		person := o.Who(role)
		if role == who.SystemAdmin {
			person = o.Admin()
		}
		for _, list := range lists {
			a := s.as(person).get(list+"q=138+0000+1234").see(t, http.StatusSeeOther)
			if a.location != strings.TrimRight(list, "?&") || !strings.Contains(a.said(), "不能写进网址") || strings.Contains(a.said(), "/search") != (role == who.Clerk) {
				t.Errorf("%s: goes on to %s with %q", list, a.location, a.said())
			}
		}
	}
	s.as(o.Who(who.Clerk)).get("/households?q="+zhangNo).see(t, http.StatusOK)
}
