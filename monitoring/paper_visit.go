package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/procedure"
)

// VisitPaper prints the form of a visit (入户核查表): blank, to be taken along, or as the newest visit found it.
func (d Desk) VisitPaper(ctx context.Context, tx *pg.Tx, id int64, blank bool, w io.Writer) error {
	s, err := d.dossierOf(ctx, tx, id)
	if err != nil {
		return err
	}
	v := s.newest()
	switch {
	case blank:
		v = nil
	case v == nil:
		return fault.Conflictf("%s还没有入户核查，可打印空白的入户核查表", s.called())
	}
	out := d.Fonts.New("入户核查表", tx.Now)
	out.Title("防止返贫监测入户核查表")
	out.Note(s.about())
	out.Line(paper.Left, "一、共同生活的家庭成员")
	out.Table(members(s.living(v)))
	out.Line(paper.Left, "二、家庭收入和支出（元）")
	out.Table(s.incomes(v, calendar.DateOf(tx.Now)))
	out.Line(paper.Left, "三、“三保障”及饮水安全、财产和风险")
	out.Table(facts(s.answers(v)...))
	out.Boxes(paper.Box{Label: "核查人签字"}, paper.Box{Label: "户主签字（按手印）"}, paper.Box{Label: "日期"})
	return out.Write(w)
}

// incomes is the working of the income per head: each line, the costs, the sum, the line of the procedure.
func (s dossier) incomes(v *Found, today calendar.Date) paper.Table {
	t := paper.Table{Tight: true, Columns: []paper.Column{{Title: "项目", Width: 44}, {Title: "说明", Width: 80}, {Title: "金额", Width: 32, Align: paper.Right}}}
	add := func(cells ...string) { t.Rows = append(t.Rows, paper.Row{Whose: cells[0], Cells: cells, Height: 8}) }
	if v == nil {
		if s.rule.Line != nil { // else a visit needs no income
			for _, of := range IncomeSources() {
				add(of.Title(), "", "")
			}
			add("减：生产经营支出", "", "")
			add("家庭纯收入", s.months(today), "")
			add("人均纯收入", "家庭纯收入 ÷ 人口", "")
		}
		add("另：自付医疗费用", "", "")
		return t
	}
	for _, line := range v.Income {
		add(line.Source.Title(), line.Words, yuan.Grouped(line.Amount))
	}
	add("减：生产经营支出", "", yuan.Grouped(v.Costs))
	add("家庭纯收入", fmt.Sprintf("%s 至 %s", v.From, v.To), yuan.Grouped(v.Net()))
	if v.PerHead != nil {
		add("人均纯收入", perHead(*v, s.rule), yuan.Grouped(*v.PerHead))
	}
	add("另：自付医疗费用", "", yuan.Grouped(v.Medical))
	return t
}

// months are those whose income a blank form asks for: which they are, if a visit of any day soon has the same; else how many up to it.
func (s dossier) months(today calendar.Date) string {
	if s.rule.Income.Ends == procedure.EndsQuarter {
		from, to := s.rule.Window(today)
		return fmt.Sprintf("%s 至 %s", from, to)
	}
	return fmt.Sprintf("入户前一日止的 %d 个月", s.rule.Income.Months)
}

// perHead says how the income per head was reckoned and where it lies.
func perHead(v Found, rule *procedure.Procedure) string {
	text := fmt.Sprintf("%s ÷ %d 人", yuan.Grouped(v.Net()), v.Persons)
	if rule.Line == nil {
		return text
	}
	side := "不低于"
	if v.Below {
		side = "低于"
	}
	return text + fmt.Sprintf("，%s监测线 %s", side, yuan.Grouped(rule.Line.PerHead))
}

// answers are what the visit found besides; without one, what is to be ticked.
func (s dossier) answers(v *Found) (rows [][2]string) {
	tick := func(of string) [2]string { return [2]string{of, "□ 无问题　　□ 有问题："} }
	if v == nil {
		for _, of := range Safeguards() {
			rows = append(rows, tick(of.Title()))
		}
		title := "财产"
		for some := range slices.Chunk(Assets(), 3) { // as many as a line holds: a box stays with its words
			owned := ""
			for _, a := range some {
				owned += "□ " + a.Title() + "　"
			}
			rows = append(rows, [2]string{title, owned})
			title = ""
		}
		return append(rows, [2]string{"返贫致贫风险", "□ 有　　□ 无"}, [2]string{"劳动力类别", "□ 无劳动力　□ 弱劳动力或半劳动力　□ 有劳动力"},
			[2]string{"核查情况", ""})
	}
	for _, of := range v.Safeguards {
		found := "无问题"
		if of.Problem != "" {
			found = "有问题：" + of.Problem
		}
		rows = append(rows, [2]string{of.Of.Title(), found})
	}
	return append(rows, [2]string{"财产", owned(v.Assets)}, [2]string{"返贫致贫风险", map[procedure.Risk]string{procedure.AtRisk: "有", procedure.NoRisk: "无"}[v.Risk]},
		[2]string{"劳动力类别", s.labour()}, [2]string{"核查情况", v.Visit.Found}, [2]string{"核查日期", lineOf(v.On.Chinese(), v.By)})
}

func owned(assets []AssetCode) string {
	if len(assets) == 0 {
		return "未发现"
	}
	text := assets[0].Title()
	for _, a := range assets[1:] {
		text += "、" + a.Title()
	}
	return text
}

