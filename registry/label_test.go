package registry_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/registry"
)

// A label that another room's step keeps is that room's to end; while it holds, nobody sets another of the three kinds beside it, by the doors either.
func TestALabelThatAWatchKeepsIsNobodysByHand(t *testing.T) {
	o := claimstest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	on := calendar.On(2024, 9, 9)
	by := func(verb func(context.Context, *pg.Tx, []registry.Label) error, name string) error {
		return o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			return verb(ctx, tx, []registry.Label{{Household: h.ID, Name: name, On: on}})
		})
	}
	kept := func(value string) {
		pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.label SET kept = `+value+` WHERE label = '边缘易致贫户'`)
	}
	o.Must(by(registry.SetLabel, "边缘易致贫户"))
	kept("true")
	o.Refused(by(registry.EndLabel, "边缘易致贫户"), fault.Conflict)
	o.Refused(by(registry.SetLabel, "突发严重困难户"), fault.Conflict)
	o.Attack("FPSTA", fmt.Sprintf(`SELECT label_end('410602', '{%d}', '{边缘易致贫户}', '{2024-09-09}', %d)`, h.ID, o.Who(who.Clerk).ID))
	o.Attack("FPSTA", fmt.Sprintf(`SELECT label_begin('410602', '{1}', '{%d}', '{突发严重困难户}', '{2024-09-09}', %d)`, h.ID, o.Who(who.Clerk).ID))
	o.Attack("23505", fmt.Sprintf(`SELECT label_begin('410602', '{1}', '{%d}', '{脱贫户}', '{2024-09-09}', %d)`, h.ID, o.Who(who.Clerk).ID))
	for _, no := range []string{"2999-01-01", "infinity", "-infinity", "NULL"} {
		o.Attack("FPDAT", fmt.Sprintf(`SELECT label_begin('410602', '{1}', '{%d}', '{低收入户}', '{%s}', %d)`, h.ID, no, o.Who(who.Clerk).ID))
	}
	for _, no := range []string{"2999-01-01", "infinity", "-infinity"} {
		o.Attack("FPDAT", fmt.Sprintf(`SELECT label_end('410602', '{%d}', '{脱贫户}', '{%s}', %d)`, h.ID, no, o.Who(who.Clerk).ID))
	}
	o.Attack(stafftest.Denied, `UPDATE label SET kept = NULL`)
	o.Attack(stafftest.Denied, fmt.Sprintf(`INSERT INTO label (county, id, household, label, from_on) VALUES ('410602', 1, %d, '低收入户', '2024-09-09')`, h.ID))
	o.Must(by(registry.SetLabel, "低收入户"))
	o.Must(by(registry.EndLabel, "脱贫户"))
	kept("NULL")
	o.Must(by(registry.EndLabel, "边缘易致贫户"))
	o.Must(by(registry.SetLabel, "突发严重困难户"))
}
