package verify

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"

	"github.com/lib/pq"

	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Database is a county's records in its database, as one snapshot shows them.
type Database struct {
	tx    *pg.Tx
	notes string
	files func(sha []byte) error
	keys  *secret.Keys // nil where they were not brought along

	originals func(sha []byte) (io.ReadCloser, error)                 // nil likewise
	kind      func(table string, sha []byte) (marked bool, err error) // nil likewise
}

// Open takes the snapshot. Close it.
func Open(ctx context.Context, db *pg.DB, county string, trust Trust) (*Database, error) {
	tx, err := db.Begin(ctx, who.Person{County: county})
	if err != nil {
		return nil, err
	}
	// Every statement reads whole tables: a loop planned for the few rows of stale statistics would never end.
	if _, err := tx.ExecContext(ctx, `
		SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
		SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'`); err != nil {
		_ = tx.Rollback()
		return nil, fmt.Errorf("open records: %w", err)
	}
	return &Database{tx, trust.Notes, trust.Files, trust.Secrets, trust.Original, trust.Kind}, nil
}

// Close lets the snapshot go: it was only read.
func (d *Database) Close() error { return d.tx.Rollback() }

// Lines reads a table.
func (d *Database) Lines(ctx context.Context, table deed.Table) iter.Seq2[deed.Line, error] {
	return table.Lines(ctx, d.tx, d.tx.County)
}

// Covers reads what each deed says of each table. Keys and digests that do not go together give a cover without rows.
func (d *Database) Covers(ctx context.Context) iter.Seq2[Cover, error] {
	return func(yield func(Cover, error) bool) {
		rows, err := d.tx.QueryContext(ctx, `
			SELECT leaf, tab, keys, digests, root FROM cover WHERE county = $1 ORDER BY leaf, tab COLLATE "C"`, d.tx.County)
		if err != nil {
			yield(Cover{}, fmt.Errorf("read covers: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var c Cover
			var table string
			var keys pq.StringArray
			var digests []byte
			if err := rows.Scan(&c.Leaf, &table, &keys, &digests, &c.Root); err != nil {
				yield(Cover{}, fmt.Errorf("read covers: %w", err))
				return
			}
			if c.Cover, err = deed.Unpack(table, keys, digests); err != nil {
				c.Cover = deed.Cover{Table: table}
			}
			if !yield(c, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Cover{}, fmt.Errorf("read covers: %w", err))
		}
	}
}

// Notes reads the folder of checkpoint files.
func (d *Database) Notes(context.Context) iter.Seq2[OutsideNote, error] {
	return func(yield func(OutsideNote, error) bool) {
		folder := os.DirFS(d.notes)
		names, err := fs.Glob(folder, d.tx.County+"-*.note")
		if err != nil {
			yield(OutsideNote{}, fmt.Errorf("list checkpoint files: %w", err))
			return
		}
		for _, name := range names {
			text, err := fs.ReadFile(folder, name)
			if err != nil {
				err = fmt.Errorf("read checkpoint file: %w", err)
			}
			if !yield(OutsideNote{name, string(text)}, err) || err != nil {
				return
			}
		}
	}
}

// File asks the archive, if there is one.
func (d *Database) File(sha []byte) error {
	if d.files == nil {
		return nil
	}
	return d.files(sha)
}

// tags reads by what equal account numbers are known, which no bundle carries.
func (d *Database) tags(ctx context.Context) (map[int64]string, error) {
	var accounts []struct {
		ID  int64  `db:"id"`
		Tag string `db:"tag"`
	}
	if err := d.tx.SelectContext(ctx, &accounts, `SELECT id, tag FROM account WHERE county = $1 AND tag IS NOT NULL`, d.tx.County); err != nil {
		return nil, fmt.Errorf("read accounts' tags: %w", err)
	}
	tags := make(map[int64]string, len(accounts))
	for _, a := range accounts {
		tags[a.ID] = a.Tag
	}
	return tags, nil
}

// nodes reads the tree's stored hashes, which follow from the deeds: no bundle carries them.
func (d *Database) nodes(ctx context.Context) (stored []node, err error) {
	if err = d.tx.SelectContext(ctx, &stored, `SELECT n, hash FROM node WHERE county = $1 ORDER BY n`, d.tx.County); err != nil {
		return nil, fmt.Errorf("read nodes: %w", err)
	}
	return stored, nil
}

// node is one stored hash of the tree.
type node struct {
	N    int64  `db:"n"`
	Hash []byte `db:"hash"`
}
