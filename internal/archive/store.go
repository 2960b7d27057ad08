// Package archive keeps files (档案): uploads, evidence, papers, bank files. Each is encrypted before it leaves the program and lies under an
// address that tells nothing; what it is, and its SHA-256, stand in the database.
package archive

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"fangpin/internal/fault"
)

// Store is where encrypted files lie: a directory, which nothing reaches out of. It needs no keys: a backup copies it as it is.
type Store struct {
	root *os.Root
}

// In is the location of the archive in the office's data directory.
func In(office string) (string, error) {
	dir, err := filepath.Abs(filepath.Join(office, "archive"))
	if err != nil {
		return "", fmt.Errorf("locate archive: %w", err)
	}
	return dir, nil
}

// OpenStore opens the store at a location: a directory, which is made if it is not there, or the file:// URL of one that must be, unless it
// ends in ?create_dir=true: a disk that is not mounted is no empty archive.
func OpenStore(_ context.Context, location string) (*Store, error) {
	dir, create, err := parse(location)
	if err != nil {
		return nil, err
	}
	if create {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("open archive: %w", err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	return &Store{root}, nil
}

func parse(location string) (dir string, create bool, err error) {
	if !strings.Contains(location, "://") {
		return location, true, nil
	}
	u, err := url.Parse(location)
	if err != nil || u.Scheme != "file" || u.Host != "" || u.Path == "" {
		return "", false, fault.Invalidf("档案位置“%s”不能使用，请写目录，如 /var/fangpin/archive，或 file:///var/fangpin/archive", location)
	}
	return filepath.FromSlash(u.Path), u.Query().Get("create_dir") == "true", nil
}

// Close lets the directory go.
func (s *Store) Close() error { return s.root.Close() }

// address is the form of every address; anything else in the place is what a killed program left half-done.
var address = regexp.MustCompile(`^[0-9a-f]{2}/[0-9a-f]{62}$`)

// Addresses lists every file's address, in order.
func (s *Store) Addresses(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := fs.WalkDir(s.root.FS(), ".", func(at string, _ fs.DirEntry, err error) error {
			switch {
			case cmp.Or(err, ctx.Err()) != nil:
				return cmp.Or(err, ctx.Err())
			case address.MatchString(at) && !yield(at, nil):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield("", fmt.Errorf("list archive: %w", err))
		}
	}
}

// Read opens the encrypted bytes at an address; their number is size.
func (s *Store) Read(ctx context.Context, at string) (sealed io.ReadCloser, size int64, err error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, fmt.Errorf("read archive: %w", err)
	}
	f, err := s.root.Open(at)
	if err != nil {
		return nil, 0, fmt.Errorf("read archive: %w", err)
	}
	about, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("read archive: %w", err), f.Close())
	}
	return f, about.Size(), nil
}

// Write stores the encrypted bytes that fill writes, whole or not at all, and down to the disk: the database will say that they are there.
func (s *Store) Write(ctx context.Context, at string, fill func(io.Writer) error) error {
	if !address.MatchString(at) {
		return fmt.Errorf("write archive: %q is no address", at)
	}
	if err := s.write(ctx, at, fill); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

// write fills a file beside its place and then gives it its name, so that a file appears whole.
func (s *Store) write(ctx context.Context, at string, fill func(io.Writer) error) error {
	folder := path.Dir(at)
	if err := s.root.Mkdir(folder, 0o700); err == nil {
		err = s.sync(".")
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	half := at + "." + rand.Text()
	f, err := s.root.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err = fill(f); err == nil {
		err = cmp.Or(ctx.Err(), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = s.root.Rename(half, at)
	}
	if err != nil {
		return errors.Join(err, s.root.Remove(half))
	}
	return s.sync(folder)
}

// sync brings a folder's names down to the disk.
func (s *Store) sync(folder string) error {
	d, err := s.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// has tells whether there is a file at an address.
func (s *Store) has(at string) (bool, error) {
	_, err := s.root.Stat(at)
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look into archive: %w", err)
	}
	return true, nil
}

// absent tells whether an error means that there is no such file.
func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) }
