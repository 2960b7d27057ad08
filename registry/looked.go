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
	Case
}

// Case is what somebody has in hand, for which they look: one of these, the others 0; all of them where nothing is.
type Case struct {
	Claim   int64 // until it came to nothing, or its money has arrived
	Watch   int64
	Account int64 // one of the person's that waits for its second clerk
	Report  int64 // of the row
}

// weight is how many people a look counts as: one for no case in hand as two.
func (c Case) weight() int64 {
	if c == (Case{}) {
		return 2
	}
	return 1
}

// Door is where a look is entered, with its id and its reason: it answers how many people it makes within the hour. Rooms above know whether a
// case is in hand (payouts.Look).
type Door func(ctx context.Context, tx *pg.Tx, id int64, l Look) (people int64, err error)

// Told is the kind of a Look at a row: all that it told.
const Told secret.Kind = "told"

// Enter keeps a Look, within what the county lets one member of the staff look at (查看额度). Beyond the hour's line, and of many people at night, it
// is an alarm at the audit administrator's desk; what is refused, the page writes down.
func (l Look) Enter(ctx context.Context, tx *pg.Tx, door Door) (err error) {
	if l.Reason, err = words.Reason("事由", l.Reason); err != nil {
		return err
	}
	id := pg.NewID()
	people, err := door(ctx, tx, id, l)
	if err != nil {
		return fmt.Errorf("keep who looked: %w", err)
	}
	tx.Cover("reveal", id)
	return l.alarm(ctx, tx, people)
}

// Bare is the door of a look for no case in hand.
func Bare(ctx context.Context, tx *pg.Tx, id int64, l Look) (people int64, err error) {
	err = tx.GetContext(ctx, &people, `SELECT reveal_bare($1, $2, NULLIF($3::BIGINT, 0), NULLIF($4::BIGINT, 0), $5, $6, $7, $8)`,
		tx.County, id, l.Person, l.Row, l.Kind, l.Reason, tx.By.ID, secret.Salt())
	return people, err
}

// nightly is how many people within an hour of the night are an alarm.
const nightly = 5

func (l Look) alarm(ctx context.Context, tx *pg.Tx, people int64) error {
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	seen := security.Happened{Staff: tx.By.ID, Code: tx.Draft.Verb}
	beyond := func(line int64) bool { return people > line && people-l.weight() <= line }
	if beyond(int64(office.RevealHour)) {
		seen.Kind = security.Quota
		if err := security.Add(ctx, tx, seen, people); err != nil {
			return err
		}
	}
	if beyond(nightly-1) && night(tx.Now) {
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
