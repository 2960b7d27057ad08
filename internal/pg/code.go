package pg

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"fangpin/migrations"
)

// newest tells whether a hash is that of the functions applied last.
const newest = `SELECT COALESCE((SELECT hash FROM applied ORDER BY n DESC LIMIT 1) = $1, false)`

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
	if err := tx.GetContext(ctx, &done, newest, migrations.Hash(sources)); err != nil || done {
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

// Current tells whether the database's views and functions are those of this program. Its tables must be (Version).
func Current(ctx context.Context, db *DB) (bool, error) { return ofHash(ctx, db, newest) }

// superseded tells whether they once were, and are not any more: what a program reads that is older than the one that migrated last.
func superseded(ctx context.Context, db *DB) (bool, error) {
	return ofHash(ctx, db, `SELECT EXISTS (SELECT FROM applied WHERE hash = $1) AND NOT (`+newest+`)`)
}

func ofHash(ctx context.Context, db *DB, question string) (yes bool, err error) {
	sources, err := migrations.Code()
	if err != nil {
		return false, err
	}
	if err := db.GetContext(ctx, &yes, question, migrations.Hash(sources)); err != nil {
		return false, fmt.Errorf("ask for the functions' hash: %w", Fault(err))
	}
	return yes, nil
}
