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

// A database of a program that kept no fingerprints has none after its upgrade: it knows its keys by the deeds and checkpoints that they vouch for, refuses
// others by these, and keeps the fingerprints of its own.
func TestAnUpgradedDatabaseLearnsItsKeys(t *testing.T) {
	where := anOffice(t)
	keys := secret.In(where[1])
	look := func() error { _, err := command(t, append([]string{"clock"}, where...)...); return err }
	prints := func() (n int) {
		t.Helper()
		if err := pgtest.Super(t).GetContext(t.Context(), &n, `SELECT count(*) FROM fangpin.key_print`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	pgtest.At(t, 71) // the next brings the table of fingerprints
	for _, args := range [][]string{
		{"migrate", where[0], where[1]},
		{"county", "set", where[0], where[1], "--county", "410602", "--name", "鹤山区乡村振兴局", "--phone", "0392-2166701"},
	} {
		if said, err := command(t, args...); err != nil {
			t.Fatalf("%v: %s, %v", args, said, err)
		}
	}
	if _, err := command(t, "staff", "open", where[0], where[1], "--county", "410602", "--people", written(t, "管理员.csv", twoPeople)); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, "checkpoint", where[0], where[1], "--county", "410602"); err != nil {
		t.Fatal(err)
	}
	had := prints()
	forget := func() { pgtest.Super(t).MustExecContext(t.Context(), `DELETE FROM fangpin.key_print`) } // as the upgrade leaves it, after years of deeds
	forget()
	foreign := t.TempDir()
	if _, err := secret.Create(filepath.Join(foreign, "keyset.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := deed.FirstSigner(foreign); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		says  string
		files []string
	}{
		{"最近的存证不是用它写下的", []string{"keyset.json"}},
		{"最近的检查点不是用它签的", []string{"checkpoint.key", "checkpoint.pub"}},
	} {
		own := map[string][]byte{}
		for _, name := range c.files {
			swap := func(to []byte) {
				if err := os.WriteFile(filepath.Join(string(keys), name), to, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			text, err := os.ReadFile(filepath.Join(string(keys), name))
			if err != nil {
				t.Fatal(err)
			}
			own[name] = text
			other, err := os.ReadFile(filepath.Join(foreign, name))
			if err != nil {
				t.Fatal(err)
			}
			swap(other)
		}
		if err := look(); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), c.says) {
			t.Errorf("with another's %v: %v", c.files, err)
		}
		if n := prints(); n != 0 {
			t.Errorf("%d fingerprints of another's keys are kept", n)
		}
		for name, text := range own {
			if err := os.WriteFile(filepath.Join(string(keys), name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := look(); err != nil || prints() != had || had == 0 {
		t.Errorf("with its own: %v; %d fingerprints, want %d", err, prints(), had)
	}
}
