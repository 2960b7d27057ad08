package deed

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// rowVersion is the first byte of what a row's digest is taken of. A change of the encoding takes the next number.
const rowVersion = 1

// Row is one covered row: its key (the primary key's columns after county, joined by '/') and its digest.
type Row struct {
	Key    string
	Digest [sha256.Size]byte
}

// leaf is the row's leaf in its deed's Merkle tree.
func (r Row) leaf() tlog.Hash {
	return tlog.RecordHash(append(appendText(make([]byte, 0, 64), r.Key), r.Digest[:]...))
}

// Cell is one column of a row: its value as PostgreSQL prints it (UTC, ISO dates, hex bytea), or, for a personal column,
// the salted digest of that. A NULL column has no cell, so a nullable column can be added to a table later without touching
// the digests of its old rows.
type Cell struct {
	Column string
	Salted bool
	Value  []byte
}

// Line is one row as its digest is taken of it: the cells in the order of their columns' names.
type Line struct {
	Key   string
	Cells []Cell
}

// Line is the row of these cells, under the key that they make.
func (t Table) Line(cells []Cell) Line {
	key := make([]byte, 0, 64)
	for i, name := range t.Keys {
		if i > 0 {
			key = append(key, '/')
		}
		key = append(key, Line{Cells: cells}.Value(name)...)
	}
	return Line{string(key), cells}
}

// Value is a column as PostgreSQL prints it, empty where it is NULL or withheld.
func (l Line) Value(column string) []byte {
	for _, c := range l.Cells {
		if c.Column == column && !c.Salted {
			return c.Value
		}
	}
	return nil
}

// Salt is what stands for a personal value: from the digest alone nobody can guess the value back, and who knows both
// value and salt can show that they belong together.
func Salt(salt []byte, column string, value []byte) [sha256.Size]byte {
	b := appendText(make([]byte, 0, 256), salt)
	b = appendText(b, column)
	b = appendText(b, value)
	return sha256.Sum256(b)
}

// Digest is a row's digest. The cells stand in the order of their columns' names, and are told as the deed's body tells them (Table.Sealed).
func Digest(table string, cells []Cell) [sha256.Size]byte {
	b := appendText(append(make([]byte, 0, 512), rowVersion), table)
	for _, c := range cells {
		b = appendText(b, c.Column)
		if c.Salted {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
		b = appendText(b, c.Value)
	}
	return sha256.Sum256(b)
}
