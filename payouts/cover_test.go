package payouts_test

import (
	"context"
	"testing"

	"fangpin/internal/deed"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// Each deed of this room covers what it wrote, as it left it, or the rows would be nobody's.
func TestEveryRowIsCoveredAsItStands(t *testing.T) {
	o := payoutstest.County(t)
	all := everywhere(t, o)
	returned := all.payout[string(payouts.Returned)]
	for _, step := range []struct {
		verb string
		by   who.Role
		on   subject
	}{
		{"payouts.reissue", who.Sender, returned},
		{"payouts.name_heir", who.Clerk, all.payout[string(payouts.Announced)]},
		{"payouts.confirm_heir", who.Clerk, all.payout[string(payouts.Assessed)]},
		{"payouts.check_death", who.Clerk, all.payout[string(payouts.Sent)]},
		{"payouts.admit", who.Clerk, all.payout[string(payouts.Paid)]},
		{"publicity.take_down", who.Village, all.any},
	} {
		o.As(t, step.by, func(ctx context.Context, tx *pg.Tx) error { return tries[step.verb](ctx, tx, o, step.on) })
	}
	var objection int64
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		objection, err = payouts.Object(ctx, tx, all.payout[string(payouts.Cleared)].ID, "不符合条件")
		return err
	})
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Prove(ctx, tx, objection, payoutstest.File())
	})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Uphold(ctx, tx, objection, "经核查属实", o.Other(who.Adjuster).ID, stafftest.Sign)
	})
	for _, table := range deed.Of("publicity", "payouts", "ledger") {
		if table.Owner != "watch" && table.Name != "posting_likeness" { // payouts know nothing of watches, and no photo came twice here
			covered(t, o, table)
		}
	}
}

// covered compares a table's rows with the newest digests that deeds hold of them.
func covered(t *testing.T, o *payoutstest.Office, table deed.Table) {
	t.Helper()
	o.Look(o.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
		newest, err := digests(ctx, tx, table.Name)
		if err != nil || len(newest) == 0 {
			t.Errorf("%s: no row is covered, %v", table.Name, err)
			return err
		}
		for row, err := range table.Lines(ctx, tx, tx.County) {
			if err != nil {
				return err
			}
			if sum := deed.Digest(table.Name, row.Cells); newest[row.Key] != string(sum[:]) {
				t.Errorf("%s %s is not covered as it stands", table.Name, row.Key)
			}
			delete(newest, row.Key)
		}
		for key := range newest {
			t.Errorf("%s %s is covered and not there", table.Name, key)
		}
		return nil
	})
}

// digests are the newest of each row of a table.
func digests(ctx context.Context, tx *pg.Tx, name string) (map[string]string, error) {
	var covers []struct {
		Key    string
		Digest []byte
	}
	err := tx.SelectContext(ctx, &covers, `
		SELECT k AS key, substr(digests, 32 * n::int - 31, 32) AS digest FROM cover, unnest(keys) WITH ORDINALITY AS u (k, n)
		WHERE county = $1 AND tab = $2 ORDER BY leaf`, tx.County, name)
	newest := make(map[string]string, len(covers))
	for _, c := range covers {
		newest[c.Key] = string(c.Digest)
	}
	return newest, err
}
