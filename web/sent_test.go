package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
)

// done counts the deeds of a verb.
func (s *testSite) done(verb string) (n int) {
	s.t.Helper()
	s.Must(pgtest.Super(s.t).GetContext(s.t.Context(), &n, `SELECT count(*) FROM fangpin.deed WHERE verb = $1`, verb))
	return n
}

// Every form that is sent carries what is its page's alone, but for those that are answered by a file.
func TestEveryFormCarriesItsPage(t *testing.T) {
	h := newHomes(t)
	posted := regexp.MustCompile(`<form method="post"[^>]*>(<input type="hidden" name="once" value="[A-Z2-7]{26}">)?`)
	for _, path := range []string{"/", h.page(zhangNo), "/roster", "/reports/new", "/account"} {
		forms := posted.FindAllStringSubmatch(h.as(h.clerk).get(path).see(t, http.StatusOK).body, -1)
		if len(forms) == 0 {
			t.Errorf("%s has no form", path)
		}
		for _, f := range forms {
			if (f[1] == "") != strings.Contains(f[0], "data-download") {
				t.Errorf("%s: %s", path, f[0])
			}
		}
	}
	if body := (visitor{testSite: h.testSite}).get("/signin").body; strings.Contains(body, `name="once"`) {
		t.Error("a stranger's form has it too")
	}
}

// A form that is sent twice, one after the other or at once, is taken once; what was refused, changed, or shown again is another.
func TestAFormIsTakenOnce(t *testing.T) {
	h := newHomes(t)
	v, page := h.as(h.clerk), h.page(zhangNo)
	shown := v.get(page).hidden(t, "once")
	label := func(shown, label string) answer {
		return v.post(page+"/labels", "label", label, "from", "2024-09-01", "once", shown)
	}
	h.site.DB.Clock = later(h.testSite, time.Minute) // no other deed is of that moment
	label(shown, "没有的标签").see(t, http.StatusUnprocessableEntity)
	if first := label(shown, "低收入户").see(t, http.StatusSeeOther); strings.Contains(first.said(), "重复") {
		t.Errorf("the first says %q", first.said())
	}
	again := label(shown, "低收入户").see(t, http.StatusSeeOther)
	if again.location != page || !strings.Contains(again.said(), "没有重复办理") || !strings.Contains(again.said(), "标签") {
		t.Errorf("sent again it goes to %s with %q", again.location, again.said())
	}
	if n := h.done("registry.set_label"); n != 1 {
		t.Errorf("%d deeds", n)
	}
	label(v.get(page).hidden(t, "once"), "低收入户").see(t, http.StatusConflict) // a page that was shown later
	h.as(h.colleague).post(page+"/labels", "label", "低收入户", "from", "2024-09-01", "once", shown).see(t, http.StatusConflict)

	const clients = 8
	shown = v.get(page).hidden(t, "once")
	member := func() answer {
		return v.post(page+"/members", "name", "张小宝", "id_number", newborn(), "relation", "子", "once", shown)
	}
	before, all := h.done("registry.add_member"), make(chan answer)
	for range clients {
		go func() { all <- member() }()
	}
	for range clients {
		if a := <-all; a.status != http.StatusSeeOther {
			t.Errorf("one of many at once: %d %s", a.status, a.body)
		}
	}
	if n := h.done("registry.add_member") - before; n != 1 {
		t.Errorf("of %d at once %d were taken", clients, n)
	}
}

// A signed form is the form that was shown: sent twice, it is told what it did, not that its signature is spent.
func TestASignedFormIsTakenOnce(t *testing.T) {
	o, s := payingSite(t)
	list := o.Work(t, 1, payouts.Listed).List
	v, path := s.as(o.Who(who.Approver)), fmt.Sprintf("/lists/%d/approve", list)
	shown := v.get(path).hidden(t, "once")
	signed := v.signed(path, append(seen(o, list), "once", shown)...)
	v.postForm(path, signed).see(t, http.StatusSeeOther)
	if again := v.postForm(path, signed).see(t, http.StatusSeeOther); !strings.Contains(again.said(), "没有重复办理") {
		t.Errorf("sent again: %q", again.said())
	}
	if n := s.done("payouts.approve"); n != 1 {
		t.Errorf("%d approvals", n)
	}
}
