// Package sheet answers one question: what stands in which cell of this table file?
//
// It reads .xlsx workbooks and .csv tables as streams: the rows of a file of any length pass through a few kilobytes, only a
// workbook's shared strings are held. Every cell keeps its address. Numbers are decimal text and never a float. What is not
// such a table is refused with an *Unreadable whose reason is for the person who sent it.
package sheet

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"iter"
)

// Book is an opened table file: a workbook's sheets in their order, or a CSV file's only one.
type Book struct {
	Sheets []Sheet
}

// Sheet is one sheet of a book.
type Sheet struct {
	Name   string // a CSV file's is its file name without the extension
	Hidden bool
	rows   func(yield func(Row, error) bool)
}

// Rows streams the rows that hold anything. It may be ranged over again; an error ends it.
func (s Sheet) Rows() iter.Seq2[Row, error] { return s.rows }

// Row is one row. Cells are the ones that hold something, by rising column.
type Row struct {
	Line  int // counted from 1; in CSV the physical line on which the record begins
	End   int // the line on which it ends: a quoted line break makes it later than Line
	Cells []Cell
}

// Unreadable is why a file cannot be read, in Chinese, with what to do about it.
type Unreadable struct {
	Reason string
	Err    error // what lies behind it, for the operator; may be nil
}

func (e *Unreadable) Error() string {
	if e.Err != nil {
		return e.Reason + " (" + e.Err.Error() + ")"
	}
	return e.Reason
}

func (e *Unreadable) Unwrap() error { return e.Err }

func unreadable(reason string, err error) error { return &Unreadable{Reason: reason, Err: err} }

// Read opens a table file for use, when its turn comes: files are read a few at a time. Once ctx is over nothing is read of it any more.
func Read(ctx context.Context, r io.ReaderAt, size int64, name string, use func(*Book) error) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := turns.Acquire(waiting, 1); err != nil {
		return cmp.Or(ctx.Err(), errBusy)
	}
	defer turns.Release(1)
	book, err := open(ctx, heeded{r, ctx}, size, name)
	if err == nil {
		err = use(book)
	}
	if err != nil {
		return cmp.Or(ctx.Err(), err) // a file that stopped for its sender is not damaged
	}
	return nil
}

// open looks at what the content is, whatever its name says, and opens it. The name is used in reasons and for a CSV's sheet.
// r must stay readable while rows are read.
func open(ctx context.Context, r io.ReaderAt, size int64, name string) (*Book, error) {
	head := make([]byte, min(size, sniffed))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, unreadable("文件读不出来，请重新导出后再报", err)
	}
	switch {
	case bytes.HasPrefix(head, zipMagic):
		return openWorkbook(ctx, r, size)
	case bytes.HasPrefix(head, oleMagic):
		return nil, refuseOLE(r, name)
	}
	if err := refuse(head, name); err != nil {
		return nil, err
	}
	return openText(r, size, name)
}
