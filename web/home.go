package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/pg"
	"fangpin/internal/security"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/web/kit"
	"fangpin/web/watching"
)

func homeRoutes() []kit.Route {
	return []kit.Route{kit.Show("/", "今日待办", nil, showHome)}
}

// homePage is what is mine to do today.
type homePage struct {
	Tasks     []task
	InPlace   []staff.Deputy   // who stands in for the person, or did in the last thirty days
	Recovered *grant.Recovered // that whoever owns the database named administrators anew
	Unsigned  int64            // deeds under no checkpoint, for an auditor
}

// task is one step that waits, and where it is taken.
type task struct {
	flow.Task
	Title, Path string
}

// showHome shows what waits for the person, the most urgent first.
func showHome(r *kit.Request) error {
	tasks, err := tasksOf(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p := homePage{Tasks: tasks}
	if p.InPlace, err = inPlaceOf(r); err != nil {
		return err
	}
	if p.Recovered, err = grant.LastRecovered(r.Context(), r.Tx); err != nil {
		return err
	}
	if r.Sees("/audit") {
		last, size, err := deed.Last(r.Context(), r.Tx)
		if err != nil {
			return err
		}
		p.Unsigned = last.Since(size)
	}
	return r.Show("home/show", p)
}

// inPlaceOf lists who stands in for the person: administrators made them, so whoever is absent is told for thirty days after the last.
func inPlaceOf(r *kit.Request) ([]staff.Deputy, error) {
	found, err := staff.FindDeputies(r.Context(), r.Tx, staff.Deputies{Absent: r.Tx.By.ID})
	return slices.DeleteFunc(found, func(d staff.Deputy) bool { return d.To+30 < calendar.DateOf(r.Tx.Now) }), err
}

func tasksOf(ctx context.Context, tx *pg.Tx) ([]task, error) {
	places := tasks()
	var out []task
	for _, room := range []func(context.Context, *pg.Tx) ([]flow.Task, error){reports.Tasks, registry.Tasks, policy.Tasks, claims.Tasks, monitoring.Tasks, payouts.Tasks, security.Tasks, grant.Tasks, signing.Tasks, probation.Tasks} {
		waiting, err := room(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, t := range waiting {
			i := slices.IndexFunc(places, func(p kit.Task) bool { return p.Step.Verb == t.Verb && p.For == t.For })
			if i < 0 {
				return nil, fmt.Errorf("no page says where %s is taken", t.Verb)
			}
			title, err := watching.TaskTitle(ctx, tx, t.Verb)
			if err != nil {
				return nil, err
			}
			out = append(out, task{t, cmp.Or(title, places[i].Title, places[i].Step.Title), places[i].Path})
		}
	}
	slices.SortStableFunc(out, func(a, b task) int { return int(due(a) - due(b)) })
	return out, nil
}

// Waiting is in words what waits on a person's desk, empty for nothing.
func Waiting(ctx context.Context, tx *pg.Tx) (string, error) {
	tasks, err := tasksOf(ctx, tx)
	if err != nil {
		return "", err
	}
	words := make([]string, len(tasks))
	for i, t := range tasks {
		words[i] = fmt.Sprintf("%s %d", t.Title, t.Count)
	}
	return strings.Join(words, "，"), nil
}

// due is a task's first day; one without a day comes after all others.
func due(t task) calendar.Date {
	if t.Due == nil {
		return calendar.On(9999, 12, 31)
	}
	return *t.Due
}
