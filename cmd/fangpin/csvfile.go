package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"fangpin/internal/rulefile"
)

// csvFile is a CSV as calc and procedure run read it, with all that is wrong in it.
type csvFile struct {
	header  []string
	top     int // the header's line
	rows    []csvRow
	defects []cellDefect
}

// csvRow is one record; line is where it begins in the file.
type csvRow struct {
	line  int
	cells []string
}

// cellDefect is what is wrong, and where: physical line, column from 1, 0 where the whole line is meant.
type cellDefect struct {
	line, column int
	name         string
	reason       string
}

func (f *csvFile) refuse(line, column int, name, format string, a ...any) {
	f.defects = append(f.defects, cellDefect{line, column, name, fmt.Sprintf(format, a...)})
}

// longestDefect is how many characters of a defect are told: it quotes cells.
const longestDefect = 1000

// report lists the defects in the file's order.
func (f *csvFile) report() string {
	slices.SortStableFunc(f.defects, func(a, b cellDefect) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	lines := make([]string, len(f.defects))
	for i, d := range f.defects {
		lines[i] = rulefile.OneLine(fmt.Sprintf("行 %d%s：%s", d.line, d.place(), d.reason), longestDefect)
	}
	return strings.Join(lines, "\n")
}

func (d cellDefect) place() string {
	switch {
	case d.column > 0:
		return fmt.Sprintf(" 列 %d（%s）", d.column, d.name)
	case d.name != "":
		return fmt.Sprintf(" 列 %s", d.name)
	default:
		return ""
	}
}

// readCSV splits a text (UTF-8, with or without BOM) into rows; without any, if it is not UTF-8.
func readCSV(src []byte) csvFile {
	f := csvFile{top: 1}
	src = bytes.TrimPrefix(src, []byte("\xEF\xBB\xBF"))
	for i, line := range bytes.Split(src, []byte("\n")) {
		if !utf8.Valid(line) {
			f.refuse(i+1, 0, "", "不是 UTF-8 文字，请把文件另存为“CSV UTF-8”")
		}
	}
	if len(f.defects) == 0 {
		f.split(src)
	}
	return f
}

// split cuts the text into records. A line with too few or too many cells is named and left out.
func (f *csvFile) split(src []byte) {
	r := csv.NewReader(bytes.NewReader(src))
	r.FieldsPerRecord = -1
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if e, ok := errors.AsType[*csv.ParseError](err); ok {
			f.refuse(e.StartLine, 0, "", "第 %d 个字节处引号不成对；单元格里有引号时写两个并整格加引号，例：\"a\"\"b\"", e.Column)
			return
		}
		line, _ := r.FieldPos(0)
		switch {
		case f.header == nil:
			f.header, f.top = cells, line
		case len(cells) != len(f.header):
			f.refuse(line, 0, "", "有 %d 个单元格，表头有 %d 列，请逐列对齐", len(cells), len(f.header))
		default:
			f.rows = append(f.rows, csvRow{line, cells})
		}
	}
}

// judgeHeader names every missing, unknown or repeated column; more is what else an example of a header has.
func (f *csvFile) judgeHeader(known, needed []string, more string) {
	for i, name := range f.header {
		switch {
		case strings.TrimSpace(name) == "":
			f.refuse(f.top, i+1, name, "列名空白，请写列名或删去这一列，例：%s", needed[0])
		case !slices.Contains(known, name):
			f.refuse(f.top, i+1, name, "没有“%s”这一列，只能写 %s", name, strings.Join(known, "、"))
		case slices.Index(f.header, name) < i:
			f.refuse(f.top, i+1, name, "“%s”这一列写了两次，请只留一列，例：%s", name, strings.Join(needed, ","))
		}
	}
	for _, name := range needed {
		if !slices.Contains(f.header, name) {
			f.refuse(f.top, 0, name, "缺少这一列，表头例：%s%s", strings.Join(needed, ","), more)
		}
	}
}
