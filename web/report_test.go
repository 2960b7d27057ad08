package web

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
)

const (
	bills    = "姓名,身份证号,出院日期,医疗机构,总费用,基本医保支付,个人自付,结算单号\n"
	goodBill = "张国庆,419900196002140113,2024-08-03,鹤山区人民医院,12000,4000,8000,JS001\n"
	badBill  = "李秀英,419900196203200224,2024-08-04,鹤山区人民医院,900,100,800,JS002\n" // a wrong check digit
	liuBill  = "刘伟,41990019880807031X,2024-08-05,鹤山区人民医院,30000,10000,20000,JS003\n"
)

// desk is a site with households and a reporter of 医保局.
type desk struct {
	homes
	reporter, another who.Person
}

func newDesk(t *testing.T) desk {
	h := newHomes(t)
	return desk{h, h.Hire(who.Reporter), h.HireMember(staff.Member{Name: "教体局报送员", Role: who.Reporter, Agency: "教体局"})}
}

// sent sends a file of 医保局's for August, as the reporter.
func (d desk) sent(name, replaces string, lines ...string) answer {
	d.t.Helper()
	return d.as(d.reporter).send("/reports", []attached{{"file", name, []byte(bills + strings.Join(lines, ""))}}, "month", "2024-08", "replaces", replaces)
}

// row is the id of a report's first row.
func (d desk) row(page string) (id int64) {
	d.t.Helper()
	d.Look(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
		var report int64
		_, _ = fmt.Sscanf(page, "/reports/%d", &report)
		rows, err := reports.Rows(ctx, tx, reports.RowFilter{Reports: pg.Only([]int64{report})})
		id = rows[0].ID
		return err
	})
	return id
}

// concludes writes what screening made of a row.
func (d desk) concludes(row, household int64, reason string) {
	d.t.Helper()
	d.Must(d.Do(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return reports.Conclude(ctx, tx, reports.Insurance, []reports.Outcome{{Row: row, Household: household, Result: reports.NotTaken, Reason: reason}})
	}))
}

func TestAReportIsSentWithItsDefects(t *testing.T) {
	d := newDesk(t)
	v := d.as(d.reporter)
	v.get("/reports/new").see(t, http.StatusOK, `value="医保局"`, `value="2024-09"`, "数据截至上月底。报送什么、何时报，见").hides(t, "教体局")
	a := d.sent("八月.csv", "", goodBill, badBill).see(t, http.StatusSeeOther)
	v.get(a.location).see(t, http.StatusOK, "八月.csv", "接收 1 行，有错 1 行", "八月!B3", "4199**********0113", "待比对", "2024年8月10日 前交办", "办理经过").
		hides(t, zhangID, "419900196203200224")
	v.get(a.location+"/defects").see(t, http.StatusOK, "八月!B3").hides(t, "419900196203200224")
	file := v.get(a.location+"/defects.csv").see(t, http.StatusOK, "八月", "B3").hides(t, "419900196203200224")
	if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("is no download: %v", file.header)
	}
	v.post(a.location+"/file").see(t, http.StatusUnprocessableEntity, "请选择下载原件的用途")
	v.post(a.location+"/file", "purpose", "核对数据").see(t, http.StatusOK, bills+goodBill+badBill)
	d.as(d.Hire(who.Auditor)).post(a.location+"/file", "purpose", "审计核查").see(t, http.StatusOK, "JS001")
	v.get(a.location).see(t, http.StatusOK, "下载月报原件，用于核对数据", "下载月报原件，用于审计核查")
}

func TestAReportThatIsRefusedIsSaidWhy(t *testing.T) {
	d := newDesk(t)
	d.sent("八月.csv", "", badBill).see(t, http.StatusUnprocessableEntity, "没有一行可以接收", "八月!B2", `value="2024-08"`)
	first := d.sent("八月.csv", "", goodBill).see(t, http.StatusSeeOther).location
	d.sent("另名.csv", "", goodBill).see(t, http.StatusConflict, "内容完全相同", `href="`+first+`"`)
	d.sent("更多.csv", "", goodBill, liuBill).see(t, http.StatusConflict, "请在“是否更正”一栏选中它", `href="`+first+`"`, "更正：医保局 2024-08 八月.csv")
	open := d.as(d.reporter)
	open.get(first).see(t, http.StatusOK, `href="/reports/new?replaces=`+strings.TrimPrefix(first, "/reports/")+`"`, "更正这份月报")
	open.get("/reports/new?replaces="+strings.TrimPrefix(first, "/reports/")).see(t, http.StatusOK, `value="2024-08"`, `value="`+strings.TrimPrefix(first, "/reports/")+`" selected`)
	second := d.sent("更正.csv", strings.TrimPrefix(first, "/reports/"), goodBill, liuBill).see(t, http.StatusSeeOther).location
	d.as(d.reporter).get(first).see(t, http.StatusOK, "已更正", "已被更正件替换", `href="`+second+`"`)
	d.as(d.reporter).get(second).see(t, http.StatusOK, "本份更正了", `href="`+first+`"`)
	d.as(d.clerk).send("/reports", []attached{{"file", "九月.csv", []byte(bills + liuBill)}}, "month", "2024-08").see(t, http.StatusUnprocessableEntity, "报送部门")
	d.as(d.reporter).send("/reports", nil, "month", "2024-08").see(t, http.StatusUnprocessableEntity, "请选择一个")
	d.as(d.another).send("/reports", []attached{{"file", "住院.csv", []byte(bills + liuBill)}}, "month", "2024-08", "agency", "医保局").
		see(t, http.StatusUnprocessableEntity) // it is read as 教体局's, which sends no such kind
}

