package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"fangpin/internal/identity/who"
)

// ask is one request of a person.
type ask struct {
	path string
	form []string // of a POST: pairs of field and value
}

// of asks it in the person's browser.
func (a ask) of(v visitor) answer {
	if a.form != nil {
		return v.post(a.path, a.form...)
	}
	return v.get(a.path)
}

// asking is one page, asked for in different places.
type asking struct {
	name string
	by   visitor
	asks []ask
}

// BenchmarkPages asks for the pages of a county with 100,000 claims, 20,000 open leads and 500,000 people, each beside its bare SQL: the page's own
// statements without what only counts, through plain database/sql on the same database. Of both the median and the 95th percentile are
// reported in milliseconds, how many times its SQL a page takes, and its weight.
func BenchmarkPages(b *testing.B) {
	c := newCrowd(b)
	for _, a := range c.askings() {
		b.Run(a.name, func(b *testing.B) { c.measure(b, a) })
	}
}

// many is how often a page is asked for at least.
const many = 20

// askings are the pages.
func (c *crowd) askings() []asking {
	each := func(path func(n int) string) (asks []ask) {
		for n := range many {
			asks = append(asks, ask{path: path(n)})
		}
		return asks
	}
	page := func(path string) []ask { return []ask{{path: path}} }
	names := c.column(`SELECT name FROM person WHERE id % 25000 = 0`)
	numbers := c.column(`SELECT no FROM household WHERE id % 6250 = 0 AND id >= 1000000`)
	claims := c.column(`SELECT id::TEXT FROM claim WHERE id % 5000 = 0 AND id >= 2000000`)
	homes := c.column(`SELECT household::TEXT FROM claim WHERE id % 5000 = 0 AND id >= 2000000`)
	search := func(words []string) []ask {
		return each(func(n int) string { return "/search?q=" + url.QueryEscape(words[n%len(words)]) })
	}
	posted := func(word func(n int) string) (asks []ask) {
		for n := range many {
			asks = append(asks, ask{"/search", []string{"q", word(n)}})
		}
		return asks
	}
	return []asking{
		{"claims/first", c.clerk, page("/claims")},
		{"claims/deep", c.clerk, page("/claims?page=1500")},
		{"claims/village/sort", c.clerk, page("/claims?sort=village")},
		{"claims/status", c.clerk, page("/claims?status=entrusted")},
		{"claims/village", c.clerk, page("/claims?village=410602100228")},
		{"claims/late", c.clerk, page("/claims?late=1")},
		{"claims/name", c.clerk, each(func(n int) string { return "/claims?q=" + url.QueryEscape(names[n]) })},
		{"claims/own village", c.village, page("/claims")},
		{"claims/own township", c.township, page("/claims")},
		{"claims/adjuster", c.adjuster, page("/claims")},
		{"claim", c.clerk, each(func(n int) string { return "/claims/" + claims[n] })},
		{"household", c.clerk, each(func(n int) string { return "/households/" + homes[n] })},
		{"households/first", c.clerk, page("/households")},
		{"payouts/first", c.clerk, page("/payouts")},
		{"payouts/deep", c.clerk, page("/payouts?page=1200")},
		{"payouts/status", c.clerk, page("/payouts?status=announced")},
		{"payouts/own village", c.village, page("/payouts")},
		{"watches/first", c.clerk, page("/watches")},
		{"watches/deep", c.clerk, page("/watches?page=300")},
		{"watches/next", c.clerk, page("/watches?next=hand_over")},
		{"watches/late", c.clerk, page("/watches?late=1")},
		{"watches/own village", c.village, page("/watches")},
		{"watches/board", c.clerk, page("/watches/board")},
		{"home/clerk", c.clerk, page("/")},
		{"home/township", c.township, page("/")},
		{"home/village", c.village, page("/")},
		{"search/name", c.clerk, search(names)},
		{"search/household", c.clerk, search(numbers)},
		{"search/filing", c.clerk, each(func(n int) string { return fmt.Sprintf("/search?q=2023-%d", 200+n) })},
		{"search/identity", c.clerk, posted(knownNumber)},
		{"search/adjuster", c.adjuster, search(names)},
	}
}

// measure asks for a page and for its bare SQL by turns.
func (c *crowd) measure(b *testing.B, a asking) {
	ctx, county := b.Context(), c.Who(who.Clerk).County
	statements := make([][]asked, len(a.asks))
	weight := 0
	for i, ask := range a.asks {
		statements[i] = c.bare(a.by, ask)
		weight = max(weight, len(c.found(b, a.by, ask).body))
	}
	var page, bare []time.Duration
	for b.Loop() {
		for n := range many {
			i := n % len(a.asks)
			began := time.Now()
			a.asks[i].of(a.by)
			page = append(page, time.Since(began))
			began = time.Now()
			if err := run(ctx, c.DB.DB.DB, county, statements[i]); err != nil {
				b.Fatal(err)
			}
			bare = append(bare, time.Since(began))
		}
	}
	report(b, "page", page)
	report(b, "sql", bare)
	b.ReportMetric(float64(percentile(page, 50))/float64(percentile(bare, 50)), "page/sql")
	b.ReportMetric(float64(weight+a.by.around())/1024, "KB")
	b.ReportMetric(0, "ns/op") // of a round: says nothing
}

// found asks once and holds the answer to be what was asked for.
func (c *crowd) found(b *testing.B, v visitor, ask ask) answer {
	b.Helper()
	got := ask.of(v)
	if want := map[bool]int{true: http.StatusSeeOther, false: http.StatusOK}[ask.form != nil]; got.status != want {
		b.Fatalf("%v answers %d: %s", ask, got.status, got.body)
	}
	return got
}

func report(b *testing.B, what string, took []time.Duration) {
	for _, percent := range []int{50, 95} {
		b.ReportMetric(float64(percentile(took, percent).Microseconds())/1000, fmt.Sprintf("%s-p%d-ms", what, percent))
	}
}

// percentile is how long so many in a hundred took at most.
func percentile(took []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}
