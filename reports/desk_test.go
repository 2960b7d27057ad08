package reports_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/registry"
	"fangpin/reports"
)

// household enters one of 王丽's in 梨林头村.
func (d desk) household() (id int64) {
	d.t.Helper()
	d.Must(d.Do(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.Enrol(ctx, tx, d.Keys, []registry.Line{
			{Household: "1", Village: stafftest.Village, Relation: registry.HeadRelation, Name: "王丽", IDNumber: wang}})
		if err != nil {
			return err
		}
		h, err := registry.HouseholdByNo(ctx, tx, "1")
		id = h.ID
		return err
	}))
	return id
}

// seen is how many reports and rows a person finds.
type seen struct{ Reports, Rows int }

func TestAReporterSeesTheirOwnDepartment(t *testing.T) {
	d := open(t)
	d.Must(d.handOver(d.received("八月.csv", 0, good, bad)))
	d.received("九月.csv", 0, other)
	another := d.HireMember(staff.Member{Name: "教体局报送员", Role: who.Reporter, Agency: "教体局"})
	for name, tc := range map[string]struct {
		by   who.Person
		want seen
	}{
		"their own":      {d.reporter, seen{Reports: 2, Rows: 2}},
		"another's":      {another, seen{}},
		"the clerk's":    {d.clerk, seen{Reports: 2, Rows: 2}},
		"a village's":    {d.Hire(who.Village), seen{Reports: 2}}, // their households' rows only
		"of one auditor": {d.Hire(who.Auditor), seen{Reports: 2, Rows: 2}},
	} {
		d.Look(tc.by, func(ctx context.Context, tx *pg.Tx) error {
			found, err := reports.Find(ctx, tx, reports.Filter{})
			d.Must(err)
			counted, err := reports.Count(ctx, tx, reports.Filter{})
			d.Must(err)
			rows, err := reports.Rows(ctx, tx, reports.RowFilter{})
			d.Must(err)
			countedRows, err := reports.CountRows(ctx, tx, reports.RowFilter{})
			d.Must(err)
			if diff := cmp.Diff(tc.want, seen{Reports: len(found), Rows: len(rows)}); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			if diff := cmp.Diff(tc.want, seen{Reports: counted, Rows: countedRows}); diff != "" {
				t.Errorf("%s, counted: %s", name, diff)
			}
			return nil
		})
	}
}

func TestAWindowCutsTheList(t *testing.T) {
	d := open(t)
	first := d.received("八月.csv", 0, good, bad)
	d.Must(d.handOver(first))
	last := d.received("九月.csv", 0, other)
	d.Look(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
		found, err := reports.Find(ctx, tx, reports.Filter{Window: pg.Window{Limit: 1, Sort: "received", Down: true}})
		d.Must(err)
		if len(found) != 1 || found[0].ID != last {
			t.Errorf("the newest is %+v", found)
		}
		rows, err := reports.Rows(ctx, tx, reports.RowFilter{Window: pg.Window{Limit: 1, Offset: 1}})
		d.Must(err)
		if len(rows) != 1 || rows[0].Report != last {
			t.Errorf("the second row is %+v", rows)
		}
		n, err := reports.CountDefects(ctx, tx, first)
		d.Must(err)
		defects, err := reports.DefectsIn(ctx, tx, d.Keys, first, pg.Window{Limit: 1, Offset: n - 1})
		d.Must(err)
		if len(defects) != 1 || defects[0].Cell != "B3" {
			t.Errorf("%d defects, the last %+v", n, defects)
		}
		of, err := reports.OutcomesOf(ctx, tx, []int64{first, last})
		if diff := cmp.Diff(map[int64]reports.Outcomes{first: {Waiting: 1}, last: {Waiting: 1}}, of); diff != "" {
			t.Error(diff)
		}
		return err
	})
}

// told is a look at a row, for the report that it stands in.
func told(row int64, reason string) registry.Look { return registry.Look{Row: row, Reason: reason} }

// ofReport is the door of a look at a row for its report, whoever it is that looks: which case is in whose hands, payouts.Look tells.
func ofReport(ctx context.Context, tx *pg.Tx, id int64, l registry.Look) (people int64, err error) {
	err = tx.GetContext(ctx, &people, `SELECT reveal_case($1, $2, NULL, r.id, $3, NULL, NULL, NULL, r.report, $4, $5, '') FROM report_row r WHERE r.county = $1 AND r.id = $6`,
		tx.County, id, l.Kind, l.Reason, tx.By.ID, l.Row)
	return people, err
}

func TestRevealOfARowKeepsWhy(t *testing.T) {
	d := open(t)
	d.received("九月.csv", 0, good)
	row := d.rows(reports.RowFilter{})[0].ID
	among := pg.Among[int64]{}
	reveal := func(by who.Person, reason string) (in reports.Told, err error) {
		err = d.Do(by, func(ctx context.Context, tx *pg.Tx) (err error) {
			in, err = reports.Reveal(ctx, tx, d.Keys, among, told(row, reason), ofReport)
			return err
		})
		return in, err
	}
	in, err := reveal(d.reporter, "核对结算单")
	d.Must(err)
	if in.IDNumber != zhang || in.Word("institution") != "鹤山区人民医院" {
		t.Errorf("told %+v", in)
	}
	if masked := in.Masked(); masked.IDNumber != "4199**********0113" || masked.Word("institution") == in.Word("institution") || masked.Name != in.Name {
		t.Errorf("masked %+v", masked)
	}
	d.KeepsNoText("reveal", words.Most, d.reporter, func(ctx context.Context, tx *pg.Tx, text string) error {
		_, err := reports.Reveal(ctx, tx, d.Keys, among, told(row, text), ofReport)
		return err
	})
	_, err = reveal(d.Hire(who.Village), "核对") // not of a household of theirs
	d.Refused(err, fault.NotFound)
	_, err = reveal(d.HireMember(staff.Member{Name: "教体局报送员", Role: who.Reporter, Agency: "教体局"}), "核对")
	d.Refused(err, fault.NotFound)
	among = pg.Only([]int64{1}) // entrusted with another household
	_, err = reveal(d.Hire(who.Adjuster), "核对")
	d.Refused(err, fault.NotFound)
}

func TestTasks(t *testing.T) {
	d := open(t) // 9 September
	tasks := func(by who.Person) (out []flow.Task) {
		d.Look(by, func(ctx context.Context, tx *pg.Tx) (err error) {
			out, err = reports.Tasks(ctx, tx)
			return err
		})
		return out
	}
	due := func(month time.Month, day int) *calendar.Date {
		on := calendar.On(2024, month, day)
		return &on
	}
	check := func(name string, by who.Person, want ...flow.Task) {
		if diff := cmp.Diff(want, tasks(by)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	check("nothing received", d.clerk)
	d.received("九月.csv", 0, other) // of September
	check("received", d.clerk, flow.Task{Verb: "reports.hand_over", Count: 1, Due: due(9, 10)})
	d.At("2024-09-11")
	check("late", d.clerk, flow.Task{Verb: "reports.hand_over", Count: 1, Due: due(9, 10), Late: 1})
	check("not theirs", d.Hire(who.Village))
}
