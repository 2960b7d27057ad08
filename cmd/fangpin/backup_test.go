package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

var idNo = secret.Context{County: "410602", Column: "person.id_no"}

// furnished makes a new office.
func furnished(t *testing.T, dir string) *office.Office {
	t.Helper()
	o, err := office.New(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	return o
}

func opened(t *testing.T, dir string) *office.Office {
	t.Helper()
	o, err := office.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	return o
}

// command runs fangpin and returns what it says. Whom --by names signs in as hired has it, unless the test says how.
func command(t *testing.T, args ...string) (string, error) {
	t.Helper()
	if at := slices.Index(args, "--by"); at >= 0 && os.Getenv("FANGPIN_LOGIN") == "" {
		code, err := totp.GenerateCode(storySecret, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		defer signingIn("p"+args[at+1], storyPassword, code)()
	}
	var out, complaint bytes.Buffer
	err := run(t.Context(), args, &out, &complaint)
	return out.String(), err
}

// signingIn tells the command line how somebody signs in, until what it answers is called.
func signingIn(login, password, code string) (done func()) {
	for env, value := range map[string]string{"FANGPIN_LOGIN": login, "FANGPIN_PASSWORD": password, "FANGPIN_CODE": code} {
		_ = os.Setenv(env, value)
	}
	return func() {
		for _, env := range []string{"FANGPIN_LOGIN", "FANGPIN_PASSWORD", "FANGPIN_CODE"} {
			_ = os.Unsetenv(env)
		}
	}
}

// inhabit puts a person with a sealed ID number and a file into an office, and returns the file's hash.
func inhabit(t *testing.T, o *office.Office) []byte {
	t.Helper()
	sealed, err := o.Keys.Seal("419900199003071234", idNo)
	if err != nil {
		t.Fatal(err)
	}
	owner, err := pg.Open(t.Context(), o.Place.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	owner.MustExec(`INSERT INTO place VALUES ('410602', 410602100200, 410602100200, '石林村')`)
	owner.MustExec(`INSERT INTO household (county, id, no, place) VALUES ('410602', 1, 'H1', 410602100200)`)
	owner.MustExec(`INSERT INTO person (county, id, household, name, id_no, id_tag, relation, born_on, salt)
		VALUES ('410602', 1, 1, '张三', $1, $2, 'head', '1990-03-07', $3)`, sealed, o.Keys.Tag(secret.IDNumber, "419900199003071234"), secret.Salt())
	file, err := o.Archive.Put(t.Context(), strings.NewReader("查勘照片"))
	if err != nil {
		t.Fatal(err)
	}
	return file.SHA256
}

// inhabited looks for what inhabit put there.
func inhabited(t *testing.T, o *office.Office, sha []byte) {
	t.Helper()
	owner, err := pg.Open(t.Context(), o.Place.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	var sealed []byte
	if err := owner.Get(&sealed, `SELECT id_no FROM person WHERE county = '410602' AND id_tag = $1`, o.Keys.Tag(secret.IDNumber, "419900199003071234")); err != nil {
		t.Fatal(err)
	}
	if plain, err := o.Keys.Open(sealed, idNo); err != nil || plain != "419900199003071234" {
		t.Errorf("the ID number opens as %q, %v", plain, err)
	}
	r, err := o.Archive.Get(t.Context(), sha)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if content, err := io.ReadAll(r); err != nil || string(content) != "查勘照片" {
		t.Errorf("the file reads %q, %v", content, err)
	}
}

func TestAnOfficeComesBackFromItsBackupAndItsKeys(t *testing.T) {
	t.Parallel()
	dir, again, out := filepath.Join(t.TempDir(), "office"), filepath.Join(t.TempDir(), "again"), filepath.Join(t.TempDir(), "防贫保.tar")
	o := furnished(t, dir)
	sha := inhabit(t, o)

	// The office is at work meanwhile.
	said, err := command(t, "backup", "--dir", dir, "--out", out)
	if err != nil || !strings.Contains(said, "附件 1 份") || !strings.Contains(said, "备份不含密钥") {
		t.Fatalf("backup says %q, %v", said, err)
	}
	if _, err := command(t, "backup", "--dir", dir, "--out", out); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a backup over a backup: %v", err)
	}
	withoutKeys(t, dir, out)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}

	if _, err := command(t, "restore", "--dir", dir, out); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a restore over an office: %v", err)
	}
	said, err = command(t, "restore", "--dir", again, out)
	if err != nil || !strings.Contains(said, "附件 1 份") || !strings.Contains(said, "密钥目录放回") {
		t.Fatalf("restore says %q, %v", said, err)
	}
	if _, err := office.Open(t.Context(), again); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an office without its keys: %v", err)
	}
	if err := os.CopyFS(string(secret.In(again)), os.DirFS(string(secret.In(dir)))); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(secret.In(again).Keyset(), 0o600); err != nil {
		t.Fatal(err)
	}
	inhabited(t, opened(t, again), sha)
	gate, err := office.OpenGate(t.Context(), again)
	if err != nil {
		t.Fatalf("the gate of the restored office: %v", err)
	}
	if err := gate.Close(); err != nil {
		t.Error(err)
	}
}

