package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What docs/procedure.md shows is what the program does: each file of the page is written, each command run, each answer compared.
func TestTheExamplesOfTheProcedurePage(t *testing.T) {
	page, err := os.ReadFile("../../docs/procedure.md")
	if err != nil {
		t.Fatal(err)
	}
	dir, ran := t.TempDir(), 0
	names := map[string]string{"yaml": "程序.yaml", "csv": "办理记录.csv"}
	for _, block := range regexp.MustCompile("(?ms)^```(yaml|csv|console)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		if name, ok := names[block[1]]; ok {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(block[2]), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for _, example := range strings.Split(block[2], "$ fangpin ")[1:] {
			line, want, _ := strings.Cut(example, "\n")
			ran++
			args := strings.Fields(line)
			for i, arg := range args {
				if arg == names["yaml"] || arg == names["csv"] {
					args[i] = filepath.Join(dir, arg)
				}
			}
			if _, stdout, stderr := fangpin(t, args...); withoutPrint(stdout+stderr) != want {
				t.Errorf("%s\n got %swant %s", line, stdout+stderr, want)
			}
		}
	}
	if ran < 6 {
		t.Errorf("the page has %d examples", ran)
	}
}

// withoutPrint leaves the file's fingerprint out, which the page does not show.
func withoutPrint(text string) string {
	return regexp.MustCompile(`(?m)^指纹 [0-9a-f]{64}\n`).ReplaceAllString(text, "")
}
