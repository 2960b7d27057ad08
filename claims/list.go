package claims

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Row is a claim as lists show it.
type Row struct {
	Claim
	HouseholdNo string `db:"household_no"` // 户编号
	Head        string `db:"head"`         // the head's name
	Hamlet      string `db:"hamlet"`       // its place's name: the natural village, or the village itself
	In          string `db:"village_name"` // the village's
	Visitor     string `db:"visitor"`      // the adjuster's name; empty until it is entrusted
}

// RowFilter narrows Rows; a zero field does not narrow.
type RowFilter struct {
	IDs        pg.Among[int64]
	Status     Status
	Category   string
	Village    int64
	Adjuster   int64  // to whom the current turn is entrusted
	Late       bool   // only claims whose finding is due and was not given in time
	Words      string // the name of the head of the household
	Year, No   int    // 备案号 of any round
	Households pg.Among[int64]
	Void       bool // the void too
	Window     pg.Window
}

// due is until when a claim's finding is due; nothing else of a claim has a day (S2). It is asked of the few that wait for a finding,
// not joined to the many that do not.
const due = `CASE WHEN c.status = 'entrusted' THEN (
	    SELECT COALESCE(e.due_on, b.due_on) FROM assignment b
	    LEFT JOIN extension e ON e.county = b.county AND e.claim = b.claim AND e.round = b.round AND e.turn = b.turn
	    WHERE b.county = c.county AND b.claim = c.id AND b.round = c.round AND b.turn = c.turn) END`

// orders are the columns that a list of claims can be sorted by.
var orders = map[string]string{"due": due, "village": "s.village", "no": "f.year * 1000000::bigint + f.no", "date": "c.event_on"}

// placed are those tables and the claim's place.
const placed = beside + `
	LEFT JOIN place s ON s.county = h.county AND s.id = h.place`

// fromRows names of the tables beside the claim only its place, and that only where it is asked for.
const fromRows = `
	FROM claim c` + placed + `
	WHERE c.county = @county
	  AND (@whole OR s.village BETWEEN @first AND @last)
	  AND (@whose::bigint[] IS NULL OR c.id = ANY (ARRAY(SELECT t.claim FROM assignment t WHERE t.county = @county AND t.adjuster = ANY (@whose))))
	  AND (@status = '' OR c.status = @status)
	  AND (@category = '' OR c.category = @category)
	  AND (@village::bigint = 0 OR s.village = @village)
	  AND (@adjuster::bigint = 0 OR EXISTS (
	    SELECT FROM assignment t WHERE t.county = @county AND t.claim = c.id AND t.round = c.round AND t.turn = c.turn AND t.adjuster = @adjuster))
	  AND (@late::date IS NULL OR ` + due + ` < @late)
	  AND (@words = '' OR c.household = ANY (ARRAY(
	    SELECT p.household FROM household_head p WHERE p.county = @county AND p.name = @words)))
	  AND (@year::int = 0 OR c.id = ANY (ARRAY(SELECT g.claim FROM filing g WHERE g.county = @county AND g.year = @year AND g.no = @no)))
	  AND (@households::bigint[] IS NULL OR c.household = ANY (@households))
	  AND (@void OR c.live)
	  AND (@ids::bigint[] IS NULL OR c.id = ANY (@ids))`

func (f RowFilter) args(tx *pg.Tx) pg.Named {
	first, last := tx.By.Within()
	whose := tx.Adjusters()
	if f.Adjuster != 0 && tx.By.Role != who.Adjuster {
		whose = pg.Only([]int64{f.Adjuster}) // narrows first what @adjuster then asks one by one
	}
	var late *calendar.Date
	if f.Late {
		today := calendar.DateOf(tx.Now)
		late = &today
	}
	return pg.Named{
		"county": tx.County, "whole": tx.By.All(), "first": first, "last": last, "whose": whose, "status": f.Status, "category": f.Category,
		"village": f.Village, "adjuster": f.Adjuster, "late": late, "words": f.Words, "year": f.Year, "no": f.No, "households": f.Households,
		"void": f.Void, "ids": f.IDs,
	}
}

// Rows lists claims that the person may see, by id unless the window says otherwise, and how many there are in all.
func Rows(ctx context.Context, tx *pg.Tx, f RowFilter) (found []Row, total int, err error) {
	order := pg.Window{Sort: f.Window.Sort, Down: f.Window.Down}
	err = tx.SelectContext(ctx, &found, `
		WITH page AS MATERIALIZED (SELECT c.id`+fromRows+f.Window.Clause(orders, "c.id")+`)
		SELECT `+columns+`, s.village, h.no AS household_no, s.name AS hamlet, COALESCE(p.name, '') AS head, v.name AS village_name,
		  COALESCE(t.name, '') AS visitor
		FROM page JOIN claim c ON c.county = @county AND c.id = page.id`+placed+`
		LEFT JOIN place v ON v.county = s.county AND v.id = s.village
		LEFT JOIN household_head p ON p.county = c.county AND p.household = c.household
		LEFT JOIN staff t ON t.county = a.county AND t.id = a.adjuster`+order.Clause(orders, "c.id"), f.args(tx))
	if err != nil {
		return nil, 0, fmt.Errorf("list claims: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+fromRows, f.args(tx)); err != nil {
		return nil, 0, fmt.Errorf("claims: %w", err)
	}
	return found, total, nil
}

// IDs names, in their order, all claims that Rows lists without a window.
func IDs(ctx context.Context, tx *pg.Tx, f RowFilter) (ids []int64, err error) {
	if err := tx.SelectContext(ctx, &ids, `SELECT c.id`+fromRows+` ORDER BY c.id`, f.args(tx)); err != nil {
		return nil, fmt.Errorf("name claims: %w", err)
	}
	return ids, nil
}

// Get is one claim that the person may see, void or not. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Row, error) {
	found, _, err := Rows(ctx, tx, RowFilter{IDs: pg.Only([]int64{id}), Void: true})
	switch {
	case err != nil:
		return Row{}, err
	case len(found) == 0:
		return Row{}, fault.NotFoundf("没有找到这件案件，请从案件列表重新进入")
	}
	return found[0], nil
}
