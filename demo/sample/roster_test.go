package sample

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestRoster reads the roster as it was written.
func TestRoster(t *testing.T) {
	_, c := write(t, Options{Seed: 3})
	rows := sheetRows(t, c.Roster, "参保花名册")
	people, identities, heads := map[string]int{}, map[string]bool{}, map[string]string{}
	for _, r := range rows[2:] {
		r = append(r, make([]string, len(rosterColumns)-len(r))...)
		household, relation, name, id, labels, account := r[1], r[6], r[7], r[9], r[10], r[14]
		if relation == "户主" {
			heads[household] = name
		}
		class, _, _ := strings.Cut(labels, "、")
		people[class]++
		switch {
		case identities[id] || !validIdentity(id) || !strings.HasPrefix(id, nobody):
			t.Errorf("identity %q of %s", id, name)
		case r[5] != heads[household]:
			t.Errorf("%s: head %s, want %s first", household, r[5], heads[household])
		case (account != "") != (relation == "户主" && class != ordinary):
			t.Errorf("%s, %s of %q: account %q", name, relation, class, account)
		case strings.Count(labels, "、") != strings.Count(r[11], "、"):
			t.Errorf("%s: labels %s begin %s", name, labels, r[11])
		}
		identities[id] = true
	}
	if people[lifted] != 3205 || people[edge] != 41 || people[lowIncome] <= 321 || len(identities) != c.People {
		t.Errorf("people by class: %v, of %d", people, c.People)
	}
	for _, r := range rareHeads {
		if !slices.Contains(slices.Collect(maps.Values(heads)), r.surname+r.given) {
			t.Errorf("no household of %s%s", r.surname, r.given)
		}
	}
}

func sheetRows(t *testing.T, path, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
