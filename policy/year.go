package policy

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/words"
)

// Year is a policy year (保单年度). Its id is also the fund that its premium fills.
type Year struct {
	ID      int64           `db:"id"`
	Insurer string          `db:"insurer"`
	From    calendar.Date   `db:"from_on"`
	To      calendar.Date   `db:"to_on"`    // the last day
	PerHead decimal.Decimal `db:"per_head"` // yuan per head and policy year (S2: 每年购买100元)
}

// Contains tells whether a day lies in the policy year.
func (y Year) Contains(day calendar.Date) bool { return y.From <= day && day <= y.To }

// name is how papers call the policy year.
func (y Year) name() string { return fmt.Sprintf("%d年度防贫保", y.From.Year()) }

// Open enters a policy year and answers its id. Two years never overlap, and one agrees with the rules adopted for its days.
func Open(ctx context.Context, tx *pg.Tx, y Year) (int64, error) {
	if err := OpenStep.Permit(tx, "登记保单"); err != nil {
		return 0, err
	}
	var err error
	y.Insurer, err = words.Line("承保机构", y.Insurer)
	switch {
	case err != nil:
		return 0, err
	case y.To < y.From:
		return 0, fault.Invalidf("保单终止日 %s 早于起始日 %s，请核对", y.To, y.From)
	case !y.PerHead.IsPositive() || !y.PerHead.Equal(y.PerHead.Round(2)):
		return 0, fault.Invalidf("每人保费 %s 元有误：应大于零，且不超过两位小数", y.PerHead)
	}
	if err := lock(ctx, tx, "policy"); err != nil {
		return 0, err
	}
	years, err := Years(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, other := range years {
		if y.From <= other.To && other.From <= y.To {
			return 0, fault.Conflictf("与已登记的保单（%s 至 %s，%s）在时间上重叠，请核对", other.From, other.To, other.Insurer)
		}
	}
	rules, err := Adopted(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, rule := range rules {
		if err := y.agrees(rule.Scheme); err != nil {
			return 0, err
		}
	}
	id := pg.NewID()
	_, err = tx.ExecContext(ctx, `SELECT policy_open($1, $2, $3, $4, $5, $6, $7)`, tx.County, id, y.Insurer, y.From, y.To, y.PerHead, tx.By.ID)
	if err != nil {
		return 0, fmt.Errorf("open policy: %w", err)
	}
	tx.Cover("policy", id)
	return id, nil
}

// lock makes those who change the same thing of the county wait for each other, to the end of the transaction: for what no single
// row's lock can guard.
func lock(ctx context.Context, tx *pg.Tx, thing string) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, tx.County+" "+thing); err != nil {
		return fmt.Errorf("lock %s: %w", thing, err)
	}
	return nil
}

// Years lists the policy years in order.
func Years(ctx context.Context, tx *pg.Tx) ([]Year, error) {
	var years []Year
	if err := tx.SelectContext(ctx, &years, `SELECT id, insurer, from_on, to_on, per_head FROM policy WHERE county = $1 ORDER BY from_on`, tx.County); err != nil {
		return nil, fmt.Errorf("find policies: %w", err)
	}
	return years, nil
}

// Get is one policy year. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Year, error) {
	var y Year
	err := tx.GetContext(ctx, &y, `SELECT id, insurer, from_on, to_on, per_head FROM policy WHERE county = $1 AND id = $2`, tx.County, id)
	return y, one(err, "没有找到该保单，请刷新后重选")
}
