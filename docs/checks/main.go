// Command checks writes docs/checks.md anew: what each check of fangpin verify asks, what it proves and what not, as the checks declare it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
)

const page = "docs/checks.md"

// usage: go run ./docs/checks, in the root (make checks.md).
func main() {
	text, err := write(".")
	if err == nil {
		err = os.WriteFile(filepath.FromSlash(page), text, 0o644)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "write %s: %v\n", page, err)
		os.Exit(1)
	}
}

const head = `# What verification proves

` + "`fangpin verify`" + ` prints a line for each check, on a database or on a bundle alike: one judge for both (decision 0011). It believes nothing that
the program wrote down if it follows from something else, and derives it again. This page is made from what the checks declare of themselves
(` + "`make checks.md`" + `; a test compares them), file by file, in the order of the report.

Two limits are common to all. **What was told, seen or signed is taken as it was sealed**: no arithmetic knows whether a bill is genuine, a
visit took place, or two accounts are two people. And **arithmetic is shared with the program under judgement**: where a check names a
package under *shares*, it calls the code that wrote the figure (the scheme's formula, the calendar's count of days, the kinds of report, the
digest of a row). Such a check finds what was altered, or computed from other facts; a fault in the formula it repeats. Against that stand
the tests of those packages; ` + "`fangpin calc` and `fangpin period`" + `, which take what they compute from a file or the command line; decision 0003 and
[bundle.md](bundle.md), by which anybody can write another verifier; and the rule's own text. What names no package is written down here a
second time: the law, the hands, the order of the steps, the books.

What a later version of a judge (a reader, the scheme's engine, the bank's format) decided, this program cannot derive again. In a bundle a
line 未重新推算 counts it, beside the checks below, and it is taken as it was sealed; in a database, which a later program would have closed
to this one, it is a finding (decision 0016).
`

// write makes the page of the module in the folder root.
func write(root string) ([]byte, error) {
	file, err := files(root)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(head)
	b.WriteString("\n## Of a database and of a bundle\n")
	list(&b, verify.Checks(), file)
	b.WriteString("\n## Of a bundle alone, before these\n")
	list(&b, bundle.Checks, file)
	return []byte(b.String()), nil
}

// list writes a run of checks, under a heading for each file.
func list(b *strings.Builder, checks []verify.Check, file map[string]string) {
	last := ""
	for _, c := range checks {
		if file[c.Name] != last {
			last = file[c.Name]
			fmt.Fprintf(b, "\n### `%s`\n", last)
		}
		fmt.Fprintf(b, "\n**%s** — %s.\n\n- proves: %s.\n- not: %s.\n", c.Name, c.Rule, c.Proves, c.Not)
		if c.Shares != "" {
			fmt.Fprintf(b, "- shares: %s.\n", c.Shares)
		}
	}
}

// declaration is how a check begins in its file.
var declaration = regexp.MustCompile(`Check\{\n\tName: +"([^"]+)"`)

// files finds the source file in which a check is declared, by its name.
func files(root string) (map[string]string, error) {
	found := map[string]string{}
	for _, folder := range []string{"audit/verify", "audit/bundle"} {
		names, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(folder), "*.go"))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			for _, c := range declaration.FindAllSubmatch(text, -1) {
				found[string(c[1])] = folder + "/" + filepath.Base(name)
			}
		}
	}
	return found, nil
}
