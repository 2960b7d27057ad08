package reports

import (
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/sheet"
)

// line is one row in work: what has been read of it, and what is wrong with it.
type line struct {
	source  sheet.Row
	header  *header
	month   Month
	row     Row
	defects []Defect
	bad     map[string]bool // by word
	counted tally           // what is to be said of rows that is no defect
}

// cell is what stands in the column of a word.
func (l *line) cell(word string) sheet.Cell { return l.source.At(l.header.columns[word].column) }

// blank tells a cell that says nothing: a dash is as good as nothing, and so is 无 but where words are asked for.
func blank(c sheet.Cell, t Type) bool {
	text := tight(c.Value)
	return c.Kind == sheet.Blank || c.Kind == sheet.Text && (none(text) || text == "无" && t != Text)
}

// defect notes what is wrong with the cell of a word.
func (l *line) defect(word, rule string) {
	c, at := l.cell(word), l.header.columns[word]
	l.bad[word] = true
	l.defects = append(l.defects, Defect{Sheet: l.header.sheet, Cell: c.Address(), Column: at.title, Value: sheet.OneLine(c.Value), Rule: rule})
}

// read reads every column of the kind, then looks at what must hold between them.
func (l *line) read(k *Kind) {
	for _, column := range k.Columns {
		at, there := l.header.columns[column.Word]
		if !there || blank(l.cell(column.Word), column.Type) {
			l.readNothing(column, there)
		} else if rule := l.readCell(column, at.shift); rule != "" {
			l.defect(column.Word, rule)
		}
	}
	if k.rules != nil {
		k.rules(l)
	}
}

func (l *line) readNothing(column Column, there bool) {
	switch {
	case column.Need == Filled && there:
		l.defect(column.Word, "没有填写，请补填")
	case column.Need.zero():
		l.row.Facts[column.Word] = decimal.Zero
	}
}

// readCell keeps the value of a cell that holds something, or says what is wrong with it.
func (l *line) readCell(column Column, shift int32) (rule string) {
	c := l.cell(column.Word)
	switch {
	case c.Kind == sheet.Error:
		return fmt.Sprintf("单元格里是错误值 %s，请改正公式或直接填写", sheet.OneLine(c.Value))
	case c.Kind == sheet.Unsolved:
		return "公式没有计算结果，请用 Excel 或 WPS 打开并保存后再报"
	case c.Kind == sheet.Garbled:
		return "有字在转换编码时丢失（显示为�或空框），请从原系统重新导出，另存为 .xlsx 或“CSV UTF-8”再报"
	case c.Tall > 1 && (column.Type == Money || column.Type == Heads):
		return fmt.Sprintf("数字所在的单元格合并了%d行，分不清每行各是多少；请取消合并，逐行填写", c.Tall)
	}
	switch column.Type {
	case Money:
		return l.keepNumber(column.Word)(amount(c, shift, column.Signed))
	case Heads:
		return l.keepNumber(column.Word)(heads(c))
	case Day:
		at, rule := day(c, l.month)
		if rule == "" {
			l.row.Dates[column.Word] = at
		}
		return rule
	default:
		text, rule := l.text(column, c)
		if rule == "" {
			l.row.put(column.Word, text)
		}
		return rule
	}
}

// keepNumber is what becomes of a number read for a word.
func (l *line) keepNumber(word string) func(decimal.Decimal, string) string {
	return func(d decimal.Decimal, rule string) string {
		if rule == "" {
			l.row.Facts[word] = d
		}
		return rule
	}
}

// text reads a cell of the types that become text.
func (l *line) text(column Column, c sheet.Cell) (text, rule string) {
	switch column.Type {
	case Name:
		return name(c)
	case IDNumber:
		if lostDigits(c) {
			return "", ruleLostDigits
		}
		return idNumber(c.Value, l.month.Last())
	case Phone:
		if text = phone(c); text == "" {
			l.counted.add("联系电话不是电话号码，未读取", c.Line)
		}
		return text, ""
	case Code:
		return code(c)
	case MonthOf:
		return monthOf(c, l.month)
	case SchoolYear:
		return schoolYear(c, l.month)
	case YesNo:
		return yesNo(c)
	case Level:
		return level(c)
	default:
		return prose(c)
	}
}
