package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pgserver"
	"fangpin/internal/secret"
)

// drill proves a backup by restoring it (恢复演练), beside the office and without touching it.
type drill struct {
	dir     string // of the office whose keys and checkpoints it is held to
	from    string // a backup, or a folder of them
	scratch string // where it is restored for the while
}

func drillCommand() *cobra.Command {
	var d drill
	c := &cobra.Command{
		Use:   "drill --from 备份目录 [--dir D]",
		Short: "恢复演练：把最新的备份恢复到临时数据库，核验后删除",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			if d.from == "" {
				return usage(errors.New("请用 --from 指定备份所在的目录（取其中最新的 .tar），或一份备份文件"))
			}
			return d.run(c.Context(), c.OutOrStdout())
		},
	}
	dirFlag(c, &d.dir)
	c.Flags().StringVar(&d.from, "from", "", "备份所在的目录，或一份备份文件")
	c.Flags().StringVar(&d.scratch, "scratch", os.TempDir(), "临时恢复到哪个目录之下，须放得下整份备份")
	return c
}

// run restores, verifies, reports, and leaves nothing behind.
func (d drill) run(ctx context.Context, w io.Writer) (err error) {
	path, err := newest(d.from)
	if err != nil {
		return err
	}
	begun := time.Now()
	m, err := checkBackup(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "演练用的备份：%s，%s 生成（距今 %s），数据库结构第 %d 版，附件 %d 份，文件完整\n", path,
		m.MadeAt.In(calendar.China).Format("2006年1月2日 15:04"), time.Since(m.MadeAt).Round(time.Minute), m.Schema, m.archived())
	keys := secret.In(d.dir)
	if _, err := secret.Open(keys.Keyset()); err != nil {
		return err
	}
	if err := m.fitting(d.dir); err != nil {
		return err
	}
	if err := sweepDrills(ctx, d.scratch); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(d.scratch, drills)
	if err != nil {
		return fault.Invalidf("不能在 %s 中恢复演练，请用 --scratch 另选目录：%w", d.scratch, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	restored, err := d.restore(ctx, scratch, path, m, w)
	if err != nil {
		return fmt.Errorf("演练失败，这份备份没有恢复成功：%w", err)
	}
	defer office.Closing(restored, &err) // before the folder goes
	if err := d.prove(ctx, restored, w); err != nil {
		return err
	}
	fmt.Fprintf(w, "演练通过：这份备份能够恢复，核验一致，共用时 %s；临时数据库已删除\n", time.Since(begun).Round(time.Second))
	return nil
}

// restore makes an office of the backup in the folder, with the keys where they are.
func (d drill) restore(ctx context.Context, scratch, path string, m *manifest, w io.Writer) (o *office.Office, err error) {
	begun := time.Now()
	p, err := office.Scratch(ctx, scratch, secret.In(d.dir))
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	dump := filepath.Join(scratch, "database.dump")
	if err := unpackOffice(ctx, p, path, dump); err != nil {
		return nil, err
	}
	if err := errors.Join(pgserver.Load(ctx, p.Owner, dump), os.Remove(dump)); err != nil {
		return nil, err
	}
	upgraded, err := p.Migrate(ctx)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "已恢复到临时数据库，用时 %s", time.Since(begun).Round(time.Second))
	if len(upgraded) > 0 {
		fmt.Fprintf(w, "，并从第 %d 版升级到本程序的版本", m.Schema)
	}
	fmt.Fprintln(w)
	return p.Open(ctx)
}

// prove holds the restored office to the keys, the archive that came with it, and the checkpoints outside that it has.
func (d drill) prove(ctx context.Context, o *office.Office, w io.Writer) error {
	later, err := o.NotesOf(ctx, office.NotesIn(d.dir))
	if err != nil {
		return err
	}
	for _, l := range later {
		fmt.Fprintf(w, "%s 备份之后至少又存证 %d 号，恢复这份备份会丢失它们（库外检查点到第 %d 号）\n", l.County, l.Noted-l.Size, l.Noted)
	}
	found, err := o.Compare(ctx)
	if err != nil {
		return err
	}
	wrong := reportCompared(w, found)
	if err := errors.Join(o.Verify(ctx, "", nil, w), wrong); err != nil {
		fmt.Fprintln(w, "演练不通过：备份能够恢复，但与记录不符，见上")
		return errSaid
	}
	return nil
}

// newest is a backup: the file itself, or of a folder the one that was written last. That one is proved though an older one might be whole.
func newest(from string) (string, error) {
	info, err := os.Stat(from)
	if err != nil {
		return "", fault.NotFoundf("打不开 %s，请核对 --from", from)
	}
	if !info.IsDir() {
		return from, nil
	}
	names, err := filepath.Glob(filepath.Join(from, "*.tar"))
	if err != nil {
		return "", fmt.Errorf("list backups: %w", err)
	}
	path, at := "", time.Time{}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return "", fmt.Errorf("look at a backup: %w", err)
		}
		if info.ModTime().After(at) {
			path, at = name, info.ModTime()
		}
	}
	if path == "" {
		return "", fault.NotFoundf("目录 %s 中没有备份（.tar 文件），请核对 --from", from)
	}
	return path, nil
}

// drills are the folders of drills.
const drills = "fangpin-drill-"

// sweepDrills removes the folders of drills that were killed: nobody's server runs in them.
func sweepDrills(ctx context.Context, scratch string) error {
	left, err := filepath.Glob(filepath.Join(scratch, drills+"*"))
	if err != nil {
		return fmt.Errorf("list killed drills: %w", err)
	}
	for _, folder := range left {
		if _, err := os.Stat(filepath.Join(folder, pgserver.LockFile)); err != nil {
			continue // one that begins just now, or none
		}
		free, err := pgserver.Hold(ctx, folder)
		if fault.KindOf(err) == fault.Conflict {
			continue // another drill
		}
		if err != nil {
			return err
		}
		if err := errors.Join(os.RemoveAll(folder), free.Close()); err != nil {
			return fmt.Errorf("remove a killed drill: %w", err)
		}
	}
	return nil
}
