package pg

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"fangpin/internal/fault"
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
	applied, err := up(ctx, db)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("migrate: %w", Fault(context.Cause(ctx)))
	}
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return applied, nil
}

// up brings the tables up, then the views and functions, under one lock: goose's, which an older program waits for too.
func up(ctx context.Context, db *DB) ([]string, error) {
	if _, err := db.ExecContext(ctx, `CREATE SCHEMA IF NOT EXISTS `+Schema); err != nil {
		return nil, Fault(err)
	}
	conn, err := db.Connx(ctx)
	if err != nil {
		return nil, Fault(err)
	}
	defer conn.Close()
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	if err := locker.SessionLock(ctx, conn.Conn); err != nil {
		return nil, err
	}
	defer func() { _ = locker.SessionUnlock(context.WithoutCancel(ctx), conn.Conn) }() // ends with the session at the latest
	if err := RefuseNewer(ctx, db); err != nil {
		return nil, err
	}
	tables, err := upTables(ctx, db)
	if err != nil {
		return nil, err
	}
	functions, err := applyCode(ctx, conn)
	return append(tables, functions...), err
}

// RefuseNewer keeps an older program from tables that it does not know, and from functions that a later one put in the place of its own.
func RefuseNewer(ctx context.Context, db *DB) error {
	version, err := Version(ctx, db)
	if err != nil {
		return err
	}
	latest, err := migrations.Latest()
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if version > latest {
		return fault.Blockedf("数据库结构（第 %d 版）比程序（第 %d 版）新，请换用新版 fangpin", version, latest)
	}
	if version < latest {
		return nil
	}
	past, err := superseded(ctx, db)
	if err == nil && past {
		return fault.Blockedf("数据库中的函数已由更新的 fangpin 换过，本程序是旧版，请换用新版；确须退回旧版的，请用升级前的备份 fangpin restore")
	}
	return err
}

// upTables applies the numbered files that are new, each in a transaction of its own.
func upTables(ctx context.Context, db *DB) (applied []string, err error) {
	provider, err := goose.NewProvider(goose.DialectPostgres, db.DB.DB, migrations.FS,
		goose.WithTableName(versions), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return nil, err // a file of ours: the reason must be seen
	}
	// The program serves as the app and must be able to tell whether the schema is its own (Version).
	for _, grant := range []string{`USAGE ON SCHEMA ` + Schema, `SELECT ON ` + versions} {
		if _, err := db.ExecContext(ctx, `GRANT `+grant+` TO `+App); err != nil {
			return nil, err
		}
	}
	for _, r := range results {
		applied = append(applied, r.Source.Path)
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
