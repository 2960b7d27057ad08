package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// demoMark is the file that says a directory is a demonstration and may be wiped.
const demoMark = ".fangpin-demo"

func demoCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "demo [--dir 目录] [--exit]",
		Short: "演示：用样例县走完一个月，从部门月报到账目核验",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			return demo(c.Context(), dir, newTable(c.OutOrStdout(), c.ErrOrStderr()))
		},
	}
	c.Flags().StringVar(&dir, "dir", "var/demo", "演示目录：已有的演示会清空重来，其他目录不会动")
	c.Flags().Bool("exit", false, "办完即退出（目前没有页面，总是如此）")
	return c
}

// demo runs the sample county's month in a directory of its own, and verifies what it left.
func demo(ctx context.Context, dir string, t *table) (err error) {
	dir = filepath.Clean(dir) // an empty name is the directory we are in, not a new one
	if err := clearDemo(ctx, dir); err != nil {
		return err
	}
	m, err := openMonth(ctx, dir, t)
	if err != nil {
		return err
	}
	defer closing(m.office, &err)
	if err := m.run(ctx); err != nil {
		return err
	}
	return m.verify(ctx)
}

// clearDemo makes an empty, marked directory: a demonstration is wiped, anything else is refused.
func clearDemo(ctx context.Context, dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fault.Invalidf("不能使用目录 %s：%w", dir, err)
	case len(entries) > 0 && !marked(dir):
		return fault.Blockedf("目录 %s 里有别的内容，不是演示目录，不会清空。请换一个目录：fangpin demo --dir 新目录", dir)
	}
	if err := unused(ctx, dir); err != nil {
		return err
	}
	if err := emptied(dir, entries); err != nil {
		return fmt.Errorf("wipe demonstration: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "out"), 0o755); err != nil {
		return fmt.Errorf("make demonstration: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, demoMark), []byte("演示目录，可以整个删除\n"), 0o644)
}

// unused refuses a directory in which another demonstration is running.
func unused(ctx context.Context, dir string) error {
	running, err := pg.Join(ctx, dir)
	if errors.Is(err, pg.ErrNotRunning) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(running.Stop(), fault.Conflictf("目录 %s 里的演示正在运行，请等它结束，或换一个目录：fangpin demo --dir 新目录", dir))
}

func marked(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, demoMark))
	return err == nil
}

// emptied removes what is in the directory, the mark last: a wipe that was interrupted can be taken up again.
func emptied(dir string, entries []os.DirEntry) error {
	for _, e := range entries {
		if e.Name() == demoMark {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
