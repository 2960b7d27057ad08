package policy

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// Roster tells who stands on which policy year's roster (参保名册).
type Roster map[Entry]bool

// Entry is a person's place on the roster of a policy year.
type Entry struct {
	Policy int64 `db:"policy"`
	Person int64 `db:"person"`
}

// ReadRoster reads where the persons stand.
func ReadRoster(ctx context.Context, tx *pg.Tx, persons []int64) (Roster, error) {
	var entries []Entry
	if err := tx.SelectContext(ctx, &entries, `SELECT policy, person FROM insured WHERE county = $1 AND person = ANY ($2)`, tx.County, pq.Array(persons)); err != nil {
		return nil, fmt.Errorf("find on rosters: %w", err)
	}
	roster := make(Roster, len(entries))
	for _, e := range entries {
		roster[e] = true
	}
	return roster, nil
}

// Question asks whether a person of a household was insured on a day.
type Question struct {
	Household, Person int64
	On                calendar.Date
}

// Covers answers by which group each was insured on the day (see Term.Takes); who was not has no answer.
func Covers(ctx context.Context, tx *pg.Tx, questions []Question) (map[Question]Group, error) {
	moments, persons := make([]registry.Moment, len(questions)), make([]int64, len(questions))
	for i, q := range questions {
		moments[i], persons[i] = registry.Moment{Household: q.Household, On: q.On}, q.Person
	}
	labels, err := registry.LabelsOn(ctx, tx, moments)
	if err != nil {
		return nil, err
	}
	terms, err := ReadTerms(ctx, tx)
	if err != nil {
		return nil, err
	}
	roster, err := ReadRoster(ctx, tx, persons)
	if err != nil {
		return nil, err
	}
	covers := make(map[Question]Group, len(questions))
	for i, q := range questions {
		term, ok := terms.On(q.On)
		if !ok {
			continue
		}
		if g, ok := term.Takes(labels[moments[i]], roster[Entry{term.ID, q.Person}]); ok {
			covers[q] = g
		}
	}
	return covers, nil
}