// A page of a hundred thousand bad rows is none: the first hundred stand on it, all of them in a table, which nobody else can fetch.
func TestAllThatIsWrongInARefusedFileIsFetched(t *testing.T) {
	d := newDesk(t)
	bad := make([]string, 150)
	for i := range bad {
		bad[i] = strings.Replace(badBill, "JS002", fmt.Sprintf("JS9%03d", i), 1)
	}
	refused := d.sent("八月|一.csv", "", bad...).see(t, http.StatusUnprocessableEntity, "前 100 处", "八月|一!B101").hides(t, "八月|一!B102")
	held := html.UnescapeString(regexp.MustCompile(`name="held" value="([^"]+)"`).FindStringSubmatch(refused.body)[1])
	all := d.as(d.reporter).post("/reports/defects", "held", held, "month", "2024-08").see(t, http.StatusOK, "八月_一,B2,", "八月_一,B151,")
	if n := strings.Count(all.body, "\n"); n != 1+150 {
		t.Errorf("%d lines", n)
	}
	d.as(d.another).post("/reports/defects", "held", held, "month", "2024-08").see(t, http.StatusUnprocessableEntity, "重新选择文件")
	d.as(d.reporter).post("/reports/defects", "held", held+"0", "month", "2024-08").see(t, http.StatusUnprocessableEntity, "重新选择文件")
}

func TestReportsAreThoseOfOnesOwnDepartment(t *testing.T) {
	d := newDesk(t)
	page := d.sent("八月.csv", "", goodBill).see(t, http.StatusSeeOther).location
	row := fmt.Sprintf("/rows/%d", d.row(page))
	d.as(d.reporter).get("/reports").see(t, http.StatusOK, "共 1 条", "住院自付", "八月.csv").hides(t, "在校学费")
	d.as(d.reporter).get(row).see(t, http.StatusOK, "<dt>户</dt><dd>待比对</dd>").hides(t, "未在花名册中找到")
	other := d.as(d.another)
	other.get("/reports").see(t, http.StatusOK, "共 0 条").hides(t, "医保局", "住院自付", "八月.csv")
	other.get("/reports?agency=医保局").see(t, http.StatusOK, "共 0 条")
	other.get("/outcomes?agency=医保局").see(t, http.StatusOK, "共 0 条")
	for _, path := range []string{page, page + "/defects", page + "/defects.csv", row, row + "/reveal"} {
		other.get(path).see(t, http.StatusNotFound)
	}
	other.post(row+"/reveal", "reason", "入户核对").see(t, http.StatusNotFound)
	other.post(page+"/file", "purpose", "核对数据").see(t, http.StatusNotFound)
	d.as(d.Hire(who.Village)).get(page).see(t, http.StatusForbidden)
	d.as(d.Hire(who.Village)).get(row).see(t, http.StatusNotFound)
}

func TestReportsAreHandedOverTogether(t *testing.T) {
	d := newDesk(t)
	page := d.sent("八月.csv", "", goodBill).see(t, http.StatusSeeOther).location
	id := strings.TrimPrefix(page, "/reports/")
	clerk := d.as(d.clerk)
	clerk.get("/reports").see(t, http.StatusOK, "已接收，待交办", `name="id" value="`+id+`"`)
	clerk.post("/reports/handover").see(t, http.StatusUnprocessableEntity, "没有选中任何月报", `href="/reports?sort=month"`)
	d.as(d.reporter).post("/reports/handover", "id", id).see(t, http.StatusForbidden)
	clerk.get("/reports?month=2024-08").see(t, http.StatusOK, `action="/reports/handover?month=2024-08"`)
	handed := clerk.post("/reports/handover?month=2024-08", "id", id).see(t, http.StatusSeeOther)
	if handed.location != "/reports?month=2024-08" {
		t.Errorf("the list forgets its filter: %s", handed.location)
	}
	clerk.after(handed, "/reports").see(t, http.StatusOK, "已交办月报 1 份", `<a href="/screening">可以开始比对</a>`)
	clerk.post("/reports/handover", "id", id).see(t, http.StatusConflict)
	clerk.get("/reports?status=received").see(t, http.StatusOK, "共 0 条")
	clerk.get(page).see(t, http.StatusOK, "已交办")
}

