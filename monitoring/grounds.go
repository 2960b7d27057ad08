package monitoring

import (
	"context"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Grounds are what an office decides a family on: what the newest round found of it, and what its village said.
type Grounds struct {
	Visit      *VisitLine       // the newest; nil: none
	Labour     procedure.Labour // of the household; empty: no visit has established it
	Photos     []Attached       // of that visit
	Evaluation *Evaluated       // since that visit; nil: none
	Notice     *Posted          // of that evaluation; nil: none
	Over       bool             // its days have run out
	Objections []Objected       // of every round, the oldest first: one that was upheld is why there is another round
}

// GroundsOf tells on what each of the watches is decided, in the person's part of the county.
func GroundsOf(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]Grounds, error) {
	visits, err := visitLines(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	files, err := Files(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	held, err := EvaluationsOf(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	notices, err := NoticesOf(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	objections, err := ObjectionsOf(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	today := calendar.DateOf(tx.Now)
	labour, err := labourOf(ctx, tx, ids, today)
	if err != nil {
		return nil, err
	}
	of := make(map[int64]Grounds, len(ids))
	for _, id := range ids {
		g := Grounds{Labour: labour[id], Objections: only(objections, func(o Objected) bool { return o.Watch == id })}
		g.seen(visits[id], only(files, func(a Attached) bool { return a.Watch == id }))
		g.said(only(held, func(e Evaluated) bool { return e.Watch == id }), only(notices, func(p Posted) bool { return p.Watch == id }))
		g.Over = g.Notice != nil && g.Notice.Over(today)
		of[id] = g
	}
	return of, nil
}

// seen takes in the newest visit with its photos.
func (g *Grounds) seen(visits []VisitLine, files []Attached) {
	if len(visits) == 0 {
		return
	}
	g.Visit = &visits[0]
	g.Photos = only(files, func(a Attached) bool { return a.N == g.Visit.N })
}

// said takes in what the village said since that visit: what it said before it was said of something else.
func (g *Grounds) said(held []Evaluated, notices []Posted) {
	if g.Visit == nil {
		g.Evaluation = since(held, 0)
	} else {
		g.Evaluation = since(held, g.Visit.N)
	}
	if g.Evaluation == nil {
		return
	}
	made := only(notices, func(p Posted) bool { return p.Evaluation != nil && *p.Evaluation == g.Evaluation.N })
	if len(made) > 0 {
		g.Notice = &made[len(made)-1]
	}
}

// since is the newest evaluation after an event, by its number; nil: the village has not met since.
func since(held []Evaluated, n int) *Evaluated {
	if len(held) == 0 || held[len(held)-1].N < n {
		return nil
	}
	return &held[len(held)-1]
}

// meeting is what a watch's minutes tell of: the village's meeting on it, and whether that was on a release. While a round is under way it is the one of
// this round, nil before it is held; afterwards the last.
func meeting(w Watch, events []Event, held []Evaluated) (last *Evaluated, release bool, err error) {
	taken, begun := 0, 0 // by which event it was taken in, and from which on its newest round is judged
	for _, e := range events {
		told, err := e.Told()
		if err != nil {
			return nil, false, err
		}
		switch {
		case told.Act == procedure.Approve && told.Result == procedure.Pass && taken == 0:
			taken = e.N
		case told.Result == procedure.Return, slices.Contains([]procedure.Act{procedure.Nominate, procedure.Visit, procedure.Uphold}, told.Act):
			begun = e.N
		}
	}
	if !slices.Contains([]procedure.State{procedure.StateHandedOver, procedure.StateEntering, procedure.StateClearing}, w.State) {
		begun = 0
	}
	last = since(held, begun)
	return last, w.State == procedure.StateClearing || last != nil && taken > 0 && last.N > taken, nil
}

// only are those of a list that fit.
func only[T any](all []T, fits func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), func(one T) bool { return !fits(one) })
}
