package watching

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/monitoring"
	"fangpin/reports"
	"fangpin/web/kit"
)

func doubtfulRoutes() []kit.Route {
	roles := monitoring.DecideStep.Roles
	return []kit.Route{
		kit.Show("/watches/doubtful", "", roles, listDoubtful),
		kit.Show("/watches/doubtful/decide", "", roles, doubtfulForm),
		kit.Act("/watches/doubtful/decide", monitoring.DecideStep, decideDoubtful, doubtfulForm),
	}
}

// doubtfulPage lists the rows of which the clerk is asked whether they are leads, or those that were decided.
type doubtfulPage struct {
	List    *kit.List
	Months  []kit.Choice
	Kinds   []reports.Kind
	Decided bool
	Rows    []doubtfulLine
	All     shown.Rows // which rows the whole list is of; empty where one page shows it all
}

// doubtfulLine is a doubtful row as pages show it.
type doubtfulLine struct {
	monitoring.Doubtful
	Title string   // of the kind
	Says  []string // what was told, column by column
}

// Comes is what the row comes to for its family, in a word.
func (l doubtfulLine) Comes() string {
	switch l.Result {
	case reports.Lead:
		return "新线索"
	case reports.Signal:
		return "并入已有监测事项"
	default:
		return reports.OutcomeTitle(l.Result)
	}
}

// doubtfulFilter reads the filters of the list from its address.
func doubtfulFilter(l *kit.List) monitoring.DoubtfulFilter {
	f := monitoring.DoubtfulFilter{Kind: l.Get("kind"), Decided: l.Get("over") != ""}
	if month, err := reports.ParseMonth(l.Get("month")); err == nil {
		f.Month = month
	}
	return f
}

func listDoubtful(r *kit.Request) error {
	p := doubtfulPage{List: r.List(), Kinds: reports.Kinds()}
	f := doubtfulFilter(p.List)
	p.Decided = f.Decided
	found, err := reports.Find(r.Context(), r.Tx, reports.Filter{Status: reports.HandedOver})
	if err != nil {
		return err
	}
	p.Months = monthsOf(found)
	f.Window = p.List.Window()
	if p.Rows, p.List.Total, err = doubtfulLines(r, f); err != nil {
		return err
	}
	if p.List.Pages() > 1 && !p.Decided {
		ids, err := monitoring.DoubtfulIDs(r.Context(), r.Tx, doubtfulFilter(p.List))
		if err != nil {
			return err
		}
		p.All = shown.Of(ids)
	}
	return r.Show("watching/leads/doubtful", p)
}

func doubtfulLines(r *kit.Request, f monitoring.DoubtfulFilter) (lines []doubtfulLine, total int, err error) {
	found, total, err := monitoring.Doubtfuls(r.Context(), r.Tx, r.Keys, f)
	for _, d := range found {
		kind, _ := reports.KindOf(d.Kind)
		lines = append(lines, doubtfulLine{d, kind.Title, says(kind, d)})
	}
	return lines, total, err
}

// says is what a row tells besides whom it is of, a column each.
func says(kind reports.Kind, d monitoring.Doubtful) (out []string) {
	for _, c := range kind.Columns {
		value, fact := d.Facts[c.Word]
		if !fact {
			value = d.Told.Texts[c.Word]
		}
		if value != "" {
			out = append(out, c.Title+"："+value)
		}
	}
	return out
}

// doubtfulBatch shows what deciding some rows would come to.
type doubtfulBatch struct {
	Rows          []doubtfulLine // those that are shown one by one
	Singly        bool           // all are
	Total         int
	Begin, Join   int // families, if all are taken
	IDs           []int64
	All           shown.Rows
	Action, Back  string
	Kinds, Months string // of the rows, in words
}

// decidedSingly is up to how many rows a batch shows one by one, each with a decision and a reason of its own.
const decidedSingly = 40

