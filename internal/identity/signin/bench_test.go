package signin_test

import (
	"context"
	"testing"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// BenchmarkLook is what every page pays to know who asks for it.
func BenchmarkLook(b *testing.B) {
	o := stafftest.New(b)
	a := &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.OWASP()}
	clerk := o.Hire(who.Clerk)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return a.Enrol(ctx, tx, signin.Known{Staff: clerk.ID, Login: "wangfang", Password: password})
	}))
	_, token, err := a.Enter(b.Context(), signin.Attempt{County: stafftest.County, Login: "wangfang", Password: password})
	o.Must(err)
	for b.Loop() {
		if _, err := a.Look(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEnter is a sign-in by password, at the cost of a real one.
func BenchmarkEnter(b *testing.B) {
	o := stafftest.New(b)
	a := &signin.Auth{DB: o.DB, Keys: o.Keys, Policy: signin.OWASP()}
	clerk := o.Hire(who.Clerk)
	o.Must(o.Do(o.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return a.Enrol(ctx, tx, signin.Known{Staff: clerk.ID, Login: "wangfang", Password: password})
	}))
	for b.Loop() {
		if _, _, err := a.Enter(b.Context(), signin.Attempt{County: stafftest.County, Login: "wangfang", Password: password}); err != nil {
			b.Fatal(err)
		}
	}
}
