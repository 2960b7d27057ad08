package policy

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/registry"
	"fangpin/scheme"
)

// Question asks whether a person of a household was insured on a day.
type Question struct {
	Household, Person int64
	On                calendar.Date
}

// Cover is under which policy year and group somebody was insured (参保).
type Cover struct {
	Policy int64
	Class  string
	Basis  scheme.Basis
}

// Covers answers who was insured; who was not has no answer. In a named group that takes the label of its class on the day and the
// person on the roster; in a quota group the label, which the county has confirmed.
func Covers(ctx context.Context, tx *pg.Tx, questions []Question) (map[Question]Cover, error) {
	moments, people := make([]registry.Moment, len(questions)), make([]int64, len(questions))
	for i, q := range questions {
		moments[i], people[i] = registry.Moment{Household: q.Household, On: q.On}, q.Person
	}
	labels, err := registry.LabelsOn(ctx, tx, moments)
	if err != nil {
		return nil, err
	}
	terms, err := terms(ctx, tx)
	if err != nil {
		return nil, err
	}
	listed, err := rosters(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	covers := make(map[Question]Cover, len(questions))
	for i, q := range questions {
		for _, t := range terms {
			if c, ok := t.cover(q, labels[moments[i]], listed); ok {
				covers[q] = c
			}
		}
	}
	return covers, nil
}

// term is a policy year with its groups, the named before the quota.
type term struct {
	Year
	groups []Group
}

func terms(ctx context.Context, tx *pg.Tx) ([]term, error) {
	years, err := Years(ctx, tx)
	if err != nil {
		return nil, err
	}
	ids, out := make([]int64, len(years)), make([]term, len(years))
	for i, y := range years {
		ids[i], out[i].Year = y.ID, y
	}
	groups, err := Groups(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		i := slices.Index(ids, g.Policy)
		out[i].groups = append(out[i].groups, g)
	}
	return out, nil
}

// cover is the first group of the term that takes the question's person in.
func (t term) cover(q Question, labels []string, listed map[place]bool) (Cover, bool) {
	if !t.Contains(q.On) {
		return Cover{}, false
	}
	for _, g := range t.groups {
		if slices.Contains(labels, g.Class) && (g.Basis == scheme.Quota || listed[place{t.ID, q.Person}]) {
			return Cover{t.ID, g.Class, g.Basis}, true
		}
	}
	return Cover{}, false
}

// place is a person's place on a policy year's roster.
type place struct {
	Policy int64 `db:"policy"`
	Person int64 `db:"person"`
}

func rosters(ctx context.Context, tx *pg.Tx, people []int64) (map[place]bool, error) {
	var rows []place
	if err := tx.SelectContext(ctx, &rows, `SELECT policy, person FROM insured WHERE county = $1 AND person = ANY ($2)`, tx.County, pq.Array(people)); err != nil {
		return nil, fmt.Errorf("find on rosters: %w", err)
	}
	listed := make(map[place]bool, len(rows))
	for _, r := range rows {
		listed[r] = true
	}
	return listed, nil
}
