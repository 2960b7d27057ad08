package payouts

import (
	"context"
	"encoding/json"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// write stores the batch in two statements.
func (a *assessor) write(ctx context.Context, tx *pg.Tx) error {
	if err := a.writeAssessments(ctx, tx); err != nil {
		return err
	}
	if len(a.payouts) == 0 {
		return nil
	}
	return a.writePayouts(ctx, tx)
}

func (a *assessor) writeAssessments(ctx context.Context, tx *pg.Tx) error {
	type row struct {
		ID          int64           `db:"id"`
		Claim       int64           `db:"claim"`
		Round       int             `db:"round"`
		Part        int             `db:"part"`
		Adjuster    int64           `db:"adjuster"`
		AssessedBy  int64           `db:"assessed_by"`
		AssessedOn  calendar.Date   `db:"assessed_on"`
		Scheme      int64           `db:"scheme"`
		Household   int64           `db:"household"`
		Person      int64           `db:"person"`
		Accumulator string          `db:"accumulator"`
		N           int             `db:"n"`
		Own         decimal.Decimal `db:"own"`    // yuan
		Amount      decimal.Decimal `db:"amount"` // yuan
		Facts       json.RawMessage `db:"facts"`
		Past        json.RawMessage `db:"past"`
		Working     json.RawMessage `db:"working"`
	}
	ids, rows := make([]int64, len(a.rows)), make([]row, len(a.rows))
	for i, r := range a.rows {
		ids[i] = r.id
		rows[i] = row{r.id, r.claim, r.round, r.part, r.adjuster, tx.By.ID, a.on, r.scheme, r.household, r.person, r.accumulator, r.n,
			r.own, r.amount, r.facts, r.past, r.working}
	}
	if err := pg.Insert(ctx, tx, "assessment", rows); err != nil {
		return err
	}
	tx.Cover("assessment", ids...)
	return nil
}

func (a *assessor) writePayouts(ctx context.Context, tx *pg.Tx) error {
	type row struct {
		ID         int64           `db:"id"`
		Claim      int64           `db:"claim"`
		Round      int             `db:"round"`
		Adjuster   int64           `db:"adjuster"`
		AssessedBy int64           `db:"assessed_by"`
		Scheme     int64           `db:"scheme"`
		Fund       int64           `db:"fund"`
		Payee      int64           `db:"payee"`
		Place      int64           `db:"place"`
		Amount     decimal.Decimal `db:"amount"` // yuan
	}
	ids, rows := make([]int64, len(a.payouts)), make([]row, len(a.payouts))
	for i, p := range a.payouts {
		ids[i] = p.ID
		rows[i] = row{p.ID, p.Claim, p.Round, p.Adjuster, tx.By.ID, p.Scheme, p.Fund, p.Payee, p.Place, p.Amount}
	}
	if err := pg.Insert(ctx, tx, "payout", rows); err != nil {
		return err
	}
	tx.Cover("payout", ids...)
	return nil
}
