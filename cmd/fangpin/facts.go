package main

import (
	"slices"
	"strings"

	"fangpin/scheme"
)

// Columns of a facts file that are no facts.
var (
	neededColumns   = []string{"case", "category", "class", "household", "person", "date"}
	optionalColumns = []string{"event", "school_year"}
)

// readFacts splits a facts file into rows and judges its header.
func readFacts(s *scheme.Scheme, src []byte) *facts {
	f := &facts{readCSV(src)}
	if len(f.defects) == 0 {
		f.judge(s)
	}
	return f
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
	f.judgeHeader(knownColumns(s), neededColumns, ",expense")
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
