package policy

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/scheme"
)

// Rule is an adopted scheme (生效方案).
type Rule struct {
	ID     int64 // of the scheme
	From   calendar.Date
	Scheme *scheme.Scheme
}

// Rules are a county's adopted schemes, the newest first.
type Rules []Rule

// On is the rule in force on a day: the newest that has begun. A day outside its term has none: fault.Blocked.
func (r Rules) On(day calendar.Date) (Rule, error) {
	for _, rule := range r {
		if rule.From <= day {
			if day > dateOf(rule.Scheme.Term.To) {
				break
			}
			return rule, nil
		}
	}
	return Rule{}, fault.Blockedf("%s没有生效的理赔方案，请先提出并确认该年度的方案", day.Chinese())
}

// Adopted reads the county's rules.
func Adopted(ctx context.Context, tx *pg.Tx) (Rules, error) {
	var rows []struct {
		stored
		From calendar.Date `db:"from_on"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT s.id, s.hash, s.source, a.from_on FROM adoption a JOIN scheme s ON s.county = a.county AND s.id = a.scheme
		WHERE a.county = $1 ORDER BY a.from_on DESC`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("adopted schemes: %w", err)
	}
	rules := make(Rules, len(rows))
	for i, r := range rows {
		s, err := r.parsed()
		if err != nil {
			return nil, err
		}
		rules[i] = Rule{r.ID, r.From, s}
	}
	return rules, nil
}

// InForce is the rule in force on a day.
func InForce(ctx context.Context, tx *pg.Tx, day calendar.Date) (Rule, error) {
	rules, err := Adopted(ctx, tx)
	if err != nil {
		return Rule{}, err
	}
	return rules.On(day)
}

// Schemes gives the schemes of the ids, adopted or not, by id.
func Schemes(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]*scheme.Scheme, error) {
	var rows []stored
	if err := tx.SelectContext(ctx, &rows, `SELECT id, hash, source FROM scheme WHERE county = $1 AND id = ANY ($2)`, tx.County, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("find schemes: %w", err)
	}
	schemes := make(map[int64]*scheme.Scheme, len(rows))
	for _, r := range rows {
		s, err := r.parsed()
		if err != nil {
			return nil, err
		}
		schemes[r.ID] = s
	}
	return schemes, nil
}

// stored is a scheme's row.
type stored struct {
	ID     int64  `db:"id"`
	Hash   string `db:"hash"`
	Source string `db:"source"`
}

// known holds every scheme read so far by its hash. A scheme never changes, and what hashes alike is alike.
var known sync.Map

// parsed reads the source, once for each content. Content that its hash does not fit is an error: somebody altered it.
func (r stored) parsed() (*scheme.Scheme, error) {
	if s, ok := known.Load(r.Hash); ok {
		return s.(*scheme.Scheme), nil
	}
	s, err := scheme.Parse([]byte(r.Source))
	if err != nil {
		return nil, fmt.Errorf("read scheme %d: %w", r.ID, err)
	}
	if s.Hash() != r.Hash {
		return nil, fmt.Errorf("scheme %d: its content hashes to %s, not to %s", r.ID, s.Hash(), r.Hash)
	}
	known.Store(r.Hash, s)
	return s, nil
}

// one makes the absence of a row NotFound, with words for the person.
func one(err error, absent string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.NotFoundf("%s", absent)
	}
	return err
}
