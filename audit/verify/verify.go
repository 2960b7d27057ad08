// Package verify answers one question: can an outsider re-derive all of it? (审计)
//
// County trusts nothing of ours: it reads the rows and derives again whatever is written in them that follows from others.
package verify

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/pg"
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

// Result is one line of the report: what was looked at, and everything wrong with it.
type Result struct {
	Name   string // 检查项
	Looked int64  // how many rows, deeds, checkpoints
	Found  []Finding

	// Underived: what was looked at stands as it is sealed, for this program lacks the version of what judged it.
	Underived bool
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
func (c *Result) find(table string, key any, format string, a ...any) {
	c.Found = append(c.Found, Finding{table, fmt.Sprint(key), fmt.Sprintf(format, a...)})
}

// checks run in this order; each may use what those before it have put into the view. First the records are read and held to the seal,
// then what can be derived again.
var checks = []func(context.Context, *view) ([]Result, error){
	deeds, judged, covers, rows, tree, notes, files, people, one(deputies),
	one(rules), one(adoptions), one(secondHands), one(groups),
	one(sources), one(events), one(classes), one(chain), one(dates), one(dues), one(numbers), one(apart),
	one(amounts), one(sums),
	one(notices), one(days), one(clocks), one(clearances), one(objections), one(withdrawals),
	one(lists), one(hands), one(accounts), one(instructions), one(answers), one(standing),
	one(vouchers), one(entries), one(booked), one(balances), one(funds),
	one(archived),
}

// one is a check that asks nothing but the rows in the view.
func one(derive func(*view) Result) func(context.Context, *view) ([]Result, error) {
	return func(_ context.Context, v *view) ([]Result, error) { return []Result{derive(v)}, nil }
}

// County runs every check on one county, on one snapshot of the database, a Result at a time. What is wrong with the books, or cannot
// be read, is in the checks; an error means that the verification itself could not be done.
func County(ctx context.Context, db *pg.DB, county string, trust Trust) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		records, err := Open(ctx, db, county, trust)
		if err != nil {
			yield(Result{}, pg.Fault(err))
			return
		}
		defer func() { _ = records.Close() }() // it was only read
		for check, err := range Judge(ctx, county, records, trust.Keys) {
			if !yield(check, pg.Fault(err)) {
				return
			}
		}
	}
}

// Judge runs every check on one county's records, wherever they are kept. They are held in memory, but for what nothing is derived from.
func Judge(ctx context.Context, county string, records Records, keys []note.Verifier) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		v := &view{
			county: county, records: records, keys: keys, position: map[int64]int{}, sums: map[int64][]deed.Sum{}, covered: map[int64][]string{},
			versions: map[string]map[string]digested{}, stands: map[string][sha256.Size]byte{}, over: map[string]map[string][]int64{},
			notes: map[int64]string{}, schemes: map[int64]*scheme.Scheme{},
		}
		for _, check := range checks {
			done, err := check(ctx, v)
			if err != nil {
				yield(Result{}, err)
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

// view is the county with what the checks have established so far.
type view struct {
	county  string
	records Records
	keys    []note.Verifier
	unread  Result // what could not be understood

	leaves   []tlog.Hash                    // of the deeds in order, hashed anew from their bodies
	acts     []act                          // what the bodies say of who did what
	position map[int64]int                  // of a leaf's act
	sums     map[int64][]deed.Sum           // what each body says it covers, by leaf, until its rows are found
	covered  map[int64][]string             // the tables it covers
	versions map[string]map[string]digested // by table and key, until the rows are found
	stands   map[string][sha256.Size]byte   // the newest digests of the rows that proposals are of, by table/key
	over     map[string]map[string][]int64  // the leaves of all deeds over a row, of the tables in watched
	nodes    []tlog.Hash                    // of the tree over all leaves
	notes    map[int64]string               // the checkpoints kept inside, by size
	schemes  map[int64]*scheme.Scheme       // read anew from their sources

	originals []original // the files that rows answer for

	store
	index
}

// act is the deed of a leaf, false where its body cannot be read.
func (v *view) act(leaf int64) (act, bool) {
	at, ok := v.position[leaf]
	if !ok {
		return act{}, false
	}
	return v.acts[at], true
}

// body is the version of the body of a leaf's deed, the newest where it cannot be read.
func (v *view) body(leaf int64) int {
	if a, ok := v.act(leaf); ok {
		return a.version
	}
	return deed.BodyVersion
}

// beijing prints a moment as the people concerned wrote it.
func beijing(t time.Time) string {
	return t.In(calendar.China).Format("2006-01-02 15:04:05.000000")
}
