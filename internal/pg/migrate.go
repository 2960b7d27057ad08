package pg

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"fangpin/migrations"
)

// versions is goose's own table, beside ours: a migration narrows the search path to our schema.
const versions = Schema + ".goose_db_version"

// Migrate brings the database up to this program's schema and returns the files it applied, none if there was nothing to do.
// Two at once wait for each other.
func Migrate(ctx context.Context, ownerURL string) ([]string, error) {
	if err := Roles(ctx, ownerURL); err != nil {
		return nil, err
	}
	db, err := Open(ctx, ownerURL)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return up(ctx, db.DB.DB)
}

func up(ctx context.Context, db *sql.DB) ([]string, error) {
	if _, err := db.ExecContext(ctx, `CREATE SCHEMA IF NOT EXISTS `+Schema); err != nil {
		return nil, fmt.Errorf("migrate: %w", Fault(err))
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS,
		goose.WithTableName(versions), goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	results, err := provider.Up(ctx)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("migrate: %w", Fault(context.Cause(ctx)))
	}
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err) // a file of ours: the reason must be seen
	}
	// The program serves as the app and must be able to tell whether the schema is its own (Version).
	if _, err := db.ExecContext(ctx, `GRANT USAGE ON SCHEMA `+Schema+` TO `+App); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	if _, err := db.ExecContext(ctx, `GRANT SELECT ON `+versions+` TO `+App); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	applied := make([]string, len(results))
	for i, r := range results {
		applied[i] = r.Source.Path
	}
	return applied, nil
}

// Version is the number of the last migration applied, 0 for an empty database.
func Version(ctx context.Context, db *DB) (int64, error) {
	var exists bool
	if err := db.GetContext(ctx, &exists, `SELECT to_regclass($1) IS NOT NULL`, versions); err != nil {
		return 0, fmt.Errorf("ask the schema's version: %w", Fault(err))
	}
	if !exists {
		return 0, nil
	}
	var version int64
	if err := db.GetContext(ctx, &version, `SELECT COALESCE(MAX(version_id), 0) FROM `+versions+` WHERE is_applied`); err != nil {
		return 0, fmt.Errorf("ask the schema's version: %w", Fault(err))
	}
	return version, nil
}
