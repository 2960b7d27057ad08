package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/audit/verify"
	"fangpin/internal/deed"
)

var (
	errMissing = errors.New("缺失")
	errBroken  = errors.New("已损坏，读不出")
	errHuge    = errors.New("大得不合理")

	errAltered  = errors.New("内容与清单的行数、长度或 SHA-256 不符，被改动")
	errRepacked = errors.New("内容与清单相符，但压缩后的字节不符：证据包被解开重新压缩过，请用原件") // it only lies otherwise in the ZIP
)

func find(c *verify.Result, name, reason string) {
	c.Found = append(c.Found, verify.Finding{Table: "证据包", Key: name, Reason: reason})
}

var containerCheck = verify.Check{
	Name: "证据包的文件与清单一致",
	Rule: "bundle.md, The container",
	Proves: "every byte of the ZIP is accounted for: each file is listed, with its length and hash, and lies as there is one " +
		"way to pack it",
	Not: "that the manifest is the county's: the next check",
}

// container compares what lies in the ZIP with the manifest: every file listed and no other, each with its length and SHA-256, compressed
// and not.
func (b *Bundle) container() verify.Result {
	c := verify.Result{Check: containerCheck, Looked: int64(len(b.zip.File))}
	there := map[string]*zip.File{}
	for _, f := range b.zip.File {
		if there[f.Name] != nil {
			find(&c, f.Name, "重复出现")
		}
		there[f.Name] = f
	}
	seen := map[string]bool{manifestFile: true, signatureFile: true}
	var repacked []string // named after those whose content differs
	for _, l := range b.manifest.Files {
		if seen[l.Name] {
			find(&c, l.Name, "清单重复列出")
			continue
		}
		seen[l.Name] = true
		switch wrong := l.wrong(there[l.Name]); {
		case errors.Is(wrong, errRepacked):
			repacked = append(repacked, l.Name)
		case wrong != nil:
			find(&c, l.Name, wrong.Error())
		}
		if !expected(l.Name, b.County) {
			find(&c, l.Name, "不是本程序认识的文件，请用导出它的程序核验")
		}
	}
	for _, f := range b.zip.File {
		if !seen[f.Name] {
			seen[f.Name] = true
			find(&c, f.Name, "清单没有列出")
		}
	}
	for _, name := range required() {
		if !seen[name] {
			find(&c, name, "清单应列出而没有列出")
		}
	}
	for _, name := range repacked {
		find(&c, name, errRepacked.Error())
	}
	if there[signatureFile] == nil {
		find(&c, signatureFile, errMissing.Error())
	}
	if !b.inOrder() {
		find(&c, "文件顺序", "与清单不符")
	}
	if !b.packedSo() {
		find(&c, "ZIP 结构", "与本格式唯一的写法不符：前后有多余字节，或文件头、时间、注释被改动")
	}
	return c
}

// inOrder tells whether the files lie as listed, the manifest and its signature behind them.
func (b *Bundle) inOrder() bool {
	var want, got []string
	for _, l := range b.manifest.Files {
		want = append(want, l.Name)
	}
	for _, f := range b.zip.File {
		got = append(got, f.Name)
	}
	return slices.Equal(append(want, manifestFile, signatureFile), got)
}

// required are the files that every bundle has. A covered table may be one that the program that wrote the bundle did not know yet: had it
// rows, the deeds would miss them.
func required() []string {
	names := []string{coversFile, originalsFile, keyFile}
	for _, t := range deed.Carried() {
		names = append(names, tableFile(t.Name))
	}
	return names
}

// expected tells whether a bundle has a file of that name: there is nothing in it that no check looks at.
func expected(name, county string) bool {
	checkpoint, ok := strings.CutPrefix(name, notesFolder)
	if ok {
		return strings.HasPrefix(checkpoint, county+"-") && strings.HasSuffix(checkpoint, ".note")
	}
	return slices.Contains(required(), name) || slices.ContainsFunc(deed.Tables, func(t deed.Table) bool { return tableFile(t.Name) == name })
}

