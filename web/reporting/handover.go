package reporting

import (
	"io"

	"fangpin/internal/area"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/reports"
	"fangpin/web/kit"
)

// handOverReaders are who hands a month's alerts over, and who takes them.
var handOverReaders = []who.Role{who.Clerk, who.Township, who.Auditor}

// townships are the names of those that the person reaches.
func townships(r *kit.Request) (names []string) {
	for _, t := range area.Published().Townships(r.By.County) {
		if r.By.Reaches(t.Code) {
			names = append(names, t.Name)
		}
	}
	return names
}

// handOverPaper is what is handed to one township of a month's alerts (交办单).
func handOverPaper(r *kit.Request) error {
	query := r.URL.Query()
	month, err := reports.ParseMonth(query.Get("month"))
	if err != nil {
		return fault.NotFoundf("请先选择月份，再打印交办单")
	}
	township := query.Get("township")
	return r.Paper("交办单-"+month.String()+"-"+township, func(fonts *paper.Fonts, w io.Writer) error {
		return reports.HandOverPaper(r.Context(), r.Tx, r.Keys, fonts, month, township, w)
	})
}
