// Package deed answers one question: who did what, to which rows, and has any of it been changed since?
//
// Writing has one door in Go, Do. What it seals, audit/verify can derive again.
package deed

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

var errUnnamed = errors.New("deed: a write without a deed: the verb did not call tx.Perform")

var errUnheld = errors.New("deed: a write that nobody stands behind: its person is in by no session, and the database was opened for no operator")

// Do opens a transaction, runs the verb fn in it, seals one deed over the rows that fn covered, and commits. An error of fn, of
// the seal or of the commit leaves nothing behind; the database's refusals come back as faults.
func Do(ctx context.Context, db *pg.DB, by who.Person, fn func(tx *pg.Tx) error) error {
	return pg.Write(ctx, db, by, func(tx *pg.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return Seal(ctx, tx)
	})
}

// Seal makes a deed of a transaction that turned out to be one. Only signing in calls it, which is a deed only where what proves a person
// changed; everybody else calls Do.
//
// It digests what the transaction covered and takes the county's next leaf, last in the transaction.
func Seal(ctx context.Context, tx *pg.Tx) error {
	if tx.Draft.Verb == "" {
		return errUnnamed
	}
	if tx.Way() == "" {
		return errUnheld
	}
	covers, err := covers(ctx, tx)
	if err != nil {
		return err
	}
	body := Body{
		Version: BodyVersion, County: tx.County, Person: tx.By.ID, Role: tx.By.Role, At: sealedAt(tx),
		Verb: tx.Draft.Verb, Subject: tx.Draft.Subject, Way: tx.Way(),
	}
	for _, name := range slices.Sorted(maps.Keys(tx.Draft.Judges)) {
		body.Judges = append(body.Judges, pg.Judge{Name: name, Version: tx.Draft.Judges[name]})
	}
	var names, keys []string
	var digests, roots [][]byte
	for _, c := range covers {
		sum := c.Sum()
		body.Covers = append(body.Covers, sum)
		lines, run := c.pack()
		names, keys = append(names, c.Table), append(keys, lines)
		digests, roots = append(digests, run), append(roots, sum.Root[:])
	}
	body.MAC = tx.Vouch(body.Said())
	if err := wait(ctx, tx); err != nil {
		return err
	}
	var taken struct {
		Number string `db:"number"`
		Leaf   int64  `db:"leaf"`
	}
	err = tx.GetContext(ctx, &taken, `
		SELECT pg_current_xact_id()::TEXT AS number, leaf FROM fangpin.deed_seal($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS leaf`, body.County, body.At, body.Person, body.Verb,
		body.Subject, body.Encode(), pq.StringArray(names), pq.StringArray(keys), pq.ByteaArray(digests), pq.ByteaArray(roots), body.Way)
	if err != nil {
		return fmt.Errorf("seal %s: %w", body.Verb, err)
	}
	hash := body.Leaf()
	tx.Draft.Number, tx.Draft.Stands = taken.Number, func(ctx context.Context, later *pg.Tx) (stands bool, err error) {
		err = later.GetContext(ctx, &stands, `SELECT EXISTS (SELECT FROM deed WHERE county = $1 AND leaf = $2 AND hash = $3)`, body.County, taken.Leaf, hash[:])
		return stands, err
	}
	return nil
}

// sealedAt is the deed's own time as it is kept.
func sealedAt(tx *pg.Tx) time.Time { return tx.Now.UTC().Truncate(time.Microsecond) }

// covers reads the covered rows, table by table in the order of their names. A table without rows is left out.
func covers(ctx context.Context, tx *pg.Tx) ([]Cover, error) {
	var out []Cover
	for _, name := range slices.Sorted(maps.Keys(tx.Draft.Covered)) {
		table, ok := Lookup(name)
		if !ok {
			return nil, fmt.Errorf("deed %s covers %s, which is not in deed.Tables", tx.Draft.Verb, name)
		}
		c, err := table.cover(ctx, tx, tx.County, tx.Draft.Covered[name])
		if err != nil {
			return nil, err
		}
		if len(c.Rows) > 0 {
			out = append(out, c)
		}
	}
	return out, nil
}
