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
	"fangpin/scheme"
)

// Trust is what the auditor brings along, from outside the database.
type Trust struct {
	Keys  []note.Verifier // whose signatures count
	Notes string          // the folder of checkpoint files (库外检查点)

	// Files says what is wrong with the archived file of a SHA-256, nil if it is there and is that content. Without it only the hashes
	// are looked at.
	Files func(sha []byte) error
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

func (f Finding) String() string {
	if f.Table == "" {
		return f.Reason
	}
	return fmt.Sprintf("%s 表 %s：%s", f.Table, f.Key, f.Reason)
}

// find adds a finding.
func (c *Check) find(table string, key any, format string, a ...any) {
	c.Found = append(c.Found, Finding{table, fmt.Sprint(key), fmt.Sprintf(format, a...)})
}

// checks run in this order; each may use what those before it have put into the view. First the seal, then what can be derived again.
var checks = []func(context.Context, *view) ([]Check, error){
	deeds, covers, rows, tree, notes, files, people, deputies.ask, made,
	rules, adoptions.ask, groups,
	sources.ask, events, classes, chain.ask, dates.ask, dues, numbers.ask, apart.ask,
	amounts, sums.ask,
	notices.ask, days, clocks, clearances.ask, objections.ask,
	lists.ask, hands.ask, accounts.ask, instructions.ask, answers.ask, standing.ask,
	vouchers.ask, entries.ask, booked.ask, balances.ask, funds.ask,
	archived,
}

// Verify runs every check on one county, on one snapshot of the database, a Check at a time. What is wrong with the books, or cannot
// be read, is in the checks; an error means that the verification itself could not be done.
func Verify(ctx context.Context, db *pg.DB, county string, trust Trust) iter.Seq2[Check, error] {
	return func(yield func(Check, error) bool) {
		v, err := open(ctx, db, county, trust)
		if err != nil {
			yield(Check{}, pg.Fault(err))
			return
		}
		defer func() { _ = v.tx.Rollback() }() // it was only read
		for _, check := range checks {
			done, err := v.attempt(ctx, check)
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

// attempt runs one check. What it cannot read, it cannot vouch for: that is a finding, and the next check goes on. Only a lost
// database ends the verification.
func (v *view) attempt(ctx context.Context, check func(context.Context, *view) ([]Check, error)) ([]Check, error) {
	if _, err := v.tx.ExecContext(ctx, `SAVEPOINT before`); err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	done, err := check(ctx, v)
	if err == nil {
		return done, nil
	}
	if _, lost := v.tx.ExecContext(ctx, `ROLLBACK TO before`); lost != nil {
		return nil, err
	}
	unread := Check{Name: "未能完成的核验"}
	unread.find("", "", "有内容不能读取，可能被改成了不应有的值：%v", err)
	return []Check{unread}, nil
}

// view is the county as one snapshot shows it, with what the checks have established so far.
type view struct {
	tx     *pg.Tx
	county string
	trust  Trust

	leaves  []tlog.Hash              // of the deeds in order, hashed anew from their bodies
	acts    []act                    // what the bodies say of who did what
	sums    map[int64][]deed.Sum     // what each body says it covers, by leaf, until its rows are found
	covered map[int64][]string       // the tables it covers
	nodes   []tlog.Hash              // of the tree over all leaves
	notes   map[int64]string         // the checkpoints kept inside, by size
	schemes map[int64]*scheme.Scheme // read anew from their sources
}

func open(ctx context.Context, db *pg.DB, county string, trust Trust) (*view, error) {
	tx, err := db.Begin(ctx, who.Person{County: county})
	if err != nil {
		return nil, err
	}
	// Every statement reads whole tables: a loop planned for the few rows of stale statistics would never end.
	if _, err := tx.ExecContext(ctx, `
		SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
		SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'`); err != nil {
		_ = tx.Rollback()
		return nil, fmt.Errorf("verify: %w", err)
	}
	return &view{tx: tx, county: county, trust: trust, sums: map[int64][]deed.Sum{}, covered: map[int64][]string{},
		notes: map[int64]string{}, schemes: map[int64]*scheme.Scheme{}}, nil
}

// beijing prints a moment as the people concerned wrote it.
func beijing(t time.Time) string {
	return t.In(time.FixedZone("CST", 8*60*60)).Format("2006-01-02 15:04:05.000000")
}
