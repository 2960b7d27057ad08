package monitoring

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/procedure"
)

// soon is how many days ahead the board looks beside today.
const soon = 7

// Soon is that number, for whoever says what a band is.
func Soon() int { return soon }

// Band is where the day lies by which a watch is to be worked on: each number of the board is one, and leads to its list.
type Band string

const (
	Late    Band = "late"
	DueNow  Band = "today"
	DueSoon Band = "soon" // after today, within a week of it
	Later   Band = "later"
	Dayless Band = "none" // nothing sets a day
)

// Bands lists them, for pages and tests.
func Bands() []Band { return []Band{Late, DueNow, DueSoon, Later, Dayless} }

// band of what a watch waits for, as stood has it.
const band = `CASE WHEN stood.due IS NULL THEN 'none' WHEN stood.due < @today THEN 'late' WHEN stood.due = @today THEN 'today'
	  WHEN stood.due <= @today::date + @soon::int THEN 'soon' ELSE 'later' END`

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
		SELECT x.township, x.next, COUNT(*) FILTER (WHERE band = 'late') AS late, COUNT(*) FILTER (WHERE band = 'today') AS today,
		  COUNT(*) FILTER (WHERE band = 'soon') AS soon, COUNT(*) FILTER (WHERE band = 'later') AS later, COUNT(*) FILTER (WHERE band = 'none') AS dayless,
		  COUNT(*) AS total
		FROM (SELECT p.village / 1000 AS township, stood.next, `+band+` AS band`+fromWatches(tx)+` AND stood.next IS NOT NULL) x GROUP BY 1, 2 ORDER BY 1, 2`,
		Filter{Ended: true}.args(tx))
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
	err := tx.SelectContext(ctx, &rows, `SELECT w.state, COUNT(*) AS count`+fromWatches(tx)+` GROUP BY 1`, Filter{Ended: true}.args(tx))
	if err != nil {
		return nil, fmt.Errorf("count watches by state: %w", err)
	}
	counts := make(map[procedure.State]int, len(rows))
	for _, r := range rows {
		counts[r.State] = r.Count
	}
	return counts, nil
}
