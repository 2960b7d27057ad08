package reports

import (
	"strings"

	"fangpin/internal/fault"
)

// agencies are the departments (部门) that report, each with the names it goes by. Its own place may stand before any of them.
var agencies = []struct {
	name   string
	others []string
}{
	{"医保局", []string{"医疗保障局"}},
	{"卫健委", []string{"卫生健康委员会", "卫生健康委", "卫健局", "卫生健康局"}},
	{"教体局", []string{"教育体育局", "教育和体育局", "教育局"}},
	{"应急管理局", []string{"应急局"}},
	{"农业农村局", nil},
	{"人社局", []string{"人力资源和社会保障局", "人力资源社会保障局"}},
	{"民政局", nil},
	{"住建局", []string{"住房和城乡建设局", "住房城乡建设局"}},
	{"水利局", nil},
	{"公安局", []string{"公安分局"}},
}

// Agency is the short name of a department, as in 医保局 for 鹤山区医疗保障局.
func Agency(name string) (string, error) {
	name = clean(name)
	known := make([]string, 0, len(agencies))
	for _, a := range agencies {
		for _, n := range append(a.others, a.name) {
			if strings.HasSuffix(name, n) {
				return a.name, nil
			}
		}
		known = append(known, a.name)
	}
	return "", fault.Invalidf("没有“%s”这个报送部门，请写：%s", name, strings.Join(known, "、"))
}

// Agencies lists the departments by their short names.
func Agencies() []string {
	names := make([]string, len(agencies))
	for i, a := range agencies {
		names[i] = a.name
	}
	return names
}

// titlesOf names the kinds an agency sends.
func titlesOf(agency string) string {
	var titles []string
	for _, k := range kinds {
		if k.ReportedBy(agency) {
			titles = append(titles, k.Title)
		}
	}
	return strings.Join(titles, "、")
}
