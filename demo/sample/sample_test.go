package sample

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/fault"
)

func write(t *testing.T, o Options) (string, *County) {
	t.Helper()
	dir := t.TempDir()
	c, err := Write(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, c
}

// files are the bytes of everything below dir.
func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out[path], err = fs.ReadFile(os.DirFS(dir), path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSameSeedSameBytes(t *testing.T) {
	one, c := write(t, Options{Rows: 400, Seed: 7})
	two, d := write(t, Options{Rows: 400, Seed: 7})
	three, _ := write(t, Options{Rows: 400, Seed: 8})
	a, b, other := files(t, one), files(t, two), files(t, three)
	if len(a) != len(c.Files)+3 { // the roster, the correction, the guide
		t.Errorf("wrote %v", slices.Sorted(maps.Keys(a)))
	}
	for name := range a {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs at the same seed", name)
		}
		if bytes.Equal(a[name], other[name]) {
			t.Errorf("%s is the same at another seed", name)
		}
	}
	if diff := cmp.Diff(c.Defects, d.Defects); diff != "" {
		t.Errorf("defects differ: %s", diff)
	}
}

func TestRowsInAll(t *testing.T) {
	for _, n := range []int{200, 333, 2000, 5001} {
		_, c := write(t, Options{Rows: n, Seed: 1})
		sum := 0
		for _, f := range c.Files {
			sum += f.Rows
		}
		if sum != n {
			t.Errorf("%d rows asked for, %d written", n, sum)
		}
	}
}

func TestSizeOutOfBounds(t *testing.T) {
	for _, n := range []int{-1, LeastRows - 1, MostRows + 1} {
		if _, err := Write(t.TempDir(), Options{Rows: n}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%d rows: %v", n, err)
		}
	}
}
