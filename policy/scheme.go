package policy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/scheme"
)

// Engine is what reads schemes and fixes amounts by them (理赔方案计算).
var Engine = pg.Judge{Name: "scheme.engine", Version: scheme.EngineVersion}

// Propose keeps a scheme's file (理赔方案) and answers its id. A file with mistakes is fault.Invalid, naming each line.
func Propose(ctx context.Context, tx *pg.Tx, source []byte) (int64, error) {
	if err := ProposeStep.Permit(tx, "提出理赔方案"); err != nil {
		return 0, err
	}
	tx.JudgedBy(Engine)
	s, err := parse(tx.County, source)
	if err != nil {
		return 0, err
	}
	var known bool
	if err := tx.GetContext(ctx, &known, `SELECT EXISTS (SELECT FROM scheme WHERE county = $1 AND hash = $2)`, tx.County, s.Hash()); err != nil {
		return 0, fmt.Errorf("find scheme: %w", err)
	}
	if known {
		return 0, fault.Conflictf("内容完全相同的方案已经提出过，不必重复提出")
	}
	id := pg.NewID()
	_, err = tx.ExecContext(ctx, `
		INSERT INTO scheme (county, id, hash, source, term_from, term_to, days, past_holiday, past_weekend, proposed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.County, id, s.Hash(), string(source), dateOf(s.Term.From), dateOf(s.Term.To),
		s.Publicity.Days, s.Publicity.PastHoliday, s.Publicity.PastWeekend, tx.By.ID)
	if err != nil {
		return 0, fmt.Errorf("insert scheme: %w", err)
	}
	tx.Cover("scheme", id)
	return id, nil
}

// parse reads a scheme that must be the county's own.
func parse(county string, source []byte) (*scheme.Scheme, error) {
	s, err := scheme.Parse(source)
	if m, ok := errors.AsType[*scheme.Malformed](err); ok {
		return nil, &fault.Error{Kind: fault.Invalid, Message: "理赔方案有误，请改正后再提出：\n" + m.Error()}
	}
	if err != nil {
		return nil, err
	}
	switch {
	case s.County != county:
		return nil, fault.Invalidf("这是代码为 %s 的县（区）的方案，本县代码为 %s，请核对 county 一行", s.County, county)
	case !s.Publicity.Everywhere():
		return nil, fault.Invalidf("公示须在行政村和自然村两处张贴，请把 places 一行改为 places: [village, natural_village]")
	}
	return s, nil
}

// dateOf is a scheme's day, which is a midnight UTC.
func dateOf(day time.Time) calendar.Date { return calendar.On(day.Date()) }

// Adopt puts a scheme in force from a day of its term: another person than the one who proposed it.
func Adopt(ctx context.Context, tx *pg.Tx, id int64, from calendar.Date) error {
	if err := AdoptStep.Permit(tx, "确认理赔方案，"+from.String()+"起生效"); err != nil {
		return err
	}
	var row struct {
		stored
		ProposedBy int64 `db:"proposed_by"`
	}
	err := tx.GetContext(ctx, &row, `SELECT id, hash, source, proposed_by FROM scheme WHERE county = $1 AND id = $2`, tx.County, id)
	if err := one(err, "没有找到该理赔方案，请刷新后重选"); err != nil {
		return err
	}
	s, err := row.parsed()
	if err != nil {
		return err
	}
	first, last := dateOf(s.Term.From), dateOf(s.Term.To)
	switch {
	case row.ProposedBy == tx.By.ID:
		return fault.Forbiddenf("方案由本人提出，须由另一人确认")
	case from < first || from > last:
		return fault.Invalidf("生效日期 %s 不在方案的保单年度 %s 至 %s 之内，请核对", from, first, last)
	}
	if err := fits(ctx, tx, s); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO adoption (county, scheme, proposed_by, confirmed_by, from_on) VALUES ($1, $2, $3, $4, $5)`,
		tx.County, id, row.ProposedBy, tx.By.ID, from)
	if err != nil {
		return fmt.Errorf("adopt scheme %d: %w", id, err)
	}
	tx.Cover("adoption", id)
	return nil
}

// fits holds a scheme to the rules and policy years that are there.
func fits(ctx context.Context, tx *pg.Tx, s *scheme.Scheme) error {
	if err := lock(ctx, tx, "policy"); err != nil {
		return err
	}
	rules, err := Adopted(ctx, tx)
	if err != nil {
		return err
	}
	if err := rules.agrees(s); err != nil {
		return err
	}
	years, err := Years(ctx, tx)
	if err != nil {
		return err
	}
	for _, y := range years {
		if err := y.agrees(s); err != nil {
			return err
		}
	}
	return nil
}
