package office

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fangpin/internal/fault"
)

// One program serves a directory, and the second is told which.
func TestOneProgramServesADirectory(t *testing.T) {
	dir := t.TempDir()
	cluster := filepath.Join(dir, "pg") // as a private one lies there
	if err := errors.Join(os.Mkdir(cluster, 0o700), os.WriteFile(filepath.Join(cluster, "PG_VERSION"), []byte("15\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	first, err := takeAlone(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenToServe(t.Context(), dir); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "进程号 "+strconv.Itoa(os.Getpid())) {
		t.Errorf("the second: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	if _, err := OpenToServe(t.Context(), empty); fault.KindOf(err) != fault.NotFound {
		t.Errorf("without an office: %v", err)
	}
	if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
		t.Errorf("where there is no office it leaves %v, %v", left, err)
	}
	next, err := takeAlone(dir)
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	if err := next.Close(); err != nil {
		t.Error(err)
	}
	if _, err := takeAlone(dir + "/nowhere"); fault.KindOf(err) != fault.NotFound || !strings.Contains(fault.Message(err), "--dir") {
		t.Errorf("nowhere: %v", err)
	}
}

// A directory in which a restore was interrupted is no office, for nobody, until it is emptied.
func TestAnInterruptedRestoreIsNoOffice(t *testing.T) {
	dir := t.TempDir()
	whole, err := Restoring(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"served": func() error { _, err := OpenToServe(t.Context(), dir); return err },
		"opened": func() error { _, err := Open(t.Context(), dir); return err },
	} {
		if err := try(); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "恢复没有做完") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := whole(); err != nil {
		t.Fatal(err)
	}
	if err := RefuseHalf(dir); err != nil {
		t.Errorf("when it is whole: %v", err)
	}
}
