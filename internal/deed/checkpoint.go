package deed

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/lib/pq"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/pg"
	"fangpin/internal/who"
)

// Checkpoint brings the county's tree up to its newest deed, signs its root, and writes the note into dir, outside the
// database, as <county>-<size>.note. Where nothing was sealed since, it answers the last one; before the first deed, one of
// size 0 that is written nowhere.
func Checkpoint(ctx context.Context, db *pg.DB, county string, signer note.Signer, dir string) (Note, error) {
	tx, err := db.Begin(ctx, who.Person{County: county})
	if err != nil {
		return Note{}, pg.Fault(err)
	}
	defer func() { _ = tx.Rollback() }() // after the commit, nothing
	n, err := checkpoint(ctx, tx, signer)
	if err != nil || n.Size == 0 {
		return n, pg.Fault(err)
	}
	if err := tx.Commit(); err != nil {
		return Note{}, pg.Fault(err)
	}
	return n, n.write(dir)
}

func checkpoint(ctx context.Context, tx *pg.Tx, signer note.Signer) (Note, error) {
	n := Note{County: tx.County, At: tx.Now.UTC().Truncate(time.Microsecond)}
	err := tx.GetContext(ctx, &n.Size, `SELECT size FROM fangpin.head WHERE county = $1`, tx.County)
	if errors.Is(err, sql.ErrNoRows) {
		return Note{County: tx.County}, nil
	}
	if err != nil {
		return Note{}, fmt.Errorf("checkpoint: %w", err)
	}
	if err := grow(ctx, tx, n.Size); err != nil {
		return Note{}, err
	}
	if n.Root, err = tlog.TreeHash(n.Size, stored(ctx, tx)); err != nil {
		return Note{}, fmt.Errorf("checkpoint: %w", err)
	}
	if err := n.sign(signer); err != nil {
		return Note{}, err
	}
	return keep(ctx, tx, n)
}

// keep stores the checkpoint, unless there is one of that size: then that one stands.
func keep(ctx context.Context, tx *pg.Tx, n Note) (Note, error) {
	_, err := tx.ExecContext(ctx, `INSERT INTO fangpin.checkpoint (county, size, root, note, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		n.County, n.Size, n.Root[:], n.Signed, n.At)
	if err != nil {
		return Note{}, fmt.Errorf("keep checkpoint: %w", err)
	}
	var root []byte
	err = tx.QueryRowContext(ctx, `SELECT root, note, at FROM fangpin.checkpoint WHERE county = $1 AND size = $2`, n.County, n.Size).
		Scan(&root, &n.Signed, &n.At)
	if err != nil {
		return Note{}, fmt.Errorf("keep checkpoint: %w", err)
	}
	if !bytes.Equal(root, n.Root[:]) {
		return Note{}, fmt.Errorf("checkpoint of %d deeds has another root than the deeds: run fangpin verify", n.Size)
	}
	return n, nil
}

// grow adds the nodes of the leaves since the last checkpoint. They follow from the leaves, so two at once write the same.
func grow(ctx context.Context, tx *pg.Tx, size int64) error {
	var from int64
	err := tx.GetContext(ctx, &from, `SELECT COALESCE(MAX(size), 0) FROM fangpin.checkpoint WHERE county = $1`, tx.County)
	if err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	leaves, err := leaves(ctx, tx, from, size)
	if err != nil {
		return err
	}
	nodes, err := Nodes(from, leaves, stored(ctx, tx))
	if err != nil {
		return err
	}
	hashes := make([][]byte, len(nodes))
	for i := range nodes {
		hashes[i] = nodes[i][:]
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO fangpin.node (county, n, hash)
		SELECT $1, $2 + u.i - 1, u.hash FROM unnest($3::BYTEA[]) WITH ORDINALITY AS u (hash, i) ON CONFLICT DO NOTHING`,
		tx.County, tlog.StoredHashCount(from), pq.ByteaArray(hashes))
	if err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	return nil
}

// leaves are the leaf hashes of the deeds from `from` to before `to`.
func leaves(ctx context.Context, tx *pg.Tx, from, to int64) ([]tlog.Hash, error) {
	var hashes [][]byte
	err := tx.SelectContext(ctx, &hashes, `SELECT hash FROM fangpin.deed WHERE county = $1 AND leaf >= $2 AND leaf < $3 ORDER BY leaf`, tx.County, from, to)
	if err != nil {
		return nil, fmt.Errorf("tree: %w", err)
	}
	if int64(len(hashes)) != to-from {
		return nil, fmt.Errorf("tree: %d leaves from %d to %d: run fangpin verify", len(hashes), from, to)
	}
	out := make([]tlog.Hash, len(hashes))
	for i, h := range hashes {
		copy(out[i][:], h)
	}
	return out, nil
}

// stored reads the tree's hashes from the database.
func stored(ctx context.Context, tx *pg.Tx) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			var hash []byte
			if err := tx.GetContext(ctx, &hash, `SELECT hash FROM fangpin.node WHERE county = $1 AND n = $2`, tx.County, index); err != nil {
				return nil, fmt.Errorf("node %d: %w", index, err)
			}
			copy(out[i][:], hash)
		}
		return out, nil
	})
}

// write puts the note into dir, once.
func (n Note) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("checkpoint file: %w", err)
	}
	if err := writeOnce(filepath.Join(dir, n.file()), n.Signed, 0o644); err != nil {
		return fmt.Errorf("checkpoint file: %w", err)
	}
	return nil
}

func (n Note) file() string { return fmt.Sprintf("%s-%d.note", n.County, n.Size) }
