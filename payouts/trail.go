package payouts

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Listing is a list that a payout stands or stood on.
type Listing struct {
	List   int64         `db:"list"`
	N      int           `db:"n"` // its line there
	Year   int           `db:"year"`
	Serial int           `db:"serial"`
	Dated  calendar.Date `db:"dated"`
	Status ListStatus    `db:"status"`
}

// Name is how people call the list.
func (l Listing) Name() string { return List{Year: l.Year, Serial: l.Serial}.Name() }

// ListsOf are the lists that a payout stands or stood on, the newest first. Get or Rows has handed it out, so the person may read it.
func ListsOf(ctx context.Context, tx *pg.Tx, of Row) (found []Listing, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT r.list, r.n, COALESCE(l.year, EXTRACT(YEAR FROM l.dated)::int) AS year, COALESCE(l.serial, 0) AS serial, l.dated, l.status FROM list_row r JOIN list l ON l.county = r.county AND l.id = r.list
		WHERE r.county = $1 AND r.payout = $2 ORDER BY l.id DESC`, tx.County, of.ID)
	if err != nil {
		return nil, fmt.Errorf("find lists of payout %d: %w", of.ID, err)
	}
	return found, nil
}

// Attempt is one instruction to pay a payout (打款指令), and how the bank answered.
type Attempt struct {
	N      int               `db:"attempt"`
	Batch  int64             `db:"batch"`
	Status InstructionStatus `db:"status"`
	Answer *int64            `db:"answer"` // the newest that speaks of it
	Words  string            `db:"words"`  // the bank's reason there
}

// AttemptsOf are a payout's instructions, the newest first. Get or Rows has handed it out, so the person may read it.
func AttemptsOf(ctx context.Context, tx *pg.Tx, of Row) (found []Attempt, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT i.attempt, i.batch, i.status, a.answer, COALESCE(a.words, '') AS words FROM instruction i
		LEFT JOIN LATERAL (SELECT l.answer, l.words FROM answer_line l
		  WHERE l.county = i.county AND l.payout = i.payout AND l.attempt = i.attempt ORDER BY l.answer DESC, l.line DESC LIMIT 1) a ON true
		WHERE i.county = $1 AND i.payout = $2 ORDER BY i.attempt DESC`, tx.County, of.ID)
	if err != nil {
		return nil, fmt.Errorf("find instructions of payout %d: %w", of.ID, err)
	}
	return found, nil
}

// Booking is what an entry moves for one payout, in yuan.
type Booking struct {
	Entry  int64           `db:"entry"`
	On     calendar.Date   `db:"on_day"`
	No     int             `db:"no"` // 凭证号 within the month
	Memo   string          `db:"memo"`
	Debit  string          `db:"debit"` // the accounts' names
	Credit string          `db:"credit"`
	Amount decimal.Decimal `db:"amount"`
}

// BookingsOf are what the books moved for a payout, in order. Get or Rows has handed it out, so the person may read it.
func BookingsOf(ctx context.Context, tx *pg.Tx, of Row) (found []Booking, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT t.entry, e.on_day, e.no, e.memo, d.name AS debit, c.name AS credit, t.amount
		FROM transfer t JOIN entry e ON e.county = t.county AND e.id = t.entry JOIN chart d ON d.code = t.debit JOIN chart c ON c.code = t.credit
		WHERE t.county = $1 AND t.ref = $2 ORDER BY e.month, e.no, t.n`, tx.County, reference(of.ID))
	if err != nil {
		return nil, fmt.Errorf("find entries of payout %d: %w", of.ID, err)
	}
	return found, nil
}
