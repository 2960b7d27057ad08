package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/registry"
)

// askingSite is a county whose procedure asks the police of births, deaths and moves, which are no risk by themselves.
func askingSite(t *testing.T) watchSite {
	t.Helper()
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, "feeds:\n", "feeds:\n  - {agency: 公安局, kind: population, due: {day: 5}}\n", 1))
	return watchSite{o, newSite(t, o.Office.Office), t}
}

// changed is what the police report of a person.
func changed(id, change string) map[string]string {
	return map[string]string{"name": "某人", "id_number": id, "change": change, "changed": "2024-08-12"}
}

// asked are the doubtful rows that wait.
func (s watchSite) asked() (ids []string) {
	s.Look(s.Office.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := monitoring.DoubtfulIDs(ctx, tx, monitoring.DoubtfulFilter{})
		for _, id := range found {
			ids = append(ids, fmt.Sprint(id))
		}
		return err
	})
	return ids
}

// A month's rows wait on the clerk's desk to be screened, then the doubtful ones; some are chosen, shown with what they come to, and decided, each
// once and with its reason.
func TestDoubtfulRowsAreDecidedByForms(t *testing.T) {
	s := askingSite(t)
	h := s.Enrol(t, "脱贫户", 3)
	s.Report(t, "population", "2024-09", changed(h[0].HeadID, "死亡"), changed(h[1].HeadID, "出生"), changed(h[2].HeadID, "迁出"))
	clerk := s.by(who.Clerk)
	clerk.get("/").see(t, http.StatusOK, "月报线索比对", "2024年9月10日", "本月部门报送情况")
	clerk.post("/watches/screen", "month", "2024-09").see(t, http.StatusSeeOther)
	clerk.get("/watches").see(t, http.StatusOK, `href="/watches/doubtful"`)
	clerk.get("/").see(t, http.StatusOK, "判定存疑线索</a> <b>3</b> 件").hides(t, "月报线索比对")
	rows := s.asked()
	clerk.get("/rows/"+rows[0]).see(t, http.StatusOK, "监测比对", "监测存疑：", "<dt>保险比对</dt><dd class=\"state\">待比对")
	s.by(who.Assessor).get("/rows/"+rows[0]).see(t, http.StatusOK, "保险比对").hides(t, "监测")
	clerk.get("/watches/doubtful").see(t, http.StatusOK, "变动类型：死亡", "人口变动本身不是风险", "新线索", "脱贫户", "共 3 条").hides(t, h[0].HeadID)
	clerk.get("/watches/doubtful/decide").see(t, http.StatusUnprocessableEntity, "请先勾选")
	two := "?id=" + rows[0] + "&id=" + rows[1]
	clerk.get("/watches/doubtful/decide"+two).see(t, http.StatusOK, "共 <b>2</b> 行", "新线索 <b>2</b> 户", "变动类型：出生")
	form := []string{"id", rows[0], "id", rows[1]}
	clerk.post("/watches/doubtful/decide", form...).see(t, http.StatusUnprocessableEntity, "请选择“作为线索”或“不作为线索”", "变动类型：出生")
	form = append(form, "take", "no", "take-"+rows[0], "yes", "reason-"+rows[0], "主要劳力去世")
	clerk.post("/watches/doubtful/decide", form...).see(t, http.StatusUnprocessableEntity, "请写明不作为线索的理由", "主要劳力去世")
	if len(s.asked()) != 3 {
		t.Error("half of a batch was decided")
	}
	clerk.post("/watches/doubtful/decide", append(form, "reason", "新生儿，家庭稳定")...).see(t, http.StatusSeeOther)
	clerk.get("/watches?next=hand_over").see(t, http.StatusOK, "共 1 条")
	clerk.post("/watches/doubtful/decide", "id", rows[1], "take", "yes").see(t, http.StatusConflict, "已判定")
	clerk.get("/watches/doubtful/decide?id="+rows[1]).see(t, http.StatusConflict, "已判定或不存疑")
	clerk.get("/watches/doubtful?over=1").see(t, http.StatusOK, "新生儿，家庭稳定", s.Office.Who(who.Clerk).Name, "共 2 条")
	clerk.get("/rows/"+rows[1]).see(t, http.StatusOK, "监测不纳入：新生儿，家庭稳定")
	clerk.get("/rows/"+rows[0]).see(t, http.StatusOK, "监测线索已并入").link(t, "/watches/[0-9]")
	clerk.get("/watches/doubtful?month=2024-08").see(t, http.StatusOK, "共 0 条")
	clerk.get("/watches/doubtful?kind=population").see(t, http.StatusOK, "共 1 条")
}

