package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// posted is a family whose notice hangs out, with an objection to it that was answered.
func (s watchSite) posted() int64 {
	s.t.Helper()
	id, h := s.led(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate)
	s.Step(s.t, id, h, procedure.Post)
	s.Office.As(s.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Object(ctx, tx, id, calendar.On(2024, 9, 9), "家有轿车")
	})
	s.Office.As(s.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoringtest.Dismiss(ctx, tx, id, "系其兄所有")
	})
	return id
}

// grounds are what whoever decides reads of one such family, on the page on which he decides.
func grounds(id int64) []string {
	return []string{"人均 <b>4,500.00</b> 元", "2023-09-09 至 2024-09-08，纯收入 9,000.00 元，2 人", "监测线 6,700.00 元，人均低于监测线", "劳动力：有劳动力",
		"自付医疗费用 8,000.00 元", "三保障及饮水：没有问题", "财产：无", "脱贫不稳定户：脱贫户，人均低于监测线", "程序规定：有返贫致贫风险：进入认定程序", "到会 6 人，同意 5 票，不同意 1 票，弃权 0 票，通过", "同意纳入",
		"公示 5 天", "至 2024-09-14 24时，已期满", "家有轿车。不成立：系其兄所有", fmt.Sprintf(`/watches/%d/minutes/`, id), fmt.Sprintf(`/watches/%d/files/`, id)}
}

// Whoever reviews, compares or approves sees what he decides on beside the families, of one and of several.
func TestWhoDecidesSeesOnWhat(t *testing.T) {
	s := newWatchSite(t)
	ids := []int64{s.posted(), s.posted()}
	s.At("2024-09-15")
	both := fmt.Sprintf("?id=%d&id=%d", ids[0], ids[1])
	for _, step := range []struct {
		act procedure.Act
		by  who.Role
	}{{procedure.Review, who.Township}, {procedure.Compare, who.Clerk}, {procedure.Approve, who.Approver}} {
		v, at := s.by(step.by), "/watches/"+string(step.act)
		v.get(fmt.Sprintf("%s?id=%d", at, ids[0])).see(t, http.StatusOK, append(grounds(ids[0]), "核查情况和收入计算", "家庭纯收入", "除以共同生活的 2 人")...)
		v.get(at+both).see(t, http.StatusOK, append(grounds(ids[0]), grounds(ids[1])...)...).hides(t, "核查情况和收入计算")
		v.post(at, "id", fmt.Sprint(ids[0]), "id", fmt.Sprint(ids[1]), "opinion", "同意", "result", "pass").see(t, http.StatusSeeOther)
	}
}

// What speaks for a family and what against it stands beside it: a safeguard that is wanting, and what it owns.
func TestWhoDecidesSeesWhatTheFamilyLacksAndOwns(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led(procedure.HandOver)
	s.Office.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		v := s.Visit(id, h, "9000.00", procedure.AtRisk)
		v.Safeguards[2].Problem, v.Safeguards[3].Problem = "C级危房", "季节性缺水"
		v.Assets = []monitoring.AssetCode{monitoring.Car, monitoring.House}
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
	})
	for _, step := range []procedure.Act{procedure.Apply, procedure.Evaluate, procedure.Post} {
		s.Step(t, id, h, step)
	}
	s.At("2024-09-15")
	s.by(who.Township).get(fmt.Sprintf("/watches/review?id=%d", id)).see(t, http.StatusOK,
		`住房安全（C级危房）</span>、<span class="late">饮水安全（季节性缺水）`, "财产：机动车辆、商品房或商铺。")
}

// More families than a page can tell of are decided a page after another, and no form decides more than it showed.
func TestAPageDecidesNoMoreThanItShows(t *testing.T) {
	s := newWatchSite(t)
	homes := s.Enrol(t, "脱贫户", 17)
	ids := s.Lead(t, homes...)
	for i, id := range ids {
		for _, did := range []procedure.Act{procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post} {
			s.Step(t, id, homes[i], did)
		}
	}
	s.At("2024-09-15")
	township := s.by(who.Township)
	query, form := "?next=review", []string{"opinion", "同意", "result", "pass"}
	for _, id := range ids {
		query += fmt.Sprintf("&id=%d", id)
		form = append(form, "id", fmt.Sprint(id))
	}
	page := township.get("/watches/review"+query).see(t, http.StatusOK, "可通过 <b>15</b> 户", "其余 <b>2</b> 户", `action="/watches/review?next=review"`, "审核意见（对选中的每一户）")
	if weight := len(page.body) + township.around(); weight > heaviest {
		t.Errorf("the page weighs %d bytes", weight)
	}
	township.post("/watches/review", form...).see(t, http.StatusUnprocessableEntity, "一次最多核对 15 户")
	form = form[:4]
	for _, id := range ids[:15] {
		form = append(form, "id", fmt.Sprint(id))
	}
	if to := township.post("/watches/review?next=review", form...).see(t, http.StatusSeeOther).location; to != "/watches?next=review" {
		t.Errorf("it goes back to %s", to)
	}
	township.get("/watches?next=review").see(t, http.StatusOK, "共 2 条")
}

// A visit that the procedure leaves to one level is asked of that level, and offered to it alone.
func TestThePageSaysWhoseVisitItIs(t *testing.T) {
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, "visit: {working_days: 5}", "visit: {working_days: 5, by: township}", 1))
	s := watchSite{o, newSite(t, o.Office.Office), t}
	id, _ := s.led(procedure.HandOver)
	at := watchPath(id)
	s.by(who.Village).get(at).see(t, http.StatusOK, "请"+area.TownshipName(s.Get(t, id).Village)+"干部入户核查。").hides(t, at+`/visit"`)
	s.by(who.Village).get(at+"/visit").see(t, http.StatusForbidden, "这次入户核查由乡级办理")
	s.by(who.Township).get(at).see(t, http.StatusOK, at+`/visit"`)
	const waiting = "/watches?next=visit"
	s.by(who.Village).get(waiting).see(t, http.StatusOK, at+`"`).hides(t, at+`/visit"`)
	s.by(who.Village).get(waiting+"&mine=1").see(t, http.StatusOK, "没有符合条件的监测事项").hides(t, at+`"`)
	s.by(who.Village).get("/").hides(t, "监测入户核查")
	s.by(who.Township).get(waiting+"&mine=1").see(t, http.StatusOK, at+`/visit"`, "共 1 条")
	s.by(who.Township).get("/").see(t, http.StatusOK, "监测入户核查", "/watches?next=visit&amp;mine=1")
	s.by(who.Clerk).get(waiting).see(t, http.StatusOK, at+`"`).hides(t, at+`/visit"`)
}
