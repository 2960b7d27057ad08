package security

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// LookInto keeps what somebody found who looked into alarms (处理安全告警), each once, and with each what the alarm was: from then on a deed
// answers for it. What somebody themselves caused, in whatever name, another looks into.
func LookInto(ctx context.Context, tx *pg.Tx, ids []int64, found string) error {
	if err := LookStep.Permit(tx, fmt.Sprintf("处理安全告警 %d 条", len(ids))); err != nil {
		return err
	}
	found, err := words.Reason("处理情况", found)
	switch {
	case err != nil:
		return err
	case len(ids) == 0:
		return fault.Invalidf("没有选中任何告警，请先选择")
	}
	result, err := tx.ExecContext(ctx, `
		INSERT INTO security_review (county, event, kind, event_at, n, looked_by, words, salt)
		SELECT $1, e.id, e.kind, e.at, e.n, $3, $4, s.salt FROM unnest($2::BIGINT[], $5::BYTEA[]) AS s (id, salt)
		JOIN security_event e ON e.county = $1 AND e.id = s.id AND e.alarm AND (human($1, e.staff) = human($1, $3)) IS NOT TRUE
		ON CONFLICT DO NOTHING`, tx.County, pq.Array(ids), tx.By.ID, found, pq.ByteaArray(secret.Salts(len(ids))))
	if err != nil {
		return fmt.Errorf("keep what was found: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || int(n) != len(ids) {
		return errAlarms
	}
	tx.Cover("security_review", ids...)
	return nil
}
