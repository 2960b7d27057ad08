package verify

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/audit"
	"fangpin/claims"
	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/reports"
)

// The law was written down twice, by the rooms and here.
func TestTheLawIsTheRooms(t *testing.T) {
	rooms := map[string][]who.Role{"staff.open": {who.SystemAdmin}} // the opener asks nobody
	for _, s := range slices.Concat[[]flow.Step](staff.Steps, signin.Steps, registry.Steps, policy.Steps, reports.Steps, claims.Steps, publicity.Steps, publicity.Former, payouts.Steps, audit.Steps) {
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

// Every covered table is written by a room whose verbs the law knows.
func TestEveryCoveredTableIsInReach(t *testing.T) {
	rooms := map[string]bool{}
	for verb := range law {
		room, _, _ := strings.Cut(verb, ".")
		rooms[room] = true
	}
	for _, table := range deed.Tables {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(rooms)), table.WrittenBy) {
			t.Errorf("no verb writes %s", table.Name)
		}
		for _, room := range table.Also {
			if !rooms[room] {
				t.Errorf("%s is also written by %s, which has no verbs", table.Name, room)
			}
		}
	}
}
