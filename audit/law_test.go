package audit

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/claims"
	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
)

// The law was written down twice, by the rooms and here.
func TestTheLawIsTheRooms(t *testing.T) {
	rooms := map[string][]who.Role{"staff.open": {who.SystemAdmin}} // the opener asks nobody
	for _, s := range slices.Concat[[]flow.Step](staff.Steps, signin.Steps, registry.Steps, policy.Steps, reports.Steps, claims.Steps, payouts.Steps, Steps) {
		rooms[s.Verb] = s.Roles
	}
	sorted := func(law map[string][]who.Role) map[string][]who.Role {
		out := maps.Clone(law)
		for verb, roles := range out {
			out[verb] = slices.Sorted(slices.Values(roles))
		}
		return out
	}
	if d := cmp.Diff(sorted(rooms), sorted(law)); d != "" {
		t.Errorf("the rooms' law and the auditor's differ (-rooms +auditor):\n%s", d)
	}
}

// Every covered table is in some room's reach, and nothing else is.
func TestReachIsEveryCoveredTable(t *testing.T) {
	reached := map[string]bool{}
	for _, tables := range reach {
		for _, table := range tables {
			reached[table] = true
		}
	}
	covered := map[string]bool{}
	for _, table := range deed.Tables {
		covered[table.Name] = true
	}
	if d := cmp.Diff(covered, reached); d != "" {
		t.Error(d)
	}
}

// What may change is what the app or the doors may update; of household, policy and premium only the lock (see the migrations).
func TestWhatMayChangeIsWhatMayBeUpdated(t *testing.T) {
	var granted []string
	err := pgtest.Super(t).SelectContext(t.Context(), &granted, `
		SELECT DISTINCT table_name FROM information_schema.column_privileges
		WHERE table_schema = 'fangpin' AND privilege_type = 'UPDATE' AND grantee IN ('fangpin_app', 'fangpin_door')`)
	if err != nil {
		t.Fatal(err)
	}
	granted = append(granted, "source") // follows its claim by the foreign key
	for _, table := range append(slices.Collect(maps.Keys(deed.Exempt)), "household", "policy", "premium") {
		granted = slices.DeleteFunc(granted, func(name string) bool { return name == table })
	}
	if d := cmp.Diff(slices.Sorted(slices.Values(changing)), slices.Sorted(slices.Values(granted))); d != "" {
		t.Errorf("(-changing +granted):\n%s", d)
	}
}
