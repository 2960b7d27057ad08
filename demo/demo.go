// Package demo is the demonstration (演示): the sample county's month, worked by its people from the departments' workbooks to books that
// verify, each step by the verb that the pages call, on a clock of its own.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pgserver"
)

// demoMark is the file that says a directory is a demonstration and may be wiped.
const demoMark = ".fangpin-demo"

// Run works the sample county's month in a directory of its own, verifies what it left and prints its papers; then it serves the pages,
// unless serving is nil. Each step is a line on out, as it is done; complaints is where a terminal shows what is under way. The county watches
// over families by one of Procedures.
func Run(ctx context.Context, dir, procedure string, serving *office.Serving, out, complaints io.Writer) (err error) {
	if !slices.Contains(Procedures(), procedure) {
		return errNoProcedure(procedure)
	}
	dir = filepath.Clean(dir) // an empty name is the directory we are in, not a new one
	mark, err := clearDemo(ctx, dir)
	if err != nil {
		return err
	}
	defer office.Closing(mark, &err)
	m, err := openMonth(ctx, dir, procedure, 0, newTable(out, complaints))
	if err != nil {
		return err
	}
	defer office.Closing(m.Office, &err)
	if err := m.run(ctx); err != nil {
		return err
	}
	if err := m.verify(ctx); err != nil {
		return err
	}
	if err := m.papers(ctx); err != nil {
		return err
	}
	if serving == nil {
		return nil
	}
	return m.serve(ctx, *serving)
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
	defer office.Closing(free, &err)
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
