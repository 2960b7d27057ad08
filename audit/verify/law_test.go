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
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/restoration"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/timing"
	"fangpin/internal/identity/who"
	"fangpin/internal/security"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/reports"
)

// The law was written down twice, by the rooms and here.
func TestTheLawIsTheRooms(t *testing.T) {
	// Whoever owns the database opens an office, names its administrators anew and takes on without a second one; a deputy took one once: no role may.
	rooms := map[string][]who.Role{staff.OpenStep.Verb: {who.SystemAdmin}, staff.RecoverStep.Verb: {who.SystemAdmin}, staff.AddStep.Verb: staff.AddStep.Roles,
		staff.DeputeStep.Verb: staff.DeputeStep.Roles}
	for _, s := range slices.Concat[[]flow.Step](staff.Steps, signing.Steps, probation.Steps, timing.Steps, restoration.Steps, signin.Steps, signin.OwnSteps, signin.Former, grant.Steps, registry.Steps, policy.Steps, reports.Steps, claims.Steps, publicity.Steps, payouts.Steps, monitoring.Steps, security.Steps, audit.Steps) {
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

// What a verb was called once, nobody does under that name any more.
func TestAFormerVerbIsOfFormerBodiesOnly(t *testing.T) {
	if len(formerly) != len(publicity.Former) {
		t.Errorf("the auditor knows %d former verbs, the rooms %d", len(formerly), len(publicity.Former))
	}
	for _, s := range publicity.Former {
		then, ok := act{verb: s.Verb, version: 1}.roles()
		if d := cmp.Diff(slices.Sorted(slices.Values(s.Roles)), slices.Sorted(slices.Values(then))); !ok || d != "" {
			t.Errorf("%s in a body of version 1 (-room +auditor):\n%s", s.Verb, d)
		}
		if now, ok := (act{verb: s.Verb, version: deed.BodyVersion}).roles(); ok {
			t.Errorf("%s in a body of today may be done by %v", s.Verb, now)
		}
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
