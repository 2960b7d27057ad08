package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/ledger"
)

// Said is what somebody says of a contradiction: whether it was paid, by which document of the bank's, and why.
type Said struct {
	Answer int64
	Line   int
	Paid   bool
	File   [32]byte // SHA-256 of the bank's document in the archive
	Reason string
}

// ProposeResolution lays what a contradiction comes to before an approver (提出回盘矛盾处理). Who sent the payment has no part in it.
func ProposeResolution(ctx context.Context, tx *pg.Tx, s Said) (int64, error) {
	if err := ProposeResolutionStep.Permit(tx, "提出回盘矛盾处理："+resolved(s.Paid)); err != nil {
		return 0, err
	}
	reason, err := words.Need("处理依据", s.Reason)
	if err != nil {
		return 0, err
	}
	if _, err := GetContradiction(ctx, tx, s.Answer, s.Line); err != nil {
		return 0, err
	}
	id := pg.NewID()
	_, err = tx.ExecContext(ctx, `
		INSERT INTO resolution (county, id, answer, line, paid, file, reason, asked_by, salt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.County, id, s.Answer, s.Line, s.Paid, s.File[:], reason, tx.By.ID, secret.Salt())
	if err != nil {
		return 0, fmt.Errorf("propose resolution: %w", err)
	}
	tx.Cover("resolution", id)
	return id, foureyes.Propose(ctx, tx, foureyes.Resolution, []int64{id})
}

// Resolve decides a contradiction as it was proposed (核定回盘矛盾); the approver signs. What was paid after all books Dr suspense, Cr bank where the
// payout is paid by it; Dr recovery receivable, Cr bank where it was paid twice.
func Resolve(ctx context.Context, tx *pg.Tx, answer int64, line int, by signing.Signer) error {
	if err := ResolveStep.Permit(tx, "核定回盘矛盾"); err != nil {
		return err
	}
	if err := probation.Over(ctx, tx); err != nil {
		return err
	}
	c, err := toDecide(ctx, tx, answer, line)
	if err != nil {
		return err
	}
	r := *c.Newest
	seen, err := foureyes.Digests(ctx, tx, foureyes.Resolution, []int64{r.ID})
	if err != nil {
		return err
	}
	d := signing.Of(tx, ResolveStep.Verb, fmt.Sprintf("resolution/%d", r.ID), seen[0], "核定回盘矛盾："+r.Title(),
		append([]signing.Fact{{Name: "救助金", Words: fmt.Sprintf("%d 号，第 %d 次打款", c.Payout, c.Attempt)}, {Name: "处理依据", Words: r.Why}}, sum(c.Amount)...)...)
	d.Total = c.Amount.StringFixed(2)
	if err := signing.Sign(ctx, tx, d, by); err != nil {
		return err
	}
	var decided int64
	if err := tx.GetContext(ctx, &decided, `SELECT resolution_confirm($1, $2, $3, $4)`, tx.County, r.ID, seen[0], tx.By.ID); err != nil {
		return fmt.Errorf("resolve: %w", err)
	}
	tx.Cover("proposal", decided)
	if !r.Paid {
		return nil
	}
	tx.Cover("instruction", c.Payout)
	tx.Cover("payout", c.Payout)
	return bookPaid(ctx, tx, r.ID, c)
}

// bookPaid books an attempt that was paid after all.
func bookPaid(ctx context.Context, tx *pg.Tx, resolution int64, c Contradiction) error {
	var now InstructionStatus
	err := tx.GetContext(ctx, &now, `SELECT status FROM instruction WHERE county = $1 AND payout = $2 AND attempt = $3`, tx.County, c.Payout, c.Attempt)
	if err != nil {
		return fmt.Errorf("where an instruction stands: %w", err)
	}
	e, debit := ledger.Entry{Ref: fmt.Sprintf("resolution/%d", resolution), Memo: "退票后核定已到账 1 笔"}, ledger.Suspense
	if now == InstructionTwice {
		e.Memo, debit = "核定重复到账 1 笔，应追回", ledger.RecoveryReceivable
	}
	return book(ctx, tx, e, debit, ledger.Bank, []due{{c.Payout, c.Amount}})
}

// RefuseResolution says that what was proposed is not so (驳回), and why; another may be proposed.
func RefuseResolution(ctx context.Context, tx *pg.Tx, answer int64, line int, reason string) error {
	if err := RefuseResolutionStep.Permit(tx, "驳回回盘矛盾处理"); err != nil {
		return err
	}
	c, err := toDecide(ctx, tx, answer, line)
	if err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Resolution, []int64{c.Newest.ID}, reason)
}

// toDecide is a contradiction of which something is proposed.
func toDecide(ctx context.Context, tx *pg.Tx, answer int64, line int) (Contradiction, error) {
	c, err := GetContradiction(ctx, tx, answer, line)
	if err == nil && !c.Waits() {
		err = fault.Conflictf("这一行回盘没有待核定的处理，或已核定，请刷新")
	}
	return c, err
}
