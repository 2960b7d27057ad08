// Package audit answers one question: can an outsider re-derive all of it? (审计)
//
// Verify trusts nothing of ours: it reads the rows and derives again whatever is written in them that follows from others.
package audit

import (
	"context"
	"fmt"
	"iter"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/internal/who"
)

// Trust is what the auditor brings along, from outside the database.
type Trust struct {
	Keys  []note.Verifier // whose signatures count
	Notes string          // the folder of checkpoint files (库外检查点)
}

// Check is one line of the report: what was looked at, and everything wrong with it.
type Check struct {
	Name   string // 检查项
	Looked int64  // how many rows, deeds, checkpoints
	Found  []Finding
}

// Finding is one thing that does not hold (疑点), named so that it can be looked up.
type Finding struct {
	Table  string
	Key    string // the primary key after county, joined by '/'
	Reason string // in words, for the auditor
}

func (f Finding) String() string { return fmt.Sprintf("%s 表 %s：%s", f.Table, f.Key, f.Reason) }

// find adds a finding.
func (c *Check) find(table string, key any, format string, a ...any) {
	c.Found = append(c.Found, Finding{table, fmt.Sprint(key), fmt.Sprintf(format, a...)})
}

// checks run in this order; each may use what those before it have put into the view.
var checks = []func(context.Context, *view) ([]Check, error){deeds, covers, rows, tree, notes, files}

// Verify runs every check on one county, on one snapshot of the database, a Check at a time. What is wrong with the books is in
// the checks; an error means that the verification itself could not be done.
func Verify(ctx context.Context, db *pg.DB, county string, trust Trust) iter.Seq2[Check, error] {
	return func(yield func(Check, error) bool) {
		v, err := open(ctx, db, county, trust)
		if err != nil {
			yield(Check{}, pg.Fault(err))
			return
		}
		defer func() { _ = v.tx.Rollback() }() // it was only read
		for _, check := range checks {
			done, err := check(ctx, v)
			if err != nil {
				yield(Check{}, pg.Fault(err))
				return
			}
			for _, c := range done {
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

// view is the county as one snapshot shows it, with what the checks have established so far.
type view struct {
	tx     *pg.Tx
	county string
	trust  Trust
	leaves []tlog.Hash          // of the deeds in order, hashed anew from their bodies
	sums   map[int64][]deed.Sum // what each deed's body says it covers, by leaf
	nodes  []tlog.Hash          // of the tree over all leaves
	notes  map[int64]string     // the checkpoints kept inside, by size
}

func open(ctx context.Context, db *pg.DB, county string, trust Trust) (*view, error) {
	tx, err := db.Begin(ctx, who.Person{County: county})
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`); err != nil {
		_ = tx.Rollback()
		return nil, fmt.Errorf("verify: %w", err)
	}
	return &view{tx: tx, county: county, trust: trust, sums: map[int64][]deed.Sum{}, notes: map[int64]string{}}, nil
}

// beijing prints a moment as the people concerned wrote it.
func beijing(t time.Time) string {
	return t.In(time.FixedZone("CST", 8*60*60)).Format("2006-01-02 15:04:05.000000")
}
