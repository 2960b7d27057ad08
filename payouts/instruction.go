package payouts

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/pg"
	"fangpin/payouts/bank"
)

// InstructionStatus is where an instruction to the bank stands.
type InstructionStatus string

const (
	InstructionSent     InstructionStatus = "sent"
	InstructionUnknown  InstructionStatus = "unknown"
	InstructionPaid     InstructionStatus = "paid"
	InstructionReturned InstructionStatus = "returned"
	InstructionTwice    InstructionStatus = "twice" // paid besides the attempt that was owed: to be recovered
)

var instructionTitles = map[InstructionStatus]string{
	InstructionSent: "已发送，待回盘", InstructionUnknown: "银行处理中", InstructionPaid: "已到账", InstructionReturned: "退票",
	InstructionTwice: "重复到账",
}

// Title is the status as people say it.
func (s InstructionStatus) Title() string { return instructionTitles[s] }

// Instruction is one attempt to pay one payout (打款指令), with what the bank said of it. Amount is in yuan.
type Instruction struct {
	Payout    int64             `db:"payout"`
	Attempt   int               `db:"attempt"`
	Batch     int64             `db:"batch"`
	List      int64             `db:"list"`
	SentAt    time.Time         `db:"sent_at"`
	Days      int               `db:"days"` // since then
	Amount    decimal.Decimal   `db:"amount"`
	Account   int64             `db:"account"`
	Status    InstructionStatus `db:"status"`
	Household int64             `db:"household"`
	In        string            `db:"village_name"`
	Head      string            `db:"head"`
	Receiver  string            `db:"receiver"`
	Answer    *int64            `db:"answer"` // the newest file that settled it
	Line      *int              `db:"line"`   // in that file
	Words     *string           `db:"words"`  // the bank's reason
}

// Reference is how the bank knows it (业务参考号).
func (i Instruction) Reference() string { return bank.Reference(i.Payout, i.Attempt) }

// InstructionFilter narrows Instructions; a zero field does not narrow.
type InstructionFilter struct {
	Batch   int64
	Payouts pg.Among[int64]
	Status  InstructionStatus
	Waiting bool // the bank has still to say what became of it
	Days    int  // sent so many days ago at least, by the database's clock, which dated it
	Window  pg.Window
}

// Instructions lists instructions, the oldest batch first, and how many there are in all.
func Instructions(ctx context.Context, tx *pg.Tx, f InstructionFilter) (found []Instruction, total int, err error) {
	const where = ` FROM instruction i JOIN batch b ON b.county = i.county AND b.id = i.batch
		WHERE i.county = $1 AND ($2::bigint = 0 OR i.batch = $2) AND ($3::bigint[] IS NULL OR i.payout = ANY ($3)) AND ($4 = '' OR i.status = $4)
		  AND (NOT $5 OR i.status IN ('sent', 'unknown')) AND ($6 = 0 OR b.sent_at <= clock_timestamp() - make_interval(days => $6))`
	args := []any{tx.County, f.Batch, f.Payouts, string(f.Status), f.Waiting, f.Days}
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, args...); err != nil {
		return nil, 0, fmt.Errorf("count instructions: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT i.*, c.household, v.name AS village_name, COALESCE(h.name, '') AS head, o.name AS receiver, l.answer, l.line, l.words
		FROM (SELECT i.payout, i.attempt, i.batch, b.list, b.sent_at, EXTRACT(DAY FROM clock_timestamp() - b.sent_at)::int AS days, i.amount, i.account, i.status`+where+f.Window.Clause(nil, "b.sent_at, i.payout, i.attempt")+`) i
		JOIN payout p ON p.county = $1 AND p.id = i.payout JOIN claim c ON c.county = $1 AND c.id = p.claim
		JOIN place s ON s.county = $1 AND s.id = p.place JOIN place v ON v.county = $1 AND v.id = s.village
		JOIN account a ON a.county = $1 AND a.id = i.account JOIN person o ON o.county = $1 AND o.id = a.person
		LEFT JOIN household_head h ON h.county = $1 AND h.household = c.household
		LEFT JOIN LATERAL (SELECT x.answer, x.line, x.words FROM answer_line x WHERE x.county = $1 AND x.payout = i.payout AND x.attempt = i.attempt
		  AND (x.break IS NULL OR x.admitted_by IS NOT NULL) ORDER BY x.answer DESC, x.line LIMIT 1) l ON true
		ORDER BY i.sent_at, i.payout, i.attempt`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("list instructions: %w", err)
	}
	return found, total, nil
}