// A whole list is decided as it was shown: if another row has come to it, nothing is. No page of it is heavy.
func TestAWholeListOfDoubtfulRowsIsDecided(t *testing.T) {
	s := askingSite(t)
	h := s.Enrol(t, "脱贫户", 53)
	var told []map[string]string
	for _, one := range h[:52] {
		told = append(told, changed(one.HeadID, "迁出"))
	}
	s.Report(t, "population", "2024-09", told...)
	clerk := s.by(who.Clerk)
	clerk.post("/watches/screen", "month", "2024-09").see(t, http.StatusSeeOther)
	list := clerk.get("/watches/doubtful").see(t, http.StatusOK, "查询到的全部 52 行")
	all := hidden(list.body, "all")
	seen := clerk.get("/watches/doubtful/decide?all="+all).see(t, http.StatusOK, "共 <b>52</b> 行", "前 40 行", "新线索 <b>52</b> 户")
	some := ""
	for _, id := range s.asked()[:40] {
		some += "&id=" + id
	}
	for _, a := range []answer{list, seen, clerk.get("/watches/doubtful/decide?" + some[1:])} {
		if weight := len(a.body) + clerk.around(); weight > heaviest {
			t.Errorf("a page of doubtful rows weighs %d bytes", weight)
		}
	}
	s.Report(t, "population", "2024-10", changed(h[52].HeadID, "迁出"))
	clerk.post("/watches/screen", "month", "2024-10").see(t, http.StatusSeeOther)
	clerk.post("/watches/doubtful/decide?all="+all, "all", all, "take", "no", "reason", "家庭稳定").see(t, http.StatusConflict, "与刚才显示的不同，现有 53 项")
	all = hidden(clerk.get("/watches/doubtful").body, "all")
	clerk.post("/watches/doubtful/decide?all="+all, "all", all, "take", "no", "reason", "家庭稳定").see(t, http.StatusSeeOther)
	if left := s.asked(); len(left) != 0 {
		t.Errorf("%d rows still wait", len(left))
	}
}

// list is a file of names.
func list(name, content string) []attached { return []attached{{"file", name, []byte(content)}} }

// A list's bad cells are named, and nothing of it is taken; a good one is shown by family before it is imported, and not imported if a family has
// got a matter since.
func TestAListOfNamesIsImportedByForms(t *testing.T) {
	s := newWatchSite(t)
	h := s.Enrol(t, "脱贫户", 3)
	var names []registry.Family
	for _, one := range h {
		s.Look(s.Office.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			found, _, err := registry.Families(ctx, tx, registry.FamilyFilter{ID: one.ID})
			names = append(names, found...)
			return err
		})
	}
	s.Lead(t, h[1])
	v, clerk := s.by(who.Village), s.by(who.Clerk)
	v.get("/watches/import").see(t, http.StatusOK, "村级摸排名单", "群众反映").hides(t, "市级监测", "部门名称")
	clerk.get("/watches/import").see(t, http.StatusOK, "市级监测", "部门名单")
	header := "姓名,身份证号,户编号,反映途径,风险类别,情况\n"
	bad := header + names[0].Head + "," + h[0].HeadID + ",,听说,因病,\n别人," + h[1].HeadID + ",,,,\n" + "某人,41990019600101999,,,,\n"
	check := func(by visitor, files []attached, source string, more ...string) answer {
		return by.send("/watches/import/check", files, append([]string{"source", source}, more...)...)
	}
	check(v, list("名单.csv", bad), "village_list").see(t, http.StatusUnprocessableEntity, "名单中有 3 处错误，整份未导入", "名单!D2", "不是反映途径", "名单!A3", "名单!B4", "原值").
		hides(t, h[1].HeadID)
	check(v, list("名单.csv", header), "village_list").see(t, http.StatusUnprocessableEntity, "没有填写任何农户")
	check(v, list("旧表.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 旧格式"), "village_list").see(t, http.StatusUnprocessableEntity, ".xlsx")
	check(v, list("名单.pdf", "%PDF-1.7"), "village_list").see(t, http.StatusUnprocessableEntity, "这是 PDF 文件")
	check(v, nil, "village_list").see(t, http.StatusUnprocessableEntity, "请选择一个 .xlsx 或 .csv 文件")
	good := header
	for i, f := range names {
		good += f.Head + ",," + f.No + ",群众反映,因病,住院" + fmt.Sprint(i) + "\n"
	}
	check(v, list("名单.csv", good), "city").see(t, http.StatusForbidden, "报到县里")
	check(clerk, list("名单.csv", good), "agency").see(t, http.StatusUnprocessableEntity, "请写明是哪个部门的名单")
	check(clerk, list("名单.csv", good), "").see(t, http.StatusUnprocessableEntity, "请选择名单来源")
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(good)
	s.Must(err)
	shownTo := func() answer {
		return check(v, list("名单.csv", gbk), "village_list").see(t, http.StatusOK, "新线索 <b>", "住院0", names[2].Head)
	}
	seen := shownTo().see(t, http.StatusOK, "新线索 <b>2</b> 户，并入已有监测事项 <b>1</b> 户")
	form := func(a answer) []string {
		return []string{"source", "village_list", "held", hidden(a.body, "held"), "seen", hidden(a.body, "seen")}
	}
	s.Lead(t, h[2])
	clerk.post("/watches/import", form(seen)...).see(t, http.StatusUnprocessableEntity, "请重新选择名单文件") // it is not the clerk's
	again := v.post("/watches/import", form(seen)...).see(t, http.StatusConflict, "与刚才显示的不同", "新线索 <b>1</b> 户，并入已有监测事项 <b>2</b> 户")
	v.post("/watches/import", form(again)...).see(t, http.StatusSeeOther)
	clerk.get("/watches?next=hand_over").see(t, http.StatusOK, "共 3 条")
	var template bytes.Buffer
	template.WriteString(v.get("/watches/import/template.xlsx?village="+fmt.Sprintf("%d", 410602100228)).see(t, http.StatusOK).body)
	check(v, []attached{{"file", "摸排名单.xlsx", template.Bytes()}}, "village_list").see(t, http.StatusUnprocessableEntity, "没有填写任何农户")
	v.get("/watches/import/template.xlsx?village=410602100001").see(t, http.StatusNotFound)
	clerk.get("/watches/import/template.xlsx").see(t, http.StatusOK)
}

