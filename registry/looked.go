package registry

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/security"
	"fangpin/internal/words"
)

// Look is that somebody looks at a person, or at a reported row, in full.
type Look struct {
	Person, Row int64 // whom, or which row; the other is 0
	Kind        secret.Kind
	Reason      string // of substance
	Claim       int64  // the case in hand, or
	Watch       int64  // the watch; 0 and 0 where none is
}

// Told is the kind of a Look at a row: all that it told.
const Told secret.Kind = "told"

// Enter keeps a Look, within what the county lets one member of the staff look at (查看额度). Beyond the hour's line, and of many people at night, it
// is an alarm at the audit administrator's desk; what is refused, the page writes down.
func (l Look) Enter(ctx context.Context, tx *pg.Tx) error {
	reason, err := words.Reason("事由", l.Reason)
	if err != nil {
		return err
	}
	id := pg.NewID()
	var people int64 // within the hour, this one among them
	err = tx.GetContext(ctx, &people, `SELECT reveal_enter($1, $2, NULLIF($3::BIGINT, 0), NULLIF($4::BIGINT, 0), $5, NULLIF($6::BIGINT, 0), NULLIF($7::BIGINT, 0), $8, $9, $10)`,
		tx.County, id, l.Person, l.Row, l.Kind, l.Claim, l.Watch, reason, tx.By.ID, secret.Salt())
	if err != nil {
		return fmt.Errorf("keep who looked: %w", err)
	}
	tx.Cover("reveal", id)
	return l.alarm(ctx, tx, people)
}

// nightly is how many people within an hour of the night are an alarm.
const nightly = 5

func (l Look) alarm(ctx context.Context, tx *pg.Tx, people int64) error {
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	seen := security.Happened{Staff: tx.By.ID, Code: tx.Draft.Verb}
	if people == int64(office.RevealHour)+1 {
		seen.Kind = security.Quota
		if err := security.Add(ctx, tx, seen, people); err != nil {
			return err
		}
	}
	if people == nightly && night(tx.Now) {
		seen.Kind = security.Night
		return security.Add(ctx, tx, seen, people)
	}
	return nil
}

// night tells whether it is between ten in the evening and six in China.
func night(t time.Time) bool {
	hour := t.In(calendar.China).Hour()
	return hour >= 22 || hour < 6
}
