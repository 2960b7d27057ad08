package verify

import "fangpin/procedure"

var roundsCheck = Check{
	Name:   "登记为摸排无变化的户，当时没有在办、监测中的事项",
	Rule:   "S4 §二.3: 5月底前全面摸排; procedure.md: a household that is being checked or watched is visited or followed up instead",
	Proves: "no household was recorded as looked at and unchanged while a matter of it was under way, other than 线下监测, by the replay of its watches up to that deed",
	Not:    "that anybody went there, or that nothing had changed; that every household was looked at: whom nobody looked at waits",
	Shares: "procedure (what state a watch's events leave it in)",
}

// rounds finds households that were to be visited, and were said to be as they had been.
func rounds(v *view) Result {
	check, of := Result{Check: roundsCheck, Looked: int64(len(v.roundLooks))}, map[int64][]*course{}
	for _, c := range v.courses {
		of[c.Household] = append(of[c.Household], c)
	}
	for i := range v.roundLooks {
		r := &v.roundLooks[i]
		for _, c := range of[r.Household] {
			if state := c.standing(r.first); state != "" {
				check.find("round_look", r.key, "当时本户的监测事项 %d %s，应入户核查或走访", c.ID, state.Title())
			}
		}
	}
	return check
}

// standing is the state in which a watch was under way when a deed was sealed; empty: it was not.
func (c *course) standing(leaf int64) (state procedure.State) {
	for _, s := range c.stood {
		if s.leaf >= leaf {
			break
		}
		if state = s.State; !s.live() || state == procedure.StateOffline {
			state = ""
		}
	}
	return state
}
