package deed

import (
	"context"
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
