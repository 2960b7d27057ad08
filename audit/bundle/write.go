package bundle

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/audit/verify"
	"fangpin/internal/build"
	"fangpin/internal/deed"
	"fangpin/internal/pg"
)

// Office is what a bundle is made with beside the database.
type Office struct {
	Keys  string                 // the folder of keys: its checkpoint key signs
	Notes string                 // the folder of checkpoint files
	Files func(sha []byte) error // what is wrong with the archived file of a SHA-256, nil if it is there and whole
}

// Write signs a checkpoint over the county's newest deeds and writes its bundle, on one snapshot of the database. The same database gives
// the same bytes. Rows pass one by one: a county of any size needs the memory of its largest deed.
func Write(ctx context.Context, db *pg.DB, county string, office Office, w io.Writer) error {
	signer, err := deed.Signer(office.Keys)
	if err != nil {
		return err
	}
	public, err := deed.PublicKey(office.Keys)
	if err != nil {
		return err
	}
	if _, err := deed.Checkpoint(ctx, db, county, signer, office.Notes); err != nil {
		return err
	}
	records, err := verify.Open(ctx, db, county, verify.Trust{Notes: office.Notes})
	if err != nil {
		return pg.Fault(err)
	}
	defer func() { _ = records.Close() }() // it was only read
	out := bufio.NewWriterSize(w, 1<<16)
	e := &export{packer: packer{zip.NewWriter(out), manifest{Format: format, Program: build.Program(), County: county}}, records: records, originals: map[[32]byte]bool{}}
	if err := e.write(ctx, office, public, signer); err != nil {
		return pg.Fault(err)
	}
	if err := errors.Join(e.Close(), out.Flush()); err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	return nil
}

// export is the state of writing a bundle.
type export struct {
	packer
	records   *verify.Database
	originals map[[32]byte]bool // the files that rows answer for
}

func (e *export) write(ctx context.Context, office Office, public string, signer note.Signer) error {
	for _, table := range tables() {
		if err := e.add(tableFile(table.Name), func(w io.Writer) error { return e.rows(ctx, table, w) }); err != nil {
			return err
		}
	}
	if err := e.add(coversFile, func(w io.Writer) error { return e.covers(ctx, w) }); err != nil {
		return err
	}
	for n, err := range e.records.Notes(ctx) {
		if err != nil {
			return err
		}
		if err := e.text(notesFolder+n.Name, n.Text); err != nil {
			return err
		}
	}
	if err := e.add(originalsFile, func(w io.Writer) error { return e.files(office.Files, w) }); err != nil {
		return err
	}
	if err := e.text(keyFile, public+"\n"); err != nil {
		return err
	}
	return e.finish(signer)
}

// rows writes a table, and remembers the files that its rows answer for.
func (e *export) rows(ctx context.Context, table deed.Table, w io.Writer) error {
	var b []byte
	for line, err := range e.records.Lines(ctx, table) {
		if err != nil {
			return err
		}
		if b, err = appendLine(b[:0], line); err != nil {
			return err
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		if sha, ok := verify.SHA(line.Value(table.File)); ok {
			e.originals[sha] = true
		}
	}
	return nil
}

func (e *export) covers(ctx context.Context, w io.Writer) error {
	lines := json.NewEncoder(w)
	for c, err := range e.records.Covers(ctx) {
		if err != nil {
			return err
		}
		for _, r := range c.Rows {
			if err := lines.Encode(covered{c.Leaf, c.Table, r.Key, hex.EncodeToString(r.Digest[:])}); err != nil {
				return err
			}
		}
	}
	return nil
}

// files says of each original whether it is there.
func (e *export) files(whole func(sha []byte) error, w io.Writer) error {
	lines, all := json.NewEncoder(w), make([][32]byte, 0, len(e.originals))
	for sha := range e.originals {
		all = append(all, sha)
	}
	slices.SortFunc(all, func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) })
	for _, sha := range all {
		if err := lines.Encode(archived{hex.EncodeToString(sha[:]), whole(sha[:]) == nil}); err != nil {
			return err
		}
	}
	return nil
}

// finish packs the manifest and its signature.
func (e *export) finish(signer note.Signer) error {
	text, err := json.MarshalIndent(e.manifest, "", " ")
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	text = append(text, '\n')
	signed, err := sign(e.manifest.County, tlog.Hash(sha256.Sum256(text)), signer)
	if err != nil {
		return err
	}
	return errors.Join(e.store(manifestFile, text), e.store(signatureFile, signed))
}
