package payouts

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts/bank"
)

// Answer is a file of the bank that was read (回盘). Amounts are in yuan.
type Answer struct {
	ID       int64           `db:"id"`
	File     []byte          `db:"file"` // SHA-256; the bytes lie in the archive
	ReadAt   time.Time       `db:"read_at"`
	Rows     int             `db:"rows"`
	Paid     int             `db:"paid"`
	Returned int             `db:"returned"`
	Unknown  int             `db:"unknown"`
	Open     int             `db:"open"` // breaks that nobody has decided
	PaidSum  decimal.Decimal `db:"paid_sum"`
	BackSum  decimal.Decimal `db:"back_sum"`
}

// AnswerFilter narrows Answers; a zero field does not narrow.
type AnswerFilter struct {
	ID     int64
	File   []byte
	Open   bool // only those with a break that nobody has decided
	Window pg.Window
}

// undecided are lines l that broke and that nobody has decided.
const undecided = ` AND l.break IS NOT NULL AND l.admitted_by IS NULL AND (l.break <> 'contradicted' OR EXISTS (
	SELECT FROM contradiction x WHERE x.county = l.county AND x.answer = l.answer AND x.line = l.line))`

// Answers lists the files that were read, the newest first, and how many there are in all.
func Answers(ctx context.Context, tx *pg.Tx, f AnswerFilter) (found []Answer, total int, err error) {
	const where = ` FROM answer w WHERE w.county = $1 AND ($2::bigint = 0 OR w.id = $2) AND ($3::bytea IS NULL OR w.file = $3) AND (NOT $4 OR EXISTS (
		  SELECT FROM answer_line l WHERE l.county = w.county AND l.answer = w.id` + undecided + `))`
	args := []any{tx.County, f.ID, f.File, f.Open}
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, args...); err != nil {
		return nil, 0, fmt.Errorf("count answers: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT w.id, w.file, w.read_at, x.*
		FROM (SELECT w.*`+where+f.Window.Clause(nil, "w.read_at DESC, w.id DESC")+`) w
		CROSS JOIN LATERAL (
		  SELECT COUNT(*) AS rows, COUNT(*) FILTER (WHERE break IS NULL AND outcome = 'paid') AS paid, COUNT(*) FILTER (WHERE break IS NULL AND outcome = 'returned') AS returned,
		    COUNT(*) FILTER (WHERE break IS NULL AND outcome = 'unknown') AS unknown, COUNT(*) FILTER (WHERE true`+undecided+`) AS open,
		    COALESCE(SUM(amount) FILTER (WHERE break IS NULL AND outcome = 'paid'), 0) AS paid_sum,
		    COALESCE(SUM(amount) FILTER (WHERE break IS NULL AND outcome = 'returned'), 0) AS back_sum
		  FROM answer_line l WHERE l.county = $1 AND l.answer = w.id) x
		ORDER BY w.read_at DESC, w.id DESC`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("list answers: %w", err)
	}
	return found, total, nil
}

// GetAnswer reads one answer. None is NotFound.
func GetAnswer(ctx context.Context, tx *pg.Tx, id int64) (Answer, error) {
	return oneAnswer(Answers(ctx, tx, AnswerFilter{ID: id}))
}

// AnswerOf is the answer that a file was read as. One never read is NotFound.
func AnswerOf(ctx context.Context, tx *pg.Tx, file [32]byte) (Answer, error) {
	return oneAnswer(Answers(ctx, tx, AnswerFilter{File: file[:]}))
}

func oneAnswer(found []Answer, _ int, err error) (Answer, error) {
	switch {
	case err != nil:
		return Answer{}, err
	case len(found) != 1:
		return Answer{}, fault.NotFoundf("没有找到这份回盘")
	}
	return found[0], nil
}

// AnswerLine is one line of a bank's file, with what it is about. What the bank wrote may be nobody's.
type AnswerLine struct {
	Answer    int64              `db:"answer"`
	Line      int                `db:"line"`
	Payout    int64              `db:"payout"`
	Attempt   int                `db:"attempt"`
	Amount    decimal.Decimal    `db:"amount"`
	Outcome   bank.Outcome       `db:"outcome"`
	Words     string             `db:"words"`
	Break     BreakReason        `db:"break"`
	Admitted  string             `db:"admitted"` // who admitted it
	Status    *InstructionStatus `db:"status"`   // of the instruction; nil where there is none
	Told      *decimal.Decimal   `db:"told"`     // the instruction's amount
	Batch     *int64             `db:"batch"`
	List      *int64             `db:"list"`
	Household *int64             `db:"household"`
	Doubted   bool               `db:"doubted"` // it contradicts what an earlier answer said, and two persons have still to say which
	Receiver  string             `db:"receiver"`
}

// Reference is how the bank names it (业务参考号).
func (l AnswerLine) Reference() string { return bank.Reference(l.Payout, l.Attempt) }

// Result is what the bank says became of it.
func (l AnswerLine) Result() string { return outcomeTitles[l.Outcome] }

var outcomeTitles = map[bank.Outcome]string{bank.Paid: "成功", bank.Returned: "退票", bank.Unknown: "处理中"}

// Admissible tells whether a clerk may admit the line as a late return: what the bank had called paid, it has sent back after all.
func (l AnswerLine) Admissible() bool {
	return l.Break == BreakAlreadySettled && l.Admitted == "" && l.Outcome == bank.Returned && l.Status != nil && (*l.Status == InstructionPaid || *l.Status == InstructionTwice) &&
		l.Told.Equal(l.Amount)
}

// Decided tells whether two persons have said what a line was that contradicts an earlier answer.
func (l AnswerLine) Decided() bool { return l.Break == BreakContradicted && !l.Doubted }

// Advice is what to do about a line that broke and that nobody can admit.
func (l AnswerLine) Advice() string {
	switch l.Break {
	case BreakContradicted:
		return "由县经办凭银行证明提出处理，县审批人核定"
	case BreakAlreadySettled:
		return "与此前的结果相同的不必处理，不同的请向银行核实"
	case BreakUnknownInstruction:
		return "不是本县发出的指令，请退回银行核实"
	case BreakAmountDiffers:
		return "请银行核实金额，取得更正的回盘后重新导入"
	default:
		return "请银行核实，取得更正的回盘后重新导入"
	}
}

// AnswerLines lists the lines of an answer, those that broke alone if asked, and how many there are in all.
func AnswerLines(ctx context.Context, tx *pg.Tx, answer int64, broken bool, w pg.Window) (found []AnswerLine, total int, err error) {
	const where = ` FROM answer_line l WHERE l.county = $1 AND l.answer = $2 AND (NOT $3 OR l.break IS NOT NULL)`
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, tx.County, answer, broken); err != nil {
		return nil, 0, fmt.Errorf("count lines of answer: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT l.answer, l.line, COALESCE(l.payout, 0) AS payout, COALESCE(l.attempt, 0) AS attempt, COALESCE(l.amount, 0) AS amount,
		  COALESCE(l.outcome, '') AS outcome, COALESCE(l.words, '') AS words, COALESCE(l.break, '') AS break, COALESCE(m.name, '') AS admitted,
		  i.status, i.amount AS told, i.batch, b.list, c.household, COALESCE(o.name, '') AS receiver,
		  EXISTS (SELECT FROM contradiction x WHERE x.county = $1 AND x.answer = l.answer AND x.line = l.line) AS doubted
		FROM (SELECT l.*`+where+w.Clause(nil, "l.line")+`) l
		LEFT JOIN staff m ON m.county = $1 AND m.id = l.admitted_by
		LEFT JOIN instruction i ON i.county = $1 AND i.payout = l.payout AND i.attempt = l.attempt
		LEFT JOIN batch b ON b.county = $1 AND b.id = i.batch
		LEFT JOIN payout p ON p.county = $1 AND p.id = i.payout LEFT JOIN claim c ON c.county = $1 AND c.id = p.claim
		LEFT JOIN account a ON a.county = $1 AND a.id = i.account LEFT JOIN person o ON o.county = $1 AND o.id = a.person
		ORDER BY l.line`, tx.County, answer, broken)
	if err != nil {
		return nil, 0, fmt.Errorf("list lines of answer: %w", err)
	}
	return found, total, nil
}

// GetAnswerLine reads one line. None is NotFound.
func GetAnswerLine(ctx context.Context, tx *pg.Tx, answer int64, line int) (AnswerLine, error) {
	if line < 1 {
		return AnswerLine{}, fault.NotFoundf("没有找到回盘的这一行")
	}
	found, _, err := AnswerLines(ctx, tx, answer, false, pg.Window{Limit: 1, Offset: line - 1}) // lines are gapless from 1
	switch {
	case err != nil:
		return AnswerLine{}, err
	case len(found) == 0:
		return AnswerLine{}, fault.NotFoundf("没有找到回盘的这一行")
	}
	return found[0], nil
}
