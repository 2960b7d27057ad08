package watching

import (
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/yuan"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/reports"
)

// plain is a procedure as an official reads it who reads no file: tables, in the words of papers.
type plain struct {
	Facts    [][2]string
	Feeds    [][]string // 部门, 报送内容, 对象, 标准, 报送时间, 交办
	Door     []string
	Refer    []string
	Enter    []stageLine
	Clear    []stageLine
	After    [][2]string // when a risk is found to be gone
	Measures [][]string  // 劳动力类别, 可用的措施, 不能只有
}

// stageLine is a step as people read it.
type stageLine struct{ Step, By, Days string }

func plainly(p *procedure.Procedure) plain {
	out := plain{Facts: factsOf(p), Enter: stages(p, p.Enter)}
	for _, f := range p.Feeds {
		out.Feeds = append(out.Feeds, feed(f))
	}
	for _, row := range p.Door {
		out.Door = append(out.Door, monitoring.DoorWords(row))
	}
	for _, r := range p.Refer {
		when := monitoring.WhenWords(r.Income, r.Risk)
		out.Refer = append(out.Refer, when+"：转"+r.To+"，"+r.For)
	}
	for _, l := range procedure.Labours() {
		listed, only := p.Measures.Listed[l], p.Measures.NeverOnly[l]
		if len(listed)+len(only) > 0 {
			out.Measures = append(out.Measures, []string{l.Title(), orAny(listed), strings.Join(only, "、")})
		}
	}
	if c := p.Clear; c != nil {
		out.Clear, out.After = stages(p, c.Steps), clearing(c)
	}
	return out
}

func orAny(kinds []string) string {
	if len(kinds) == 0 {
		return "不限"
	}
	return strings.Join(kinds, "、")
}

func factsOf(p *procedure.Procedure) (out [][2]string) {
	add := func(title, text string) {
		if text != "" {
			out = append(out, [2]string{title, text})
		}
	}
	add("有效期", p.Term.From.Chinese()+"至"+p.Term.To.Chinese())
	if l := p.Line; l != nil {
		add("监测线", "人均 "+yuan.Grouped(l.PerHead)+" 元，低于此数为线下")
		if l.Floor != nil {
			add("底线", fmt.Sprintf("国家标准 %s 元的 %s 倍", yuan.Grouped(l.Floor.Standard), l.Floor.Times))
		}
		if l.EarlyAbove != nil {
			add("提前帮扶", "人均高于 "+yuan.Grouped(*l.EarlyAbove)+" 元、低于监测线的")
		}
	}
	ends := map[procedure.Ends]string{procedure.EndsProcedure: "截至入户核查前一日", procedure.EndsQuarter: "截至入户核查前最近的季末"}[p.Income.Ends]
	add("收入计算期", fmt.Sprintf("%d 个月，%s", p.Income.Months, ends))
	add("监测对象类别", strings.Join(p.Kinds, "、"))
	if d := p.Leads.HandOver; d != nil {
		add("集中交办", "每月"+dayOf(*d)+"前")
	}
	add("直接入户核查的线索", strings.Join(p.Leads.Direct, "、"))
	add("办理时限", counted("自交办起 ", p.Leads.Check, " 个工作日内录入系统"))
	if p.Leads.Feedback {
		add("结果反馈", "当月月底前")
	}
	if b := p.Publicity; b != nil {
		moved := map[bool]string{true: "，遇法定节假日顺延"}[b.PastHoliday] + map[bool]string{true: "，遇周末顺延"}[b.PastWeekend]
		add("公示", fmt.Sprintf("%d 天，张贴当日不计%s", b.Days, moved))
	}
	add("帮扶方案", counted("审定后 ", p.Plan, " 个工作日内制定"))
	add("走访", counted("每 ", p.FollowUp, " 个月至少一次"))
	return out
}

// counted is a sentence about a number, nothing where it is zero.
func counted(before string, n int, after string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(before, n, after)
}

func dayOf(d procedure.DayOfMonth) string {
	if d.Day == 0 {
		return "月底"
	}
	return fmt.Sprintf("%d日", d.Day)
}

func feed(f procedure.Feed) []string {
	kind, known := reports.KindOf(f.Kind)
	what := f.Kind
	if known {
		what = kind.Title
	}
	line := "全部"
	if f.Line != nil {
		line = measureTitle(kind, f.Measure) + map[bool]string{true: "超过 ", false: "达到 "}[f.Strict] + yuan.Grouped(*f.Line) + " 元"
	}
	to := "乡镇"
	if f.ToAgency {
		to = f.Agency
	}
	return []string{f.Agency, what, orAnyone(f.Classes), line, due(f.Due), to}
}

// measureTitle is what a kind of report calls one of its sums.
func measureTitle(kind reports.Kind, word string) string {
	for _, m := range kind.Measures {
		if m.Word == word {
			return m.Title
		}
	}
	return word
}

func orAnyone(classes []string) string {
	if len(classes) == 0 {
		return "全部农户"
	}
	return strings.Join(classes, "、")
}

func due(d *procedure.FeedDue) string {
	switch {
	case d == nil:
		return "未规定"
	case d.Promptly():
		return "及时"
	case d.Days > 0:
		return fmt.Sprintf("%d 日内", d.Days)
	case d.Month != 0:
		return fmt.Sprintf("每年%d月%s前", d.Month, strings.TrimPrefix(dayOf(*d.Day), "月"))
	default:
		return "每月" + dayOf(*d.Day) + "前"
	}
}

// stages are the steps of a list, up to whose registration (or approval, where there is none) the check runs; none of a release.
func stages(p *procedure.Procedure, list []procedure.Stage) (out []stageLine) {
	place := func(step procedure.Step) int {
		return slices.IndexFunc(list, func(s procedure.Stage) bool { return s.Step == step })
	}
	checked := place(procedure.Register)
	if place(procedure.Nominate) < 0 && checked < 0 {
		checked = place(procedure.Approve)
	}
	for i, s := range list {
		line := stageLine{Step: p.Calls(s.Step), By: p.Title(s.By), Days: "未规定"}
		if i <= checked && p.Leads.Check > 0 {
			line.Days = "办理时限以内"
		}
		if law, ok := procedure.LawOf(s.Step); ok && s.By == "" {
			line.By = p.Title(law.By[0])
		}
		if s.Days > 0 {
			line.Days = fmt.Sprintf("%d %s", s.Days, map[bool]string{true: "个工作日", false: "天"}[s.Working])
		}
		out = append(out, line)
	}
	return out
}

func clearing(c *procedure.Clear) (out [][2]string) {
	from := map[procedure.From]string{procedure.FromMeasure: "自落实第一项帮扶措施", procedure.FromApprove: "自审定纳入监测"}[c.After.From]
	out = append(out, [2]string{"最早提名", fmt.Sprintf("%s起满 %d 个月", from, c.After.Months)})
	if c.Above {
		out = append(out, [2]string{"收入", "最近一次入户核查的人均收入不低于监测线"})
	}
	if len(c.Labour) > 0 {
		var titles []string
		for _, l := range c.Labour {
			titles = append(titles, l.Title())
		}
		out = append(out, [2]string{"可以消除的户", strings.Join(titles, "、") + "的户；其余的持续跟踪监测"})
	}
	return out
}
