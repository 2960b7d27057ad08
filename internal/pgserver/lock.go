package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// A cluster belongs to one program at a time. The lock is an flock on an open file that the server processes inherit, so it
// lasts until the last of them has ended, even when the program was killed. The file says where the socket is.

// LockFile is its name in the office's directory. It is never deleted: whoever held the deleted one would hold nothing.
const LockFile = "pg.lock"

// Hold keeps every cluster out of the office in dir until it is closed, for whoever empties the directory. Where one runs, that is a
// Conflict at once; for one that is ending it waits.
func Hold(ctx context.Context, dir string) (io.Closer, error) {
	path := filepath.Join(dir, LockFile)
	running, err := Join(ctx, dir)
	switch {
	case err == nil:
		return nil, errors.Join(inUse(path), running.Stop())
	case !errors.Is(err, ErrNotRunning):
		return nil, err
	}
	return take(ctx, path, dying)
}

func inUse(path string) error {
	return fault.Conflictf("数据目录正被另一个 fangpin 使用（%s），请先停止那一个再试", path)
}

// dying is how long a killed program's server may take to shut down before we call it another program's.
const dying = 10 * time.Second

// take opens the lock file and locks it; while it is held elsewhere it waits for as long as given.
func take(ctx context.Context, path string, wait time.Duration) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", unusable(err))
	}
	for deadline := time.Now().Add(wait); ; {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return file, nil
		case !errors.Is(err, syscall.EWOULDBLOCK):
			_ = file.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		case time.Now().After(deadline):
			_ = file.Close()
			return nil, inUse(path)
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			_ = file.Close()
			return nil, err
		}
	}
}

// noted reads what the last holder wrote, and note replaces it.
func noted(file *os.File) (string, error) {
	text, err := os.ReadFile(file.Name())
	if err != nil {
		return "", fmt.Errorf("read lock: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

func note(file *os.File, text string) error {
	if err := file.Truncate(0); err != nil {
		return fmt.Errorf("write lock: %w", err)
	}
	if _, err := file.WriteAt([]byte(text+"\n"), 0); err != nil {
		return fmt.Errorf("write lock: %w", err)
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return pg.Fault(context.Cause(ctx))
	case <-time.After(d):
		return nil
	}
}
