package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Receiver is who receives a payout: its payee, or the heir that was named when the payee had died.
type Receiver struct {
	Payee  int64          `db:"payee"`
	Name   string         `db:"name"` // the payee's
	DiedOn *calendar.Date `db:"died_on"`
	Heirs  []Heir         `db:"-"` // the newest first: it counts
}

// Unsettled tells whether somebody who lives must be named first.
func (r Receiver) Unsettled() bool {
	return r.DiedOn != nil && (len(r.Heirs) == 0 || r.Heirs[0].DiedOn != nil)
}

// Heir is one decision on who receives.
type Heir struct {
	N      int            `db:"n"`
	Person int64          `db:"person"`
	Name   string         `db:"name"`
	DiedOn *calendar.Date `db:"died_on"`
	By     string         `db:"by_name"`
	Reason string         `db:"reason"`
}

// ReceiverOf tells who receives a payout. Get or Rows has handed it out, so the person may read it.
func ReceiverOf(ctx context.Context, tx *pg.Tx, of Row) (Receiver, error) {
	var r Receiver
	err := tx.GetContext(ctx, &r, `
		SELECT p.payee, e.name, e.died_on FROM payout p JOIN person e ON e.county = p.county AND e.id = p.payee
		WHERE p.county = $1 AND p.id = $2`, tx.County, of.ID)
	if err != nil {
		return Receiver{}, fmt.Errorf("find payee of payout %d: %w", of.ID, err)
	}
	err = tx.SelectContext(ctx, &r.Heirs, `
		SELECT h.n, h.person, e.name, e.died_on, b.name AS by_name, h.reason FROM heir h JOIN person e ON e.county = h.county AND e.id = h.person
		JOIN staff b ON b.county = h.county AND b.id = h.decided_by WHERE h.county = $1 AND h.payout = $2 ORDER BY h.n DESC`, tx.County, of.ID)
	if err != nil {
		return Receiver{}, fmt.Errorf("find heirs of payout %d: %w", of.ID, err)
	}
	return r, nil
}
