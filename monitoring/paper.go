package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/procedure"
	"fangpin/registry"
)

// Desk is what a paper is made with: the county's keys and fonts.
type Desk struct {
	Keys  *secret.Keys
	Fonts *paper.Fonts
}

// dossier is a watch as its papers need it.
type dossier struct {
	Watch
	rule    *procedure.Procedure
	family  *procedure.Family
	of      registry.Addressee
	members []registry.Person
	visits  []Found
	office  pg.Office
	entered *calendar.Date // approved to be watched; nil: never
}

// dossierOf reads a watch for a paper, in the person's part of the county.
func (d Desk) dossierOf(ctx context.Context, tx *pg.Tx, id int64) (s dossier, err error) {
	if s.Watch, err = Get(ctx, tx, id); err != nil {
		return s, err
	}
	courses, err := coursesOf(ctx, tx, map[int64]Watch{id: s.Watch})
	if err != nil {
		return s, err
	}
	s.rule, s.family = courses[id].rule, courses[id].family
	if s.of, err = registry.AddresseeOf(ctx, tx, d.Keys, s.Household); err != nil {
		return s, err
	}
	if s.members, err = registry.Find(ctx, tx, registry.Filter{Households: pg.Only([]int64{s.Household})}); err != nil {
		return s, err
	}
	visits, err := VisitsOf(ctx, tx, id)
	if err != nil {
		return s, err
	}
	s.visits = visits[id]
	entered, err := enteredOf(ctx, tx, []int64{id})
	if err != nil {
		return s, err
	}
	if on, is := entered[id]; is {
		s.entered = &on
	}
	s.office, err = pg.OfficeOf(ctx, tx)
	return s, err
}

// newest is the newest visit, nil before one.
func (s dossier) newest() *Found {
	if len(s.visits) == 0 {
		return nil
	}
	return &s.visits[len(s.visits)-1]
}

// about is the line that says whose paper it is.
func (s dossier) about() string {
	return fmt.Sprintf("户编号：%s　　户主：%s　　公民身份号码：%s　　住址：%s", s.of.No, s.of.Head, s.of.IDNumber, s.of.Address())
}

// facts is a table of two columns: what, and what is known of it; blank cells are filled in by hand.
func facts(rows ...[2]string) paper.Table {
	t := paper.Table{Tight: true, Columns: []paper.Column{{Width: 38}, {Width: 118}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, paper.Row{Whose: r[0], Cells: r[:], Height: 8})
	}
	return t
}

// ApplicationPaper prints the form that the family signs (申请及承诺授权书; S1: 农户申请及承诺授权).
func (d Desk) ApplicationPaper(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	s, err := d.dossierOf(ctx, tx, id)
	if err != nil {
		return err
	}
	out := d.Fonts.New("申请及承诺授权书", tx.Now)
	out.Title("防止返贫监测对象申请及承诺授权书")
	out.Note(s.about())
	out.Line(paper.Left, s.of.Committee+"：")
	out.Text("我家因　　　　　　　　　　　　　　，生活出现困难，存在返贫致贫风险，现申请纳入防止返贫监测和帮扶。")
	out.Text("我承诺：所提供的家庭人口、收入、支出、财产和困难情况真实、完整；如有隐瞒或虚报，愿意退出监测和帮扶，并承担相应责任。")
	out.Text(fmt.Sprintf("我授权%s及有关部门为核实以上情况，查询我家全部共同生活成员的户籍、收入、财产、社会保险、就医和享受政策的信息。查询所得仅用于防止返贫监测和帮扶。", s.office.Name))
	out.Table(members(s.living(nil)))
	out.Boxes(paper.Box{Label: "申请人签字（按手印）"}, paper.Box{Label: "代办人及与申请人关系"}, paper.Box{Label: "日期"})
	return out.Write(w)
}

// living are the members of the household who live, or those that a visit ticked.
func (s dossier) living(v *Found) []registry.Person {
	return slices.DeleteFunc(slices.Clone(s.members), func(p registry.Person) bool {
		if v != nil {
			return !slices.ContainsFunc(v.Members, func(m Member) bool { return m.Person == p.ID })
		}
		return p.DiedOn != nil
	})
}

// members lists people with who they are to the head, and their age by the year of birth.
func members(people []registry.Person) paper.Table {
	t := paper.Table{Tight: true, Columns: []paper.Column{
		{Title: "序号", Width: 16, Align: paper.Centre}, {Title: "姓名", Width: 40}, {Title: "与户主关系", Width: 36, Align: paper.Centre},
		{Title: "出生年月", Width: 36, Align: paper.Centre}, {Title: "签字", Width: 28},
	}}
	for i, p := range people {
		born := p.BornOn.Start()
		t.Rows = append(t.Rows, paper.Row{Whose: p.Name, Cells: []string{
			fmt.Sprint(i + 1), p.Name, p.Relation.String(), fmt.Sprintf("%d年%d月", born.Year(), born.Month()), "",
		}})
	}
	return t
}

