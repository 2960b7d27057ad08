package payouts

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/monitoring"
	"fangpin/registry"
	"fangpin/scheme"
)

// InHand is a case for which the acting person may look at somebody, or at a reported row, in full (在办事由).
type InHand struct {
	registry.Case
	Title string // as people call it
}

// Code names it in a form.
func (h InHand) Code() string {
	return fmt.Sprintf("%d-%d-%d-%d", h.Claim, h.Watch, h.Account, h.Report)
}

// bare are who may look for no case in hand: the county office, which keeps the roster, and auditors. It counts twice.
var bare = []who.Role{who.Clerk, who.Auditor}

// MayBare tells whether a role may look for no case in hand.
func MayBare(role who.Role) bool { return slices.Contains(bare, role) }

// CasesFor are those of a look's person or row that are the acting person's: of their part of the county and in their own hands.
func CasesFor(ctx context.Context, tx *pg.Tx, l registry.Look) (found []InHand, err error) {
	var open []struct {
		Claim   *int64 `db:"claim"`
		Watch   *int64 `db:"watch"`
		Account *int64 `db:"account"`
		Report  *int64 `db:"report"`
	}
	err = tx.SelectContext(ctx, &open, `SELECT claim, watch, account, report FROM reveal_cases($1, NULLIF($2::BIGINT, 0), NULLIF($3::BIGINT, 0), $4)`,
		tx.County, l.Person, l.Row, tx.By.ID)
	if err != nil {
		return nil, fmt.Errorf("cases in hand: %w", err)
	}
	var claimed, watched []int64
	for _, o := range open {
		switch {
		case o.Claim != nil:
			claimed = append(claimed, *o.Claim)
		case o.Watch != nil:
			watched = append(watched, *o.Watch)
		case o.Account != nil && registry.ConfirmAccountsStep.May(tx.By.Role):
			found = append(found, InHand{registry.Case{Account: *o.Account}, "待复核的账户"})
		case o.Report != nil && (tx.By.Role == who.Reporter || tx.By.Role == who.Clerk):
			found = append(found, InHand{registry.Case{Report: *o.Report}, "正在办理的月报"})
		}
	}
	ofClaims, err := claimsInHand(ctx, tx, claimed)
	if err != nil {
		return nil, err
	}
	ofWatches, err := watchesInHand(ctx, tx, watched)
	return slices.Concat(ofClaims, ofWatches, found), err
}

// claimsInHand are those of the claims that are the person's: an adjuster's to visit, a sender's to pay, anybody else's of their part of the county.
func claimsInHand(ctx context.Context, tx *pg.Tx, ids []int64) (found []InHand, err error) {
	mine, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(ids)})
	if err != nil {
		return nil, err
	}
	var paying []int64
	if tx.By.Role == who.Sender {
		err := tx.SelectContext(ctx, &paying, `SELECT claim FROM payout WHERE county = $1 AND claim = ANY ($2) AND status IN ('listed', 'sent', 'returned')`, tx.County, pq.Array(ids))
		if err != nil {
			return nil, fmt.Errorf("claims to be paid: %w", err)
		}
	}
	for _, c := range mine {
		switch tx.By.Role {
		case who.Reporter:
			continue
		case who.Adjuster:
			if c.Adjuster == nil || *c.Adjuster != tx.By.ID {
				continue
			}
		case who.Sender:
			if !slices.Contains(paying, c.ID) {
				continue
			}
		}
		found = append(found, InHand{registry.Case{Claim: c.ID}, c.EventOn.Chinese() + "的" + scheme.Title(c.Category) + "案件（" + c.Status.Title() + "）"})
	}
	return found, nil
}

func watchesInHand(ctx context.Context, tx *pg.Tx, ids []int64) (found []InHand, err error) {
	if len(ids) == 0 || !slices.Contains(monitoring.Readers, tx.By.Role) {
		return nil, nil
	}
	mine, _, err := monitoring.Find(ctx, tx, monitoring.Filter{IDs: pg.Only(ids)})
	if err != nil {
		return nil, err
	}
	for _, w := range mine {
		found = append(found, InHand{registry.Case{Watch: w.ID}, w.OpenedOn.Chinese() + "起的监测事项（" + w.State.Title() + "）"})
	}
	return found, nil
}

// Look is the door of a look (registry.Door): for a case that is in the acting person's hands or, theirs who may, for none.
func Look(ctx context.Context, tx *pg.Tx, id int64, l registry.Look) (people int64, err error) {
	if l.Case == (registry.Case{}) {
		if !MayBare(tx.By.Role) {
			return 0, errNoCase
		}
		return registry.Bare(ctx, tx, id, l)
	}
	mine, err := CasesFor(ctx, tx, l)
	switch {
	case err != nil:
		return 0, err
	case !slices.ContainsFunc(mine, func(h InHand) bool { return h.Case == l.Case }):
		return 0, errNotMine
	}
	err = tx.GetContext(ctx, &people, `
		SELECT reveal_case($1, $2, NULLIF($3::BIGINT, 0), NULLIF($4::BIGINT, 0), $5, NULLIF($6::BIGINT, 0), NULLIF($7::BIGINT, 0), NULLIF($8::BIGINT, 0),
		  NULLIF($9::BIGINT, 0), $10, $11, $12)`,
		tx.County, id, l.Person, l.Row, l.Kind, l.Claim, l.Watch, l.Account, l.Report, l.Reason, tx.By.ID, secret.Salt())
	return people, err
}

var (
	errNoCase  = fault.Forbiddenf("请选择在办的案件、救助金或监测事项。没有在办事项的，不能查看完整信息，确有需要的请县经办办理")
	errNotMine = fault.Forbiddenf("所选的事项已办结、不是这一户的，或不由您办理，请重新选择")
)
