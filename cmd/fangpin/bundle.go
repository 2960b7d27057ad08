package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/office"
)

// A backup is one tar file: the database's dump, the archive's files as they lie, encrypted, and last the manifest with the hash of each. Older ones
// hold the checkpoints too that were kept outside the database.
const (
	manifestEntry = "manifest.json"
	dumpEntry     = "database.dump"
	archiveEntry  = "archive/" // before each address
	backupFormat  = 1
)

// manifest says what a backup holds, in its order.
type manifest struct {
	Format int          `json:"format"`
	MadeAt time.Time    `json:"made_at"`
	Schema int64        `json:"schema"`         // the number of the last migration
	Keys   office.Known `json:"keys,omitempty"` // the fingerprints of the keys that it was written with; none in older ones
	Files  []listed     `json:"files"`
}

// listed is one file of a backup.
type listed struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // hex
}

// archived counts the archive's files.
func (m *manifest) archived() (n int) {
	for _, f := range m.Files {
		if _, ok := address(f.Name); ok {
			n++
		}
	}
	return n
}

// packer writes a backup, and keeps its manifest as it goes.
type packer struct {
	*tar.Writer
	manifest manifest
}

// add packs one file of a known size and lists it.
func (p *packer) add(name string, size int64, r io.Reader) error {
	sum := sha256.New()
	if err := p.put(name, size, io.TeeReader(r, sum)); err != nil {
		return err
	}
	p.manifest.Files = append(p.manifest.Files, listed{name, size, hex.EncodeToString(sum.Sum(nil))})
	return nil
}

func (p *packer) put(name string, size int64, r io.Reader) error {
	if err := p.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: p.manifest.MadeAt}); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	if _, err := io.Copy(p, r); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	return nil
}

// finish packs the manifest and ends the file.
func (p *packer) finish() error {
	text, err := json.MarshalIndent(p.manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("pack the manifest: %w", err)
	}
	return errors.Join(p.put(manifestEntry, int64(len(text)), bytes.NewReader(text)), p.Close())
}

// packed is one file of a backup, good until the next one.
type packed struct {
	*tar.Header
	io.Reader
}

// entries walks through a backup's files.
func entries(r io.Reader) iter.Seq2[packed, error] {
	return func(yield func(packed, error) bool) {
		for files := tar.NewReader(r); ; {
			header, err := files.Next()
			if errors.Is(err, io.EOF) || !yield(packed{header, files}, err) || err != nil {
				return
			}
		}
	}
}

// checkBackup reads a whole backup and compares it with its manifest, before anything is done with it.
func checkBackup(path string) (*manifest, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.NotFoundf("打不开备份文件 %s：%w", path, err)
	}
	defer file.Close()
	var seen []listed
	var m *manifest
	for f, err := range entries(file) {
		var text bytes.Buffer
		sum := sha256.New()
		if err == nil {
			_, err = io.Copy(f.sink(sum, &text), f)
		}
		if err == nil && f.Name == manifestEntry {
			err = json.Unmarshal(text.Bytes(), &m)
		} else if err == nil {
			seen = append(seen, listed{f.Name, f.Size, hex.EncodeToString(sum.Sum(nil))})
		}
		if err != nil {
			return nil, fault.Invalidf("备份文件 %s 不完整，或不是 fangpin backup 生成的，请换一份备份（%w）", path, err)
		}
	}
	return m, m.match(path, seen)
}

// sink is where to read a packed file to: the manifest is kept, of the others only the hash.
func (f packed) sink(sum, text io.Writer) io.Writer {
	if f.Name == manifestEntry {
		return text
	}
	return sum
}

// match compares what a backup holds with what its manifest says.
func (m *manifest) match(path string, seen []listed) error {
	switch {
	case m == nil:
		return fault.Invalidf("备份文件 %s 没有清单，是未写完的备份，请换一份备份", path)
	case m.Format != backupFormat:
		return fault.Invalidf("备份文件 %s 的格式是第 %d 版，本程序只认识第 %d 版，请换用生成它的 fangpin", path, m.Format, backupFormat)
	case len(seen) != len(m.Files) || len(seen) == 0 || seen[0].Name != dumpEntry:
		return fault.Invalidf("备份文件 %s 与清单不符：清单 %d 个文件，实有 %d 个，请换一份备份", path, len(m.Files), len(seen))
	}
	for i, f := range seen {
		if f != m.Files[i] {
			return fault.Invalidf("备份文件 %s 中的 %s 已损坏或被改动（与清单中的校验值不符），请换一份备份", path, f.Name)
		}
	}
	return nil
}

// unpack writes one file of a backup.
func unpack(to string, r io.Reader) (err error) {
	file, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	defer office.Closing(file, &err)
	_, err = io.Copy(file, r)
	return err
}

// address is a packed file's address in the archive, or false for another file.
func address(name string) (string, bool) { return strings.CutPrefix(name, archiveEntry) }
