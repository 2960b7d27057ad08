package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
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
	opinions := make([]Opinion, len(decisions))
	passed := make([]bool, len(decisions))
	for i, d := range decisions {
		opinions[i], passed[i] = Opinion{d.Claim, d.Words}, d.Passed
	}
	said, err := listen(ctx, tx, ReviewStep, opinions)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO review (county, claim, round, turn, by_staff, on_day, passed, opinion, salt)
		SELECT $1, u.claim, u.round, u.turn, $2, $3, u.passed, u.opinion, u.salt
		FROM unnest($4::bigint[], $5::int[], $6::int[], $7::boolean[], $8::text[], $9::bytea[]) AS u (claim, round, turn, passed, opinion, salt)`,
		tx.County, tx.By.ID, calendar.DateOf(tx.Now),
		pq.Array(said.claims), pq.Array(said.rounds), pq.Array(said.turns), pq.Array(passed), pq.Array(said.words), said.salts)
	if err != nil {
		return fmt.Errorf("record reviews: %w", err)
	}
	tx.Cover("review", said.claims...)
	return divide(ctx, tx, decisions, said.held)
}

// divide moves what passed on, and sends the rest back to the adjuster who was there.
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
	if len(again) > 0 {
		return send(ctx, tx, GiveBackStep, again)
	}
	return nil
}
