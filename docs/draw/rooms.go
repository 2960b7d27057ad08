package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const module = "fangpin/"

// part is a package as go list knows it.
type part struct {
	Name    string `json:"ImportPath"`
	Doc     string
	Imports []string // of the module
}

// room is what stands on one line of the drawing: a package and those below its folder.
type room struct {
	name     string
	parts    []string // below its folder, by their last names
	chinese  string   // 案件
	question string   // did it happen, and to whom?
	floor    int      // from the roof
	imports  map[string]bool
}

// drawRooms draws the house: the rooms on the floors that arch_test.go holds them to, and which room imports which.
func drawRooms(ctx context.Context, root string) ([]byte, error) {
	floors, err := floorsOf(filepath.Join(root, "arch_test.go"))
	if err != nil {
		return nil, err
	}
	parts, err := list(ctx, root)
	if err != nil {
		return nil, err
	}
	return house(rooms(floors, parts), cellar(floors, parts)), nil
}

// floorsOf reads the table of floors that the test holds the imports to: one truth for both.
func floorsOf(file string) ([][]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	var floors [][]string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != "floors" {
			return true
		}
		for _, floor := range spec.Values[0].(*ast.CompositeLit).Elts {
			var names []string
			for _, name := range floor.(*ast.CompositeLit).Elts {
				names = append(names, strings.Trim(name.(*ast.BasicLit).Value, `"`))
			}
			floors = append(floors, names)
		}
		return false
	})
	if len(floors) == 0 {
		return nil, fmt.Errorf("%s has no table of floors", file)
	}
	return floors, nil
}

// list asks go for the packages of the module, without those that serve tests and tools alone.
func list(ctx context.Context, root string) ([]part, error) {
	command := exec.CommandContext(ctx, "go", "list", "-json=ImportPath,Doc,Imports", "./...")
	command.Dir = root
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var parts []part
	for stream := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p part
		if err := stream.Decode(&p); errors.Is(err, io.EOF) {
			return parts, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		name, ours := strings.CutPrefix(p.Name, module)
		if !ours || strings.HasSuffix(name, "test") || strings.HasPrefix(name, "docs/") {
			continue
		}
		p.Name = name
		p.Imports = slices.DeleteFunc(p.Imports, func(to string) bool { return !strings.HasPrefix(to, module) })
		for i := range p.Imports {
			p.Imports[i] = strings.TrimPrefix(p.Imports[i], module)
		}
		parts = append(parts, p)
	}
}

// roomOf is the room that a package belongs to: the first folder of its path.
func roomOf(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}

// rooms are those above the cellar, from the roof.
func rooms(floors [][]string, parts []part) []*room {
	byName := map[string]*room{}
	for _, p := range parts {
		name := roomOf(p.Name)
		if name == "internal" {
			continue
		}
		r := byName[name]
		if r == nil {
			r = &room{name: name, floor: len(floors), imports: map[string]bool{}}
			byName[name] = r
		}
		if floor := floorIn(floors, p.Name); p.Name == name || len(r.parts) == 0 && r.floor == len(floors) {
			r.floor = floor
		}
		if below, is := strings.CutPrefix(p.Name, name+"/"); is {
			r.parts = append(r.parts, below)
		}
		if r.question == "" || p.Name == name {
			r.question, r.chinese = answers(p.Doc)
		}
		for _, to := range p.Imports {
			if other := roomOf(to); other != name && other != "internal" {
				r.imports[other] = true
			}
		}
	}
	var all []*room
	for _, r := range byName {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *room) int { return cmp.Or(a.floor-b.floor, strings.Compare(a.name, b.name)) })
	return all
}

// cellar is what every room may stand on, from its upper floors.
func cellar(floors [][]string, parts []part) []part {
	var below []part
	for _, p := range parts {
		if roomOf(p.Name) == "internal" {
			below = append(below, p)
		}
	}
	slices.SortStableFunc(below, func(a, b part) int { return floorIn(floors, a.Name) - floorIn(floors, b.Name) })
	return below
}

func floorIn(floors [][]string, name string) int {
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, name) })
}

var (
	asked = regexp.MustCompile(`answers one question: ([^?]*\?)`)
	term  = regexp.MustCompile(`\((\p{Han}[^)]*)\)`)
)

// answers are the question that a package's comment says it answers, or what it does where it answers none, and its Chinese term.
func answers(doc string) (question, chinese string) {
	if m := term.FindStringSubmatch(doc); m != nil {
		chinese = m[1]
	}
	if m := asked.FindStringSubmatch(doc); m != nil {
		return strings.Replace(m[1], " ("+chinese+")", "", 1), chinese
	}
	_, does, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(doc, "Package "), "Command "), " ")
	if i := strings.IndexAny(does, ".:,;("); i >= 0 {
		does = does[:i]
	}
	return strings.TrimSpace(does), chinese
}
