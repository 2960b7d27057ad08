package payouts

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/ledger"
	"fangpin/payouts/bank"
)

// Settled is what an answer of the bank did (回盘). Amounts are in yuan.
type Settled struct {
	Answer   int64
	Before   bool // this file was read before: nothing changed
	Paid     Sum
	Returned Sum
	Breaks   []Break
}

// Sum is a number of payouts and their total, in yuan.
type Sum struct {
	Rows  int
	Total decimal.Decimal
}

func (s *Sum) add(amount decimal.Decimal) {
	s.Rows++
	s.Total = s.Total.Add(amount)
}

// Break is an answer's line that settled nothing and waits for a person.
type Break struct {
	Line   int             `db:"line"`
	Payout int64           `db:"payout"`
	Amount decimal.Decimal `db:"amount"`
	Why    BreakReason     `db:"break"`
}

// BreakReason is why a line settled nothing, as the settle door found it. Empty where it settled.
type BreakReason string

const (
	BreakUnknownInstruction BreakReason = "unknown_instruction" // nobody sent it
	BreakAlreadySettled     BreakReason = "already_settled"     // an earlier answer said what became of it
	BreakRepeated           BreakReason = "repeated"            // an earlier line of the same answer did
	BreakAmountDiffers      BreakReason = "amount_differs"
	BreakOutcomeUnknown     BreakReason = "outcome_unknown" // the bank's word for the outcome is none of its format's
	BreakContradicted       BreakReason = "contradicted"    // it calls paid what an earlier answer called returned
)

var breakTitles = map[BreakReason]string{
	BreakUnknownInstruction: "查无此指令", BreakAlreadySettled: "此前已有结果", BreakRepeated: "同一回盘内重复", BreakAmountDiffers: "金额不符",
	BreakOutcomeUnknown: "结果无法识别", BreakContradicted: "先退票、后到账",
}

// Title is how people call it.
func (r BreakReason) Title() string { return breakTitles[r] }

// BreakReasons are all that there are.
func BreakReasons() []BreakReason { return slices.Sorted(maps.Keys(breakTitles)) }

// BankFormat is what reads the bank's answers: the generic profile (回盘读取).
var BankFormat = pg.Judge{Name: "bank.generic", Version: bank.Version}

// Repayment is what tells that a payment may go out twice: lines that contradict, and what is ordered again only once it is approved again
// (重复支付判定). Under version 1 both were let pass.
var Repayment = pg.Judge{Name: "payouts.repayment", Version: 2}

// Settle reads the bank's answer file, once: its bytes are what is hashed and what is settled. Each line's amount is compared with its
// instruction's. Paid books Dr claims payable, Cr bank; returned Dr claims payable, Cr suspense.
func Settle(ctx context.Context, tx *pg.Tx, file []byte) (Settled, error) {
	if err := SettleStep.Permit(tx, "导入银行回盘"); err != nil {
		return Settled{}, err
	}
	tx.JudgedBy(BankFormat)
	tx.JudgedBy(Repayment)
	lines, err := bank.ReadAnswer(file)
	if err != nil {
		return Settled{}, err
	}
	return settleLines(ctx, tx, sha256.Sum256(file), lines)
}

func settleLines(ctx context.Context, tx *pg.Tx, file [sha256.Size]byte, lines []bank.Line) (Settled, error) {
	if len(lines) == 0 {
		return Settled{}, fault.Invalidf("回盘文件没有明细，请向银行核对后重新索取")
	}
	s := Settled{Answer: pg.NewID()}
	taken, err := knockSettle(ctx, tx, s.Answer, file, lines)
	if err != nil {
		return Settled{}, err
	}
	if !taken {
		s.Before = true
		return s, nil
	}
	tx.Cover("answer", s.Answer)
	tx.Cover("answer_line", s.Answer)
	return s, s.book(ctx, tx)
}

func knockSettle(ctx context.Context, tx *pg.Tx, answer int64, file [sha256.Size]byte, lines []bank.Line) (taken bool, err error) {
	n := len(lines)
	ids, attempts, amounts := make([]int64, n), make([]int64, n), make([]string, n)
	outcomes, words := make([]string, n), make([]string, n)
	for i, l := range lines {
		ids[i], attempts[i], amounts[i], outcomes[i], words[i] = l.Payout, int64(l.Attempt), l.Amount.StringFixed(2), string(l.Outcome), l.Words
	}
	err = tx.GetContext(ctx, &taken, `SELECT answer_settle($1, $2, $3, $4, $5, $6, $7, $8, $9)`, tx.County, file[:], answer,
		pq.Array(ids), pq.Array(attempts), pq.Array(amounts), pq.Array(outcomes), pq.Array(words), tx.By.ID)
	if err != nil {
		return false, fmt.Errorf("settle: %w", err)
	}
	return taken, nil
}

