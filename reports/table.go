package reports

import (
	"fmt"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/sheet"
)

// table is a sheet with the header found in it.
type table struct {
	sheet  sheet.Sheet
	header *header
}

// tablesIn finds the header of every sheet that has one. All are of one kind, which the agency reports; a file of which that
// cannot be said is refused with what was found.
func tablesIn(book *sheet.Book, agency string) (tables []table, notes []string, err error) {
	var near *header
	var hidden []string
	for _, s := range book.Sheets {
		if s.Hidden {
			hidden = append(hidden, s.Name)
			notes = append(notes, fmt.Sprintf("工作表“%s”是隐藏的，未读取；要报送请取消隐藏", s.Name))
			continue
		}
		all, empty, err := headersOf(s)
		if err != nil {
			return nil, nil, err
		}
		if empty {
			continue
		}
		h, err := chosen(whole(all), s.Name, agency)
		switch {
		case err != nil:
			return nil, nil, err
		case h != nil:
			tables = append(tables, table{s, h})
		default:
			notes = append(notes, fmt.Sprintf("工作表“%s”前%d行没有表头，未读取", s.Name, headerLines))
			if n := nearest(all, agency); n != nil && (near == nil || n.own() > near.own()) {
				near = n
			}
		}
	}
	if len(tables) == 0 || near != nil && near.looksLike() {
		return nil, nil, unrecognised(near, agency, hidden)
	}
	for _, t := range tables[1:] {
		if t.header.kind != tables[0].header.kind {
			return nil, nil, fault.Invalidf("工作表“%s”是“%s”，“%s”是“%s”；一个文件只能报一种表，请分开报送",
				tables[0].sheet.Name, tables[0].header.kind.Title, t.sheet.Name, t.header.kind.Title)
		}
	}
	return tables, notes, nil
}

// headersOf reads the beginning of a sheet in every way, and tells a sheet with nothing in it, such as a new workbook's others.
func headersOf(s sheet.Sheet) (all []*header, empty bool, err error) {
	var rows []sheet.Row
	empty = true
	for row, err := range s.Rows() {
		if err != nil {
			return nil, false, refused(err)
		}
		empty = false
		if row.Line > headerLines {
			break
		}
		rows = append(rows, row)
	}
	all = headersIn(rows)
	for _, h := range all {
		h.sheet = s.Name
	}
	return all, empty, nil
}

// chosen is the header, nil if there is none. It fits one kind only, whoever reports the others, and the agency reports it.
func chosen(fits []*header, name, agency string) (*header, error) {
	var titles, senders []string
	own := false
	for _, h := range fits {
		titles, senders = append(titles, h.kind.Title), append(senders, h.kind.Agencies...)
		own = own || h.kind.ReportedBy(agency)
	}
	switch {
	case len(fits) == 0:
		return nil, nil
	case !own:
		return nil, fault.Invalidf("工作表“%s”是“%s”，由%s报送，%s不报这种表（%s报送：%s）；请核对文件和报送部门",
			name, strings.Join(titles, "”或“"), strings.Join(senders, "、"), agency, agency, titlesOf(agency))
	case len(fits) > 1:
		return nil, fault.Invalidf("工作表“%s”的表头同时符合“%s”，分不清是哪一种；请每种单独成表后再报", name, strings.Join(titles, "”和“"))
	case len(fits[0].doubled) > 0:
		return nil, fault.Invalidf("工作表“%s”的表头有重复的列：%s；请只留一列或改名后再报", name, strings.Join(fits[0].doubled, "，"))
	}
	return fits[0], nil
}

// looksLike tells a table that was meant for a report from one that is beside the matter: people, and a column of the kind's.
func (h *header) looksLike() bool {
	_, name := h.columns["name"]
	_, id := h.columns["id_number"]
	return (name || id) && h.own() > 0
}

// unrecognised says of a file without a header which columns were found, and which are missing for the nearest kind.
func unrecognised(near *header, agency string, hidden []string) error {
	more := ""
	if len(hidden) > 0 {
		more = fmt.Sprintf("。隐藏的工作表“%s”没有读取，要报送请取消隐藏", strings.Join(hidden, "”“"))
	}
	if near == nil {
		return fault.Invalidf("前%d行里没有找到表头，认不出是哪种表；%s报送：%s。请核对文件，表头应有“姓名”“身份证号”等列名%s",
			headerLines, agency, titlesOf(agency), more)
	}
	return fault.Invalidf("认不出是哪种表。工作表“%s”第%d行最接近“%s”：找到的列有%s；缺少的列有%s。请补上缺少的列或改正列名后再报%s",
		near.sheet, near.line, near.kind.Title, strings.Join(near.found(), "、"), strings.Join(near.missing(), "、"), more)
}
