package payouts

import (
	"context"

	"fangpin/internal/pg"
)

// NoticeCode is what a printed notice's QR code says.
func NoticeCode(ctx context.Context, tx *pg.Tx, notice int64) (string, error) {
	found, err := posters(ctx, tx, []int64{notice})
	if err != nil {
		return "", err
	}
	return found[0].code(), nil
}
