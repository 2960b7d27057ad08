package archive_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fangpin/internal/archive"
	"fangpin/internal/secret"
)

// What nobody answers for is swept when it is old, and nothing else: not what is answered for with its marks, not what is young, not what was stored
// again, not what lies beside the archive's own.
func TestOnlyWhatIsOldAndUnansweredIsSwept(t *testing.T) {
	dir := t.TempDir()
	keys, err := secret.Create(filepath.Join(t.TempDir(), "keys", "keyset.json"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(t.Context(), dir, keys)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	files := map[string][]byte{}
	store := func(content string) {
		t.Helper()
		f, err := a.Keep(t.Context(), archive.Evidence, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		files[content] = f.SHA256
	}
	beside := filepath.Join(dir, "readme.txt")
	for _, content := range []string{"answered", "orphan", "stored again", "carried on", "young"} {
		store(content)
	}
	half := filepath.Join(dir, anAddress+".ABC234")
	for _, path := range []string{half, beside} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-archive.FileAge - time.Hour)
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chtimes(path, old, old)
	})
	if err != nil {
		t.Fatal(err)
	}
	store("young")
	answered := func() ([][]byte, error) {
		store("stored again") // by somebody at work while it is swept
		if there, err := a.Renew(files["carried on"]); err != nil || !there {
			t.Errorf("a form carries it on: %t, %v", there, err)
		}
		return [][]byte{files["answered"]}, nil
	}
	sweep := func(trial bool, want archive.Swept) {
		t.Helper()
		if got, err := a.Sweep(t.Context(), time.Now(), answered, trial); err != nil || got != want {
			t.Errorf("swept %+v, want %+v, %v", got, want, err)
		}
	}
	young := func() ([][]byte, error) { return nil, nil }
	if got, err := a.Sweep(t.Context(), old.Add(time.Hour), young, false); err != nil || got != (archive.Swept{}) {
		t.Errorf("while they are young: %+v, %v", got, err)
	}
	sweep(false, archive.Swept{Halves: 1, Files: 2}) // the orphan and its mark
	sweep(true, archive.Swept{})
	for content, sha := range files {
		if err := a.Check(t.Context(), sha); (err == nil) != (content != "orphan") {
			t.Errorf("%s: %v", content, err)
		}
	}
	if marked, err := a.Fits("evidence", files["answered"]); err != nil || !marked {
		t.Errorf("its mark: %t, %v", marked, err)
	}
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Errorf("half a file: %v", err)
	}
	if _, err := os.Stat(beside); err != nil {
		t.Errorf("what is not the archive's: %v", err)
	}
}
