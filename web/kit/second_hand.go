package kit

import (
	"fangpin/internal/flow"
	"fangpin/internal/foureyes"
)

// SecondHand is what a page embeds that shows something one person proposed and another decides: the part second_hand (templates/parts) says
// who, until when and how it was decided, and has the form to refuse it.
type SecondHand struct {
	Hand   *foureyes.Proposal // the newest; nil for what was entered before there were proposals
	Refuse string             // where the person may refuse it; empty where they may not
}

// Decidable tells whether it can still be confirmed.
func (s SecondHand) Decidable() bool { return s.Hand == nil || s.Hand.Open() }

// SecondHands reads the newest proposals of subjects, by subject.
func (r *Request) SecondHands(act foureyes.Act, subjects []int64) (map[int64]SecondHand, error) {
	found, err := foureyes.Newest(r.Context(), r.Tx, act, subjects)
	if err != nil {
		return nil, err
	}
	hands := make(map[int64]SecondHand, len(found))
	for id, p := range found {
		hands[id] = SecondHand{Hand: &p}
	}
	return hands, nil
}

// SecondHand is that of one subject, which whoever may take the step, and did not propose it, refuses at the path.
func (r *Request) SecondHand(act foureyes.Act, subject int64, step flow.Step, path string) (SecondHand, error) {
	hands, err := r.SecondHands(act, []int64{subject})
	hand := hands[subject]
	if p := hand.Hand; p != nil && p.Open() && p.By != r.By.ID && r.on.may(r.By.Role, step.Verb) {
		hand.Refuse = path
	}
	return hand, err
}
