package watching

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/registry"
	"fangpin/web/kit"
)

// visitPage is the form of a visit, one question a group; it is filled in on a phone.
type visitPage struct {
	monitoring.Watch
	Township   string
	Told       []monitoring.SignalLine
	Days       []calendar.Date
	People     []memberField
	Labours    []kit.Choice
	Asks       bool // whether the procedure asks for an income
	From, To   calendar.Date
	Months     int
	Income     []incomeField
	Sources    []kit.Choice
	Safeguards []safeguardField
	Assets     []kit.Choice
	Held       []kit.HeldFile
	Working    *monitoring.Working // worked out before it is sent; nil: not asked for
	Late       bool
}

// memberField is one of the household to tick, with their labour class.
type memberField struct {
	registry.Person
	ID       string
	Age      int
	Labour   string // the name of the field
	Ticked   bool
	Starting string // their class as the visit before said
}

// incomeField is a line of income: its source is fixed for the first four.
type incomeField struct {
	N             int
	Source, Title string
}

// safeguardField is one of the four.
type safeguardField struct{ Code, Title string }

// mostLines is how many lines of income one form takes.
const mostLines = 30

func visitForm(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	o, err := monitoring.GetOutlook(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	if !o.Can[string(procedure.Visit)] {
		return fault.Conflictf("%s户现在不在入户核查的一步，请回到监测事项", o.Head)
	}
	if err := o.Theirs(r.By); err != nil {
		return err
	}
	p := visitPage{Watch: o.Watch, Township: area.TownshipName(o.Village), Asks: o.Rule.Line != nil, Months: o.Rule.Income.Months, Held: r.Held(about(id)),
		Late: late(o.Watch, r.Today())}
	for day := r.Today(); day >= o.Last && len(p.Days) < 60; day-- {
		p.Days = append(p.Days, day)
	}
	p.From, p.To = o.Rule.Window(visitDay(r))
	if p.Told, err = monitoring.Signals(r.Context(), r.Tx, id); err != nil {
		return err
	}
	for _, l := range procedure.Labours() {
		p.Labours = append(p.Labours, kit.Choice{Value: string(l), Title: l.Title()})
	}
	if err := p.members(r); err != nil {
		return err
	}
	p.questions(r)
	if r.Value("reckon") != "" {
		if w, err := reckon(r, o); err == nil {
			p.Working = &w
		}
	}
	return r.Show("watching/watches/visit", p)
}

// reckon works out what the form says, or tells what is wrong with it.
func reckon(r *kit.Request, o monitoring.Outlook) (monitoring.Working, error) {
	v, err := visitOf(r, o.ID)
	if err != nil {
		return monitoring.Working{}, err
	}
	return o.Reckon(v)
}

// visitDay is the day that the form is for: chosen, or today.
func visitDay(r *kit.Request) calendar.Date {
	if day, err := r.Date("visited_on", "入户日期"); err == nil {
		return day
	}
	return r.Today()
}

// members are those of the household who live, ticked as the visit before found them, all of them before the first.
func (p *visitPage) members(r *kit.Request) error {
	people, err := registry.Find(r.Context(), r.Tx, registry.Filter{Households: pg.Only([]int64{p.Household})})
	if err != nil {
		return err
	}
	visits, err := monitoring.VisitsOf(r.Context(), r.Tx, p.ID)
	if err != nil {
		return err
	}
	var before []monitoring.Member
	if of := visits[p.ID]; len(of) > 0 {
		before = of[len(of)-1].Members
	}
	for _, m := range people {
		if m.DiedOn != nil {
			continue
		}
		f := memberField{Person: m, ID: strconv.FormatInt(m.ID, 10), Labour: of("labour", m.ID), Age: age(m.BornOn, r.Today()), Ticked: len(before) == 0}
		if i := slices.IndexFunc(before, func(b monitoring.Member) bool { return b.Person == m.ID }); i >= 0 {
			f.Ticked, f.Starting = true, string(before[i].Labour)
		}
		p.People = append(p.People, f)
	}
	return nil
}

// age is how many birthdays somebody has had by a day.
func age(born, on calendar.Date) int {
	b, d := born.Start(), on.Start()
	years := d.Year() - b.Year()
	if d.Month() < b.Month() || d.Month() == b.Month() && d.Day() < b.Day() {
		years--
	}
	return years
}

// questions are what is asked of the household's income, safeguards and assets.
func (p *visitPage) questions(r *kit.Request) {
	for i, s := range monitoring.IncomeSources() {
		p.Income = append(p.Income, incomeField{i + 1, string(s), s.Title()})
		p.Sources = append(p.Sources, kit.Choice{Value: string(s), Title: s.Title()})
	}
	for n := len(p.Income) + 1; n <= lineCount(r); n++ {
		p.Income = append(p.Income, incomeField{N: n})
	}
	for _, s := range monitoring.Safeguards() {
		p.Safeguards = append(p.Safeguards, safeguardField{string(s), s.Title()})
	}
	for _, a := range monitoring.Assets() {
		p.Assets = append(p.Assets, kit.Choice{Value: string(a), Title: a.Title()})
	}
}

// lineCount is how many lines of income the form has: one of each source, and as many more as were asked for.
func lineCount(r *kit.Request) int {
	n, err := strconv.Atoi(r.Value("lines"))
	if err != nil || n < len(monitoring.IncomeSources()) {
		n = len(monitoring.IncomeSources())
	}
	if r.Value("more") != "" {
		n++
	}
	return min(n, mostLines)
}

// about is what the files of a watch's forms are held for.
func about(watch int64) string { return fmt.Sprintf("watch/%d", watch) }

// visit takes what was found. Photos are archived first: whatever is wrong with the rest, they are not asked for again.
func visit(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var o monitoring.Outlook
	if err := r.Read(func(tx *pg.Tx) (err error) { o, err = monitoring.GetOutlook(r.Context(), tx, id); return err }); err != nil {
		return err
	}
	if err := receive(r, id, "入户照片"); err != nil {
		return err
	}
	if r.Value("reckon") != "" {
		if _, err := reckon(r, o); err != nil {
			return err
		}
	}
	if r.Value("more") != "" || r.Value("reckon") != "" {
		return r.Within(visitForm)
	}
	v, err := visitOf(r, id)
	if err != nil {
		return err
	}
	v.Photos = held(r, id)
	if w, err := o.Reckon(v); err == nil && w.Ends() && v.Why == "" {
		r.PostForm.Set("reckon", "1") // what follows is seen, and the reason given, before anything is recorded
		return r.Within(visitForm)
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
	}); err != nil {
		return err
	}
	said := "已登记入户核查"
	err = r.Read(func(tx *pg.Tx) error {
		of, err := monitoring.VisitLines(r.Context(), tx, id)
		if err == nil && of[0].Judged {
			said += "：" + of[0].Working.Door
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/%d", id), said)
}

// receive archives the files of a form's field, and lets the form carry them.
func receive(r *kit.Request, watch int64, kind string) error {
	return r.Receive(about(watch), "photo", func(ctx context.Context, name string, content []byte) (kit.HeldFile, error) {
		a, err := monitoring.Keep(ctx, r.Archive, kind, name, content)
		return kit.HeldFile{Kind: a.Kind, File: a.File}, err
	})
}

// held are the files that the form carries, as attachments.
func held(r *kit.Request, watch int64) (out []monitoring.Attachment) {
	for _, h := range r.Held(about(watch)) {
		out = append(out, monitoring.Attachment{Kind: h.Kind, File: h.File})
	}
	return out
}

// visitOf reads the form.
func visitOf(r *kit.Request, id int64) (v monitoring.Visit, err error) {
	v = monitoring.Visit{Watch: id, Risk: procedure.Risk(r.Value("risk")), Labour: procedure.Labour(r.Value("labour")), Found: r.Value("found"),
		Why: r.Value("why")}
	if v.On, err = r.Date("visited_on", "入户日期"); err != nil {
		return v, err
	}
	ids, err := r.Numbers("member")
	if err != nil {
		return v, err
	}
	for _, m := range ids {
		v.Members = append(v.Members, monitoring.Member{Person: m, Labour: procedure.Labour(r.Value(of("labour", m)))})
	}
	if v.Income, err = incomeOf(r); err != nil {
		return v, err
	}
	if v.Costs, err = yuanOr(r, "costs", "生产经营支出"); err != nil {
		return v, err
	}
	if v.Medical, err = yuanOr(r, "medical", "自付医疗费用"); err != nil {
		return v, err
	}
	for _, s := range monitoring.Safeguards() {
		one, err := safeguardOf(r, s)
		if err != nil {
			return v, err
		}
		v.Safeguards = append(v.Safeguards, one)
	}
	for _, a := range r.All("asset") {
		v.Assets = append(v.Assets, monitoring.AssetCode(a))
	}
	if v.Risk != procedure.AtRisk && v.Risk != procedure.NoRisk {
		return v, fault.Invalidf("请选择有无返贫致贫风险")
	}
	if v.Labour != "" && !slices.Contains(procedure.Labours(), v.Labour) {
		return v, fault.Invalidf("请选择本户的劳动力类别")
	}
	return v, nil
}

// incomeOf reads the lines of income that were filled in.
func incomeOf(r *kit.Request) (out []monitoring.Income, err error) {
	fixed := monitoring.IncomeSources()
	for n := 1; n <= lineCount(r); n++ {
		field := fmt.Sprintf("income.%d", n)
		if r.Value(field) == "" {
			continue
		}
		source := monitoring.IncomeSource(r.Value(fmt.Sprintf("source.%d", n)))
		if n <= len(fixed) {
			source = fixed[n-1]
		}
		line := monitoring.Income{Source: source, Words: r.Value(fmt.Sprintf("words.%d", n))}
		if source.Title() == "" {
			return nil, fault.Invalidf("请选择第 %d 行收入的来源", n)
		}
		if line.Amount, err = r.Amount(field, source.Title()); err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, nil
}

// yuanOr is a field that holds yuan, 0 where it is blank.
func yuanOr(r *kit.Request, field, label string) (decimal.Decimal, error) {
	if r.Value(field) == "" {
		return decimal.Zero, nil
	}
	return r.Amount(field, label)
}

// safeguardOf is whether one of the four has a problem: it must be said.
func safeguardOf(r *kit.Request, s monitoring.SafeguardCode) (monitoring.Safeguard, error) {
	switch r.Value("safe-" + string(s)) {
	case "good":
		return monitoring.Safeguard{Of: s}, nil
	case "bad":
		problem, err := r.Need("problem-"+string(s), s.Title()+"的问题")
		return monitoring.Safeguard{Of: s, Problem: problem}, err
	}
	return monitoring.Safeguard{}, fault.Invalidf("请选择“%s”有无问题", s.Title())
}
