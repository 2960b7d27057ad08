package registry

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Period is a label of a household with its days.
type Period struct {
	Label string         `db:"label"`
	From  calendar.Date  `db:"from_on"`
	To    *calendar.Date `db:"to_on"` // the last day; nil while it holds
	ID    int64          `db:"id"`

	Mistaken bool `db:"mistaken"` // it should not have begun, and held on no day
}

// LabelsOf lists a household's labels, those that hold first.
func LabelsOf(ctx context.Context, tx *pg.Tx, household int64) ([]Period, error) {
	var held []Period
	err := tx.SelectContext(ctx, &held, `
		SELECT id, label, from_on, to_on, COALESCE(mistaken, false) AS mistaken FROM label WHERE county = $1 AND household = $2
		ORDER BY mistaken NULLS FIRST, to_on DESC NULLS FIRST, from_on, label`, tx.County, household)
	if err != nil {
		return nil, fmt.Errorf("labels of a household: %w", err)
	}
	return held, nil
}
