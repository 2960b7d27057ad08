package deed

import (
	"cmp"
	"slices"
	"strings"

	"fangpin/internal/pg"
)

// Table is one table of the schema. What this registry says of it is not written down elsewhere: the digests, the bundle, the auditor's
// view of it and its pages go by it, and tests hold the database's own catalogue to it (columns, keys, rights, walls).
type Table struct {
	Name  string
	Title string   // what people call its rows
	Room  string   // the package whose question it answers: the first word of the verbs that write it
	Also  []string // further rooms whose verbs write it

	By       string   // the column that an id in a cover selects by: the row's own id, or its parent's
	Keys     []string // the primary key after county
	Plain    []string // enter the digest as they are
	Personal []string // enter it salted, with the row's `salt`; such a table has one. Together they are the inventory of personal data (个人信息清单)
	Common   bool     // of all counties alike: without the column county
	Formerly []Former // what bodies of an earlier version tell otherwise

	Owner   string // the table whose row this one is a part of, named by the column OwnerBy
	OwnerBy string // the column; if empty, it is called as the owner is
	Page    bool   // people can open a row; one without is shown with its owner's

	MadeBy string // the column that names who made the row, whom the deed that first covered it must be of
	MadeOn string // the column of the day it was made, likewise
	OnFrom int    // the first version of bodies that holds MadeOn to the deed's day, where people chose it before
	Told   string // a column: in rows that have it MadeOn is the day that its maker told, and may lie before the deed's
	File   string // the column of the SHA-256 of a file in the archive

	ReadBy   []string // roles of the database; if empty, the app, the doors and the readers
	AddedBy  string   // the role whose statements add rows; if empty, the app
	Unstated []string // what the app cannot state when it adds a row: it comes later, or from the database
	Mutable  Mutable
	Locked   bool // the doors may update a column of the key, for without that nobody may lock a row
	Emptied  bool // the doors delete rows
	Unwalled bool // rows of all counties lie in it without row-level security

	Uncovered string   // why no deed answers for its rows
	Aside     []string // columns of an uncovered table that nothing goes by
	Carried   bool     // an uncovered table that verification goes by, and so a bundle carries
}

// Mutable are the columns that may change once a row is written, by whose statement. A table without any is append-only.
type Mutable struct {
	App, Door []string
	Cascade   []string // follow a column of another table, by the foreign key
	Once      []string // changed by verbs of an earlier schema, whose deeds stand; nobody may change them any more
}

// Changes tells whether a row may change once it is written.
func (t Table) Changes() bool {
	return len(t.Mutable.App)+len(t.Mutable.Door)+len(t.Mutable.Cascade)+len(t.Mutable.Once) > 0
}

// WrittenBy tells whether a verb of the room writes the table.
func (t Table) WrittenBy(room string) bool { return t.Room == room || slices.Contains(t.Also, room) }

// Lookup finds a covered table by its name.
func Lookup(name string) (Table, bool) { return lookup(Tables, name) }

func lookup(tables []Table, name string) (Table, bool) {
	i := slices.IndexFunc(tables, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return tables[i], true
}

// Of are the covered tables of rooms, in the registry's order.
func Of(rooms ...string) (tables []Table) {
	for _, t := range Tables {
		if slices.Contains(rooms, t.Room) {
			tables = append(tables, t)
		}
	}
	return tables
}

// Title is what people call the rows of a table.
func Title(name string) string {
	t, _ := lookup(slices.Concat(Tables, Beside), name)
	return cmp.Or(t.Title, name)
}

// Carried are the uncovered tables that verification goes by: the seal itself, what all counties share, the office's settings.
func Carried() (tables []Table) {
	for _, t := range Beside {
		if t.Carried {
			tables = append(tables, t)
		}
	}
	return tables
}

// column is one column of the digest.
type column struct {
	name   string
	salted bool
}

// columns are the columns of the digest in the order of their names. The salt enters salted with itself: whoever must not see
// the values must not see what would let him guess them.
func (t Table) columns() []column {
	var out []column
	if !t.Common {
		out = append(out, column{name: "county"})
	}
	for _, name := range slices.Concat(t.Keys, t.Plain) {
		out = append(out, column{name: name})
	}
	for _, name := range t.Personal {
		out = append(out, column{name, true})
	}
	if len(t.Personal) > 0 {
		out = append(out, column{"salt", true})
	}
	slices.SortFunc(out, func(a, b column) int { return strings.Compare(a.name, b.name) })
	return out
}

// readBy are the roles that may read the table.
func (t Table) readBy() []string {
	if len(t.ReadBy) == 0 {
		return []string{pg.App, pg.Door, pg.Reader}
	}
	return t.ReadBy
}

// addedBy is the role whose statements add rows.
func (t Table) addedBy() string { return cmp.Or(t.AddedBy, pg.App) }

// ownerBy is the column that names the owner.
func (t Table) ownerBy() string { return cmp.Or(t.OwnerBy, t.Owner) }
