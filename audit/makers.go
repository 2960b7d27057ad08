package audit

import (
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
)

// madeOtherwise says in what a row that names its maker, and the day, differs from the deed that first covered it, empty if in nothing.
// (经办人即存证人)
func madeOtherwise(v *view, table deed.Table, line deed.Line, leaf int64) string {
	a, ok := v.act(leaf)
	if !ok { // named as a deed that cannot be read
		return ""
	}
	if by := string(line.Value(table.MadeBy)); by != id(a.person) {
		return fmt.Sprintf("所记经办人为 %s，第 %d 号存证为 %d", by, leaf, a.person)
	}
	if table.MadeOn == "" {
		return ""
	}
	if on, day := string(line.Value(table.MadeOn)), calendar.DateOf(a.at).String(); on != day {
		return fmt.Sprintf("所记日期为 %s，第 %d 号存证为 %s", on, leaf, day)
	}
	return ""
}
