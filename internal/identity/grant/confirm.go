package grant

import (
	"context"
	"fmt"

	"fangpin/internal/foureyes"
	"fangpin/internal/identity/signin"
	"fangpin/internal/pg"
)

// Confirm grants what another administrator asked for (批准授权). It answers the half code that whoever grants hands to the member, told this once;
// empty where none is needed.
func Confirm(ctx context.Context, tx *pg.Tx, auth *signin.Auth, id int64) (half signin.Half, err error) {
	if err := ConfirmStep.Permit(tx, "批准授权"); err != nil {
		return "", err
	}
	g, err := Get(ctx, tx, id)
	if err != nil {
		return "", err
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Grant, []int64{id})
	if err != nil {
		return "", err
	}
	var mac []byte
	if g.What.halved() {
		half, mac = signin.DrawHalf(auth.Keys, tx.County, id)
		tx.Cover("enrolment", id)
	}
	var proposal int64
	if err := tx.GetContext(ctx, &proposal, `SELECT grant_confirm($1, $2, $3, $4, $5)`, tx.County, id, seen[0], mac, tx.By.ID); err != nil {
		return "", fmt.Errorf("grant a right: %w", err)
	}
	tx.Cover("proposal", proposal)
	return half, g.follow(ctx, tx, auth)
}

// follow writes what follows from a grant.
func (g Grant) follow(ctx context.Context, tx *pg.Tx, auth *signin.Auth) error {
	by := signin.Right{Grant: g.ID, Staff: g.Staff}
	switch g.What {
	case Member:
		tx.Cover("staff", g.Staff)
		_, err := auth.Issue(ctx, tx, by, g.Login)
		return err
	case Details:
		tx.Cover("staff", g.Staff)
		return auth.Note(ctx, tx, by, signin.Details)
	case Reset:
		return auth.Reset(ctx, tx, by)
	default:
		return auth.ResetTOTP(ctx, tx, by)
	}
}

// Refuse decides that what was asked for shall not be (驳回授权).
func Refuse(ctx context.Context, tx *pg.Tx, id int64, reason string) error {
	if err := RefuseStep.Permit(tx, "驳回授权"); err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Grant, []int64{id}, reason)
}
