package policy_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/policy"
)

// A refused scheme waits for nobody and is not adopted, until it is proposed anew: the same text is the same scheme.
func TestARefusedSchemeIsProposedAnew(t *testing.T) {
	c := open(t)
	text := source(t)
	id, err := c.propose(c.clerk, text)
	c.Must(err)
	_, err = c.propose(c.clerk, text)
	c.Refused(err, fault.Conflict) // it waits
	refuse := func(by who.Person, reason string) error {
		return c.Do(by, func(ctx context.Context, tx *pg.Tx) error { return policy.Refuse(ctx, tx, id, reason) })
	}
	waits := func() (n int) {
		c.Look(c.approver, func(ctx context.Context, tx *pg.Tx) error {
			var tasks []flow.Task
			tasks, err := policy.Tasks(ctx, tx)
			for _, t := range tasks {
				n += t.Count
			}
			return err
		})
		return n
	}
	c.Refused(refuse(c.clerk, "税率有误"), fault.Forbidden) // it is their own
	c.Refused(refuse(c.approver, ""), fault.Invalid)
	if n := waits(); n != 1 {
		t.Errorf("%d schemes wait, want 1", n)
	}
	c.Must(refuse(c.approver, "税率有误"))
	if n := waits(); n != 0 {
		t.Errorf("%d schemes wait after it was refused, want none", n)
	}
	c.Refused(c.adopt(c.approver, id, "2024-01-01"), fault.Conflict)
	again, err := c.propose(c.clerk, text)
	c.Must(err)
	if again != id || waits() != 1 {
		t.Errorf("proposed anew as %d, want %d; %d wait", again, id, waits())
	}
	c.Must(c.adopt(c.approver, id, "2024-01-01"))
	_, err = c.propose(c.clerk, text)
	c.Refused(err, fault.Conflict) // it is in force
}
