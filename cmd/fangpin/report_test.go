package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReportCheck(t *testing.T) {
	const head = "姓名,身份证号,变动类型,变动日期\n"
	for name, c := range map[string]struct {
		file, text, month string
		stdout, stderr    string
		code              int
	}{
		"good":    {"a.csv", head + "张三,11010519491231002X,死亡,2024-09-03\n", "2024-09", "提示  人口变动：共1行，可接收1行，有错0行，错误0处\n", "", 0},
		"bad":     {"a.csv", head + "张三,110105194912310021,死亡,2024-09-03\n合计,,,\n", "2024-09", "a!B2  身份证号  110105194912310021  身份证号的校验码不对（GB 11643），至少有一位写错，请核对\n提示  “a”跳过合计、小计行：1行（第3行）\n提示  人口变动：共1行，可接收0行，有错1行，错误1处\n", "", 1},
		"refused": {"a.xls", "<html></html>", "2024-09", "", "网页（HTML）", 1},
		"missing": {"", "", "2024-09", "", "没有", 1},
		"typed":   {"a.csv", head, "九月", "", "2024-09", 2},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, c.file)
		if c.file == "" {
			path = filepath.Join(dir, "none.xlsx")
		} else if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr strings.Builder
		err := run(t.Context(), []string{"report", "check", "--agency", "公安局", "--month", c.month, path}, &stdout, &stderr)
		code := exitCode(err, &stderr)
		if stdout.String() != c.stdout || code != c.code || !strings.Contains(stderr.String(), c.stderr) || (stderr.Len() == 0) != (c.stderr == "") {
			t.Errorf("%s: exit %d\n%s%s", name, code, stdout.String(), stderr.String())
		}
	}
}
