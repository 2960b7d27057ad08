package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/procedure"
)

// triedInput is one thing that a form or an address should not be given, and what is said to it.
type triedInput struct {
	name string
	give func() answer
	says string
}

// with are the pairs of a form with one of them another; nil takes it away.
func with(pairs []string, field string, value *string) (out []string) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] != field {
			out = append(out, pairs[i], pairs[i+1])
		}
	}
	if value != nil {
		out = append(out, field, *value)
	}
	return out
}

// refuse tries them all: each is refused in Chinese, by name, and nothing of it is done.
func (s watchSite) refuse(t *testing.T, tries []triedInput) {
	t.Helper()
	deeds := func() (n int) {
		if err := pgtest.Super(t).GetContext(t.Context(), &n, `SELECT COUNT(*) FROM deed`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := deeds()
	for _, try := range tries {
		a := try.give()
		if refused := []int{http.StatusUnprocessableEntity, http.StatusConflict, http.StatusNotFound, http.StatusForbidden}; !slices.Contains(refused, a.status) {
			t.Errorf("%s is answered %d, leading to %q", try.name, a.status, a.location)
		}
		if !strings.Contains(a.body, try.says) {
			t.Errorf("%s is not told %q: %.300q", try.name, try.says, text(a.body))
		}
	}
	if after := deeds(); after != before {
		t.Errorf("%d deeds were done meanwhile", after-before)
	}
}

// text is what a page says, without its head.
func text(body string) string {
	_, main, _ := strings.Cut(body, `<main id="main">`)
	return main
}

func TestABadVisitIsRefusedWithItsReason(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led(procedure.HandOver)
	village, at := s.by(who.Village), watchPath(id)+"/visit"
	long := strings.Repeat("长", 200_000)
	send := func(files []attached, pairs []string) func() answer {
		return func() answer { return village.send(at, files, pairs...) }
	}
	var tries []triedInput
	for _, f := range []struct{ field, value, says string }{
		{"income.1", "-5", "不能是负数"}, {"income.1", "NaN", "应为金额"}, {"income.1", "1e400", "应为金额"}, {"income.1", "九千", "应为金额"}, {"income.1", "1.005", "应为金额"},
		{"income.1", "99999999999999", "请核对单位是否为元"}, {"costs", "-1", "不能是负数"}, {"visited_on", "0001-01-01", "早于"}, {"visited_on", "9999-12-31", "晚于今天"},
		{"visited_on", "2024-02-30", "应为日期"}, {"visited_on", "", "应为日期"}, {"found", long, "最多 2000 字"}, {"found", "属实\x00", "不能保存的字符"},
		{"found", "属\u202e实", "不能保存的字符"}, {"words.1", long, "最多 100 字"}, {"labour", "superman", "请选择本户的劳动力类别"}, {"risk", "maybe", "请选择有无返贫致贫风险"},
		{"safe-water", "x", "请选择“饮水安全”"}, {"member", "1", "不在本户名册"}, {"member", "abc", "请刷新后重选"},
	} {
		tries = append(tries, triedInput{f.field + " " + f.value[:min(len(f.value), 12)], send(photo, with(found(h), f.field, &f.value)), f.says})
	}
	for field, says := range map[string]string{"risk": "请选择有无返贫致贫风险", "member": "请勾选共同生活的家庭成员", "safe-water": "请选择“饮水安全”", "visited_on": "应为日期"} {
		tries = append(tries, triedInput{"no " + field, send(photo, with(found(h), field, nil)), says})
	}
	const none = "<p>“照片.png（入户照片）”不是照片或 PDF，请用 JPG、PNG 或 PDF 格式</p>"
	for content, says := range map[string]string{"hello": none, "<html><script>": none, "": "<p>文件“照片.png”是空的，请重新选择</p>"} {
		tries = append(tries, triedInput{"a photo that is " + content, send([]attached{{"photo", "照片.png", []byte(content)}}, found(h)), says})
	}
	tries = append(tries, triedInput{"a risk of no kind, worked out", send(nil, append(with(found(h), "risk", nil), "risk", "x", "reckon", "1")), "请选择有无返贫致贫风险"})
	s.refuse(t, tries)
}

func TestABadStepOfTheOfficeIsRefusedWithItsReason(t *testing.T) {
	s := newWatchSite(t)
	id, h := s.led(procedure.HandOver, procedure.Visit, procedure.Apply)
	evaluating, clerk, township, village := watchPath(id)+"/evaluate", s.by(who.Clerk), s.by(who.Township), s.by(who.Village)
	meeting := []string{"on", "2024-09-09", "present", "甲、乙、丙", "yes", "3", "no", "0", "abstain", "0", "passed", "yes", "opinion", "属实"}
	long := strings.Repeat("长", 200_000)
	var tries []triedInput
	for _, f := range []struct{ field, value, says string }{
		{"yes", "30", "逐一写明姓名"}, {"yes", "-3", "应为票数"}, {"yes", "NaN", "应为票数"}, {"yes", "99999999999999999999", "应为票数"}, {"yes", "三", "应为票数"},
		{"yes", "1", "请核对"}, {"on", "2024-01-01", "早于"}, {"on", "2999-01-01", "晚于今天"}, {"passed", "perhaps", "请选择“评议通过”"}, {"present", "", "姓名"}, {"present", long, "最多 2000 字"},
		{"opinion", long, "最多 2000 字"},
	} {
		tries = append(tries, triedInput{"evaluate " + f.field + " " + f.value[:min(len(f.value), 12)], func() answer { return village.send(evaluating, photo, with(meeting, f.field, &f.value)...) }, f.says})
	}
	post := func(v visitor, path string, pairs ...string) func() answer {
		return func() answer { return v.post(path, pairs...) }
	}
	one := fmt.Sprint(id)
	tries = append(tries, []triedInput{
		{"evaluated without minutes", post(village, evaluating, meeting...), "评议记录"},
		{"a visit that is no longer next", func() answer { return village.send(watchPath(id)+"/visit", nil, with(found(h), "risk", nil)...) }, "现在不在入户核查的一步"},
		{"reviewed too early", post(township, "/watches/review", "id", one, "result", "pass", "opinion", "属实"), "下一步是“村级评议”"},
		{"reviewed twice at once", post(township, "/watches/review", "id", one, "id", one, "result", "pass", "opinion", "属实"), "重复"},
		{"reviewed as nothing", post(township, "/watches/review", "id", one, "result", "maybe", "opinion", "属实"), "请选择“通过”"},
		{"reviewed without a word", post(township, "/watches/review", "id", one, "result", "pass"), "意见"},
		{"reviewed, of nobody", post(township, "/watches/review", "id", "7", "result", "pass", "opinion", "属实"), "不属于您的辖区"},
		{"reviewed, of text", post(township, "/watches/review", "id", "x", "result", "pass", "opinion", "属实"), "请刷新后重选"},
		{"handed to nobody", post(clerk, "/watches/hand_over", "id", one, "to", "外星局"), "没有在岗的部门报送员"},
		{"a number without end", post(clerk, "/watches/announce", "id", one, "no", long), "最多 100 字"},
		{"a sample of nobody", post(clerk, "/spotchecks", "from", "2024-09-01", "to", "2024-09-09", "per_township", "-1", "points", "5"), "1 至 1000 户"},
		{"a sample backwards", post(clerk, "/spotchecks", "from", "2024-09-09", "to", "2024-09-01", "per_township", "1", "points", "5"), "不能早于起始日期"},
		{"a sample of points without end", post(clerk, "/spotchecks", "from", "2024-09-01", "to", "2024-09-09", "per_township", "1", "points", "1e400"), "考核分值"},
		{"a month before all reports", post(clerk, "/watches/screen", "month", "0001-01"), "请选择要比对的月份"},
	}...)
	for path, says := range map[string]string{
		"/sweeps/outside?days=1e9": "应为 0 至 9999 的整数", "/sweeps/missed?line=NaN": "应为金额", "/watches/sheets?month=2024-13": "月份", "/watches/circular.xlsx?month=x": "月份",
		"/watches/quarter.xlsx?month=0001-01": "月份", "/watches/99999999999999999999": "没有这个页面", "/sweeps/weather": "没有“weather”这一项排查",
	} {
		tries = append(tries, triedInput{path, func() answer { return clerk.get(path) }, says})
	}
	s.refuse(t, tries)
	clerk.get("/watches/screen?month=0001-01").see(t, http.StatusOK)
}

// A list of names that is not what it should be says which cell, row or sheet is wrong.
func TestABadListOfNamesIsRefused(t *testing.T) {
	s := newWatchSite(t)
	clerk := s.by(who.Clerk)
	check := func(name, content string) func() answer {
		return func() answer {
			return clerk.send("/watches/import/check", []attached{{"file", name, []byte(content)}}, "source", "city")
		}
	}
	var many bytes.Buffer
	many.WriteString("姓名,户编号,情况\n")
	for n := range 20_001 {
		fmt.Fprintf(&many, "张三,4106020010%05d,住院\n", n)
	}
	s.refuse(t, []triedInput{
		{"no list", check("名单.csv", "甲,乙\n1,2\n"), "没有找到表头"},
		{"a head alone", check("名单.csv", "姓名,户编号\n"), "没有填写任何农户"},
		{"a column twice", check("名单.csv", "姓名,户编号,姓名\n张三,1,李四\n"), "有两列是“姓名”"},
		{"a workbook that is none", check("名单.xlsx", "PK\x03\x04"), "请重新导出"},
		{"an old workbook", check("名单.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ".xlsx"},
		{"nothing", check("名单.csv", ""), "是空的"},
		{"too many", check("名单.csv", many.String()), "一份名单最多 20000 行"},
		{"of no source", func() answer {
			return clerk.send("/watches/import/check", []attached{{"file", "名单.csv", []byte("姓名,户编号,情况\n张三,1,住院\n")}}, "source", "martian")
		}, "请选择名单来源"},
		{"taken without being checked", func() answer { return clerk.post("/watches/import", "ticket", "x") }, "请重新选择名单文件"},
	})
}
