package policy_test

import (
	"context"
	"crypto/sha256"
	"testing"

	"github.com/shopspring/decimal"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/pg"
	"fangpin/policy"
)

func TestTheLaw(t *testing.T) {
	c, id := insured(t)
	next, err := c.propose(c.clerk, source(t, "2024-", "2025-"))
	c.Must(err)
	var bare int64 // a year whose roster is still to be made
	c.rule("2023-01-01", source(t, "2024-", "2023-"))
	bare, err = c.open(year(t, "2023-01-01", "2023-12-31"))
	c.Must(err)
	c.Law(policy.Steps, map[string]stafftest.Try{
		"policy.propose": func(ctx context.Context, tx *pg.Tx) error {
			_, err := policy.Propose(ctx, tx, source(t, "2024-", "2026-"))
			return err
		},
		"policy.adopt":  func(ctx context.Context, tx *pg.Tx) error { return policy.Adopt(ctx, tx, next, day(t, "2025-01-01")) },
		"policy.refuse": func(ctx context.Context, tx *pg.Tx) error { return policy.Refuse(ctx, tx, next, "税率有误") },
		"policy.open": func(ctx context.Context, tx *pg.Tx) error {
			_, err := policy.Open(ctx, tx, year(t, "2025-01-01", "2025-12-31"))
			return err
		},
		"policy.insure": func(ctx context.Context, tx *pg.Tx) error { _, err := policy.Insure(ctx, tx, bare); return err },
		"policy.receive_premium": func(ctx context.Context, tx *pg.Tx) error {
			_, err := policy.ReceivePremium(ctx, tx, id, decimal.NewFromInt(1), day(t, "2024-09-09"), sha256.Sum256(nil))
			return err
		},
	})
}
