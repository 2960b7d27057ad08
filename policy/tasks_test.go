package policy_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/policy"
)

func (c county) tasks(by who.Person) (out []flow.Task) {
	c.t.Helper()
	c.Look(by, func(ctx context.Context, tx *pg.Tx) (err error) {
		out, err = policy.Tasks(ctx, tx)
		return err
	})
	return out
}

func TestTasksAreWhatAnotherProposedAndWhatIsNotInsured(t *testing.T) {
	c := open(t)
	check := func(name string, by who.Person, want ...flow.Task) {
		t.Helper()
		if d := cmp.Diff(want, c.tasks(by)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	check("nothing", c.clerk)
	id, err := c.propose(c.clerk, source(t))
	c.Must(err)
	adopt := flow.Task{Verb: "policy.adopt", Count: 1}
	check("one's own", c.clerk)
	check("the other's", c.approver, adopt)
	check("a second clerk", c.Hire(who.Clerk), adopt)
	check("whose it is not", c.Hire(who.Assessor))
	c.Must(c.adopt(c.approver, id, "2024-01-01"))
	check("adopted", c.approver)
	_, err = c.open(year(t, "2024-01-01", "2024-12-31"))
	c.Must(err)
	check("not insured", c.clerk, flow.Task{Verb: "policy.insure", Count: 1})
	check("not the approver's", c.approver)
	c.At("2025-01-02")
	check("over", c.clerk)
}

func TestAProposalSaysWhoAndSinceWhen(t *testing.T) {
	c := open(t)
	first, err := c.propose(c.clerk, source(t))
	c.Must(err)
	c.Must(c.adopt(c.approver, first, "2024-03-01"))
	second, err := c.propose(c.Hire(who.Assessor), source(t, "name: 演示方案", "name: 另一方案"))
	c.Must(err)
	c.Look(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		found, err := policy.Proposals(ctx, tx)
		c.Must(err)
		if len(found) != 2 || found[0].ID != second || found[0].From != nil || found[0].Adopter != nil || found[0].Scheme.Name != "另一方案" {
			t.Errorf("the newest is %+v", found)
		}
		one, err := policy.GetProposal(ctx, tx, first)
		c.Must(err)
		if one.Proposer != c.clerk.Name || one.Adopter == nil || *one.Adopter != c.approver.Name || one.From == nil || *one.From != day(t, "2024-03-01") {
			t.Errorf("the first is %+v", one)
		}
		for _, id := range []int64{0, 1} {
			if _, err := policy.GetProposal(ctx, tx, id); err == nil {
				t.Errorf("there is a scheme %d", id)
			}
		}
		return nil
	})
}
