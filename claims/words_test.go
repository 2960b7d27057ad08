package claims_test

import (
	"context"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/words"
)

// No verb keeps a text that is none, that nobody reads to the end, or that the database cannot hold, whoever asks.
func TestNoVerbKeepsAnyText(t *testing.T) {
	o := claimstest.County(t)
	at := map[claims.Status][]int64{}
	for _, status := range []claims.Status{claims.Entrusted, claims.Investigated, claims.Endorsed} {
		at[status] = o.Claims(t, 2, "hospital", status)
	}
	verbs := map[string]struct {
		role who.Role
		do   func(ctx context.Context, tx *pg.Tx, text string) error
	}{
		"reassign": {who.Clerk, func(ctx context.Context, tx *pg.Tx, text string) error {
			return claims.Reassign(ctx, tx, []claims.Assignment{{Claim: at[claims.Entrusted][0], Adjuster: o.Other(who.Adjuster).ID}}, text)
		}},
		"extend": {who.Clerk, func(ctx context.Context, tx *pg.Tx, text string) error {
			return claims.Extend(ctx, tx, at[claims.Entrusted][:1], text)
		}},
		"void": {who.Clerk, func(ctx context.Context, tx *pg.Tx, text string) error {
			return claims.Void(ctx, tx, at[claims.Entrusted][1:], text)
		}},
		"endorse": {who.Village, func(ctx context.Context, tx *pg.Tx, text string) error {
			return claims.Endorse(ctx, tx, []claims.Decision{{Claim: at[claims.Investigated][0], Passed: true, Words: text}})
		}},
		"review": {who.Township, func(ctx context.Context, tx *pg.Tx, text string) error {
			return claims.Review(ctx, tx, []claims.Decision{{Claim: at[claims.Endorsed][0], Passed: true, Words: text}})
		}},
	}
	for name, verb := range verbs {
		o.KeepsNoText(name, words.Most, o.Who(verb.role), verb.do)
		o.Must(o.Do(o.Who(verb.role), func(ctx context.Context, tx *pg.Tx) error { return verb.do(ctx, tx, strings.Repeat("长", words.Most)) }))
	}
}
