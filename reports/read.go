// Package reports answers one question: what were we told? (月报)
//
// This file and those around it read a department's report (月报) without a database: which kind it is, by its header; which
// rows are good; and every cell that is not, with what to do about it.
package reports

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/sheet"
)

// File is a report as it was handed in.
type File struct {
	Agency string // who hands it in, as in 医保局 or 鹤山区医疗保障局
	Month  Month
	Name   string // the file's name
	Data   io.ReaderAt
	Size   int64
}

// Summary is what a file came to.
type Summary struct {
	Kind   Kind
	Agency string   // its short name
	Rows   int      // good rows, taken
	Bad    int      // rows with a defect, not taken
	Wrong  int      // defects in them
	Notes  []string // what else a person should know (提示)
	SHA256 [sha256.Size]byte
}

// String is the summary on one line.
func (s Summary) String() string {
	return fmt.Sprintf("%s：共%d行，可接收%d行，有错%d行，错误%d处", s.Kind.Title, s.Rows+s.Bad, s.Rows, s.Bad, s.Wrong)
}

// Read reads a report and gives every good row to take, in their order, and what is wrong with the others to name. A row with a defect is not
// given; the others go on. A file that is no report of the agency's is refused before any row is given; one that breaks off is refused at that
// point, and the rows given till then are to be thrown away. An error of take ends the reading.
func Read(ctx context.Context, f File, take func(Row) error, name func(Defect)) (Summary, error) {
	agency, err := Agency(f.Agency)
	if err != nil {
		return Summary{}, err
	}
	r := reading{month: f.Month, seen: seen{}, summary: Summary{Agency: agency}, take: take, name: name}
	if err := sheet.Read(ctx, f.Data, f.Size, f.Name, func(book *sheet.Book) error { return r.book(ctx, book) }); err != nil {
		return Summary{}, refused(err)
	}
	r.summary.SHA256, err = fingerprint(f)
	return r.summary, err
}

// book reads the tables of a file.
func (r *reading) book(ctx context.Context, book *sheet.Book) error {
	tables, notes, err := tablesIn(book, r.summary.Agency)
	if err != nil {
		return err
	}
	r.summary.Kind, r.summary.Notes = *tables[0].header.kind, notes
	for _, t := range tables {
		if err := r.table(ctx, t); err != nil {
			return err
		}
	}
	if r.summary.Rows+r.summary.Bad == 0 {
		r.summary.Notes = append(r.summary.Notes, "表头下面没有数据行")
	}
	return nil
}

// fingerprint is the SHA-256 of the file's bytes.
func fingerprint(f File) (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(f.Data, 0, f.Size)); err != nil {
		return sum, fmt.Errorf("hash %s: %w", f.Name, err)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// refused makes a fault of what the sheet cannot be read for.
func refused(err error) error {
	if u, ok := errors.AsType[*sheet.Unreadable](err); ok {
		return &fault.Error{Kind: fault.Invalid, Message: u.Reason, Err: u.Err}
	}
	return err
}

// reading is a file being read.
type reading struct {
	month   Month
	seen    seen
	summary Summary
	take    func(Row) error
	name    func(Defect)
}

// table reads the rows under one header.
func (r *reading) table(ctx context.Context, t table) error {
	counted, end := tally{}, t.header.line
	for row, err := range t.sheet.Rows() {
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return refused(err)
		}
		if row.Line <= t.header.line {
			continue
		}
		for ; end+1 < row.Line; end++ {
			counted.add(empty, end+1)
		}
		end = row.End
		if why := t.header.nobody(row); why != "" {
			counted.add(why, row.Line)
			continue
		}
		if err := r.give(r.read(t.header, row, counted)); err != nil {
			return err
		}
	}
	r.summary.Notes = append(r.summary.Notes, slices.Concat(t.header.notes(), counted.notes(t.header.sheet))...)
	return nil
}

// read reads one row.
func (r *reading) read(h *header, row sheet.Row, counted tally) *line {
	l := &line{source: row, header: h, month: r.month, counted: counted, bad: map[string]bool{}, row: Row{Sheet: h.sheet, Line: row.Line,
		Facts: map[string]decimal.Decimal{}, Dates: map[string]time.Time{}, Texts: map[string]string{}, header: h}}
	l.read(h.kind)
	r.seen.twice(l, h.kind.Key)
	return l
}

// leftToRight orders the defects of one row: Z2 stands before AA2.
func leftToRight(a, b Defect) int {
	return cmp.Or(cmp.Compare(len(a.Cell), len(b.Cell)), cmp.Compare(a.Cell, b.Cell))
}

// give counts a row, and hands it on if it is good, and else what is wrong with it.
func (r *reading) give(l *line) error {
	if len(l.defects) > 0 {
		r.summary.Bad++
		slices.SortStableFunc(l.defects, leftToRight)
		r.summary.Wrong += len(l.defects)
		for _, d := range l.defects {
			r.name(d)
		}
		return nil
	}
	r.summary.Rows++
	return r.take(l.row)
}
