package payoutstest

import (
	"context"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// Claim raises a claim of a household, whose event the key names, and takes it to its filing with the facts.
func (o *Office) Claim(t testing.TB, h claimstest.Household, category, key string, facts map[string]string) int64 {
	t.Helper()
	id := o.Entrusted(t, h, category, key)
	o.File(t, id, facts)
	return id
}

// Entrusted raises a claim of a household, whose event the key names, and gives it to the adjuster.
func (o *Office) Entrusted(t testing.TB, h claimstest.Household, category, key string) int64 {
	t.Helper()
	id := pg.NewID()
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform(claims.ScreenStep.Verb, "测试案件")
		tx.Cover("claim", id)
		_, err := tx.ExecContext(ctx, `
			INSERT INTO claim (county, id, policy, scheme, household, category, event_key, event_on, class)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '低收入户')`,
			tx.County, id, o.Policy, o.Scheme, h.ID, category, key, claimstest.EventOn)
		return err
	})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Entrust(ctx, tx, o.Assignments([]int64{id})) })
	return id
}

// File takes an entrusted claim to its filing, as a finding with the facts.
func (o *Office) File(t testing.TB, id int64, facts map[string]string) {
	t.Helper()
	ids := []int64{id}
	o.Must(o.Do(o.visitor(id), func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, ids)
		if err != nil {
			return err
		}
		findings[0].Cases[0].Facts = facts
		findings[0].Evidence[0].File = File()
		return claims.Investigate(ctx, tx, findings)
	}))
	o.Pass(t, id)
}

// visitor is the adjuster in whose hands a claim is.
func (o *Office) visitor(claim int64) (by who.Person) {
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		c, err := claims.Get(ctx, tx, claim)
		if err != nil {
			return err
		}
		if by = o.Who(who.Adjuster); c.Adjuster != nil && *c.Adjuster != by.ID {
			by = o.Other(who.Adjuster)
		}
		return nil
	})
	return by
}

// Pass takes a claim from its finding to its filing.
func (o *Office) Pass(t testing.TB, id int64) {
	t.Helper()
	ids := []int64{id}
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Endorse(ctx, tx, claimstest.Decisions(ids, true))
	})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Review(ctx, tx, claimstest.Decisions(ids, true))
	})
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.File(ctx, tx, ids) })
}

// Bury records the death of a person today, as the clerk, whoever acts.
func (o *Office) Bury(ctx context.Context, tx *pg.Tx, person int64) error {
	defer func(by who.Person) { tx.By = by }(tx.By)
	tx.By = o.Who(who.Clerk)
	return registry.RecordDeath(ctx, tx, []registry.Death{{Person: person, On: calendar.DateOf(tx.Now)}})
}

// Cost are a hospital's facts of which the household bears so many yuan.
func Cost(yuan string) map[string]string {
	return map[string]string{"expense": yuan, "basic_paid": "0.00", "serious_paid": "0.00", "aid_paid": "0.00", "other_paid": "0.00"}
}

// Loss are the facts of an accident, in yuan.
func Loss(yuan string) map[string]string {
	return map[string]string{"loss": yuan, "expense": "0.00", "insured_paid": "0.00", "liable_paid": "0.00", "aid_paid": "0.00"}
}
