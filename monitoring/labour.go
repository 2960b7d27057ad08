package monitoring

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// labourOf is the labour class that each family had on a day by its newest visit until then; families of whom none was established are not in it. A
// visit that names no class leaves it as the visit before said. Which visit is before it, the procedure knows: a lead of a family under 线下监测 begins
// anew without one. So those families alone are replayed, and of the others the row of the newest visit tells.
func labourOf(ctx context.Context, tx *pg.Tx, ids []int64, on calendar.Date) (map[int64]procedure.Labour, error) {
	var found []struct {
		Watch int64             `db:"watch"`
		Class *procedure.Labour `db:"labour"`
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT DISTINCT ON (v.watch) v.watch, v.labour
		FROM visit v JOIN watch_event e ON e.county = v.county AND e.watch = v.watch AND e.n = v.n
		WHERE v.county = $1 AND v.watch = ANY ($2) AND e.on_day <= $3 ORDER BY v.watch, v.n DESC`, tx.County, pq.Array(ids), on)
	if err != nil {
		return nil, fmt.Errorf("find the newest visits: %w", err)
	}
	of := make(map[int64]procedure.Labour, len(found))
	var before []int64
	for _, f := range found {
		if f.Class != nil {
			of[f.Watch] = *f.Class
		} else {
			before = append(before, f.Watch)
		}
	}
	return of, labourBefore(ctx, tx, before, on, of)
}

// classesBefore are the watches of the county whose newest visit names no class, each with the one that it leaves: of the same place in the other list.
func classesBefore(ctx context.Context, tx *pg.Tx) (watches pq.Int64Array, classes pq.StringArray, err error) {
	var ids []int64
	err = tx.SelectContext(ctx, &ids, `
		SELECT w.id FROM watch w JOIN `+newestVisit+` v ON v.labour IS NULL WHERE w.county = @county`, pg.Named{"county": tx.County})
	if err != nil {
		return nil, nil, fmt.Errorf("find visits that name no class: %w", err)
	}
	of := map[int64]procedure.Labour{}
	if err := labourBefore(ctx, tx, ids, calendar.DateOf(tx.Now), of); err != nil {
		return nil, nil, err
	}
	for id, class := range of {
		watches, classes = append(watches, id), append(classes, string(class))
	}
	return watches, classes, nil
}

// labourBefore adds the classes of watches whose newest visit names none.
func labourBefore(ctx context.Context, tx *pg.Tx, ids []int64, on calendar.Date, of map[int64]procedure.Labour) error {
	if len(ids) == 0 {
		return nil
	}
	watches, err := within(ctx, tx, ids)
	if err != nil {
		return err
	}
	rules, err := lawsOf(ctx, tx, watches)
	if err != nil {
		return err
	}
	events, err := eventsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for id, w := range watches {
		until := slices.DeleteFunc(events[id], func(e Event) bool { return e.On > on })
		c := &course{Watch: w, rule: rules[w.Procedure], family: &procedure.Family{}}
		if err := c.replay(until); err != nil {
			return err
		}
		if newest := c.family.Newest(); newest != nil && newest.Labour != "" {
			of[id] = newest.Labour
		}
	}
	return nil
}
