package monitoring

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/pg"
	"fangpin/procedure"
	"fangpin/registry"
)

// VisitLine is a visit as pages and papers show it, with how its income per head came about.
type VisitLine struct {
	Found
	People  []MemberLine
	Working Working
	Judged  bool // the door judged it: it was the step, while the family was to be taken in
}

// MemberLine is one of the family as the visit found them.
type MemberLine struct {
	Name     string
	Relation registry.Relation
	Labour   procedure.Labour
}

// VisitLines lists a watch's visits, the newest first, in the person's part of the county.
func VisitLines(ctx context.Context, tx *pg.Tx, id int64) ([]VisitLine, error) {
	of, err := VisitsOf(ctx, tx, id)
	if err != nil || len(of[id]) == 0 {
		return nil, err
	}
	w, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	seen, err := seenVisits(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	people, err := registry.Find(ctx, tx, registry.Filter{Households: pg.Only([]int64{w.Household})})
	if err != nil {
		return nil, err
	}
	var out []VisitLine
	for _, f := range slices.Backward(of[id]) {
		s := seen[f.N]
		line := VisitLine{Found: f, Judged: s.judged, Working: WorkingOf(s.rule, f.Visit, s.finding.Labels)}
		if !s.judged {
			line.Working = line.Working.unjudged()
		}
		for _, m := range f.Members {
			if i := slices.IndexFunc(people, func(p registry.Person) bool { return p.ID == m.Person }); i >= 0 {
				line.People = append(line.People, MemberLine{people[i].Name, people[i].Relation, m.Labour})
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// seenVisit is a visit's event as the procedure read it.
type seenVisit struct {
	rule    *procedure.Procedure
	finding procedure.Finding
	judged  bool
}

// seenVisits replays a watch, and answers its visits by their numbers.
func seenVisits(ctx context.Context, tx *pg.Tx, w Watch) (map[int]seenVisit, error) {
	rules, err := rulesOf(ctx, tx, map[int64]bool{w.Procedure: true})
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(ctx, tx, []int64{w.ID})
	if err != nil {
		return nil, err
	}
	seen, family, rule := map[int]seenVisit{}, procedure.Family{}, rules[w.Procedure]
	for _, e := range events[w.ID] {
		told, err := e.Told()
		if err != nil {
			return nil, err
		}
		if e.Act == procedure.Visit {
			seen[e.N] = seenVisit{rule, *told.Visit, family.State() == procedure.StateHandedOver}
		}
		if err := family.Apply(rule, told); err != nil {
			return nil, fmt.Errorf("replay event %d of watch %d: %w", e.N, w.ID, err)
		}
	}
	return seen, nil
}

// Problems are those of the four safeguards with one.
func (v Visit) Problems() []Safeguard {
	return slices.DeleteFunc(slices.Clone(v.Safeguards), func(s Safeguard) bool { return s.Problem == "" })
}
