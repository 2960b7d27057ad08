package policy

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
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
	if id, err := again(ctx, tx, s.Hash()); id != 0 || err != nil {
		return id, err
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
	return id, foureyes.Propose(ctx, tx, foureyes.Scheme, []int64{id})
}

// again proposes a scheme anew that was refused or whose time to be confirmed has run out; 0 for one that was never proposed. One that waits or
// is in force is not proposed twice.
func again(ctx context.Context, tx *pg.Tx, hash string) (int64, error) {
	var known []int64
	if err := tx.SelectContext(ctx, &known, `SELECT id FROM scheme WHERE county = $1 AND hash = $2`, tx.County, hash); err != nil {
		return 0, fmt.Errorf("find scheme: %w", err)
	}
	if len(known) == 0 {
		return 0, nil
	}
	newest, err := foureyes.Newest(ctx, tx, foureyes.Scheme, known)
	if err != nil {
		return 0, err
	}
	if p, ok := newest[known[0]]; !ok || p.Open() || p.Confirmed != nil && *p.Confirmed {
		return 0, fault.Conflictf("内容完全相同的方案已经提出过，不必重复提出")
	}
	return known[0], foureyes.Propose(ctx, tx, foureyes.Scheme, known)
}

// parse reads a scheme that must be the county's own.
func parse(county string, source []byte) (*scheme.Scheme, error) {
	s, err := Read(source)
	if err != nil {
		return nil, malformed(err)
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
	case s.Premium.PerHead.IsZero():
		return fault.Invalidf("方案没有写明每人保费，不能生效，请写上 premium: {per_head: …} 后重新提出")
	case from < first || from > last:
		return fault.Invalidf("生效日期 %s 不在方案的保单年度 %s 至 %s 之内，请核对", from, first, last)
	}
	tx.JudgedBy(Wording)
	if err := wellWorded(s); err != nil {
		return err
	}
	if err := fits(ctx, tx, s); err != nil {
		return err
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Scheme, []int64{id})
	if err != nil {
		return err
	}
	classes, bases, quotas := groupsOf(s)
	var decided pq.Int64Array
	err = tx.GetContext(ctx, &decided, `SELECT scheme_adopt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, tx.County, id, seen[0], from, tx.By.ID,
		s.Premium.PerHead, s.HouseholdYear(), pq.Array(classes), pq.Array(bases), pq.Array(quotas))
	if err != nil {
		return fmt.Errorf("adopt scheme %d: %w", id, err)
	}
	tx.Cover("adoption", id)
	if len(classes) > 0 {
		tx.Cover("adoption_group", id)
	}
	tx.Cover("proposal", decided...)
	return nil
}

// Refuse says that a scheme that another person proposed shall not be in force (驳回), and why. Mended, it is another scheme.
func Refuse(ctx context.Context, tx *pg.Tx, id int64, reason string) error {
	if err := RefuseStep.Permit(tx, "驳回理赔方案"); err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Scheme, []int64{id}, reason)
}

// groupsOf are a scheme's insured groups, as its doors take them.
func groupsOf(s *scheme.Scheme) (classes, bases []string, quotas []int64) {
	for _, g := range s.Insured {
		classes, bases, quotas = append(classes, g.Class), append(bases, string(g.Basis)), append(quotas, int64(g.Heads))
	}
	return classes, bases, quotas
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
