package claims

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// Review records the township's decisions (S2: 乡镇审核).
func Review(ctx context.Context, tx *pg.Tx, decisions []Decision) error {
	if err := ReviewStep.Permit(tx, fmt.Sprintf("%d 件案件乡镇审核", len(decisions))); err != nil {
		return err
	}
	type row struct {
		said
		Passed bool `db:"passed"`
	}
	heard, err := listen(ctx, tx, ReviewStep, decisions)
	if err != nil {
		return err
	}
	if err := Apart(ctx, tx, TownshipPart, heard.claims); err != nil {
		return err
	}
	rows := make([]row, len(decisions))
	for i, d := range decisions {
		rows[i] = row{heard.rows[i], d.Passed}
	}
	if err := pg.Insert(ctx, tx, "review", rows); err != nil {
		return err
	}
	tx.Cover("review", heard.claims...)
	return divide(ctx, tx, ReviewStep, GiveBackStep, decisions, heard.held)
}
