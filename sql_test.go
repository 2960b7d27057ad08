package fangpin_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fangpin/internal/deed"
)

// Imports are not the only way up: SQL names tables, and a table is a room's. A room's statements name only tables, views and functions of
// its own and of rooms below. What is here does not, each for its reason; the list may shrink.
var namedUpward = map[string]string{
	"internal/deed/history.go staff":                          "a deed is read with the name of who did it, and nothing else of theirs",
	"internal/deed/log.go staff":                              "a deed is read with the name of who did it, and nothing else of theirs",
	"migrations/procedures/session.sql passkey_end signature": "a key ends after the last that it signed: else an honest signature would be for ever that of an ended one",
	"migrations/procedures/seal.sql deed_seal session":        "whether the session that stands behind a deed goes on is asked as the deed is sealed, which is below who is in",

	"internal/deed/head.go session":                     "the session that stands behind a deed is held before the turn to seal, as seal.sql holds it",
	"internal/identity/signin/passkey.go admins_unable": "a key of one's own ends here; whether the root of trust has another of the kind is told by who knows roots",

	"internal/deed/checkpoint.go root": "a checkpoint bears the fingerprint of the root that stood at its size: one statement reads both, so that none comes between",
	"internal/flow/flow.go staff_acts": "whether somebody may take a step is asked of the staff, whose own steps flow permits",
}

// themes says whose each file of functions in migrations/procedures is.
var themes = map[string]string{
	"bank": "payouts", "claims": "claims", "county": "internal/pg", "foureyes": "internal/foureyes", "grant": "internal/identity/grant", "history": "internal/deed",
	"flags": "payouts", "ledger": "ledger", "list": "payouts",
	"payout": "payouts", "payout_public": "payouts", "policy": "policy", "probation": "internal/identity/probation", "publicity": "publicity", "rectification": "monitoring", "referral": "monitoring", "round": "monitoring", "refuse": "internal/pg",
	"registry": "registry", "reports": "reports", "resolution": "payouts", "reveal": "payouts", "root": "internal/identity/signing", "seal": "internal/deed", "session": "internal/identity/signin", "self_application": "monitoring",
	"signing": "internal/identity/signing", "staff": "internal/identity/staff", "timing": "internal/identity/timing", "restoration": "internal/identity/restoration", "watch": "monitoring",
}

func TestSQLGoesDown(t *testing.T) {
	s := schema(t)
	found := map[string]string{}
	check := func(file, room, sql string) {
		for name := range s.named(sql) {
			if of := s[name]; of != room && wrong(room, of) != "" {
				found[file+" "+name] = fmt.Sprintf("%s, of %s, names %s, which is %s's", file, room, name, of)
			}
		}
	}
	for file, sql := range statements(t) {
		check(file, filepath.Dir(file), sql)
	}
	for _, f := range functions(t) {
		check(f.file+" "+f.name, f.room, f.sql)
	}
	for _, what := range slices.Sorted(maps.Keys(found)) {
		if namedUpward[what] == "" {
			t.Error(found[what])
		}
	}
	for what := range namedUpward {
		if found[what] == "" {
			t.Errorf("%s is no longer an exception: take it off the list", what)
		}
	}
}

func TestWhatAStatementNames(t *testing.T) {
	s := tables{"claim": "claims", "person": "registry", "payout": "payouts", "list_compose": "payouts", "label": "registry"}
	for sql, want := range map[string]string{
		`SELECT * FROM claim`: "claim",
		`SELECT 1 FROM claim c, person AS p, unnest($1) AS payout`:    "claim person",
		`SELECT x FROM (SELECT y FROM person) z JOIN claim USING (a)`: "claim person",
		`WITH payout AS (SELECT 1) SELECT * FROM payout`:              "",
		`INSERT INTO claim SELECT person FROM r`:                      "claim",
		`UPDATE claim SET a = 1 FROM fangpin.person WHERE true`:       "claim person",
		`SELECT a.person IS DISTINCT FROM person FROM claim`:          "claim",
		`SELECT 'FROM payout' FROM claim -- FROM person`:              "claim",
		`SELECT list_compose($1) `:                                    "list_compose",
		` JOIN label l ON true`:                                       "label",
		`DELETE FROM claim USING person`:                              "claim person",
		`以 FROM 开头的 person`:                                           "",
	} {
		if got := strings.Join(slices.Sorted(maps.Keys(s.named(sql))), " "); got != want {
			t.Errorf("%s names %q, want %q", sql, got, want)
		}
	}
}

// tables says of which package each table, view and function of the schema is.
type tables map[string]string

func schema(t *testing.T) tables {
	t.Helper()
	s := tables{}
	for _, table := range slices.Concat(deed.Tables, deed.Beside) {
		s[table.Name] = packageOf(t, table.Room)
	}
	for _, f := range functions(t) {
		s[f.name] = f.room
	}
	for _, sql := range read(t, "migrations/views/*.sql") {
		view := viewName.FindStringSubmatch(sql)
		if view == nil {
			t.Fatal("a file of views without a view")
		}
		s[view[1]] = s.highest(sql) // whoever may read all that it reads, may read it
	}
	return s
}

