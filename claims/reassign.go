package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Reassign gives claims that wait for their finding to other adjusters (改派查勘员), for one reason: each begins another turn with three
// working days of its own. What the adjuster before was asked, and until when, stays readable.
func Reassign(ctx context.Context, tx *pg.Tx, assignments []Assignment, reason string) error {
	if err := ReassignStep.Permit(tx, fmt.Sprintf("%d 件案件改派查勘员", len(assignments))); err != nil {
		return err
	}
	reason, err := words.Ask("请写明改派查勘员的理由", "改派理由", reason)
	if err != nil {
		return err
	}
	held, err := hold(ctx, tx, ReassignStep, claimsOf(assignments))
	if err != nil {
		return err
	}
	names, err := called(ctx, tx, held)
	if err != nil {
		return err
	}
	visits := make([]visit, len(assignments))
	for i, a := range assignments {
		c := held[a.Claim]
		if *c.Adjuster == a.Adjuster {
			return fault.Invalidf("%s现由这位查勘员办理，请选择另一位", names[c.ID])
		}
		visits[i] = visit{a, c.Round, c.Turn + 1}
	}
	if err := giveUp(ctx, tx, visits, reason); err != nil {
		return err
	}
	return send(ctx, tx, ReassignStep, visits)
}

// giveUp ends the turns before the visits.
func giveUp(ctx context.Context, tx *pg.Tx, visits []visit, reason string) error {
	ids, _, rounds, turns := split(visits)
	_, err := tx.ExecContext(ctx, `
		INSERT INTO reassignment (county, claim, round, turn, by_staff, on_day, reason, salt)
		SELECT $1, u.claim, u.round, u.turn - 1, $2, $3, $4, u.salt
		FROM unnest($5::bigint[], $6::int[], $7::int[], $8::bytea[]) AS u (claim, round, turn, salt)`,
		tx.County, tx.By.ID, calendar.DateOf(tx.Now), reason, pq.Array(ids), pq.Array(rounds), pq.Array(turns), pq.Array(secret.Salts(len(ids))))
	if err != nil {
		return fmt.Errorf("record reassignments: %w", err)
	}
	tx.Cover("reassignment", ids...)
	return nil
}
