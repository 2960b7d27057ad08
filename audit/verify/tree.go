package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/deed"
)

var treeCheck = Check{
	Name: "存证树各节点",
	Rule: "architecture §7: RFC 6962 over the leaves",
	Proves: "the stored nodes of the tree are those of the deeds, up to the last checkpoint (a database only: a bundle " +
		"carries none)",
	Not: "anything that the leaves do not say",
}

// tree builds the county's tree anew, and compares a database's stored nodes with it. They reach up to the last checkpoint.
func tree(ctx context.Context, v *view) ([]Result, error) {
	var err error
	if v.nodes, err = deed.Nodes(0, v.leaves, nil); err != nil {
		return nil, err
	}
	database, ok := v.records.(*Database)
	if !ok {
		return nil, nil
	}
	stored, err := database.nodes(ctx)
	if err != nil {
		return nil, err
	}
	check := Result{Check: treeCheck, Looked: int64(len(stored))}
	next := int64(0)
	for _, s := range stored {
		if s.N != next {
			check.find("node", next, "缺少节点，或有多余节点")
		}
		next = s.N + 1
		if s.N < 0 || s.N >= int64(len(v.nodes)) || string(s.Hash) != string(v.nodes[s.N][:]) {
			check.find("node", s.N, "与各号存证算出的不符")
		}
	}
	last := int64(0)
	for _, c := range v.checkpoints {
		last = max(last, c.Size)
	}
	if want := tlog.StoredHashCount(last); next != want {
		check.find("node", next, "应有 %d 个节点，实有 %d 个", want, next)
	}
	return []Result{check}, nil
}

// root is the root over the first size deeds, false where there are not so many.
func (v *view) root(size int64) (tlog.Hash, bool) {
	if size < 0 || size > int64(len(v.leaves)) {
		return tlog.Hash{}, false
	}
	root, err := tlog.TreeHash(size, deed.InMemory(v.nodes))
	return root, err == nil
}

var notesCheck = Check{
	Name: "存证检查点的签名与根",
	Rule: "architecture §7: C2SP signed notes",
	Proves: "every checkpoint kept inside is signed by a trusted key, is the county's, has the root of the deeds as they " +
		"are, and names the root of trust that stood then",
	Not:    "whose the key is; a bundle's own key proves nothing about that",
	Shares: "internal/deed (how a note is opened); the tree and the signature are golang.org/x/mod/sumdb",
}

// notes opens every checkpoint kept in the database: signature, root, and the columns beside the note.
func notes(_ context.Context, v *view) ([]Result, error) {
	check := Result{Check: notesCheck, Looked: int64(len(v.checkpoints))}
	for _, s := range v.checkpoints {
		v.notes[s.Size] = s.Note
		n, ok := check.note(v, "checkpoint", fmt.Sprint(s.Size), s.Note)
		if ok && (n.Size != s.Size || printed(n.Root[:]) != s.Root || !n.At.Equal(s.At)) {
			check.find("checkpoint", s.Size, "所记的笔数、根或时间与签名文本不符")
		}
		if want := v.anchor(n.Size); ok && n.Anchor != want {
			check.find("checkpoint", s.Size, "所记的信任根“%s”与当时的“%s”不符", n.Anchor, want)
		}
	}
	return []Result{check}, nil
}

// note opens one checkpoint and compares its root with the tree's.
func (c *Result) note(v *view, where, key, signed string) (deed.Note, bool) {
	n, err := deed.OpenNote(signed, note.VerifierList(v.keys...))
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

var filesCheck = Check{
	Name: "库外检查点文件与库内一致",
	Rule: "architecture §7: a checkpoint is written outside the database too",
	Proves: "the checkpoints kept outside are those inside, and their roots are the deeds': a database that was put back, or " +
		"written anew, shows",
	Not: "anything if whoever rewrote the database also holds the signing key and the only copies of the files",
}

// files compares the checkpoints outside the database with those inside. They are what a database that was put back, or
// rewritten whole, cannot bring with it.
func files(ctx context.Context, v *view) ([]Result, error) {
	check := Result{Check: filesCheck}
	alone := maps.Clone(v.notes)
	for outside, err := range v.records.Notes(ctx) {
		if err != nil {
			return nil, err
		}
		check.Looked++
		n, ok := check.note(v, "库外文件", outside.Name, outside.Text)
		if !ok {
			continue
		}
		kept, ok := v.notes[n.Size]
		delete(alone, n.Size)
		switch {
		case !ok:
			check.find("库外文件", outside.Name, "库内没有这个检查点")
		case kept != outside.Text:
			check.find("库外文件", outside.Name, "与库内的检查点不一致")
		}
	}
	for _, size := range slices.Sorted(maps.Keys(alone)) {
		check.find("checkpoint", size, "库外没有对应的文件 %s-%d.note", v.county, size)
	}
	return []Result{check}, nil
}
