package main

import (
	"os"
	"path/filepath"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
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
	if err := clearDemo(t.Context(), dir); fault.KindOf(err) != fault.Blocked {
		t.Errorf("somebody's directory: %v", err)
	}
	if _, err := os.Stat(keep); err != nil {
		t.Errorf("a file that was not ours: %v", err)
	}
	if err := clearDemo(t.Context(), keep); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a file instead of a directory: %v", err)
	}
}

func TestADemonstrationIsWipedWhenItIsRunAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	if err := clearDemo(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(dir, "out", "旧.txt")
	if err := os.WriteFile(old, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := clearDemo(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("what an earlier run left: %v", err)
	}
}

func TestARunningDemonstrationIsNotWiped(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	if err := clearDemo(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	running, err := pg.Start(t.Context(), dir, pg.Throwaway)
	if err != nil {
		t.Fatal(err)
	}
	if err := clearDemo(t.Context(), dir); fault.KindOf(err) != fault.Conflict {
		t.Errorf("while it runs: %v", err)
	}
	if err := running.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := clearDemo(t.Context(), dir); err != nil {
		t.Errorf("after it ended: %v", err)
	}
}
