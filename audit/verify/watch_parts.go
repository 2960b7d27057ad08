package verify

import (
	"cmp"
	"fmt"
	"slices"

	"fangpin/internal/identity/who"
	"fangpin/monitoring"
	"fangpin/procedure"
)

var watchPartsCheck = Check{
	Name: "监测各环节由本辖区的人办理，部门只办理交办或下达给自己的",
	Rule: "architecture §4: village and township are narrowed to their own; S3 §三: 交办",
	Proves: "every event of a watch, note on a measure and household looked at in a year's round, is by somebody in whose part of the county the family lives, or by the deputy of one; " +
		"a department answers and tells of what was handed over to it, and takes on and carries out measures that were ordered from it; no other does",
	Not: "that whoever went to the family's home is who entered it: a cadre may enter what another found",
}

// reach tells which part of the county a deed was in, and of which department.
type reach struct {
	*view
	staff map[int64]*member
	of    map[int64][]who.Person // by leaf: whose role it was
}

func (v *view) reaching() reach {
	return reach{v, by(v.staff, func(m *member) int64 { return m.ID }), map[int64][]who.Person{}}
}

// acting are those whose role the deed of a leaf was done in: the person, or whom they stood in for. Nobody where it cannot be told.
func (p reach) acting(leaf int64) []who.Person {
	if known, ok := p.of[leaf]; ok {
		return known
	}
	a, ok := p.act(leaf)
	if !ok {
		return nil
	}
	members := a.inPlaceOf(p.staff, p.deputies)
	if m := p.staff[a.person]; m != nil && m.Role == a.role {
		members = append(members, m)
	}
	people := make([]who.Person, len(members))
	for i, m := range members {
		people[i] = who.Person{County: p.county, ID: m.ID, Role: a.role, Division: m.Division, Agency: m.Agency}
	}
	p.of[leaf] = people
	return people
}

// outside says why the deed of a leaf was none of its person's for a household; empty: it was, or who it was is named elsewhere.
func (p reach) outside(leaf, household int64) string {
	home := p.household[household]
	if home == nil || p.place[home.Place] == nil {
		return "" // named elsewhere
	}
	return p.outsideVillage(leaf, p.place[home.Place].Village)
}

// outsideVillage is outside for a village by its code.
func (p reach) outsideVillage(leaf, code int64) string {
	village := fmt.Sprintf("%012d", code)
	all := p.acting(leaf)
	if len(all) == 0 || slices.ContainsFunc(all, func(w who.Person) bool { return w.Reaches(village) }) {
		return ""
	}
	return fmt.Sprintf("%s %d 的辖区是 %s，本户（张贴处）在 %s", all[0].Role.Title(), all[0].ID, all[0].Division, village)
}

// anothers says why the deed of a leaf was none of its person's, who is no department's, or of another than it was given to; empty: it was.
func (p reach) anothers(leaf int64, given string) string {
	all := p.acting(leaf)
	own := func(w who.Person) bool { return cmp.Or(w.Agency, monitoring.Township) == given }
	if len(all) == 0 || slices.ContainsFunc(all, own) {
		return ""
	}
	return fmt.Sprintf("交由%s办理，由%s %d 办理", given, cmp.Or(all[0].Agency, all[0].Role.Title()), all[0].ID)
}

// watchParts finds who took what was not theirs.
func watchParts(v *view) Result {
	check, p := Result{Check: watchPartsCheck, Looked: int64(len(v.watchEvents) + len(v.measureNotes) + len(v.roundLooks))}, v.reaching()
	measures := by(v.measures, (*measureRow).at)
	for _, c := range v.courses {
		check.parted(p, c, measures)
	}
	for i := range v.measureNotes {
		n := &v.measureNotes[i]
		wrong := ""
		if m := measures[n.at()]; m != nil && (n.What == "accepted" || n.What == "declined") {
			wrong = p.anothers(n.first, m.To)
		}
		if wrong = cmp.Or(wrong, p.outside(n.first, v.family[n.Watch])); wrong != "" {
			check.find("measure_note", n.key, "%s", wrong)
		}
	}
	for i := range v.roundLooks {
		r := &v.roundLooks[i]
		if wrong := p.outside(r.first, r.Household); wrong != "" {
			check.find("round_look", r.key, "%s", wrong)
		}
	}
	return check
}

// parted takes a watch through its events: whom it was handed over to, and from whom its measures were ordered.
func (c *Result) parted(p reach, w *course, measures map[at]*measureRow) {
	handed, closes := "", w.closes()
	for i, e := range w.events[:len(w.stood)] {
		wrong := p.outside(e.first, w.Household)
		switch told := w.told[i]; {
		case told.Act == procedure.HandOver:
			handed = cmp.Or(told.To, monitoring.Township)
		case told.Act == procedure.Answer, told.Act == procedure.Feedback && p.department(e.first):
			wrong = cmp.Or(wrong, p.anothers(e.first, handed))
		case told.Act == procedure.Done:
			if m := measures[closes[e.at()]]; m != nil {
				wrong = cmp.Or(wrong, p.anothers(e.first, m.To))
			}
		}
		if wrong != "" {
			c.find("watch_event", e.key, "%s", wrong)
		}
	}
}

// department tells whether a deed was a department's.
func (p reach) department(leaf int64) bool {
	a, ok := p.act(leaf)
	return ok && a.role == who.Reporter
}
