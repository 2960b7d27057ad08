package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// File puts reviewed claims on record (S2: 区扶贫办备案), in the order given: only what is filed is assessed. Numbers (备案号) are gapless within
// the year.
func File(ctx context.Context, tx *pg.Tx, ids []int64) error {
	if err := FileStep.Permit(tx, fmt.Sprintf("%d 件案件备案", len(ids))); err != nil {
		return err
	}
	if _, err := hold(ctx, tx, FileStep, ids); err != nil {
		return err
	}
	if err := Apart(ctx, tx, ClerkPart, ids); err != nil {
		return err
	}
	// Whoever files at the same time waits here, and then sees the numbers taken.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('claims.file ' || $1))`, tx.County); err != nil {
		return fmt.Errorf("wait to file: %w", err)
	}
	today := calendar.DateOf(tx.Now)
	_, err := tx.ExecContext(ctx, `
		INSERT INTO filing (county, claim, round, turn, year, no, filed_on, filed_by, adjuster)
		SELECT c.county, c.id, c.round, c.turn, $3, u.n + (SELECT COALESCE(max(no), 0) FROM filing WHERE county = $1 AND year = $3), $4, $5, f.adjuster
		FROM unnest($2::bigint[]) WITH ORDINALITY AS u (claim, n)
		JOIN claim c ON c.county = $1 AND c.id = u.claim
		JOIN finding f ON f.county = c.county AND f.claim = c.id AND f.round = c.round AND f.turn = c.turn`,
		tx.County, pq.Array(ids), today.Year(), today, tx.By.ID)
	if err != nil {
		return fmt.Errorf("file claims: %w", err)
	}
	tx.Cover("filing", ids...)
	return FileStep.Advance(ctx, tx, "claim", ids)
}
