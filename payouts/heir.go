package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Naming is who shall receive a payout whose payee has died, as one person proposes it to another (由谁领取).
type Naming struct {
	ID     int64  `db:"id"`
	Payout int64  `db:"payout"`
	Person int64  `db:"person"`
	Name   string `db:"name"`
	Why    string `db:"why"`
	foureyes.Proposal
}

// NameHeir proposes who receives a payout whose payee has died: a registered person who lives, of whatever household. It holds once another clerk
// has confirmed it; the newest decision counts, and none is taken once the money is on its way.
func NameHeir(ctx context.Context, tx *pg.Tx, payout, person int64, reason string) error {
	if err := NameHeirStep.Permit(tx, "提出由谁领取"); err != nil {
		return err
	}
	reason, err := words.Need("依据", reason)
	if err != nil {
		return err
	}
	id := pg.NewID()
	_, err = tx.ExecContext(ctx, `INSERT INTO heir_naming (county, id, payout, person, reason, asked_by, salt) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.County, id, payout, person, reason, tx.By.ID, secret.Salt())
	if err != nil {
		return fmt.Errorf("propose heir: %w", err)
	}
	tx.Cover("heir_naming", id)
	return foureyes.Propose(ctx, tx, foureyes.Naming, []int64{id})
}

// ConfirmHeir decides who receives as another clerk proposed it (复核); whoever confirms signs.
func ConfirmHeir(ctx context.Context, tx *pg.Tx, payout int64, by signing.Signer) error {
	if err := ConfirmHeirStep.Permit(tx, "复核由谁领取"); err != nil {
		return err
	}
	if err := probation.Over(ctx, tx); err != nil {
		return err
	}
	n, err := toConfirm(ctx, tx, payout)
	if err != nil {
		return err
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Naming, []int64{n.ID})
	if err != nil {
		return err
	}
	if err := foureyes.Others(ctx, tx, foureyes.Naming, []int64{n.ID}); err != nil {
		return err
	}
	if err := signHeir(ctx, tx, n, seen[0], by); err != nil {
		return err
	}
	var decided int64
	if err := tx.GetContext(ctx, &decided, `SELECT heir_naming_confirm($1, $2, $3, $4)`, tx.County, n.ID, seen[0], tx.By.ID); err != nil {
		return fmt.Errorf("confirm heir: %w", err)
	}
	tx.Cover("proposal", decided)
	tx.Cover("heir", payout)
	return nil
}

// RefuseHeir says that it shall not be so (驳回), and why; somebody else may be proposed.
func RefuseHeir(ctx context.Context, tx *pg.Tx, payout int64, reason string) error {
	if err := RefuseHeirStep.Permit(tx, "驳回由谁领取"); err != nil {
		return err
	}
	n, err := toConfirm(ctx, tx, payout)
	if err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Naming, []int64{n.ID}, reason)
}

// toConfirm is what waits for a second person.
func toConfirm(ctx context.Context, tx *pg.Tx, payout int64) (Naming, error) {
	n, err := NamingOf(ctx, tx, payout)
	if err == nil && (n == nil || !n.Open()) {
		err = fault.Conflictf("这笔救助金没有待复核的领取人，或已复核，请刷新")
	}
	if err != nil {
		return Naming{}, err
	}
	return *n, nil
}

// NamingOf is what was proposed last of a payout, nil where nothing was.
func NamingOf(ctx context.Context, tx *pg.Tx, payout int64) (*Naming, error) {
	var found []Naming
	err := tx.SelectContext(ctx, &found, `
		SELECT h.id, h.payout, h.person, p.name, h.reason AS why FROM heir_naming h JOIN person p ON p.county = h.county AND p.id = h.person
		WHERE h.county = $1 AND h.payout = $2 ORDER BY h.id DESC LIMIT 1`, tx.County, payout)
	if err != nil {
		return nil, fmt.Errorf("find proposed heir: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	hands, err := foureyes.Newest(ctx, tx, foureyes.Naming, []int64{found[0].ID})
	if err != nil {
		return nil, err
	}
	found[0].Proposal = hands[found[0].ID]
	return &found[0], nil
}
