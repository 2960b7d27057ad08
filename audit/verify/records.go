package verify

import (
	"context"
	"iter"

	"fangpin/internal/deed"
)

// Records are a county's records wherever they are kept: its database, or a bundle made of it. What is there but cannot be understood
// comes as an Unreadable, after which the sequence goes on; any other error ends it.
type Records interface {
	// Lines reads a table of deed.Tables or of deed.Carried in the order of its primary key. A line is good until the next.
	Lines(ctx context.Context, table deed.Table) iter.Seq2[deed.Line, error]
	// Covers reads what each deed says of each table, by leaf.
	Covers(ctx context.Context) iter.Seq2[Cover, error]
	// Notes reads the checkpoints that were kept outside the database.
	Notes(ctx context.Context) iter.Seq2[OutsideNote, error]
	// File says what is wrong with the archived file of a SHA-256, nil if it is there and is that content.
	File(sha []byte) error
}

// Cover is one deed's cover of one table, with the root that stands beside it.
type Cover struct {
	Leaf int64
	Root []byte
	deed.Cover
}

// OutsideNote is a checkpoint file (库外检查点).
type OutsideNote struct {
	Name string // of the file
	Text string
}

// Unreadable is a row that is there but cannot be understood.
type Unreadable struct{ Finding }

func (u Unreadable) Error() string { return u.String() }
