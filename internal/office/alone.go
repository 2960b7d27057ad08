package office

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pgserver"
)

// ServeLock is held, in the office's directory, by the one program that serves its pages. It says which.
const ServeLock = "serve.lock"

// OpenToServe opens the installation in dir for the program that serves its pages: one at a time, and with a private cluster of its own, not one that
// ends with a command that runs just now.
func OpenToServe(ctx context.Context, dir string) (*Office, error) {
	if err := there(dir); err != nil {
		return nil, err // before anything is written there
	}
	alone, err := takeAlone(dir)
	if err != nil {
		return nil, err
	}
	p, err := toServe(ctx, dir)
	if err != nil {
		return nil, errors.Join(err, alone.Close())
	}
	p.alone = alone
	o, err := p.Open(ctx)
	if err != nil {
		return nil, err
	}
	o.DB.Bound(pg.Served) // before anything else is asked of it
	if err := o.refuseRolledBack(ctx); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// refuseRolledBack refuses a database that stands behind the checkpoints outside, of any county.
func (o *Office) refuseRolledBack(ctx context.Context) error {
	counties, err := o.counties(ctx)
	if err != nil {
		return err
	}
	for _, county := range counties {
		err := pg.Read(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
			_, err := deed.Outside(ctx, tx, o.Place.Notes())
			return err
		})
		if err != nil {
			return fmt.Errorf("county %s: %w", county, err)
		}
	}
	return nil
}

// there refuses a directory in which there is no office.
func there(dir string) error {
	if err := RefuseHalf(dir); err != nil {
		return err
	}
	if p, err := located(dir); p != nil || err != nil {
		return err
	}
	if !pgserver.Kept(dir) {
		return errNone(dir)
	}
	return nil
}

func toServe(ctx context.Context, dir string) (*Place, error) {
	if p, err := located(dir); p != nil || err != nil {
		return p, err
	}
	c, err := pgserver.Start(ctx, dir, pgserver.Durable)
	if err != nil {
		return nil, err
	}
	return private(dir, c)
}

// takeAlone locks the directory against a second program that serves it.
func takeAlone(dir string) (*os.File, error) {
	path := filepath.Join(dir, ServeLock)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNone(dir)
	}
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Message: "不能使用 " + path + "，请核对目录的权限", Err: err}
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		holder, _ := os.ReadFile(path)
		return nil, fault.Conflictf("%s 的网页服务已由另一个 fangpin 提供（进程号 %s），不能再启动一个", dir, strings.TrimSpace(string(holder)))
	}
	if err := errors.Join(file.Truncate(0), written(file, strconv.Itoa(os.Getpid())+"\n")); err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", path, err), file.Close())
	}
	return file, nil
}

func written(file *os.File, text string) error {
	_, err := file.WriteAt([]byte(text), 0)
	return err
}

// Guarded runs work while the private cluster is guarded: work's ctx ends too when there is no server any more, and that is then the reason.
func (o *Office) Guarded(ctx context.Context, work func(ctx context.Context) error) error {
	ctx, end := context.WithCancelCause(ctx)
	over := make(chan error)
	go func() {
		var err error
		if o.Place.cluster != nil {
			if err = o.Place.cluster.Guard(ctx); err != nil {
				end(err)
			}
		}
		over <- err
	}()
	err := work(ctx)
	end(nil)
	return errors.Join(<-over, err)
}

// restoring marks a directory into which a backup is being restored, until it is whole.
const restoring = ".restoring"

// Restoring marks dir, and answers what takes the mark away once the restored office is whole. A killed restore leaves it.
func Restoring(dir string) (whole func() error, err error) {
	path := filepath.Join(dir, restoring)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return func() error { return os.Remove(path) }, nil
}

// RefuseHalf refuses a directory in which a restore was interrupted.
func RefuseHalf(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, restoring)); err == nil {
		return fault.Blockedf("目录 %s 中的恢复没有做完（正在进行，或被中断）。没有恢复在进行的，请清空该目录（keys 和 checkpoints 目录除外，隐藏文件 "+restoring+" 也要删除）后重新运行 fangpin restore", dir)
	}
	return nil
}
