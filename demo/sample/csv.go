package sample

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// writeCSV writes the table in GB18030 with a title above the header, CRLF at the line ends, amounts with commas.
func writeCSV(path string, t *table) (lines []int, err error) {
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	out.UseCRLF = true
	title := make([]string, len(t.columns))
	title[0] = t.title
	head := make([]string, len(t.columns))
	for i, c := range t.columns {
		head[i] = c.header()
	}
	records := [][]string{title, head}
	line := len(records) + 1
	for i, r := range t.rows {
		record := fields(t.line(r, i+1))
		records, lines = append(records, record), append(lines, line)
		line += 1 + strings.Count(strings.Join(record, ""), "\n")
	}
	if err := out.WriteAll(records); err != nil {
		return nil, err
	}
	encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(text.Bytes())
	if err != nil {
		return nil, err
	}
	return lines, os.WriteFile(path, encoded, 0o644)
}

// fields is a line's cells as text.
func fields(line []any) []string {
	out := make([]string, len(line))
	for i, v := range line {
		switch v := v.(type) {
		case string:
			out[i] = v
		case time.Time:
			out[i] = v.Format(time.DateOnly)
		case decimal.Decimal:
			out[i] = v.StringFixed(2)
		case int:
			out[i], _ = number(v)
		}
	}
	return out
}
