package claims

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Reassign gives claims that wait for their finding to other adjusters (改派查勘员), for one reason: each begins another turn with three
// working days of its own. What the adjuster before was asked, and until when, stays readable.
func Reassign(ctx context.Context, tx *pg.Tx, assignments []Assignment, reason string) error {
	if err := ReassignStep.Permit(tx, fmt.Sprintf("%d 件案件改派查勘员", len(assignments))); err != nil {
		return err
	}
	reason, err := words.Ask("请写明改派查勘员的理由", "改派理由", reason)
	if err != nil {
		return err
	}
	held, err := hold(ctx, tx, ReassignStep, claimsOf(assignments))
	if err != nil {
		return err
	}
	names, err := called(ctx, tx, held)
	if err != nil {
		return err
	}
	visits := make([]visit, len(assignments))
	for i, a := range assignments {
		c := held[a.Claim]
		if *c.Adjuster == a.Adjuster {
			return fault.Invalidf("%s现由这位查勘员办理，请选择另一位", names[c.ID])
		}
		visits[i] = visit{a, c.Round, c.Turn + 1}
	}
	if err := giveUp(ctx, tx, visits, reason); err != nil {
		return err
	}
	return send(ctx, tx, ReassignStep, visits)
}

// giveUp ends the turns before the visits.
func giveUp(ctx context.Context, tx *pg.Tx, visits []visit, reason string) error {
	type row struct {
		Claim  int64         `db:"claim"`
		Round  int           `db:"round"`
		Turn   int           `db:"turn"`
		By     int64         `db:"by_staff"`
		On     calendar.Date `db:"on_day"`
		Reason string        `db:"reason"`
		Salt   []byte        `db:"salt"`
	}
	rows := make([]row, len(visits))
	for i, v := range visits {
		rows[i] = row{v.Claim, v.round, v.turn - 1, tx.By.ID, calendar.DateOf(tx.Now), reason, secret.Salt()}
		tx.Cover("reassignment", v.Claim)
	}
	return pg.Insert(ctx, tx, "reassignment", rows)
}
