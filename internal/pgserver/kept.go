package pgserver

import (
	"os"
	"path/filepath"
)

// Kept tells whether a private cluster's data lies in dir.
func Kept(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "pg", "PG_VERSION"))
	return err == nil
}
