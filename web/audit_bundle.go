package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"fangpin/audit"
	"fangpin/audit/bundle"
	"fangpin/internal/pg"
)

// bundle hands out everything that an outsider needs to derive it all again. It is written to the disk before a byte is sent: it may be
// large, and half a bundle must not look like one.
func (v *visit) bundle() (err error) {
	purpose, err := v.need("purpose", "用途")
	if err != nil {
		return err
	}
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Time{}) // it takes as long as it takes
	file, err := v.bundled(purpose)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	v.w.Header().Set("Content-Type", "application/zip")
	v.called("attachment", fmt.Sprintf("证据包-%s-%s.zip", v.by.County, v.today()))
	v.answer = true
	_, err = io.Copy(v.w, file)
	return err
}

// bundled is the bundle as a file that is gone once it is closed. The deed comes first, so that the bundle holds its own.
func (v *visit) bundled(purpose string) (*os.File, error) {
	if !everything.TryLock() {
		return nil, errEverything
	}
	defer everything.Unlock()
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return audit.Export(ctx, tx, purpose) }); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "bundle-*.zip")
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	office := bundle.Office{Keys: v.Seal.Keys, Notes: v.Seal.Notes, Files: v.whole}
	err = errors.Join(os.Remove(file.Name()), bundle.Write(v.ctx(), v.DB, v.by.County, office, file))
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
