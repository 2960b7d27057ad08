package verify

import (
	"maps"
	"reflect"

	"fangpin/scheme"
)

// replay is what was assessed so far, by household and by person.
type replay struct {
	withdrawn          map[filed]int64 // the leaf of the deed that withdrew a filing's payout
	households, people map[int64][]*earlier
	numbers            map[string]int // the last number in each accumulator
}

// earlier is an assessment that a later one builds on, unless it was withdrawn before that.
type earlier struct {
	of   filed
	past scheme.Past
}

// before is the state in which an assessment was made: what the rooms replay for its household and person, no more.
func (r *replay) before(s *scheme.Scheme, a *assessed) *scheme.State {
	state, seen := s.Start(), map[*earlier]bool{}
	for _, list := range [][]*earlier{r.households[a.Household], r.people[a.Person.V]} {
		for _, e := range list {
			gone, ok := r.withdrawn[e.of]
			if seen[e] || ok && gone < a.first {
				continue
			}
			seen[e] = true
			state.Add(e.past)
		}
	}
	return state
}

// take is an assessment that is not derived again: what it says is what later ones build on.
func (r *replay) take(a *assessed) {
	r.numbers[a.Accumulator]++
	if past := (scheme.Past{}); a.Person.Valid && readable(a.Past, &past) {
		r.keep(a, past)
	}
}

func (r *replay) keep(a *assessed, past scheme.Past) {
	e := &earlier{a.filed(), past}
	r.households[a.Household] = append(r.households[a.Household], e)
	r.people[a.Person.V] = append(r.people[a.Person.V], e)
}

// withdrawn finds since which deed each withdrawn payout is so.
func (v *view) withdrawn() map[filed]int64 {
	since := map[filed]int64{}
	for i := range v.payouts {
		if p := &v.payouts[i]; p.Status == "withdrawn" {
			since[p.filed()] = p.since
		}
	}
	return since
}

func sameCase(a, b scheme.Case) bool {
	same := a.Date.Equal(b.Date) && maps.Equal(a.Facts, b.Facts)
	a.Date, a.Facts = b.Date, b.Facts
	return same && reflect.DeepEqual(a, b)
}

func samePast(a, b scheme.Past) bool {
	same := a.Own.Equal(b.Own) && a.Amount.Equal(b.Amount)
	a.Own, a.Amount = b.Own, b.Amount
	return same && a == b
}

func sameStep(a, b scheme.Step) bool { return a.Text == b.Text && a.Amount.Equal(b.Amount) }
