package registry_test

import (
	"context"
	"testing"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// A label that a room's own step ends may have been ended by hand before; one that was never held is nobody's to end.
func TestALabelEndedByHandHasEnded(t *testing.T) {
	o := claimstest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	on := calendar.On(2024, 9, 9)
	step := func(verb func(context.Context, *pg.Tx, []registry.Label) error, name string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			tx.Perform("monitoring.mark", "1 户标注风险消除")
			return verb(ctx, tx, []registry.Label{{Household: h.ID, Name: name, On: on}})
		})
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: h.ID, Name: "边缘易致贫户", On: on}})
	})
	o.Must(step(registry.KeepLabelled, "边缘易致贫户"))
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: h.ID, Name: "边缘易致贫户", On: on}})
	})
	o.Must(step(registry.CloseLabelled, "边缘易致贫户"))
	o.Must(step(registry.CloseLabelled, "突发严重困难户"))
	o.Must(step(registry.CloseLabelled, "脱贫户"))
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := registry.LabelsOf(ctx, tx, h.ID)
		for _, l := range all {
			if l.To == nil || *l.To != on {
				t.Errorf("%s until %v; want %s", l.Label, l.To, on)
			}
		}
		return err
	})
}

// A label that a room's own step began is that room's to end; while it holds, nobody sets another of the three kinds beside it.
func TestALabelThatAWatchKeepsIsNobodysByHand(t *testing.T) {
	o := claimstest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	on := calendar.On(2024, 9, 9)
	by := func(verb func(context.Context, *pg.Tx, []registry.Label) error, name string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			tx.Perform("monitoring.approve", "1 户审定")
			return verb(ctx, tx, []registry.Label{{Household: h.ID, Name: name, On: on}})
		})
	}
	o.Must(by(registry.KeepLabelled, "边缘易致贫户"))
	o.Refused(by(registry.EndLabel, "边缘易致贫户"), fault.Conflict)
	o.Refused(by(registry.SetLabel, "突发严重困难户"), fault.Conflict)
	o.Must(by(registry.SetLabel, "低收入户"))
	o.Must(by(registry.EndLabel, "脱贫户"))
	o.Must(by(registry.CloseLabelled, "边缘易致贫户"))
	o.Must(by(registry.SetLabel, "突发严重困难户"))
}
