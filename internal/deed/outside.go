package deed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Outside reads the newest checkpoint that is kept in dir, outside the database, and refuses where the database stands behind it, has another
// history, has checkpoints of which none is there, or where no further one could be written: then the database was put back, and what it says
// of payments is not all that was paid (docs/decisions/0042). An office that has no checkpoint yet has none outside either, and is refused nothing.
func Outside(ctx context.Context, tx *pg.Tx, dir string) (Note, error) {
	n, err := newest(tx.County, dir)
	return compared(ctx, tx, n, dir, err)
}

func compared(ctx context.Context, tx *pg.Tx, n Note, dir string, err error) (Note, error) {
	if err != nil {
		return Note{}, err
	}
	var stands struct {
		Size int64  `db:"size"`
		Any  bool   `db:"any"`
		Root []byte `db:"root"`
	}
	err = tx.GetContext(ctx, &stands, `
		SELECT h.size, k.root, EXISTS (SELECT FROM checkpoint o WHERE o.county = h.county AND o.size <= h.size) AS any
		FROM (SELECT $1::CHAR(6) AS county, COALESCE((SELECT size FROM head WHERE county = $1), 0) AS size) h
		LEFT JOIN checkpoint k ON k.county = h.county AND k.size = $2`, tx.County, n.Size)
	switch {
	case err != nil:
		return Note{}, fmt.Errorf("compare with the checkpoint outside: %w", err)
	case n.Size == 0 && stands.Any:
		if first, err := newest(tx.County, dir); err != nil || first.Size > 0 { // it was made just now
			return compared(ctx, tx, first, dir, err)
		}
		return Note{}, fault.Blockedf("数据库已做过存证，但库外目录 %s 中没有检查点文件，不能断定数据库没有被退回到旧的状态。%s", dir, putBack)
	case n.Size == 0:
		return n, nil
	case n.Size > stands.Size:
		return Note{}, fault.Blockedf("数据库比库外的检查点旧：%s 时已存证 %d 号，数据库现只有 %d 号，其后办理的（可能包括已发送银行的花名册）都不在库中。%s",
			n.when(), n.Size, stands.Size, rolledBack)
	}
	root := tlog.Hash{}
	if copy(root[:], stands.Root); stands.Root == nil { // the program ended after it had written the note
		hashes, err := leaves(ctx, tx, n.Size)
		if err != nil {
			return Note{}, err
		}
		root = Root(hashes)
	}
	if root != n.Root {
		return Note{}, fault.Blockedf("数据库与库外的检查点不是同一份记录：前 %d 号存证与 %s 的检查点不符，数据库可能曾被退回，其后又办理了别的。%s", n.Size, n.when(), rolledBack)
	}
	return n, writable(dir)
}

// What is to be done about it.
const (
	putBack    = "为免重复打款，审批、发送、补发、代发文件和存证一律停办。请把另存的检查点文件放回该目录；新设的目录，或文件确已丢失的，由运维人员运行 fangpin checkpoint --anew"
	rolledBack = "为免重复打款，审批、发送、补发、代发文件和存证一律停办。请运维人员恢复最新的备份；确实只有这一份的，先与银行逐笔核对，再运行 fangpin checkpoint --anew"
)

func (n Note) when() string { return n.At.In(calendar.China).Format("2006年1月2日 15:04") }

// newest is the note of most deeds in dir, of size 0 where there is none.
func newest(county, dir string) (n Note, err error) {
	names, err := NotesIn(dir, county)
	if err != nil || len(names) == 0 {
		return Note{County: county}, err
	}
	size := slices.Max(slices.Collect(maps.Keys(names)))
	path := filepath.Join(dir, names[size])
	signed, err := os.ReadFile(path)
	if err != nil {
		return n, unreadable(path, err)
	}
	text, _, _ := strings.Cut(string(signed), "\n\n")
	if n, err = parseNote(text + "\n"); err != nil || n.County != county || n.Size != size {
		return Note{}, fault.Blockedf("库外的检查点文件 %s 不完整或被改动，不能与数据库核对。%s", path, putBack)
	}
	n.Signed = string(signed)
	return n, nil
}

// NotesIn are the names of a county's checkpoints in dir, by how many deeds each is of; none where there is no such folder.
func NotesIn(dir, county string) (map[int64]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unreadable(dir, err)
	}
	names := map[int64]string{}
	for _, e := range entries {
		if size, ok := sizeOf(county, e.Name()); ok {
			names[size] = e.Name()
		}
	}
	return names, nil
}

// sizeOf is of how many deeds a file of that name is the note.
func sizeOf(county, name string) (int64, bool) {
	digits, ours := strings.CutPrefix(name, county+"-")
	digits, named := strings.CutSuffix(digits, ".note")
	size, err := strconv.ParseInt(digits, 10, 64)
	return size, ours && named && err == nil && size > 0
}

func unreadable(path string, err error) error {
	return &fault.Error{Kind: fault.Blocked, Message: "不能读取库外检查点 " + path + "，不能断定数据库没有被退回。请核对目录的权限和磁盘", Err: err}
}

// writable refuses a folder in which no further note could be kept.
func writable(dir string) error {
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err == nil {
		err = errors.Join(probe.Close(), os.Remove(probe.Name()))
	}
	if err != nil {
		return unwritable(dir, err)
	}
	return nil
}

func unwritable(dir string, err error) error {
	return &fault.Error{Kind: fault.Blocked, Message: "库外检查点目录 " + dir + " 不能写入，办理后无法存证，审批、发送、补发、代发文件和存证暂停。请核对目录的权限和磁盘空间", Err: err}
}

// since are the checkpoints that the database keeps over more than so many deeds: those that another program of the office made.
func since(ctx context.Context, tx *pg.Tx, size int64) (signed []string, err error) {
	err = tx.SelectContext(ctx, &signed, `
		SELECT k.note FROM checkpoint k JOIN head h ON h.county = k.county
		WHERE k.county = $1 AND k.size > $2 AND k.size <= h.size ORDER BY k.size`, tx.County, size)
	if err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	return signed, nil
}

// Anew begins another row of checkpoints outside, over the database as it stands: what lay in dir and no longer fits is put aside, into a folder
// of its own in there. It is for an operator who knows that the database was put back, or that the files are lost.
func Anew(ctx context.Context, db *pg.DB, county string, signer note.Signer, dir string) (Note, error) {
	aside := filepath.Join(dir, "aside-"+db.Clock().UTC().Format("20060102T150405"))
	if err := os.MkdirAll(aside, 0o755); err != nil {
		return Note{}, fmt.Errorf("put checkpoints aside: %w", err)
	}
	names, err := filepath.Glob(filepath.Join(dir, county+"-*.note"))
	for _, name := range names {
		err = errors.Join(err, os.Rename(name, filepath.Join(aside, filepath.Base(name))))
	}
	if err != nil {
		return Note{}, fmt.Errorf("put checkpoints aside: %w", err)
	}
	return makeCheckpoint(ctx, db, county, signer, dir, func(context.Context, *pg.Tx, string) (Note, error) { return Note{}, nil })
}
