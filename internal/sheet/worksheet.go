package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

var errLine = errors.New("line number out of bounds")

// rows streams a sheet's part.
func (w *workbook) rows(part string) func(yield func(Row, error) bool) {
	return func(yield func(Row, error) bool) {
		merges, err := w.merges(part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		in, err := w.open(part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer in.Close()
		sheet, under, text := worksheet{workbook: w, x: tokensOf(in)}, spread{coming: merges}, w.may
		for {
			row, err := sheet.next()
			if err == io.EOF {
				return
			}
			if err == nil {
				row, err = under.over(row)
			}
			if err == nil {
				err = text.over(row)
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			if len(row.Cells) > 0 && !yield(row, nil) {
				return
			}
		}
	}
}

// worksheet reads one sheet's XML.
type worksheet struct {
	*workbook
	x    tokens
	line int // of the last row
}

// next reads the next row element, io.EOF behind the last. A part that breaks off is an error and not an end.
func (s *worksheet) next() (Row, error) {
	for {
		token, err := s.x.next()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return Row{}, broken(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "row" {
				row, err := s.row(token)
				if err != nil {
					return Row{}, broken(err)
				}
				return row, nil
			}
		case xml.EndElement:
			if token.Name.Local == "sheetData" {
				return Row{}, io.EOF
			}
		}
	}
}

// row reads the cells of a row element.
func (s *worksheet) row(start xml.StartElement) (Row, error) {
	line := s.line + 1
	if r := attribute(start, "r"); r != "" {
		line, _ = strconv.Atoi(r)
	}
	if line <= s.line || line > maxLines {
		return Row{}, errLine
	}
	s.line = line
	row, column, long := Row{Line: line, End: line}, 0, 0
	for {
		token, err := s.x.next()
		if err != nil {
			return Row{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local != "c" {
				continue
			}
			cell, err := s.cell(token)
			if err != nil {
				return Row{}, err
			}
			before := column
			if column++; cell.Column > 0 { // a cell may leave out where it stands: then it is the next
				column = cell.Column
			}
			if column <= before || column > maxColumns {
				return Row{}, errLine
			}
			if cell.Kind != Blank {
				cell.Column, cell.Line = column, line
				row.Cells = append(row.Cells, cell)
			}
			if long += len(cell.Value); long > mostRow {
				return Row{}, unreadable(fmt.Sprintf("第%d行的文字过长，请核对是否有大段文字重复填入了许多单元格，改正后再报", line), errText)
			}
		case xml.EndElement:
			if token.Name.Local == "row" {
				return row, nil
			}
		}
	}
}

// stored is a cell as the XML has it.
type stored struct {
	kind, style  string
	value, text  string // of v and of is
	hasF, valued bool
}

// cell reads a c element. Its column is 0 if it does not say it.
func (s *worksheet) cell(start xml.StartElement) (Cell, error) {
	c := stored{kind: attribute(start, "t"), style: attribute(start, "s")}
	column, _, _ := place(attribute(start, "r"))
	var v strings.Builder
	in := false
	for {
		token, err := s.x.next()
		if err != nil {
			return Cell{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "v":
				in, c.valued = true, true
			case "f":
				c.hasF = true
			case "is":
				if c.text, err = richText(s.x, "is"); err != nil {
					return Cell{}, err
				}
			}
		case xml.CharData:
			if in && v.Len() <= maxField {
				v.Write(token)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "v":
				in = false
			case "c":
				c.value = v.String()
				cell := s.read(c)
				cell.Column = column
				return cell, nil
			}
		}
	}
}

// read makes of a stored cell what it means.
func (s *worksheet) read(c stored) Cell {
	switch {
	case c.kind == "inlineStr":
		return textCell(c.text)
	case c.kind == "e":
		return Cell{Kind: Error, Value: c.value}
	case c.hasF && !c.valued && c.kind != "str":
		return Cell{Kind: Unsolved, Value: "公式"}
	case c.kind == "s":
		i, err := strconv.Atoi(strings.TrimSpace(c.value))
		if text, ok := s.shared.at(i); ok && err == nil {
			return textCell(text)
		}
		return s.unreadable(c)
	case c.kind == "str":
		return textCell(unescapedXML(c.value))
	case c.kind == "b":
		return Cell{Kind: Bool, Value: map[bool]string{true: "TRUE", false: "FALSE"}[c.value == "1" || c.value == "true"]}
	case c.kind == "d":
		return textCell(c.value) // ISO 8601, as in 2024-09-03T00:00:00
	case strings.TrimSpace(c.value) == "":
		return Cell{}
	default:
		return s.number(c)
	}
}

// number reads a number, which is a date or a percentage if its style shows it as one.
func (s *worksheet) number(c stored) Cell {
	text, ok := plain(c.value)
	if !ok {
		return s.unreadable(c)
	}
	style := s.look(c.style)
	if style == asPercent {
		return Cell{Kind: Percent, Value: hundredfold(text) + "%"}
	}
	cell := Cell{Kind: Number, Value: text}
	day, clock, ok := calendarDay(text, s.epoch1904)
	if !ok {
		return cell
	}
	cell.day = day
	if style == asDate {
		cell.Kind, cell.Value = Date, shown(day, clock)
	}
	return cell
}

// look is how a cell's style, by its number, shows numbers.
func (s *worksheet) look(style string) look {
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(s.looks) {
		return s.looks[i]
	}
	return asNumber
}

// unreadable is a cell that contradicts itself: kept, so that it is named and not lost.
func (s *worksheet) unreadable(c stored) Cell { return Cell{Kind: Error, Value: c.value} }
