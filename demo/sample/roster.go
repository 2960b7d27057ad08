package sample

import (
	"time"

	"github.com/xuri/excelize/v2"
)

// rosterName is the roster of the county's rural households, insured and not (参保花名册).
const rosterName = "鹤山区参保花名册.xlsx"

var rosterColumns = []struct {
	head  string
	width float64
}{
	{"序号", 7}, {"户编号", 19}, {"乡镇（街道）", 13}, {"行政村（社区）", 15}, {"自然村（组）", 13}, {"户主姓名", 13}, {"与户主关系", 11}, {"姓名", 13},
	{"性别", 6}, {"身份证号", 21}, {"户标签", 24}, {"标签起始日期", 24}, {"联系电话", 14}, {"开户行", 20}, {"银行账号", 23},
}

// roster writes a row per person, household by household. The account stands at the head, who is the payee.
func (w *writing) roster(p *population) error {
	f := excelize.NewFile()
	defer f.Close()
	const sheet, title = "参保花名册", "鹤山区2024年度防贫保参保及农村户籍人口花名册（截至2023年12月31日）"
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	heads := make([]any, len(rosterColumns))
	for i, c := range rosterColumns {
		heads[i] = excelize.Cell{StyleID: styles.header, Value: c.head}
		if err := out.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := out.SetRow("A1", []any{excelize.Cell{StyleID: styles.title, Value: title}}, excelize.RowOpts{Height: 30}); err != nil {
		return err
	}
	if err := out.SetRow("A2", heads); err != nil {
		return err
	}
	households := p.inOrder()
	for i, number := range numbers(households) {
		for _, m := range households[i].members {
			w.county.People++
			line := rosterLine(w.county.People, number, m, styles.looks[plain])
			if err := out.SetRow(address(0, w.county.People+2), line); err != nil {
				return err
			}
		}
	}
	if err := out.MergeCell("A1", address(len(rosterColumns)-1, 1)); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	w.county.Roster = w.path(rosterName)
	return save(f, w.county.Roster, title, "鹤山区乡村振兴局", must("2024-01-05"))
}

func rosterLine(serial int, number string, m *person, style int) []any {
	h, sex, bank, account := m.home, "女", "", ""
	if m.male {
		sex = "男"
	}
	if m == h.head() {
		bank, account = h.bank, h.account
	}
	texts := []string{number, h.place.township, h.place.village, h.place.hamlet, h.head().name(), m.relation, m.name(), sex, m.id,
		joinLabels(h.labels, func(l label) string { return l.name }),
		joinLabels(h.labels, func(l label) string { return l.since.Format(time.DateOnly) }),
		m.phone, bank, account}
	line := []any{excelize.Cell{StyleID: style, Value: serial}}
	for _, t := range texts {
		line = append(line, excelize.Cell{StyleID: style, Value: t})
	}
	return line
}
