package monitoring_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// What docs/procedure.md shows of its examples, the room shows of the same families, taken there by its verbs.
func TestThePagesExamplesInTheRoom(t *testing.T) {
	content, err := os.ReadFile("../docs/procedure.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	rule, tables, shown := blocks(page, "yaml")[0], blocks(page, "csv"), runs(page)
	if len(tables) != 3 || len(shown) != 3 {
		t.Fatalf("%d tables of events, %d of standings", len(tables), len(shown))
	}
	for table, on := range map[int][]string{0: {"2024-05-20"}, 2: {"2024-08-28", "2024-08-29"}} { // of the second, one line is refused
		t.Run(on[0], func(t *testing.T) {
			e := exampleOf(t, rule, tables[table], on[0])
			for _, day := range on {
				e.At(day)
				e.compare(day, shown[day])
			}
		})
	}
}

// blocks are the fenced texts of a language.
func blocks(page, language string) (out []string) {
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(page, -1) {
		out = append(out, m[1])
	}
	return out
}

// runs are the standings that fangpin procedure run prints, by the day it is run on.
func runs(page string) map[string][]string {
	out, day := map[string][]string{}, ""
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		if m := regexp.MustCompile(`procedure run .*--on (\S+) `).FindStringSubmatch(line); m != nil {
			day = m[1]
		} else if line == "```" {
			day = ""
		} else if day != "" && strings.Count(line, ",") == 7 && !strings.HasPrefix(line, "family,") {
			out[day] = append(out[day], line)
		}
	}
	return out
}

// example is a table of events at work in an office.
type example struct {
	story
	of map[string]*family
}

// exampleOf takes each family's events up to a day through the room's verbs.
func exampleOf(t *testing.T, rule, table, until string) *example {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows = rows[1:]
	slices.SortStableFunc(rows, func(a, b []string) int { return cmp.Compare(a[1], b[1]) })
	e := &example{story{monitoringtest.Of(t, rule, rows[0][1]), t}, map[string]*family{}}
	housing := e.HireMember(staff.Member{Name: "住建局报送员", Role: who.Reporter, Agency: "住建局"})
	for _, row := range rows {
		name, day := row[0], row[1]
		if day > until {
			continue
		}
		event, err := procedure.ParseEvent(0, row[2], row[3])
		e.Must(err)
		if e.of[name] == nil {
			e.of[name] = e.family(labelled(rows, name))
		}
		e.At(day)
		e.of[name].does(event, housing)
	}
	return e
}

// labelled is 脱贫户 for a family that some visit says is one.
func labelled(rows [][]string, name string) string {
	if slices.ContainsFunc(rows, func(row []string) bool {
		return row[0] == name && strings.Contains(row[3], "label="+procedure.OutOfPoverty)
	}) {
		return procedure.OutOfPoverty
	}
	return ""
}

// does takes an event of the page, of a family of two with the same income a head.
func (f *family) does(e procedure.Event, housing who.Person) {
	f.t.Helper()
	switch e.Act {
	case procedure.Lead:
		source := monitoring.Public
		if slices.Contains(f.rule().Leads.Direct, e.Source) {
			source = monitoring.Direct
		}
		f.told(source, e.Source, e.Risk)
	case procedure.HandOver:
		f.As(f.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: f.watch, To: e.To}})
		})
	case procedure.Answer:
		f.Must(f.Do(housing, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: f.watch, Settled: e.Result == procedure.Settled, Words: e.Reason}})
		}))
	case procedure.Visit:
		perHead := procedure.PerHead(*e.Visit.Income, e.Visit.Persons)
		f.As(f.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			v := f.Visit(f.watch, f.Household, perHead.Mul(decimal.NewFromInt(2)).String(), e.Visit.Risk)
			v.Labour = e.Visit.Labour
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{v})
		})
	case procedure.Measure:
		f.As(f.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: f.watch, Kind: e.Kind, To: monitoring.Township, Due: e.Due, Words: "按户施策"}})
		})
	case procedure.Done:
		f.As(f.t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
			all, err := monitoring.MeasuresOf(ctx, tx, f.watch)
			if err != nil {
				return err
			}
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: f.watch, N: all[0].N, Words: "已落实", Photos: f.Photo("落实照片")}})
		})
	default:
		f.Step(f.t, f.watch, f.Household, e.Act)
	}
}

// compare holds the room's standings of a day to the lines of the page: family, state, next, due, kind, per_head, since, and whether it may be
// nominated. Its other notes are the procedure's, which the room keeps no column for.
func (e *example) compare(day string, lines []string) {
	e.t.Helper()
	if len(lines) != len(e.of) {
		e.t.Fatalf("on %s the page has %d lines of %d families", day, len(lines), len(e.of))
	}
	for _, line := range lines {
		cells := strings.Split(line, ",")
		w := e.Get(e.t, e.of[cells[0]].watch)
		got := []string{cells[0], string(w.State), "", "", "", "", ""}
		if w.Next != nil {
			got[2] = string(*w.Next)
		}
		got[3] = dayOrNone(w.Due)
		if w.Kind != nil {
			got[4] = *w.Kind
		}
		if w.PerHead != nil {
			got[5] = w.PerHead.StringFixed(2)
		}
		got[6] = dayOrNone(w.Since)
		if want := cells[:7]; !slices.Equal(got, want) {
			e.t.Errorf("on %s the room has %v; the page %v", day, got, want)
		}
		nominable := w.NominateFrom != nil && w.NominateFrom.String() <= day
		if said := cells[7] == procedure.NoteNominable; nominable != said {
			e.t.Errorf("on %s %s may be nominated: %t; the page says %t", day, cells[0], nominable, said)
		}
	}
}

func dayOrNone(d *calendar.Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}
