package archive_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"fangpin/internal/archive"
	"fangpin/internal/fault"
	"fangpin/internal/secret"
)

// open makes an archive with keys of its own and returns its folder too.
func open(t *testing.T) (*archive.Archive, string) {
	t.Helper()
	office := t.TempDir()
	keys, err := secret.Create(secret.In(office).Keyset())
	if err != nil {
		t.Fatal(err)
	}
	location, err := archive.In(office)
	if err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(t.Context(), location, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a, filepath.Join(office, "archive")
}

// stored lists the files on disk.
func stored(t *testing.T, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func get(t *testing.T, a *archive.Archive, sha []byte) ([]byte, error) {
	t.Helper()
	r, err := a.Get(t.Context(), sha)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func TestAFileComesBackAndLiesEncryptedOnce(t *testing.T) {
	a, dir := open(t)
	for _, content := range []string{"", "查勘照片", strings.Repeat("出院小结 ", 100_000)} {
		before := len(stored(t, dir))
		for range 2 {
			file, err := a.Put(t.Context(), strings.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			if sum := sha256.Sum256([]byte(content)); !bytes.Equal(file.SHA256, sum[:]) || file.Size != int64(len(content)) {
				t.Errorf("Put = %+v", file)
			}
			if got, err := get(t, a, file.SHA256); err != nil || string(got) != content {
				t.Errorf("%d bytes back, %v; want %d", len(got), err, len(content))
			}
		}
		if now := len(stored(t, dir)); now != before+1 {
			t.Errorf("stored %d times", now-before)
		}
	}
	for _, path := range stored(t, dir) {
		if raw, err := os.ReadFile(path); err != nil || bytes.Contains(raw, []byte("照片")) || bytes.Contains(raw, []byte("小结")) {
			t.Errorf("%s lies in clear, %v", path, err)
		}
	}
}

func TestNothingStaysOfAFileThatBroke(t *testing.T) {
	a, dir := open(t)
	broken := errors.New("cable")
	if _, err := a.Put(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("Put = %v", err)
	}
	err := a.Write(t.Context(), "ab/"+strings.Repeat("0", 62), func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("Write = %v", err)
	}
	if left := stored(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestGetTellsWhatIsWrong(t *testing.T) {
	a, dir := open(t)
	if _, err := get(t, a, make([]byte, 32)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a file that is not there: %v", err)
	}
	one, err := a.Put(t.Context(), strings.NewReader("甲"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := a.Put(t.Context(), strings.NewReader("乙"))
	if err != nil {
		t.Fatal(err)
	}
	swapped, err := os.ReadFile(filepath.Join(dir, two.Address))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, one.Address), swapped, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := get(t, a, one.SHA256); err == nil {
		t.Errorf("read %q in the place of another file", got)
	}
	cut := filepath.Join(dir, two.Address)
	if err := os.Truncate(cut, 10); err != nil {
		t.Fatal(err)
	}
	if _, err := get(t, a, two.SHA256); err == nil {
		t.Error("read a cut file")
	}
}

func TestAddressesAreOfWholeFilesOnly(t *testing.T) {
	a, dir := open(t)
	file, err := a.Put(t.Context(), strings.NewReader("收据"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, file.Address[:2], "left.tmp"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	var found []string
	for at, err := range a.Addresses(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, at)
	}
	if len(found) != 1 || found[0] != file.Address {
		t.Errorf("Addresses = %v, want %s", found, file.Address)
	}
}
