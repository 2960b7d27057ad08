package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheDrawingsAreTrue draws them anew: the house is as go list and arch_test.go say today.
func TestTheDrawingsAreTrue(t *testing.T) {
	root := filepath.Join("..", "..")
	for name, draw := range drawings {
		want, err := draw(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not how it is now: make drawings", name)
		}
	}
}

func TestAnUpwardImportWouldBeSeen(t *testing.T) {
	floors := [][]string{{"web"}, {"claims"}, {"internal/pg"}, {"internal/fault"}}
	parts := []part{
		{Name: "claims", Doc: "Package claims answers one question: did it happen, and to whom? (案件)", Imports: []string{"internal/pg", "web"}},
		{Name: "internal/fault", Doc: "Package fault says no."},
		{Name: "internal/pg", Doc: "Package pg is how the rooms speak with PostgreSQL: transactions."},
		{Name: "web", Doc: "Package web shows.", Imports: []string{"claims"}},
		{Name: "web/kit", Doc: "Package kit holds.", Imports: []string{"internal/fault"}},
	}
	all := rooms(floors, parts)
	if len(all) != 2 || all[0].name != "web" || strings.Join(all[0].parts, " ") != "kit" || all[1].question != "did it happen, and to whom?" || all[1].chinese != "案件" {
		t.Errorf("rooms: %+v", all)
	}
	if !all[0].imports["claims"] || !all[1].imports["web"] {
		t.Errorf("imports: %v, %v", all[0].imports, all[1].imports)
	}
	if below := cellar(floors, parts); len(below) != 2 || below[0].Name != "internal/pg" {
		t.Errorf("cellar: %+v", below)
	}
	picture := string(house(all, nil))
	if !strings.Contains(picture, "<title>web → claims</title>") || !strings.Contains(picture, "<title>claims → web</title>") {
		t.Error("an import has no dot")
	}
}

func TestWhatAPackageAnswers(t *testing.T) {
	for doc, want := range map[string][2]string{
		"Package claims answers one question: did it happen, and to whom? (案件)":                   {"did it happen, and to whom?", "案件"},
		"Package idcard answers one question: can it be a number (公民身份号码, GB 11643)?":             {"can it be a number?", "公民身份号码, GB 11643"},
		"Package demo is the demonstration (演示): the sample county's month.":                      {"is the demonstration", "演示"},
		"Command fangpin runs a county's anti-poverty insurance (防贫保): from the reports to books": {"runs a county's anti-poverty insurance", "防贫保"},
	} {
		if question, chinese := answers(doc); question != want[0] || chinese != want[1] {
			t.Errorf("%q: %q, %q", doc, question, chinese)
		}
	}
}

func TestTheMonthNamesItsPeople(t *testing.T) {
	picture := string(drawMonth())
	for _, words := range []string{"县审批人两人、发送员", "村干部、乡镇经办", "对账、核验", "成立 → 3"} {
		if !strings.Contains(picture, words) {
			t.Errorf("the month does not say %s", words)
		}
	}
}
