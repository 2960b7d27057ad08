package demo

import (
	"os"
	"path/filepath"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pgserver"
)

func TestADemonstrationWipesOnlyItsOwnDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "别的资料")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	keep := filepath.Join(dir, "工作总结.docx")
	if err := os.WriteFile(keep, []byte("勿删"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := clearDemo(t.Context(), dir); fault.KindOf(err) != fault.Blocked {
		t.Errorf("somebody's directory: %v", err)
	}
	if _, err := os.Stat(keep); err != nil {
		t.Errorf("a file that was not ours: %v", err)
	}
	if _, err := clearDemo(t.Context(), keep); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a file instead of a directory: %v", err)
	}
}

func TestADemonstrationIsWipedWhenItIsRunAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	cleared(t, dir)
	old := filepath.Join(dir, "out", "旧.txt")
	if err := os.WriteFile(old, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	cleared(t, dir)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("what an earlier run left: %v", err)
	}
}

func TestADatabaseThatRunsInADemonstrationIsNotWiped(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	cleared(t, dir)
	running, err := pgserver.Start(t.Context(), dir, pgserver.Throwaway)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := clearDemo(t.Context(), dir); fault.KindOf(err) != fault.Conflict {
		t.Errorf("while it runs: %v", err)
	}
	if err := running.Stop(); err != nil {
		t.Fatal(err)
	}
	before := lockOf(t, dir)
	cleared(t, dir)
	if !os.SameFile(before, lockOf(t, dir)) {
		t.Error("the lock file was replaced: a lock on the old one would hold nothing")
	}
}

func TestOfManyDemonstrationsStartedAtOnceOneRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	type outcome struct {
		mark *os.File
		err  error
	}
	outcomes := make(chan outcome)
	for range 8 {
		go func() {
			mark, err := clearDemo(t.Context(), dir)
			outcomes <- outcome{mark, err}
		}()
	}
	var won *os.File
	for range 8 {
		switch o := <-outcomes; {
		case o.err == nil && won == nil:
			won = o.mark
		case fault.KindOf(o.err) != fault.Conflict:
			t.Errorf("a second one: %v", o.err)
		}
	}
	if won == nil {
		t.Fatal("none runs")
	}
	if err := won.Close(); err != nil {
		t.Fatal(err)
	}
	cleared(t, dir)
}

// cleared clears the directory and ends that demonstration.
func cleared(t *testing.T, dir string) {
	t.Helper()
	mark, err := clearDemo(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := mark.Close(); err != nil {
		t.Fatal(err)
	}
}

func lockOf(t *testing.T, dir string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, pgserver.LockFile))
	if err != nil {
		t.Fatal(err)
	}
	return info
}