// withoutKeys proves that nothing of the key folder is in the backup, under any name.
func withoutKeys(t *testing.T, dir, out string) {
	t.Helper()
	keys, err := os.ReadFile(secret.In(dir).Keyset())
	if err != nil {
		t.Fatal(err)
	}
	backup, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(backup, keys[:200]) || bytes.Contains(backup, []byte("keyset")) {
		t.Error("the keys are in the backup")
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v, %v", info.Mode(), err)
	}
}

func TestABrokenBackupIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	dir, out := filepath.Join(t.TempDir(), "office"), filepath.Join(t.TempDir(), "b.tar")
	o := furnished(t, dir)
	inhabit(t, o)
	if _, err := command(t, "backup", "--dir", dir, "--out", out); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for name, broken := range map[string][]byte{
		"cut":                 whole[:len(whole)/2],
		"cut between files":   whole[:bytes.Index(whole, []byte(manifestEntry))],
		"a byte of the dump":  flipped(whole, 512+100),
		"a byte of a file":    flipped(whole, bytes.Index(whole, []byte(archiveEntry))+512),
		"the manifest's hash": bytes.Replace(whole, []byte(`"sha256": "`), []byte(`"sha256": "f`), 1),
		"no backup at all":    []byte("这不是备份"),
		"empty":               {},
		"another format":      bytes.Replace(whole, []byte(`"format": 1`), []byte(`"format": 2`), 1),
	} {
		t.Run(name, func(t *testing.T) {
			path, target := filepath.Join(t.TempDir(), "broken.tar"), filepath.Join(t.TempDir(), "target")
			if err := os.WriteFile(path, broken, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := command(t, "restore", "--dir", target, path); fault.KindOf(err) != fault.Invalid {
				t.Errorf("restore = %v", err)
			}
			if left, err := inhabitants(target); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func flipped(b []byte, at int) []byte {
	b = slices.Clone(b)
	b[at] ^= 1
	return b
}

func TestAFailedRestoreLeavesThePlaceAsItWas(t *testing.T) {
	dir, target, out := filepath.Join(t.TempDir(), "office"), filepath.Join(t.TempDir(), "target"), filepath.Join(t.TempDir(), "b.tar")
	o := furnished(t, dir)
	inhabit(t, o)
	if _, err := command(t, "backup", "--dir", dir, "--out", out); err != nil {
		t.Fatal(err)
	}
	if _, err := secret.Create(secret.In(target).Keyset()); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, "restore", "--dir", target, out); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "指纹应为") {
		t.Errorf("restore beside other keys = %v", err)
	}
	if err := os.RemoveAll(target); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(string(secret.In(target)), os.DirFS(string(secret.In(dir)))); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(secret.In(target).Keyset(), 0o600); err != nil {
		t.Fatal(err)
	}
	// The database of the office at work is no place to restore to.
	t.Setenv("MIGRATE_URL", o.Place.Owner)
	if _, err := command(t, "restore", "--dir", target, out); fault.KindOf(err) != fault.Conflict {
		t.Errorf("restore into a database in use = %v", err)
	}
	if left, err := inhabitants(target); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if kept, err := secret.Open(secret.In(target).Keyset()); err != nil || !bytes.Equal(kept.Tag(secret.File, "1"), o.Keys.Tag(secret.File, "1")) {
		t.Errorf("the keys that were put there first: %v", err)
	}
	inhabited(t, o, func() []byte {
		file, err := o.Archive.Put(t.Context(), strings.NewReader("查勘照片"))
		if err != nil {
			t.Fatal(err)
		}
		return file.SHA256
	}())
}
