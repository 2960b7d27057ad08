package monitoring

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
	"fangpin/reports"
)

// Doubtful is a row of which a clerk is asked whether it is a lead, or was, and decided.
type Doubtful struct {
	reports.Reported              // its Reason is what is asked, or why it was not taken
	Told             reports.Told // masked
	Family           registry.Family
	Result           string // as in reports.Lead: what it comes to if it is taken, or came to
	By               string // who decided it; empty: it waits
}

// DoubtfulFilter narrows Doubtfuls. Zero values do not.
type DoubtfulFilter struct {
	Month   reports.Month
	Kind    string // code
	IDs     pg.Among[int64]
	Decided bool // those that were decided, instead of those that wait
	Window  pg.Window
}

// fromAsked are the outcomes d that asked something of a row r of report p, and that nothing has answered. They are found by an index of their own:
// what was ever asked is few among all that was ever screened.
const fromAsked = `
	FROM row_outcome d JOIN report_row r ON r.county = d.county AND r.id = d.report_row JOIN report p ON p.county = d.county AND p.id = r.report
	WHERE d.county = @county AND d.outcome = 'doubtful' AND NOT EXISTS (
	  SELECT FROM row_outcome x WHERE x.county = d.county AND x.report_row = d.report_row AND x.purpose = d.purpose AND x.n > d.n AND x.n > 1)`

// fromDecided are those that a person answered.
const fromDecided = `
	FROM row_outcome d JOIN report_row r ON r.county = d.county AND r.id = d.report_row JOIN report p ON p.county = d.county AND p.id = r.report
	WHERE d.county = @county AND d.outcome = 'doubtful' AND EXISTS (
	  SELECT FROM row_outcome x WHERE x.county = d.county AND x.report_row = d.report_row AND x.purpose = d.purpose AND x.n = d.n + 1 AND x.n > 1
	    AND x.decided_by IS NOT NULL)`

const whereDoubtful = ` AND (@month = '' OR p.month = NULLIF(@month, '')::date) AND (@kind = '' OR p.kind = @kind)
	  AND (@ids::bigint[] IS NULL OR r.id = ANY (@ids))`

func (f DoubtfulFilter) from() string {
	if f.Decided {
		return fromDecided + whereDoubtful
	}
	return fromAsked + whereDoubtful
}

func (f DoubtfulFilter) args(tx *pg.Tx) pg.Named {
	month := ""
	if f.Month != (reports.Month{}) {
		month = calendar.On(f.Month.Year, f.Month.Month, 1).String()
	}
	return pg.Named{"county": tx.County, "month": month, "kind": f.Kind, "ids": f.IDs}
}

// mayReadDoubtful refuses whom doubtful rows are not shown: who decides them sees the whole county.
func mayReadDoubtful(tx *pg.Tx) error {
	if !DecideStep.May(tx.By.Role) {
		return fault.Forbiddenf("存疑线索由县经办判定，%s无权查看", tx.By.Role.Title())
	}
	return nil
}

// DoubtfulIDs lists the rows, the newest month first.
func DoubtfulIDs(ctx context.Context, tx *pg.Tx, f DoubtfulFilter) (ids []int64, err error) {
	if err := mayReadDoubtful(tx); err != nil {
		return nil, err
	}
	err = tx.SelectContext(ctx, &ids, `SELECT r.id`+f.from()+` GROUP BY r.id, p.month ORDER BY p.month DESC, r.id`, f.args(tx))
	if err != nil {
		return nil, fmt.Errorf("find doubtful rows: %w", err)
	}
	return ids, nil
}

// Doubtfuls lists doubtful rows with what was told and of which household, and how many there are. Of one that waits it says what it would come to.
func Doubtfuls(ctx context.Context, tx *pg.Tx, keys *secret.Keys, f DoubtfulFilter) ([]Doubtful, int, error) {
	ids, err := DoubtfulIDs(ctx, tx, f)
	if err != nil {
		return nil, 0, err
	}
	total := len(ids)
	if f.Window.Limit > 0 {
		ids = ids[min(f.Window.Offset, total):min(f.Window.Offset+f.Window.Limit, total)]
	}
	told, err := reports.Rows(ctx, tx, reports.RowFilter{For: reports.Watch, IDs: pg.Only(ids)})
	if err != nil {
		return nil, 0, err
	}
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(told, func(a, b reports.Reported) int { return place[a.ID] - place[b.ID] })
	out, err := doubtfulOf(ctx, tx, keys, told)
	if err != nil {
		return nil, 0, err
	}
	if f.Decided {
		return out, total, nameDeciders(ctx, tx, out)
	}
	return out, total, foreseeDoubtful(ctx, tx, out)
}

// doubtfulOf are told rows with what they say and their families.
func doubtfulOf(ctx context.Context, tx *pg.Tx, keys *secret.Keys, told []reports.Reported) ([]Doubtful, error) {
	out, households := make([]Doubtful, len(told)), make([]int64, len(told))
	for i, r := range told {
		says, err := r.Open(keys, tx.County)
		if err != nil {
			return nil, err
		}
		out[i] = Doubtful{Reported: r, Told: says.Masked(), Result: r.Outcome}
		if kind, _ := reports.KindOf(r.Kind); kind.Neutral {
			out[i].Told.Texts = says.Texts // whether somebody was born or died is what is asked; of what they are ill is not
		}
		households[i] = r.Household
	}
	found, _, err := registry.Families(ctx, tx, registry.FamilyFilter{IDs: pg.Only(households)})
	if err != nil {
		return nil, err
	}
	of := make(map[int64]registry.Family, len(found))
	for _, f := range found {
		of[f.ID] = f
	}
	for i := range out {
		out[i].Family = of[out[i].Household]
	}
	return out, nil
}

// foreseeDoubtful says what rows that wait come to if they are taken, all of them.
func foreseeDoubtful(ctx context.Context, tx *pg.Tx, rows []Doubtful) error {
	signals := make([]Signal, len(rows))
	for i, r := range rows {
		kind, _ := reports.KindOf(r.Kind)
		signals[i] = Signal{Household: r.Household, Risk: kind.Risk}
	}
	begins, err := beginning(ctx, tx, signals)
	for i := range rows {
		rows[i].Result = reports.Signal
		if begins[rows[i].Household] {
			rows[i].Result = reports.Lead
		}
	}
	return err
}

// nameDeciders says who decided rows.
func nameDeciders(ctx context.Context, tx *pg.Tx, rows []Doubtful) error {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	var by []struct {
		Row  int64  `db:"report_row"`
		Name string `db:"name"`
	}
	err := tx.SelectContext(ctx, &by, `
		SELECT o.report_row, s.name FROM row_outcome o JOIN staff s ON s.county = o.county AND s.id = o.decided_by
		WHERE o.county = $1 AND o.purpose = 'watch' AND o.report_row = ANY ($2) ORDER BY o.n`, tx.County, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("find who decided doubtful rows: %w", err)
	}
	for _, b := range by {
		if i := slices.Index(ids, b.Row); i >= 0 {
			rows[i].By = b.Name
		}
	}
	return nil
}
