package sample

import (
	"cmp"

	"github.com/xuri/excelize/v2"
)

// styles are the ids of a workbook's styles.
type styles struct {
	title, header int
	looks         map[look]int
}

func newStyles(f *excelize.File) (styles, error) {
	thin := func(side string) excelize.Border { return excelize.Border{Type: side, Color: "000000", Style: 1} }
	borders := []excelize.Border{thin("left"), thin("right"), thin("top"), thin("bottom")}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	var err error
	style := func(s excelize.Style) int {
		id, failed := f.NewStyle(&s)
		err = cmp.Or(err, failed)
		return id
	}
	head := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E1F2"}}
	const general, whole, commas, text = 0, 1, 4, 49 // built-in number formats (ECMA-376 §18.8.30)
	shortDate := "yyyy/m/d"                          // the built-in one is 5/25/2024 on a computer that is not set to Chinese
	s := styles{
		title:  style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 16, Family: "宋体"}, Alignment: centre}),
		header: style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 11, Family: "宋体"}, Alignment: centre, Border: borders, Fill: head}),
		looks: map[look]int{
			plain:  style(excelize.Style{NumFmt: text, Border: borders}),
			middle: style(excelize.Style{NumFmt: general, Border: borders, Alignment: centre}),
			money:  style(excelize.Style{NumFmt: commas, Border: borders}),
			date:   style(excelize.Style{CustomNumFmt: &shortDate, Border: borders, Alignment: centre}),
			count:  style(excelize.Style{NumFmt: whole, Border: borders, Alignment: centre}),
		},
	}
	return s, err
}
