package monitoring

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// Sending is what somebody sent once more while their application was open (重复申报).
type Sending struct {
	Same  int64         `db:"same_as"` // the application that it is one with
	On    calendar.Date `db:"told_on"`
	Code  string        `db:"cause"`
	Words string        `db:"words"`
}

// Cause is what the family says it is at risk from.
func (s Sending) Cause() string { return causeTitle(s.Code) }

// withMore gives applications what was sent besides, in the order in which it came.
func withMore(ctx context.Context, tx *pg.Tx, told []SelfTold) error {
	ids := make([]int64, len(told))
	for i, a := range told {
		ids[i] = a.ID
	}
	var found []Sending
	err := tx.SelectContext(ctx, &found, `
		SELECT same_as, told_on, cause, words FROM self_application WHERE county = $1 AND same_as = ANY ($2) ORDER BY told_at, id`, tx.County, pq.Array(ids))
	if err != nil {
		return fmt.Errorf("find what was sent once more: %w", err)
	}
	for i, a := range told {
		for _, s := range found {
			if s.Same == a.ID {
				told[i].More = append(told[i].More, s)
			}
		}
	}
	return nil
}

// Forget erases what people told without an account a year after it was decided, and answers how many sendings it was. Their names, numbers, phones and
// words are gone then; that there was an application, and what was done about it, stays.
func Forget(ctx context.Context, tx *pg.Tx) (forgotten int64, err error) {
	if err := tx.GetContext(ctx, &forgotten, `SELECT self_application_forget($1)`, tx.County); err != nil {
		return 0, fmt.Errorf("forget applications: %w", err)
	}
	return forgotten, nil
}
