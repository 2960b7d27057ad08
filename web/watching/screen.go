package watching

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/reports"
	"fangpin/web/kit"
)

func screenRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/watches/screen", "", monitoring.ScreenStep.Roles, showScreen),
		kit.Act("/watches/screen", monitoring.ScreenStep, screen, showScreen),
	}
}

// screenPage is what a month's rows would come to as leads, before anything is written.
type screenPage struct {
	Months  []kit.Choice // that have reports
	Month   string
	Title   string
	Preview monitoring.Screening
	Kinds   []monitoring.ScreeningLine // of all villages
	Reasons []ground                   // of rows that are not taken
}

// ground is why rows are not taken, and how many.
type ground struct {
	Title string
	Rows  int
}

func showScreen(r *kit.Request) error {
	found, err := reports.Find(r.Context(), r.Tx, reports.Filter{})
	if err != nil {
		return err
	}
	p := screenPage{Months: monthsOf(found), Month: r.Value("month")}
	if len(p.Months) == 0 {
		return r.Show("watching/watches/screen", p)
	}
	if !slices.ContainsFunc(p.Months, func(m kit.Choice) bool { return m.Value == p.Month }) {
		p.Month = p.Months[0].Value
	}
	month, err := reports.ParseMonth(p.Month)
	if err != nil {
		return err
	}
	p.Title = monthTitle(month)
	if p.Preview, err = monitoring.Preview(r.Context(), r.Tx, month); err != nil {
		return err
	}
	p.Kinds = byKind(p.Preview.Lines)
	for g, n := range p.Preview.Grounds {
		p.Reasons = append(p.Reasons, ground{g.Title(), n})
	}
	slices.SortFunc(p.Reasons, func(a, b ground) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Title, b.Title)) })
	return r.Show("watching/watches/screen", p)
}

// byKind adds the lines of all villages up: a county has more of them than a page can hold.
func byKind(lines []monitoring.ScreeningLine) (kinds []monitoring.ScreeningLine) {
	for _, l := range lines {
		i := slices.IndexFunc(kinds, func(k monitoring.ScreeningLine) bool { return k.Kind == l.Kind })
		if i < 0 {
			i, kinds = len(kinds), append(kinds, monitoring.ScreeningLine{Kind: l.Kind, Title: l.Title})
		}
		k := &kinds[i]
		k.Families, k.Leads, k.Signals = k.Families+l.Families, k.Leads+l.Leads, k.Signals+l.Signals
		k.NotTaken, k.Doubtful = k.NotTaken+l.NotTaken, k.Doubtful+l.Doubtful
	}
	return kinds
}

// monthsOf are the months of reports, the newest first.
func monthsOf(found []reports.Report) (out []kit.Choice) {
	for _, r := range found {
		c := kit.Choice{Value: r.Month().String(), Title: monthTitle(r.Month())}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b kit.Choice) int { return cmp.Compare(b.Value, a.Value) })
	return out
}

func monthTitle(m reports.Month) string { return fmt.Sprintf("%d年%d月", m.Year, m.Month) }

// screen judges a month's rows and records the leads.
func screen(r *kit.Request) error {
	month, err := reports.ParseMonth(r.Value("month"))
	if err != nil {
		return fault.Invalidf("请选择要比对的月份")
	}
	var s monitoring.Screening
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		s, err = monitoring.Screen(ctx, tx, month)
		return err
	})
	if err != nil {
		return err
	}
	var onward []kit.Choice
	if s.Doubtful > 0 {
		onward = []kit.Choice{{Value: "/watches/doubtful", Title: "判定存疑线索"}}
	}
	return r.To("/watches?next=hand_over", fmt.Sprintf("%s线索比对完成：比对 %d 行，新线索 %d 户，并入已有监测事项 %d 户，存疑 %d 行，不作为线索 %d 行",
		monthTitle(month), s.Rows, len(s.Begun), len(s.Joined), s.Doubtful, s.NotTaken), onward...)
}