// Of many bad cells the page names the first hundred, and says how many there are.
func TestTheFirstHundredBadCellsAreNamed(t *testing.T) {
	s := newWatchSite(t)
	bad := "姓名,户编号,情况\n" + strings.Repeat("某人,无此户,住院\n", 130)
	a := s.by(who.Village).send("/watches/import/check", list("名单.csv", bad), "source", "public").see(t, http.StatusUnprocessableEntity, "共 130 处错误，这里列出前 100 处", "名单!B101").
		hides(t, "名单!B102")
	if weight := len(a.body) + s.by(who.Village).around(); weight > heaviest {
		t.Errorf("it weighs %d bytes", weight)
	}
}

// Each department's day is shown with what came, in time, late or not at all; a department sees its own.
func TestWhoReportsLateIsShown(t *testing.T) {
	s := newWatchSite(t)
	h := s.Enrol(t, "脱贫户", 1)[0]
	clerk := s.by(who.Clerk)
	clerk.get("/watches/feeds").see(t, http.StatusOK, "2024年9月部门报送情况", "逾期未报 <b>1</b> 项", "每月5日前", "2024-09-05", "脱贫户，本年累计自付达到 5,000.00 元", "及时")
	s.Report(t, "hospital", "2024-09", map[string]string{"name": "某人", "id_number": h.HeadID, "discharged": "2024-08-02", "institution": "区人民医院", "settlement": "1",
		"expense": "6000.00", "basic_paid": "0.00", "self_paid": "6000.00"})
	clerk.get("/watches/feeds?month=2024-09").see(t, http.StatusOK, "逾期报送</td>", "2024-09-09", "逾期未报 <b>0</b> 项，逾期报送 <b>1</b> 项")
	clerk.get("/watches/feeds?month=2024-08").see(t, http.StatusOK, "没有生效的监测程序")
	clerk.get("/watches/feeds?month=x").see(t, http.StatusOK, "2024年9月")
	clerk.get("/watches/board").see(t, http.StatusOK, "/watches/feeds")
	own := s.as(s.HireMember(staff.Member{Name: "孙敏", Role: who.Reporter, Agency: "应急管理局"}))
	own.get("/watches/feeds").see(t, http.StatusOK, "应急管理局", "受灾").hides(t, "医保局", "住建局")
	own.get("/").see(t, http.StatusOK, "/watches/feeds")
	s.by(who.Auditor).get("/watches/feeds").see(t, http.StatusOK, "医保局")
	s.by(who.Village).get("/watches/feeds").see(t, http.StatusForbidden)
}
