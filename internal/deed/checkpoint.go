package deed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Checkpoint brings the county's tree up to its newest deed, signs its root, and writes the note into dir, outside the
// database, as <county>-<size>.note. Where nothing was sealed since, it answers the last one; before the first deed, one of
// size 0 that is written nowhere. A database that stands behind the newest note in dir gets none (Outside).
func Checkpoint(ctx context.Context, db *pg.DB, county string, signer note.Signer, dir string) (Note, error) {
	return makeCheckpoint(ctx, db, county, signer, dir, Outside)
}

// makeCheckpoint writes the files before it commits: a note that is outside and not inside is taken over by the next, while one that was only
// inside would look like a folder that was emptied.
func makeCheckpoint(ctx context.Context, db *pg.DB, county string, signer note.Signer, dir string, outside func(context.Context, *pg.Tx, string) (Note, error)) (n Note, err error) {
	err = pg.Write(ctx, db, who.Person{County: county}, func(tx *pg.Tx) error {
		last, err := outside(ctx, tx, dir)
		if err != nil {
			return err
		}
		if last.Size > 0 {
			if _, err := keep(ctx, tx, last, signer); err != nil {
				return err
			}
		}
		if n, err = checkpoint(ctx, tx, signer); err != nil || n.Size == 0 {
			return err
		}
		return bring(ctx, tx, last.Size, signer, dir)
	})
	return n, err
}

// bring writes the notes that the database has since the last one outside.
func bring(ctx context.Context, tx *pg.Tx, last int64, signer note.Signer, dir string) error {
	notes, err := since(ctx, tx, last)
	if err != nil {
		return err
	}
	for _, signed := range notes {
		n, ok := signedBy(signer, signed)
		if !ok {
			continue // of another key, and no word of ours: verify names it
		}
		if err := n.write(dir); err != nil {
			return err
		}
	}
	return nil
}

func checkpoint(ctx context.Context, tx *pg.Tx, signer note.Signer) (Note, error) {
	n := Note{County: tx.County, At: tx.Now.UTC().Truncate(time.Microsecond)}
	var stood struct {
		Size   int64         `db:"size"`
		N      sql.NullInt64 `db:"n"`
		Anchor []byte        `db:"fingerprint"`
	}
	err := tx.GetContext(ctx, &stood, `
		SELECT h.size, r.n, r.fingerprint FROM fangpin.head h LEFT JOIN fangpin.root r ON r.county = h.county AND r.id = fangpin.root_of(h.county)
		WHERE h.county = $1`, tx.County)
	if errors.Is(err, sql.ErrNoRows) {
		return Note{County: tx.County}, nil
	}
	if err != nil {
		return Note{}, fmt.Errorf("checkpoint: %w", err)
	}
	n.Size = stood.Size
	if stood.N.Valid {
		n.Anchor = Anchor(int(stood.N.Int64), stood.Anchor)
	}
	leaves, err := leaves(ctx, tx, n.Size)
	if err != nil {
		return Note{}, err
	}
	n.Root = Root(leaves) // of the deeds alone: the tree's stored nodes are not asked
	if err := n.sign(signer); err != nil {
		return Note{}, err
	}
	return keep(ctx, tx, n, signer)
}

// keep grows the stored tree to the checkpoint and stores it, unless there is one of that size: then that one stands, if the same
// key signed it.
func keep(ctx context.Context, tx *pg.Tx, n Note, signer note.Signer) (Note, error) {
	var stands string
	err := tx.GetContext(ctx, &stands, `SELECT fangpin.tree_extend($1, $2, $3, $4, $5)`, n.County, n.Size, n.Root[:], n.Signed, n.At)
	if err != nil {
		return Note{}, fmt.Errorf("keep checkpoint: %w", err)
	}
	kept, ok := signedBy(signer, stands)
	if !ok || kept.County != n.County || kept.Size != n.Size || kept.Root != n.Root {
		return Note{}, fault.Blockedf("前 %d 号存证已有检查点，但不是本机密钥签的，请运行 fangpin verify 核对", n.Size)
	}
	return kept, nil
}

// leaves are the leaf hashes of the county's first size deeds.
func leaves(ctx context.Context, tx *pg.Tx, size int64) ([]tlog.Hash, error) {
	var hashes [][]byte
	err := tx.SelectContext(ctx, &hashes, `SELECT hash FROM fangpin.deed WHERE county = $1 AND leaf >= 0 AND leaf < $2 ORDER BY leaf`, tx.County, size)
	if err != nil {
		return nil, fmt.Errorf("leaves: %w", err)
	}
	if int64(len(hashes)) != size {
		return nil, fmt.Errorf("%d of %d leaves are there: run fangpin verify", len(hashes), size)
	}
	out := make([]tlog.Hash, size)
	for i, h := range hashes {
		copy(out[i][:], h)
	}
	return out, nil
}

// write puts the note into dir, once, so that it is there even after the power fails.
func (n Note) write(dir string) error {
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = writeOnce(filepath.Join(dir, n.file()), n.Signed, 0o644)
	}
	if err == nil {
		err = errors.Join(flush(dir), flush(filepath.Dir(dir)))
	}
	if err != nil {
		return unwritable(dir, err)
	}
	return nil
}

// flush makes a folder's entries last.
func flush(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func (n Note) file() string { return fmt.Sprintf("%s-%d.note", n.County, n.Size) }
