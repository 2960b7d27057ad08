package deed

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// person is a table whose relation was a word before version 2.
var person = Table{Name: "p", Mutable: Mutable{App: []string{"relation"}}, Keys: []string{"id"}, Plain: []string{"relation", "relation_told"}, Formerly: []Former{
	{Upto: 1, Column: "relation", Words: map[string]string{"head": "户主", "spouse": "配偶"}, Told: "relation_told",
		Also: map[string]string{"妻子": "spouse"}, Else: "other"},
}}

func told(pairs ...string) (cells []Cell) {
	for i := 0; i < len(pairs); i += 2 {
		cells = append(cells, Cell{Column: pairs[i], Value: []byte(pairs[i+1])})
	}
	return cells
}

func TestARowIsToldAsItsDeedToldIt(t *testing.T) {
	for _, c := range []struct {
		name      string
		now, then []Cell
	}{
		{"a word that has a code", told("id", "1", "relation", "head"), told("id", "1", "relation", "户主")},
		{"a word that has none", told("id", "1", "relation", "other", "relation_told", "姑表亲", "z", "9"), told("id", "1", "relation", "姑表亲", "z", "9")},
		{"a word that has a code and another title", told("id", "1", "relation", "spouse", "relation_told", "妻子"), told("id", "1", "relation", "妻子")},
		{"no word", told("id", "1"), told("id", "1")},
	} {
		if d := cmp.Diff(c.then, person.Sealed(1, c.now)); d != "" {
			t.Errorf("%s, then (-want +got):\n%s", c.name, d)
		}
		if d := cmp.Diff(c.now, person.Now(1, c.then)); d != "" {
			t.Errorf("%s, now (-want +got):\n%s", c.name, d)
		}
		if d := cmp.Diff(c.now, person.Sealed(2, c.now)); d != "" {
			t.Errorf("%s, in version 2 (-want +got):\n%s", c.name, d)
		}
	}
}

// Two rows of today never have one digest of then: whoever changes one into the other is named.
func TestNoOtherRowTakesTheDigestOfThen(t *testing.T) {
	for name, now := range map[string][]Cell{
		"a code that was never written":    told("id", "1", "relation", "nephew"),
		"the word in place of its code":    told("id", "1", "relation", "户主"),
		"a word that has a code":           told("id", "1", "relation", "other", "relation_told", "户主"),
		"another code beside the word":     told("id", "1", "relation", "head", "relation_told", "姑表亲"),
		"a word beside another's code":     told("id", "1", "relation", "head", "relation_told", "妻子"),
		"a word beside the code of none":   told("id", "1", "relation", "other", "relation_told", "妻子"),
		"a word beside no code":            told("id", "1", "relation_told", "户主"),
		"no word beside what has no words": told("id", "1", "relation", "other"),
	} {
		if then := person.Sealed(1, now); then != nil {
			t.Errorf("%s is told as %v", name, then)
		}
	}
}

// Each value now has one value then: what Sealed and Now rest on.
func TestWhatWasToldOtherwiseIsToldWithoutDoubt(t *testing.T) {
	for _, table := range append([]Table{person}, Tables...) {
		for _, f := range table.Formerly {
			then := map[string]string{}
			for now, word := range f.Words {
				if other, twice := then[word]; twice {
					t.Errorf("%s.%s: %q was written for %s and %s", table.Name, f.Column, word, other, now)
				}
				then[word] = now
			}
			_, coded := f.Words[f.Else]
			for word, code := range f.Also {
				if _, ok := f.Words[code]; !ok || then[word] != "" {
					t.Errorf("%s.%s: %q is no further word of a code", table.Name, f.Column, word)
				}
			}
			switch {
			case !table.Changes(): // of a row that never does, all deeds' digests are held against each other
				t.Errorf("%s never changes", table.Name)
			case !slices.Contains(table.Plain, f.Column), f.Told != "" && !slices.Contains(table.Plain, f.Told):
				t.Errorf("%s: %s or %q is not among its plain columns", table.Name, f.Column, f.Told)
			case (f.Told == "") != (f.Else == ""), coded:
				t.Errorf("%s.%s: %q does not stand for what has no code", table.Name, f.Column, f.Else)
			case f.Upto < 1 || f.Upto >= BodyVersion:
				t.Errorf("%s.%s: no body of version %d tells it otherwise than the newest", table.Name, f.Column, f.Upto)
			}
		}
	}
}
