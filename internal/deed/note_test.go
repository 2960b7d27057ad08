package deed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func TestASignedNoteReadsBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	want, known := signedNote(t, dir)
	got, err := OpenNote(want.Signed, known)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !strings.HasPrefix(got.Signed, "fangpin/410602\n1234\n") {
		t.Errorf("note does not begin with origin and size:\n%s", got.Signed)
	}
}

func TestANoteThatWasTouchedIsRefused(t *testing.T) {
	n, known := signedNote(t, t.TempDir())
	_, stranger := signedNote(t, t.TempDir())
	for name, c := range map[string]struct {
		text  string
		known note.Verifiers
	}{
		"another size":   {strings.Replace(n.Signed, "1234", "1235", 1), known},
		"another county": {strings.Replace(n.Signed, "410602", "410603", 1), known},
		"another time":   {strings.Replace(n.Signed, "at 2024", "at 2023", 1), known},
		"another key":    {n.Signed, stranger},
		"unsigned":       {n.text(), known},
	} {
		if _, err := OpenNote(c.text, c.known); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestTheKeyIsMadeOnceAndItsSecretIsTheOwners(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first, err := FirstSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := FirstSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	if first.KeyHash() != second.KeyHash() {
		t.Error("the second call made another key")
	}
	info, err := os.Stat(filepath.Join(dir, secretFile))
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("the secret's mode is %o", got)
	}
}

func signedNote(t *testing.T, dir string) (Note, note.Verifiers) {
	t.Helper()
	signer, err := FirstSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := Verifier(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := Note{County: "410602", Size: 1234, Root: tlog.Hash{1, 2, 3}, At: time.Date(2024, 10, 1, 9, 30, 0, 125000, time.UTC)}
	if err := n.sign(signer); err != nil {
		t.Fatal(err)
	}
	return n, note.VerifierList(verifier)
}
