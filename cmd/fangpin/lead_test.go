package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
)

func TestALeadListOnTheCommandLine(t *testing.T) {
	where := anOffice(t)
	at := func(words ...string) []string { return append(words, where...) }
	clerk := hired(t, where, "王芳", who.Clerk)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if _, err := command(t, at("roster", "import", "--by", clerk, file("花名册.csv", roster))...); err != nil {
		t.Fatal(err)
	}
	wrong := file("错.csv", "姓名,身份证号\n张国庆,419900196002140114\n李秀英,419900196203200223\n")
	said, err := command(t, at("lead", "import", "--by", clerk, "--source", "city", wrong)...)
	if exitCode(err, new(strings.Builder)) != 1 || !strings.Contains(said, "错!B2") || !strings.Contains(said, "共 1 处错误，未导入") {
		t.Errorf("a wrong number: %q, %v", said, err)
	}
	strange := file("外县.csv", "姓名,身份证号\n李秀兰,419900196203200223\n")
	if said, _ = command(t, at("lead", "import", "--by", clerk, "--source", "city", strange)...); !strings.Contains(said, "外县!A2") || !strings.Contains(said, "姓名不一致") {
		t.Errorf("another name: %q", said)
	}
	good := file("名单.csv", "姓名,身份证号\n李秀英,419900196203200223\n")
	if _, err = command(t, at("lead", "import", "--by", clerk, "--source", "city", good)...); fault.KindOf(err) != fault.Blocked {
		t.Errorf("without a procedure in force: %v", err)
	}
	if _, err = command(t, at("lead", "import", "--by", clerk, good)...); exitCode(err, new(strings.Builder)) != 2 {
		t.Errorf("without a source: %v", err)
	}
	template := filepath.Join(dir, "模板.xlsx")
	if _, err = command(t, at("lead", "template", "--by", clerk, "--village", "410602100228", template)...); err != nil {
		t.Error(err)
	}
	if _, err = command(t, at("lead", "template", "--by", clerk, "--village", "410602100228", template)...); fault.KindOf(err) != fault.Conflict {
		t.Errorf("over another file: %v", err)
	}
}
