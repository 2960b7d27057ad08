package migrations_test

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fangpin/migrations"
)

func TestAnAppliedFileHasNotChanged(t *testing.T) {
	released, err := migrations.Parse(migrations.Released)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := migrations.Sums()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sums {
		switch hash, ok := released[s.Name]; {
		case !ok:
			t.Errorf("%s is not in sums.txt: go run ./migrations/sum", s.Name)
		case hash != s.Hash:
			t.Errorf("%s was changed after it was released: undo that, and write a further file", s.Name)
		}
		delete(released, s.Name)
	}
	for name := range released {
		t.Errorf("%s was released and is gone", name)
	}
}

// makes finds what belongs into views/ and procedures/.
var makes = regexp.MustCompile(`(?i)\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:TEMP|TEMPORARY|RECURSIVE|MATERIALIZED)\s+)*(?:FUNCTION|PROCEDURE|AGGREGATE|VIEW)\s+([\w.]+)`)

// Files up to 00017 made functions, and were released with them.
func TestNumberedFilesMakeNoFunctions(t *testing.T) {
	names, err := fs.Glob(migrations.FS, "[0-9]*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, name := range names[17:] {
		text, err := migrations.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range makes.FindAllStringSubmatch(string(text), -1) {
			made = append(made, name+" "+m[1])
		}
	}
	if want := []string{"00018_walls.sql wall", "00090_county_logins.sql wall"}; !slices.Equal(made, want) {
		t.Errorf("numbered files make %v; a function or view has its file in procedures/ or views/", made)
	}
}

func TestEachFunctionStandsOnceAndIsReplaced(t *testing.T) {
	sources, err := migrations.Code()
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]string{}
	for _, s := range sources {
		for _, m := range makes.FindAllStringSubmatch(s.Text, -1) {
			if first, twice := in[m[1]]; twice {
				t.Errorf("%s stands in %s and in %s", m[1], first, s.Path)
			}
			if in[m[1]] = s.Path; !strings.HasPrefix(strings.ToUpper(m[0]), "CREATE OR REPLACE ") {
				t.Errorf("%s: %s is not made with CREATE OR REPLACE", s.Path, m[1])
			}
			if view := strings.Contains(strings.ToUpper(m[0]), "VIEW"); s.Path != "" && view != strings.HasPrefix(s.Path, "views/") {
				t.Errorf("%s does not belong into %s", m[1], s.Path)
			}
		}
	}
	if made := migrations.Made(sources); !slices.Equal(made, slices.Sorted(maps.Keys(in))) || len(made) < 40 {
		t.Errorf("Made = %v", made)
	}
}

func TestTheHashIsOfNamesTextsAndOrder(t *testing.T) {
	a, b := migrations.Source{Path: "a", Text: "1"}, migrations.Source{Path: "b", Text: "2"}
	seen := map[string]bool{}
	for _, of := range [][]migrations.Source{{a, b}, {b, a}, {a}, {{Path: "a", Text: "2"}, b}, {{Path: "c", Text: "1"}, b}} {
		if hash := migrations.Hash(of); seen[hash] {
			t.Errorf("%v has the hash of another", of)
		} else {
			seen[hash] = true
		}
	}
}
