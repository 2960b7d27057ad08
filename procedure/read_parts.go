package procedure

import (
	"slices"

	"fangpin/internal/rulefile"
)

func leads(f rulefile.Field) Leads {
	if f.Absent() {
		return Leads{}
	}
	t := f.Table("hand_over", "direct", "check", "feedback")
	out := Leads{}
	if f := t.Get("hand_over"); !f.Absent() {
		out.HandOver = dayOfMonth(f.Table("day").Need("day"))
	}
	if f := t.Get("direct"); !f.Absent() {
		out.Direct = texts(f)
	}
	if f := t.Get("check"); !f.Absent() {
		out.Check = number(f.Table("working_days").Need("working_days"))
	}
	out.Feedback = t.Get("feedback").Choice("month_end") != ""
	return out
}

func feeds(f rulefile.Field) []Feed {
	var out []Feed
	for _, item := range f.Items() {
		t := item.Table("agency", "kind", "measure", "classes", "at_least", "more_than", "to", "due")
		feed := Feed{
			Agency:   text(t.Need("agency")),
			Kind:     t.Need("kind").Name(),
			Measure:  t.Get("measure").Name(),
			ToAgency: t.Get("to").Choice("agency") != "",
			Due:      feedDue(t.Get("due")),
		}
		if classes := t.Get("classes"); !classes.Absent() {
			feed.Classes = texts(classes)
		}
		feed.threshold(t)
		out = append(out, feed)
	}
	return out
}

// threshold reads a line with its comparison. It is drawn through a measure.
func (feed *Feed) threshold(t rulefile.Table) {
	atLeast, moreThan := t.Get("at_least"), t.Get("more_than")
	drawn := atLeast
	switch {
	case atLeast.Absent() && moreThan.Absent():
		return
	case !atLeast.Absent() && !moreThan.Absent():
		moreThan.Refuse("和 at_least 只能写一个：at_least 含本数，more_than 不含")
	case atLeast.Absent():
		drawn, feed.Strict = moreThan, true
	}
	if !t.Has("measure") {
		drawn.Refuse("要写明是哪一项（measure）的数")
	}
	line := drawn.Amount()
	feed.Line = &line
}

func feedDue(f rulefile.Field) *FeedDue {
	if f.Absent() {
		return nil
	}
	if _, plain := f.Plain(); plain {
		f.Choice("promptly")
		return &FeedDue{}
	}
	t, out := f.Table("month", "day", "days"), &FeedDue{}
	byDay, within := t.Has("day"), t.Has("days")
	switch {
	case t.Absent():
	case byDay == within || within && t.Has("month"):
		f.Refuse("要写 day（每月几日，可加 month）、days（几日内）或 promptly（及时），只写一种")
	case within:
		out.Days = number(t.Get("days"))
	default:
		out.Day = dayOfMonth(t.Get("day"))
		if t.Has("month") {
			out.Month = month(t.Get("month"))
		}
	}
	return out
}

// door reads what a visit leads to, and sees to it that some row fits any visit.
func (p *Procedure) door(f rulefile.Field) []Row {
	for _, item := range f.Some() {
		t := item.Table("income", "risk", "then")
		row := Row{Income: p.side(t), Risk: risk(t)}
		row.Then = Outcome(t.Need("then").Choice(string(ToEnter), string(ToOffline), string(ToNotTaken)))
		p.Door = append(p.Door, row)
	}
	if missing := p.unanswered(); len(p.Door) > 0 && missing != "" {
		f.Refuse("没有一行适合%s的核查结果，请补上，或在最后写一行不带 income 和 risk 的", missing)
	}
	return p.Door
}

// side reads where an income lies; only a file with a line may speak of it.
func (p *Procedure) side(t rulefile.Table) Side {
	f := t.Get("income")
	p.speaks(f)
	return Side(f.Choice(string(Below), string(Above)))
}

func (p *Procedure) speaks(f rulefile.Field) {
	if !f.Absent() && p.Line == nil {
		f.Refuse("说到收入，文件里却没有监测线（line）")
	}
}

func risk(t rulefile.Table) Risk { return Risk(t.Get("risk").Choice(string(AtRisk), string(NoRisk))) }

// unanswered names a finding that no row of the door fits.
func (p *Procedure) unanswered() string {
	for _, below := range []bool{true, false} {
		for _, risk := range []Risk{AtRisk, NoRisk} {
			if !slices.ContainsFunc(p.Door, func(row Row) bool { return fits(row.Income, row.Risk, below, risk) }) {
				return p.describe(below, risk)
			}
		}
	}
	return ""
}

func (p *Procedure) describe(below bool, risk Risk) string {
	text := map[Risk]string{AtRisk: "有风险", NoRisk: "无风险"}[risk]
	switch {
	case p.Line == nil:
		return text
	case below:
		return "收入低于监测线、" + text
	default:
		return "收入不低于监测线、" + text
	}
}

func (p *Procedure) refer(f rulefile.Field) []Referral {
	var out []Referral
	for _, item := range f.Items() {
		t := item.Table("income", "risk", "to", "for")
		out = append(out, Referral{Income: p.side(t), Risk: risk(t), To: text(t.Need("to")), For: text(t.Need("for"))})
	}
	return out
}

func measures(f rulefile.Field) Measures {
	if f.Absent() {
		return Measures{}
	}
	t := f.Table(string(NoLabour), string(WeakLabour), string(AbleLabour), "never_only")
	return Measures{Listed: byClass(t), NeverOnly: neverOnly(t.Get("never_only"))}
}

func neverOnly(f rulefile.Field) map[Labour][]string {
	if f.Absent() {
		return nil
	}
	return byClass(f.Table(string(NoLabour), string(WeakLabour), string(AbleLabour)))
}

func byClass(t rulefile.Table) map[Labour][]string {
	out := map[Labour][]string{}
	for _, class := range Labours() {
		if list := t.Get(string(class)); !list.Absent() {
			out[class] = texts(list)
		}
	}
	return out
}

func (p *Procedure) clear(f rulefile.Field) *Clear {
	if f.Absent() {
		return nil
	}
	t := f.Table("after", "line", "labour", "steps")
	out := &Clear{After: after(t.Need("after"))}
	p.speaks(t.Get("line"))
	out.Above = t.Get("line").Choice(string(Above)) != ""
	if list := t.Get("labour"); !list.Absent() {
		out.Labour = labours(list)
	}
	out.Steps = p.list(t.Need("steps"), clearing)
	return out
}

func labours(f rulefile.Field) (out []Labour) {
	for _, class := range choices(f, string(NoLabour), string(WeakLabour), string(AbleLabour)) {
		out = append(out, Labour(class))
	}
	return out
}

func after(f rulefile.Field) After {
	t := f.Table("months", "years", "from")
	out := After{From: From(t.Need("from").Choice(string(FromMeasure), string(FromApprove)))}
	switch months, years := t.Has("months"), t.Has("years"); {
	case t.Absent():
	case months == years:
		f.Refuse("要在 months（月）和 years（年）中写一个，也只写一个")
	case months:
		out.Months = number(t.Get("months"))
	default:
		out.Months = 12 * number(t.Get("years"))
	}
	return out
}
