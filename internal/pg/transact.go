package pg

import (
	"context"

	"fangpin/internal/identity/who"
)

// Read runs fn in a transaction in which the person sees what is theirs. Nothing stays of it.
func Read(ctx context.Context, db *DB, by who.Person, fn func(tx *Tx) error) error {
	leave, err := db.enter(ctx, by.County, func(p places) chan struct{} { return p.alike })
	if err != nil {
		return err
	}
	defer leave()
	tx, err := db.Begin(ctx, by)
	if err != nil {
		return Fault(err)
	}
	defer func() { _ = tx.Rollback() }()
	return Fault(fn(tx))
}

// Write runs fn in a transaction and commits it, unless fn fails: then nothing stays. It is no deed. What a county answers for is written
// by deed.Do, which seals before it commits; this is for what belongs to no deed: staging, sign-ins, checkpoints.
func Write(ctx context.Context, db *DB, by who.Person, fn func(tx *Tx) error) error {
	leave, err := db.enter(ctx, by.County, func(p places) chan struct{} { return p.deeds })
	if err != nil {
		return err
	}
	defer leave()
	return Read(ctx, db, by, func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.commit(ctx) // after which the rollback does nothing
	})
}
