// Command schema writes the schema as it stands, of an empty database that was just migrated: migrations/schema.sql to be read, and its
// picture as Graphviz understands it, on standard output (make schema).
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
)

// usage: go run ./migrations/schema, in the root.
func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, picture io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "fangpin-schema-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cluster, err := pgserver.Start(ctx, dir, pgserver.Throwaway)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Stop()) }()
	if _, err := pg.Migrate(ctx, cluster.URL(pg.Owner)); err != nil {
		return err
	}
	db, err := pg.Open(ctx, cluster.URL(pg.Owner))
	if err != nil {
		return err
	}
	defer db.Close()
	s, err := read(ctx, db)
	if err != nil {
		return err
	}
	if err := os.WriteFile("migrations/schema.sql", []byte(s.text()), 0o644); err != nil {
		return err
	}
	_, err = io.WriteString(picture, s.picture())
	return err
}
