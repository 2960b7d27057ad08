package verify

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lib/pq"

	"fangpin/internal/flow"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/registry"
)

// twoHands are the steps that propose an act, and those that decide it.
var twoHands = map[foureyes.Act]struct{ propose, decide []flow.Step }{
	foureyes.Account: {
		[]flow.Step{registry.EnrolStep, registry.AddAccountStep}, []flow.Step{registry.ConfirmAccountsStep, registry.RefuseAccountsStep}},
	foureyes.Scheme:     {[]flow.Step{policy.ProposeStep}, []flow.Step{policy.AdoptStep, policy.RefuseStep}},
	foureyes.Signing:    {[]flow.Step{signing.ProposeStep}, []flow.Step{signing.AdoptStep, signing.RejectStep}},
	foureyes.Probation:  {[]flow.Step{probation.ProposeStep}, []flow.Step{probation.AdoptStep, probation.RejectStep}},
	foureyes.Root:       {[]flow.Step{signing.ProposeRootStep}, []flow.Step{signing.ConfirmRootStep, signing.RefuseRootStep}},
	foureyes.Vouch:      {[]flow.Step{signing.ProposeVouchStep}, []flow.Step{signing.VouchStep, signing.RefuseVouchStep}},
	foureyes.Revoke:     {[]flow.Step{signing.ProposeRevokeStep}, []flow.Step{signing.RevokeStep, signing.RefuseRevokeStep}},
	foureyes.Grant:      {[]flow.Step{grant.ProposeStep}, []flow.Step{grant.ConfirmStep, grant.RefuseStep}},
	foureyes.Resolution: {[]flow.Step{payouts.ProposeResolutionStep}, []flow.Step{payouts.ResolveStep, payouts.RefuseResolutionStep}},
	foureyes.Naming:     {[]flow.Step{payouts.NameHeirStep}, []flow.Step{payouts.ConfirmHeirStep, payouts.RefuseHeirStep}},
	foureyes.Procedure:  {[]flow.Step{monitoring.ProposeStep}, []flow.Step{monitoring.AdoptStep, monitoring.RejectStep}},
}

// Who may propose and who may decide stands in the rooms' steps and, for whoever knocks without them, in the database.
func TestTheSecondHandsRolesAreTheSteps(t *testing.T) {
	db := pgtest.Super(t)
	for act, steps := range twoHands {
		for deciding, of := range map[bool][]flow.Step{false: steps.propose, true: steps.decide} {
			var in pq.StringArray
			if err := db.GetContext(t.Context(), &in, `SELECT fangpin.proposal_roles($1, $2)`, act, deciding); err != nil {
				t.Fatal(err)
			}
			slices.Sort(in)
			for _, step := range of {
				var roles []string
				for _, r := range slices.Sorted(slices.Values(step.Roles)) {
					roles = append(roles, string(r))
				}
				if d := cmp.Diff(roles, []string(in)); d != "" {
					t.Errorf("%s, %s (-step +database):\n%s", act, step.Verb, d)
				}
			}
		}
	}
	var acts string
	err := db.GetContext(t.Context(), &acts, `
		SELECT string_agg(DISTINCT m[1], ' ' ORDER BY m[1]) FROM pg_proc p, regexp_matches(p.prosrc, 'WHEN ''(\w+)'' THEN', 'g') m
		WHERE p.oid = 'fangpin.proposal_roles'::regproc`)
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, act := range slices.Sorted(maps.Keys(twoHands)) {
		known = append(known, string(act))
	}
	if acts != strings.Join(known, " ") {
		t.Errorf("the database knows the acts %s, this test %v", acts, known)
	}
}

// What was entered before there were proposals is confirmed without one, however late; what was entered since is not.
func TestOnlyWhatCameBeforeHasNoProposal(t *testing.T) {
	at := func(leaf int64) record { return record{version: version{first: leaf}} }
	old, since := accountRow{record: at(3), ID: 1}, accountRow{record: at(9), ID: 2}
	v := &view{
		store: store{
			proposals: []proposalRow{{record: at(7), Act: "account", Subject: 5, ProposedBy: 1}},
			confirmations: []confirmationRow{
				{record: record{key: "1", version: version{first: 20}}, Account: 1, ConfirmedBy: 2},
				{record: record{key: "2", version: version{first: 20}}, Account: 2, ConfirmedBy: 2},
			},
		},
		index: index{account: map[int64]*accountRow{1: &old, 2: &since}},
	}
	found := map[string]string{}
	for _, f := range secondHands(v).Found {
		found[f.Table+" "+f.Key] = f.Reason
	}
	if found["confirmation 1"] != "" {
		t.Errorf("an account of before: %s", found["confirmation 1"])
	}
	if found["confirmation 2"] == "" {
		t.Error("an account entered since, without a proposal, passes")
	}
}
