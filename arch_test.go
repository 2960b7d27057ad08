// Package fangpin_test holds the house together: imports go down only, and rooms on one floor never import each other.
package fangpin_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "fangpin/"

// floors are the house from the roof to the ground. A package may import what stands below it, nothing beside or above.
var floors = [][]string{
	{"payouts/payoutstest", "web/webtest"}, // on the roof, for only tests may import what is there
	{"monitoring/monitoringtest"},
	{"claims/claimstest"},
	{"internal/identity/staff/stafftest"},
	{"internal/pg/pgtest", "internal/paper/papertest", "internal/office/officetest", "internal/passkey/passkeytest"},
	{"cmd/fangpin", "migrations/sum", "migrations/schema", "docs/checks", "docs/draw"},
	{"demo"},
	{"demo/sample", "internal/office"},
	{"web", "internal/pgserver"}, // no room knows who runs the server
	{"web/reporting", "web/casework", "web/watching", "web/money", "web/audit", "web/account"}, // desks: none knows another
	{"web/kit"},
	{"audit/bundle"},
	{"audit", "audit/trace", "audit/verify"},
	{"payouts"},
	{"payouts/bank"},
	{"claims"},
	{"monitoring"},
	{"publicity"},
	{"screening"},
	{"policy"},
	{"reports"},
	{"registry", "ledger"},
	{"internal/identity/probation", "internal/identity/timing", "internal/identity/restoration"},
	{"internal/identity/grant"},
	{"internal/identity/signing"},
	{"scheme", "procedure", "templates", "internal/sheet", "internal/paper", "internal/foureyes", "internal/idcard", "internal/yuan", "internal/columns", "internal/listing"},
	{"internal/identity/signin", "internal/security"},
	{"internal/identity/staff"},
	{"internal/flow", "internal/archive", "internal/picture/picturetest"},
	{"internal/secret"},
	{"internal/deed"},
	{"internal/pg"},
	{"internal/passkey/software"},
	{"internal/area", "internal/calendar", "internal/shown", "internal/words", "internal/rulefile", "internal/passkey", "internal/picture"},
	{"internal/identity/who", "internal/fault", "internal/build", "internal/child", "migrations"},
}

// leaves may import no more than is listed, however high they stand.
var leaves = map[string][]string{
	"scheme":           {"internal/fault", "internal/rulefile"},
	"procedure":        {"internal/calendar", "internal/fault", "internal/rulefile"},
	"templates":        {},
	"migrations":       {},
	"internal/area":    {"internal/fault"},
	"internal/idcard":  {"internal/calendar", "internal/fault"},
	"internal/paper":   {"internal/fault"},
	"internal/sheet":   {"internal/fault"},
	"demo/sample":      {"internal/area", "internal/calendar", "internal/fault", "scheme", "templates"},
	"internal/shown":   {"internal/fault"},
	"internal/words":   {"internal/fault"},
	"internal/passkey": {},
}

// floorOf is the package's floor, counted from the roof, or -1.
func floorOf(pkg string) int {
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, pkg) })
}

// wrong says why one package may not import the other, or nothing.
func wrong(from, to string) string {
	above, below := floorOf(from), floorOf(to)
	few, leaf := leaves[from]
	switch {
	case above < 0:
		return from + " stands on no floor: give it one in the table"
	case below < 0:
		return to + ", imported by " + from + ", stands on no floor: give it one in the table"
	case below < above:
		return from + " imports upward: " + to
	case below == above:
		return from + " imports sideways: " + to
	case leaf && !slices.Contains(few, to):
		return from + " is a leaf and may not import " + to
	}
	return ""
}

func TestImportsGoDown(t *testing.T) {
	for pkg, imports := range packages(t) {
		if floorOf(pkg) < 0 {
			t.Errorf("%s stands on no floor: give it one in the table", pkg)
			continue
		}
		for _, to := range imports {
			if why := wrong(pkg, to); why != "" {
				t.Error(why)
			}
		}
	}
}

func TestTheRuleRefuses(t *testing.T) {
	for _, tc := range []struct{ from, to, want string }{
		{"payouts", "claims", ""},
		{"internal/sheet", "internal/fault", ""},
		{"claims", "payouts", "claims imports upward: payouts"},
		{"internal/pg", "internal/deed", "internal/pg imports upward: internal/deed"},
		{"internal/pg", "internal/pgserver", "internal/pg imports upward: internal/pgserver"},
		{"registry", "ledger", "registry imports sideways: ledger"},
		{"cmd/fangpin", "internal/pg/pgtest", "cmd/fangpin imports upward: internal/pg/pgtest"},
		{"scheme", "internal/pg", "scheme is a leaf and may not import internal/pg"},
		{"utils", "internal/pg", "utils stands on no floor: give it one in the table"},
		{"claims", "utils", "utils, imported by claims, stands on no floor: give it one in the table"},
	} {
		if got := wrong(tc.from, tc.to); got != tc.want {
			t.Errorf("%s imports %s: %q, want %q", tc.from, tc.to, got, tc.want)
		}
	}
}

func TestEachPackageHasOneFloor(t *testing.T) {
	all := slices.Sorted(slices.Values(slices.Concat(floors...)))
	if len(slices.Compact(slices.Clone(all))) < len(all) {
		t.Errorf("a package stands on two floors: %v", all)
	}
	for leaf := range maps.Keys(leaves) {
		if floorOf(leaf) < 0 {
			t.Errorf("the leaf %s stands on no floor", leaf)
		}
	}
}

// packages lists the module's packages with those of the module that each imports outside its tests.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports", "./...") // -e: an import that is missing is the compiler's to report
	list.Dir = "."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderrOf(err))
	}
	found := map[string][]string{}
	for stream := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := stream.Decode(&p); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == strings.TrimSuffix(module, "/") {
			continue // this test
		}
		name := strings.TrimPrefix(p.ImportPath, module)
		found[name] = nil
		for _, to := range p.Imports {
			if own, ok := strings.CutPrefix(to, module); ok {
				found[name] = append(found[name], own)
			}
		}
	}
}

func stderrOf(err error) []byte {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.Stderr
	}
	return nil
}
