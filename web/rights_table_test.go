package web

import (
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// reach says, by the word that stands in a cell of testdata/rights.csv, whose cases somebody in that role may see or act on at that
// address, beginning from the visitors' own: of their own family, of the family beside it in their village, whose case another adjuster
// has and another agency reported, of another village of their township, of another township. What lies in another county is nobody's.
// "-" refuses the role, and sends to the door whoever has not signed in.
//
// "all" lets the role in, where nothing of anybody's case is to be read; "log" too, but the numbers of rows may be read; "open" whoever
// has not signed in as well. With a "+" the page must name the people of every corner in reach: it would not prove anything if it were
// empty.
var reach = map[string][]string{
	"-":        nil,
	"own":      {"own"},
	"village":  {"own", "beside"},
	"township": {"own", "beside", "village"},
	"county":   {"own", "beside", "village", "township"},
	"log":      {"own", "beside", "village", "township"},
	"all":      {},
	"open":     {},
}

// right is one row of the table: who may do what at an address.
type right struct {
	method, path string
	subject      string // what the address names, as in claim:filed
	of           map[string]leave
}

// leave is what one role may.
type leave struct {
	word   string
	within []string // names of corners
	named  bool     // their people must be named
}

func (l leave) refused() bool          { return l.word == "-" }
func (l leave) reaches(o *corner) bool { return slices.Contains(l.within, o.name) }

// readRights reads the table, which is written by hand: it knows nothing of the program.
func readRights(t *testing.T) (table []right) {
	t.Helper()
	file, err := os.Open("testdata/rights.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		for j := range lines[i] {
			lines[i][j] = strings.TrimSpace(lines[i][j])
		}
	}
	for _, line := range lines[1:] {
		one := right{line[0], line[1], line[2], map[string]leave{}}
		for j, text := range line[3:] {
			word, named := strings.CutSuffix(text, "+")
			within, ok := reach[word]
			if !ok {
				t.Fatalf("%s %s: there is no %q", one.method, one.path, text)
			}
			one.of[lines[0][3+j]] = leave{word, within, named}
		}
		table = append(table, one)
	}
	return table
}

// pattern takes the expressions out of a route's path: /claims/{id}.
func pattern(path string) string { return regexp.MustCompile(`:\[0-9\]\+`).ReplaceAllString(path, "") }

// Every address of the site has its row in the table, and every row an address.
func TestEveryRouteHasItsRights(t *testing.T) {
	var rows, there []string
	for _, r := range readRights(t) {
		rows = append(rows, r.method+" "+r.path)
	}
	for _, r := range routes() {
		there = append(there, r.Method+" "+pattern(r.Path))
	}
	for _, r := range there {
		if !slices.Contains(rows, r) {
			t.Errorf("nobody has said who may come to %s", r)
		}
	}
	for _, r := range rows {
		if !slices.Contains(there, r) {
			t.Errorf("there is no %s", r)
		}
	}
	if both := slices.Compact(slices.Sorted(slices.Values(rows))); len(both) != len(rows) {
		t.Error("a route has two rows")
	}
}

// address is where a row's subject is found in a corner.
func (r right) address(c *corner) string {
	path, words := r.path, r.subject
	words, query, _ := strings.Cut(words, "?")
	for _, word := range strings.Split(words, ";") {
		if i, j := strings.Index(path, "{"), strings.Index(path, "}"); i >= 0 {
			path = path[:i] + c.called(strings.TrimSpace(word)) + path[j+1:]
		}
	}
	for _, in := range regexp.MustCompile(`\{[^}]*\}`).FindAllString(query, -1) {
		query = strings.ReplaceAll(query, in, c.called(strings.Trim(in, "{}")))
	}
	if query != "" {
		path += "?" + query
	}
	return path
}

// called is what an address calls something of a corner.
func (c *corner) called(word string) string {
	kind, name, named := strings.Cut(word, ":")
	h := c.homes[name]
	ids := map[string]func() int64{
		"household": func() int64 { return h.household }, "payee": func() int64 { return h.payee }, "claim": func() int64 { return h.claim },
		"payout": func() int64 { return h.payout }, "list": func() int64 { return h.list }, "noun": func() int64 { return c.noun[name] }, "watch": func() int64 { return c.watch[name] },
	}
	switch {
	case !named && word == "township":
		return c.townshipName()
	case !named:
		return word
	}
	return fmt.Sprint(ids[kind]())
}

// places tells whether a row is about something of a corner.
func (r right) places() bool { return strings.ContainsAny(r.subject, ":{") }
