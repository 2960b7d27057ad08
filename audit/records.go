package audit

import (
	"context"
	"iter"

	"fangpin/internal/deed"
)

// Records are a county's records wherever they are kept: its database, or a bundle made of it. What is there but cannot be understood
// comes as an Unreadable, after which the sequence goes on; any other error ends it.
type Records interface {
	// Lines reads a table of deed.Tables or of Beside in the order of its primary key. A line is good until the next.
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

// Beside are the tables that no deed covers and yet verification goes by: the seal itself, what all counties share, the office's settings.
var Beside = []deed.Table{
	{Name: "head", Plain: []string{"size", "at"}},
	{Name: "deed", Keys: []string{"leaf"}, Plain: []string{"at", "leaf_at", "person", "verb", "subject", "body", "hash"}},
	{Name: "checkpoint", Keys: []string{"size"}, Plain: []string{"root", "note", "at"}},
	{Name: "office", Plain: []string{"name", "late_days"}},
	{Name: "voucher_month", Keys: []string{"month"}, Plain: []string{"last"}},
	{Name: "day", Keys: []string{"on_day"}, Plain: []string{"holiday", "weekend"}, Common: true},
	{Name: "chart", Keys: []string{"code"}, Plain: []string{"name"}, Common: true},
}
