// Package restoration answers one question: may an office go on whose database was put back? (恢复后对账)
//
// While the checkpoints outside are ahead of the database, or gone, money stands still (deed.Outside). A clerk and an approver, both signed in, compare
// what the database says of payments with the bank's statement; then checkpoints begin anew over it: docs/decisions/0042.
package restoration

import (
	"context"
	"crypto/sha256"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Steps are the law of this room.
var (
	ReconcileStep = flow.Step{Verb: "restoration.reconcile", Title: "恢复后对账", Roles: []who.Role{who.Clerk}}

	Steps = []flow.Step{ReconcileStep}
)

// Needed tells whether somebody may have approved payments here: then it takes two persons to go on.
func Needed(ctx context.Context, tx *pg.Tx) (needed bool, err error) {
	if err := tx.GetContext(ctx, &needed, `SELECT EXISTS (SELECT FROM staff WHERE county = $1 AND role = 'approver')`, tx.County); err != nil {
		return false, fmt.Errorf("look for who approves: %w", err)
	}
	return needed, nil
}

// Compared is what the two have compared.
type Compared struct {
	Noted     int64             // deeds that the newest checkpoint outside tells of; 0 where none is there
	Statement [sha256.Size]byte // of the bank's statement, which lies in the archive
	Found     string            // in words: which payments the bank has and the database has not, and what becomes of them
}

// Reconcile writes down that the database was compared with the bank's statement. The second is an approver, in by a session of their own.
func Reconcile(ctx context.Context, tx *pg.Tx, second who.Person, c Compared) error {
	if err := ReconcileStep.Permit(tx, "恢复后对账"); err != nil {
		return err
	}
	found, err := words.Ask("请写明与银行流水核对的结果：银行已收到而数据库中没有的款项，怎样处理", "对账结果", c.Found)
	if err != nil {
		return err
	}
	if !second.Way.Session() {
		return fault.Forbiddenf("对账的审批人须本人登录")
	}
	id := pg.NewID()
	_, err = tx.ExecContext(ctx, `SELECT reconciliation_enter($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.County, id, c.Noted, tx.By.ID, second.ID, second.Way, c.Statement[:], found, secret.Salt())
	if err != nil {
		return fmt.Errorf("reconcile with the bank: %w", err)
	}
	tx.Cover("reconciliation", id)
	return nil
}
