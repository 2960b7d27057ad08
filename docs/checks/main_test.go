package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
)

const root = "../.."

func TestThePageIsWhatTheChecksDeclare(t *testing.T) {
	want, err := write(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("run make checks.md (-declared +page):\n%s", d)
	}
}

// A check says all that is asked of it, once; the packages it shares are those its file imports.
func TestEveryCheckDeclaresItself(t *testing.T) {
	file, err := files(root)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range append(verify.Checks(), bundle.Checks...) {
		if seen[c.Name] || c.Name == "" || c.Rule == "" || c.Proves == "" || c.Not == "" {
			t.Errorf("%s: declared twice, or not whole", c.Name)
		}
		seen[c.Name] = true
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file[c.Name])))
		if err != nil {
			t.Fatal(err)
		}
		if shared, _, _ := strings.Cut(c.Shares, " "); shared != "" && !strings.Contains(string(text), `"fangpin/`+shared+`"`) {
			t.Errorf("%s: %s does not import %s", c.Name, file[c.Name], shared)
		}
	}
}
