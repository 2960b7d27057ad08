package monitoring_test

import (
	"context"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// A procedure is in force from its day to the end of its term; a family that came to it before goes on by it.
func TestAProcedureIsInForceWithinItsTerm(t *testing.T) {
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, "to: 2027-12-31", "to: 2024-12-31", 1))
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		for day, want := range map[calendar.Date]fault.Kind{calendar.On(2024, 8, 31): fault.Blocked, calendar.On(2025, 1, 1): fault.Blocked} {
			_, err := monitoring.InForce(ctx, tx, day)
			o.Refused(err, want)
		}
		for _, day := range []calendar.Date{calendar.On(2024, 9, 1), calendar.On(2024, 12, 31)} {
			if rule, err := monitoring.InForce(ctx, tx, day); err != nil || rule.ID != o.Rule || rule.Name != "试行程序" {
				t.Errorf("on %s: %d, %v", day, rule.ID, err)
			}
		}
		return nil
	})
	families := o.Enrol(t, "脱贫户", 2)
	id := o.Lead(t, families[0])[0]
	for _, c := range []struct {
		day        string
		told, late int
	}{{"2024-12-01", 0, 0}, {"2024-12-05", 1, 0}, {"2024-12-31", 1, 0}, {"2025-01-03", 1, 1}} {
		o.At(c.day)
		told, late := 0, 0
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			tasks, err := monitoring.Tasks(ctx, tx)
			for _, w := range tasks {
				if w.Verb == monitoring.ProposeStep.Verb {
					told, late = told+w.Count, late+w.Late
					if w.Due == nil || *w.Due != calendar.On(2024, 12, 31) {
						t.Errorf("on %s the next procedure is due on %v", c.day, w.Due)
					}
				}
			}
			return err
		})
		if told != c.told || late != c.late {
			t.Errorf("on %s the clerk is told of the term's end %d times, %d late", c.day, told, late)
		}
	}
	o.Step(t, id, families[0], procedure.HandOver)
	o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.Lead(ctx, tx, []monitoring.Signal{{Household: families[1].ID, Source: monitoring.Public, Words: "群众反映"}})
		return err
	}), fault.Blocked)
}
