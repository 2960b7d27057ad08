package claims

import (
	"context"
	"errors"
	"fmt"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/reports"
	"fangpin/screening"
)

// Void takes back claims that should not be (撤销), at whatever step they stand. It frees their events and rows for a later screening.
// A claim with a payout that was not withdrawn cannot be voided.
func Void(ctx context.Context, tx *pg.Tx, ids []int64, reason string) error {
	if err := VoidStep.Permit(tx, fmt.Sprintf("撤销 %d 件案件", len(ids))); err != nil {
		return err
	}
	reason, err := words.Ask("请写明撤销案件的理由", "撤销理由", reason)
	if err != nil {
		return err
	}
	if _, err := hold(ctx, tx, VoidStep, ids); err != nil {
		return err
	}
	freed, err := rowsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT claim_void($1, $2, $3, $4)`, tx.County, pq.Array(ids), reason, tx.By.ID); err != nil {
		return pinned(fmt.Errorf("void claims: %w", err))
	}
	tx.Cover("claim", ids...)
	tx.Cover("source", ids...)
	return free(ctx, tx, freed, reason)
}

// pinned gives its words to the one refusal that comes from above: a payout that was not withdrawn holds its claim where it is.
func pinned(err error) error {
	if e, ok := errors.AsType[*pq.Error](err); ok && e.Code == pqerror.ForeignKeyViolation && e.Table == "payout" {
		return &fault.Error{Kind: fault.Blocked, Message: "选中的案件中有的已核定救助金，请先撤回救助金再办理", Err: err}
	}
	return err
}

// free tells the rows of the claims that they are in none.
func free(ctx context.Context, tx *pg.Tx, freed map[int64][]*screening.Row, reason string) error {
	var outcomes []reports.Outcome
	for _, rows := range freed {
		for _, r := range rows {
			outcomes = append(outcomes, reports.Outcome{Row: r.ID, Household: r.Household, Person: r.Person,
				Result: reports.NotTaken, Reason: "所立案件已撤销：" + reason})
		}
	}
	if len(outcomes) == 0 {
		return nil
	}
	return reports.Conclude(ctx, tx, reports.Insurance, outcomes)
}
