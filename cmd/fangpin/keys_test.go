package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
)

// Keys that are not the database's are refused, with what to do; a rotation is none of that.
func TestADatabaseKnowsItsKeys(t *testing.T) {
	where := anOffice(t)
	keys := secret.In(where[1])
	look := func() error { _, err := command(t, append([]string{"clock"}, where...)...); return err }
	if err := look(); err != nil {
		t.Fatal(err)
	}
	pgtest.Owner(t).MustExecContext(t.Context(), `SELECT key_know('{seal,checkpoint,tag}', ARRAY[sha256('1'), sha256('2'), sha256('3')], ARRAY[sha256('x'), sha256('x'), sha256('x')])`)
	if err := look(); err != nil {
		t.Errorf("with rows that were added behind the program: %v", err)
	}
	copied := func(to string) string {
		t.Helper()
		if err := os.CopyFS(to, os.DirFS(string(keys))); err != nil {
			t.Fatal(err)
		}
		return to
	}
	put := func(from string) {
		t.Helper()
		if err := os.RemoveAll(string(keys)); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(string(keys), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(keys.Keyset(), 0o600); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	before := copied(filepath.Join(t.TempDir(), "before"))
	own, err := secret.Open(keys.Keyset())
	if err != nil {
		t.Fatal(err)
	}
	if err := own.Rotate(); err != nil {
		t.Fatal(err)
	}
	if err := look(); err != nil {
		t.Fatalf("after a rotation: %v", err)
	}
	ours := copied(filepath.Join(t.TempDir(), "ours"))
	foreign := filepath.Join(t.TempDir(), "foreign")
	if _, err := secret.Create(filepath.Join(foreign, "keyset.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := deed.FirstSigner(foreign); err != nil {
		t.Fatal(err)
	}
	replace := func(name, from string) func() {
		return func() {
			text, err := os.ReadFile(filepath.Join(from, name))
			if err == nil {
				err = os.WriteFile(filepath.Join(string(keys), name), text, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	cut := func(name string) func() {
		return func() {
			if err := os.Truncate(filepath.Join(string(keys), name), 40); err != nil {
				t.Fatal(err)
			}
		}
	}
	gone := func(name string) func() {
		return func() {
			if err := os.Remove(filepath.Join(string(keys), name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		wrong func()
		kind  fault.Kind
		says  string
	}{
		"a foreign keyset":                {replace("keyset.json", foreign), fault.Blocked, "指纹应为"},
		"one from before the rotation":    {replace("keyset.json", before), fault.Blocked, "旧副本"},
		"one that is cut":                 {cut("keyset.json"), fault.Blocked, "不完整"},
		"none":                            {gone("keyset.json"), fault.NotFound, "放回"},
		"a signing key that is cut":       {cut("checkpoint.key"), fault.Blocked, "不完整"},
		"none that signs":                 {gone("checkpoint.key"), fault.NotFound, "放回"},
		"the public half of another":      {replace("checkpoint.pub", foreign), fault.Blocked, "不完整"},
		"without the public half":         {gone("checkpoint.pub"), fault.NotFound, "放回"},
		"the whole folder, but a foreign": {func() { put(foreign) }, fault.Blocked, "不是这个数据库的"},
		"a foreign key that signs":        {func() { replace("checkpoint.key", foreign)(); replace("checkpoint.pub", foreign)() }, fault.Blocked, "不是这个数据库用过的"},
	} {
		put(ours)
		c.wrong()
		if err := look(); fault.KindOf(err) != c.kind || !strings.Contains(fault.Message(err), c.says) || !strings.Contains(fault.Message(err), string(keys)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	put(ours)
	gone("checkpoint.key")()
	if _, err := command(t, append([]string{"checkpoint", "--anew"}, where...)...); err != nil {
		t.Errorf("another key for one that is lost: %v", err)
	}
	if err := look(); err != nil {
		t.Errorf("with it: %v", err)
	}
	if former, err := filepath.Glob(filepath.Join(string(keys), "checkpoint-until-*.pub")); err != nil || len(former) != 1 {
		t.Errorf("the former public half: %v, %v", former, err)
	}
}
