package web

import (
	"fmt"
	"net/http"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/procedure"
)

// downloads are the deeds by which lists were handed out.
func downloads(t *testing.T) (n int) {
	t.Helper()
	if err := pgtest.Super(t).GetContext(t.Context(), &n, `SELECT COUNT(*) FROM deed WHERE verb = 'monitoring.write_push'`); err != nil {
		t.Fatal(err)
	}
	return n
}

// A partner is told, by forms, of the families that the clerk was shown; the list is handed out by a deed each time; and next month it is told again.
func TestAPartnerIsToldByForms(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post)
	other, home := s.led(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post)
	s.At("2024-09-21")
	clerk, approver := s.by(who.Clerk), s.by(who.Approver)
	const list, form = "/watches/pushes", "/watches/pushes/new?partner=医保局"
	clerk.get(form).see(t, http.StatusOK, "没有符合条件的户，不必推送").hides(t, "登记推送")
	s.Through(t, id, h, procedure.Review, procedure.Compare, procedure.Approve)
	clerk.get("/watches/pushes/new?partner=某公司").see(t, http.StatusUnprocessableEntity)
	clerk.get("/watches/pushes/new?agency=医保局&labour=x").see(t, http.StatusOK, "没有符合条件的户") // as addresses were until now
	seen := clerk.get(form).see(t, http.StatusOK, "推送预览", "<b>1</b> 户", "名单含完整身份证号", "登记推送 1 户").hides(t, h.HeadID).hidden(t, "seen")
	told := []string{"partner", "医保局", "purpose", "落实参保资助", "seen", seen}
	s.Through(t, other, home, procedure.Review, procedure.Compare, procedure.Approve)
	clerk.post("/watches/pushes/new", told...).see(t, http.StatusConflict, "与刚才显示的不同", "落实参保资助", "登记推送 2 户")
	clerk.post("/watches/pushes/new", append(told[:4:4], "seen", "0")...).see(t, http.StatusConflict, "与刚才显示的不同")
	told[5] = clerk.get(form).hidden(t, "seen")
	clerk.post("/watches/pushes/new", "partner", "医保局", "purpose", "", "seen", told[5]).see(t, http.StatusUnprocessableEntity, "推送用途")
	clerk.get(list).see(t, http.StatusOK, "没有推送记录", "没有推送过")
	at := clerk.post("/watches/pushes/new", told...).see(t, http.StatusSeeOther).location
	clerk.get(list).see(t, http.StatusOK, "落实参保资助", "没有下载", "2024-10-31前")
	clerk.get(at).see(t, http.StatusOK, "落实参保资助", "2 户", "下载名单", watchPath(id)+`"`).hides(t, h.HeadID)
	approver.get(at).see(t, http.StatusOK, "推送的监测户", "2 户").hides(t, "下载名单")
	approver.post(at+"/file").see(t, http.StatusForbidden)
	for _, role := range []who.Role{who.Township, who.Village, who.Reporter, who.Assessor} {
		s.by(role).get(at).see(t, http.StatusForbidden)
		s.by(role).get(list).see(t, http.StatusForbidden)
	}
	if n := downloads(t); n != 0 {
		t.Errorf("the list was handed out %d times before anybody asked for it", n)
	}
	for n := 1; n <= 2; n++ {
		file := clerk.post(at+"/file").see(t, http.StatusOK)
		if file.body[:2] != "PK" || downloads(t) != n {
			t.Errorf("download %d: %d deeds, %q", n, downloads(t), file.body[:2])
		}
	}
	clerk.get(at).see(t, http.StatusOK, "下载推送名单")
	clerk.get(list).hides(t, "没有下载")
	s.At("2024-10-08")
	s.by(who.Clerk).get("/").see(t, http.StatusOK, "推送监测对象名单") // to those who were never told, too
	s.by(who.Clerk).get(list).see(t, http.StatusOK, "2024-10-31前")
	s.At("2024-11-01")
	s.by(who.Clerk).get(list).see(t, http.StatusOK, `<span class="late">2024-10-31前</span>`)
	s.by(who.Clerk).get(fmt.Sprintf("%s/%d", list, id)).see(t, http.StatusNotFound, "没有找到这次推送")
}
