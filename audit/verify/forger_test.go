package verify_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
	"fangpin/internal/deed"
)

// forger alters a bundle's rows and makes anew what hangs on them.
type forger struct {
	*parcel
	t *testing.T
}

// row is one line of a file.
type row = map[string]any

func (f forger) read(name string) (rows []row) {
	f.t.Helper()
	for _, line := range f.lines(name) {
		var r row
		must(f.t, json.Unmarshal(line, &r))
		rows = append(rows, r)
	}
	return rows
}

func (f forger) write(name string, rows []row) {
	f.t.Helper()
	var lines [][]byte
	for _, r := range rows {
		line, err := json.Marshal(r) // in the order of the names
		must(f.t, err)
		lines = append(lines, append(line, '\n'))
	}
	f.setLines(f.t, name, lines)
}

// cells are a row's, as its digest is taken of them.
func cells(r row) (out []deed.Cell) {
	for _, name := range slices.Sorted(maps.Keys(r)) {
		switch v := r[name].(type) {
		case string:
			out = append(out, deed.Cell{Column: name, Value: []byte(v)})
		case map[string]any:
			digest, _ := hex.DecodeString(v["salted"].(string))
			out = append(out, deed.Cell{Column: name, Salted: true, Value: digest})
		}
	}
	return out
}

// alter gives the first row of a table another value and makes its digest, covers, bodies and leaves anew.
func (f forger) alter(name, column, value string) {
	f.t.Helper()
	table, _ := deed.Lookup(name)
	rows := f.read("tables/" + name + ".ndjson")
	rows[0][column] = value
	f.write("tables/"+name+".ndjson", rows)
	line := table.Line(cells(rows[0]))
	digest := deed.Digest(name, line.Cells)
	roots := map[float64]tlog.Hash{} // by the leaf of each deed over the row
	covers := f.read("covers.ndjson")
	for _, c := range covers {
		if c["table"] == name && c["key"] == line.Key {
			c["digest"] = hex.EncodeToString(digest[:])
			roots[c["leaf"].(float64)] = tlog.Hash{}
		}
	}
	f.setCovers(covers)
	for leaf := range roots {
		cover := deed.Cover{Table: name}
		for _, c := range covers {
			if c["leaf"] == leaf && c["table"] == name {
				d, _ := hex.DecodeString(c["digest"].(string))
				cover.Rows = append(cover.Rows, deed.Row{Key: c["key"].(string), Digest: [32]byte(d)})
			}
		}
		roots[leaf] = cover.Sum().Root
	}
	f.reseal(name, roots)
}

func (f forger) setCovers(covers []row) {
	var lines [][]byte
	for _, c := range covers {
		key, err := json.Marshal(c["key"])
		must(f.t, err)
		lines = append(lines, fmt.Appendf(nil, `{"leaf":%.0f,"table":"%s","key":%s,"digest":"%s"}`+"\n", c["leaf"], c["table"], key, c["digest"]))
	}
	f.setLines(f.t, "covers.ndjson", lines)
}

// reseal writes the roots of a table into the bodies of the deeds.
func (f forger) reseal(table string, roots map[float64]tlog.Hash) {
	f.t.Helper()
	deeds := f.read("tables/deed.ndjson")
	for leaf, root := range roots {
		d := deeds[int(leaf)]
		body := f.body(d)
		at := slices.IndexFunc(body.Covers, func(s deed.Sum) bool { return s.Table == table })
		body.Covers[at].Root = root
		hash := body.Leaf()
		d["body"], d["hash"] = `\x`+hex.EncodeToString(body.Encode()), `\x`+hex.EncodeToString(hash[:])
	}
	f.write("tables/deed.ndjson", deeds)
}

func (f forger) body(d row) deed.Body {
	f.t.Helper()
	data, err := hex.DecodeString(strings.TrimPrefix(d["body"].(string), `\x`))
	must(f.t, err)
	body, err := deed.Decode(data)
	must(f.t, err)
	return body
}

// root is the tree's over the deeds as they stand now.
func (f forger) root() tlog.Hash {
	var leaves []tlog.Hash
	for _, d := range f.read("tables/deed.ndjson") {
		leaves = append(leaves, f.body(d).Leaf())
	}
	return deed.Root(leaves)
}

// sign signs the one checkpoint anew, and puts the key into the bundle.
func (f forger) sign(signer note.Signer, public string) {
	f.t.Helper()
	checkpoints := f.read("tables/checkpoint.ndjson")
	c, root := checkpoints[0], f.root()
	lines := strings.SplitN(c["note"].(string), "\n", 5)
	lines[2] = root.String()
	signed, err := note.Sign(&note.Note{Text: strings.Join(lines[:4], "\n") + "\n"}, signer)
	must(f.t, err)
	c["note"], c["root"] = string(signed), `\x`+hex.EncodeToString(root[:])
	f.write("tables/checkpoint.ndjson", checkpoints)
	f.set(f.t, "notes/410602-"+c["size"].(string)+".note", signed)
	f.set(f.t, keyName, []byte(public+"\n"))
}

// Whoever alters a row and makes everything that hangs on it anew, but for what only the county's key can make, is named by the signatures.
func TestAForgerWithoutTheKeyIsNamed(t *testing.T) {
	e := shared(t)
	f := forger{unpack(t, e.data), t}
	f.alter("household", "no", "伪造")
	f.relist(t, strange(t))
	checks := judge(t, f.zip(t), bundle.Trust{})
	named(t, checks, "证据包清单的签名", place{"证据包", signName})
	named(t, checks, "存证检查点的签名与根", place{"checkpoint", f.read("tables/checkpoint.ndjson")[0]["size"].(string)})
}

// Whoever signs everything anew with a key of his own makes a bundle that is whole in itself: only what the auditor brings along tells.
func TestABundleSignedByAStrangerIsNamedByWhatIsBroughtAlong(t *testing.T) {
	e, keys := shared(t), t.TempDir()
	stranger, err := deed.FirstSigner(keys)
	must(t, err)
	public, err := deed.PublicKey(keys)
	must(t, err)
	f := forger{unpack(t, e.data), t}
	f.alter("household", "no", "伪造")
	f.sign(stranger, public)
	f.relist(t, stranger)
	data := f.zip(t)
	clean(t, judge(t, data, bundle.Trust{}))
	checks := judge(t, data, bundle.Trust{Key: e.trust.Key})
	named(t, checks, "证据包清单的签名", place{"证据包", signName})
	named(t, checks, "证据包清单的签名", place{"证据包", keyName})
	named(t, checks, "存证检查点的签名与根", place{"checkpoint", f.read("tables/checkpoint.ndjson")[0]["size"].(string)})
	named(t, judge(t, data, bundle.Trust{Notes: e.trust.Notes}), "库外检查点文件与库内一致", place{"库外文件", e.trust.Notes[0].Name})
}

// An older bundle, with the newest deeds and what they say cut off, is whole in itself too.
func TestABundleCutBackIsNamedByACheckpointKeptElsewhere(t *testing.T) {
	e := carry(t)
	e.Enrol(t, "低收入户", 1)
	e.write(t)
	clean(t, judge(t, e.data, bundle.Trust{Key: e.trust.Key}))
	notes := e.notes(t)
	newest := notes[slices.IndexFunc(notes, func(n verify.OutsideNote) bool { return n != e.trust.Notes[0] })]
	named(t, judge(t, e.data, bundle.Trust{Key: e.trust.Key, Notes: notes}), "库外检查点文件与库内一致", place{"库外文件", newest.Name})
}
