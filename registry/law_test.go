package registry_test

import (
	"context"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

func TestTheLaw(t *testing.T) {
	o := enrol(t)
	h, payee := o.household(t, wang).ID, o.payee(t, wang)
	var accounts []int64
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		return tx.SelectContext(ctx, &accounts, `SELECT id FROM account WHERE county = $1`, tx.County)
	})
	today := day(t, "2024-09-09")
	o.Law(registry.Steps, map[string]stafftest.Try{
		"registry.open_places": func(ctx context.Context, tx *pg.Tx) error { _, err := registry.OpenPlaces(ctx, tx); return err },
		"registry.enrol": func(ctx context.Context, tx *pg.Tx) error {
			_, err := registry.Enrol(ctx, tx, o.Keys, []registry.Line{{Household: "又一户", Village: stafftest.Village, Relation: registry.HeadRelation,
				Name: "赵六", IDNumber: "419900199001010000"}})
			return err
		},
		"registry.add_member": func(ctx context.Context, tx *pg.Tx) error {
			_, err := registry.AddMember(ctx, tx, o.Keys, registry.Newcomer{Household: h, Name: "王小明", IDNumber: child, Relation: "子"})
			return err
		},
		"registry.add_account": func(ctx context.Context, tx *pg.Tx) error {
			_, err := registry.AddAccount(ctx, tx, o.Keys, payee, "农商银行鹤山支行", "0000000000000000033")
			return err
		},
		"registry.confirm_accounts": func(ctx context.Context, tx *pg.Tx) error {
			return registry.ConfirmAccounts(ctx, tx, accounts, stafftest.Sign)
		},
		"registry.refuse_accounts": func(ctx context.Context, tx *pg.Tx) error {
			return registry.RefuseAccounts(ctx, tx, accounts, "户名不符")
		},
		"registry.record_death": func(ctx context.Context, tx *pg.Tx) error {
			return registry.RecordDeath(ctx, tx, []registry.Death{{Person: payee, On: today}})
		},
		"registry.set_label": func(ctx context.Context, tx *pg.Tx) error {
			return registry.SetLabel(ctx, tx, []registry.Label{{Household: h, Name: "低收入户", On: today}})
		},
		"registry.reveal": func(ctx context.Context, tx *pg.Tx) error {
			l := registry.Look{Person: payee, Kind: secret.Account, Reason: "核对打款账户", Case: registry.Case{Account: o.waiting(t, payee)}}
			_, err := registry.Reveal(ctx, tx, o.Keys, pg.Among[int64]{}, l, forAccount)
			return err
		},
		"registry.permit_reveals": func(ctx context.Context, tx *pg.Tx) error {
			return registry.PermitReveals(ctx, tx, o.clerk.ID, 5, "集中核对参保名册")
		},
		"registry.end_label": func(ctx context.Context, tx *pg.Tx) error {
			return registry.EndLabel(ctx, tx, []registry.Label{{Household: h, Name: "边缘易致贫户", On: today}})
		},
	})
}
