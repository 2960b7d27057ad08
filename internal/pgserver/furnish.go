package pgserver

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
)

// Furnish makes the roles, the owner and a database of the name where they are missing, as a superuser.
func Furnish(ctx context.Context, superURL, name string) error {
	if err := pg.Roles(ctx, superURL); err != nil {
		return err
	}
	db, err := pg.Open(ctx, superURL)
	if err != nil {
		return err
	}
	defer db.Close()
	var exists struct{ Owner, Database bool }
	err = db.GetContext(ctx, &exists, `
		SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS owner,
		       EXISTS (SELECT FROM pg_database WHERE datname = $2) AS database`, pg.Owner, name)
	if err == nil && !exists.Owner {
		// Two statements sent at once are one transaction.
		_, err = db.ExecContext(ctx, `CREATE ROLE `+pg.Owner+` LOGIN NOSUPERUSER NOBYPASSRLS; GRANT `+pg.Door+` TO `+pg.Owner)
	}
	if err == nil && !exists.Database {
		_, err = db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(name)+` OWNER `+pg.Owner)
	}
	if err != nil {
		return fmt.Errorf("furnish the server: %w", err)
	}
	return nil
}
