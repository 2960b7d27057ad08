package payouts

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/ledger"
)

// Send turns a list approved twice into one batch of instructions (打款批次): one for each row, all at once, once. The sender signs.
func Send(ctx context.Context, tx *pg.Tx, list int64, by signing.Signer) (int64, error) {
	if err := SendStep.Permit(tx, "发送花名册"); err != nil {
		return 0, err
	}
	if err := open(ctx, tx); err != nil {
		return 0, err
	}
	if err := unsigned(ctx, tx, list, SendStep); err != nil {
		return 0, err
	}
	rows, err := duesOf(ctx, tx, list)
	if err != nil {
		return 0, err
	}
	if err := signSending(ctx, tx, list, by); err != nil {
		return 0, err
	}
	batch := pg.NewID()
	if err := knock(ctx, tx, `SELECT batch_send($1, $2, $3, $4)`, tx.County, batch, list, tx.By.ID); err != nil {
		return 0, err
	}
	tx.Cover("list", list)
	coverBatch(tx, batch, list, payoutsOf(rows))
	return batch, nil
}

func coverBatch(tx *pg.Tx, batch, list int64, payouts []int64) {
	tx.Cover("batch", batch)
	tx.Cover("hand", list)
	tx.Cover("payout", payouts...)
	tx.Cover("instruction", payouts...)
}

// Redirection is a returned payout's next attempt, at the account that was approved.
type Redirection struct {
	Payout  int64
	Account int64
}

// Reissue sends what the bank returned, and never called paid, once more to the approved account (补发), under the same approved list, signed by
// the sender. Anything else is approved again (ComposeAgain). It books Dr suspense, Cr claims payable.
func Reissue(ctx context.Context, tx *pg.Tx, list int64, to []Redirection, by signing.Signer) (int64, error) {
	if err := ReissueStep.Permit(tx, fmt.Sprintf("补发 %d 笔", len(to))); err != nil {
		return 0, err
	}
	if err := open(ctx, tx); err != nil {
		return 0, err
	}
	if len(to) == 0 {
		return 0, fault.Invalidf("没有选中要补发的救助金")
	}
	ids, accounts := make([]int64, len(to)), make([]int64, len(to))
	for i, r := range to {
		ids[i], accounts[i] = r.Payout, r.Account
	}
	tx.JudgedBy(Repayment)
	if err := signReissue(ctx, tx, list, to, by); err != nil {
		return 0, err
	}
	batch := pg.NewID()
	err := knock(ctx, tx, `SELECT batch_reissue($1, $2, $3, $4, $5, $6)`, tx.County, batch, list, pq.Array(ids), pq.Array(accounts), tx.By.ID)
	if err != nil {
		return 0, err
	}
	coverBatch(tx, batch, list, ids)
	rows, err := dues(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	return batch, book(ctx, tx, ledger.Entry{
		Ref: fmt.Sprintf("batch/%d/reissued", batch), Memo: fmt.Sprintf("退票补发 %d 笔", len(rows)),
	}, ledger.Suspense, ledger.ClaimsPayable, rows)
}
