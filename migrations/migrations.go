// Package migrations holds the schema (表结构): forward-only SQL, one file per step, run by goose (fangpin migrate).
package migrations

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// FS holds every migration. An applied file never changes: a correction is a further file.
//
//go:embed [0-9]*.sql
var FS embed.FS

// Released is sums.txt: the SHA-256 of each file as it was first applied anywhere, a line each, as sha256sum writes them.
// After adding a file: go run ./migrations/sum. A line is never edited once a county runs on it.
//
//go:embed sums.txt
var Released string

// Sum is one file's name and the SHA-256 of its content in hex.
type Sum struct{ Name, Hash string }

func (s Sum) String() string { return s.Hash + "  " + s.Name }

// Sums are the files as they are, in order.
func Sums() ([]Sum, error) {
	names, err := fs.Glob(FS, "[0-9]*.sql")
	if err != nil {
		return nil, err
	}
	sums := make([]Sum, len(names))
	for i, name := range names {
		text, err := FS.ReadFile(name)
		if err != nil {
			return nil, err
		}
		hash := sha256.Sum256(text)
		sums[i] = Sum{name, hex.EncodeToString(hash[:])}
	}
	return sums, nil
}

// Parse reads sums.txt into hashes by name.
func Parse(text string) (map[string]string, error) {
	hashes := map[string]string{}
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		hash, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok {
			return nil, fmt.Errorf("sums.txt: %q is not a hash and a name", lines.Text())
		}
		hashes[name] = hash
	}
	return hashes, nil
}

// Latest is the number of the newest file, as in 00012_….sql.
func Latest() (int64, error) {
	names, err := fs.Glob(FS, "[0-9]*.sql")
	if err != nil || len(names) == 0 {
		return 0, err
	}
	number, _, _ := strings.Cut(names[len(names)-1], "_")
	return strconv.ParseInt(number, 10, 64)
}
