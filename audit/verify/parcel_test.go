package verify_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
)

// parcel is a bundle unpacked by hand, as docs/bundle.md says, so that it can be altered and packed again.
type parcel struct {
	names   []string // in the order of the ZIP
	content map[string][]byte
	packed  map[string][]byte
}

// list is the manifest.
type list struct {
	Format  int      `json:"format"`
	Program string   `json:"program"`
	County  string   `json:"county"`
	Files   []listed `json:"files"`
}

type listed struct {
	Name         string `json:"name"`
	Lines        int    `json:"lines"`
	Bytes        int    `json:"bytes"`
	SHA256       string `json:"sha256"`
	PackedBytes  int    `json:"packed_bytes"`
	PackedSHA256 string `json:"packed_sha256"`
}

const (
	listName = "manifest.json"
	signName = "manifest.note"
	keyName  = "public.key"
)

func unpack(t testing.TB, data []byte) *parcel {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	p := &parcel{content: map[string][]byte{}, packed: map[string][]byte{}}
	for _, f := range z.File {
		p.names = append(p.names, f.Name)
		raw, err := f.OpenRaw()
		must(t, err)
		p.packed[f.Name], err = io.ReadAll(raw)
		must(t, err)
		unpacked, err := f.Open()
		must(t, err)
		p.content[f.Name], err = io.ReadAll(unpacked)
		must(t, err)
	}
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p *parcel) clone() *parcel {
	return &parcel{slices.Clone(p.names), maps.Clone(p.content), maps.Clone(p.packed)}
}

// set gives a file another content.
func (p *parcel) set(t testing.TB, name string, content []byte) {
	t.Helper()
	if !slices.Contains(p.names, name) {
		p.names = append(p.names, name)
	}
	p.content[name], p.packed[name] = content, content
	if name == listName || name == signName {
		return
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	must(t, err)
	_, err = w.Write(content)
	must(t, err)
	must(t, w.Close())
	p.packed[name] = b.Bytes()
}

func (p *parcel) drop(name string) {
	p.names = slices.DeleteFunc(p.names, func(n string) bool { return n == name })
}

// zip packs the files in the one way of the format.
func (p *parcel) zip(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range p.names {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate, Flags: 8, CreatorVersion: 20, ReaderVersion: 20, CRC32: crc32.ChecksumIEEE(p.content[name]),
			CompressedSize64: uint64(len(p.packed[name])), UncompressedSize64: uint64(len(p.content[name]))}
		if name == listName || name == signName {
			h.Method = zip.Store
		}
		w, err := z.CreateRaw(h)
		must(t, err)
		_, err = w.Write(p.packed[name])
		must(t, err)
	}
	must(t, z.Close())
	return out.Bytes()
}

// relist makes the manifest anew and has it signed.
func (p *parcel) relist(t testing.TB, signer note.Signer) {
	t.Helper()
	var l list
	must(t, json.Unmarshal(p.content[listName], &l))
	l.Files = nil
	for _, name := range p.names {
		if name != listName && name != signName {
			c, k := p.content[name], p.packed[name]
			l.Files = append(l.Files, listed{name, bytes.Count(c, []byte{'\n'}), len(c), hash(c), len(k), hash(k)})
		}
	}
	text, err := json.MarshalIndent(l, "", " ")
	must(t, err)
	text = append(text, '\n')
	sum := sha256.Sum256(text)
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("fangpin-bundle/%s\nmanifest %s\n", l.County, base64.StdEncoding.EncodeToString(sum[:]))}, signer)
	must(t, err)
	p.drop(listName)
	p.drop(signName)
	p.set(t, listName, text)
	p.set(t, signName, signed)
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// lines of a file, each with its line break.
func (p *parcel) lines(name string) [][]byte {
	all := bytes.SplitAfter(p.content[name], []byte{'\n'})
	return all[:len(all)-1]
}

func (p *parcel) setLines(t testing.TB, name string, lines [][]byte) {
	t.Helper()
	p.set(t, name, bytes.Join(lines, nil))
}

// judge verifies a bundle up to the check that names something, or to the end; a bundle that is refused counts as a finding of its own.
func judge(t testing.TB, data []byte, trust bundle.Trust) []verify.Result {
	t.Helper()
	b, err := bundle.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return []verify.Result{{Check: verify.Check{Name: "打开"}, Found: []verify.Finding{{Reason: err.Error()}}}}
	}
	var done []verify.Result
	for c, err := range b.Verify(t.Context(), trust) {
		must(t, err)
		done = append(done, c)
	}
	return done
}

// first is the first check of a bundle that names something, nil if none does.
func first(t testing.TB, data []byte, trust bundle.Trust) *verify.Result {
	t.Helper()
	b, err := bundle.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return &verify.Result{Check: verify.Check{Name: "打开"}, Found: []verify.Finding{{Reason: err.Error()}}}
	}
	for c, err := range b.Verify(t.Context(), trust) {
		if err != nil {
			return &verify.Result{Check: verify.Check{Name: "核验"}, Found: []verify.Finding{{Reason: err.Error()}}}
		}
		if len(c.Found) > 0 {
			return &c
		}
	}
	return nil
}
