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

// bundle hands out everything that an outsider needs to derive it all again. The deed comes first, so that the bundle holds its own. It is
// written to the disk before a byte is sent: it may be large, and half a bundle must not look like one.
func (v *visit) bundle() (err error) {
	purpose, err := v.need("purpose", "用途")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return audit.Export(ctx, tx, purpose) }); err != nil {
		return err
	}
	file, err := os.CreateTemp("", "bundle-*.zip")
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Time{}) // it takes as long as it takes
	office := bundle.Office{Keys: v.Seal.Keys, Notes: v.Seal.Notes, Files: v.whole}
	if err := bundle.Write(v.ctx(), v.DB, v.by.County, office, file); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	name := fmt.Sprintf("证据包-%s-%s.zip", v.by.County, v.today())
	v.w.Header().Set("Content-Type", "application/zip")
	v.called("attachment", name)
	v.answer = true
	_, err = io.Copy(v.w, file)
	return err
}
