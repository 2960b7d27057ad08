package pgtest

import (
	"math"
	"path/filepath"
	"testing"
)

func TestClustersAreKeptWhereOneMayWriteAndThereIsRoom(t *testing.T) {
	dir := t.TempDir()
	if !roomy(dir, 1) {
		t.Error("a folder of our own is refused")
	}
	for name, refused := range map[string]bool{
		"full":          roomy(dir, math.MaxUint64),
		"not there":     roomy(filepath.Join(dir, "none"), 0),
		"not writeable": roomy("/proc", 0), // even for root
	} {
		if refused {
			t.Errorf("%s: taken", name)
		}
	}
}
