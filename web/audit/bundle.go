package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"fangpin/audit"
	"fangpin/audit/bundle"
	"fangpin/internal/pg"
	"fangpin/web/kit"
)

// exportBundle hands out everything that an outsider needs to derive it all again. It is written to the disk before a byte is sent: it may be
// large, and half a bundle must not look like one.
func exportBundle(r *kit.Request) (err error) {
	purpose, err := r.Need("purpose", "用途")
	if err != nil {
		return err
	}
	r.Unhurried()
	file, err := bundled(r, purpose)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	r.Writing("application/zip")
	r.Called("attachment", fmt.Sprintf("证据包-%s-%s.zip", r.By.County, r.Today()))
	_, err = io.Copy(r.W, file)
	return err
}

// bundled is the bundle as a file that is gone once it is closed. The deed comes first, so that the bundle holds its own.
func bundled(r *kit.Request, purpose string) (*os.File, error) {
	if !everything.TryLock() {
		return nil, errBusy
	}
	defer everything.Unlock()
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return audit.Export(ctx, tx, purpose) }); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "bundle-*.zip")
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	office := bundle.Office{Keys: r.Seal.Keys, Notes: r.Seal.Notes, Files: func(sha []byte) error { return whole(r, sha) }}
	err = errors.Join(os.Remove(file.Name()), bundle.Write(r.Context(), r.DB, r.By.County, office, file))
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
