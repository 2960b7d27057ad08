package fangpin_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What is cited is here: a page, a section, a decision's number, a source's short name, a file that a page names.
var (
	section    = regexp.MustCompile(`([\w./-]*)\)?(?: notes)? ?§(\d+)(?:\.\d+)*(?: no\. (\d+))?`) // domain §3 no. 17
	page       = regexp.MustCompile(`[\w./-]*\w\.md\b`)
	decision   = regexp.MustCompile(`\bdecisions? (\d{4})\b`)
	source     = regexp.MustCompile(`\bS(\d)\b`)
	elsewhen   = regexp.MustCompile(`\bDESIGN\b|\.\./shared`) // papers that lie beside the repository, for whoever builds it
	standard   = regexp.MustCompile(`^(?:ECMA|ISO|RFC|GB)\b`) // with sections of their own, elsewhere
	sign       = regexp.MustCompile(`§|\.md\b|\bS\d\b|decision|DESIGN|\.\./shared|/\w+\.(?:go|sql|html|css|js|yaml|csv|svg)\b`)
	backquoted = regexp.MustCompile("`([^`\n]+)`")
	comment    = regexp.MustCompile(`^\s*(?://|--|\{\{/\*|#)`)
	ours       = regexp.MustCompile(rooms + `[\w./-]*\w\.(?:go|sql|html|css|js|yaml|csv|svg)\b`)
	link       = regexp.MustCompile(`\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"`)
	target     = regexp.MustCompile(`\bmake ([a-z]+(?:\.md)?)`)
)

// library is what may be cited.
type library struct {
	numbers map[string][]string // of a page in docs, by its name: 3, and 3/17 for no. 17 of §3
	sources []string            // S0
	targets []string            // of the Makefile
	exists  func(name string) bool
}

func TestWhatIsCitedIsHere(t *testing.T) {
	lib := open(t)
	released := 0
	for name, text := range texts(t) {
		if !sign.MatchString(text) {
			continue
		}
		for n, line := range strings.Split(text, "\n") {
			for _, missing := range lib.missing(name, line) {
				if strings.HasPrefix(name, "migrations/000") && missing == "DESIGN" {
					released++ // never changes; docs/architecture.md says what it was
					continue
				}
				t.Errorf("%s:%d cites %s, which is not here", name, n+1, missing)
			}
		}
	}
	if released != 1 {
		t.Errorf("%d released migrations cite DESIGN, there was one", released)
	}
}

func TestTheRuleOfCitingRefuses(t *testing.T) {
	lib := open(t)
	for _, tc := range []struct{ name, line, want string }{
		{"claims/extend.go", "// three more working days (domain §3 no. 17, S3 §二.1)", ""},
		{"claims/extend.go", "// (domain §3 no. 99)", "domain §3 no. 99"},
		{"claims/extend.go", "// (domain §9)", "domain §9"},
		{"claims/extend.go", "// (watch §1)", "watch §1"},
		{"claims/extend.go", "// as S7 has it", "S7"},
		{"claims/extend.go", "// number formats (ECMA-376 §18.8.30)", ""},
		{"claims/extend.go", "// see docs/decisions/0003-row-digests-beside-the-deed.md and docs/nowhere.md", "docs/nowhere.md"},
		{"claims/extend.go", "// decision 0003, decision 9999", "decision 9999"},
		{"claims/extend.go", "// as DESIGN says", "DESIGN"},
		{"claims/extend.go", "// as in templates/layout.html, not in templates/gone.html", "templates/gone.html"},
		{"docs/style.md", "`templates/layout.html`, `templates/gone.html`, `internal/gone`", "templates/gone.html internal/gone"},
		{"docs/style.md", "[there](sources.md#standards-and-public-data), [not there](gone.md), <https://example.org/a.md>", "gone.md"},
		{"docs/style.md", "`make run`, and `make haste`", "make haste"},
		{"CHANGELOG.md", "`templates/gone.html`", ""}, // it tells of the past
	} {
		if got := strings.Join(lib.missing(tc.name, tc.line), " "); got != tc.want {
			t.Errorf("%s: %s: %q, want %q", tc.name, tc.line, got, tc.want)
		}
	}
}

// A decision is cited by its number, so each has its own.
func TestDecisionsAreNumbered(t *testing.T) {
	pages, err := filepath.Glob("docs/decisions/*.md")
	if err != nil {
		t.Fatal(err)
	}
	last := "0000"
	for _, file := range pages { // in the order of their names
		number, _, _ := strings.Cut(filepath.Base(file), "-")
		if !regexp.MustCompile(`^\d{4}$`).MatchString(number) || number <= last {
			t.Errorf("%s is the decision after %s", file, last)
		}
		last = number
	}
}

