package reports

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Report is an accepted file (月报).
type Report struct {
	ID         int64         `db:"id"`
	Agency     string        `db:"agency"`
	Kind       string        `db:"kind"` // its code: see KindOf
	MonthOn    calendar.Date `db:"month"`
	FileName   string        `db:"file_name"`
	File       []byte        `db:"file"` // SHA-256 of the upload in the archive
	Rows       int           `db:"rows"`
	Bad        int           `db:"bad"`
	Status     string        `db:"status"`
	ReceivedBy int64         `db:"received_by"`
	ReceivedOn calendar.Date `db:"received_on"`
	Replaces   *int64        `db:"replaces"`
}

// Month is the month in which the report is due.
func (r Report) Month() Month { return MonthAt(r.MonthOn) }

// day is the month as a DATE column has it: its first day.
func (m Month) day() calendar.Date { return calendar.On(m.Year, m.Month, 1) }

// MonthAt is the month of a day.
func MonthAt(d calendar.Date) Month {
	at := d.Start()
	return Month{at.Year(), at.Month()}
}

// Filter narrows a Find. Zero values do not.
type Filter struct {
	IDs    pg.Among[int64]
	Agency string
	Kind   string // code
	Month  Month
	Year   int // whose months they are of
	Status string
	File   []byte // SHA-256
	Window pg.Window
}

// reportOrders are the columns that a list of reports can be sorted by.
var reportOrders = map[string]string{"month": "month", "agency": "agency", "kind": "kind", "received": "id"}

// whereReports narrows a reporter to their own department's.
const whereReports = `
	FROM report
	WHERE county = $1 AND ($2::bigint[] IS NULL OR id = ANY ($2)) AND ($3 = '' OR agency = $3) AND ($4 = '' OR kind = $4)
	  AND month = COALESCE(NULLIF($5, '')::date, month) AND ($6 = '' OR status = $6) AND ($7::bytea IS NULL OR file = $7)
	  AND ($8 <> 'reporter' OR agency = $9) AND ($10 = 0 OR EXTRACT(YEAR FROM month) = $10)`

func (f Filter) args(tx *pg.Tx) []any {
	month := ""
	if f.Month != (Month{}) {
		month = f.Month.day().String()
	}
	return []any{tx.County, f.IDs, f.Agency, f.Kind, month, f.Status, f.File, tx.By.Role, tx.By.Agency, f.Year}
}

// Find lists reports, in the order they were accepted unless the window says otherwise. A reporter sees their own department's.
func Find(ctx context.Context, tx *pg.Tx, f Filter) ([]Report, error) {
	var found []Report
	err := tx.SelectContext(ctx, &found, `
		SELECT id, agency, kind, month, file_name, file, rows, bad, status, received_by, received_on, replaces`+
		whereReports+f.Window.Clause(reportOrders, "id"), f.args(tx)...)
	if err != nil {
		return nil, fmt.Errorf("find reports: %w", err)
	}
	return found, nil
}

// Count is how many reports Find lists without its window.
func Count(ctx context.Context, tx *pg.Tx, f Filter) (n int, err error) {
	if err := tx.GetContext(ctx, &n, `SELECT COUNT(*)`+whereReports, f.args(tx)...); err != nil {
		return 0, fmt.Errorf("count reports: %w", err)
	}
	return n, nil
}

// Get is one report. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Report, error) {
	found, err := Find(ctx, tx, Filter{IDs: pg.Only([]int64{id})})
	if err != nil {
		return Report{}, err
	}
	if len(found) == 0 {
		return Report{}, fault.NotFoundf("没有编号为 %d 的月报，请核对编号", id)
	}
	return found[0], nil
}

// DefectsOf lists what was wrong in a report's file, in the order of the file.
func DefectsOf(ctx context.Context, tx *pg.Tx, keys *secret.Keys, report int64) ([]Defect, error) {
	return DefectsIn(ctx, tx, keys, report, pg.Window{})
}

// CountDefects is how many there are.
func CountDefects(ctx context.Context, tx *pg.Tx, report int64) (n int, err error) {
	if err := tx.GetContext(ctx, &n, `SELECT COUNT(*) FROM defect WHERE county = $1 AND report = $2`, tx.County, report); err != nil {
		return 0, fmt.Errorf("count defects: %w", err)
	}
	return n, nil
}

// DefectsIn lists those of them that lie in the window.
func DefectsIn(ctx context.Context, tx *pg.Tx, keys *secret.Keys, report int64, w pg.Window) ([]Defect, error) {
	var rows []struct {
		N     int64  `db:"n"`
		Bound bool   `db:"bound"`
		Sheet string `db:"sheet"`
		Cell  string `db:"cell"`
		Name  string `db:"name"`
		Value []byte `db:"value"`
		Rule  string `db:"rule"`
	}
	err := tx.SelectContext(ctx, &rows, `SELECT n, COALESCE(bound, false) AS bound, sheet, cell, name, value, rule FROM defect WHERE county = $1 AND report = $2`+w.Clause(nil, "n"), tx.County, report)
	if err != nil {
		return nil, fmt.Errorf("find defects: %w", err)
	}
	defects := make([]Defect, len(rows))
	for i, r := range rows {
		value, err := keys.Open(r.Value, valueContext(tx.County).In(r.Bound, report, r.N))
		if err != nil {
			return nil, err
		}
		defects[i] = Defect{Sheet: r.Sheet, Cell: r.Cell, Column: r.Name, Value: value, Rule: r.Rule}
	}
	return defects, nil
}
