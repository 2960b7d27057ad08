package web

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/pg/pgtest"
	"fangpin/web/kit"
)

// public are the addresses of what hangs on a wall, goes to the bank or lies in a file that others read: there no child is named, no
// illness, hospital or school (domain notes §3 no. 26).
var public = []string{
	"/notices", "/notices/{id}", "/notices/{id}/paper.pdf", "/postings/{id}", "/objections", "/lists", "/lists/{id}", "/lists/{id}/roll.xlsx", "/lists/{id}/roll.pdf",
	"/lists/{id}/approval.pdf", "/bank", "/bank/waiting", "/bank/answers/{id}", "/bank/answers/{id}/file", "/bank/contradictions", "/bank/contradictions/{id}/{line}", "/batches/{id}", "/ledger", "/ledger/vouchers.xlsx",
	"/ledger/entries/{id}", "/handover.pdf", "/audit/bundle", "/watches/notices", "/watches/notices/{id}", "/watches/notices/{id}/paper.pdf",
	"/watches/announcement.pdf",
}

// bare are the addresses that hand out numbers in full, each as a deed of its own.
var bare = []string{"POST /persons/{id}/reveal", "POST /rows/{id}/reveal", "POST /batches/{id}/file", "POST /reports/{id}/file", "POST /applications/{id}/contact",
	"POST /watches/pushes/{id}/file"}

// leak is the first word that an answer tells and must not: a number anywhere, a private word where it is public, or in what goes along
// with every page: its title, its file's name, its headers. What was asked for may be said again in a page, but a number in no header.
func (w *world) leak(r right, a answer, content string, asked ...string) string {
	if slices.Contains(bare, r.method+" "+r.path) {
		return ""
	}
	content = without(content, asked...)
	if number := among(runs(content+" "+alongside(a)), w.numbers); number != "" {
		return number
	}
	if !slices.Contains(public, r.path) {
		content = without(alongside(a), asked...)
	}
	for _, word := range w.private {
		if strings.Contains(content, word) {
			return word
		}
	}
	return ""
}

// runs are the digits of a text that a number can lie in: eleven are a phone, the shortest. To look there is far faster than to look for one
// number after the other everywhere.
func runs(text string) (out []string) {
	for start, i := 0, 0; i <= len(text); i++ {
		if i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i] == 'X') {
			continue
		}
		if i-start >= 11 {
			out = append(out, text[start:i])
		}
		start = i + 1
	}
	return out
}

// among is the first of some numbers that lies in one of the runs.
func among(runs, numbers []string) string {
	for _, run := range runs {
		for _, number := range numbers {
			if strings.Contains(run, number) {
				return number
			}
		}
	}
	return ""
}

// alongside is what goes along with a page: it stays in histories, on disks and in logs.
func alongside(a answer) string {
	return headed(a) + strings.Join(regexp.MustCompile(`(?s)<title>.*?</title>`).FindAllString(a.body, -1), "")
}

// keeps fails the test if an answer tells what nobody is told.
func (w *world) keeps(t *testing.T, where string, r right, a answer, content string, asked ...string) {
	t.Helper()
	if word := w.leak(r, a, content, asked...); word != "" {
		t.Errorf("%s tells %s: %s", where, word, around(content, word))
	}
}

// listen keeps what is logged from now on.
func listen(t *testing.T) *bytes.Buffer {
	t.Helper()
	was, log := slog.Default(), &bytes.Buffer{}
	slog.SetDefault(slog.New(slog.NewTextHandler(log, nil)))
	t.Cleanup(func() { slog.SetDefault(was) })
	return log
}

// What stays of all that was done, the deeds and the log, tells nothing of anybody.
func (w *world) remains(t *testing.T, log *bytes.Buffer) {
	var subjects []string
	w.Must(pgtest.Super(w.t).SelectContext(t.Context(), &subjects, `SELECT DISTINCT verb || ' ' || subject FROM deed`))
	if len(subjects) < 40 {
		t.Errorf("only %d subjects of deeds", len(subjects))
	}
	w.Must(w.site.Archive.Close()) // from now on every upload fails
	own := w.corners[0]
	a := w.as(own.cadre).send(fmt.Sprintf("/notices/%d/post", own.noun["notice"]), []attached{{"photo", w.numbers[1] + ".png", snapshot(own)}},
		"place", fmt.Sprint(own.homes["raised"].place), "on", "2024-10-11")
	if a.status != http.StatusInternalServerError || !strings.Contains(log.String(), "page failed") {
		t.Errorf("answers %d, and logs %q", a.status, log)
	}
	for _, text := range append(subjects, log.String()) {
		for _, word := range slices.Concat(w.numbers, w.private) {
			if strings.Contains(text, word) {
				t.Errorf("%q tells %s", text, word)
			}
		}
	}
}

// The search for leaks finds one of each sort, wherever it lies.
func TestALeakIsFound(t *testing.T) {
	w := &world{numbers: []string{"419901197001010019", "13912340000", "6228480402560000000"}, private: []string{illness, "亓官宝"}}
	page := func(body string) answer { return answer{http.StatusOK, body, "", http.Header{}} }
	header := func(name, value string) answer {
		return answer{http.StatusSeeOther, "", value, http.Header{name: {value}}}
	}
	said := func(words string) string {
		return kit.SaidCookie + "=" + base64.RawURLEncoding.EncodeToString([]byte(words)) + "; Path=/"
	}
	households, notice := right{method: "GET", path: "/households"}, right{method: "GET", path: "/notices/{id}"}
	for name, c := range map[string]struct {
		r     right
		a     answer
		leaks bool
		asked string
	}{
		"a number":                    {households, page("身份证号 419901197001010019"), true, ""},
		"a masked one":                {households, page("身份证号 419901********0019"), false, ""},
		"a phone in a workbook":       {households, page(zipped(t, "xl/sharedStrings.xml", "<t>13912340000</t>")), true, ""},
		"an account in an address":    {households, header("Location", "/households?q=6228480402560000000"), true, ""},
		"an account in a cookie":      {households, header("Set-Cookie", said("账号6228480402560000000")), true, ""},
		"a child inside":              {households, page("<p>亓官宝甲</p>"), false, ""},
		"a child in a title":          {households, page("<title>亓官宝甲</title>"), true, ""},
		"a child in a file's name":    {households, header("Content-Disposition", "attachment; filename*=utf-8''"+"%E4%BA%93%E5%AE%98%E5%AE%9D%E7%94%B2.xlsx"), true, ""},
		"a child on a wall":           {notice, page("<p>亓官宝甲</p>"), true, ""},
		"an illness on a wall":        {notice, page("因" + illness), true, ""},
		"an illness in a cookie":      {households, header("Set-Cookie", said(illness)), true, ""},
		"what a wall is there to say": {notice, page("亓官山甲 10,000.00 防贫救助"), false, ""},
		"what was asked for":          {households, page("419901197001010019"), false, "419901197001010019"},
		"what was asked for, kept":    {households, header("Location", "/households?q=419901197001010019"), true, "419901197001010019"},
	} {
		if word := w.leak(c.r, c.a, opened(t, c.a), c.asked); (word != "") != c.leaks {
			t.Errorf("%s: found %q", name, word)
		}
	}
}
