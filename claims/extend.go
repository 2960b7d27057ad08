package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Extend gives the adjusters of claims three more working days, on a reason they wrote (查勘延期, domain §3 no. 17): once a turn, and
// before the days they have are over.
func Extend(ctx context.Context, tx *pg.Tx, ids []int64, reason string) error {
	if err := ExtendStep.Permit(tx, fmt.Sprintf("%d 件案件查勘延期", len(ids))); err != nil {
		return err
	}
	reason, err := words.Ask("请写明查勘员申请延期的理由", "延期理由", reason)
	if err != nil {
		return err
	}
	held, err := hold(ctx, tx, ExtendStep, ids)
	if err != nil {
		return err
	}
	names, err := called(ctx, tx, held)
	if err != nil {
		return err
	}
	x, err := extended(calendar.DateOf(tx.Now), ids, held, names)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO extension (county, claim, round, turn, by_staff, on_day, due_on, reason, salt)
		SELECT $1, u.claim, u.round, u.turn, $2, $3, u.due_on, $4, u.salt
		FROM unnest($5::bigint[], $6::int[], $7::int[], $8::date[], $9::bytea[]) AS u (claim, round, turn, due_on, salt)`,
		tx.County, tx.By.ID, calendar.DateOf(tx.Now), reason,
		pq.Array(ids), pq.Array(x.rounds), pq.Array(x.turns), pq.Array(x.due), pq.Array(secret.Salts(len(ids))))
	if err != nil {
		return fmt.Errorf("record extensions: %w", err)
	}
	tx.Cover("extension", ids...)
	return nil
}

// extensions are a batch of them as columns.
type extensions struct {
	rounds, turns []int64
	due           []string
}

// extended counts each claim's new last day, and refuses a second extension and one that comes too late.
func extended(today calendar.Date, ids []int64, held map[int64]Claim, names map[int64]string) (x extensions, err error) {
	for _, id := range ids {
		c := held[id]
		switch {
		case c.Extended:
			return x, fault.Conflictf("%s已延期一次，期限为%s，不能再延；查勘员不能按期查勘的，请改派", names[id], c.DueOn.Chinese())
		case *c.DueOn < today:
			return x, fault.Blockedf("%s的查勘期限（%s）已过，不能再延期；请督促查勘员尽快登记，或改派", names[id], c.DueOn.Chinese())
		}
		due, err := calendar.Published().Due(*c.DueOn, investigationDays, calendar.Options{Working: true})
		if err != nil {
			return x, err
		}
		x.rounds, x.turns, x.due = append(x.rounds, int64(c.Round)), append(x.turns, int64(c.Turn)), append(x.due, due.String())
	}
	return x, nil
}