// after looks at a page with what the answer before left for it.
func (v visitor) after(before answer, path string) answer {
	r := httptest.NewRequestWithContext(v.t.Context(), http.MethodGet, path, nil)
	for _, c := range (&http.Response{Header: before.header}).Cookies() {
		r.AddCookie(c)
	}
	return v.ask(r)
}

func TestARowSaysWhatBecameOfIt(t *testing.T) {
	d := newDesk(t)
	page := d.sent("八月.csv", "", goodBill).see(t, http.StatusSeeOther).location
	id := d.row(page)
	row := fmt.Sprintf("/rows/%d", id)
	d.as(d.clerk).post("/reports/handover", "id", strings.TrimPrefix(page, "/reports/")).see(t, http.StatusSeeOther)
	d.concludes(id, d.household(zhangNo), "自付未达到预警线")
	village := d.as(d.Hire(who.Village))
	village.get(row).see(t, http.StatusOK, "自付未达到预警线", "八月!E2", "12000.00", "4199**********0113", "已隐去", d.page(zhangNo)).
		hides(t, zhangID, "鹤山区人民医院", page, "八月.csv")
	village.get("/outcomes").see(t, http.StatusOK, "自付未达到预警线", "张国庆", "选择月份查询后").hides(t, zhangID, "/outcomes.csv")
	village.get("/outcomes?month=2024-08").see(t, http.StatusOK, `href="/outcomes.csv?month=2024-08"`)
	village.get("/outcomes.csv").see(t, http.StatusNotFound, "请先选择月份").hides(t, "张国庆")
	village.get("/outcomes.csv?month=2024-08").see(t, http.StatusOK, "自付未达到预警线", zhangNo).hides(t, zhangID)
	village.get(d.page(zhangNo)).see(t, http.StatusOK, "自付未达到预警线", `href="`+row+`"`)
	for _, role := range []who.Role{who.Clerk, who.Township} {
		by := d.as(d.Hire(role))
		by.get("/outcomes").see(t, http.StatusOK, "打印交办单")
		if paper := by.get("/handover.pdf?month=2024-08&township=鹤壁集镇").see(t, http.StatusOK); !strings.HasPrefix(paper.body, "%PDF") {
			t.Error("is no paper")
		}
		by.get("/handover.pdf?township=鹤壁集镇").see(t, http.StatusNotFound, "请先选择月份")
	}
	d.as(d.elsewhere()["another township"]).get("/handover.pdf?month=2024-08&township=鹤壁集镇").see(t, http.StatusNotFound)
	village.get("/handover.pdf?month=2024-08&township=鹤壁集镇").see(t, http.StatusForbidden)
	village.get("/outcomes").hides(t, "打印交办单")
	d.as(d.clerk).get(page).see(t, http.StatusOK, "不纳入 1 行", "自付未达到预警线", zhangNo)
	d.as(d.reporter).get(row).see(t, http.StatusOK, zhangNo, `href="`+page+`"`).hides(t, d.page(zhangNo))
	for name, by := range d.elsewhere() {
		t.Log(name)
		d.as(by).get(row).see(t, http.StatusNotFound)
		d.as(by).get(row+"/reveal").see(t, map[bool]int{true: http.StatusForbidden, false: http.StatusNotFound}[!reports.RevealStep.May(by.Role)])
	}
}

func TestARowIsRevealedOnce(t *testing.T) {
	d := newDesk(t)
	page := d.sent("八月.csv", "", goodBill).see(t, http.StatusSeeOther).location
	reveal := fmt.Sprintf("/rows/%d/reveal", d.row(page))
	v := d.as(d.clerk)
	v.get(reveal).see(t, http.StatusOK, "事由").hides(t, zhangID)
	v.post(reveal).see(t, http.StatusUnprocessableEntity, "事由").hides(t, zhangID)
	v.post(reveal, "reason", "核对结算单").see(t, http.StatusOK, zhangID, "鹤山区人民医院", "本次查看及事由已留存")
	v.get(strings.TrimSuffix(reveal, "/reveal")).see(t, http.StatusOK).hides(t, zhangID)
	d.as(d.Hire(who.Assessor)).post(reveal, "reason", "入户核对").see(t, http.StatusForbidden)
}