// MinutesPaper prints the minutes of a village's meeting (村级评议记录): filled in, or blank to be filled in by hand where the
// village has yet to meet.
func (d Desk) MinutesPaper(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	s, err := d.dossierOf(ctx, tx, id)
	if err != nil {
		return err
	}
	held, err := EvaluationsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	out := d.Fonts.New("村级评议记录", tx.Now)
	out.Title("防止返贫监测村级评议记录")
	out.Note(s.about())
	events, err := History(ctx, tx, id)
	if err != nil {
		return err
	}
	e, release, err := meeting(s.Watch, events, held)
	if err != nil {
		return err
	}
	subject := map[bool]string{false: "是否纳入监测", true: "是否消除风险"}[release]
	rows := [][2]string{{"评议事项", subject}}
	if v := s.newest(); v != nil {
		rows = append(rows, [2]string{"入户核查", v.Visit.Found})
	}
	if e == nil {
		rows = append(rows, [2]string{"评议日期", ""}, [2]string{"参加人员", ""}, [2]string{"票数", "同意　　票，不同意　　票，弃权　　票"}, [2]string{"评议意见", ""},
			[2]string{"评议结果", "□ 通过　　□ 不通过"})
	} else {
		result := map[bool]string{true: "通过", false: "不通过"}[e.Passed]
		rows = append(rows, [2]string{"评议日期", e.On.Chinese()}, [2]string{"参加人员", e.Present},
			[2]string{"票数", fmt.Sprintf("同意 %d 票，不同意 %d 票，弃权 %d 票", e.Yes, e.No, e.Abstain)}, [2]string{"评议意见", e.Opinion}, [2]string{"评议结果", result})
	}
	out.Table(facts(rows...))
	out.Boxes(paper.Box{Label: "主持人"}, paper.Box{Label: "记录人"}, paper.Box{Label: "参加评议人员签字"})
	return out.Write(w)
}

// NoticePaper prints a notice of watches as it hangs on the village's board (公示): head of the household, village and kind, nothing else.
func (d Desk) NoticePaper(ctx context.Context, tx *pg.Tx, notice int64, w io.Writer) error {
	p, err := GetPoster(ctx, tx, notice)
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(p.Rows, func(r PosterRow) bool { return r.Head == "" }); at >= 0 {
		return fault.Invalidf("公示第 %d 行的户没有户主，请先在花名册中写明户主", p.Rows[at].N)
	}
	title, intent := "拟纳入防止返贫监测对象公示", "拟纳入防止返贫监测对象"
	if p.Release {
		title, intent = "拟消除风险监测对象公示", "拟消除风险、不再按监测对象帮扶"
	}
	out := d.Fonts.New("监测公示", p.Dated.Start())
	out.Title(title)
	number := fmt.Sprintf("%s〔%d〕%d号", p.Village, p.Year, p.Serial)
	out.Line(paper.Centre, "公示编号："+number)
	out.Text(fmt.Sprintf("经入户核查、村级评议，%s%s以下 %d 户%s，现予公示，请群众监督。公示期 %d 天，张贴当日不计。", p.Township, p.Village, len(p.Rows), intent, p.Days))
	out.Table(p.table())
	out.Text(fmt.Sprintf("对以上内容有异议的，请在公示期内向%s、%s或%s口头或书面反映。监督电话：%s。", p.Committee, p.Township, p.Office, p.Phone))
	checkpoint, err := deed.Printed(ctx, tx)
	if err != nil {
		return err
	}
	out.Seal(paper.Seal{By: p.Committee, On: p.Dated.Chinese(), Code: fmt.Sprintf("公示 %s\n摘要 %x\n存证\n%s", number, p.Digest, checkpoint), Captions: []string{
		fmt.Sprintf("校验码：%X", p.Digest[:8]), "扫码核对公示摘要和存证检查点",
	}})
	return out.Write(w)
}

func (p Poster) table() paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Title: "序号", Width: 20, Align: paper.Centre}, {Title: "户主", Width: 48}, {Title: "村", Width: 48, Align: paper.Centre}, {Title: "类别", Width: 40, Align: paper.Centre},
	}}
	for _, r := range p.Rows {
		t.Rows = append(t.Rows, paper.Row{Whose: fmt.Sprintf("公示第 %d 行“%s”户", r.N, r.Head), Cells: []string{fmt.Sprint(r.N), r.Head, p.Village, r.Kind}})
	}
	return t
}

