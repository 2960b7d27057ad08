package registry_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// A sealed number that was put into another row is shown to nobody as that row's, and nobody can call a row one from before.
func TestAMovedNumberIsNotShown(t *testing.T) {
	o := enrol(t)
	people := o.members(t, zhang)
	o.Must(o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO account (county, id, person, bank, number, tag, entered_by, salt)
			SELECT county, 7, $1, bank, number, tag, entered_by, salt FROM account WHERE person = $2`, people[1], people[0])
		tx.Perform("registry.add_account", "录入一个账户")
		tx.Cover("account", 7)
		return err
	}))
	if value, err := o.reveal(o.clerk, people[1], secret.Account, "核对"); fault.KindOf(err) != fault.Conflict || value != "" {
		t.Errorf("%q, %v", value, err)
	}
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		found, err := registry.Accounts(ctx, tx, []int64{7})
		if err != nil {
			return err
		}
		if number, err := found[7].Plain(o.Keys, stafftest.County); err == nil {
			t.Errorf("the page shows %s", number)
		}
		return nil
	})
	for _, statement := range []string{
		`INSERT INTO account (county, id, person, bank, number, tag, entered_by, salt, bound) SELECT county, 8, person, bank, number, tag, entered_by, salt, NULL FROM account`,
		`UPDATE account SET bound = NULL`, `UPDATE person SET bound = NULL`, `UPDATE report_row SET bound = NULL`, `UPDATE self_application SET bound = NULL`,
	} {
		o.Attack(stafftest.Denied, statement)
	}
}

// What was sealed before values were bound to rows is read on.
func TestANumberFromBefore(t *testing.T) {
	o := enrol(t)
	head := o.members(t, zhang)[0]
	for column, plain := range map[string]string{"id_no": "419900196002140113", "phone": "13000000001"} {
		sealed, err := o.Keys.Seal(plain, secret.Context{County: stafftest.County, Column: "person." + column})
		o.Must(err)
		pgtest.Super(t).MustExec(`UPDATE fangpin.person SET bound = NULL, `+column+` = $1 WHERE id = $2`, sealed, head)
	}
	for kind, want := range map[secret.Kind]string{secret.IDNumber: "419900196002140113", secret.Phone: "13000000001"} {
		if got, err := o.reveal(o.clerk, head, kind, "核对身份信息"); err != nil || got != want {
			t.Errorf("%s is %q, %v", kind, got, err)
		}
	}
}
