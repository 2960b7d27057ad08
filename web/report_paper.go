package web

import (
	"io"

	"fangpin/internal/area"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/reports"
)

// handOverReaders are who hands a month's alerts over, and who takes them.
var handOverReaders = []who.Role{who.Clerk, who.Township, who.Auditor}

// townships are the names of those that the person reaches.
func (v *visit) townships() (names []string) {
	for _, t := range area.Published().Townships(v.by.County) {
		if v.by.Reaches(t.Code) {
			names = append(names, t.Name)
		}
	}
	return names
}

// handOverPaper is what is handed to one township of a month's alerts (交办单).
func (v *visit) handOverPaper() error {
	query := v.r.URL.Query()
	month, err := reports.ParseMonth(query.Get("month"))
	if err != nil {
		return fault.NotFoundf("请先选择月份，再打印交办单")
	}
	township := query.Get("township")
	return v.paper("交办单-"+month.String()+"-"+township, func(fonts *paper.Fonts, w io.Writer) error {
		return reports.HandOverPaper(v.ctx(), v.tx, v.Keys, fonts, month, township, w)
	})
}
