package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/pg/pgtest"
)

func TestTheWrittenSchemaIsTheMigratedOne(t *testing.T) {
	s, err := read(t.Context(), pgtest.Owner(t))
	if err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile("../schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(written), s.text()); d != "" {
		t.Errorf("run make schema (-schema.sql +database):\n%s", d)
	}
}

func TestEveryTableIsInThePicture(t *testing.T) {
	drawn, err := os.ReadFile("../../docs/schema.svg")
	if err != nil {
		t.Fatal(err)
	}
	s, err := read(t.Context(), pgtest.Owner(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range s.Tables {
		if !strings.Contains(string(drawn), "<title>"+table.Name+"</title>") {
			t.Errorf("%s is not in docs/schema.svg: run make schema", table.Name)
		}
	}
}
