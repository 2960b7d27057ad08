package registry_test

import (
	"strings"
	"testing"

	"fangpin/internal/deed"
	"fangpin/internal/pg/pgtest"
	"fangpin/registry"
)

func TestAWordIsReadAndStaysAsItWasTold(t *testing.T) {
	for word, code := range map[string]registry.RelationCode{
		"户主": registry.Head, "配偶": "spouse", "妻子": "spouse", "长子": "son", "父": registry.Father, "外祖母": registry.MaternalGrandmother,
		"姑表亲": registry.OtherRelation, "其他": registry.OtherRelation,
	} {
		if got := registry.RelationOf(word); got.Code != code || got.String() != word {
			t.Errorf("%s is %+v, printed %s, want %s", word, got, got, code)
		}
	}
}

// The closed list stands in the schema too, each code has a title, and every word that bodies of version 1 sealed is read as the code that
// took its place.
func TestTheSchemaKnowsTheSameRelations(t *testing.T) {
	var check string
	err := pgtest.Super(t).GetContext(t.Context(), &check, `SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'person_relation'`)
	if err != nil {
		t.Fatal(err)
	}
	titles := map[string]bool{}
	for _, c := range registry.RelationCodes() {
		if !strings.Contains(check, "'"+string(c)+"'") || c.Title() == "" || titles[c.Title()] {
			t.Errorf("%s: titled %q, held by %s", c, c.Title(), check)
		}
		titles[c.Title()] = true
	}
	if quoted := strings.Count(check, "'") / 2; quoted != len(titles) {
		t.Errorf("%d codes in Go, %d in %s", len(titles), quoted, check)
	}
	table, _ := deed.Lookup("person")
	then := table.Formerly[0]
	for code, word := range then.Words {
		if got := registry.RelationOf(word); string(got.Code) != code || got.Told != "" {
			t.Errorf("%s was sealed for %s and is read as %+v", word, code, got)
		}
	}
	for word, code := range then.Also {
		if got := registry.RelationOf(word); string(got.Code) != code || got.Told != word {
			t.Errorf("%s was sealed for %s and is read as %+v", word, code, got)
		}
	}
	if len(then.Words) != len(titles)-1 || then.Else != string(registry.OtherRelation) {
		t.Errorf("%d codes have a word of then, of %d", len(then.Words), len(titles))
	}
}
