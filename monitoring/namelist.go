package monitoring

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/idcard"
	"fangpin/internal/sheet"
)

// NameList is a list of families told by others than the departments (名单): the village's 10 to 15 (S0), the city's (S2), the insurer's cases. With
// a single defect nothing of it becomes a lead.
type NameList struct {
	Sheet   string
	Lines   []NameLine
	Defects []sheet.Defect
	Blank   int // lines of the template that nobody filled in
}

// NameLine is one family of it, by a person's number or by its own.
type NameLine struct {
	Line      int
	Name      string // of the person, or of the head
	IDNumber  string // eighteen characters; empty where the household's number tells
	Household string // 户编号
	Told      string // by which of the three reports (S0: 个人反映、群众反映、村“两委”及驻村工作队反映)
	Risk      string // as in 因病
	Words     string
	On        calendar.Date // 0: none was written

	at map[string]sheet.Cell // where each stands
}

// nameColumns are the columns of a list. Its title is how a column is named to people.
var nameColumns = []struct {
	title  string
	others []string
}{
	{nameTitle, []string{"户主", "户主姓名", "农户姓名", "患者姓名", "被保险人"}}, {numberTitle, []string{"身份证号码", "公民身份号码", "证件号码", "户主身份证号"}},
	{householdTitle, []string{"户编码", "户号"}}, {toldTitle, []string{"反映渠道", "线索途径"}}, {riskTitle, []string{"风险", "致贫返贫风险", "风险类型"}},
	{wordsTitle, []string{"反映情况", "情况说明", "主要情况", "备注"}}, {onTitle, []string{"日期", "线索日期", "报送日期"}},
}

const (
	nameTitle      = "姓名"
	numberTitle    = "身份证号"
	householdTitle = "户编号"
	toldTitle      = "反映途径"
	riskTitle      = "风险类别"
	wordsTitle     = "情况"
	onTitle        = "反映日期"

	nameRows  = 20     // how deep in a sheet its header may stand
	mostNames = 20_000 // lines of one list
)

// ThreeReports are by whom a village's list is told (S0: 三个报告).
var ThreeReports = []string{"个人反映", "群众反映", "村“两委”及驻村工作队反映"}

// ReadNames reads a list: the first sheet with a header of names and numbers, a line a family. A file that is no list is fault.Invalid; a bad cell is a
// defect, and all are reported.
func ReadNames(ctx context.Context, file io.ReaderAt, size int64, name string, today calendar.Date) (l NameList, err error) {
	err = sheet.Read(ctx, file, size, name, func(book *sheet.Book) error {
		for _, s := range book.Sheets {
			line, columns, err := nameHeader(s)
			if err != nil {
				return err
			}
			if columns != nil {
				l, err = readNames(s, line, columns, today)
				return err
			}
		}
		return fault.Invalidf("%s 不是名单：前 %d 行中没有找到表头，表头须有 %s，和 %s 或 %s", name, nameRows, nameTitle, numberTitle, householdTitle)
	})
	if err != nil {
		return NameList{}, unreadable(err)
	}
	return l, nil
}

func unreadable(err error) error {
	if fault.KindOf(err) == fault.Invalid {
		return err
	}
	if u, ok := errors.AsType[*sheet.Unreadable](err); ok {
		return &fault.Error{Kind: fault.Invalid, Message: u.Reason, Err: err}
	}
	return fmt.Errorf("read a list of names: %w", err)
}

// nameHeader finds the row that names the columns; none is a nil map.
func nameHeader(s sheet.Sheet) (line int, columns map[string]int, err error) {
	for row, err := range s.Rows() {
		if err != nil || row.Line > nameRows {
			return 0, nil, err
		}
		columns, twice := map[string]int{}, ""
		for _, cell := range row.Cells {
			for _, c := range nameColumns {
				said := plain(brackets.ReplaceAllString(cell.Value, ""))
				switch is := said == c.title || slices.Contains(c.others, said); {
				case is && columns[c.title] != 0:
					twice = c.title
				case is:
					columns[c.title] = cell.Column
				}
			}
		}
		switch is := columns[nameTitle] != 0 && (columns[numberTitle] != 0 || columns[householdTitle] != 0); {
		case is && twice != "":
			return 0, nil, fault.Invalidf("第 %d 行表头有两列是“%s”，请只留一列", row.Line, twice)
		case is:
			return row.Line, columns, nil
		}
	}
	return 0, nil, nil
}

var brackets = regexp.MustCompile(`[(（].*?[)）]`)

// plain is a text without blanks, wide characters being narrow.
func plain(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, width.Fold.String(text))
}

