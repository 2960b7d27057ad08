package pg

import (
	"context"
	"fmt"
)

// Window is the part of a list that a page shows. The zero Window is the whole list in the room's own order.
type Window struct {
	Limit  int // 0: all
	Offset int
	Sort   string // a word that the room knows (see Order); anything else is the room's own order
	Down   bool   // the largest first
}

// Total is how many lines a list has, n of which came through the window. Where these do not show its end, query counts it.
func (w Window) Total(ctx context.Context, tx *Tx, n int, query string, args ...any) (total int, err error) {
	if total, ends := w.ends(n); ends {
		return total, nil
	}
	if err := tx.GetContext(ctx, &total, query, args...); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return total, nil
}

// ends tells whether n lines that came through the window are the last of the list, and how many it then has in all.
func (w Window) ends(n int) (total int, ends bool) {
	switch {
	case w.Limit == 0:
		return n, true
	case n < w.Limit && (n > 0 || w.Offset == 0):
		return w.Offset + n, true
	default:
		return 0, false
	}
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
