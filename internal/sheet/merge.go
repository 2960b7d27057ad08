package sheet

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
)

// merge is an area of cells merged into one.
type merge struct {
	left, top, right, bottom int
}

const (
	maxMerges = 500_000
	maxOpen   = 1_000      // merges that one line may lie in
	maxHeld   = 20_000_000 // merges that all cells together are compared with
)

const reasonMerges = "合并单元格过多，无法读取，请取消合并后再报"

var errMerges = errors.New("too many merged areas")

// merges reads a sheet's merged areas, by their first line. They stand behind the rows, so the rows are passed over as bytes
// first.
func (w *workbook) merges(part string) ([]merge, error) {
	in, err := w.open(part)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text := bufio.NewReaderSize(in, 64<<10)
	if err := passRows(text); err != nil {
		return nil, broken(err)
	}
	all, err := readMerges(tokensOf(text))
	if errors.Is(err, errMerges) {
		return nil, unreadable(reasonMerges, err)
	}
	if err != nil {
		return nil, broken(err)
	}
	slices.SortStableFunc(all, func(a, b merge) int { return cmp.Compare(a.top, b.top) })
	return all, nil
}

// rowsEnd is </sheetData> or the empty <sheetData/>, with or without a prefix.
var rowsEnd = regexp.MustCompile(`<(/(\w+:)?sheetData\s*|(\w+:)?sheetData(\s[^<>]*)?/)>$`)

// passRows reads to behind the end of the rows.
func passRows(text *bufio.Reader) error {
	for {
		tag, err := text.ReadSlice('>')
		switch {
		case err == bufio.ErrBufferFull: // long text within a cell
		case err == io.EOF:
			return io.ErrUnexpectedEOF // cut off before the rows ended
		case err != nil:
			return err
		case bytes.Contains(tag, []byte("sheetData")) && rowsEnd.Match(tag):
			return nil
		}
	}
}

// readMerges collects the areas of more than one cell.
func readMerges(x tokens) ([]merge, error) {
	var all []merge
	for {
		token, err := x.next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "mergeCell" {
			continue
		}
		if m, ok := area(attribute(start, "ref")); ok {
			all = append(all, m)
		}
		if len(all) > maxMerges {
			return nil, errMerges
		}
	}
}

// area reads a range such as B3:B5.
func area(ref string) (m merge, ok bool) {
	from, to, _ := strings.Cut(ref, ":")
	var ok1, ok2 bool
	m.left, m.top, ok1 = place(from)
	m.right, m.bottom, ok2 = place(to)
	return m, ok1 && ok2 && m.left <= m.right && m.top <= m.bottom && (m.left < m.right || m.top < m.bottom)
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// spread gives the merged areas' values to the lines they reach down to.
type spread struct {
	coming []merge // by first line
	open   []held
	work   int // merges that cells were compared with
}

// held is an area the current line lies in, with its value.
type held struct {
	merge
	value Cell // blank if its first line is missing
}

// over puts the merged values into a row: an area's value stands in its first column on each of its lines, and what other
// programs left hidden beneath it is dropped. A row that holds nothing of its own comes out empty.
func (s *spread) over(row Row) (Row, error) {
	s.advance(row)
	s.work += len(s.open) * (1 + len(row.Cells))
	switch {
	case len(s.open) > maxOpen || s.work > maxHeld:
		return Row{}, unreadable(reasonMerges, errMerges)
	case len(s.open) == 0:
		return row, nil
	}
	cells := slices.DeleteFunc(row.Cells, s.covers)
	own := len(cells) > 0
	for _, h := range s.open {
		if h.value.Kind != Blank {
			h.value.Line = row.Line
			cells, own = append(cells, h.value), own || h.top == row.Line
		}
	}
	if !own {
		cells = nil
	}
	slices.SortFunc(cells, func(a, b Cell) int { return cmp.Compare(a.Column, b.Column) })
	row.Cells = cells
	return row, nil
}

// advance opens the areas that begin by this row and closes those that ended before it.
func (s *spread) advance(row Row) {
	s.open = slices.DeleteFunc(s.open, func(h held) bool { return h.bottom < row.Line })
	for len(s.coming) > 0 && s.coming[0].top <= row.Line {
		h := held{merge: s.coming[0]}
		if h.top == row.Line {
			h.value = row.At(h.left)
			h.value.Wide, h.value.Tall = h.right-h.left+1, h.bottom-h.top+1
		}
		if h.bottom >= row.Line {
			s.open = append(s.open, h)
		}
		s.coming = s.coming[1:]
	}
}

// covers tells whether a cell lies in an open area.
func (s *spread) covers(c Cell) bool {
	return slices.ContainsFunc(s.open, func(h held) bool { return h.left <= c.Column && c.Column <= h.right })
}