func readNames(s sheet.Sheet, header int, columns map[string]int, today calendar.Date) (NameList, error) {
	l := NameList{Sheet: s.Name}
	seen := map[string]int{}
	for row, err := range s.Rows() {
		if err != nil {
			return NameList{}, err
		}
		if row.Line <= header {
			continue
		}
		if n, filled := l.line(row, columns, today); filled {
			if len(l.Lines) == mostNames {
				return NameList{}, fault.Invalidf("一份名单最多 %d 行，请按乡镇或村分成几份导入", mostNames)
			}
			l.once(n, seen)
			l.Lines = append(l.Lines, n)
		}
	}
	if len(l.Lines) == 0 && len(l.Defects) == 0 {
		return NameList{}, fault.Invalidf("名单表头之下没有填写任何农户，请核对是否选错了文件或工作表")
	}
	return l, nil
}

// line reads one row. One that names nobody is a sum or a signature; one that names a household alone, and says nothing of it, is the template's.
func (l *NameList) line(row sheet.Row, columns map[string]int, today calendar.Date) (n NameLine, filled bool) {
	n = NameLine{Line: row.Line, at: map[string]sheet.Cell{}}
	text := func(title string) string {
		if columns[title] == 0 {
			return ""
		}
		n.at[title] = row.At(columns[title])
		return strings.TrimSpace(n.at[title].Value)
	}
	n.Name, n.IDNumber, n.Household = plain(text(nameTitle)), strings.ToUpper(plain(text(numberTitle))), plain(text(householdTitle))
	n.Told, n.Risk, n.Words = text(toldTitle), text(riskTitle), text(wordsTitle)
	on := text(onTitle)
	switch {
	case n.IDNumber == "" && n.Household == "" && (n.Name == "" || n.Told+n.Risk+n.Words == ""):
		return n, false
	case n.IDNumber == "" && n.Told+n.Risk+n.Words+on == "":
		l.Blank++
		return n, false
	case n.IDNumber == "" && n.Household == "":
		l.bad(n, numbered(columns), "没有填写身份证号或户编号，请补填")
	case n.Name == "":
		l.bad(n, nameTitle, "姓名为空，请补填")
	}
	if n.IDNumber != "" {
		if _, err := idcard.Parse(n.IDNumber); n.at[numberTitle].Kind == sheet.Number {
			l.bad(n, numberTitle, "身份证号被存成数字，末几位已丢失，请把该列设为文本格式后重新录入")
		} else if err != nil {
			l.bad(n, numberTitle, fault.Message(err))
		}
	}
	if n.Told != "" && !slices.Contains(ThreeReports, n.Told) {
		l.bad(n, toldTitle, "不是反映途径，请写："+strings.Join(ThreeReports, "、"))
	}
	for _, title := range []string{nameTitle, riskTitle, wordsTitle} {
		if k := n.at[title].Kind; k == sheet.Error || k == sheet.Unsolved || k == sheet.Garbled {
			l.bad(n, title, "公式没有算出结果，或有字在转换中丢失，请改为文字")
		}
	}
	l.dated(&n, on, today)
	return n, true
}

// numbered is the column of numbers that the list has.
func numbered(columns map[string]int) string {
	if columns[numberTitle] != 0 {
		return numberTitle
	}
	return householdTitle
}

// dated reads the day on which a line was told.
func (l *NameList) dated(n *NameLine, text string, today calendar.Date) {
	if text == "" {
		return
	}
	day, err := calendar.ParseDate(strings.NewReplacer("/", "-", ".", "-").Replace(text))
	if at, is := n.at[onTitle].Day(); err != nil && is {
		day, err = calendar.On(at.Date()), nil
	}
	switch {
	case err != nil:
		l.bad(*n, onTitle, "不是日期，请写作 2024-09-03")
	case day > today:
		l.bad(*n, onTitle, "日期晚于今天，请核对")
	default:
		n.On = day
	}
}

// once finds a person who stands in the list twice.
func (l *NameList) once(n NameLine, seen map[string]int) {
	if n.IDNumber == "" {
		return
	}
	if first, twice := seen[n.IDNumber]; twice {
		l.bad(n, numberTitle, fmt.Sprintf("与第 %d 行是同一个身份证号，一人只列一行", first))
		return
	}
	seen[n.IDNumber] = n.Line
}

// bad names a cell with what is wrong in it.
func (l *NameList) bad(n NameLine, title, rule string) {
	cell := n.at[title]
	l.Defects = append(l.Defects, sheet.Defect{Sheet: l.Sheet, Cell: cell.Address(), Column: title, Value: sheet.OneLine(cell.Value), Rule: rule})
}
