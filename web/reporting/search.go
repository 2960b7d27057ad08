package reporting

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"

	"fangpin/claims"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/web/kit"
)

// searchPage is what one word finds in the person's part of the county.
type searchPage struct {
	Words      string
	Households []registry.Family
	Total      int // households in all
	Claims     []claims.Row
	Notices    []payouts.NoticeLine
	Lists      []payouts.ListLine
}

// Found tells whether there is anything.
func (p searchPage) Found() bool {
	return len(p.Households)+len(p.Claims)+len(p.Notices)+len(p.Lists) > 0
}

// lookUp takes the one box of the search: an identity number leads to its household and stands in no address; any other word to a page
// that can be come back to.
func lookUp(r *kit.Request) error {
	word, err := r.Need("q", "查找什么")
	if err != nil {
		return err
	}
	if !kit.NumberLike(word) {
		return r.To("/search?"+url.Values{"q": {word}}.Encode(), "")
	}
	home, err := numberedHousehold(r, word)
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/households/%d", home), "")
}

// numberedHousehold is the household of a number that may be a person's: by the household's own number, which may be as long, else by the person's.
func numberedHousehold(r *kit.Request, word string) (int64, error) {
	home, err := firstOf(r, registry.FamilyFilter{Words: word})
	if err != nil || home != 0 {
		return home, err
	}
	return householdOf(r, word)
}

// shownFound is how many households a search lists; the list of households has them all.
const shownFound = 20

func showSearch(r *kit.Request) error {
	p := searchPage{Words: r.URL.Query().Get("q")}
	if p.Words == "" {
		return r.Show("reporting/search/show", p)
	}
	own, err := claims.EntrustedHouseholds(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	f := registry.FamilyFilter{Words: p.Words, IDs: own, Window: pg.Window{Limit: shownFound}}
	if p.Households, p.Total, err = registry.Families(r.Context(), r.Tx, f); err != nil {
		return err
	}
	if err := searchClaims(r, &p); err != nil {
		return err
	}
	if year, no, ok := numbered(p.Words); ok {
		if err := searchNumbers(r, &p, year, no); err != nil {
			return err
		}
	}
	return r.Show("reporting/search/show", p)
}

// searchClaims finds claims by their number, or those of the households found.
func searchClaims(r *kit.Request, p *searchPage) (err error) {
	f := claims.RowFilter{Void: true, Window: pg.Window{Limit: kit.PageSize}}
	if year, no, ok := numbered(p.Words); ok {
		f.Year, f.No = year, no
	} else {
		homes := make([]int64, len(p.Households))
		for i, h := range p.Households {
			homes[i] = h.ID
		}
		f.Households = pg.Only(homes)
	}
	p.Claims, _, err = claims.Rows(r.Context(), r.Tx, f)
	return err
}

// searchNumbers finds notices and lists by the number that people use: 2024年第3号.
func searchNumbers(r *kit.Request, p *searchPage, year, no int) (err error) {
	if r.Sees("/notices") {
		if p.Notices, _, err = payouts.FindNotices(r.Context(), r.Tx, payouts.NoticeFilter{Year: year, Serial: no}); err != nil {
			return err
		}
	}
	if r.Sees("/lists") {
		if p.Lists, _, err = payouts.Lists(r.Context(), r.Tx, payouts.ListFilter{Year: year, Serial: no}); err != nil {
			return err
		}
	}
	return nil
}

// yearAndNo are the ways a number is written: 2024年第3号, 2024年第3册, 2024-3.
var yearAndNo = regexp.MustCompile(`^\D{0,6}([0-9]{4})\D{1,3}([0-9]{1,6})\D{0,2}$`)

func numbered(words string) (year, no int, ok bool) {
	m := yearAndNo.FindStringSubmatch(words)
	if m == nil {
		return 0, 0, false
	}
	year, _ = strconv.Atoi(m[1])
	no, _ = strconv.Atoi(m[2])
	return year, no, true
}
