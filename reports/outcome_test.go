package reports_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/reports"
)

// A row's newest outcome for insurance counts: before what stands in the row itself from before outcomes had a table, and whatever it came to
// for another purpose. What was said before stays.
func TestTheNewestOutcomeOfAPurposeCounts(t *testing.T) {
	d := open(t)
	home := d.household()
	report := d.received("九月.csv", 0, good)
	d.Must(d.handOver(report))
	row := d.rows(reports.RowFilter{})[0].ID
	super := func(statement string, args ...any) {
		t.Helper()
		if _, err := pgtest.Super(t).ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	says := func(what string, want reports.Reported, counted reports.Outcomes) {
		t.Helper()
		got := d.rows(reports.RowFilter{})[0]
		said := reports.Reported{Household: got.Household, Person: got.Person, Outcome: got.Outcome, Reason: got.Reason}
		if diff := cmp.Diff(want, said); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
		d.Look(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
			of, err := reports.OutcomesOf(ctx, tx, []int64{report})
			if of[report] != counted {
				t.Errorf("%s: counted %+v", what, of[report])
			}
			return err
		})
		for _, f := range []reports.RowFilter{{Households: pg.Only([]int64{home})}, {Outcome: reports.NotTaken}, {Outcome: reports.TakenIn}} {
			want := f.Outcome == "" && got.Household == home || f.Outcome != "" && f.Outcome == got.Outcome
			if found := len(d.rows(f)) == 1; found != want {
				t.Errorf("%s: found by %+v: %v", what, f, found)
			}
		}
	}
	conclude := func(o reports.Outcome) {
		t.Helper()
		o.Row = row
		d.Must(d.Do(d.clerk, func(ctx context.Context, tx *pg.Tx) error {
			return reports.Conclude(ctx, tx, reports.Insurance, []reports.Outcome{o})
		}))
	}

	says("told only", reports.Reported{}, reports.Outcomes{Waiting: 1})
	super(`UPDATE report_row SET household = $2, outcome = 'not_taken', reason = '本户不在参保类别' WHERE id = $1`, row, home)
	says("judged before the table", reports.Reported{Household: home, Outcome: reports.NotTaken, Reason: "本户不在参保类别"}, reports.Outcomes{NotTaken: 1})
	super(`INSERT INTO row_outcome (county, report_row, purpose, n, outcome) SELECT county, id, 'watch', 3, 'lead' FROM report_row`)
	says("watched", reports.Reported{Household: home, Outcome: reports.NotTaken, Reason: "本户不在参保类别"}, reports.Outcomes{NotTaken: 1})
	conclude(reports.Outcome{Result: reports.NotTaken, Reason: "身份证号不在户籍名册"})
	says("judged again, of nobody", reports.Reported{Outcome: reports.NotTaken, Reason: "身份证号不在户籍名册"}, reports.Outcomes{NotTaken: 1})
	conclude(reports.Outcome{Household: home, Result: reports.TakenIn})
	says("taken in", reports.Reported{Household: home, Outcome: reports.TakenIn}, reports.Outcomes{Taken: 1})

	var kept []string
	d.Must(pgtest.Super(t).SelectContext(t.Context(), &kept, `SELECT concat_ws(' ', purpose, n, outcome, reason) FROM row_outcome ORDER BY 1`))
	if diff := cmp.Diff([]string{"insurance 1 not_taken 身份证号不在户籍名册", "insurance 2 claim", "watch 3 lead"}, kept); diff != "" {
		t.Error(diff)
	}
}
