package deed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// LogFilter narrows Log; a zero field does not narrow.
type LogFilter struct {
	Person int64
	Verb   string
	On     *calendar.Date // the day, in China
	Window pg.Window
}

// Log lists the county's deeds (存证), the newest first, and how many there are in all.
func Log(ctx context.Context, tx *pg.Tx, f LogFilter) (events []Event, total int, err error) {
	const where = ` FROM deed d WHERE d.county = $1 AND ($2::bigint = 0 OR d.person = $2) AND ($3 = '' OR d.verb = $3)
		  AND ($4::timestamptz IS NULL OR d.at >= $4 AND d.at < $5)`
	var from, to *time.Time
	if f.On != nil {
		start, end := f.On.Start(), (*f.On + 1).Start()
		from, to = &start, &end
	}
	args := []any{tx.County, f.Person, f.Verb, from, to}
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, args...); err != nil {
		return nil, 0, fmt.Errorf("count deeds: %w", err)
	}
	events, err = eventsOf(ctx, tx, `
		SELECT d.leaf, d.at, d.person, s.name, d.verb, d.subject, d.body FROM (SELECT d.*`+where+f.Window.Clause(nil, "d.leaf DESC")+`) d
		JOIN staff s ON s.county = $1 AND s.id = d.person ORDER BY d.leaf DESC`, args...)
	return events, total, err
}

// eventsOf reads the deeds that a query selects, each with the role that its body says.
func eventsOf(ctx context.Context, tx *pg.Tx, query string, args ...any) ([]Event, error) {
	var found []struct {
		Event
		Body []byte `db:"body"`
	}
	if err := tx.SelectContext(ctx, &found, query, args...); err != nil {
		return nil, fmt.Errorf("read deeds: %w", err)
	}
	events := make([]Event, len(found))
	for i, f := range found {
		body, err := Decode(f.Body)
		if err != nil {
			return nil, fmt.Errorf("deed %d: %w", f.Leaf, err)
		}
		events[i] = f.Event
		events[i].Role = body.Role
	}
	return events, nil
}

// Sealed is one deed as it is sealed.
type Sealed struct {
	Event
	Way    who.Way // by what it was done; empty in a body from before these said so
	Hash   []byte
	Covers []Sum
	Under  *Under // the first checkpoint that it is under; nil where there is none yet
}

// Under is a checkpoint as a deed is under it.
type Under struct {
	Size int64     `db:"size"`
	Root []byte    `db:"root"`
	At   time.Time `db:"at"`
}

// Since is how many of all deeds are under no checkpoint yet, where this is the last one, nil for none.
func (u *Under) Since(size int64) int64 {
	if u == nil {
		return size
	}
	return size - u.Size
}

// Get reads one deed. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, leaf int64) (Sealed, error) {
	var row struct {
		Name string `db:"name"`
		Body []byte `db:"body"`
		Hash []byte `db:"hash"`
	}
	err := tx.GetContext(ctx, &row, `
		SELECT s.name, d.body, d.hash FROM deed d JOIN staff s ON s.county = $1 AND s.id = d.person WHERE d.county = $1 AND d.leaf = $2`, tx.County, leaf)
	if errors.Is(err, sql.ErrNoRows) {
		return Sealed{}, fault.NotFoundf("没有第 %d 号存证", leaf)
	}
	if err != nil {
		return Sealed{}, fmt.Errorf("get deed %d: %w", leaf, err)
	}
	body, err := Decode(row.Body)
	if err != nil {
		return Sealed{}, fmt.Errorf("deed %d: %w", leaf, err)
	}
	s := Sealed{Way: body.Way, Hash: row.Hash, Covers: body.Covers, Event: Event{
		Leaf: leaf, At: body.At, Person: body.Person, Name: row.Name, Role: body.Role, Verb: body.Verb, Subject: body.Subject,
	}}
	s.Under, err = lastCheckpoint(ctx, tx, `SELECT size, root, at FROM checkpoint WHERE county = $1 AND size > $2 ORDER BY size LIMIT 1`, leaf)
	return s, err
}

// Last is the county's newest checkpoint, nil before the first, and how many deeds there are by now.
func Last(ctx context.Context, tx *pg.Tx) (last *Under, size int64, err error) {
	if size, err = Size(ctx, tx); err != nil {
		return nil, 0, err
	}
	last, err = lastCheckpoint(ctx, tx, `SELECT size, root, at FROM checkpoint WHERE county = $1 AND size > $2 ORDER BY size DESC LIMIT 1`, 0)
	return last, size, err
}

func lastCheckpoint(ctx context.Context, tx *pg.Tx, query string, after int64) (*Under, error) {
	var found []Under
	if err := tx.SelectContext(ctx, &found, query, tx.County, after); err != nil {
		return nil, fmt.Errorf("find checkpoint: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}

// Covered lists rows that a deed answers for in one table, by key: part of them, as they stand in its cover.
func Covered(ctx context.Context, tx *pg.Tx, leaf int64, table string, w pg.Window) ([]Row, error) {
	var cover struct {
		Keys    pq.StringArray `db:"keys"`
		Digests []byte         `db:"digests"`
	}
	to := w.Offset + w.Limit
	err := tx.GetContext(ctx, &cover, `
		SELECT keys[$4::int + 1:$5::int] AS keys, substr(digests, 32 * $4::int + 1, 32 * ($5::int - $4::int)) AS digests
		FROM cover WHERE county = $1 AND leaf = $2 AND tab = $3`, tx.County, leaf, table, w.Offset, to)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFoundf("第 %d 号存证没有列这一类记录", leaf)
	}
	if err != nil {
		return nil, fmt.Errorf("read cover: %w", err)
	}
	c, err := Unpack(table, cover.Keys, cover.Digests)
	return c.Rows, err
}