// CertificatePaper prints the county's newest word on a family: taken in (监测对象认定书; S0), or released (风险消除认定书) from the release's approval on,
// for it comes before the mark (S0: 解除风险并出具认定书，然后……标识取消监测).
func (d Desk) CertificatePaper(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	return d.certificate(ctx, tx, id, Watch.Released, w)
}

// EntryCertificatePaper prints that the family was taken in, released since or not.
func (d Desk) EntryCertificatePaper(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	return d.certificate(ctx, tx, id, func(Watch) bool { return false }, w)
}

func (d Desk) certificate(ctx context.Context, tx *pg.Tx, id int64, ofRelease func(Watch) bool, w io.Writer) error {
	s, err := d.dossierOf(ctx, tx, id)
	if err != nil {
		return err
	}
	approved, err := approvals(ctx, tx, id)
	if err != nil {
		return err
	}
	if len(approved) == 0 || s.State != procedure.StateCleared && s.Since == nil {
		return fault.Conflictf("%s没有审定通过的结论，不出具认定书", s.called())
	}
	// The first approval took the family in. A later one released it, unless that was taken back.
	e, title := approved[0], "防止返贫监测对象认定书"
	text := fmt.Sprintf("经%s，%s于%s审定，你户为防止返贫监测对象（%s），自即日起纳入监测帮扶。", by(s.rule, s.rule.Enter), s.office.Name, e.On.Chinese(), orDash(s.Kind))
	if ofRelease(s.Watch) {
		e, title = approved[len(approved)-1], "风险消除认定书"
		text = fmt.Sprintf("经%s，%s于%s审定，你户返贫致贫风险已消除，不再按监测对象监测帮扶。今后再次出现困难，可随时向%s申报。",
			by(s.rule, s.rule.Clear.Steps), s.office.Name, e.On.Chinese(), s.rule.Title(procedure.Village))
	}
	out := d.Fonts.New(title, e.On.Start())
	out.Title(title)
	out.Note(s.about())
	out.Line(paper.Left, s.of.Head+"户：")
	out.Text(text)
	out.Text(fmt.Sprintf("对本认定有异议的，可以向%s、%s或%s反映。监督电话：%s。", s.of.Committee, s.of.Township, s.office.Name, s.office.Phone))
	out.Seal(paper.Seal{By: s.office.Name, On: e.On.Chinese()})
	out.Boxes(paper.Box{Label: "送达人"}, paper.Box{Label: "户主签字（按手印）"})
	return out.Write(w)
}

// approvals are a watch's approvals that passed, in order.
func approvals(ctx context.Context, tx *pg.Tx, id int64) (passed []Event, err error) {
	events, err := History(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		told, err := e.Told()
		if err != nil {
			return nil, err
		}
		if told.Act == procedure.Approve && told.Result == procedure.Pass {
			passed = append(passed, e)
		}
	}
	return passed, nil
}

// by is how a family came to an approval, in words: the steps before it, as its procedure lists them.
func by(rule *procedure.Procedure, list []procedure.Stage) string {
	var titles []string
	for _, s := range list {
		if s.Step == procedure.Approve {
			break
		}
		titles = append(titles, rule.Calls(s.Step))
	}
	return strings.Join(titles, "、")
}

// ReleasePaper prints the form on which a release goes through its hands (风险消除表): what was done for the family, what its income came to.
func (d Desk) ReleasePaper(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	s, err := d.dossierOf(ctx, tx, id)
	if err != nil {
		return err
	}
	switch {
	case s.rule.Clear == nil:
		return fault.Conflictf("本县监测程序没有写风险消除，没有风险消除表")
	case s.State != procedure.StateWatched && s.State != procedure.StateClearing && s.State != procedure.StateCleared:
		return fault.Conflictf("%s不在监测之中，没有风险消除表", s.called())
	}
	measures, err := MeasuresOf(ctx, tx, id)
	if err != nil {
		return err
	}
	income := "—"
	if v := s.newest(); v != nil && v.PerHead != nil {
		income = yuan.Grouped(*v.PerHead) + " 元（" + v.From.String() + " 至 " + v.To.String() + "）"
	}
	out := d.Fonts.New("风险消除表", tx.Now)
	out.Title("监测对象风险消除表")
	out.Note(s.about())
	out.Table(facts([2]string{"监测对象类别", orDash(s.Kind)}, [2]string{"纳入监测日期", dateOr(s.entered)}, [2]string{"人均纯收入", income}, [2]string{"劳动力类别", s.labour()}))
	out.Line(paper.Left, "落实的帮扶措施")
	out.Table(measureTable(only(measures, func(m MeasureLine) bool { return m.Began != nil && !m.Withdrawn() }), false))
	out.Table(opinions(s.rule))
	out.Boxes(paper.Box{Label: s.rule.Title(procedure.Village) + "（盖章）"}, paper.Box{Label: s.rule.Title(procedure.Township) + "（盖章）"},
		paper.Box{Label: s.rule.Title(procedure.County) + "（盖章）"})
	return out.Write(w)
}

// opinions are what the hands of a release write by hand, each with room for it: of the steps of its procedure at which somebody decides.
func opinions(rule *procedure.Procedure) paper.Table {
	var rows [][2]string
	for _, s := range rule.Clear.Steps {
		switch s.Step {
		case procedure.Nominate, procedure.Evaluate, procedure.Review, procedure.Compare, procedure.Approve:
			rows = append(rows, [2]string{rule.Calls(s.Step) + "意见"})
		}
	}
	t := facts(rows...)
	for i := range t.Rows {
		t.Rows[i].Height = 18
	}
	return t
}
