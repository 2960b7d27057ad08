package office

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
	"fangpin/internal/secret"
)

// Scratch starts a private cluster in dir for a while, whatever the environment says, with keys that lie elsewhere.
func Scratch(ctx context.Context, dir string, keys secret.Dir) (*Place, error) {
	c, err := pgserver.Start(ctx, dir, pgserver.Throwaway)
	if err != nil {
		return nil, err
	}
	p, err := private(dir, c)
	if err == nil {
		p.Keys = keys
	}
	return p, err
}

// Later is a county of which checkpoints outside tell of more deeds than the database has.
type Later struct {
	County      string
	Size, Noted int64 // deeds in the database, and of the newest checkpoint outside
}

// NotesOf brings to the office the checkpoints of another's folder that are of its time, to be verified by, and answers which counties have later ones.
func (o *Office) NotesOf(ctx context.Context, outside string) (later []Later, err error) {
	counties, err := o.counties(ctx)
	if err != nil {
		return nil, err
	}
	notes := o.Place.Notes()
	if err := os.MkdirAll(notes, 0o755); err != nil {
		return nil, fmt.Errorf("bring checkpoints: %w", err)
	}
	for _, county := range counties {
		l := Later{County: county}
		err := pg.Read(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) (err error) {
			l.Size, err = deed.Size(ctx, tx)
			return err
		})
		if err != nil {
			return nil, err
		}
		names, err := deed.NotesIn(outside, county)
		if err != nil {
			return nil, err
		}
		for size, name := range names {
			if l.Noted = max(l.Noted, size); size > l.Size {
				continue
			}
			text, err := os.ReadFile(filepath.Join(outside, name))
			if err == nil {
				err = os.WriteFile(filepath.Join(notes, name), text, 0o600)
			}
			if err != nil {
				return nil, fmt.Errorf("bring checkpoints: %w", err)
			}
		}
		if l.Noted > l.Size {
			later = append(later, l)
		}
	}
	return later, nil
}
