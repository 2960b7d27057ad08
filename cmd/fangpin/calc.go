package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fangpin/internal/fault"
	"fangpin/scheme"
)

func calcCommand() *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "calc --scheme 方案.yaml 核实数据.csv",
		Short: "按方案逐行计算金额，输出 case,amount,working",
		Long: `按方案逐行计算金额，输出 case,amount,working（编号、金额、计算过程）。

核实数据是 UTF-8 的 CSV，列为 case,category,class,household,person,date，可有 event、school_year，
其后是方案用到的各项事实，如 expense、basic_paid。有一处错误则整份不算，逐处列出行和列。`,
		Args: oneFile,
		RunE: func(c *cobra.Command, args []string) error {
			if path == "" {
				return usage(fmt.Errorf("缺少 --scheme，例：%s", c.UseLine()))
			}
			return calc(c.OutOrStdout(), path, args[0])
		},
	}
	c.Flags().StringVar(&path, "scheme", "", "理赔方案（YAML）")
	return c
}

// calc writes an amount and its working for each row of facts, in their order, or refuses the file whole.
func calc(w io.Writer, schemePath, factsPath string) error {
	s, err := readScheme(schemePath, scheme.Parse) // any words: nothing is matched here
	if err != nil {
		return err
	}
	src, err := os.ReadFile(factsPath)
	if err != nil {
		return fault.Invalidf("读不到事实表 %s，请核对路径：%w", factsPath, err)
	}
	sheet := readFacts(s, src)
	out := sheet.assess(s)
	if len(sheet.defects) > 0 {
		return fault.Invalidf("%s", sheet.report())
	}
	return csv.NewWriter(w).WriteAll(out)
}

// facts is a CSV of cases as calc reads it.
type facts struct{ csvFile }

// assess computes every row; rows that are refused leave a defect.
func (f *facts) assess(s *scheme.Scheme) [][]string {
	state := s.Start()
	seen := map[string]int{}
	out := [][]string{{"case", "amount", "working"}}
	for _, row := range f.rows {
		c := f.read(row, s.Term, seen)
		a, err := state.Assess(c)
		if err != nil {
			f.refuseRow(row, err)
			continue
		}
		out = append(out, []string{a.Case, a.Amount.StringFixed(2), scheme.Text(a.Working())})
	}
	return out
}

// refuseRow keeps a row's reasons, but for the columns that are missing: those were named once, in the header.
func (f *facts) refuseRow(row csvRow, err error) {
	refusal, ok := errors.AsType[scheme.Refusal](err)
	if !ok {
		f.refuse(row.line, 0, "", "%v", err)
		return
	}
	for _, reason := range refusal {
		if i := slices.Index(f.header, reason.Column); i >= 0 {
			f.refuse(row.line, i+1, reason.Column, "%s", reason.Text)
		}
	}
}

// read makes a row a case. What cannot be read is a defect, and something harmless stands in for it so that the row's other
// cells are judged too: with a defect nothing is written.
func (f *facts) read(row csvRow, term scheme.Term, seen map[string]int) scheme.Case {
	cells := make(map[string]string, len(f.header))
	for i, name := range f.header {
		cells[name] = row.cells[i]
	}
	c := scheme.Case{
		ID: cells["case"], Category: cells["category"], Class: cells["class"], Household: cells["household"], Person: cells["person"],
		Date: term.From, Event: cells["event"], SchoolYear: cells["school_year"], Facts: cells,
	}
	if i := slices.Index(f.header, "case"); i >= 0 {
		f.checkCase(row, i, seen)
	}
	if i := slices.Index(f.header, "date"); i >= 0 {
		c.Date = f.date(row, i, term.From)
	}
	return c
}

// date reads the event date; example stands in for one that cannot be read.
func (f *facts) date(row csvRow, column int, example time.Time) time.Time {
	text := row.cells[column]
	date, err := time.Parse(time.DateOnly, text)
	switch {
	case strings.TrimSpace(text) == "":
		f.refuse(row.line, column+1, "date", "空白，每一行都要填，例：%s", example.Format(time.DateOnly))
		return example
	case err != nil:
		f.refuse(row.line, column+1, "date", "“%s”不是日期，写成 年-月-日，例：%s", text, example.Format(time.DateOnly))
		return example
	}
	return date
}

func (f *facts) checkCase(row csvRow, column int, seen map[string]int) {
	id := row.cells[column]
	if strings.TrimSpace(id) == "" {
		f.refuse(row.line, column+1, "case", "空白，每一行都要有自己的编号，例：C0001")
		return
	}
	if first, ok := seen[id]; ok {
		f.refuse(row.line, column+1, "case", "“%s”与行 %d 重复，每一行要有自己的编号，例：C0001", id, first)
		return
	}
	seen[id] = row.line
}
