package registry

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"fangpin/internal/sheet"
)

// headerRows is how deep in a sheet the header may stand.
const headerRows = 20

// column is a column of the roster. Its title is how it is named to people.
type column struct {
	title  string
	others []string // what else it may be called
	needed bool
}

const (
	householdColumn = "户编号"
	townshipColumn  = "乡镇（街道）"
	villageColumn   = "行政村（社区）"
	hamletColumn    = "自然村（组）"
	headColumn      = "户主姓名"
	relationColumn  = "与户主关系"
	nameColumn      = "姓名"
	idColumn        = "身份证号"
	labelsColumn    = "户标签"
	sinceColumn     = "标签起始日期"
	phoneColumn     = "联系电话"
	bankColumn      = "开户行"
	accountColumn   = "银行账号"
)

var rosterColumns = []column{
	{householdColumn, []string{"户编码", "户号"}, true},
	{townshipColumn, []string{"乡镇", "街道"}, false},
	{villageColumn, []string{"行政村", "村", "村居", "社区"}, true},
	{hamletColumn, []string{"自然村", "村民小组", "组"}, false},
	{headColumn, []string{"户主"}, false},
	{relationColumn, []string{"关系"}, true},
	{nameColumn, nil, true},
	{idColumn, []string{"身份证号码", "公民身份号码", "证件号码"}, true},
	{labelsColumn, []string{"标签", "户类型"}, true},
	{sinceColumn, []string{"起始日期", "认定日期"}, true},
	{phoneColumn, []string{"电话", "手机号"}, false},
	{bankColumn, []string{"开户银行"}, false},
	{accountColumn, []string{"银行卡号", "账号"}, false},
}

// header is where the columns stand, counted from 1, by title.
type header struct {
	line    int
	columns map[string]int
}

// findHeader finds the row that holds every needed column. Without one, columns is nil.
func findHeader(s sheet.Sheet) (header, error) {
	for row, err := range s.Rows() {
		if err != nil {
			return header{}, err
		}
		if row.Line > headerRows {
			break
		}
		if columns := headings(row); !slices.ContainsFunc(rosterColumns, func(c column) bool { return c.needed && columns[c.title] == 0 }) {
			return header{row.Line, columns}, nil
		}
	}
	return header{}, nil
}

func headings(row sheet.Row) map[string]int {
	columns := map[string]int{}
	for _, cell := range row.Cells {
		for _, c := range rosterColumns {
			if columns[c.title] == 0 && c.called(cell.Value) {
				columns[c.title] = cell.Column
			}
		}
	}
	return columns
}

// called tells whether a heading names the column, spaces and what stands in brackets aside.
func (c column) called(heading string) bool {
	heading = bare(heading)
	return heading == bare(c.title) || slices.Contains(c.others, heading)
}

var brackets = regexp.MustCompile(`\(.*?\)`)

func bare(heading string) string { return brackets.ReplaceAllString(clean(heading), "") }

// clean is a cell's text with plain characters for full-width ones and without any space.
func clean(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, width.Fold.String(text))
}

// neededTitles names the columns that make a roster.
func neededTitles() string {
	var titles []string
	for _, c := range rosterColumns {
		if c.needed {
			titles = append(titles, c.title)
		}
	}
	return strings.Join(titles, "、")
}
