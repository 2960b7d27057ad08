package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// selfApply opens or shuts the county's page.
func (s *testSite) selfApply(on bool) {
	s.Must(pg.SetOffice(s.t.Context(), pgtest.Owner(s.t), pg.Office{County: stafftest.County, Name: "鹤山区乡村振兴局", Phone: "0392-0000000", LateDays: 36500, SlackDays: 36500, SelfApply: on}))
}

// applied is the form of who tells of themselves, filled in.
func applied(name, number string) []string {
	return []string{"name", name, "id_number", number, "phone", "13812345678", "village", stafftest.Village, "cause", "illness", "words", "住院花了三万元", "consent", "yes"}
}

// Until its county opens it, the page is no page, to nobody.
func TestTheShutPageIsNoPage(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	page := "/apply/" + stafftest.County
	for _, v := range []visitor{{testSite: s}, s.as(s.Hire(who.Clerk)), s.as(s.Hire(who.Village))} {
		for _, path := range []string{page, "/apply/520326", "/apply/999999", "/apply/1"} {
			none := v.get("/nothing")
			if a := v.get(path); a.status != http.StatusNotFound || saidIn(a.body) != saidIn(none.body) {
				t.Errorf("%s answers %d: %s", path, a.status, saidIn(a.body))
			}
			if a := v.post(path, applied("张三", "410602197001010017")...); a.status != http.StatusNotFound || saidIn(a.body) != saidIn(none.body) {
				t.Errorf("POST %s answers %d: %s", path, a.status, saidIn(a.body))
			}
		}
	}
	s.selfApply(true)
	visitor{testSite: s}.get(page).see(t, http.StatusOK, "自己申报", "身份证号")
	visitor{testSite: s}.get("/apply/520326").see(t, http.StatusNotFound)
}

var receiptNo = regexp.MustCompile(`\d{4} \d{4} \d{4}`)

// Whoever it is, and however often, the answer is the same but for its number; a form from elsewhere, without consent or with a file is none.
func TestTheOpenPageTellsNothing(t *testing.T) {
	w := newWorld(t)
	w.selfApply(true)
	v, page := visitor{testSite: w.testSite}, "/apply/"+stafftest.County
	head := w.corners[0].homes["filed"].head
	known, unknown := applied(head, w.numberOf[head]), applied("外来人", "11010519491231002X")
	first := v.post(page, known...).see(t, http.StatusOK, "申报已收到")
	for what, form := range map[string][]string{"once more": known, "unknown": unknown, "unknown once more": unknown} {
		a := v.post(page, form...)
		if a.status != http.StatusOK || receiptNo.ReplaceAllString(a.body, "") != receiptNo.ReplaceAllString(first.body, "") {
			t.Errorf("%s is answered otherwise: %d %s", what, a.status, saidIn(a.body))
		}
		if receiptNo.FindString(a.body) == receiptNo.FindString(first.body) {
			t.Errorf("%s has the receipt of another", what)
		}
	}
	if names := v.get(page).body; strings.Contains(names, head) {
		t.Error("the form tells of a family")
	}
	v.post(page, applied("外来人", "110105194912310020")...).see(t, http.StatusUnprocessableEntity, "校验码不对")
	v.post(page, unknown[:len(unknown)-2]...).see(t, http.StatusUnprocessableEntity, "请先阅读并勾选同意", "住院花了三万元")
	v.post(page, append([]string{"padding", strings.Repeat("长", 1<<20)}, unknown...)...).see(t, http.StatusUnprocessableEntity)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, page, nil)
	if a := v.askFrom(r, "cross-site"); a.status != http.StatusForbidden {
		t.Errorf("from elsewhere it answers %d", a.status)
	}
	w.readSelf(t, head)
}

// readSelf has the village read what was told: nobody's number is there in full.
func (w *world) readSelf(t *testing.T, head string) {
	list := w.as(w.corners[0].cadre).get("/applications").see(t, http.StatusOK, head, "外来人")
	for _, number := range append(w.numbers, "11010519491231002X", "13812345678") {
		if strings.Contains(list.body, number) {
			t.Errorf("the list tells %s", number)
		}
	}
}

// One address is heard twenty times an hour, whoever it tells of.
func TestOneAddressIsHeardSoOften(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	s.selfApply(true)
	v, page := visitor{testSite: s}, "/apply/"+stafftest.County
	for range 20 {
		v.post(page, applied("外来人", "11010519491231002X")...).see(t, http.StatusOK)
	}
	v.post(page, applied("外来人", "11010519491231002X")...).see(t, http.StatusConflict, "一小时后再试", "住院花了三万元")
}
