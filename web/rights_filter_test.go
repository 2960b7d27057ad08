package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// filters ask a list for what is another corner's, by every word that a list reads in its address.
func filters(c *corner) url.Values {
	return url.Values{
		"village": {c.village}, "q": {c.homes["filed"].head}, "adjuster": {fmt.Sprint(c.adjuster.ID)}, "list": {fmt.Sprint(c.homes["paid"].list)},
		"notice": {fmt.Sprint(c.noun["notice"])}, "agency": {c.agency}, "partner": {c.agency}, "kind": {c.kind}, "person": {fmt.Sprint(c.cadre.ID)},
		"household": {fmt.Sprint(c.homes["filed"].household)}, "id": {fmt.Sprint(c.watch["led"])}, "township": {c.townshipName()}, "reference": {fmt.Sprintf("%d-1", c.homes["paid"].payout)},
	}
}

// narrowed is for those whose part of the county is less than all of it.
var narrowed = []string{"reporter", "adjuster", "township", "village"}

// No filter, search or page of a list reaches further than the list.
func (w *world) narrow(t *testing.T, table []right) {
	for _, g := range w.visitors {
		if !slices.Contains(narrowed, g.column) {
			continue
		}
		for _, r := range table {
			may := r.of[g.column]
			if r.method != http.MethodGet || strings.Contains(r.path, "{") || may.refused() || may.word == "open" || r.path == "/account" || r.path == "/" {
				continue
			}
			for name, values := range filters(w.corners[3]) {
				path := r.path + "?" + name + "=" + url.QueryEscape(values[0])
				a := g.get(path)
				if a.status >= http.StatusInternalServerError {
					t.Errorf("%s: GET %s answers %d", g.name, path, a.status)
				}
				asked := append([]string{path}, values...)
				w.hides(t, fmt.Sprintf("%s: GET %s", g.name, path), opened(t, a), g, may, asked...)
			}
		}
	}
}

// counted are lists, and how many lines each has of one corner. An adjuster counts what was entrusted to them, a department what it was handed.
var counted = map[string]struct{ of, entrusted, handed int }{
	"/households": {len(families), len(families) - 3, 0},
	"/claims":     {len(families) + 1, len(families) - 3 + 1, 0},
	"/payouts":    {20, 20, 0},
	"/notices":    {1, 1, 0},
	"/objections": {3, 3, 0},
	"/outcomes":   {1, 1, 1},
	"/reports":    {3, 3, 3},
	"/lists":      {11, 11, 0},

	"/watches":          {len(courses) - 1, 0, 5}, // one is over and waits for nothing
	"/watches/notices":  {3, 0, 0},
	"/watches/doubtful": {1, 0, 0},
	"/rectifications":   {2, 0, 2},
}

// The number of lines that a list says it has is that of the lines which are theirs.
func (w *world) count(t *testing.T, table []right) {
	for _, g := range w.visitors {
		for _, r := range table {
			n, ok := counted[r.path]
			may := r.of[g.column]
			if !ok || r.method != http.MethodGet || may.refused() {
				continue
			}
			want := n.of * len(may.within)
			switch g.column {
			case "adjuster":
				want = n.entrusted
			case "reporter":
				want = n.handed
			}
			m := regexp.MustCompile(`共 (\d+) 条`).FindStringSubmatch(g.get(r.path).body)
			if m == nil {
				t.Fatalf("%s: %s does not say how many there are", g.name, r.path)
			}
			if got, _ := strconv.Atoi(m[1]); got != want {
				t.Errorf("%s: %s counts %d, want %d", g.name, r.path, got, want)
			}
		}
	}
}

