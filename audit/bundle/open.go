package bundle

import (
	"archive/zip"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"fangpin/internal/fault"
)

// Bundle is an opened bundle. Nothing in it is believed yet.
type Bundle struct {
	County  string
	Program string // that says it wrote the bundle
	Key     string // the public key that the bundle brings along

	raw      io.ReaderAt
	size     int64
	zip      *zip.Reader
	manifest manifest
	text     []byte // of the manifest
}

// Bounds on what a hostile file can make a reader do.
const (
	maxManifest = 64 << 20 // bytes; a county of daily checkpoints writes 300 kB a year
	maxNote     = 64 << 10 // bytes of a checkpoint, a key or a signature
	maxLine     = 64 << 20 // bytes of a row
	maxRatio    = 200      // how many bytes one compressed byte may stand for
	minRoom     = 1 << 20  // bytes that any file may have
)

// Open reads a bundle's manifest and key. What is no bundle, or one whose manifest nobody can read, is Invalid, with the reason.
func Open(r io.ReaderAt, size int64) (*Bundle, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fault.Invalidf("不是完整的证据包（ZIP 文件打不开，可能被截断或改动），请重新取得一份：%w", err)
	}
	b := &Bundle{raw: r, size: size, zip: z}
	if b.text, err = b.read(manifestFile, maxManifest); err != nil {
		return nil, fault.Invalidf("证据包的清单 %s %w，请重新取得一份", manifestFile, err)
	}
	if err := json.Unmarshal(b.text, &b.manifest); err != nil {
		return nil, fault.Invalidf("证据包的清单 %s 不能解读，可能被改动，请重新取得一份", manifestFile)
	}
	if b.manifest.Format < 1 || b.manifest.Format > format {
		return nil, fault.Invalidf("证据包的格式是第 %d 版，本程序只认识到第 %d 版，请换用生成它的 fangpin（%s）", b.manifest.Format, format, b.manifest.Program)
	}
	key, err := b.read(keyFile, maxNote)
	if err != nil {
		return nil, fault.Invalidf("证据包的公钥 %s %w，请重新取得一份", keyFile, err)
	}
	b.County, b.Program, b.Key = b.manifest.County, b.manifest.Program, strings.TrimSpace(string(key))
	return b, nil
}

// read reads a short file whole.
func (b *Bundle) read(name string, most int64) ([]byte, error) {
	f, err := b.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return nil, errBroken
	case int64(len(text)) > most:
		return nil, errHuge
	}
	return text, nil
}

// open opens a file that is no larger than it may be.
func (b *Bundle) open(name string) (io.ReadCloser, error) {
	i := slices.IndexFunc(b.zip.File, func(f *zip.File) bool { return f.Name == name })
	if i < 0 {
		return nil, errMissing
	}
	found := b.zip.File[i]
	if found.UncompressedSize64 > maxRatio*found.CompressedSize64+minRoom {
		return nil, errHuge
	}
	f, err := found.Open()
	if err != nil {
		return nil, errBroken
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(f, int64(found.UncompressedSize64)+1), f}, nil
}
