package payouts_test

import (
	"context"
	"testing"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// No verb keeps a text that is none, that nobody reads to the end, or that the database cannot hold, whoever asks.
func TestNoVerbKeepsAnyText(t *testing.T) {
	o := payoutstest.County(t)
	announced, list := o.Work(t, 1, payouts.Announced).Payouts[0], o.Work(t, 1, payouts.Listed).List
	var objection int64
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) (err error) {
		objection, err = payouts.Object(ctx, tx, announced, "　该户上月已领同一项救助 \n")
		return err
	})
	for name, verb := range map[string]struct {
		role who.Role
		do   func(ctx context.Context, tx *pg.Tx, text string) error
	}{
		"object": {who.Township, func(ctx context.Context, tx *pg.Tx, text string) error {
			_, err := payouts.Object(ctx, tx, announced, text)
			return err
		}},
		"uphold": {who.Township, func(ctx context.Context, tx *pg.Tx, text string) error {
			return payouts.Uphold(ctx, tx, objection, text, o.Other(who.Adjuster).ID, stafftest.Sign)
		}},
		"dismiss": {who.Township, func(ctx context.Context, tx *pg.Tx, text string) error {
			return payouts.Dismiss(ctx, tx, objection, text, stafftest.Sign)
		}},
		"withdraw": {who.Clerk, func(ctx context.Context, tx *pg.Tx, text string) error {
			return payouts.Withdraw(ctx, tx, []int64{announced}, text)
		}},
		"name heir": {who.Clerk, func(ctx context.Context, tx *pg.Tx, text string) error {
			return payouts.NameHeir(ctx, tx, announced, o.Named[0].Head, text)
		}},
		"void": {who.Clerk, func(ctx context.Context, tx *pg.Tx, text string) error { return payouts.Void(ctx, tx, list, text) }},
	} {
		o.KeepsNoText(name, words.Most, o.Who(verb.role), verb.do)
	}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		kept, err := payouts.GetObjection(ctx, tx, objection)
		if kept.Words != "该户上月已领同一项救助" {
			t.Errorf("kept %q", kept.Words)
		}
		return err
	})
}
