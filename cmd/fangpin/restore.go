package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pgserver"
	"fangpin/internal/secret"
)

// restoreCommand makes an office from a backup, in a place where there is none.
func restoreCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "restore [--dir D] FILE",
		Short: "从备份恢复到一个空目录（密钥和库外检查点须另行放回）",
		Args:  oneFile,
		RunE: func(c *cobra.Command, args []string) error {
			m, err := restore(c.Context(), dir, args[0])
			if err != nil {
				return err
			}
			reportRestore(c.OutOrStdout(), m, dir)
			return nil
		},
	}
	dirFlag(c, &dir)
	return c
}

func reportRestore(w io.Writer, m *manifest, dir string) {
	fmt.Fprintf(w, "已核对并恢复到 %s：%s 的备份，数据库结构第 %d 版，附件 %d 份\n", dir, m.MadeAt.In(calendar.China).Format("2006年1月2日 15:04"), m.Schema, m.archived())
	fmt.Fprintf(w, "备份之后办理的不在其中。请把另存的检查点文件放到 %s，再启动：数据库比检查点旧的，须先与银行核对，不能直接发送\n", office.NotesIn(dir))
	keys, print := secret.In(dir), m.Keys.String()
	if _, err := secret.Open(keys.Keyset()); err != nil {
		fmt.Fprintf(w, "备份不含密钥。请把单独保管的密钥目录放回 %s（执行 chmod 700 %s；chmod 600 %s/*），之后才能使用\n", keys, keys, keys)
		if print != "" {
			fmt.Fprintf(w, "须是指纹为 %s 的密钥\n", print)
		}
		return
	}
	if print == "" {
		fmt.Fprintf(w, "密钥目录 %s 已在。请确认它就是这份备份当时的密钥，否则身份证号、账号和附件无法读取\n", keys)
		return
	}
	fmt.Fprintf(w, "密钥目录 %s 已在，与备份相符（指纹 %s）\n", keys, print)
}

// fitting refuses keys that were put there first and are not those of the backup.
func (m *manifest) fitting(dir string) error {
	keys, err := secret.Open(secret.In(dir).Keyset())
	if fault.KindOf(err) == fault.NotFound {
		return nil // they are put there later
	}
	if err != nil {
		return err
	}
	return m.Keys.Fit(keys, secret.In(dir))
}

// restore checks the backup first, then the place, and leaves that one as it was if anything fails.
func restore(ctx context.Context, dir, path string) (*manifest, error) {
	m, err := checkBackup(path)
	if err != nil {
		return nil, err
	}
	if err := office.RefuseHalf(dir); err != nil {
		return nil, err
	}
	left, err := inhabitants(dir)
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", dir, err)
	}
	if len(left) > 0 {
		return nil, fault.Conflictf("目录 %s 中已有内容（%s 等），恢复不会覆盖它。请换一个空目录（可以先放好 keys 和 checkpoints 目录）", dir, left[0])
	}
	if err := m.fitting(dir); err != nil {
		return nil, err
	}
	if err := fill(ctx, dir, path); err != nil {
		return nil, errors.Join(err, empty(dir))
	}
	return m, nil
}

// fill puts the archive's files and then the database in their places.
func fill(ctx context.Context, dir, path string) (err error) {
	whole, err := office.Restoring(dir)
	if err != nil {
		return err
	}
	if err := fillMarked(ctx, dir, path); err != nil {
		return err
	}
	return whole()
}

func fillMarked(ctx context.Context, dir, path string) (err error) {
	p, err := office.Found(ctx, dir)
	if err != nil {
		return err
	}
	defer office.Closing(p, &err)
	dump := filepath.Join(dir, ".restoring.dump")
	defer os.Remove(dump)
	if err := unpackOffice(ctx, p, path, dump); err != nil {
		return err
	}
	return pgserver.Load(ctx, p.Owner, dump)
}

func unpackOffice(ctx context.Context, p *office.Place, path, dump string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer file.Close()
	store, err := archive.OpenStore(ctx, p.Archive)
	if err != nil {
		return err
	}
	defer store.Close()
	for f, err := range entries(file) {
		if err != nil {
			return fmt.Errorf("restore: %w", err)
		}
		if err := put(ctx, p, store, dump, f); err != nil {
			return err
		}
	}
	return nil
}

// put puts one file of a backup where it belongs.
func put(ctx context.Context, p *office.Place, store *archive.Store, dump string, f packed) error {
	if at, ok := address(f.Name); ok {
		return store.Write(ctx, at, func(w io.Writer) error { _, err := io.Copy(w, f); return err })
	}
	if f.Name == dumpEntry {
		return unpack(dump, f)
	}
	return nil // the checkpoints of an older backup too: they would pass for the newest ones outside
}

// inhabitants lists what is in a folder besides the keys and the checkpoints outside, which may be put there first.
func inhabitants(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if !slices.Contains([]string{filepath.Base(string(secret.In(dir))), filepath.Base(office.NotesIn(dir)), office.ServeLock}, e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// empty removes everything but those.
func empty(dir string) error {
	names, err := inhabitants(dir)
	for _, name := range names {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, name)))
	}
	return err
}
