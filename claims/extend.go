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
	rows, err := extended(tx, ids, held, names, reason)
	if err != nil {
		return err
	}
	if err := pg.Insert(ctx, tx, "extension", rows); err != nil {
		return err
	}
	tx.Cover("extension", ids...)
	return nil
}

// extension is one as it is kept.
type extension struct {
	Claim  int64         `db:"claim"`
	Round  int           `db:"round"`
	Turn   int           `db:"turn"`
	By     int64         `db:"by_staff"`
	On     calendar.Date `db:"on_day"`
	DueOn  calendar.Date `db:"due_on"`
	Reason string        `db:"reason"`
	Salt   []byte        `db:"salt"`
}

// extended counts each claim's new last day, and refuses a second extension and one that comes too late.
func extended(tx *pg.Tx, ids []int64, held map[int64]Claim, names map[int64]string, reason string) (rows []extension, err error) {
	today := calendar.DateOf(tx.Now)
	for _, id := range ids {
		c := held[id]
		switch {
		case c.Extended:
			return nil, fault.Conflictf("%s已延期一次，期限为%s，不能再延；查勘员不能按期查勘的，请改派", names[id], c.DueOn.Chinese())
		case *c.DueOn < today:
			return nil, fault.Blockedf("%s的查勘期限（%s）已过，不能再延期；请督促查勘员尽快登记，或改派", names[id], c.DueOn.Chinese())
		}
		due, err := calendar.Published().Due(*c.DueOn, investigationDays, calendar.Options{Working: true})
		if err != nil {
			return nil, err
		}
		rows = append(rows, extension{id, c.Round, c.Turn, tx.By.ID, today, due, reason, secret.Salt()})
	}
	return rows, nil
}
