package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/picture/picturetest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/publicity"
)

// picture is a photo of a wall.
func picture() []byte { return picturetest.JPEG("墙") }

func TestAnnouncingOnThePage(t *testing.T) {
	o, s := payoutSite(t)
	o.Work(t, 2, payouts.Assessed)
	clerk := s.as(o.Who(who.Clerk))
	village := fmt.Sprint(payoutstest.Village)
	page := clerk.get("/notices/announce").see(t, http.StatusOK, "梨林头", "20,000.00", "公示日期为今天（2024-09-09）")
	field := "seen-" + village
	clerk.post("/notices/announce", "id", village).see(t, http.StatusConflict, "梨林头村待公示的救助金与刚才显示的不同，现有 2 项")
	clerk.post("/notices/announce").see(t, http.StatusUnprocessableEntity, "请先选择要公示的村")
	s.as(o.Who(who.Village)).post("/notices/announce", "id", village).see(t, http.StatusForbidden)
	o.Work(t, 1, payouts.Assessed)
	clerk.post("/notices/announce", "id", village, field, page.hidden(t, field)).see(t, http.StatusConflict, "现有 3 项")
	page = clerk.get("/notices/announce").see(t, http.StatusOK, "30,000.00")
	clerk.post("/notices/announce", "id", village, field, page.hidden(t, field)).see(t, http.StatusSeeOther)
	clerk.get("/notices?state=to_post").see(t, http.StatusOK, "共 1 条", "2024年第1号", "待张贴")
	clerk.get("/notices?state=displayed").see(t, http.StatusOK, "共 0 条", "没有符合条件的公示")
	clerk.get("/notices/announce").see(t, http.StatusOK, "没有等待公示的救助金")
}

func TestPostingOnThePage(t *testing.T) {
	o, s := payoutSite(t)
	w := o.Work(t, 1, payouts.Assessed)
	notice := o.Announce(t, w.Payouts)
	path := fmt.Sprintf("/notices/%d", notice)
	village := s.as(o.Who(who.Village))
	head := headOf(o, w.Payouts[0])
	village.get(path).see(t, http.StatusOK, "待张贴", head.Name, "防贫救助", "10,000.00", "0392-0000000", "登记张贴").hides(t, "疾病住院", "医院")
	for _, by := range elsewhere(o) {
		s.as(by).get(path).see(t, http.StatusNotFound)
		s.as(by).get(path+"/post").see(t, http.StatusNotFound)
		s.as(by).get(path+"/paper.pdf").see(t, http.StatusNotFound)
		s.as(by).get("/notices").see(t, http.StatusOK, "共 0 条").hides(t, "梨林头")
		s.as(by).send(path+"/post", []attached{{"photo", "墙.png", picture()}}, "place", fmt.Sprint(payoutstest.Village), "on", "2024-09-09").
			see(t, http.StatusNotFound)
	}
	wall := fmt.Sprint(o.Get(t, w.Payouts...)[0].Place)
	village.get(path+"/post?place="+wall).see(t, http.StatusOK, `capture="environment"`, "checked")
	village.send(path+"/post", nil, "place", wall, "on", "2024-09-09").see(t, http.StatusUnprocessableEntity, "请上传张贴照片", "checked")
	village.send(path+"/post", []attached{{"photo", "说明.txt", []byte("一段文字")}}, "place", wall, "on", "2024-09-09").
		see(t, http.StatusUnprocessableEntity, "不是照片")
	photo := []attached{{"photo", "墙.png", picture()}}
	village.send(path+"/post", photo, "place", fmt.Sprint(payoutstest.Village), "on", "2024-09-09").see(t, http.StatusSeeOther)
	village.send(path+"/post", photo, "place", wall, "on", "2024-09-09").see(t, http.StatusUnprocessableEntity, "2024年9月9日 张贴登记的照片是同一张", `name="alike"`)
	village.send(path+"/post", photo, "place", wall, "on", "2024-09-09", "alike", "村委会和本组同在一处公示栏").see(t, http.StatusSeeOther)
	village.get(path).see(t, http.StatusOK, "与另一次张贴的照片相似")
	village.get(path).see(t, http.StatusOK, "公示至2024年9月19日24时", "2024-09-10 至 2024-09-19")
	if paper := village.get(path+"/paper.pdf").see(t, http.StatusOK); !strings.HasPrefix(paper.body, "%PDF") {
		t.Error("the notice is no PDF")
	}
	hung := postingOf(o, notice, wall)
	village.get(hung).see(t, http.StatusOK, hung+"/photo", "登记撤下", "相同或相似，说明：村委会和本组同在一处公示栏。")
	if shown := village.get(hung+"/photo").see(t, http.StatusOK); shown.header.Get("Content-Type") != "image/jpeg" || shown.body == string(picture()) {
		t.Error("it is shown as it was kept")
	}
	if kept := s.as(o.Hire(who.Auditor)).get(hung+"/photo").see(t, http.StatusOK); kept.body != string(picture()) {
		t.Error("the auditor has another photo")
	}
	for _, by := range elsewhere(o) {
		s.as(by).get(hung).see(t, http.StatusNotFound)
		s.as(by).get(hung+"/photo").see(t, http.StatusNotFound)
	}
	village.post(hung+"/down", "on", "2024-09-10", "why_down", "被大风刮落").see(t, http.StatusUnprocessableEntity, "撤下日期", `value="2024-09-10"`)
	village.post(hung+"/down", "on", "2024-09-09", "why_down", "刮落").see(t, http.StatusUnprocessableEntity, "写明具体原因")
	village.post(hung+"/down", "on", "2024-09-09", "why_down", "被大风刮落").see(t, http.StatusSeeOther)
	village.get(hung).see(t, http.StatusOK, "被大风刮落").hides(t, hung+"/back")
	township := s.as(o.Who(who.Township))
	township.get(hung).see(t, http.StatusOK, hung+"/back")
	township.post(hung+"/back", "why_back", "到现场看过，仍在墙上").see(t, http.StatusSeeOther)
	village.post(hung+"/down", "on", "2024-09-09", "why_down", "被大风刮落").see(t, http.StatusSeeOther)
	village.get(hung).see(t, http.StatusOK, "已于 2024-09-09 撤下").hides(t, hung+"/down")
	village.get(path).see(t, http.StatusOK, "待张贴")
}

// postingOf is the address of what hangs on a wall.
func postingOf(o *payoutstest.Office, notice int64, wall string) (path string) {
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		walls, err := publicity.Sites(ctx, tx, notice)
		for _, w := range walls {
			if fmt.Sprint(w.Place) == wall {
				path = fmt.Sprintf("/postings/%d", w.Stands().ID)
			}
		}
		return err
	})
	return path
}
