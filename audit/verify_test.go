package audit_test

import (
	"testing"

	"fangpin/audit"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/who"
)

const county = "410602"

var clerk = who.Person{County: county, ID: 7, Name: "王芳", Role: who.Clerk}

// verify runs every check.
func verify(t *testing.T, trust audit.Trust) (out []audit.Check) {
	t.Helper()
	for c, err := range audit.Verify(t.Context(), pgtest.DB(t), county, trust) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// clean fails on any finding.
func clean(t *testing.T, checks []audit.Check) {
	t.Helper()
	for _, c := range checks {
		for _, f := range c.Found {
			t.Errorf("%s: %s", c.Name, f)
		}
	}
}
