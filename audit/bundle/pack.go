package bundle

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
)

// The one way a file lies in the ZIP: no time, no attributes, no comment, sizes behind the data. A verifier packs it so again and compares.
const (
	zipVersion = 20
	sizesAfter = 0x8
)

// header is a file's header in the ZIP. What the signature stands on is stored as it is; all else is compressed.
func header(name string) *zip.FileHeader {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Flags: sizesAfter, CreatorVersion: zipVersion, ReaderVersion: zipVersion}
	if name == manifestFile || name == signatureFile {
		h.Method = zip.Store
	}
	return h
}

// sizes completes a header.
func sizes(h *zip.FileHeader, crc uint32, packed, unpacked uint64) {
	h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc, packed, unpacked
	//lint:ignore SA1019 whoever reads a file of this header goes by the old fields
	h.CompressedSize, h.UncompressedSize = uint32(min(packed, 1<<32-1)), uint32(min(unpacked, 1<<32-1))
}

// packer writes a bundle and keeps its manifest as it goes.
type packer struct {
	*zip.Writer
	manifest manifest
}

// counted hashes and counts what passes.
type counted struct {
	io.Writer
	sum   hash.Hash
	n     int64 // bytes
	lines int64
}

func counting(w io.Writer) *counted { return &counted{Writer: w, sum: sha256.New()} }

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.sum.Write(p[:n])
	c.n += int64(n)
	c.lines += int64(bytes.Count(p[:n], []byte{'\n'}))
	return n, err
}

func (c *counted) hex() string { return hex.EncodeToString(c.sum.Sum(nil)) }

// add packs one file, whose content fill writes, and lists it.
func (p *packer) add(name string, fill func(w io.Writer) error) error {
	h := header(name)
	raw, err := p.CreateRaw(h)
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	packed := counting(raw)
	squeeze, err := flate.NewWriter(packed, flate.DefaultCompression)
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	crc := crc32.NewIEEE()
	content := counting(io.MultiWriter(squeeze, crc))
	if err := errors.Join(fill(content), squeeze.Close()); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	sizes(h, crc.Sum32(), uint64(packed.n), uint64(content.n))
	p.manifest.Files = append(p.manifest.Files, listed{name, content.lines, content.n, content.hex(), packed.n, packed.hex()})
	return nil
}

// text packs a short file.
func (p *packer) text(name, text string) error {
	return p.add(name, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// store packs a file as it is, unlisted.
func (p *packer) store(name string, content []byte) error {
	h := header(name)
	raw, err := p.CreateRaw(h)
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	if _, err := io.Copy(raw, bytes.NewReader(content)); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	sizes(h, crc32.ChecksumIEEE(content), uint64(len(content)), uint64(len(content)))
	return nil
}
