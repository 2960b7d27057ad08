package registry

import (
	"context"
	"errors"
	"fmt"
	"io"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/sheet"
)

// Roster is a county's roster of rural households (花名册) as read from its file. With a single defect nothing of it is enrolled.
type Roster struct {
	Lines   []Line
	Defects []sheet.Defect
}

// Whole are the lines of a roster without a defect; with a single one none is, for who mends the file sends it again.
func (r Roster) Whole() ([]Line, error) {
	if n := len(r.Defects); n > 0 {
		return nil, fault.Invalidf("花名册中有 %d 处错误，整份未导入，请改正后重新导入", n)
	}
	return r.Lines, nil
}

// Line is one person of the roster.
type Line struct {
	Line      int    // of the sheet
	Household string // 户编号
	Village   string // the division's twelve digits
	Hamlet    string // 自然村; empty where the household lives in the village itself, as in a 社区
	Relation  string // 与户主关系
	Name      string
	IDNumber  string // eighteen characters, X in capitals
	BornOn    calendar.Date
	Labels    []Held // of the household, on each of its lines
	Phone     string // empty if unknown
	Bank      string // empty, as Account, where the person has none
	Account   string
}

// Held is a label and the day since when.
type Held struct {
	Name string
	From calendar.Date
}

// ReadRoster reads a county's roster: the first sheet with a roster's header, a line per person. Divisions are found in the tree
// by the names that people write. A file that is no roster is fault.Invalid; a bad cell is a defect, and all are reported.
func ReadRoster(ctx context.Context, file io.ReaderAt, size int64, name, county string, divisions *area.Tree) (r Roster, err error) {
	err = sheet.Read(ctx, file, size, name, func(book *sheet.Book) error {
		for _, s := range book.Sheets {
			h, err := findHeader(s)
			if err != nil {
				return err
			}
			if h.columns != nil {
				r, err = read(s, h, county, divisions)
				return err
			}
		}
		return fault.Invalidf("%s 不是花名册：前 %d 行中没有找到表头，表头须有 %s", name, headerRows, neededTitles())
	})
	if err != nil {
		return Roster{}, refuse(err)
	}
	return r, nil
}

func read(s sheet.Sheet, h header, county string, divisions *area.Tree) (Roster, error) {
	r := newReader(s.Name, h, county, divisions)
	for row, err := range s.Rows() {
		if err != nil {
			return Roster{}, err
		}
		if row.Line > h.line {
			r.read(row)
		}
	}
	r.judge()
	if len(r.lines) == 0 && len(r.defects) == 0 {
		return Roster{}, fault.Invalidf("花名册表头之下没有人员，请核对是否选错了文件或工作表")
	}
	roster := Roster{Lines: r.lines}
	for _, d := range r.defects {
		roster.Defects = append(roster.Defects, d.Defect)
	}
	return roster, nil
}

// refuse hands on a file's own reason.
func refuse(err error) error {
	if u, ok := errors.AsType[*sheet.Unreadable](err); ok {
		return &fault.Error{Kind: fault.Invalid, Message: u.Reason, Err: err}
	}
	return fmt.Errorf("read roster: %w", err)
}
