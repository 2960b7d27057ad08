package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shownCommand is a command as a page shows it, up to the end of the line or of the quotation.
var shownCommand = regexp.MustCompile("(?m)(?:^|`|&& )fangpin ([a-z]+[^`\n#&]*)")

// TestCommandsOfThePagesAreThere: whoever types what a page shows finds the command and its options.
func TestCommandsOfThePagesAreThere(t *testing.T) {
	pages, err := filepath.Glob("../../*.md")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, page := range append(pages, more...) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range shownCommand.FindAllStringSubmatch(string(text), -1) {
			seen++
			if why := untypable(t, m[1]); why != "" {
				t.Errorf("%s: fangpin %s: %s", filepath.Base(page), strings.TrimSpace(m[1]), why)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d command lines found", seen)
	}
}

func TestAMistypedPageIsNamed(t *testing.T) {
	for line, want := range map[string]string{
		"verify --bundle 证据包.zip":    "",
		"roster import 花名册.xlsx …":   "",
		"verfy":                      "没有",
		"county put --county 410602": "没有",
		"verify --bundel 证据包.zip":    "--bundel",
	} {
		if got := untypable(t, line); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// untypable says why a command line of a page is none, or nothing. Its words are the command's until one that is no plain word.
func untypable(t *testing.T, line string) string {
	t.Helper()
	words := strings.Fields(line)
	plain := 0
	for plain < len(words) && regexp.MustCompile(`^[a-z]+$`).MatchString(words[plain]) {
		plain++
	}
	help, err := command(t, append([]string{"help"}, words[:plain]...)...)
	if err != nil {
		return err.Error()
	}
	for _, w := range words[plain:] {
		if flag, _, _ := strings.Cut(w, "="); strings.HasPrefix(flag, "--") && !strings.Contains(help, flag+" ") {
			return flag
		}
	}
	return ""
}
