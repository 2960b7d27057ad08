package probation

import (
	"context"

	"fangpin/internal/flow"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
)

// Tasks are the waits for new accounts that another administrator proposed.
func Tasks(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
	if !AdoptStep.May(tx.By.Role) {
		return nil, nil
	}
	settings, err := Settings(ctx, tx)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, s := range settings {
		if signing.Mine(s.Proposal, s.AskerRole, tx.By) {
			n++
		}
	}
	if n == 0 {
		return nil, nil
	}
	return []flow.Task{{Verb: AdoptStep.Verb, Count: n}}, nil
}
