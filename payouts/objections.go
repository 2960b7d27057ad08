package payouts

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// ObjectionLine is an objection as lists show it, with the payout that it is to. Amount is in yuan.
type ObjectionLine struct {
	Objection
	On         calendar.Date   `db:"received_on"`
	ReceivedBy int64           `db:"received_by"`
	Receiver   string          `db:"receiver"`
	DecidedBy  *int64          `db:"decided_by"`
	Decider    *string         `db:"decider"`
	DecidedAt  *time.Time      `db:"decided_at"`
	Claim      int64           `db:"claim"`
	Adjuster   int64           `db:"adjuster"`
	AssessedBy int64           `db:"assessed_by"`
	Amount     decimal.Decimal `db:"amount"`
	Status     Status          `db:"status"`
	Notice     int64           `db:"notice"`
	NoticeNo   string          `db:"notice_no"`
	Head       string          `db:"head"`
	Village    int64           `db:"village"`
	In         string          `db:"village_name"`
}

// Open tells whether it waits for its decision.
func (o ObjectionLine) Open() bool { return o.Upheld == nil }

// Stands tells whether it was upheld.
func (o ObjectionLine) Stands() bool { return o.Upheld != nil && *o.Upheld }

// Outcome is how it stands, in words.
func (o ObjectionLine) Outcome() string {
	switch {
	case o.Open():
		return "待处理"
	case o.Stands():
		return "成立"
	default:
		return "不成立"
	}
}

// Alone tells whether who received it also decided it, as they could until that was refused.
func (o ObjectionLine) Alone() bool { return o.DecidedBy != nil && *o.DecidedBy == o.ReceivedBy }

// ObjectionFilter narrows FindObjections; a zero field does not narrow.
type ObjectionFilter struct {
	IDs     pg.Among[int64]
	Payouts pg.Among[int64]
	Notices pg.Among[int64]
	Village int64
	Outcome string // open, upheld or dismissed
	Window  pg.Window
}

// objectionOrders are the columns that objections can be sorted by.
var objectionOrders = map[string]string{"village": "s.village", "received": "o.received_on"}

const whereObjections = `
	FROM objection o JOIN payout p ON p.county = o.county AND p.id = o.payout JOIN place s ON s.county = p.county AND s.id = p.place
	WHERE o.county = $1 AND s.village BETWEEN $2 AND $3
	  AND ($4::bigint[] IS NULL OR p.adjuster = ANY ($4))
	  AND ($5::bigint[] IS NULL OR o.id = ANY ($5))
	  AND ($6::bigint[] IS NULL OR o.payout = ANY ($6))
	  AND ($7::bigint[] IS NULL OR o.payout IN (SELECT r.payout FROM notice_row r WHERE r.county = $1 AND r.notice = ANY ($7)))
	  AND ($8::bigint = 0 OR s.village = $8)
	  AND ($9 = '' OR $9 = CASE WHEN o.upheld IS NULL THEN 'open' WHEN o.upheld THEN 'upheld' ELSE 'dismissed' END)`

// FindObjections lists objections to payouts of the person's part of the county, those that wait and the oldest first unless the window
// says otherwise, and tells how many there are in all.
func FindObjections(ctx context.Context, tx *pg.Tx, f ObjectionFilter) (found []ObjectionLine, total int, err error) {
	first, last := tx.By.Within()
	args := []any{tx.County, first, last, tx.Adjusters(), f.IDs, f.Payouts, f.Notices, f.Village, f.Outcome}
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+whereObjections, args...); err != nil {
		return nil, 0, fmt.Errorf("count objections: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT o.id, o.payout, o.words, o.upheld, o.reason, o.received_on, o.received_by, o.decided_by, o.decided_at,
		  (SELECT b.name FROM staff b WHERE b.county = $1 AND b.id = o.received_by) AS receiver,
		  (SELECT b.name FROM staff b WHERE b.county = $1 AND b.id = o.decided_by) AS decider,
		  p.claim, p.adjuster, p.assessed_by, p.amount, p.status, s.village,
		  (SELECT v.name FROM place v WHERE v.county = $1 AND v.id = s.village) AS village_name,
		  COALESCE((SELECT e.name FROM claim c JOIN household_head e ON e.county = $1 AND e.household = c.household
		    WHERE c.county = $1 AND c.id = p.claim), '') AS head,
		  (SELECT r.notice FROM notice_row r WHERE r.county = $1 AND r.payout = p.id) AS notice,
		  (SELECT format('%s年第%s号', n.year, n.serial) FROM notice_row r JOIN notice n ON n.county = $1 AND n.id = r.notice
		    WHERE r.county = $1 AND r.payout = p.id) AS notice_no`+
		whereObjections+f.Window.Clause(objectionOrders, "o.upheld IS NOT NULL, o.received_at, o.id"), args...)
	if err != nil {
		return nil, 0, fmt.Errorf("list objections: %w", err)
	}
	return found, total, nil
}

// GetObjection is one objection within the person's part of the county. None is NotFound.
func GetObjection(ctx context.Context, tx *pg.Tx, id int64) (ObjectionLine, error) {
	found, _, err := FindObjections(ctx, tx, ObjectionFilter{IDs: pg.Only([]int64{id})})
	switch {
	case err != nil:
		return ObjectionLine{}, err
	case len(found) == 0:
		return ObjectionLine{}, errNoObjection
	}
	return found[0], nil
}

var errNoObjection = fault.NotFoundf("没有找到这条异议")