// HandbookPaper prints a family's page of the helpers' handbook (帮扶手册): who helps, what was ordered and done, who looked after them when.
func (d Desk) HandbookPaper(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	s, err := d.dossierOf(ctx, tx, id)
	if err != nil {
		return err
	}
	if s.Since == nil && s.State != procedure.StateCleared {
		return fault.Conflictf("%s还没有纳入监测，没有帮扶手册", s.called())
	}
	events, err := History(ctx, tx, id)
	if err != nil {
		return err
	}
	helpers, err := Helpers(ctx, tx, id)
	if err != nil {
		return err
	}
	measures, err := MeasuresOf(ctx, tx, id)
	if err != nil {
		return err
	}
	out := d.Fonts.New("帮扶手册", tx.Now)
	out.Title("监测对象帮扶手册")
	out.Note(s.about())
	out.Table(facts([2]string{"监测对象类别", orDash(s.Kind)}, [2]string{"纳入监测日期", dateOr(s.entered)}, [2]string{"劳动力类别", s.labour()}))
	out.Line(paper.Left, "一、帮扶责任人")
	out.Table(s.helpers(helpers))
	out.Line(paper.Left, "二、帮扶方案和措施")
	for _, e := range events {
		if e.Act == procedure.Plan && e.Words != nil {
			out.Text(e.On.Chinese() + "　" + *e.Words)
		}
	}
	out.Table(measureTable(measures, true))
	out.Line(paper.Left, "三、走访记录")
	out.Table(followUps(events))
	out.Boxes(paper.Box{Label: "帮扶责任人签字"}, paper.Box{Label: "户主签字"})
	return out.Write(w)
}

// labour is the family's class, as its procedure has it after the newest visit.
func (s dossier) labour() string {
	if newest := s.family.Newest(); newest != nil && newest.Labour != "" {
		return newest.Labour.Title()
	}
	return "未核定"
}

func (s dossier) helpers(helpers []Helper) paper.Table {
	t := paper.Table{Tight: true, Columns: []paper.Column{{Title: "层级", Width: 30, Align: paper.Centre}, {Title: "姓名", Width: 36}, {Title: "单位、职务", Width: 54}, {Title: "起止", Width: 36}}}
	for _, h := range helpers {
		until := "至今"
		if h.To != nil {
			until = "至 " + h.To.String()
		}
		t.Rows = append(t.Rows, paper.Row{Whose: h.Name, Cells: []string{s.rule.Title(h.Level), h.Name, h.Duty, h.From.String() + " " + until}})
	}
	return t
}

// measureTable lists measures with since when each works (落实), the day from which a release counts, and if it is asked for what it came to (成效).
func measureTable(measures []MeasureLine, outcome bool) paper.Table {
	t := paper.Table{Tight: true, Columns: []paper.Column{
		{Title: "类别", Width: 22}, {Title: "内容", Width: 42}, {Title: "承办", Width: 20}, {Title: "下达", Width: 24}, {Title: "落实", Width: 24}, {Title: "办结", Width: 24},
	}}
	if outcome {
		t.Columns[1].Width -= 18
		t.Columns = append(t.Columns, paper.Column{Title: "成效", Width: 18})
	}
	for _, m := range measures {
		closed, began := "办理中", "—"
		if m.Began != nil {
			began = m.Began.String()
		}
		switch {
		case m.Withdrawn():
			closed = "撤回 " + m.ClosedOn.String()
		case m.Closed != nil:
			closed = m.ClosedOn.String()
		}
		cells := []string{m.Kind, m.Words, m.To, m.On.String(), began, closed}
		if outcome {
			said := "未评价"
			switch {
			case m.Effective != nil && *m.Effective:
				said = "有成效"
			case m.Effective != nil:
				said = "成效不好"
			}
			cells = append(cells, said)
		}
		t.Rows = append(t.Rows, paper.Row{Whose: m.Kind, Cells: cells})
	}
	return t
}

func followUps(events []Event) paper.Table {
	t := paper.Table{Tight: true, Columns: []paper.Column{{Title: "日期", Width: 30, Align: paper.Centre}, {Title: "走访情况", Width: 96}, {Title: "走访人", Width: 30}}}
	for _, e := range events {
		if e.Act == procedure.FollowUp && e.Words != nil {
			t.Rows = append(t.Rows, paper.Row{Whose: e.On.String(), Cells: []string{e.On.String(), *e.Words, e.Name}})
		}
	}
	for range max(0, 3-len(t.Rows)) { // room to write by hand
		t.Rows = append(t.Rows, paper.Row{Cells: []string{"", "", ""}, Height: 12})
	}
	return t
}

func orDash(text *string) string {
	if text == nil {
		return "—"
	}
	return *text
}

func dateOr(on *calendar.Date) string {
	if on == nil {
		return "—"
	}
	return on.Chinese()
}

// lineOf joins what is there with 　.
func lineOf(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "　")
}
