package registry

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fangpin/internal/area"
	"fangpin/internal/fault"
	"fangpin/internal/idcard"
	"fangpin/internal/sheet"
)

// reader turns a roster's rows into lines and defects.
type reader struct {
	sheet     string
	header    header
	county    string
	divisions *area.Tree

	row      sheet.Row // the one being read
	lines    []Line
	defects  []defect
	ids      map[string]int // identity number → line
	villages map[[2]string]found
	families map[string]*family
}

// defect is a defect and its place, to be put in order by.
type defect struct {
	sheet.Defect
	line, column int
}

// found is what the tree said of a township and a village.
type found struct {
	code string
	err  error
}

func newReader(name string, h header, county string, divisions *area.Tree) *reader {
	return &reader{sheet: name, header: h, county: county, divisions: divisions,
		ids: map[string]int{}, villages: map[[2]string]found{}, families: map[string]*family{}}
}

// read takes one row. A row without household, name and number is no person: a blank one, a sum, a signature.
func (r *reader) read(row sheet.Row) {
	r.row = row
	if r.text(householdColumn) == "" && r.text(nameColumn) == "" && r.text(idColumn) == "" {
		return
	}
	l := Line{
		Line:      row.Line,
		Household: r.need(householdColumn),
		Village:   r.village(),
		Hamlet:    r.text(hamletColumn),
		Relation:  r.need(relationColumn),
		Name:      r.need(nameColumn),
		Labels:    r.labels(),
		Phone:     r.phone(),
	}
	r.identify(&l)
	l.Bank, l.Account = r.account()
	r.lines = append(r.lines, l)
	r.join(l)
}

// cell is the row's cell of a column.
func (r *reader) cell(column string) sheet.Cell { return r.row.At(r.header.columns[column]) }

// text is a cell's text, empty where the sheet has no such column.
func (r *reader) text(column string) string { return clean(r.cell(column).Value) }

// bad reports the row's cell of a column.
func (r *reader) bad(column, rule string, a ...any) {
	r.refuse(r.cell(column), column, fmt.Sprintf(rule, a...))
}

func (r *reader) refuse(cell sheet.Cell, column, rule string) {
	r.defects = append(r.defects, defect{sheet.Defect{Sheet: r.sheet, Cell: cell.Address(), Column: column, Value: sheet.OneLine(cell.Value), Rule: rule}, cell.Line, cell.Column})
}

// need is the text of a cell that must hold one.
func (r *reader) need(column string) string {
	text := r.text(column)
	switch kind := r.cell(column).Kind; {
	case text == "":
		r.bad(column, "%s为空，请补填", column)
	case kind == sheet.Error || kind == sheet.Unsolved:
		r.bad(column, "公式没有算出结果，请改为文字")
	case kind == sheet.Garbled:
		r.bad(column, "有字在转换中丢失，请重新录入")
	}
	return text
}

func (r *reader) village() string {
	township, name := r.text(townshipColumn), r.need(villageColumn)
	if name == "" {
		return ""
	}
	at, seen := r.villages[[2]string{township, name}]
	if !seen {
		d, err := r.divisions.FindVillage(r.county, township, name)
		at = found{d.Code, err}
		r.villages[[2]string{township, name}] = at
	}
	if at.err != nil {
		r.bad(villageColumn, "%s", fault.Message(at.err))
	}
	return at.code
}

// identify reads the identity number, which nobody else in the roster has.
func (r *reader) identify(l *Line) {
	l.IDNumber = strings.ToUpper(r.need(idColumn))
	if l.IDNumber == "" {
		return
	}
	if r.cell(idColumn).Kind == sheet.Number {
		r.bad(idColumn, "身份证号被存成数字，末几位已丢失，请把该列设为文本格式后重新录入")
		return
	}
	born, err := idcard.Parse(l.IDNumber)
	if err != nil {
		r.bad(idColumn, "%s", fault.Message(err))
		return
	}
	if first, twice := r.ids[l.IDNumber]; twice {
		r.bad(idColumn, "与第 %d 行是同一个身份证号，一人只能在一户、列一行", first)
		return
	}
	r.ids[l.IDNumber], l.BornOn = l.Line, born
}

// labels reads 户标签 and 标签起始日期, several of each joined by 、, or one date for all.
func (r *reader) labels() []Held {
	names, days := split(r.text(labelsColumn)), split(r.text(sinceColumn))
	if len(days) == 1 {
		days = slices.Repeat(days, len(names))
	}
	if len(names) != len(days) {
		r.bad(sinceColumn, "有 %d 个户标签，%d 个起始日期，应一一对应，用“、”分隔", len(names), len(days))
		return nil
	}
	var held []Held
	for i, name := range names {
		day, ok := parseDay(days[i])
		switch {
		case !slices.Contains(Labels, name):
			r.bad(labelsColumn, "没有户标签“%s”，可用的标签：%s", name, strings.Join(Labels, "、"))
		case slices.ContainsFunc(held, func(h Held) bool { return h.Name == name }):
			r.bad(labelsColumn, "户标签“%s”写了两次", name)
		case !ok:
			r.bad(sinceColumn, "“%s”不是日期，请写作 2024-01-31", days[i])
		default:
			held = append(held, Held{name, day})
		}
	}
	return held
}

// split parts a list as people join it.
func split(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("、,;", c) })
}

var phoneNumber = regexp.MustCompile(`^[0-9]{3,4}-?[0-9]{7,8}$|^[0-9]{7,8}$`)

func (r *reader) phone() string {
	text := r.text(phoneColumn)
	if text != "" && !phoneNumber.MatchString(text) {
		r.bad(phoneColumn, "不是电话号码，应为 11 位手机号或带区号的座机号")
	}
	return text
}

// account reads a bank and its account number: both or none.
func (r *reader) account() (bank, number string) {
	bank, number = r.text(bankColumn), r.text(accountColumn)
	switch {
	case bank == "" && number == "":
	case number == "":
		r.bad(accountColumn, "有开户行而没有银行账号，请补填")
	case bank == "":
		r.bad(bankColumn, "有银行账号而没有开户行，请补填")
	case r.cell(accountColumn).Kind == sheet.Number && len(number) > 15:
		r.bad(accountColumn, "银行账号被存成数字，末几位已丢失，请把该列设为文本格式后重新录入")
	case !accountNumber.MatchString(number):
		r.bad(accountColumn, "银行账号应为 8 至 32 位数字")
	}
	return bank, number
}
