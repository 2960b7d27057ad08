package fangpin_test

import (
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
	"unicode"
)

// readers are the files that may decide by what is written in Chinese, with how many places of theirs do: they read what people of other
// offices write, in reports, bank files and rosters. Elsewhere what decides is a code with a title, so that nobody
// changes a course by mending a wording. The list may shrink and not grow. Labels of households (脱贫户) are no keys of the program: they are
// the county's data, and its scheme names them.
var readers = map[string]int{
	"internal/area/division.go": 2,  // a committee's name told short
	"internal/deed/relation.go": 28, // relations as rosters told them, and as they were sealed
	"payouts/bank/bank.go":      7,  // a bank's outcomes
	"payouts/bank/read.go":      1,  // the closing line of its file
	"registry/family.go":        2,  // the head, as a roster calls them
	"registry/member.go":        1,
	"reports/amount.go":         6, // units
	"reports/line.go":           1, // 无 in a cell
	"reports/prose.go":          2, // 是, 否
	"reports/title.go":          4, // titles that say little
	"claims/evidence.go":        1, // that a file is a PDF stands in its kind, and is sealed so: it decides how it is shown
	"procedure/lead.go":         1, // to whom a lead is handed over: agencies have no codes, and 乡镇 stands among them
	"procedure/visited.go":      1, // a label of households
}

// TestNoCourseRestsOnProse holds Go and templates to it: no comparison with, no case of, no map by Chinese text outside the list.
func TestNoCourseRestsOnProse(t *testing.T) {
	found := map[string][]string{}
	consts := map[string]bool{}
	files := sources(t)
	for dir, parsed := range files {
		for _, f := range parsed {
			proseConsts(consts, dir, f)
		}
	}
	for dir, parsed := range files {
		for name, f := range parsed {
			ast.Inspect(f, func(n ast.Node) bool {
				for _, e := range keys(n) {
					if prose(consts, dir, e) {
						found[name] = append(found[name], text(e))
					}
				}
				return true
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if n := len(found[name]); n != readers[name] {
			t.Errorf("%s decides by Chinese text in %d places, %d are listed: %s", name, n, readers[name], strings.Join(found[name], "、"))
		}
	}
	for name, n := range readers {
		if len(found[name]) == 0 {
			t.Errorf("%s decides by no Chinese text any more: take its %d off the list", name, n)
		}
	}
}

// sources parses the module's Go files, by folder and file, without what only tests and the demonstration run.
func sources(t *testing.T) map[string]map[string]*ast.File {
	t.Helper()
	out := map[string]map[string]*ast.File{}
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (path == "demo" || strings.HasSuffix(d.Name(), "test") || d.Name() == "testdata" || d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "var"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if out[filepath.Dir(path)] == nil {
			out[filepath.Dir(path)] = map[string]*ast.File{}
		}
		out[filepath.Dir(path)][path] = f
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// proseConsts adds the constants of a file whose value is Chinese, by folder and name, and by package and name.
func proseConsts(consts map[string]bool, dir string, f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, name := range spec.Names {
			if i < len(spec.Values) && chinese(spec.Values[i]) {
				consts[dir+" "+name.Name], consts[f.Name.Name+"."+name.Name] = true, true
			}
		}
		return true
	})
}

// keys are the expressions by which a node decides: what is compared, the cases of a switch, the keys of a map, what a text is searched for.
func keys(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			return []ast.Expr{n.X, n.Y}
		}
	case *ast.CaseClause:
		return n.List
	case *ast.CompositeLit:
		if _, is := n.Type.(*ast.MapType); !is {
			return nil
		}
		var out []ast.Expr
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				out = append(out, kv.Key)
			}
		}
		return out
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"HasPrefix", "HasSuffix", "CutPrefix", "CutSuffix", "Contains", "EqualFold"}, f.Sel.Name) {
			return n.Args[1:]
		}
	}
	return nil
}

// prose tells whether an expression is Chinese text, or a constant that is.
func prose(consts map[string]bool, dir string, e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return consts[dir+" "+e.Name]
	case *ast.SelectorExpr:
		return consts[text(e)]
	}
	return chinese(e)
}

func chinese(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return false
	}
	value, err := strconv.Unquote(lit.Value)
	return err == nil && strings.ContainsFunc(value, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return text(e.X) + "." + e.Sel.Name
	}
	return ""
}

// compared is a comparison in a template with Chinese text.
var compared = regexp.MustCompile(`{{[^}]*\b(?:eq|ne)\b[^}"]*(?:"[^"]*"[^}"]*)*"[^"]*\p{Han}`)

func TestNoTemplateComparesProse(t *testing.T) {
	for said, is := range map[string]bool{
		`{{if eq .Status "已发放"}}`: true, `{{if eq .Status "paid"}}已发放"x"{{end}}`: false, `{{with .Reason}}{{if ne .A "b" "撤回"}}`: true,
	} {
		if compared.MatchString(said) != is {
			t.Errorf("%s is taken for prose: %v", said, !is)
		}
	}
	err := filepath.WalkDir("templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".html") {
			return err
		}
		page, err := os.ReadFile(path)
		if found := compared.Find(page); found != nil {
			t.Errorf("%s compares prose: %s", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
