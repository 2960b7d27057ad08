// Package archive keeps files (档案): uploads, evidence, papers, bank files. Each is encrypted before it leaves the program and lies under an
// address that tells nothing; what it is, and its SHA-256, stand in the database.
package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"regexp"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // file:// is the default place
	"gocloud.dev/gcerrors"
)

// Store is where encrypted files lie: a directory, or whatever gocloud.dev's URL says. It needs no keys: a backup copies it as it is.
type Store struct {
	bucket *blob.Bucket
}

// In is the location of the archive in the office's data directory. Temporary files lie beside their place, so that a file appears whole.
func In(office string) (string, error) {
	dir, err := filepath.Abs(filepath.Join(office, "archive"))
	if err != nil {
		return "", fmt.Errorf("locate archive: %w", err)
	}
	settings := url.Values{"create_dir": {"true"}, "dir_file_mode": {"448"}, "no_tmp_dir": {"true"}, "metadata": {"skip"}} // 448 is 0700
	location := url.URL{Scheme: "file", Path: filepath.ToSlash(dir), RawQuery: settings.Encode()}
	return location.String(), nil
}

// OpenStore opens the store at a location: a URL of gocloud.dev, as In gives.
func OpenStore(ctx context.Context, location string) (*Store, error) {
	bucket, err := blob.OpenBucket(ctx, location)
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	return &Store{bucket}, nil
}

// Close ends the store's connections.
func (s *Store) Close() error { return s.bucket.Close() }

// address is the form of every address; anything else in the place is what a killed program left half-done.
var address = regexp.MustCompile(`^[0-9a-f]{2}/[0-9a-f]{62}$`)

// Addresses lists every file's address, in order.
func (s *Store) Addresses(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for list := s.bucket.List(nil); ; {
			object, err := list.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", fmt.Errorf("list archive: %w", err))
				return
			}
			if address.MatchString(object.Key) && !yield(object.Key, nil) {
				return
			}
		}
	}
}

// Read opens the encrypted bytes at an address; their number is size.
func (s *Store) Read(ctx context.Context, at string) (sealed io.ReadCloser, size int64, err error) {
	r, err := s.bucket.NewReader(ctx, at, nil)
	if err != nil {
		return nil, 0, fmt.Errorf("read archive: %w", err)
	}
	return r, r.Size(), nil
}

// Write stores the encrypted bytes that fill writes, whole or not at all, and down to the disk: the database will say that they are there.
func (s *Store) Write(ctx context.Context, at string, fill func(io.Writer) error) error {
	if !address.MatchString(at) {
		return fmt.Errorf("write archive: %q is no address", at)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var file *os.File // where the store is a directory
	w, err := s.bucket.NewWriter(ctx, at, &blob.WriterOptions{
		ContentType: "application/octet-stream",
		BeforeWrite: func(as func(any) bool) error { as(&file); return nil },
	})
	if err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	err = fill(w)
	if err == nil && file != nil {
		err = file.Sync()
	}
	if err != nil {
		cancel() // Close then drops what was written
		_ = w.Close()
		return fmt.Errorf("write archive: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

// has tells whether there is a file at an address.
func (s *Store) has(ctx context.Context, at string) (bool, error) {
	ok, err := s.bucket.Exists(ctx, at)
	if err != nil {
		return false, fmt.Errorf("look into archive: %w", err)
	}
	return ok, nil
}

// absent tells whether an error of Read means that there is no such file.
func absent(err error) bool { return gcerrors.Code(err) == gcerrors.NotFound }
