package monitoring

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/procedure"
)

// soon is how many days ahead the board looks beside today.
const soon = 7

// Soon is that number, for whoever leads from the board to its lists.
func Soon() int { return soon }

// Load is how many watches wait for one thing in one township, by their day.
type Load struct {
	Township int64         `db:"township"` // the first nine digits of its villages' codes
	Next     procedure.Act `db:"next"`
	Late     int           `db:"late"`
	Today    int           `db:"today"`
	Soon     int           `db:"soon"` // after today, within a week of it
	Later    int           `db:"later"`
	Dayless  int           `db:"dayless"` // nothing sets a day
	Total    int           `db:"total"`
}

// Add counts another load in.
func (l *Load) Add(o Load) {
	l.Late, l.Today, l.Soon, l.Later, l.Dayless, l.Total = l.Late+o.Late, l.Today+o.Today, l.Soon+o.Soon, l.Later+o.Later, l.Dayless+o.Dayless, l.Total+o.Total
}

// Board counts the watches of the person's part of the county that wait for something, by township and by what they wait for.
func Board(ctx context.Context, tx *pg.Tx) ([]Load, error) {
	var loads []Load
	err := tx.SelectContext(ctx, &loads, `
		SELECT p.village / 1000 AS township, stood.next, COUNT(*) FILTER (WHERE stood.due < @today) AS late,
		  COUNT(*) FILTER (WHERE stood.due = @today) AS today,
		  COUNT(*) FILTER (WHERE stood.due > @today AND stood.due <= @today::date + @soon::int) AS soon,
		  COUNT(*) FILTER (WHERE stood.due > @today::date + @soon::int) AS later, COUNT(*) FILTER (WHERE stood.due IS NULL) AS dayless, COUNT(*) AS total`+
		fromWatches+` AND stood.next IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`, Filter{Ended: true}.args(tx).With("soon", soon))
	if err != nil {
		return nil, fmt.Errorf("count what waits: %w", err)
	}
	return loads, nil
}

// Standings counts the watches of the person's part of the county by their state, those that are over too.
func Standings(ctx context.Context, tx *pg.Tx) (map[procedure.State]int, error) {
	var rows []struct {
		State procedure.State `db:"state"`
		Count int             `db:"count"`
	}
	err := tx.SelectContext(ctx, &rows, `SELECT w.state, COUNT(*) AS count`+fromWatches+` GROUP BY 1`, Filter{Ended: true}.args(tx))
	if err != nil {
		return nil, fmt.Errorf("count watches by state: %w", err)
	}
	counts := make(map[procedure.State]int, len(rows))
	for _, r := range rows {
		counts[r.State] = r.Count
	}
	return counts, nil
}
