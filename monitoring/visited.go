package monitoring

import (
	"context"
	"fmt"
	"maps"
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
	lines, err := visitLines(ctx, tx, []int64{id})
	return lines[id], err
}

// visitLines are the visits of watches, the newest first, by watch.
func visitLines(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64][]VisitLine, error) {
	of, err := VisitsOf(ctx, tx, ids...)
	if err != nil || len(of) == 0 {
		return nil, err
	}
	watches, err := within(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	seen, err := seenVisits(ctx, tx, watches)
	if err != nil {
		return nil, err
	}
	var households []int64
	for _, w := range watches {
		households = append(households, w.Household)
	}
	people, err := registry.Find(ctx, tx, registry.Filter{Households: pg.Only(households)})
	if err != nil {
		return nil, err
	}
	known := make(map[int64]registry.Person, len(people))
	for _, p := range people {
		known[p.ID] = p
	}
	out := make(map[int64][]VisitLine, len(of))
	for id, visits := range of {
		for _, f := range slices.Backward(visits) {
			out[id] = append(out[id], f.line(seen[id][f.N], known))
		}
	}
	return out, nil
}

func (f Found) line(s seenVisit, people map[int64]registry.Person) VisitLine {
	line := VisitLine{Found: f, Judged: s.judged, Working: WorkingOf(s.rule, f.Visit, s.finding.Labels)}
	if !s.judged {
		line.Working = line.Working.unjudged()
	}
	for _, m := range f.Members {
		if p, is := people[m.Person]; is {
			line.People = append(line.People, MemberLine{p.Name, p.Relation, m.Labour})
		}
	}
	return line
}

// seenVisit is a visit's event as the procedure read it.
type seenVisit struct {
	rule    *procedure.Procedure
	finding procedure.Finding
	judged  bool
}

// seenVisits replays watches, and answers their visits by watch and number.
func seenVisits(ctx context.Context, tx *pg.Tx, watches map[int64]Watch) (map[int64]map[int]seenVisit, error) {
	rules, err := lawsOf(ctx, tx, watches)
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(ctx, tx, slices.Collect(maps.Keys(watches)))
	if err != nil {
		return nil, err
	}
	of := make(map[int64]map[int]seenVisit, len(watches))
	for id, w := range watches {
		if of[id], err = seenIn(rules[w.Procedure], events[id]); err != nil {
			return nil, err
		}
	}
	return of, nil
}

// seenIn are the visits among a watch's events, by number.
func seenIn(rule *procedure.Procedure, events []Event) (map[int]seenVisit, error) {
	seen, family := map[int]seenVisit{}, procedure.Family{}
	for _, e := range events {
		told, err := e.Told()
		if err != nil {
			return nil, err
		}
		if e.Act == procedure.Visit {
			seen[e.N] = seenVisit{rule, *told.Visit, family.State() == procedure.StateHandedOver}
		}
		if err := family.Apply(rule, told); err != nil {
			return nil, fmt.Errorf("replay event %d of watch %d: %w", e.N, e.Watch, err)
		}
	}
	return seen, nil
}

// Problems are those of the four safeguards with one.
func (v Visit) Problems() []Safeguard {
	return slices.DeleteFunc(slices.Clone(v.Safeguards), func(s Safeguard) bool { return s.Problem == "" })
}
