package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"fangpin/scheme"
)

// Columns of a facts file that are no facts.
var (
	neededColumns   = []string{"case", "category", "class", "household", "person", "date"}
	optionalColumns = []string{"event", "school_year"}
)

// readFacts splits a facts file (UTF-8 CSV, with or without BOM) into rows and judges its header.
func readFacts(s *scheme.Scheme, src []byte) *facts {
	f := &facts{top: 1}
	src = bytes.TrimPrefix(src, []byte("\xEF\xBB\xBF"))
	for i, line := range bytes.Split(src, []byte("\n")) {
		if !utf8.Valid(line) {
			f.refuse(i+1, 0, "", "不是 UTF-8 文字，请把文件另存为“CSV UTF-8”")
		}
	}
	if len(f.defects) > 0 {
		return f
	}
	f.split(src)
	f.judge(s)
	return f
}

// split cuts the text into records. A line with too few or too many cells is named and left out.
func (f *facts) split(src []byte) {
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
			f.rows = append(f.rows, factRow{line, cells})
		}
	}
}

// knownColumns are calc's own and every fact of the scheme.
func knownColumns(s *scheme.Scheme) []string {
	known := slices.Concat(neededColumns, optionalColumns)
	for _, c := range s.Categories {
		for _, fact := range s.Facts(c.Key) {
			if !slices.Contains(known, fact.Name) {
				known = append(known, fact.Name)
			}
		}
	}
	return known
}

// judge names every missing, unknown or repeated column.
func (f *facts) judge(s *scheme.Scheme) {
	known := knownColumns(s)
	for i, name := range f.header {
		switch {
		case strings.TrimSpace(name) == "":
			f.refuse(f.top, i+1, name, "列名空白，请写列名或删去这一列，例：expense")
		case !slices.Contains(known, name):
			f.refuse(f.top, i+1, name, "没有“%s”这一列，只能写 %s", name, strings.Join(known, "、"))
		case slices.Index(f.header, name) < i:
			f.refuse(f.top, i+1, name, "“%s”这一列写了两次，请只留一列，例：%s", name, strings.Join(neededColumns, ","))
		}
	}
	for _, name := range neededColumns {
		if !slices.Contains(f.header, name) {
			f.refuse(f.top, 0, name, "缺少这一列，表头例：%s,expense", strings.Join(neededColumns, ","))
		}
	}
	f.judgeFacts(s)
}

// judgeFacts names the facts that the rows' categories need and the header lacks, each once.
func (f *facts) judgeFacts(s *scheme.Scheme) {
	at := slices.Index(f.header, "category")
	if at < 0 {
		return
	}
	named := map[string]bool{}
	for _, row := range f.rows {
		for _, fact := range s.Facts(row.cells[at]) {
			if !named[fact.Name] && !slices.Contains(f.header, fact.Name) {
				named[fact.Name] = true
				f.refuse(f.top, 0, fact.Name, "缺少这一列，行 %d 的 %s 要用，表头例：%s,%s",
					row.line, row.cells[at], strings.Join(neededColumns, ","), fact.Name)
			}
		}
	}
}