// answered is a line of an answer as the door left it.
type answered struct {
	Break
	Outcome bank.Outcome `db:"outcome"`
}

// book posts one entry for the lines that settled.
func (s *Settled) book(ctx context.Context, tx *pg.Tx) error {
	var lines []answered
	err := tx.SelectContext(ctx, &lines, `
		SELECT line, COALESCE(payout, 0) AS payout, COALESCE(amount, 0) AS amount, COALESCE(break, '') AS break, COALESCE(outcome, '') AS outcome
		FROM answer_line WHERE county = $1 AND answer = $2 ORDER BY line`, tx.County, s.Answer)
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	transfers := s.sort(tx, lines)
	if len(transfers) == 0 {
		return nil
	}
	_, err = ledger.Post(ctx, tx, ledger.Entry{
		Ref: fmt.Sprintf("answer/%d", s.Answer), On: calendar.DateOf(tx.Now), Transfers: transfers,
		Memo: fmt.Sprintf("银行回盘：成功 %d 笔，退票 %d 笔", s.Paid.Rows, s.Returned.Rows),
	})
	return err
}

// to is where the money of an outcome goes. What the bank does not know yet goes nowhere: the instruction waits.
var to = map[bank.Outcome]ledger.Account{bank.Paid: ledger.Bank, bank.Returned: ledger.Suspense}

// sort counts the lines by what became of them, covers what they changed, and answers their transfers.
func (s *Settled) sort(tx *pg.Tx, lines []answered) (transfers []ledger.Transfer) {
	sums := map[bank.Outcome]*Sum{bank.Paid: &s.Paid, bank.Returned: &s.Returned}
	for _, l := range lines {
		if l.Why != "" {
			s.Breaks = append(s.Breaks, l.Break)
			continue
		}
		tx.Cover("instruction", l.Payout)
		if credit, final := to[l.Outcome]; final {
			tx.Cover("payout", l.Payout)
			sums[l.Outcome].add(l.Amount)
			transfers = append(transfers, ledger.Transfer{Debit: ledger.ClaimsPayable, Credit: credit, Amount: l.Amount, Ref: reference(l.Payout)})
		}
	}
	return transfers
}

// Admit confirms a late return: the bank had called the payout paid and sent the money back after all. The clerk signs. Dr bank, Cr
// suspense; or, where the payout was paid twice and stays paid, Cr recovery receivable.
func Admit(ctx context.Context, tx *pg.Tx, answer int64, line int, by signing.Signer) error {
	if err := AdmitStep.Permit(tx, "确认退票"); err != nil {
		return err
	}
	if err := probation.Over(ctx, tx); err != nil {
		return err
	}
	if err := signAdmission(ctx, tx, answer, line, by); err != nil {
		return err
	}
	var payout int64
	if err := tx.GetContext(ctx, &payout, `SELECT answer_admit($1, $2, $3, $4)`, tx.County, answer, line, tx.By.ID); err != nil {
		return fmt.Errorf("admit return: %w", err)
	}
	tx.Cover("answer_line", answer)
	tx.Cover("payout", payout)
	tx.Cover("instruction", payout)
	rows, err := dues(ctx, tx, []int64{payout})
	if err != nil {
		return err
	}
	stands, err := statusOf(ctx, tx, payout)
	if err != nil {
		return err
	}
	e, credit := ledger.Entry{Ref: fmt.Sprintf("answer/%d/%d/admitted", answer, line), Memo: "付款后退票 1 笔"}, ledger.Suspense
	if stands != Returned {
		e.Memo, credit = "重复到账退回 1 笔", ledger.RecoveryReceivable
	}
	return book(ctx, tx, e, ledger.Bank, credit, rows)
}

// statusOf is where a payout stands.
func statusOf(ctx context.Context, tx *pg.Tx, payout int64) (s Status, err error) {
	if err := tx.GetContext(ctx, &s, `SELECT status FROM payout WHERE county = $1 AND id = $2`, tx.County, payout); err != nil {
		return "", fmt.Errorf("where payout %d stands: %w", payout, err)
	}
	return s, nil
}