// missing names what a line cites that is not here.
func (l library) missing(name, line string) (missing []string) {
	add := func(what string) {
		if !slices.Contains(missing, what) {
			missing = append(missing, what)
		}
	}
	for _, m := range l.sections(line) {
		word, number := strings.TrimSuffix(path.Base(m[1]), ".md"), m[2]
		if m[3] != "" {
			number += "/" + m[3]
		}
		if l.numbers[word] == nil && strings.HasSuffix(name, ".md") { // of the page itself, or of one named before
			if word = strings.TrimSuffix(path.Base(name), ".md"); l.numbers[word] == nil {
				continue
			}
		}
		if !standard.MatchString(word) && !source.MatchString(word) && !slices.Contains(l.numbers[word], number) {
			add(m[0])
		}
	}
	for _, m := range source.FindAllString(line, -1) {
		if !slices.Contains(l.sources, m) {
			add(m)
		}
	}
	for _, m := range decision.FindAllStringSubmatch(line, -1) {
		if !l.exists("docs/decisions/" + m[1] + "-*.md") {
			add("decision " + m[1])
		}
	}
	for _, m := range elsewhen.FindAllString(line, -1) {
		add(m)
	}
	for _, cited := range l.cited(name, line) {
		if !l.exists(cited) && !l.exists(path.Join(path.Dir(name), cited)) && !l.exists(path.Join("docs", cited)) {
			add(cited)
		}
	}
	if strings.HasSuffix(name, ".md") {
		for _, m := range target.FindAllStringSubmatch(strings.Join(backquoted.FindAllString(line, -1), " "), -1) {
			if !slices.Contains(l.targets, m[1]) {
				add("make " + m[1])
			}
		}
	}
	return missing
}

// sections are the places where a line cites one.
func (l library) sections(line string) [][]string {
	if !strings.Contains(line, "§") { // it would be looked for in every line of every file
		return nil
	}
	return section.FindAllStringSubmatch(line, -1)
}

// cited are the files that a line names: pages anywhere, links and paths between backquotes in a page. The list of changes tells of the past.
func (l library) cited(name, line string) (files []string) {
	if !strings.HasSuffix(name, ".md") {
		if strings.Contains(line, ".md") {
			files = page.FindAllString(line, -1)
		}
		if comment.MatchString(line) {
			files = append(files, ours.FindAllString(line, -1)...)
		}
		return files
	}
	for _, m := range link.FindAllStringSubmatch(line, -1) {
		file, _, _ := strings.Cut(m[1]+m[2], "#")
		if file != "" && !strings.Contains(file, "://") {
			files = append(files, file)
		}
	}
	if name == "CHANGELOG.md" {
		return files
	}
	for _, m := range backquoted.FindAllStringSubmatch(line, -1) {
		if pathlike(m[1]) {
			files = append(files, strings.TrimSuffix(strings.TrimSuffix(m[1], "/…"), "/"))
		}
	}
	return files
}

// rooms are the folders at the root whose paths may be named.
const rooms = `\b(?:audit|claims|cmd|demo|docs|internal|ledger|migrations|payouts|policy|procedure|publicity|registry|reports|scheme|screening|templates|web)/`

var pathOfOurs = regexp.MustCompile(`^(?:\./)?` + rooms)

// pathlike tells a path of ours from a command, a pattern and a path of somebody else's.
func pathlike(word string) bool {
	return pathOfOurs.MatchString(word) && !strings.ContainsAny(strings.TrimSuffix(word, "/…"), " <>{}…")
}

// open reads what may be cited: the numbered sections of each page in docs and the numbered lines in them.
func open(t *testing.T) library {
	t.Helper()
	lib := library{numbers: map[string][]string{}, exists: func(name string) bool {
		found, err := filepath.Glob(name)
		return err == nil && len(found) > 0
	}}
	heading, numbered := regexp.MustCompile(`^## (\d+)\. `), regexp.MustCompile(`^(?:\| )?(\d+)(?:\.| \|) `)
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range pages {
		word, in := strings.TrimSuffix(filepath.Base(file), ".md"), ""
		for _, line := range strings.Split(textOf(t, file), "\n") {
			if m := heading.FindStringSubmatch(line); m != nil {
				in = m[1]
				lib.numbers[word] = append(lib.numbers[word], in)
			} else if m := numbered.FindStringSubmatch(line); m != nil {
				lib.numbers[word] = append(lib.numbers[word], fmt.Sprintf("%s/%s", in, m[1]))
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^\| (S\d) \|`).FindAllStringSubmatch(textOf(t, "docs/sources.md"), -1) {
		lib.sources = append(lib.sources, m[1])
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z.]+):`).FindAllStringSubmatch(textOf(t, "Makefile"), -1) {
		lib.targets = append(lib.targets, m[1])
	}
	return lib
}

// texts are the files that people write, by name: but for this one, which cites what is nowhere.
func texts(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", "var", "node_modules", "testdata"}, d.Name()) {
			return filepath.SkipDir
		}
		kind := filepath.Ext(name)
		if !d.IsDir() && (slices.Contains([]string{".go", ".sql", ".md", ".html", ".css", ".js", ".yaml"}, kind) || name == "Makefile") && name != "docs_test.go" {
			found[filepath.ToSlash(name)] = textOf(t, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func textOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
