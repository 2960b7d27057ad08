package demo

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/templates"
)

// watching is the other half of the sample county's year: the watch over families at risk (监测帮扶), by the same people on the same clock. Which
// steps a family goes through is never written here: whoever is next by the county's procedure takes it.
type watching struct {
	*month
	source  []byte // the procedure's file, as this county adopts it
	rule    *procedure.Procedure
	table   *table
	printed bytes.Buffer // its lines, until those of the month are told

	spring   []int64 // watches that the villages' lists began: helped all year, some of them released
	autumn   []int64 // that the month's reports began
	winter   []int64 // that are left on their way
	entering []int64 // of these, who is still to be taken in
	clearing []int64 // of the spring's, who is still to be released

	households []int64         // of 脱贫户, once they were read
	villages   map[int64]int64 // where each lives

	visits    int  // so far, by which they differ
	papersOut int  // announcements and filings so far, by which they are numbered
	sifting   bool // of the families that are visited now, few are to be taken in
}

// Procedures are the names of the procedures that ship, any of which the sample county may work by.
func Procedures() []string {
	files, _ := fs.Glob(templates.Procedures, "procedures/*.yaml") // the pattern is well formed
	for i, file := range files {
		files[i] = strings.TrimSuffix(path.Base(file), ".yaml")
	}
	return files
}

// Heshan is the sample county's own procedure.
const Heshan = "heshan"

func errNoProcedure(name string) error {
	return fault.Invalidf("没有名为“%s”的监测程序，可以用 %s", name, strings.Join(Procedures(), "、"))
}

// newWatching is the watch by a procedure that ships, as the sample county would adopt it: with its own code, for its year.
func newWatching(m *month, name string) (*watching, error) {
	source, err := templates.Procedures.ReadFile("procedures/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("read a procedure: %w", err)
	}
	w := &watching{month: m, source: ofCounty(source)}
	var mistakes []procedure.Mistake
	if w.rule, mistakes = procedure.Read(w.source); len(mistakes) > 0 {
		return nil, fmt.Errorf("procedure %s: %v", name, mistakes)
	}
	w.table = newTable(&w.printed, &w.printed)
	return w, nil
}

var (
	countyLine = regexp.MustCompile(`(?m)^county: "\d{6}"`)
	termLine   = regexp.MustCompile(`(?m)^term: \{[^}]*\}`)
	feedsLine  = regexp.MustCompile(`(?m)^feeds:.*$`)
)

// ofPolice asks the police of births, deaths and moves (S3 §二.9), which are no risk by themselves: in the sample county, whatever procedure it works by,
// somebody is to say of a few what they mean.
const ofPolice = "  - {agency: 公安局, kind: population, due: {day: 5}}"

// ofCounty is a procedure as the sample county adopts it: with its own code, for its year.
func ofCounty(source []byte) []byte {
	source = countyLine.ReplaceAll(source, []byte(`county: "`+County+`"`))
	if !bytes.Contains(source, []byte("kind: population")) {
		source = feedsLine.ReplaceAll(source, []byte("$0\n"+ofPolice))
	}
	return termLine.ReplaceAll(source, []byte("term: {from: 2024-01-01, to: 2024-12-31}"))
}

// days are the watch's, between those of the insurance's month.
func (w *watching) days() []step {
	return []step{
		{calendar.On(2024, 1, 12), "监测程序", w.adopt},
		{calendar.On(2024, 2, 26), "村级摸排", w.list},
		{calendar.On(2024, 3, 8), "春季交办", w.springHandOver},
		{calendar.On(2024, 3, 12), "春季认定", w.springEnter},
		{calendar.On(2024, 3, 25), "春季帮扶", w.springHelp},
		{calendar.On(2024, 9, 9), "线索比对", w.screenLeads},
		{calendar.On(2024, 9, 10), "线索交办", w.handOver},
		{calendar.On(2024, 9, 13), "入户核查", w.checkFamilies},
		{calendar.On(2024, 9, 17), "评议公示", w.evaluate},
		{calendar.On(2024, 9, 23), "审核审定", w.decide},
		{calendar.On(2024, 9, 25), "消除提名", w.nominate},
		{calendar.On(2024, 10, 9), "监测帮扶", w.help},
		{calendar.On(2024, 10, 10), "名单推送", w.push},
		{calendar.On(2024, 10, 14), "风险消除", w.clearRisks},
		{calendar.On(2024, 10, 18), "抽查整改", w.overlook},
		{calendar.On(2024, 12, 3), "十二月线索", w.winterLeads},
		{calendar.On(2024, 12, 31), "监测在办", w.leaveBehindWatches},
	}
}

// adopt puts the procedure in force: one clerk proposes it, an approver confirms it.
func (w *watching) adopt(ctx context.Context) error {
	var id int64
	err := w.do(ctx, w.people.clerk, func(tx *pg.Tx) (err error) {
		id, err = monitoring.Propose(ctx, tx, w.source)
		return err
	})
	if err != nil {
		return err
	}
	if err := w.do(ctx, w.people.first, func(tx *pg.Tx) error { return monitoring.Adopt(ctx, tx, id, w.today()) }); err != nil {
		return err
	}
	note := "纳入：" + titlesOf(w.rule.Enter)
	if w.rule.Clear != nil {
		note += "；消除：" + titlesOf(w.rule.Clear.Steps)
	}
	w.told(line{Step: "程序", Note: note})
	return nil
}

func titlesOf(stages []procedure.Stage) string {
	titles := make([]string, len(stages))
	for i, s := range stages {
		titles[i] = s.Step.Title()
	}
	return strings.Join(titles, "、")
}

// told prints a line of the watch's own table, dated by the clock.
func (w *watching) told(l line) {
	l.On = w.today().Chinese()
	w.table.done(l)
}

// tell prints what the watch came to, below the month.
func (w *watching) tell() {
	fmt.Fprintf(w.month.table.out, "\n鹤山区 2024 年监测帮扶（演示，程序：%s）\n同一个县、同一年：春季由村里摸排，九月由部门月报比对，年末留在各个环节。\n\n", w.rule.Name)
	w.month.table.print(titles)
	_, _ = w.printed.WriteTo(w.month.table.out)
	w.month.table.since = w.table.since
}

// find reads watches, those that are over too, in the order of villages.
func (w *watching) find(ctx context.Context, ids []int64) (found []monitoring.Watch, err error) {
	err = w.look(ctx, func(tx *pg.Tx) error {
		found, _, err = monitoring.Find(ctx, tx, monitoring.Filter{IDs: pg.Only(ids), Ended: true})
		return err
	})
	return found, err
}

// inState keeps the watches that stand in a state.
func (w *watching) inState(ctx context.Context, ids []int64, states ...procedure.State) (of []monitoring.Watch, err error) {
	found, err := w.find(ctx, ids)
	for _, f := range found {
		if slices.Contains(states, f.State) {
			of = append(of, f)
		}
	}
	return of, err
}
