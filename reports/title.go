package reports

import (
	"regexp"
	"strings"

	"fangpin/internal/sheet"
)

// title is what a header says over one column.
type title struct {
	column, line int
	group, text  string // 报销情况 over three columns, 大病保险 over one of them; plain, without blanks and brackets
	unit         string // 万元, as in brackets behind either; "" if none is given

	names []string // what the column may be called, the most telling first
}

var (
	brackets = regexp.MustCompile(`[(\[{【〔〈《][^)\]}】〕〉》]*[)\]}】〕〉》]`)
	unitIn   = regexp.MustCompile(`[万千]?元`)
	unitTail = regexp.MustCompile(`^(.+?)(?:[,-]|单位)*([万千]?元)$`) // 总费用/万元, its stroke gone
	unitOnly = regexp.MustCompile(`^(?:单位)?([万千]?元)$`)           // 万元, in a row of its own below the titles
	unitLine = regexp.MustCompile(`单位[:：为]?([万千]?元)`)            // 单位：万元, above a table
)

// plainTitle takes blanks, line breaks, brackets and marks off a title and keeps the unit of the brackets.
func plainTitle(text string) (plain, unit string) {
	plain = tight(text)
	for _, b := range brackets.FindAllString(plain, -1) {
		if u := unitIn.FindString(b); u != "" {
			unit = u
		}
	}
	plain = brackets.ReplaceAllString(plain, "")
	plain = strings.Map(func(c rune) rune {
		if strings.ContainsRune("*★☆※/、:：。", c) {
			return -1
		}
		return c
	}, plain)
	if m := unitOnly.FindStringSubmatch(plain); m != nil {
		return "", m[1]
	}
	return plain, unit
}

// longestTitle bounds what may stand over a column, in bytes, with its remarks in brackets: a longer text is none, and is not looked through for each
// kind of report.
const longestTitle = 1_000

// titles reads one row as a header.
func titles(row sheet.Row) []title {
	var all []title
	for _, c := range row.Cells[:min(len(row.Cells), maxWidth)] {
		if c.Kind != sheet.Text || len(c.Value) > longestTitle {
			continue
		}
		plain, unit := plainTitle(c.Value)
		all = append(all, title{column: c.Column, line: c.Line, text: plain, unit: unit})
	}
	return named(all)
}

// titlesOfTwo reads two rows as one header: where the lower one says something, the upper one is its group's title, which
// stands over the columns it is merged over or, unmerged, up to the next one.
func titlesOfTwo(upper, lower sheet.Row) []title {
	above := map[int]title{}
	for _, t := range titles(upper) {
		above[t.column] = t
	}
	wide := map[int]int{}
	for _, c := range upper.Cells {
		wide[c.Column] = c.Wide
	}
	var all []title
	group, until := title{}, 0
	for column := 1; column <= lastColumn(upper, lower); column++ {
		if t, ok := above[column]; ok {
			group, until = t, column+max(wide[column], 1)-1
			if wide[column] <= 1 {
				until = maxWidth
			}
		}
		low := lower.At(column)
		if len(low.Value) > longestTitle {
			low = sheet.Cell{}
		}
		plain, unit := plainTitle(low.Value)
		switch own := above[column]; {
		case low.Kind == sheet.Text && plain == own.text:
			all = append(all, own) // merged over both rows
		case low.Kind == sheet.Text && column <= until:
			all = append(all, title{column: column, line: low.Line, group: group.text, text: plain, unit: firstOf(unit, group.unit)})
		case low.Kind == sheet.Text:
			all = append(all, title{column: column, line: low.Line, text: plain, unit: unit})
		case own.text != "":
			all, until = append(all, own), column
		}
	}
	return named(all)
}

// maxWidth bounds how many columns of a header are looked at.
const maxWidth = 500

func lastColumn(rows ...sheet.Row) int {
	last := 0
	for _, r := range rows {
		if n := len(r.Cells); n > 0 {
			last = max(last, r.Cells[n-1].Column)
		}
	}
	return min(last, maxWidth)
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

var (
	filling = strings.NewReplacer("基本信息", "", "基本情况", "", "信息", "", "情况", "")
	generic = map[string]bool{"": true, "金额": true, "名称": true, "日期": true, "费用": true}
)

// named says once of each what its column may be called: every kind of report asks.
func named(all []title) []title {
	for i := range all {
		all[i].names = all[i].callings()
	}
	return all
}

func (t title) callings() []string {
	names := []string{t.text}
	if t.group != "" {
		names = []string{filling.Replace(t.group) + t.text, t.group + t.text, t.text}
	}
	if t.group != "" && generic[t.text] {
		names = append(names, t.group)
	}
	if m := unitTail.FindStringSubmatch(t.text); m != nil {
		names = append(names, m[1])
	}
	return names
}

// ownUnit is the unit the title gives, within brackets or behind the name.
func (t title) ownUnit() string {
	if t.unit != "" {
		return t.unit
	}
	if m := unitTail.FindStringSubmatch(t.text); m != nil {
		return m[2]
	}
	return ""
}
