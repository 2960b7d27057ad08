package claims

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// Decision is what the township decides on an endorsed claim (乡镇审核意见).
type Decision struct {
	Claim  int64
	Passed bool // else it goes back to its adjuster for another turn, with the words as the reason
	Words  string
}

// Review records the township's decisions (S2: 乡镇审核).
func Review(ctx context.Context, tx *pg.Tx, decisions []Decision) error {
	if err := ReviewStep.Permit(tx, fmt.Sprintf("%d 件案件乡镇审核", len(decisions))); err != nil {
		return err
	}
	type row struct {
		said
		Passed bool `db:"passed"`
	}
	opinions := make([]Opinion, len(decisions))
	for i, d := range decisions {
		opinions[i] = Opinion{d.Claim, d.Words}
	}
	heard, err := listen(ctx, tx, ReviewStep, opinions)
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
	return divide(ctx, tx, decisions, heard.held)
}

// divide moves what passed on, and sends the rest back to the adjuster who was there, or to another where they have left.
func divide(ctx context.Context, tx *pg.Tx, decisions []Decision, held map[int64]Claim) error {
	var passed []int64
	var again []visit
	for _, d := range decisions {
		c := held[d.Claim]
		if d.Passed {
			passed = append(passed, c.ID)
		} else {
			again = append(again, visit{Assignment{c.ID, *c.Adjuster}, c.Round, c.Turn + 1})
		}
	}
	if len(passed) > 0 {
		if err := ReviewStep.Advance(ctx, tx, "claim", passed); err != nil {
			return err
		}
	}
	if len(again) == 0 {
		return nil
	}
	if err := succeed(ctx, tx, again); err != nil {
		return err
	}
	return send(ctx, tx, GiveBackStep, again)
}
