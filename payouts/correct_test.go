package payouts_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/registry"
)

// A death that was recorded by mistake is taken back by another clerk, with a reason, while nobody was approved to receive instead.
func TestADeathIsTakenBackByAnother(t *testing.T) {
	o := payoutstest.County(t)
	w := o.Work(t, 2, payouts.Cleared)
	of := o.Get(t, w.Payouts...)
	clerk, other := o.Who(who.Clerk), o.Other(who.Clerk)
	const why = "派出所核实同名误登，本人健在"
	back := func(by who.Person, person int64, why string) error {
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return payouts.CorrectDeath(ctx, tx, person, why) })
	}
	door := func(person int64, who any) string {
		return fmt.Sprintf(`SELECT death_correct('410602', %d, %d, %v, '本人健在', '')`, pg.NewID(), person, who)
	}
	payee := of[0].Payee
	o.Attack("FPSTA", door(payee, other.ID))                                                                                            // who lives
	o.Attack("FPSTA", fmt.Sprintf(`SELECT death_record('410602', '{%d}', '{2024-09-02}', %d)`, payee, clerk.ID), door(payee, other.ID)) // no deed tells of it
	o.Must(o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, payee) }))
	o.Must(o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, of[1].Payee) }))
	for _, nobody := range []any{"NULL", 7, o.Who(who.Village).ID, clerk.ID} {
		o.Attack("FPHND", door(payee, nobody))
	}
	const kin = `UPDATE fangpin.staff SET no = id::TEXT, unit = '乡村振兴局', phone = '', id_tag = (SELECT m.id_tag FROM fangpin.person m
		JOIN fangpin.person p ON p.household = m.household AND p.id <> m.id WHERE p.id = $2 LIMIT 1) WHERE id = $1`
	pgtest.Super(t).MustExecContext(t.Context(), kin, other.ID, payee)
	o.Attack("FPHND", door(payee, other.ID)) // of their own household
	o.Refused(back(other, payee, why), fault.Forbidden)
	pgtest.Super(t).MustExecContext(t.Context(), `UPDATE fangpin.staff SET no = NULL, unit = NULL, phone = NULL, id_tag = NULL WHERE id = $1`, other.ID)
	o.Refused(back(clerk, payee, why), fault.Forbidden)
	o.Refused(back(o.Who(who.Approver), payee, why), fault.Forbidden)
	o.Refused(back(other, payee, "误"), fault.Invalid)

	// An heir who is only named loses nothing to whoever lives; one who is approved comes first, until the list is voided.
	o.Heir(t, w.Payouts[0], o.Named[0].Head, "公证书")
	o.Account(t, o.Named[0].Head)
	list := o.Compose(t, w.Payouts[:1])
	o.Must(o.Do(o.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error { return payoutstest.Approve(ctx, tx, list) }))
	o.Attack("FPSTA", door(payee, other.ID))
	o.Refused(back(other, payee, why), fault.Conflict)
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return payouts.Void(ctx, tx, list, "领款人健在") })
	o.Must(back(other, payee, why))
	o.Refused(back(other, payee, why), fault.Conflict)
	again := o.Compose(t, w.Payouts[:1])
	o.Look(clerk, func(ctx context.Context, tx *pg.Tx) error {
		rows, err := payouts.ListRows(ctx, tx, again, pg.Window{})
		if err == nil && (len(rows) != 1 || rows[0].Heir) {
			t.Errorf("paid to %+v, want the payee", rows)
		}
		return err
	})
	o.Look(clerk, func(ctx context.Context, tx *pg.Tx) error {
		home, err := registry.Get(ctx, tx, payee)
		if err != nil {
			return err
		}
		told, err := registry.Corrections(ctx, tx, home.Household)
		if err == nil && (len(told) != 1 || told[0].By != clerk.ID || told[0].Because != why || told[0].Kind != registry.Died) {
			t.Errorf("told of %+v", told)
		}
		return err
	})

	// It may turn out to be true: recorded again, and by whom is what counts then.
	o.Must(o.Do(other, func(ctx context.Context, tx *pg.Tx) error { return o.Bury(ctx, tx, payee) }))
	o.Attack("FPHND", door(payee, other.ID))
	o.Must(back(clerk, payee, why))
}