// A form about one's own that names something of another's in a hidden field, or among the boxes ticked, does nothing.
func (w *world) smuggle(t *testing.T) {
	own := w.corners[0]
	by := func(column string) visitor {
		return w.visitors[slices.IndexFunc(w.visitors, func(g guest) bool { return g.column == column })].visitor
	}
	id := func(n int64) string { return fmt.Sprint(n) }
	deeds := w.deeds()
	for _, c := range w.corners[2:] {
		mine, theirs := own.homes, c.homes
		for _, try := range []struct {
			by, path string
			form     form
		}{
			{"village", "/claims/endorse", filled("id", id(mine["found"].claim), "id", id(theirs["found"].claim), "opinion", "属实", "decision", "pass")},
			{"township", "/claims/review", filled("id", id(mine["endorsed"].claim), "id", id(w.corners[4].homes["endorsed"].claim), "opinion", "属实", "decision", "pass")},
			{"village", fmt.Sprintf("/notices/%d/post", own.noun["notice"]), form{[]string{"place", id(theirs["raised"].place), "on", "2024-10-11", "alike", "两份公示同在一处公示栏"}, []attached{{"photo", "墙.png", snapshot(own)}}}},
			{"village", fmt.Sprintf("/notices/%d/post", own.noun["notice"]), form{[]string{"place", c.village, "on", "2024-10-11", "alike", "两份公示同在一处公示栏"}, []attached{{"photo", "墙.png", snapshot(own)}}}},
			{"adjuster", fmt.Sprintf("/claims/%d/investigate", mine["visited"].claim), form{[]string{
				"visited_on", "2024-09-10", "qualifies", "yes", "why", "属实", "cases", "1", "person.1", id(theirs["visited"].payee), "on.1", "2024-09-03",
				"expense.1", "50000", "basic_paid.1", "0", "serious_paid.1", "0", "aid_paid.1", "0", "other_paid.1", "0"}, []attached{{"photo.0", "结算单.png", snapshot(own)}}}},
			{"clerk", fmt.Sprintf("/households/%d/deaths", mine["filed"].household), filled("dead", id(theirs["filed"].minor), "died_on", "2024-10-01")},
			{"clerk", fmt.Sprintf("/households/%d/deaths/correct", mine["resolving"].household), filled("alive", id(theirs["resolving"].minor), "why_alive", "派出所核实本人健在")},
			{"clerk", fmt.Sprintf("/households/%d/labels/correct", mine["resolving"].household), filled("mistake", fmt.Sprintf("label/%d", c.noun["mistaken"]), "why_mistake", "登记到了同名的另一户")},
			{"clerk", fmt.Sprintf("/households/%d/accounts", mine["filed"].household), filled("holder", id(theirs["filed"].payee), "bank", "演示银行", "number", "6228480402569999999")},
			{"clerk", fmt.Sprintf("/claims/%d/entrust", mine["raised"].claim), filled("to", id(w.corners[4].adjuster.ID))},
			{"clerk", fmt.Sprintf("/claims/%d/entrust", mine["raised"].claim), filled("to", id(c.cadre.ID))},
			{"clerk", fmt.Sprintf("/payouts/%d/heir", mine["orphaned"].payout), filled("person", id(w.corners[4].homes["filed"].payee), "reason", "公证书")},
			{"township", fmt.Sprintf("/objections/%d/uphold", own.noun["opposed"]), filled("upheld_because", "经核查属实", "adjuster", id(w.corners[4].adjuster.ID))},
			{"village", fmt.Sprintf("/watches/%d/visit", own.watch["handed"]), form{[]string{"visited_on", "2024-10-11", "lines", "4", "member", id(theirs["visited"].payee),
				"income.1", "3000", "safe-education", "good", "safe-medical", "good", "safe-housing", "good", "safe-water", "good", "risk", "yes", "found", "属实"},
				[]attached{{"photo", "照片.png", snapshot(own)}}}},
			{"township", "/watches/review", filled("id", id(own.watch["reviewing"]), "id", id(w.corners[4].watch["reviewing"]), "opinion", "属实", "result", "pass")},
			{"village", "/account/standin", filled("absent", id(c.clerk.ID))},
			{"clerk", "/lists/compose", filled("id", id(mine["cleared"].payout), "id", id(w.corners[4].homes["cleared"].payout), "total", "20000.00")},
			{"clerk", "/claims/file", filled("id", id(mine["reviewed"].claim), "id", id(w.corners[4].homes["reviewed"].claim))},
			{"assessor", "/payouts/assess", filled("id", id(mine["filed"].claim), "id", id(w.corners[4].homes["filed"].claim))},
			{"sender", fmt.Sprintf("/lists/%d/reissue", mine["returned"].list), filled("id", id(mine["returned"].payout), "account-"+id(mine["returned"].payout), id(c.noun["account returned"]))},
		} {
			a := by(try.by).fill(try.path, try.form)
			if a.status < 400 || a.status >= 500 {
				t.Errorf("%s: POST %s with what is of %s answers %d: %s", try.by, try.path, c.name, a.status, saidIn(a.body))
			}
			if strings.Contains(a.body, c.surname) && slices.Contains(narrowed, try.by) && !(try.by == "township" && c.name == "village") {
				t.Errorf("%s: POST %s tells of %s: %s", try.by, try.path, c.name, around(a.body, c.surname))
			}
		}
	}
	if now := w.deeds(); now != deeds {
		t.Errorf("%d deeds were done", now-deeds)
	}
}
