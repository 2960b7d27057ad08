package verify

import (
	"testing"

	"fangpin/monitoring"
	"fangpin/payouts"
)

// One signature answers the objections to a watch that one decision ends. Of payouts each is signed for.
func TestObjectionsToPayoutsAreAnsweredOneByOne(t *testing.T) {
	for verb, want := range map[string]int{
		payouts.UpholdStep.Verb: 1, payouts.DismissStep.Verb: 1, monitoring.UpholdStep.Verb: 0, monitoring.DismissStep.Verb: 0,
	} {
		read := decided{leaf: 3, table: "objection", key: "1", verb: verb, subject: "objection/1", digest: "d"}
		beside := read
		beside.key, beside.subject = "2", "objection/2"
		s := &signatureRow{record: record{key: "9"}, Verb: verb, Subject: read.subject, Digest: read.digest}
		r := signed{byLeaf: map[int64][]*signatureRow{3: {s}}, used: map[string]bool{}}
		r.match(3, []*decided{&read, &beside})
		if len(r.signs.Found) != want || want > 0 && r.signs.Found[0].Key != "2" {
			t.Errorf("%s: %v, want %d", verb, r.signs.Found, want)
		}
	}
}
