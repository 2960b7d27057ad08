package pg

import "fmt"

// Window is the part of a list that a page shows. The zero Window is the whole list in the room's own order.
type Window struct {
	Limit  int // 0: all
	Offset int
	Sort   string // a word that the room knows (see Order); anything else is the room's own order
	Down   bool   // the largest first
}

// Clause is the window as the end of a statement. columns says what each word of Sort stands for, as SQL of the room's own; own is the
// room's order, which also decides between equals, so that no line is shown twice or never while somebody pages.
func (w Window) Clause(columns map[string]string, own string) string {
	order := own
	if column, ok := columns[w.Sort]; ok {
		way := " ASC NULLS LAST, "
		if w.Down {
			way = " DESC NULLS LAST, "
		}
		order = column + way + own
	}
	clause := " ORDER BY " + order
	if w.Limit > 0 {
		clause += fmt.Sprintf(" LIMIT %d OFFSET %d", w.Limit, w.Offset)
	}
	return clause
}
