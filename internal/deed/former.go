package deed

import (
	"cmp"
	"slices"
	"strings"
)

// Former is a column that bodies up to a version tell in other words: a code that was a word. A row whose newest deed has such a body has
// the digest of what was written then, and it stays the same row: each value now has one value then, and the other way round.
//
// Only a table whose rows change may have one: of a row that never does, all deeds' digests are held against each other.
type Former struct {
	Upto   int               // the last version of the body that tells it so
	Column string            // not a personal one, nor a key
	Words  map[string]string // what was written then, by what is written now; each once
	Told   string            // a column that keeps a word that is none of Words; it was not there then. Empty where there is none
	Also   map[string]string // what is written now for such a word, by the word
	Else   string            // what is written now for a word that is not in Also either
}

// Sealed are the row's cells as a body of the version tells them.
func (t Table) Sealed(version int, cells []Cell) []Cell {
	for _, f := range t.Formerly {
		if version <= f.Upto {
			cells = f.then(cells)
		}
	}
	return cells
}

// Now are the cells that a body of the version told so, as they are told now.
func (t Table) Now(version int, cells []Cell) []Cell {
	for _, f := range t.Formerly {
		if version <= f.Upto {
			cells = f.now(cells)
		}
	}
	return cells
}

// then is the row as it was told. Of a row that nobody can have told so nothing is left: no deed sealed that.
func (f Former) then(cells []Cell) []Cell {
	at, told := find(cells, f.Column), find(cells, f.Told)
	if at < 0 && told < 0 {
		return cells // NULL then and now
	}
	if at < 0 {
		return nil
	}
	code := string(cells[at].Value)
	if told < 0 {
		word, ok := f.Words[code]
		if !ok {
			return nil
		}
		return replaced(cells, Cell{Column: f.Column, Value: []byte(word)})
	}
	word := cells[told].Value
	if f.stands(string(word)) || code != f.code(string(word)) {
		return nil
	}
	rest := slices.DeleteFunc(slices.Clone(cells), func(c Cell) bool { return c.Column == f.Told })
	return replaced(rest, Cell{Column: f.Column, Value: word})
}

// now is the row as it is told now.
func (f Former) now(cells []Cell) []Cell {
	at := find(cells, f.Column)
	if at < 0 {
		return cells
	}
	word := string(cells[at].Value)
	for code, then := range f.Words {
		if then == word {
			return replaced(cells, Cell{Column: f.Column, Value: []byte(code)})
		}
	}
	if f.Told == "" {
		return cells
	}
	return replaced(replaced(cells, Cell{Column: f.Column, Value: []byte(f.code(word))}), Cell{Column: f.Told, Value: []byte(word)})
}

// code is what is written now for a word that is none of Words.
func (f Former) code(word string) string { return cmp.Or(f.Also[word], f.Else) }

// stands tells whether one of Words stands for the word.
func (f Former) stands(word string) bool {
	for _, then := range f.Words {
		if then == word {
			return true
		}
	}
	return false
}

// find is where a column's cell is, or -1.
func find(cells []Cell, column string) int {
	return slices.IndexFunc(cells, func(c Cell) bool { return c.Column == column && !c.Salted })
}

// replaced are the cells with one instead of its column's, or put in where that has none: in the order of the columns' names.
func replaced(cells []Cell, c Cell) []Cell {
	at, ok := slices.BinarySearchFunc(cells, c.Column, func(c Cell, name string) int { return strings.Compare(c.Column, name) })
	out := slices.Clone(cells)
	if ok {
		out[at] = c
		return out
	}
	return slices.Insert(out, at, c)
}
