package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// openText opens a table of text.
func openText(r io.ReaderAt, size int64, name string) (*Book, error) {
	gb, err := isGB18030(r, size)
	if err != nil {
		return nil, unreadable("文件读不出来，请重新导出后再报", err)
	}
	comma := separator(decoded(r, size, gb))
	title := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	return &Book{Sheets: []Sheet{{Name: title, rows: func(yield func(Row, error) bool) {
		in := records{text: decoded(r, size, gb), comma: comma, line: 1}
		for {
			row, err := in.next()
			if err == io.EOF || err == nil && len(row.Cells) > 0 && !yield(row, nil) {
				return
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
		}
	}}}}, nil
}

// separator is the one of , tab ; that cuts the first twenty records into the most cells.
func separator(text *bufio.Reader) rune {
	head, _ := text.Peek(64 << 10)
	best, most := ',', 0
	for _, comma := range []rune{',', '\t', ';'} {
		in, cells := records{text: bufio.NewReader(bytes.NewReader(head)), comma: comma, line: 1}, 0
		for range 20 {
			row, err := in.next()
			if err != nil {
				break
			}
			cells += len(row.Cells)
		}
		if cells > most {
			best, most = comma, cells
		}
	}
	return best
}

// maxField bounds a field, in bytes: a spreadsheet's cell holds 32,767 characters.
const maxField = 32_767 * 4

var errField = errors.New("field too long or quote not closed")

// records reads CSV (RFC 4180), leniently about stray quotes, with the physical line of every record. encoding/csv would
// take an unclosed quote for the rest of the file.
type records struct {
	text  *bufio.Reader
	comma rune
	line  int // of the next rune
}

// next reads one record, io.EOF behind the last.
func (in *records) next() (Row, error) {
	if _, err := in.text.Peek(1); err == io.EOF {
		return Row{}, io.EOF
	}
	row := Row{Line: in.line}
	for column, more := 1, true; more; column++ {
		value, end, err := in.field()
		if errors.Is(err, errField) || column > maxColumns {
			return Row{}, unreadable(fmt.Sprintf("第%d行有一个引号没有配对，或内容过长，请改正该行后再报", row.Line), err)
		}
		if err != nil {
			return Row{}, unreadable("文件读不出来，请重新导出后再报", err)
		}
		if cell := textCell(unescaped(value)); cell.Kind != Blank {
			cell.Column, cell.Line = column, row.Line
			row.Cells = append(row.Cells, cell)
		}
		more = !end
		row.End = in.line
	}
	row.End = max(row.Line, row.End-1) // the record's own line break has been read
	return row, nil
}

// field reads one field and tells whether the record ends with it.
func (in *records) field() (value string, end bool, err error) {
	var b strings.Builder
	quoted := false
	for {
		c, err := in.rune()
		switch {
		case err == io.EOF && quoted || b.Len() > maxField:
			return "", true, errField
		case err == io.EOF:
			return b.String(), true, nil
		case err != nil:
			return "", true, err
		case quoted && c == '"':
			if quoted = in.follows('"'); quoted {
				b.WriteRune('"')
			}
		case quoted:
			b.WriteRune(c)
		case c == '"' && strings.TrimSpace(b.String()) == "":
			b.Reset() // blanks before a quote are no part of the field
			quoted = true
		case c == in.comma:
			return b.String(), false, nil
		case c == '\n':
			return b.String(), true, nil
		default:
			b.WriteRune(c)
		}
	}
}

// rune reads one character; every kind of line break is one \n.
func (in *records) rune() (rune, error) {
	c, _, err := in.text.ReadRune()
	if c == '\r' && err == nil {
		in.follows('\n')
		c = '\n'
	}
	if c == '\n' && err == nil {
		in.line++
	}
	return c, err
}

// follows passes over the byte if it comes next.
func (in *records) follows(c byte) bool {
	next, err := in.text.Peek(1)
	if err != nil || next[0] != c {
		return false
	}
	_, _ = in.text.Discard(1)
	return true
}

// unescaped takes off ="…", by which exporters keep a spreadsheet from turning long digits into a number.
func unescaped(value string) string {
	if inner, ok := strings.CutPrefix(value, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	return value
}

// textCell is a cell of text without its place.
func textCell(value string) Cell {
	switch {
	case strings.TrimSpace(value) == "":
		return Cell{}
	case strings.ContainsFunc(value, lost):
		return Cell{Kind: Garbled, Value: value}
	default:
		return Cell{Kind: Text, Value: value}
	}
}

// lost tells a character that a conversion replaced, or one for private use, which other machines show as something else.
func lost(c rune) bool { return c == '\uFFFD' || c >= 0xE000 && c <= 0xF8FF }
