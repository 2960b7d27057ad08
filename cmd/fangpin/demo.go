package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/internal/pgserver"
)

// demoMark is the file that says a directory is a demonstration and may be wiped.
const demoMark = ".fangpin-demo"

func demoCommand() *cobra.Command {
	var dir string
	var exit bool
	var s serving
	c := &cobra.Command{
		Use:   "demo [--dir 目录] [--exit] [--addr localhost:8080]",
		Short: "演示：用样例县走完一个月，从部门月报到账目核验，再打开网页供各岗位登录",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			after := func(m *month) error { return m.serve(c.Context(), s) }
			if exit {
				after = func(*month) error { return nil }
			}
			return demo(c.Context(), dir, newTable(c.OutOrStdout(), c.ErrOrStderr()), after)
		},
	}
	c.Flags().StringVar(&dir, "dir", "var/demo", "演示目录：已有的演示会清空重来，其他目录不会动")
	c.Flags().BoolVar(&exit, "exit", false, "办完即退出，不打开网页")
	c.Flags().StringVar(&s.addr, "addr", "localhost:8080", "网页的监听地址")
	return c
}

// demo runs the sample county's month in a directory of its own, verifies what it left, and goes on to what comes after.
func demo(ctx context.Context, dir string, t *table, after func(*month) error) (err error) {
	dir = filepath.Clean(dir) // an empty name is the directory we are in, not a new one
	mark, err := clearDemo(ctx, dir)
	if err != nil {
		return err
	}
	defer closing(mark, &err)
	m, err := openMonth(ctx, dir, t)
	if err != nil {
		return err
	}
	defer closing(m.office, &err)
	if err := m.run(ctx); err != nil {
		return err
	}
	if err := m.verify(ctx); err != nil {
		return err
	}
	if err := m.papers(ctx); err != nil {
		return err
	}
	return after(m)
}

// clearDemo makes an empty, marked directory: a demonstration is wiped, anything else is refused. It is this program's until the mark that it
// returns is closed.
func clearDemo(ctx context.Context, dir string) (mark *os.File, err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, unfit(dir, err)
	case len(entries) > 0 && !marked(dir):
		return nil, fault.Blockedf("目录 %s 里有别的内容，不是演示目录，不会清空。请换一个目录：fangpin demo --dir 新目录", dir)
	}
	if mark, err = claim(dir); err != nil {
		return nil, err
	}
	if err := wipe(ctx, dir); err != nil {
		return nil, errors.Join(err, mark.Close())
	}
	return mark, nil
}

// claim marks the directory and locks the mark: the kernel unlocks it when the file is closed or the program ends. A server, which may
// outlive a killed program by a moment, does not inherit this lock.
func claim(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, unfit(dir, err)
	}
	mark, err := os.OpenFile(filepath.Join(dir, demoMark), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, unfit(dir, err)
	}
	err = syscall.Flock(int(mark.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fault.Conflictf("目录 %s 里的演示正在运行，请等它结束，或换一个目录：fangpin demo --dir 新目录", dir)
	}
	if err == nil {
		_, err = mark.WriteString("演示目录，可以整个删除\n")
	}
	if err != nil {
		return nil, errors.Join(err, mark.Close())
	}
	return mark, nil
}

// wipe empties the directory while no database runs in it.
func wipe(ctx context.Context, dir string) (err error) {
	free, err := pgserver.Hold(ctx, dir)
	if err != nil {
		return err
	}
	defer closing(free, &err)
	if err := emptied(dir); err != nil {
		return fmt.Errorf("wipe demonstration: %w", err)
	}
	return os.Mkdir(filepath.Join(dir, "out"), 0o755)
}

func marked(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, demoMark))
	return err == nil
}

// emptied removes what is in the directory but the two files that are locked: a wipe that was interrupted can be taken up again.
func emptied(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == demoMark || e.Name() == pgserver.LockFile {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// unfit is a directory that cannot be read or written.
func unfit(dir string, err error) error {
	return &fault.Error{Kind: fault.Invalid, Message: "不能使用目录 " + dir + "：它不是目录，或当前用户没有读写权限。请换一个目录：fangpin demo --dir 新目录", Err: err}
}
