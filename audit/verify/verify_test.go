package verify_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/audit/verify"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
)

const county = "410602"

var clerk = who.Person{County: county, ID: 7, Name: "王芳", Role: who.Clerk}

// verified runs every check.
func verified(t *testing.T, trust verify.Trust) (out []verify.Result) {
	t.Helper()
	for c, err := range verify.County(t.Context(), pgtest.DB(t), county, trust) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// ofTheSeal are the checks that ask nothing of what the rows say.
var ofTheSeal = []string{
	"存证序号连续", "存证内容与哈希相符", "存证时间不倒退", "存证所列各行与正文相符", "各行内容与最近一次存证相符", "已存证的行无缺失", "每行均有存证",
	"只增不改的行各次存证一致", "存证树各节点", "存证检查点的签名与根", "库外检查点文件与库内一致",
}

// sealed leaves the checks of the seal: for rows that no room ever wrote.
func sealed(checks []verify.Result) []verify.Result {
	return slices.DeleteFunc(checks, func(c verify.Result) bool { return !slices.Contains(ofTheSeal, c.Name) })
}

// clean fails on any finding.
func clean(t *testing.T, checks []verify.Result) {
	t.Helper()
	for _, c := range checks {
		for _, f := range c.Found {
			t.Errorf("%s: %s", c.Name, f)
		}
	}
}

// The report is the declared checks, in their order.
func TestTheReportIsWhatIsDeclared(t *testing.T) {
	var report []verify.Check
	for _, c := range verified(t, verify.Trust{}) {
		report = append(report, c.Check)
	}
	if d := cmp.Diff(verify.Checks(), report); d != "" {
		t.Errorf("(-declared +report):\n%s", d)
	}
}
