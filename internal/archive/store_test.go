package archive_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/archive"
	"fangpin/internal/fault"
)

const anAddress = "ab/00000000000000000000000000000000000000000000000000000000000000"

func write(t *testing.T, s *archive.Store, text string) {
	t.Helper()
	if err := s.Write(t.Context(), anAddress, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		t.Fatal(err)
	}
}

// The folder is laid out as it always was, so that an older archive, or one put back by hand, reads on.
func TestAnAddressIsAPath(t *testing.T) {
	dir := t.TempDir()
	s, err := archive.OpenStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	write(t, s, "sealed")
	if got, err := os.ReadFile(filepath.Join(dir, anAddress)); string(got) != "sealed" {
		t.Errorf("%q lies there, %v", got, err)
	}
	write(t, s, "again")
	r, size, err := s.Read(t.Context(), anAddress)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, _ := io.ReadAll(r); string(got) != "again" || size != 5 {
		t.Errorf("%q, %d bytes", got, size)
	}
	for name, mode := range map[string]os.FileMode{anAddress: 0o600, "ab": os.ModeDir | 0o700} {
		if about, err := os.Stat(filepath.Join(dir, name)); err != nil || about.Mode() != mode {
			t.Errorf("%s: %v, %v", name, about.Mode(), err)
		}
	}
}

// What somebody else left beside the files is none of them: attributes of an older store, half a file of a killed program.
func TestOnlyAddressesAreListed(t *testing.T) {
	dir := t.TempDir()
	s, err := archive.OpenStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	write(t, s, "sealed")
	for _, name := range []string{anAddress + ".attrs", anAddress + ".HALF", "ab/left.tmp", "note.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var found []string
	for at, err := range s.Addresses(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, at)
	}
	if !slices.Equal(found, []string{anAddress}) {
		t.Error(found)
	}
}

func TestNothingIsWrittenElsewhereOrAfterTheEnd(t *testing.T) {
	dir := t.TempDir()
	s, err := archive.OpenStore(t.Context(), filepath.Join(dir, "archive"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ended, end := context.WithCancel(t.Context())
	nothing := func(io.Writer) error { end(); return nil }
	for _, at := range []string{"", "x", "../x", "ab/../../x", strings.ToUpper(anAddress)} {
		if err := s.Write(t.Context(), at, nothing); err == nil {
			t.Errorf("wrote %q", at)
		}
	}
	if err := s.Write(ended, anAddress, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("Write = %v", err)
	}
	if left := stored(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAPlaceIsAFolder(t *testing.T) {
	dir := t.TempDir()
	for location, good := range map[string]bool{
		filepath.Join(dir, "made"): true, "file://" + dir: true, "file://" + dir + "/later?create_dir=true": true,
		"file://" + dir + "/missing": false, "s3://county": false, "file://elsewhere/archive": false,
	} {
		s, err := archive.OpenStore(t.Context(), location)
		if (err == nil) != good {
			t.Errorf("%s: %v", location, err)
		}
		if strings.HasPrefix(location, "s3") && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", location, err)
		}
		if err == nil {
			_ = s.Close()
		}
	}
}