// pickedDoubtful are the rows that a batch is for: those named, or all that the list's filters find, as the person was shown them.
func pickedDoubtful(r *kit.Request) (ids []int64, seen shown.Rows, err error) {
	if seen = r.Shown("all"); seen == "" {
		ids, err = r.Numbers("id")
		return ids, "", err
	}
	read := func(tx *pg.Tx) (err error) {
		ids, err = monitoring.DoubtfulIDs(r.Context(), tx, doubtfulFilter(r.List()))
		return err
	}
	if r.Tx != nil {
		err = read(r.Tx)
	} else {
		err = r.Read(read)
	}
	if err != nil {
		return nil, "", err
	}
	return ids, seen, seen.Still(ids, "存疑线索")
}

func doubtfulForm(r *kit.Request) error {
	ids, seen, err := pickedDoubtful(r)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.Invalidf("没有选中任何存疑线索，请先勾选")
	}
	l := r.List()
	l.Path = "/watches/doubtful"
	p := doubtfulBatch{All: seen, Action: "/watches/doubtful/decide", Back: l.With("id", "", "all", "")}
	if seen == "" {
		p.IDs = ids
	} else {
		p.Action += "?" + r.URL.RawQuery
	}
	if p.Rows, p.Total, err = doubtfulLines(r, monitoring.DoubtfulFilter{IDs: pg.Only(ids)}); err != nil {
		return err
	}
	if p.Total < len(ids) && r.Problem == "" {
		return fault.Conflictf("选中的 %d 行中有 %d 行已判定或不存疑，请回到清单刷新后重选", len(ids), len(ids)-p.Total)
	}
	p.count()
	if p.Singly = p.Total <= decidedSingly; !p.Singly {
		p.Rows = p.Rows[:decidedSingly]
	}
	return r.Show("watching/leads/decide", p)
}

// count says of how many families the rows are, and of which kinds and months.
func (p *doubtfulBatch) count() {
	families := map[int64]bool{}
	var kinds, months []string
	for _, l := range p.Rows {
		kinds, months = append(kinds, l.Title), append(months, monthTitle(l.Month))
		if families[l.Household] {
			continue
		}
		families[l.Household] = true
		if l.Result == reports.Lead {
			p.Begin++
		} else {
			p.Join++
		}
	}
	unique := func(words []string) string {
		return strings.Join(slices.Compact(slices.Sorted(slices.Values(words))), "、")
	}
	p.Kinds, p.Months = unique(kinds), unique(months)
}

// decideDoubtful decides all picked rows, as one deed.
func decideDoubtful(r *kit.Request) error {
	ids, _, err := pickedDoubtful(r)
	if err != nil {
		return err
	}
	doubts := make([]monitoring.Doubt, len(ids))
	taken := 0
	for i, id := range ids {
		own, all := r.Value(of("take", id)), r.Value("take")
		take, known := decisionsOnDoubt[cmp.Or(own, all)]
		if !known {
			return fault.Invalidf("请选择“作为线索”或“不作为线索”")
		}
		doubts[i] = monitoring.Doubt{Row: id, Take: take, Words: r.Value(of("reason", id))}
		if own == "" || own == all { // the reason for all is none for the opposite
			doubts[i].Words = cmp.Or(doubts[i].Words, r.Value("reason"))
		}
		if take {
			taken++
		}
	}
	var made monitoring.Leads
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		made, err = monitoring.DecideDoubtful(ctx, tx, doubts)
		return err
	})
	if err != nil {
		return err
	}
	to := "/watches/doubtful"
	if len(made.Begun) > 0 {
		to = "/watches?next=hand_over"
	}
	return r.To(to, fmt.Sprintf("已判定存疑线索 %d 行：作为线索 %d 行（新线索 %d 户，并入已有监测事项 %d 户），不作为线索 %d 行",
		len(ids), taken, len(made.Begun), len(made.Joined), len(ids)-taken))
}

// decisionsOnDoubt are how a doubtful row may be decided.
var decisionsOnDoubt = map[string]bool{"yes": true, "no": false}
