package grant

import (
	"context"
	"fmt"

	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// Tasks are what waits for an administrator: what another asked for, and whoever works here without an identity number on record: two accounts of theirs
// would count as two people.
func Tasks(ctx context.Context, tx *pg.Tx) (tasks []flow.Task, err error) {
	if !ConfirmStep.May(tx.By.Role) {
		return nil, nil
	}
	waiting, err := Find(ctx, tx, Filter{Waiting: true})
	if err != nil {
		return nil, err
	}
	mine := 0
	asked := map[int64]bool{}
	for _, g := range waiting {
		if g.Mine(tx.By) {
			mine++
		}
		if g.What == Details {
			asked[g.Staff] = true
		}
	}
	var bare []int64
	err = tx.SelectContext(ctx, &bare, `SELECT id FROM staff WHERE county = $1 AND disabled_at IS NULL AND id_tag IS NULL`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("who is without an identity number: %w", err)
	}
	left := 0
	for _, id := range bare {
		if !asked[id] {
			left++
		}
	}
	for _, t := range []flow.Task{{Verb: ConfirmStep.Verb, Count: mine}, {Verb: ProposeStep.Verb, Count: left}} {
		if t.Count > 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}
