package main

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"fangpin/internal/archive"
	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pgserver"
	"fangpin/internal/secret"
	"fangpin/migrations"
)

// backupCommand writes the whole office but its keys into one file, while the office may be at work.
func backupCommand() *cobra.Command {
	var dir, out string
	c := &cobra.Command{
		Use:   "backup [--dir D] --out FILE",
		Short: "备份数据库和附件到一个文件（不含密钥）",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if out == "" {
				return usage(fault.Invalidf("请用 --out 指定备份文件，如 --out 防贫保备份.tar"))
			}
			if err := absent(out); err != nil {
				return err
			}
			p, err := office.Locate(c.Context(), dir)
			if err != nil {
				return err
			}
			defer office.Closing(p, &err)
			m, err := backup(c.Context(), p, out)
			if err != nil {
				return err
			}
			reportBackup(c.OutOrStdout(), m, dir, out)
			return compareBackedUp(c, p, m)
		},
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&out, "out", "", "备份文件，不能是已有的文件")
	return c
}

func reportBackup(w io.Writer, m *manifest, dir, out string) {
	fmt.Fprintf(w, "备份完成：%s，数据库结构第 %d 版，附件 %d 份\n", out, m.Schema, m.archived())
	fmt.Fprintf(w, "备份不含密钥。请把 %s 整个目录另存到离线介质（U 盘、光盘），与备份分开保管：\n", secret.In(dir))
	if print := m.Keys.String(); print != "" {
		fmt.Fprintf(w, "这份备份只能用指纹为 %s 的密钥打开，请把指纹写在存放密钥的介质上\n", print)
	}
	fmt.Fprintln(w, "没有密钥，备份中的身份证号、银行账号和附件无法读取；密钥与备份放在一起，等于没有加密。")
	fmt.Fprintf(w, "备份也不含库外检查点。请把 %s 另存到数据库管理员动不到的地方：恢复时靠它查出备份之后办理过什么\n", office.NotesIn(dir))
	fmt.Fprintln(w, "备份中有姓名等个人信息，只能交给有权查看的人保管。")
}

// compareBackedUp compares the archive with the database that was backed up: a backup that lacks a file is worth having, and is no whole one.
func compareBackedUp(c *cobra.Command, p *office.Place, m *manifest) error {
	latest, err := migrations.Latest()
	if err != nil {
		return err
	}
	if m.Schema != latest {
		fmt.Fprintln(c.OutOrStdout(), "数据库尚未升级到本程序的版本，没有核对附件；升级后请运行 fangpin archive")
		return nil
	}
	o, err := p.Beside(c.Context())
	if err != nil {
		return fmt.Errorf("备份已写好，但附件没有与数据库核对：%w", err)
	}
	found, err := o.Compare(c.Context())
	if err := errors.Join(err, o.Close()); err != nil {
		return fmt.Errorf("备份已写好，但附件没有与数据库核对完：%w", err)
	}
	return reportCompared(c.OutOrStdout(), found)
}

// backup writes the office to a new file, whole or not at all.
func backup(ctx context.Context, p *office.Place, out string) (m *manifest, err error) {
	version, err := office.Version(ctx, p.Owner)
	if err != nil {
		return nil, err
	}
	if version == 0 {
		return nil, fault.Blockedf("数据库尚未建表，没有可备份的内容。请检查 --dir 或 DATABASE_URL 是否指向要备份的数据库")
	}
	known, err := p.KnownKeys(ctx)
	if err != nil {
		return nil, err
	}
	half := office.Beside(out, ".part")
	file, err := os.OpenFile(half, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fault.Conflictf("另一个备份正在写 %s；如果没有，请删除 %s 后重试", out, half)
	}
	if err != nil {
		return nil, fault.Invalidf("写不了备份文件 %s：%w", out, err)
	}
	defer os.Remove(half)
	pack := &packer{tar.NewWriter(file), manifest{Format: backupFormat, MadeAt: time.Now().UTC(), Schema: version, Keys: known}}
	err = packOffice(ctx, p, pack, office.Beside(out, ".dump"))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, err
	}
	return &pack.manifest, os.Rename(half, out)
}

// packOffice takes the database first: files are only ever added, so each one that this snapshot names is in the archive afterwards.
func packOffice(ctx context.Context, p *office.Place, pack *packer, dump string) error {
	defer os.Remove(dump)
	if err := packDatabase(ctx, p, pack, dump); err != nil {
		return err
	}
	store, err := archive.OpenStore(ctx, p.Archive)
	if err != nil {
		return err
	}
	defer store.Close()
	for at, err := range store.Addresses(ctx) {
		if err != nil {
			return err
		}
		if err := packFile(ctx, pack, store, at); err != nil {
			return err
		}
	}
	return pack.finish()
}

func packDatabase(ctx context.Context, p *office.Place, pack *packer, dump string) error {
	if err := pgserver.Dump(ctx, p.Owner, dump); err != nil {
		return err
	}
	file, err := os.Open(dump)
	if err != nil {
		return fmt.Errorf("pack the database: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("pack the database: %w", err)
	}
	return pack.add(dumpEntry, info.Size(), file)
}

func packFile(ctx context.Context, pack *packer, store *archive.Store, at string) error {
	sealed, size, err := store.Read(ctx, at)
	if err != nil {
		return err
	}
	defer sealed.Close()
	return pack.add(archiveEntry+at, size, sealed)
}

// absent refuses to write over a file.
func absent(path string) error {
	_, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fault.Invalidf("看不了 %s：%w", path, err)
	}
	return fault.Conflictf("%s 已经存在，不能覆盖。请换一个文件名", path)
}
