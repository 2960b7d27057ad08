package claims

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/registry"
)

// CorrectLabel takes back that a label began, or ended, which another clerk had recorded by mistake (更正). Classes go by labels: what was screened by the
// mistake is voided first.
func CorrectLabel(ctx context.Context, tx *pg.Tx, what registry.Mistake, label int64, reason string) error {
	if err := CorrectLabelStep.Permit(tx, "更正户标签登记"); err != nil {
		return err
	}
	reason, err := words.Reason("更正的理由", reason)
	if err != nil {
		return err
	}
	id := pg.NewID()
	if _, err := tx.ExecContext(ctx, `SELECT label_correct($1, $2, $3, $4, $5, $6, $7)`, tx.County, id, what, label, tx.By.ID, reason, secret.Salt()); err != nil {
		return fmt.Errorf("correct a label: %w", err)
	}
	tx.Cover("label", label)
	tx.Cover("correction", id)
	return nil
}
