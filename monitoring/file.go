package monitoring

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/archive"
	"fangpin/internal/pg"
	"fangpin/internal/words"
)

// Attachment is a photo or a scan under an event (佐证材料). Its bytes lie in the archive.
type Attachment struct {
	Kind string // what it shows, in a few words
	File [sha256.Size]byte
}

// Keep puts a photo or a PDF into the archive and answers it as an attachment: what it is, its bytes say and not its name.
func Keep(ctx context.Context, files *archive.Archive, kind, name string, content []byte) (Attachment, error) {
	scan, err := files.PutScan(ctx, archive.WatchFile, name+"（"+kind+"）", content)
	if err != nil {
		return Attachment{}, fmt.Errorf("keep a file of the watch: %w", err)
	}
	return Attachment{Kind: kind, File: scan.File}, nil
}

// attached is an attachment as it is kept.
type attached struct {
	ID    int64             `db:"id"`
	Watch int64             `db:"watch"`
	N     int               `db:"n"`
	Kind  string            `db:"kind"`
	File  [sha256.Size]byte `db:"file"`
}

// under are attachments with the event of a watch that they hang on.
type under struct {
	watch int64
	n     int
	files []Attachment
}

// attach hangs attachments on the events of a batch.
func attach(ctx context.Context, tx *pg.Tx, all []under) error {
	var rows []attached
	for _, u := range all {
		for _, f := range u.files {
			kind, err := words.Line("材料名称", f.Kind)
			if err != nil {
				return err
			}
			rows = append(rows, attached{pg.NewID(), u.watch, u.n, kind, f.File})
			tx.Cover("watch_file", u.watch)
		}
	}
	return pg.Insert(ctx, tx, "watch_file", rows)
}

// Attached is an attachment as a page shows it.
type Attached struct {
	ID    int64  `db:"id"`
	Watch int64  `db:"watch"`
	N     int    `db:"n"`
	Kind  string `db:"kind"`
	File  []byte `db:"file"` // SHA-256
}

// Files lists what hangs on the events of watches, in order, in the person's part of the county.
func Files(ctx context.Context, tx *pg.Tx, ids ...int64) ([]Attached, error) {
	if _, err := within(ctx, tx, ids); err != nil {
		return nil, err
	}
	var found []Attached
	err := tx.SelectContext(ctx, &found,
		`SELECT id, watch, n, kind, file FROM watch_file WHERE county = $1 AND watch = ANY ($2) ORDER BY watch, n, id`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find files of a watch: %w", err)
	}
	return found, nil
}
