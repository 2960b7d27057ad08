package reports

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// HandOver hands reports over to be screened (集中交办; S2: by the 10th of each month). From now on nothing replaces them.
func HandOver(ctx context.Context, tx *pg.Tx, ids []int64) error {
	if err := HandOverStep.Permit(tx, fmt.Sprintf("交办月报 %d 份", len(ids))); err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.Invalidf("没有选中任何月报，请先选择再交办")
	}
	return pass(ctx, tx, HandOverStep, ids)
}

// pass moves received reports along the step through their door, all of them or none.
func pass(ctx context.Context, tx *pg.Tx, step flow.Step, ids []int64) error {
	if _, err := tx.ExecContext(ctx, `SELECT report_pass($1, $2, $3)`, tx.County, pq.Array(ids), step.To); err != nil {
		return fmt.Errorf("%s: %w", step.Verb, err)
	}
	tx.Cover("report", ids...)
	return nil
}
