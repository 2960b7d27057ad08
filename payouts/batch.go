package payouts

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Batch is what went to the bank at once (打款批次): a list's first sending, or a reissue of what came back. Amounts are in yuan.
type Batch struct {
	ID     int64           `db:"id"`
	List   int64           `db:"list"`
	Year   int             `db:"year"`
	Serial int             `db:"serial"`
	Nth    int             `db:"nth"` // of its list
	By     string          `db:"by_name"`
	SentAt time.Time       `db:"sent_at"`
	Rows   int             `db:"rows"`
	Total  decimal.Decimal `db:"total"`

	Waiting  int             `db:"waiting"` // the bank has not answered, or does not know yet
	Paid     int             `db:"paid"`
	Returned int             `db:"returned"`
	PaidSum  decimal.Decimal `db:"paid_sum"`
	BackSum  decimal.Decimal `db:"back_sum"`
	OutSum   decimal.Decimal `db:"out_sum"` // of those that wait
}

// Name is how people call the batch: 2024年第1册第1批.
func (b Batch) Name() string { return fmt.Sprintf("%s第%d批", b.ListName(), b.Nth) }

// ListName is how people call its list.
func (b Batch) ListName() string { return List{Year: b.Year, Serial: b.Serial}.Name() }

// BatchFilter narrows Batches; a zero field does not narrow.
type BatchFilter struct {
	List   int64
	ID     int64
	Window pg.Window
}

// Batches lists the county's batches, the newest first, and how many there are in all.
func Batches(ctx context.Context, tx *pg.Tx, f BatchFilter) (found []Batch, total int, err error) {
	const where = ` FROM batch b WHERE b.county = $1 AND ($2::bigint = 0 OR b.list = $2) AND ($3::bigint = 0 OR b.id = $3)`
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, tx.County, f.List, f.ID); err != nil {
		return nil, 0, fmt.Errorf("count batches: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT b.id, b.list, s.name AS by_name, b.sent_at, COALESCE(l.year, EXTRACT(YEAR FROM l.dated)::int) AS year, COALESCE(l.serial, 0) AS serial, x.*,
		  (SELECT COUNT(*) FROM batch o WHERE o.county = $1 AND o.list = b.list AND (o.sent_at, o.id) <= (b.sent_at, b.id)) AS nth
		FROM (SELECT b.*`+where+f.Window.Clause(nil, "b.sent_at DESC, b.id DESC")+`) b
		JOIN list l ON l.county = $1 AND l.id = b.list JOIN staff s ON s.county = $1 AND s.id = b.sent_by
		CROSS JOIN LATERAL (
		  SELECT COUNT(*) AS rows, COALESCE(SUM(i.amount), 0) AS total,
		    COUNT(*) FILTER (WHERE i.status IN ('sent', 'unknown')) AS waiting, COUNT(*) FILTER (WHERE i.status = 'paid') AS paid,
		    COUNT(*) FILTER (WHERE i.status = 'returned') AS returned,
		    COALESCE(SUM(i.amount) FILTER (WHERE i.status IN ('sent', 'unknown')), 0) AS out_sum,
		    COALESCE(SUM(i.amount) FILTER (WHERE i.status = 'paid'), 0) AS paid_sum,
		    COALESCE(SUM(i.amount) FILTER (WHERE i.status = 'returned'), 0) AS back_sum
		  FROM instruction i WHERE i.county = $1 AND i.batch = b.id) x
		ORDER BY b.sent_at DESC, b.id DESC`, tx.County, f.List, f.ID)
	if err != nil {
		return nil, 0, fmt.Errorf("list batches: %w", err)
	}
	return found, total, nil
}

// GetBatch reads one batch. None is NotFound.
func GetBatch(ctx context.Context, tx *pg.Tx, id int64) (Batch, error) {
	found, _, err := Batches(ctx, tx, BatchFilter{ID: id})
	switch {
	case err != nil:
		return Batch{}, err
	case len(found) == 0 || id == 0:
		return Batch{}, fault.NotFoundf("没有找到这个打款批次")
	}
	return found[0], nil
}
