package claims_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// labelled is a household with labels that one clerk recorded, to be taken back by another.
type labelled struct {
	*claimstest.Office
	t         *testing.T
	household int64
}

// periods are the household's labels by name.
func (l labelled) periods() map[string]registry.Period {
	l.t.Helper()
	held := map[string]registry.Period{}
	l.Look(l.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := registry.LabelsOf(ctx, tx, l.household)
		for _, p := range found {
			held[p.Label] = p
		}
		return err
	})
	return held
}

func (l labelled) back(by who.Person, kind registry.Mistake, name string) error {
	id := l.periods()[name].ID
	return l.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		return claims.CorrectLabel(ctx, tx, kind, id, "民政台账核对，登记到了同名的另一户")
	})
}

func (l labelled) door(kind, name string, by any) string {
	return fmt.Sprintf(`SELECT label_correct('410602', %d, '%s', %d, %v, '登记错户', '')`, pg.NewID(), kind, l.periods()[name].ID, by)
}

// What was recorded of a label by mistake is taken back by another clerk: whether a household is insured goes by it, so no claim may stand on it.
func TestALabelIsTakenBackByAnother(t *testing.T) {
	o := claimstest.County(t)
	home := o.Enrol(t, "残疾人户", 1)[0]
	l := labelled{o, t, home.ID}
	clerk, other := o.Who(who.Clerk), o.Other(who.Clerk)
	o.At("2024-10-09")
	entered := func(verb func(context.Context, *pg.Tx, []registry.Label) error, name string, on calendar.Date) {
		t.Helper()
		o.Must(o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error {
			return verb(ctx, tx, []registry.Label{{Household: l.household, Name: name, On: on}})
		}))
	}
	entered(registry.SetLabel, "低收入户", calendar.On(2024, 8, 1))
	for _, nobody := range []any{"NULL", 7, o.Who(who.Village).ID, clerk.ID} {
		o.Attack("FPHND", l.door("label", "低收入户", nobody))
	}
	for _, kind := range []string{"label_end", "death", "x"} {
		o.Attack("FPSTA", l.door(kind, "低收入户", other.ID))
	}
	o.Attack("FPSTA", fmt.Sprintf(`SELECT label_begin('410602', '{1}', '{%d}', '{孤儿}', '{2024-08-01}', %d)`, l.household, clerk.ID),
		fmt.Sprintf(`SELECT label_correct('410602', 2, 'label', 1, %d, '登记错户', '')`, other.ID)) // no deed tells of it
	o.Refused(l.back(clerk, registry.Begun, "低收入户"), fault.Forbidden)
	o.Refused(l.back(o.Who(who.Approver), registry.Begun, "低收入户"), fault.Forbidden)

	// What was screened by it is voided first.
	o.Report(t, "industry", "2024-09", loss(home, "生猪", "2024-09-09"))
	raised := screenMonth(t, o, "2024-09").Raised
	if len(raised) != 1 {
		t.Fatalf("%d claims", len(raised))
	}
	o.Attack("FPSTA", l.door("label", "低收入户", other.ID))
	o.Refused(l.back(other, registry.Begun, "低收入户"), fault.Conflict)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, raised, "标签登记错户") })
	o.Must(l.back(other, registry.Begun, "低收入户"))
	if p := l.periods()["低收入户"]; !p.Mistaken || p.To == nil || *p.To != p.From-1 {
		t.Errorf("it held from %s to %v", p.From, p.To)
	}
	o.Refused(l.back(other, registry.Begun, "低收入户"), fault.Conflict)

	// One that ended by mistake goes on: ended anew it may be taken back again, and not while another of its name holds.
	entered(registry.EndLabel, "残疾人户", calendar.On(2024, 9, 1))
	o.Attack("FPSTA", l.door("label", "残疾人户", other.ID)) // its end is taken back first
	o.Refused(l.back(clerk, registry.Ended, "残疾人户"), fault.Forbidden)
	ended := l.periods()["残疾人户"]
	end := func(by who.Person) error {
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			return claims.CorrectLabel(ctx, tx, registry.Ended, ended.ID, "残联核对，证件仍然有效")
		})
	}
	entered(registry.SetLabel, "残疾人户", calendar.On(2024, 10, 1)) // the newer one stands in its way
	o.Refused(end(other), fault.Conflict)
	o.Must(o.Do(other, func(ctx context.Context, tx *pg.Tx) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: l.household, Name: "残疾人户", On: calendar.On(2024, 10, 2)}})
	}))
	o.Must(end(other))
	o.Attack("23514", fmt.Sprintf(`SELECT label_end('410602', '{%d}', '{残疾人户}', '{%s}', %d)`, l.household, ended.From-1, clerk.ID)) // as if on no day
}
