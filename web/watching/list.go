package watching

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/web/kit"
)

func listRoutes() []kit.Route {
	list := kit.Show("/watches", "监测帮扶", readers, listWatches)
	list.Over = []string{"/sweeps", "/spotchecks", "/rectifications", "/applications"}
	return []kit.Route{
		list,
		kit.Show("/watches/board", "", boardReaders, showBoard),
		kit.Show("/watches/new", "", monitoring.LeadStep.Roles, newLead),
		kit.Act("/watches/new", monitoring.LeadStep, recordLead, newLead),
	}
}

// watchesPage is the list of watches.
type watchesPage struct {
	List     *kit.List
	States   []stateChip
	Nexts    []kit.Choice
	Kinds    []string
	Villages []kit.Choice
	Rows     []watchLine
	Batch    *listBatch // what can be done with many at once; nil: nothing
	Lawless  string     // why no lead of today begins a watch: no procedure is in force
	Narrow   bool       // a department looks: nothing of what the families live on
}

// stateChip is a state with how many stand in it, which leads to them.
type stateChip struct {
	Title, Path string
	Count       int
	Here        bool
}

// watchLine is a watch as the list shows it.
type watchLine struct {
	monitoring.Watch
	Late     bool
	Path     string // where the person takes what it waits for; empty where it is not theirs
	WaitsFor string // in the county's word
}

func listWatches(r *kit.Request) error {
	p := watchesPage{List: r.List("due", "village", "opened", "state", "since"), Kinds: procedure.KindNames(), Villages: r.Villages(),
		Narrow: r.By.Role == who.Reporter}
	p.List.Path = "/watches"
	calling, err := monitoring.Calling(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p.Nexts = nexts(calling)
	counts, err := monitoring.Standings(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p.States = chips(p.List, counts)
	visitors, err := monitoring.VisitorsOf(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	f, err := filterWatches(r.Context(), r.Tx, p.List.Query)
	if err != nil {
		return err
	}
	f.Window = p.List.Window()
	if monitoring.VisitStep.May(r.By.Role) && p.List.Get("mine") != "" {
		f.Visitors = visitors
	}
	found, total, err := monitoring.Find(r.Context(), r.Tx, f)
	if err != nil {
		return err
	}
	p.List.Total = total
	for _, w := range found {
		p.Rows = append(p.Rows, watchLine{w, late(w, r.Today()), nextPath(r, w, visitors), calling.Calls(w.Waits())})
	}
	if p.Lawless, err = lawless(r); err != nil {
		return err
	}
	if p.Batch, err = batchOf(r, p.List, f, total); err != nil {
		return err
	}
	return r.Show("watching/watches/list", p)
}

// lawless is what stands against a lead of today, for those who may record one.
func lawless(r *kit.Request) (string, error) {
	if !monitoring.LeadStep.May(r.By.Role) {
		return "", nil
	}
	_, err := monitoring.InForce(r.Context(), r.Tx, r.Today())
	if fault.KindOf(err) == fault.Blocked {
		return err.Error(), nil
	}
	return "", err
}

// late tells whether the day of what the watch waits for is past. The days of publicity are nobody's to meet.
func late(w monitoring.Watch, today calendar.Date) bool {
	return w.Due != nil && *w.Due < today && w.Waits() != procedure.Wait
}

// filterWatches reads the filters of the list from its address. Whatever makes no sense there is as if it were not.
func filterWatches(ctx context.Context, tx *pg.Tx, query url.Values) (f monitoring.Filter, err error) {
	can := query.Get("can")
	f = monitoring.Filter{
		Kind: query.Get("kind"), Village: kit.Code(query.Get("village")), Words: query.Get("q"), Late: query.Get("late") != "", Next: procedure.Act(query.Get("next")),
		Nominable: can == "nominate", Helpless: can == "name_helper", Unjudged: can == "judge", Measures: query.Get("open") != "", Ended: query.Get("over") != "",
		Waiting: true,
	}
	if can == "feedback" {
		f.Ended = true
		if f.Untold, err = monitoring.Untold(ctx, tx); err != nil {
			return f, err
		}
	}
	f.Township, _ = strconv.ParseInt(query.Get("township"), 10, 64)
	if b := monitoring.Band(query.Get("due")); slices.Contains(monitoring.Bands(), b) {
		f.Band = b
	}
	if s := procedure.State(query.Get("state")); slices.Contains(procedure.States(), s) {
		f.State = s
	}
	return f, nil
}

// chips are the states with their counts.
func chips(l *kit.List, counts map[procedure.State]int) (out []stateChip) {
	for _, s := range procedure.States() {
		if counts[s] > 0 {
			out = append(out, stateChip{s.Title(), (&url.URL{Path: "/watches", RawQuery: url.Values{"state": {string(s)}}.Encode()}).String(), counts[s], l.Get("state") == string(s)})
		}
	}
	return out
}

// nexts are what a watch may wait for, in the order of its way and the county's words.
func nexts(calling *procedure.Procedure) (out []kit.Choice) {
	for _, a := range []procedure.Act{
		procedure.HandOver, procedure.Answer, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Wait, procedure.Decide, procedure.Review,
		procedure.Compare, procedure.Approve, procedure.Announce, procedure.Register, procedure.File, procedure.Plan, procedure.Measure, procedure.FollowUp,
		procedure.Mark, procedure.Feedback,
	} {
		out = append(out, kit.Choice{Value: string(a), Title: calling.Calls(a)})
	}
	return out
}

// boardPage is what waits in the county, by the day.
type boardPage struct {
	Tables []boardTable
	Sum    monitoring.Load
	States []stateChip
	Soon   int
}

// boardTable counts the same watches by one thing.
type boardTable struct {
	Title, Column string
	Rows          []boardRow
	Sum           monitoring.Load
	Soon          int
}

// boardRow is one line of the board, each number of which leads to its list.
type boardRow struct {
	monitoring.Load
	Title, Path string
}

// boardReaders are those who see more than one village.
var boardReaders = append(slices.Clone(county), monitoring.ReviewStep.Roles...)

func showBoard(r *kit.Request) error {
	loads, err := monitoring.Board(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	counts, err := monitoring.Standings(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	calling, err := monitoring.Calling(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p := boardPage{Soon: monitoring.Soon(), States: chips(r.List(), counts)}
	var townships, steps []boardRow
	for _, l := range loads {
		p.Sum.Add(l)
		townships = added(townships, l, area.TownshipName(l.Township*1000), fmt.Sprintf("/watches?township=%d", l.Township))
		steps = added(steps, l, calling.Calls(l.Next), "/watches?next="+string(l.Next))
	}
	order := nexts(calling)
	place := func(b boardRow) int {
		return slices.IndexFunc(order, func(c kit.Choice) bool { return c.Title == b.Title })
	}
	slices.SortStableFunc(steps, func(a, b boardRow) int { return place(a) - place(b) })
	p.Tables = []boardTable{{"各乡镇（街道）", "乡镇（街道）", townships, p.Sum, p.Soon}, {"各环节", "下一步", steps, p.Sum, p.Soon}}
	return r.Show("watching/watches/board", p)
}

// added counts a load into the row of its path, which it begins where there is none.
func added(rows []boardRow, l monitoring.Load, title, path string) []boardRow {
	i := slices.IndexFunc(rows, func(b boardRow) bool { return b.Path == path })
	if i < 0 {
		rows, i = append(rows, boardRow{Title: title, Path: path}), len(rows)
	}
	rows[i].Add(l)
	return rows
}
