package web

import (
	"net/url"
	"slices"
	"strconv"

	"fangpin/internal/pg"
)

// pageSizes are how many lines a list shows at once.
const pageSize = 50

// listing is where a reader stands in a list: filters, order and page are all in the address, so that Back works and a link can be
// sent on.
type listing struct {
	path  string
	query url.Values
	sorts []string // what the list can be sorted by; the first unless another is chosen

	Page  int // from 1
	Total int // of the whole list; set once it is known
}

// listing reads it from the address. Whatever makes no sense there is as if it were not.
func (v *visit) listing(sorts ...string) *listing {
	l := &listing{path: v.r.URL.Path, query: v.r.URL.Query(), sorts: sorts, Page: 1}
	if n, err := strconv.Atoi(l.query.Get("page")); err == nil && n > 1 && n < 1_000_000 {
		l.Page = n
	}
	return l
}

// Get is a filter's value.
func (l *listing) Get(name string) string { return l.query.Get(name) }

// window is the part of the list to ask a room for.
func (l *listing) window() pg.Window {
	by, down := l.Sort()
	return pg.Window{Limit: pageSize, Offset: (l.Page - 1) * pageSize, Sort: by, Down: down}
}

// Sort is what the list is sorted by, and whether the largest comes first.
func (l *listing) Sort() (by string, down bool) {
	asked := l.query.Get("sort")
	if len(asked) > 0 && asked[0] == '-' {
		asked, down = asked[1:], true
	}
	if !slices.Contains(l.sorts, asked) {
		if len(l.sorts) == 0 {
			return "", false
		}
		return l.sorts[0], false
	}
	return asked, down
}

// SortLink sorts by a column, and the other way round if the list is sorted by it already.
func (l *listing) SortLink(column string) string {
	by, down := l.Sort()
	if by == column && !down {
		column = "-" + column
	}
	return l.with("sort", column, "page", "")
}

// SortMark says of a column how the list is sorted by it, for aria-sort: ascending, descending or none.
func (l *listing) SortMark(column string) string {
	switch by, down := l.Sort(); {
	case by != column:
		return "none"
	case down:
		return "descending"
	default:
		return "ascending"
	}
}

// Pages is how many pages there are, at least one.
func (l *listing) Pages() int { return max(1, (l.Total+pageSize-1)/pageSize) }

// First and Last are the numbers of the lines on this page.
func (l *listing) First() int { return min(l.Total, (l.Page-1)*pageSize+1) }
func (l *listing) Last() int  { return min(l.Total, l.Page*pageSize) }

// Prev and Next are the addresses of the pages beside this one, empty where there is none.
func (l *listing) Prev() string {
	if l.Page <= 1 {
		return ""
	}
	return l.with("page", strconv.Itoa(min(l.Page-1, l.Pages())))
}

func (l *listing) Next() string {
	if l.Page >= l.Pages() {
		return ""
	}
	return l.with("page", strconv.Itoa(l.Page+1))
}

// year is the filter's year of four digits, 0 for none.
func (l *listing) year() int {
	year, err := strconv.Atoi(l.Get("year"))
	if err != nil || year < 1000 || year > 9999 {
		return 0
	}
	return year
}

// At is another address with the same parameters, for a form whose verb comes back to the list.
func (l *listing) At(path string) string {
	return (&url.URL{Path: path, RawQuery: l.query.Encode()}).String()
}

// with is the list's address with parameters changed, given in pairs; an empty value takes one away.
func (l *listing) with(pairs ...string) string {
	query := url.Values{}
	for name, values := range l.query {
		query[name] = values
	}
	for i := 0; i < len(pairs); i += 2 {
		if query.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			query.Del(pairs[i])
		}
	}
	return (&url.URL{Path: l.path, RawQuery: query.Encode()}).String()
}