// wrong says in what a file is not the one listed.
func (l listed) wrong(f *zip.File) error {
	if f == nil {
		return errMissing
	}
	packed, err := f.OpenRaw()
	if err != nil {
		return errBroken
	}
	raw := counting(io.Discard)
	if _, err := io.Copy(raw, packed); err != nil {
		return errBroken
	}
	if f.UncompressedSize64 > uint64(maxRatio*raw.n+minRoom) {
		return errHuge
	}
	content := counting(io.Discard)
	unpacked, err := f.Open()
	if err != nil {
		return errBroken
	}
	defer unpacked.Close()
	if _, err := io.Copy(content, io.LimitReader(unpacked, l.Bytes+1)); err != nil {
		return errBroken
	}
	if content.n != l.Bytes || content.lines != l.Lines || content.hex() != l.SHA256 {
		return errAltered
	}
	if raw.n != l.PackedBytes || raw.hex() != l.PackedSHA256 {
		return errRepacked
	}
	return nil
}

// packedSo tells whether the ZIP is, byte by byte, what packing the same compressed files again gives.
func (b *Bundle) packedSo() bool {
	same := &comparing{with: io.NewSectionReader(b.raw, 0, b.size)}
	again := zip.NewWriter(same)
	for _, f := range b.zip.File {
		raw, err := f.OpenRaw()
		if err != nil {
			return false
		}
		h := header(f.Name)
		sizes(h, f.CRC32, f.CompressedSize64, f.UncompressedSize64)
		w, err := again.CreateRaw(h)
		if err != nil {
			return false
		}
		if _, err := io.Copy(w, raw); err != nil {
			return false
		}
	}
	return again.Close() == nil && same.n == b.size
}

// comparing refuses the first byte that differs.
type comparing struct {
	with io.ReaderAt
	n    int64
	buf  []byte
}

var errDiffers = errors.New("differs")

func (c *comparing) Write(p []byte) (int, error) {
	c.buf = slices.Grow(c.buf[:0], len(p))[:len(p)]
	if n, _ := c.with.ReadAt(c.buf, c.n); n < len(p) || !bytes.Equal(c.buf, p) {
		return 0, errDiffers
	}
	c.n += int64(len(p))
	return len(p), nil
}

var signatureCheck = verify.Check{
	Name:   "证据包清单的签名",
	Rule:   "bundle.md, The signature",
	Proves: "the holder of the key made the manifest, and so these very bytes",
	Not:    "whose the key is, unless it was brought along from elsewhere (`--key`)",
}

// signature proves that the key signed the manifest, in the one way a signature is written.
func (b *Bundle) signature(key note.Verifier, trust Trust) verify.Result {
	c := verify.Result{Check: signatureCheck, Looked: 1}
	if trust.Key != "" && strings.TrimSpace(trust.Key) != b.Key {
		find(&c, keyFile, "不是所带的公钥")
	}
	signed, err := b.read(signatureFile, maxNote)
	if err != nil {
		find(&c, signatureFile, err.Error())
		return c
	}
	opened, err := note.Open(signed, note.VerifierList(key))
	switch {
	case err != nil:
		find(&c, signatureFile, "签名无效，或不是所信任的密钥签的")
	case opened.Text != statement(b.County, tlog.Hash(sha256.Sum256(b.text))):
		find(&c, manifestFile, "不是签名时的清单，被改动")
	case !bytes.Equal(signed, plain(opened)):
		find(&c, signatureFile, "不是签名唯一的写法，被改动")
	}
	return c
}

// plain writes an opened note with its first signature alone, whose bits are then all accounted for.
func plain(n *note.Note) []byte {
	s := n.Sigs[0]
	bits, _ := base64.StdEncoding.DecodeString(s.Base64)
	return []byte(n.Text + "\n— " + s.Name + " " + base64.StdEncoding.EncodeToString(bits) + "\n")
}
