package payouts

import (
	"context"
	"crypto/sha256"

	"fangpin/internal/pg"
	"fangpin/payouts/bank"
)

// SettleLines settles lines that stand in no file: for the benchmark, and for what Settle refuses before the door does.
func SettleLines(ctx context.Context, tx *pg.Tx, file [sha256.Size]byte, lines []bank.Line) (Settled, error) {
	if err := SettleStep.Permit(tx, "导入银行回盘"); err != nil {
		return Settled{}, err
	}
	return settleLines(ctx, tx, file, lines)
}
