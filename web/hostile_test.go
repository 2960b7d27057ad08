package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/pg/pgtest"
	"fangpin/internal/words"
)

// barb is what somebody writes to whoever reads it: markup, and what would end an attribute or a text of a script.
const barb = `<xss>"xss='xss=`

// What people wrote is shown as they wrote it, on every page and in every file, and is nowhere markup or a formula. A file of people's own is
// saved, or is a picture; no browser guesses what it is. The bank's file is refused where a spreadsheet would read something else in it.
func TestWhatPeopleWroteIsOnlyEverText(t *testing.T) {
	w := newWorld(t)
	w.sharpen("=")
	pages, tables := 0, 0
	for _, r := range readRights(t) {
		own := w.corners[0]
		i := slices.IndexFunc(w.visitors, func(g guest) bool { return r.method == http.MethodGet && answers(g, r, own) == http.StatusOK })
		if i < 0 {
			continue
		}
		where := w.visitors[i].name + ": " + r.address(own)
		a := w.visitors[i].get(r.address(own))
		guarded(t, where, a)
		if plain(t, where, a) {
			pages++
		}
		isTable := tabular(t, where, a)
		if isTable {
			tables++
		}
		if ending := path.Ext(r.path); (ending == ".xlsx" || ending == ".csv") && !isTable {
			t.Errorf("%s is no table: %d", where, a.status)
		}
	}
	if pages < 80 || tables < 14 {
		t.Errorf("only %d pages show it, and %d tables are looked at", pages, tables)
	}
	own := w.corners[0]
	pushed := w.as(own.clerk).post(fmt.Sprintf("/watches/pushes/%d/file", own.noun["push"]))
	if guarded(t, "the pushed list", pushed); !tabular(t, "the pushed list", pushed) || !strings.Contains(opened(t, pushed), "xss&gt;") {
		t.Errorf("the pushed list: %d %s", pushed.status, pushed.body)
	}
	w.as(own.sender).post(fmt.Sprintf("/batches/%d/file", own.noun["batch sent"])).see(t, http.StatusConflict, "会被表格软件当成公式", "没有生成")
}

// wrote are words that people of the world wrote, beside those that name a corner's own.
const wrote = "出差|调入|区政府|演示银行|演示保险公司|新人|县经办|乡镇经办|系统管理员|安全管理员|属实"

// sharpen has every text that people wrote hold the barb in the place of a word, and begin with a mark where it began with that: behind the
// program, which refuses some of it.
func (w *world) sharpen(mark string) {
	w.t.Helper()
	var columns []struct{ Table, Column string }
	w.Must(pgtest.Super(w.t).SelectContext(w.t.Context(), &columns, `
		SELECT c.table_name AS "table", c.column_name AS "column" FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
		WHERE c.table_schema = 'fangpin' AND c.data_type = 'text' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'`))
	sharp, word := 0, w.corners[0].surname+"|"+wrote
	for _, c := range columns {
		done, err := pgtest.Super(w.t).ExecContext(w.t.Context(), fmt.Sprintf(`
			UPDATE fangpin.%q SET %[2]q = CASE WHEN %[2]q ~ ('^(' || $1 || ')') THEN $2 ELSE '' END || regexp_replace(%[2]q, $1, $3, 'g') WHERE %[2]q ~ $1`,
			c.Table, c.Column), word, mark, barb)
		w.Must(err)
		n, err := done.RowsAffected()
		w.Must(err)
		if n > 0 {
			sharp++
		}
	}
	if sharp < 30 {
		w.t.Fatalf("only %d columns hold what people wrote", sharp)
	}
}

// guarded fails the test unless a browser is told what an answer is, what it may load, and to keep nothing.
func guarded(t *testing.T, where string, a answer) {
	t.Helper()
	for header, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'", "Cache-Control": "no-store",
		"Content-Type": "",
	} {
		if got := a.header.Get(header); a.location == "" && (got == "" || !strings.HasPrefix(got, want)) {
			t.Errorf("%s: %s is %q", where, header, got)
		}
	}
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	switch how := a.header.Get("Content-Disposition"); {
	case strings.HasPrefix(how, "attachment; filename"):
	case kind == "text/html" && how == "", kind == "image/png", kind == "image/jpeg", kind == "image/webp", kind == "application/pdf":
	case a.location != "":
	default:
		t.Errorf("%s: %s is shown as %q", where, kind, how)
	}
}

// plain tells whether a page shows the barb. It fails the test where a browser would not read it as text.
func plain(t *testing.T, where string, a answer) bool {
	t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return false
	}
	for _, sharp := range []string{"<xss", `"xss`, `'xss`} {
		if strings.Contains(a.body, sharp) {
			t.Errorf("%s is cut by %s: %s", where, sharp, around(a.body, sharp))
		}
	}
	return strings.Contains(a.body, "&lt;xss&gt;")
}

// tabular tells whether an answer is a table. It fails the test where a spreadsheet would take a text of it for a formula.
func tabular(t *testing.T, where string, a answer) bool {
	t.Helper()
	switch {
	case strings.HasPrefix(a.body, "PK\x03\x04"):
		var all strings.Builder
		unzip(t, &all, a.body)
		if m := regexp.MustCompile(`<f[ >].{0,80}`).FindString(all.String()); m != "" {
			t.Errorf("%s has the formula %s", where, m)
		}
	case strings.HasPrefix(a.header.Get("Content-Type"), "text/csv"):
		lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(where, err)
		}
		for _, line := range lines {
			for _, cell := range line {
				if words.Formula(cell) {
					t.Errorf("%s has the formula %s", where, cell)
				}
			}
		}
	default:
		return false
	}
	return true
}
