package pg

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"fangpin/migrations"
)

// newest tells whether a hash is that of the functions applied last; ours, whether the database has besides no view and no function but
// those of the names, each once: what somebody made by hand leaves the hash as it was.
const (
	newest = `SELECT COALESCE((SELECT hash FROM applied ORDER BY n DESC LIMIT 1) = $1, false)`
	ours   = `SELECT (` + newest + `) AND $2 = ARRAY(
		SELECT proname::text COLLATE "C" FROM pg_proc WHERE pronamespace = '` + Schema + `'::regnamespace AND proname <> 'wall'
		UNION ALL SELECT relname::text COLLATE "C" FROM pg_class WHERE relnamespace = '` + Schema + `'::regnamespace AND relkind = 'v' ORDER BY 1)`
)

// applyCode makes the views and functions those of this program, whole or not at all. Answers the files, none if there was nothing to do.
func applyCode(ctx context.Context, conn *sqlx.Conn) (paths []string, err error) {
	sources, err := migrations.Code()
	if err != nil {
		return nil, err
	}
	tx, err := conn.BeginTxx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("apply functions: %w", Fault(err))
	}
	defer func() { _ = tx.Rollback() }()
	var done bool
	if err := tx.GetContext(ctx, &done, ours, migrations.Hash(sources), pq.Array(migrations.Made(sources))); err != nil || done {
		return nil, Fault(err)
	}
	for _, s := range sources {
		// A function belongs to whoever makes it: the doors' role, save where a file goes back to the owner's and says why.
		role := `RESET ROLE`
		if strings.HasPrefix(s.Path, "procedures/") {
			role = `SET LOCAL ROLE ` + Door
		}
		for _, statement := range []string{role, s.Text} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return nil, fmt.Errorf("apply %s: %w", cmp.Or(s.Path, "functions"), err) // a file of ours: the reason must be seen
			}
		}
		if s.Path != "" {
			paths = append(paths, s.Path)
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO applied (hash) VALUES ($1)`, migrations.Hash(sources)); err != nil {
		return nil, fmt.Errorf("apply functions: %w", Fault(err))
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("apply functions: %w", Fault(err))
	}
	return paths, nil
}

// Current tells whether the database's views and functions are those of this program, and no others. Its tables must be (Version).
func Current(ctx context.Context, db *DB) (bool, error) {
	sources, err := migrations.Code()
	if err != nil {
		return false, err
	}
	return asked(ctx, db, ours, migrations.Hash(sources), pq.Array(migrations.Made(sources)))
}

// superseded tells whether they once were, and are not any more: what a program reads that is older than the one that migrated last.
func superseded(ctx context.Context, db *DB) (bool, error) {
	sources, err := migrations.Code()
	if err != nil {
		return false, err
	}
	return asked(ctx, db, `SELECT EXISTS (SELECT FROM applied WHERE hash = $1) AND NOT (`+newest+`)`, migrations.Hash(sources))
}

func asked(ctx context.Context, db *DB, question string, args ...any) (yes bool, err error) {
	if err := db.GetContext(ctx, &yes, question, args...); err != nil {
		return false, fmt.Errorf("ask whose the functions are: %w", Fault(err))
	}
	return yes, nil
}
