package pgserver

import (
	"context"
	"errors"
	"fmt"
	"net/url"

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
	return closeUp(ctx, superURL, name)
}

// closeUp takes from everybody what PostgreSQL gives to everybody: the keys of advisory locks, by which one keeps others waiting, and large objects and
// temporary tables, by which one fills the disk. The keys stay with those who work by them.
func closeUp(ctx context.Context, superURL, name string) error {
	at, err := url.Parse(superURL)
	if err != nil {
		return errors.New("a superuser's URL is malformed") // the reason would quote it, with its password
	}
	at.Path = "/" + name
	db, err := pg.Open(ctx, at.String())
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `DO $$
		DECLARE f REGPROCEDURE;
		BEGIN
		  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
		  FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace
		    AND (p.proname ~ '^(pg_(try_)?advisory_|lo_)' OR p.proname IN ('loread', 'lowrite')) AND has_function_privilege('public', p.oid, 'EXECUTE') LOOP
		    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
		    IF f::TEXT ~ 'advisory' THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO `+pg.App+`, `+pg.Door+`, `+pg.Owner+`', f); END IF;
		  END LOOP;
		END $$`)
	if err != nil {
		return fmt.Errorf("close the database up: %w", err)
	}
	return nil
}
