package bundle

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"fangpin/audit/verify"
	"fangpin/internal/deed"
)

// records are a bundle's rows, as audit reads them.
type records struct {
	*Bundle
	outside []verify.OutsideNote // brought along from elsewhere
	whole   map[[32]byte]bool    // by the hash of an original, whether it was there
}

// unreadable names a line, or a file whose lines cannot be read.
func unreadable(name string, line int, reason string) verify.Unreadable {
	if line > 0 {
		name += fmt.Sprintf(" 第 %d 行", line)
	}
	return verify.Unreadable{Finding: verify.Finding{Table: "证据包", Key: name, Reason: reason}}
}

// lines reads a file line by line. Each is good until the next.
func (b *Bundle) lines(name string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		f, err := b.open(name)
		if err != nil {
			yield(nil, unreadable(name, 0, err.Error()))
			return
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(make([]byte, 0, 1<<16), maxLine)
		lines.Split(wholeLines)
		n := 0
		for lines.Scan() {
			if n++; !yield(lines.Bytes(), nil) {
				return
			}
		}
		switch err := lines.Err(); {
		case errors.Is(err, bufio.ErrTooLong):
			yield(nil, unreadable(name, n+1, errHuge.Error()))
		case errors.Is(err, errHalf):
			yield(nil, unreadable(name, n+1, errHalf.Error()))
		case err != nil:
			yield(nil, unreadable(name, n+1, errBroken.Error()))
		}
	}
}

var errHalf = errors.New("没有写完")

// wholeLines splits at line breaks, and refuses a last line without one.
func wholeLines(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return 0, nil, errHalf
	}
	return 0, nil, nil
}

// Lines reads a table. One that the manifest does not list has no rows.
func (r *records) Lines(ctx context.Context, table deed.Table) iter.Seq2[deed.Line, error] {
	return func(yield func(deed.Line, error) bool) {
		name, n := tableFile(table.Name), 0
		if !slices.ContainsFunc(r.manifest.Files, func(l listed) bool { return l.Name == name }) {
			return
		}
		for text, err := range r.lines(name) {
			var line deed.Line
			if n++; err == nil {
				line, err = r.line(ctx, table, name, n, text)
			}
			if !yield(line, err) {
				return
			}
		}
	}
}

func (r *records) line(ctx context.Context, table deed.Table, name string, n int, text []byte) (deed.Line, error) {
	if err := ctx.Err(); err != nil {
		return deed.Line{}, err
	}
	cells, err := parseLine(text)
	if err != nil {
		return deed.Line{}, unreadable(name, n, err.Error())
	}
	line := table.Line(table.Now(r.manifest.Format, cells))
	if county := string(line.Value("county")); !table.Common && county != r.County {
		return deed.Line{}, unreadable(name, n, "是 "+county+" 的记录")
	}
	return line, nil
}

// Covers puts the lines of one deed and table together. The root beside them is their own: the deed's body holds it too.
func (r *records) Covers(ctx context.Context) iter.Seq2[verify.Cover, error] {
	return func(yield func(verify.Cover, error) bool) {
		var c verify.Cover
		give := func() bool {
			if len(c.Rows) == 0 {
				return true
			}
			sum := c.Sum()
			c.Root = sum.Root[:]
			return yield(c, nil)
		}
		n := 0
		for text, err := range r.lines(coversFile) {
			var of covered
			var digest []byte
			if n++; err == nil {
				of, digest, err = parseCovered(n, text)
			}
			if err != nil {
				if !yield(verify.Cover{}, err) {
					return
				}
				continue
			}
			if of.Leaf != c.Leaf || of.Table != c.Table {
				if !give() {
					return
				}
				c = verify.Cover{Leaf: of.Leaf, Cover: deed.Cover{Table: of.Table}}
			}
			c.Rows = append(c.Rows, deed.Row{Key: of.Key, Digest: [32]byte(digest)})
		}
		if ctx.Err() == nil {
			give()
		}
	}
}

func parseCovered(n int, text []byte) (c covered, digest []byte, err error) {
	if json.Unmarshal(text, &c) == nil {
		digest, err = hex.DecodeString(c.Digest)
	}
	if err != nil || len(digest) != 32 {
		return c, nil, unreadable(coversFile, n, errLine.Error())
	}
	return c, digest, nil
}

// Notes are the checkpoints that the bundle brings along, and those brought along from elsewhere.
func (r *records) Notes(context.Context) iter.Seq2[verify.OutsideNote, error] {
	return func(yield func(verify.OutsideNote, error) bool) {
		for _, f := range r.zip.File {
			name, ok := strings.CutPrefix(f.Name, notesFolder)
			if !ok {
				continue
			}
			text, _ := r.read(f.Name, maxNote) // what cannot be read is no checkpoint that anybody signed
			if !yield(verify.OutsideNote{Name: name, Text: string(text)}, nil) {
				return
			}
		}
		for _, n := range r.outside {
			if !yield(n, nil) {
				return
			}
		}
	}
}

var (
	errUnlisted = errors.New("证据包没有列出这份原件")
	errNotWhole = errors.New("导出证据包时已不在档案中，或已不是原来的内容")
)

// File says what the archive was found to be when the bundle was made.
func (r *records) File(sha []byte) error {
	whole, listed := r.whole[[32]byte(sha)]
	switch {
	case !listed:
		return errUnlisted
	case !whole:
		return errNotWhole
	}
	return nil
}

var originalsCheck = verify.Check{
	Name:   "证据包所列原件",
	Rule:   "bundle.md, What is in it",
	Proves: "the list of archived files can be read and names each once",
	Not:    "that a file is what the list says: the archive is not in the bundle",
}

// originals reads what the bundle says of the archive.
func (r *records) originals() verify.Result {
	c := verify.Result{Check: originalsCheck}
	r.whole = map[[32]byte]bool{}
	n := 0
	for text, err := range r.lines(originalsFile) {
		n++
		bad, ok := errors.AsType[verify.Unreadable](err)
		if ok {
			c.Found = append(c.Found, bad.Finding)
			continue
		}
		c.Looked++
		var of archived
		sha, err := []byte(nil), json.Unmarshal(text, &of)
		if err == nil {
			sha, err = hex.DecodeString(of.SHA256)
		}
		if err != nil || len(sha) != 32 {
			c.Found = append(c.Found, unreadable(originalsFile, n, errLine.Error()).Finding)
			continue
		}
		if _, twice := r.whole[[32]byte(sha)]; twice {
			c.Found = append(c.Found, unreadable(originalsFile, n, "重复列出").Finding)
		}
		r.whole[[32]byte(sha)] = of.Whole
	}
	return c
}
