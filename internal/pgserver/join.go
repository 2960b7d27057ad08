package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// ErrNotRunning tells that no program runs the office's cluster.
var ErrNotRunning = errors.New("no program runs this cluster")

// Join reaches the cluster of the office in dir that another program runs, as fangpin backup does beside fangpin serve. It ends with that
// program. The error is ErrNotRunning where there is none.
func Join(ctx context.Context, dir string) (*Cluster, error) {
	path := filepath.Join(dir, LockFile)
	if _, err := os.Stat(path); err != nil {
		return nil, ErrNotRunning
	}
	lock, err := take(ctx, path, 0)
	if err == nil {
		return nil, errors.Join(ErrNotRunning, lock.Close())
	}
	if fault.KindOf(err) != fault.Conflict {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("join cluster: %w", err)
	}
	c := &Cluster{socket: strings.TrimSpace(string(text))}
	if err := c.ours(); err != nil {
		return nil, err
	}
	db, err := pg.Open(ctx, c.URL(pg.Super))
	if err != nil {
		return nil, errors.Join(ErrNotRunning, err) // it starts or ends just now
	}
	return c, db.Close()
}

// ours refuses a socket that somebody else put in the place of one that is gone: the folder above it is everybody's.
func (c *Cluster) ours() error {
	as, err := serverAccount()
	if err != nil {
		return err
	}
	if owner, err := ownerOf(c.socket); err != nil || owner != as.uid {
		return ErrNotRunning
	}
	return nil
}
