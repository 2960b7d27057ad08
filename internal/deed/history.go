package deed

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Ref names one covered row: its table and its key (the primary key after county, joined by '/').
type Ref struct {
	Table, Key string
}

// Event is one deed as people read it: who did what when.
type Event struct {
	Leaf    int64     `db:"leaf"`
	At      time.Time `db:"at"`
	Person  int64     `db:"person"`
	Name    string    `db:"name"` // of the person
	Role    who.Role  `db:"-"`    // that they acted in: a deputy acts in the role of whom they stand in for
	Verb    string    `db:"verb"`
	Subject string    `db:"subject"`
}

// History lists the deeds that answered for any of the rows, the oldest first. A deed of many rows says how many they were and what they
// came to in all; that is told to those alone who see the whole county.
func History(ctx context.Context, tx *pg.Tx, rows ...Ref) ([]Event, error) {
	var tables, keys []string
	for _, r := range rows {
		tables, keys = append(tables, r.Table), append(keys, r.Key)
	}
	events, err := eventsOf(ctx, tx, `
		SELECT d.leaf, d.at, d.person, s.name, d.verb, d.subject, d.body
		FROM history($1, $2, $3) h JOIN deed d ON d.county = $1 AND d.leaf = h.leaf JOIN staff s ON s.county = $1 AND s.id = d.person
		ORDER BY d.leaf`, tx.County, pq.Array(tables), pq.Array(keys))
	if !tx.By.All() || tx.By.Role == who.Adjuster {
		for i := range events {
			events[i].Subject = ""
		}
	}
	return events, err
}

// Newest is when a deed of a verb last answered for each of a table's rows, by id; a row that none answered for is not there.
func Newest(ctx context.Context, tx *pg.Tx, verb, table string, ids []int64) (map[int64]time.Time, error) {
	var found []struct {
		ID int64     `db:"id"`
		At time.Time `db:"at"`
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT r.id, MAX(d.at) AS at FROM unnest($4::bigint[]) AS r (id) CROSS JOIN LATERAL history($1, ARRAY[$3::text], ARRAY[r.id::text]) h
		JOIN deed d ON d.county = $1 AND d.leaf = h.leaf AND d.verb = $2 GROUP BY r.id`, tx.County, verb, table, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find the newest deeds of rows: %w", err)
	}
	newest := make(map[int64]time.Time, len(found))
	for _, f := range found {
		newest[f.ID] = f.At
	}
	return newest, nil
}
