package verify

import "testing"

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
