package reports_test

import (
	"context"
	"strings"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/pg"
	"fangpin/reports"
)

func TestTheLaw(t *testing.T) {
	d := open(t)
	over := d.received("八月.csv", 0, good)
	d.Must(d.handOver(over))
	row := d.rows(reports.RowFilter{})[0].ID
	staged, err := d.stage(d.reporter, "九月.csv", other)
	d.Must(err)
	waits := d.received("补充.csv", 0, strings.Replace(other, "JS003", "JS004", 1))
	waiting := d.rows(reports.RowFilter{Reports: pg.Only([]int64{waits})})[0].ID
	household := d.household()
	d.Law(reports.Steps, map[string]stafftest.Try{
		"reports.accept": func(ctx context.Context, tx *pg.Tx) error {
			if _, err := tx.ExecContext(ctx, `SELECT report_pass($1, ARRAY[$2::bigint], 'handed_over')`, tx.County, waits); err != nil {
				return err // the month is free for another
			}
			_, err := reports.Accept(ctx, tx, staged, 0)
			return err
		},
		"reports.replace": func(ctx context.Context, tx *pg.Tx) error {
			_, err := reports.Accept(ctx, tx, staged, waits)
			return err
		},
		"reports.hand_over": func(ctx context.Context, tx *pg.Tx) error { return reports.HandOver(ctx, tx, []int64{waits}) },
		"reports.conclude": func(ctx context.Context, tx *pg.Tx) error {
			return reports.Conclude(ctx, tx, reports.Insurance, []reports.Outcome{{Row: row, Result: reports.TakenIn}})
		},
		"reports.fetch": func(ctx context.Context, tx *pg.Tx) error {
			_, err := reports.Fetch(ctx, tx, over, reports.Purposes[0])
			return err
		},
		"reports.reveal": func(ctx context.Context, tx *pg.Tx) error {
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO row_outcome (county, report_row, purpose, n, outcome, household) VALUES ($1, $2, 'insurance', 9, 'claim', $3)`,
				stafftest.County, waiting, household); err != nil {
				return err // the village sees it once its household was found
			}
			_, err := reports.Reveal(ctx, tx, d.Keys, pg.Among[int64]{}, told(waiting, "核对结算单"), ofReport)
			return err
		},
	})
}
