package payouts

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// SentDeath is a payment whose receiver was found to have died after it was sent (发送后登记死亡).
type SentDeath struct {
	Attempt  int           `db:"attempt"`
	Name     string        `db:"name"` // the receiver's
	DiedOn   calendar.Date `db:"died_on"`
	SentAt   time.Time     `db:"sent_at"`
	Open     bool          `db:"open"` // nobody has looked into it
	Recalled bool          `db:"recalled"`
	Words    string        `db:"words"`
	By       string        `db:"by_name"`
}

// Outcome is what came of looking into it, empty while nobody has.
func (d SentDeath) Outcome() string {
	switch {
	case d.Open:
		return ""
	case d.Recalled:
		return "已请银行退回"
	default:
		return "由家属处理，不退回"
	}
}

// DeathsOf are those of a payout, the newest attempt first.
func DeathsOf(ctx context.Context, tx *pg.Tx, payout int64) (found []SentDeath, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT d.attempt, d.name, d.died_on, d.sent_at, d.open, COALESCE(k.recalled, false) AS recalled, COALESCE(k.words, '') AS words, COALESCE(s.name, '') AS by_name
		FROM sent_death d LEFT JOIN death_check k ON k.county = d.county AND k.payout = d.payout AND k.attempt = d.attempt
		LEFT JOIN staff s ON s.county = k.county AND s.id = k.by_staff WHERE d.county = $1 AND d.payout = $2 ORDER BY d.attempt DESC`, tx.County, payout)
	if err != nil {
		return nil, fmt.Errorf("find deaths after the sending of payout %d: %w", payout, err)
	}
	return found, nil
}

// CheckDeath records what the bank and the family said of a payment whose receiver was found to have died after it was sent: whether the bank was asked to send
// it back. What comes back goes to an heir who is named.
func CheckDeath(ctx context.Context, tx *pg.Tx, payout int64, recalled bool, said string) error {
	if err := CheckDeathStep.Permit(tx, "核实发送后死亡"); err != nil {
		return err
	}
	said, err := words.Reason("核实情况", said)
	if err != nil {
		return err
	}
	var attempt int
	err = tx.GetContext(ctx, &attempt, `SELECT death_check_enter($1, $2, $3, $4, $5, $6)`, tx.County, payout, recalled, said, tx.By.ID, secret.Salt())
	if err != nil {
		return fmt.Errorf("check a death: %w", err)
	}
	tx.Cover("death_check", payout)
	return nil
}

// CorrectDeath takes back a death that another clerk had recorded by mistake (更正): whoever lives receives again what is theirs. Where somebody was approved
// to be paid in their place, or paid, it is too late.
func CorrectDeath(ctx context.Context, tx *pg.Tx, person int64, reason string) error {
	if err := CorrectDeathStep.Permit(tx, "更正死亡登记"); err != nil {
		return err
	}
	reason, err := words.Reason("更正的理由", reason)
	if err != nil {
		return err
	}
	id := pg.NewID()
	if _, err := tx.ExecContext(ctx, `SELECT death_correct($1, $2, $3, $4, $5, $6)`, tx.County, id, person, tx.By.ID, reason, secret.Salt()); err != nil {
		return fmt.Errorf("correct a death: %w", err)
	}
	tx.Cover("person", person)
	tx.Cover("correction", id)
	return nil
}
