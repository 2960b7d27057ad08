package pg

import "github.com/lib/pq"

// Words is a column of TEXT[], as a list of words.
type Words []string

// Scan takes the words from a column.
func (w *Words) Scan(src any) error { return pq.Array((*[]string)(w)).Scan(src) }
