// Package pg is how the rooms speak with PostgreSQL: transactions of one county, reads and windows, bulk loads, and what the database's
// refusals mean. It runs no server (pgserver does) and knows no room.
package pg

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"fangpin/internal/identity/who"
)

// DB is the pool of connections, with the clock that deeds are dated by.
type DB struct {
	*sqlx.DB
	Clock func() time.Time // time.Now, except in tests and demonstrations

	Way   who.Way                  // of deeds by people who are in by no session; empty where there are none such
	Vouch func(said []byte) []byte // a MAC that nobody makes who has the database alone (secret.Keys.Vouch); nil without keys

	Notes string // the folder outside the database where checkpoints are kept; empty where there is none

	bounds bounds // none, unless the pool was bounded
	pools  *pools // one for each county; nil for the owner, who says by a setting in which one works
}

// Tx is one transaction: one county, one person, one moment.
type Tx struct {
	*sqlx.Tx
	Now    time.Time // the deed's own time
	By     who.Person
	County string
	Draft  Draft

	db    *DB
	queue chan struct{} // of the deeds of its county that are about to be sealed; nil where there is none
	turn  bool          // the first place in it is ours
}

// Way is by what the person acts: by their session, or else as the database was opened for.
func (tx *Tx) Way() who.Way { return cmp.Or(tx.By.Way, tx.db.Way) }

// Vouch is the MAC of what a deed says, empty where the keys are not at hand.
func (tx *Tx) Vouch(said []byte) []byte {
	if tx.db.Vouch == nil {
		return nil
	}
	return tx.db.Vouch(said)
}

// Notes is the folder outside the database where checkpoints are kept.
func (tx *Tx) Notes() string { return tx.db.Notes }

// Draft is what the transaction's deed will say. Verbs write it, deed.Do seals it.
type Draft struct {
	Verb    string             // the outermost verb, as in "payouts.approve"
	Subject string             // what it was about, in words: never personal data
	Covered map[string][]int64 // by covered table, the ids whose rows the deed answers for
	Judges  map[string]int64   // by name, the versions of what judged the facts that the deed rests on
	Number  string             // the transaction's in the database (xid8), by which its outcome is asked for; empty before the seal
	// Stands looks for the seal itself, in a later transaction: a server that lost a number in a crash gives it out again.
	Stands func(ctx context.Context, tx *Tx) (bool, error)
}

// Judge is a part of the program by whose reading facts become rows: a reader of workbooks, the engine of schemes, a bank's format. Its
// version rises when it would read the same facts otherwise, so that what was sealed before is not held to the later reading.
type Judge struct {
	Name    string // as sealed, for good: reports.reader
	Version int64
}

// Begin opens a transaction that sees one county and nothing else.
func (db *DB) Begin(ctx context.Context, by who.Person) (*Tx, error) {
	own, err := db.to(ctx, by.County)
	if err != nil {
		return nil, err
	}
	tx, err := own.BeginTxx(ctx, nil)
	if err != nil {
		if db.pools != nil {
			err = unlet(by.County, err)
		}
		return nil, fmt.Errorf("begin: %w", unreached(err))
	}
	// A connection is used again, and whoever once slipped a statement into it may have left settings, another role, or a temporary table that bears the name
	// of one of ours and would be found before it: all is set anew. SET takes no parameters: the county was checked and stands as a literal.
	if _, err := tx.ExecContext(ctx, `SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; RESET ROLE; RESET ALL; SET LOCAL fangpin.county = '`+by.County+
		`'; SET LOCAL search_path = `+Schema+`, pg_temp`+db.bounds.said); err != nil {
		_ = tx.Rollback()
		return nil, fmt.Errorf("begin in county %s: %w", by.County, Fault(err))
	}
	return &Tx{Tx: tx, Now: db.Clock(), By: by, County: by.County, db: db, queue: own.queue, Draft: Draft{Covered: map[string][]int64{}, Judges: map[string]int64{}}}, nil
}

// Turn waits until no other deed of the county is being sealed by this program, and holds that until the transaction ends. It comes after everything that
// may wait for somebody else but the head: the database sees no circle that goes through it. The head's row would make it
// wait as well; but many that wait for one row wake each other, which halves the deeds a second at 32 clients.
func (tx *Tx) Turn(ctx context.Context) error {
	if tx.queue == nil || tx.turn {
		return nil
	}
	late := time.NewTimer(cmp.Or(tx.db.bounds.turn, Served.Turn))
	defer late.Stop()
	select {
	case tx.queue <- struct{}{}:
		tx.turn = true
		return nil
	case <-late.C:
		return errBusy
	case <-ctx.Done():
		return Fault(context.Cause(ctx))
	}
}

// Commit ends the transaction for good.
func (tx *Tx) Commit() error {
	defer tx.pass()
	return tx.Tx.Commit()
}

// Rollback ends the transaction as if it had not been; after Commit it does nothing.
func (tx *Tx) Rollback() error {
	defer tx.pass()
	return tx.Tx.Rollback()
}

// pass gives the turn to the next.
func (tx *Tx) pass() {
	if tx.turn {
		tx.turn = false
		<-tx.queue
	}
}

// Adjusters narrows an adjuster, and whoever stands in for one, to what is or was entrusted to them; others are narrowed by place alone.
func (tx *Tx) Adjusters() Among[int64] {
	if tx.By.Role != who.Adjuster {
		return Among[int64]{}
	}
	return Only([]int64{tx.By.ID, tx.By.For})
}

// Perform names the deed. The first call wins, so a deed is named after its outermost verb.
func (tx *Tx) Perform(verb, subject string) {
	if tx.Draft.Verb == "" {
		tx.Draft.Verb, tx.Draft.Subject = verb, subject
	}
}

// Cover adds rows to those the deed answers for. What an id selects is the covered table's affair (deed.Tables).
func (tx *Tx) Cover(table string, ids ...int64) {
	tx.Draft.Covered[table] = append(tx.Draft.Covered[table], ids...)
}

// JudgedBy names a judge that the verb went by.
func (tx *Tx) JudgedBy(j Judge) { tx.Draft.Judges[j.Name] = j.Version }
