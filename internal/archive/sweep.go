package archive

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"time"
)

// How old what nobody answers for must be before it is swept: half a file, which a killed program left; and a whole one, which was stored and whose
// row was never written, or whose preview somebody may still have open.
const (
	HalfAge = 24 * time.Hour
	FileAge = 30 * 24 * time.Hour
)

// Swept is how much was swept, or would be.
type Swept struct{ Halves, Files int }

// half is the form of a file that is being written, or that Sweep has taken aside.
var half = regexp.MustCompile(`^[0-9a-f]{2}/[0-9a-f]{62}\.[0-9A-Z]+$`)

// Check reads the file of a content hash to its end: an error says that it is missing, or is not that content.
func (a *Archive) Check(ctx context.Context, sha []byte) error {
	f, err := a.Get(ctx, sha)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(err, f.Close())
}

// Sweep removes what has lain there for long and no row answers for. The rows are asked for after the files were listed: whoever stores one of them
// again meanwhile makes it young (Put). With trial nothing is removed.
func (a *Archive) Sweep(ctx context.Context, now time.Time, answered func() ([][]byte, error), trial bool) (swept Swept, err error) {
	halves, files, err := a.old(ctx, now)
	if err != nil || len(halves)+len(files) == 0 {
		return swept, err
	}
	shas, err := answered()
	if err != nil {
		return swept, err
	}
	kept := map[string]bool{}
	for _, sha := range shas {
		kept[a.address(sha)] = true
		for kind := range kindTitles {
			kept[a.mark(kind, sha)] = true
		}
	}
	for _, at := range halves {
		if !trial {
			if err := a.root.Remove(at); err != nil && !absent(err) {
				return swept, fmt.Errorf("sweep archive: %w", err)
			}
		}
		swept.Halves++
	}
	for _, at := range files {
		if kept[at] {
			continue
		}
		gone := true
		if !trial {
			if gone, err = a.take(at, now); err != nil {
				return swept, fmt.Errorf("sweep archive: %w", err)
			}
		}
		if gone {
			swept.Files++
		}
	}
	return swept, nil
}

// old lists what is old enough to be swept.
func (a *Archive) old(ctx context.Context, now time.Time) (halves, files []string, err error) {
	err = fs.WalkDir(a.root.FS(), ".", func(at string, entry fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		isHalf, isFile := half.MatchString(at), address.MatchString(at)
		if !isHalf && !isFile {
			return nil
		}
		about, err := entry.Info()
		switch {
		case absent(err): // it was finished, or swept, meanwhile
			return nil
		case err != nil:
			return err
		case isHalf && now.Sub(about.ModTime()) > HalfAge:
			halves = append(halves, at)
		case isFile && now.Sub(about.ModTime()) > FileAge:
			files = append(files, at)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list archive: %w", err)
	}
	return halves, files, nil
}

// take removes a file, unless it has become young: it is taken aside first, so that whoever stores it in the same moment either made it young before, or
// finds that it is not there and writes it.
func (a *Archive) take(at string, now time.Time) (gone bool, err error) {
	aside := at + "." + rand.Text()
	if err := a.root.Rename(at, aside); err != nil {
		if absent(err) {
			return false, nil
		}
		return false, err
	}
	about, err := a.root.Stat(aside)
	if err != nil {
		return false, err
	}
	if now.Sub(about.ModTime()) <= FileAge {
		return false, a.root.Rename(aside, at)
	}
	return true, a.root.Remove(aside)
}

// Renew makes the file of a content hash young that a form still carries, and tells whether it is there.
func (a *Archive) Renew(sha []byte) (bool, error) {
	for kind := range kindTitles {
		if _, err := a.renew(a.mark(kind, sha)); err != nil {
			return false, err
		}
	}
	return a.renew(a.address(sha))
}

// renew makes a file young that is stored again, and tells whether it is there.
func (s *Store) renew(at string) (bool, error) {
	now := time.Now()
	err := s.root.Chtimes(at, now, now)
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look into archive: %w", err)
	}
	return true, nil
}
