package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/picture/picturetest"
	"fangpin/payouts"
)

func TestAnObjectionOnThePages(t *testing.T) {
	o, s := payoutSite(t)
	w := o.Work(t, 2, payouts.Announced)
	path := fmt.Sprintf("/payouts/%d/object", w.Payouts[0])
	village, township := s.as(o.Who(who.Village)), s.as(o.Who(who.Township))
	village.get(path).see(t, http.StatusOK, "登记异议")
	village.post(path, "words", "").see(t, http.StatusUnprocessableEntity, "请填写“异议内容”")
	for _, by := range elsewhere(o) {
		s.as(by).get(path).see(t, http.StatusNotFound)
	}
	made := village.post(path, "words", "家有轿车").see(t, http.StatusSeeOther)
	at := made.location
	if !strings.HasPrefix(at, "/objections/") {
		t.Fatalf("goes to %s", at)
	}
	for _, page := range []string{at, fmt.Sprintf("/payouts/%d", w.Payouts[0]), "/payouts"} {
		village.get(page).see(t, http.StatusOK, "公示中，有异议待处理")
	}
	village.get(fmt.Sprintf("/payouts/%d", w.Payouts[1])).hides(t, "有异议待处理")
	village.get(at).see(t, http.StatusOK, "家有轿车", "由乡镇经办或县经办作出处理决定").hides(t, "异议不成立</button>")
	for _, by := range elsewhere(o) {
		s.as(by).get(at).see(t, http.StatusNotFound)
		s.as(by).get("/objections").see(t, http.StatusOK, "共 0 条")
	}
	township.get("/objections?outcome=open").see(t, http.StatusOK, "共 1 条", "家有轿车")
	township.get(fmt.Sprintf("/notices/%d", w.Notice)).see(t, http.StatusOK, "1 条异议待处理")
	township.post(at+"/dismiss", "dismissed_because", " ").see(t, http.StatusUnprocessableEntity, "请填写“不成立的理由”")
	township.post(at+"/uphold", "upheld_because", "经核查属实").see(t, http.StatusUnprocessableEntity, "重新查勘的查勘员", ">经核查属实</textarea>")
	village.post(at+"/dismiss", "dismissed_because", "经核查不属实").see(t, http.StatusForbidden)
	village.get(at+"/answer.pdf").see(t, http.StatusConflict, "还没有处理")
	village.send(at+"/files", []attached{{"file", "户口簿.jpg", picturetest.JPEG("户口簿")}}).see(t, http.StatusSeeOther)
	village.send(at+"/files", []attached{{"file", "户口簿.jpg", picturetest.JPEG("户口簿")}}).see(t, http.StatusConflict, "已经上传过")
	village.send(at+"/files", []attached{{"file", "说明.txt", []byte("说明")}}).see(t, http.StatusUnprocessableEntity, "不是照片或 PDF")
	township.get(at).see(t, http.StatusOK, at+"/files/1")
	township.get(at+"/files/1").see(t, http.StatusOK)
	township.get(at+"/files/2").see(t, http.StatusNotFound)
	township.post(at+"/dismiss", "dismissed_because", "不实不实").see(t, http.StatusUnprocessableEntity, "写明具体原因")
	township.post(at+"/dismiss", "dismissed_because", "系其兄所有").see(t, http.StatusSeeOther)
	village.send(at+"/files", []attached{{"file", "照片.jpg", picturetest.JPEG("轿车")}}).see(t, http.StatusConflict, "不能再补充佐证")
	if said := papertest.Words(t, []byte(village.get(at+"/answer.pdf").see(t, http.StatusOK).body)); !strings.Contains(said, "家有轿车") || !strings.Contains(said, "异议不成立") || !strings.Contains(said, "1号") {
		t.Errorf("the answer says %s", said)
	}
	township.get(at).see(t, http.StatusOK, "不成立", "系其兄所有", "异议答复书（防贫异复〔").hides(t, "登记人与处理人为同一人", "异议成立</h2>")
	township.post(at+"/dismiss", "dismissed_because", "再来一次").see(t, http.StatusConflict, "该异议已有处理决定")
}

// Whoever wrote an objection down does not decide it: the page says so and has no form, and the door refuses it.
func TestAnObjectionIsDecidedByAnother(t *testing.T) {
	o, s := payoutSite(t)
	w := o.Work(t, 1, payouts.Announced)
	clerk := s.as(o.Who(who.Clerk))
	at := clerk.post(fmt.Sprintf("/payouts/%d/object", w.Payouts[0]), "words", "人口多报").see(t, http.StatusSeeOther).location
	clerk.get(at).see(t, http.StatusOK, "由您登记，须回避").hides(t, "异议成立</h2>")
	adjuster := fmt.Sprint(o.Other(who.Adjuster).ID)
	s.as(o.Who(who.Township)).get(at).see(t, http.StatusOK, `value="`+adjuster+`"`).hides(t, fmt.Sprintf(`value="%d"`, o.Who(who.Adjuster).ID))
	clerk.post(at+"/uphold", "upheld_because", "经核查属实", "adjuster", adjuster).see(t, http.StatusForbidden, "由您本人登记")
	s.as(o.Who(who.Township)).post(at+"/uphold", "upheld_because", "经核查属实", "adjuster", adjuster).see(t, http.StatusSeeOther)
	clerk.get(at).see(t, http.StatusOK, "已重新委托查勘").hides(t, "登记人与处理人为同一人")
	clerk.get(fmt.Sprintf("/payouts/%d", w.Payouts[0])).see(t, http.StatusOK, "已撤回，本笔终止")
	clerk.post(fmt.Sprintf("/payouts/%d/object", w.Payouts[0]), "words", "又一条").see(t, http.StatusConflict, "已撤回，无需登记异议")
}
