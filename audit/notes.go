package audit

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"fangpin/internal/deed"
)

// notes opens every checkpoint kept in the database: signature, root, and the columns beside the note.
func notes(ctx context.Context, v *view) ([]Check, error) {
	check := Check{Name: "存证检查点的签名与根"}
	var stored []struct {
		Size int64     `db:"size"`
		Root []byte    `db:"root"`
		Note string    `db:"note"`
		At   time.Time `db:"at"`
	}
	err := v.tx.SelectContext(ctx, &stored, `SELECT size, root, note, at FROM fangpin.checkpoint WHERE county = $1 ORDER BY size`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	for _, s := range stored {
		v.notes[s.Size] = s.Note
		n, ok := check.note(v, "checkpoint", fmt.Sprint(s.Size), s.Note)
		if ok && (n.Size != s.Size || string(n.Root[:]) != string(s.Root) || !n.At.Equal(s.At)) {
			check.find("checkpoint", s.Size, "所记的笔数、根或时间与签名文本不符")
		}
	}
	check.Looked = int64(len(stored))
	return []Check{check}, nil
}

// note opens one checkpoint and compares its root with the tree's.
func (c *Check) note(v *view, where, key, signed string) (deed.Note, bool) {
	n, err := deed.OpenNote(signed, note.VerifierList(v.trust.Keys...))
	if err != nil {
		c.find(where, key, "签名无效，或不是所信任的密钥签的")
		return n, false
	}
	if n.County != v.county {
		c.find(where, key, "是 %s 的检查点", n.County)
		return n, true
	}
	switch root, ok := v.root(n.Size); {
	case !ok:
		c.find(where, key, "签名时有 %d 号存证，现只有 %d 号，末尾的存证被删", n.Size, len(v.leaves))
	case root != n.Root:
		c.find(where, key, "根与各号存证算出的不符，此前的存证被改动")
	}
	return n, true
}

// files compares the checkpoints outside the database with those inside. They are what a database that was put back, or
// rewritten whole, cannot bring with it.
func files(_ context.Context, v *view) ([]Check, error) {
	check := Check{Name: "库外检查点文件与库内一致"}
	outside := os.DirFS(v.trust.Notes)
	names, err := fs.Glob(outside, v.county+"-*.note")
	if err != nil {
		return nil, fmt.Errorf("list checkpoint files: %w", err)
	}
	inside := maps.Clone(v.notes)
	for _, name := range names {
		text, err := fs.ReadFile(outside, name)
		if err != nil {
			return nil, fmt.Errorf("read checkpoint file: %w", err)
		}
		n, ok := check.note(v, "库外文件", name, string(text))
		if !ok {
			continue
		}
		kept, ok := inside[n.Size]
		delete(inside, n.Size)
		switch {
		case !ok:
			check.find("库外文件", name, "库内没有这个检查点")
		case kept != string(text):
			check.find("库外文件", name, "与库内的检查点不一致")
		}
	}
	for _, size := range slices.Sorted(maps.Keys(inside)) {
		check.find("checkpoint", size, "库外没有对应的文件 %s-%d.note", v.county, size)
	}
	check.Looked = int64(len(names))
	return []Check{check}, nil
}
