package reports

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Reported is an accepted row of a report (线索). Facts are its amounts in yuan with two decimals, counts, days and coded words by the
// column's word, as text; Cells says where each stands.
type Reported struct {
	ID        int64
	Report    int64
	Agency    string
	Kind      string // code
	Month     Month
	Sheet     string
	Line      int
	IDTag     []byte // of the identity number: see registry.PersonsByTag
	Tag       []byte // of institution and settlement number; nil where the kind has none
	Told      []byte // sealed: see Open
	Bound     bool   // whether it is bound to this row
	Facts     map[string]string
	Cells     map[string]string
	Household int64  // found when screened for the filter's purpose, else 0
	Person    int64  // likewise
	Outcome   string // as in TakenIn, or empty before screening
	Reason    string // why it was not taken in, or what is asked
	Decided   bool   // a person answered what was asked
}

// RowFilter narrows a Rows. Zero values do not.
type RowFilter struct {
	For        string // the purpose whose outcome is meant: Watch, else Insurance
	IDs        pg.Among[int64]
	Reports    pg.Among[int64]
	Households pg.Among[int64]
	Status     string // of the report, as in HandedOver
	From, To   Month  // of the report, both included
	Outcome    string // as in NotTaken
	Agency     string
	Window     pg.Window
}

// rowOrders are what rows can be sorted by; reports have rising ids.
var rowOrders = map[string]string{"report": "r.report"}

// from are the rows with their outcomes for the purpose.
func (f RowFilter) from() string {
	if f.For == Watch {
		return ` FROM watched_row r` + whereRows
	}
	return ` FROM (SELECT *, NULL::BIGINT AS decided_by FROM judged_row) r` + whereRows
}

// whereRows narrows a village or township to its own households, and a reporter to their own department.
const whereRows = `
	JOIN report p ON p.county = r.county AND p.id = r.report
	WHERE r.county = $1 AND ($2::bigint[] IS NULL OR r.id = ANY ($2)) AND ($3::bigint[] IS NULL OR r.report = ANY ($3))
	  AND ($4::bigint[] IS NULL OR r.household = ANY ($4) AND r.id = ANY (ARRAY(
	    SELECT o.report_row FROM row_outcome o WHERE o.county = $1 AND o.household = ANY ($4)
	    UNION SELECT b.id FROM report_row b WHERE b.county = $1 AND b.household = ANY ($4)))) -- of all that was ever found to be theirs
	  AND ($5 = '' OR p.status = $5)
	  AND p.month BETWEEN $6 AND $7 AND ($8 = '' OR r.outcome = $8) AND ($9 = '' OR p.agency = $9)
	  AND ($10 OR r.household IN (SELECT h.id FROM household h JOIN place s ON s.county = h.county AND s.id = h.place
	    WHERE h.county = $1 AND s.village BETWEEN $11 AND $12))
	  AND ($13 <> 'reporter' OR p.agency = $14)`

func (f RowFilter) args(tx *pg.Tx) []any {
	from, to := f.months()
	first, last := tx.By.Within()
	return []any{tx.County, f.IDs, f.Reports, f.Households, f.Status, from, to, f.Outcome, f.Agency, tx.By.All(), first, last, tx.By.Role, tx.By.Agency}
}

// CountRows is how many rows Rows lists without its window.
func CountRows(ctx context.Context, tx *pg.Tx, f RowFilter) (n int, err error) {
	if err := tx.GetContext(ctx, &n, `SELECT COUNT(*)`+f.from(), f.args(tx)...); err != nil {
		return 0, fmt.Errorf("count report rows: %w", err)
	}
	return n, nil
}

