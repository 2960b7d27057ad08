package pg

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/fault"
)

// outcome is how long the database is asked how a transaction ended: as long as a server takes that starts again.
const outcome = 15 * time.Second

// commit ends the transaction. Where the answer to COMMIT is lost, the database is asked how it went: that nothing took effect is said of what
// took none.
func (tx *Tx) commit(ctx context.Context) error {
	err := tx.Commit()
	if err == nil || answered(err) {
		return err
	}
	if tx.Draft.Number == "" && ctx.Err() != nil {
		return err // nobody waits for it, and it answers for nothing
	}
	if tx.Draft.Number == "" {
		return &fault.Error{Kind: fault.Unsure, Message: unsure, Err: err}
	}
	done, unasked := tx.outcome()
	switch {
	case unasked != nil:
		return &fault.Error{Kind: fault.Unsure, Message: unsure + again, Err: errors.Join(err, unasked)}
	case !done:
		return &fault.Error{Kind: fault.Unavailable, Message: cut, Err: err}
	}
	return nil
}

const (
	cut    = "与数据库的连接中断，本次没有生效，请稍后再试"
	unsure = "结果未知：提交时与数据库的连接中断，不能断定是否已经生效。请先打开这一项查看现在的状态"
	again  = "；没有办成的，可返回刚才的页面再提交一次，已经办成的不会重复办理"
)

// answered tells whether it is the server's own refusal: the transaction took no effect. A server or session that ends may say so after its
// last commit.
func answered(err error) bool {
	said, ok := errors.AsType[*pq.Error](err)
	if !ok {
		return false
	}
	class := said.Code.Class()
	return class != "08" && class != "57" && class != "58" && class != "XX"
}

// outcome asks whether the transaction took effect, on a connection of its own, until the database knows.
func (tx *Tx) outcome() (done bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(tx.db.bounds.asks, outcome))
	defer cancel()
	for {
		status := sql.NullString{}
		err = tx.db.GetContext(ctx, &status, `SELECT pg_xact_status($1::TEXT::XID8)`, tx.Draft.Number)
		switch {
		case err == nil && status.String == "aborted":
			return false, nil
		case err == nil && status.String == "committed":
			if done, err = tx.stands(ctx); err == nil {
				return done, nil
			}
		}
		select {
		case <-ctx.Done():
			return false, fmt.Errorf("ask how transaction %s ended: %w", tx.Draft.Number, errors.Join(err, ctx.Err()))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stands looks for what the transaction sealed.
func (tx *Tx) stands(ctx context.Context) (done bool, err error) {
	later, err := tx.db.Begin(ctx, tx.By)
	if err != nil {
		return false, err
	}
	defer func() { _ = later.Rollback() }()
	return tx.Draft.Stands(ctx, later)
}
