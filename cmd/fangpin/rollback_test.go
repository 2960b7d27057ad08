package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/secret"
)

// An older backup is restored beside the newest checkpoints: they stay, the pages are not served, and nothing is checkpointed, until an operator
// says that notes begin anew.
func TestAnOlderBackupIsNotServed(t *testing.T) {
	t.Parallel()
	dir, again, out := filepath.Join(t.TempDir(), "office"), filepath.Join(t.TempDir(), "again"), filepath.Join(t.TempDir(), "b.tar")
	o := furnished(t, dir)
	for _, args := range [][]string{
		{"county", "set", "--dir", dir, "--county", "410602", "--name", "鹤山区乡村振兴局", "--phone", "0392-2166701"},
		{"backup", "--dir", dir, "--out", out},
		{"staff", "open", "--dir", dir, "--county", "410602", "--people", written(t, "管理员.csv", twoPeople)},
		{"checkpoint", "--dir", dir, "--county", "410602"},
	} {
		if _, err := command(t, args...); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{string(secret.In(dir)), office.NotesIn(dir)} {
		if err := os.CopyFS(filepath.Join(again, filepath.Base(kept)), os.DirFS(kept)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(secret.In(again).Keyset(), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := command(t, "restore", "--dir", again, out); err != nil || !strings.Contains(said, office.NotesIn(again)) {
		t.Fatalf("%s, %v", said, err)
	}
	if _, err := os.Stat(filepath.Join(office.NotesIn(again), "410602-1.note")); err != nil {
		t.Fatalf("the newer note: %v", err)
	}
	for _, args := range [][]string{{"serve", "--dir", again, "--addr", "127.0.0.1:0"}, {"checkpoint", "--dir", again, "--county", "410602"}} {
		if _, err := command(t, args...); exitCode(err, io.Discard) != 1 || fault.KindOf(err) != fault.Blocked || !strings.Contains(err.Error(), "数据库现只有 0 号") {
			t.Errorf("%v: %v", args, err)
		}
	}
	if said, err := command(t, "checkpoint", "--dir", again, "--county", "410602", "--anew"); err != nil {
		t.Fatalf("%s, %v", said, err)
	}
	aside, err := filepath.Glob(filepath.Join(office.NotesIn(again), "aside-*", "410602-1.note"))
	if err != nil || len(aside) != 1 {
		t.Errorf("put aside: %v, %v", aside, err)
	}
	p, err := office.OpenToServe(t.Context(), again)
	if err != nil {
		t.Fatalf("after that: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
