package payouts

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/lib/pq"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/ledger"
)

// Objection is what somebody in the village has against a payout (异议). While it is open the payout waits; its neighbours do not.
type Objection struct {
	ID     int64   `db:"id"`
	Payout int64   `db:"payout"`
	Words  string  `db:"words"`
	Upheld *bool   `db:"upheld"`
	Reason *string `db:"reason"`
}

// Object records an objection as it was received (S2: 公示期间), as long as the payout can still be held back.
func Object(ctx context.Context, tx *pg.Tx, payout int64, said string) (int64, error) {
	if err := ObjectStep.Permit(tx, "公示异议"); err != nil {
		return 0, err
	}
	said, err := words.Need("异议内容", said)
	if err != nil {
		return 0, err
	}
	if _, err := within(ctx, tx, []int64{payout}); err != nil {
		return 0, err
	}
	if err := opposable(ctx, tx, payout); err != nil {
		return 0, err
	}
	id := pg.NewID()
	_, err = tx.ExecContext(ctx, `SELECT payout_object($1, $2, $3, $4, $5, $6, $7)`,
		tx.County, id, payout, said, calendar.DateOf(tx.Now), tx.By.ID, secret.Salt())
	if err != nil {
		return 0, fmt.Errorf("record objection: %w", err)
	}
	tx.Cover("objection", id)
	return id, nil
}

// Prove adds to an objection that is open what somebody brought for or against it (异议佐证): the SHA-256 of a file that lies in the archive.
func Prove(ctx context.Context, tx *pg.Tx, objection int64, file [sha256.Size]byte) error {
	if err := ProveStep.Permit(tx, "异议佐证"); err != nil {
		return err
	}
	if _, err := disputed(ctx, tx, objection); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT payout_prove($1, $2, $3, $4)`, tx.County, objection, file[:], tx.By.ID); err != nil {
		return fmt.Errorf("add to objection: %w", err)
	}
	tx.Cover("objection_file", objection)
	return nil
}

// late says what to do instead where an objection comes to nothing.
var late = map[Status]string{
	Assessed:  "本笔救助金尚未公示，公示后再登记异议；发现金额有误的，请县经办撤回",
	Sent:      "本笔救助金已发送银行，请待回盘：退票的再登记异议，已发放的转审计核查",
	Paid:      "本笔救助金已发放，请作为线索转审计核查，属实的办理追回",
	Withdrawn: "本笔救助金已撤回，无需登记异议",
}

// opposable refuses a payout that nobody can withdraw any more, and says what to do instead. The door looks again, when it holds the payout.
func opposable(ctx context.Context, tx *pg.Tx, payout int64) error {
	var now Status
	if err := tx.GetContext(ctx, &now, `SELECT status FROM payout WHERE county = $1 AND id = $2`, tx.County, payout); err != nil {
		return fmt.Errorf("look at payout %d: %w", payout, err)
	}
	if instead, is := late[now]; is {
		return fault.Conflictf("%s", instead)
	}
	return nil
}

// Uphold decides that the objection is right: the payout is withdrawn, and the claim goes to another adjuster for another round. The claim
// is held before the payout, as whoever voids or reopens it does.
func Uphold(ctx context.Context, tx *pg.Tx, objection int64, reason string, adjuster int64, by signing.Signer) error {
	if err := UpholdStep.Permit(tx, "异议成立，撤回救助金，重新查勘"); err != nil {
		return err
	}
	payout, err := disputed(ctx, tx, objection)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT FROM claim WHERE county = $1 AND id = $2 FOR UPDATE`, tx.County, payout.Claim); err != nil {
		return fmt.Errorf("hold claim %d: %w", payout.Claim, err)
	}
	suspended, err := decide(ctx, tx, payout, objection, UpholdStep, reason, by)
	if err != nil {
		return err
	}
	tx.Cover("payout", payout.ID)
	tx.Cover("recusal", payout.Claim)
	if err := backToFund(ctx, tx, suspended); err != nil {
		return err
	}
	return claims.Reopen(ctx, tx, claims.Assignment{Claim: payout.Claim, Adjuster: adjuster})
}

// Dismiss decides that the objection is not right; the payout's clock has gone on.
func Dismiss(ctx context.Context, tx *pg.Tx, objection int64, reason string, by signing.Signer) error {
	if err := DismissStep.Permit(tx, "异议不成立"); err != nil {
		return err
	}
	payout, err := disputed(ctx, tx, objection)
	if err != nil {
		return err
	}
	_, err = decide(ctx, tx, payout, objection, DismissStep, reason, by)
	return err
}

// disputed is the payout that an objection is to, in the person's part of the county.
func disputed(ctx context.Context, tx *pg.Tx, objection int64) (Payout, error) {
	var of []int64
	if err := tx.SelectContext(ctx, &of, `SELECT payout FROM objection WHERE county = $1 AND id = $2 AND payout IS NOT NULL`, tx.County, objection); err != nil {
		return Payout{}, fmt.Errorf("look at objection: %w", err)
	}
	if len(of) == 0 {
		return Payout{}, errNoObjection
	}
	found, err := within(ctx, tx, of)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return Payout{}, errNoObjection
	case err != nil:
		return Payout{}, err
	}
	return found[0], nil
}

// decide signs and writes the decision; it answers the payouts whose money lies in suspense because of it.
func decide(ctx context.Context, tx *pg.Tx, of Payout, objection int64, step flow.Step, reason string, by signing.Signer) ([]int64, error) {
	upheld := step.Verb == UpholdStep.Verb
	reason, err := words.Reason(map[bool]string{true: "成立的理由", false: "不成立的理由"}[upheld], reason)
	if err != nil {
		return nil, err
	}
	if err := signDecision(ctx, tx, of, objection, step, reason, by); err != nil {
		return nil, err
	}
	var suspended pq.Int64Array
	err = tx.GetContext(ctx, &suspended, `SELECT payout_decide($1, $2, $3, $4, $5)`, tx.County, objection, upheld, reason, tx.By.ID)
	if err != nil {
		return nil, fmt.Errorf("decide objection: %w", err)
	}
	tx.Cover("objection", objection)
	tx.Cover("objection_answer", objection)
	return suspended, nil
}

// backToFund books what came back for good: Dr suspense, Cr premium fund. The door says which payouts those are.
func backToFund(ctx context.Context, tx *pg.Tx, suspended []int64) error {
	if len(suspended) == 0 {
		return nil
	}
	returned, err := dues(ctx, tx, suspended)
	if err != nil {
		return err
	}
	return book(ctx, tx, ledger.Entry{
		Ref: reference(returned[0].Payout) + "/withdrawn", Memo: fmt.Sprintf("退票后撤回救助金 %d 笔", len(returned)),
	}, ledger.Suspense, ledger.PremiumFund, returned)
}
