package kit

import (
	"net/url"
	"slices"
	"strconv"

	"fangpin/internal/pg"
)

// PageSize is how many lines a list shows at once.
const PageSize = 50

// List is where a reader stands in a list: filters, order and page are all in the address, so that Back works and a link can be
// sent on.
type List struct {
	Path  string     // where its links lead: the page's own unless a refused batch shows it again
	Query url.Values // filters, order and page
	sorts []string   // what the list can be sorted by; the first unless another is chosen

	Page  int // from 1
	Total int // of the whole list; set once it is known
}

// List reads it from the address. Whatever makes no sense there is as if it were not.
func (r *Request) List(sorts ...string) *List {
	l := &List{Path: r.URL.Path, Query: r.URL.Query(), sorts: sorts, Page: 1}
	if n, err := strconv.Atoi(l.Query.Get("page")); err == nil && n > 1 && n < 1_000_000 {
		l.Page = n
	}
	return l
}

// Get is a filter's value.
func (l *List) Get(name string) string { return l.Query.Get(name) }

// Window is the part of the list to ask a room for.
func (l *List) Window() pg.Window {
	by, down := l.Sort()
	return pg.Window{Limit: PageSize, Offset: (l.Page - 1) * PageSize, Sort: by, Down: down}
}

// Sort is what the list is sorted by, and whether the largest comes first.
func (l *List) Sort() (by string, down bool) {
	asked := l.Query.Get("sort")
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
func (l *List) SortLink(column string) string {
	by, down := l.Sort()
	if by == column && !down {
		column = "-" + column
	}
	return l.With("sort", column, "page", "")
}

// SortMark says of a column how the list is sorted by it, for aria-sort: ascending, descending or none.
func (l *List) SortMark(column string) string {
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
func (l *List) Pages() int { return max(1, (l.Total+PageSize-1)/PageSize) }

// First and Last are the numbers of the lines on this page.
func (l *List) First() int { return min(l.Total, (l.Page-1)*PageSize+1) }
func (l *List) Last() int  { return min(l.Total, l.Page*PageSize) }

// Prev and Next are the addresses of the pages beside this one, empty where there is none.
func (l *List) Prev() string {
	if l.Page <= 1 {
		return ""
	}
	return l.With("page", strconv.Itoa(min(l.Page-1, l.Pages())))
}

func (l *List) Next() string {
	if l.Page >= l.Pages() {
		return ""
	}
	return l.With("page", strconv.Itoa(l.Page+1))
}

// Year is the filter's year of four digits, 0 for none.
func (l *List) Year() int {
	year, err := strconv.Atoi(l.Get("year"))
	if err != nil || year < 1000 || year > 9999 {
		return 0
	}
	return year
}

// At is another address with the same parameters, for a form whose verb comes back to the list.
func (l *List) At(path string) string {
	return (&url.URL{Path: path, RawQuery: l.Query.Encode()}).String()
}

// With is the list's address with parameters changed, given in pairs; an empty value takes one away.
func (l *List) With(pairs ...string) string {
	query := url.Values{}
	for name, values := range l.Query {
		query[name] = values
	}
	for i := 0; i < len(pairs); i += 2 {
		if query.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			query.Del(pairs[i])
		}
	}
	return (&url.URL{Path: l.Path, RawQuery: query.Encode()}).String()
}