var (
	functionName = regexp.MustCompile(`^FUNCTION ([a-z_]+)\s*\(`)
	viewName     = regexp.MustCompile(`VIEW ([a-z_]+)`)
)

// highest is the room nearest to the roof of those that a statement names.
func (s tables) highest(sql string) (room string) {
	for name := range s.named(sql) {
		if room == "" || floorOf(s[name]) < floorOf(room) {
			room = s[name]
		}
	}
	return room
}

// packageOf is a room's package.
func packageOf(t *testing.T, room string) string {
	t.Helper()
	for _, pkg := range slices.Concat(floors...) {
		if pkg == room || strings.HasPrefix(pkg, "internal/") && strings.HasSuffix(pkg, "/"+room) {
			return pkg
		}
	}
	t.Fatalf("the registry of tables knows a room %s that stands on no floor", room)
	return ""
}

// loads are the functions that write the statement themselves, given the table's name after the transaction.
var loads = map[string]bool{"pg.Insert": true, "pg.CopyIn": true}

func called(call *ast.CallExpr) string {
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		if pkg, ok := sel.X.(*ast.Ident); ok {
			return pkg.Name + "." + sel.Sel.Name
		}
	}
	return ""
}

// statements are the string literals of every file, but of tests.
func statements(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(d.Name(), "test") ||
			d.Name() == "node_modules" || d.Name() == "var"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		var text []string
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					text = append(text, s)
				}
			}
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 2 && loads[called(call)] {
				if lit, ok := call.Args[2].(*ast.BasicLit); ok {
					text = append(text, "INSERT INTO "+strings.Trim(lit.Value, `"`))
				}
			}
			return true
		})
		all[path] = strings.Join(text, " ;\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// function is one of the database's.
type function struct{ file, name, room, sql string }

func functions(t *testing.T) (all []function) {
	t.Helper()
	for file, text := range read(t, "migrations/procedures/*.sql") {
		for i, sql := range strings.Split(text, "CREATE OR REPLACE ") {
			name := functionName.FindStringSubmatch(sql)
			if i == 0 || name == nil {
				continue // what stands before the first
			}
			room := themes[strings.TrimSuffix(filepath.Base(file), ".sql")]
			if floorOf(room) < 0 {
				t.Errorf("%s is no room's: name it in themes", file)
			}
			all = append(all, function{file, name[1], room, sql})
		}
	}
	return all
}

func read(t *testing.T, pattern string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s: %v", pattern, err)
	}
	all := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[file] = string(text)
	}
	return all
}

var (
	quoted = regexp.MustCompile(`'[^'\n]*'|--[^\n]*`)
	words  = regexp.MustCompile(`[A-Za-z_]+|[^\sA-Za-z_]`)
)

// named are the tables, views and functions that text names where SQL names them. A statement's own WITH hides what is called the same.
func (s tables) named(text string) map[string]bool {
	found := map[string]bool{}
	for _, statement := range strings.Split(quoted.ReplaceAllString(text, "''"), ";") {
		w := words.FindAllString(statement, -1)
		own := map[string]bool{}
		for i := range w {
			if at(w, i+1) == "AS" && (at(w, i+2) == "(" || at(w, i+2) == "MATERIALIZED" || at(w, i+2) == "NOT") && at(w, i-1) != ")" {
				own[w[i]] = true
			}
		}
		add := func(name string) {
			if s[name] != "" && !own[name] {
				found[name] = true
			}
		}
		for i, word := range w {
			switch {
			case word == "JOIN", word == "UPDATE", word == "USING", word == "INTO" && at(w, i-1) == "INSERT":
				add(at(w, first(w, i+1)))
			case word == "FROM" && at(w, i-1) != "DISTINCT":
				for _, name := range list(w, i+1) {
					add(name)
				}
			case word == "SELECT" && at(w, first(w, i+1)+1) == "(":
				add(at(w, first(w, i+1)))
			}
		}
	}
	return found
}

func at(w []string, i int) string {
	if i < 0 || i >= len(w) {
		return ""
	}
	return w[i]
}

// first skips what may stand before a name.
func first(w []string, i int) int {
	for slices.Contains([]string{"ONLY", "LATERAL"}, at(w, i)) {
		i++
	}
	if at(w, i) == "fangpin" && at(w, i+1) == "." {
		i += 2
	}
	return i
}

// list are the names of a FROM: after each may come arguments, a name of its own and its columns; a comma goes on.
func list(w []string, i int) (names []string) {
	for {
		i = first(w, i)
		if at(w, i) != "(" {
			names = append(names, at(w, i))
			i++
		}
		i = past(w, i)
		if at(w, i) == "WITH" && at(w, i+1) == "ORDINALITY" {
			i += 2
		}
		if at(w, i) == "AS" {
			i++
		}
		if name := at(w, i); name != "" && name == strings.ToLower(name) && name[0] >= 'a' {
			i = past(w, i+1)
		}
		if at(w, i) != "," {
			return names
		}
		i++
	}
}

// past is after what stands in brackets, if something does.
func past(w []string, i int) int {
	if at(w, i) != "(" {
		return i
	}
	for depth := 0; i < len(w); i++ {
		switch w[i] {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return i
}
