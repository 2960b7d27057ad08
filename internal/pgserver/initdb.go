package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// prepare makes the data directory if there is none, and finds the binaries that fit it.
func (c *Cluster) prepare(ctx context.Context, as account) (bin string, err error) {
	version, err := os.ReadFile(filepath.Join(c.dir, "PG_VERSION"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("look at the data directory: %w", err)
	}
	have := strings.TrimSpace(string(version))
	bin, major, err := binaries(have)
	switch {
	case err != nil:
		return "", err
	case have == "":
		return bin, c.initdb(ctx, as, bin)
	case have != major:
		return "", fault.Blockedf("数据目录 %s 由 PostgreSQL %s 建立，而本机只有 PostgreSQL %s。请执行 apt-get install postgresql-%s 后重试；要换到新版本，先用旧版本运行 fangpin backup，再在新目录 fangpin restore",
			c.dir, have, major, have)
	}
	return bin, as.own(c.dir)
}

// initdb makes the data directory beside its place and moves it there when it is whole: an interrupted first start is begun anew.
// Sorting is by code point and classes of characters are Unicode's, the same on every machine.
func (c *Cluster) initdb(ctx context.Context, as account, bin string) error {
	fresh := c.dir + ".new"
	if err := errors.Join(os.RemoveAll(fresh), os.Mkdir(fresh, 0o700)); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	if err := as.own(fresh); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	args := []string{"--pgdata", fresh, "--username", pg.Super, "--encoding", "UTF8", "--lc-collate", "C", "--lc-ctype", "C.UTF-8",
		"--auth-local", "trust", "--auth-host", "reject", // trust: see openSocket
		"--data-checksums"} // a page that rotted is refused, and not read as if it were sound
	if c.durability == Throwaway {
		args = append(args, "--no-sync", "--wal-segsize", "1")
	}
	cmd := as.command(filepath.Join(bin, "initdb"), args...)
	as.reach(cmd, fresh)
	if err := c.finish(cmd); err != nil {
		return err
	}
	if err := os.Rename(fresh, c.dir); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	return pg.Fault(context.Cause(ctx))
}

// finish runs initdb to its end, unless we are killed: then it is too. Its own children, which outlive it by a moment, have the lock.
func (c *Cluster) finish(cmd *exec.Cmd) error {
	running, err := c.launch(cmd, syscall.SIGKILL)
	if err != nil {
		return fmt.Errorf("initdb: %w", err)
	}
	if <-running.Ended; running.Err != nil {
		return &fault.Error{Kind: fault.Blocked, Message: "数据库没有建立成功，原因见 " + c.log(), Err: fmt.Errorf("initdb: %w: %s", running.Err, c.tail())}
	}
	return nil
}
