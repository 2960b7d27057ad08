package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"fangpin/migrations"
)

func TestVersion(t *testing.T) {
	schema, err := migrations.Latest()
	if err != nil {
		t.Fatal(err)
	}
	code, err := migrations.Code()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command(t, "version")
	last := fmt.Sprintf("\n数据库结构 %d\n函数与视图 %s\n", schema, migrations.Hash(code)[:12])
	if err != nil || !strings.HasPrefix(out, "fangpin ") || !strings.HasSuffix(out, last) {
		t.Errorf("%v: %q", err, out)
	}
	if _, err := command(t, "version", "1"); err == nil {
		t.Error("a word too many was taken")
	}
}

// TestVersionAsMakeWritesIt builds the program as the Makefile does: the names that its linker flags set are there.
func TestVersionAsMakeWritesIt(t *testing.T) {
	t.Parallel()
	printed, err := exec.CommandContext(t.Context(), "make", "-s", "-C", "../..", "-n", "build").Output()
	if err != nil {
		t.Fatal(err)
	}
	line := string(printed)
	for _, set := range []string{"-X fangpin/internal/build.commit=", "-X fangpin/internal/build.committed="} {
		if !strings.Contains(line, set) {
			t.Fatalf("make build sets no %s: %s", set, line)
		}
	}
	program := filepath.Join(t.TempDir(), "fangpin")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", program,
		"-ldflags", "-X fangpin/internal/build.commit=0123456789ab -X fangpin/internal/build.committed=2026-11-30T15:40:00+08:00", ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), program, "version").Output()
	want := fmt.Sprintf("fangpin 0123456789ab\n提交日期 2026-11-30\n编译环境 %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("%v: %q, want it to begin with %q", err, out, want)
	}
}