// Rows lists accepted rows in the order of reports, sheets and lines. A village or township sees those of its own households, which
// screening finds; a reporter those of their own department.
func Rows(ctx context.Context, tx *pg.Tx, f RowFilter) ([]Reported, error) {
	order := ""
	if f.Window != (pg.Window{}) {
		order = f.Window.Clause(rowOrders, "r.report, r.id")
	}
	rows, err := tx.QueryxContext(ctx, `
		SELECT r.id, r.report, p.agency, p.kind, p.month, r.sheet, r.line, r.id_tag, r.tag, r.told, COALESCE(r.bound, false) AS bound, r.facts, r.cells,
		  COALESCE(r.household, 0) AS household, COALESCE(r.person, 0) AS person, COALESCE(r.outcome, '') AS outcome, COALESCE(r.reason, '') AS reason,
		  r.decided_by IS NOT NULL AS decided`+
		f.from()+order, f.args(tx)...)
	if err != nil {
		return nil, fmt.Errorf("read report rows: %w", err)
	}
	defer rows.Close()
	var out []Reported
	for rows.Next() {
		var r reportedRow
		if err := rows.StructScan(&r); err != nil {
			return nil, fmt.Errorf("read report rows: %w", err)
		}
		reported, err := r.reported()
		if err != nil {
			return nil, err
		}
		out = append(out, reported)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read report rows: %w", err)
	}
	if order == "" { // a screening's hundred thousand are joined by hash, and the database would sort them on disk
		slices.SortFunc(out, func(a, b Reported) int { return cmp.Or(cmp.Compare(a.Report, b.Report), cmp.Compare(a.ID, b.ID)) })
	}
	return out, nil
}

// getRow is one accepted row of some households. None, or one that the acting person may not see, is NotFound.
func getRow(ctx context.Context, tx *pg.Tx, among pg.Among[int64], id int64) (Reported, error) {
	found, err := Rows(ctx, tx, RowFilter{IDs: pg.Only([]int64{id}), Households: among})
	if err != nil {
		return Reported{}, err
	}
	if len(found) == 0 {
		return Reported{}, fault.NotFoundf("没有编号为 %d 的月报行，请从月报重新进入", id)
	}
	return found[0], nil
}

// months are the first and the last month of the filter, of all time where it names none.
func (f RowFilter) months() (from, to calendar.Date) {
	if f.From == (Month{}) {
		f.From = Month{1, time.January}
	}
	if f.To == (Month{}) {
		f.To = Month{9999, time.December}
	}
	return f.From.day(), f.To.day()
}

// reportedRow is a row as it is scanned.
type reportedRow struct {
	ID        int64         `db:"id"`
	Report    int64         `db:"report"`
	Agency    string        `db:"agency"`
	Kind      string        `db:"kind"`
	Month     calendar.Date `db:"month"`
	Sheet     string        `db:"sheet"`
	Line      int           `db:"line"`
	IDTag     []byte        `db:"id_tag"`
	Tag       []byte        `db:"tag"`
	Told      []byte        `db:"told"`
	Bound     bool          `db:"bound"`
	Facts     []byte        `db:"facts"`
	Cells     []byte        `db:"cells"`
	Household int64         `db:"household"`
	Person    int64         `db:"person"`
	Outcome   string        `db:"outcome"`
	Reason    string        `db:"reason"`
	Decided   bool          `db:"decided"`
}

func (r reportedRow) reported() (Reported, error) {
	out := Reported{ID: r.ID, Report: r.Report, Agency: r.Agency, Kind: r.Kind, Month: MonthAt(r.Month), Sheet: r.Sheet, Line: r.Line, IDTag: r.IDTag,
		Tag: r.Tag, Told: r.Told, Bound: r.Bound, Household: r.Household, Person: r.Person, Outcome: r.Outcome, Reason: r.Reason, Decided: r.Decided}
	if err := json.Unmarshal(r.Facts, &out.Facts); err != nil {
		return Reported{}, fmt.Errorf("facts of row %d: %w", r.ID, err)
	}
	if err := json.Unmarshal(r.Cells, &out.Cells); err != nil {
		return Reported{}, fmt.Errorf("cells of row %d: %w", r.ID, err)
	}
	return out, nil
}
