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
	status, unasked := tx.db.outcome(tx.Draft.Number)
	switch {
	case status == "committed":
		return nil
	case status == "aborted":
		return &fault.Error{Kind: fault.Unavailable, Message: cut, Err: err}
	}
	return &fault.Error{Kind: fault.Unsure, Message: unsure, Err: errors.Join(err, unasked)}
}

const (
	cut    = "与数据库的连接中断，本次没有生效，请稍后再试"
	unsure = "结果未知：提交时与数据库的连接中断，不能断定是否已经生效。请先打开这一项查看现在的状态；没有办成的，可返回刚才的页面再提交一次，已经办成的不会重复办理"
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

// outcome asks how a transaction ended, on a connection of its own, until the database knows: committed or aborted.
func (db *DB) outcome(number string) (string, error) {
	if number == "" {
		return "", errors.New("a transaction without a number")
	}
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(db.bounds.asks, outcome))
	defer cancel()
	for {
		var status sql.NullString
		err := db.GetContext(ctx, &status, `SELECT pg_xact_status($1::TEXT::XID8)`, number)
		if err == nil && (status.String == "committed" || status.String == "aborted") {
			return status.String, nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("ask how transaction %s ended: %w", number, errors.Join(err, ctx.Err()))
		case <-time.After(50 * time.Millisecond):
		}
	}
}
