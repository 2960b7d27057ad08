package claims

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/reports"
	"fangpin/scheme"
	"fangpin/screening"
)

// Told drafts the cases of claims from the rows that raised them, by claim: what was told, for the adjuster to hold against what is
// there. A fact that no column told is none, except of an income, which nobody may guess. Only claims of the person's part of the county.
func Told(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64][]Case, error) {
	found, err := Find(ctx, tx, Filter{IDs: pg.Only(ids)})
	if err != nil {
		return nil, err
	}
	var within, schemes []int64
	for _, c := range found {
		within, schemes = append(within, c.ID), append(schemes, c.Scheme)
	}
	of, err := rowsOf(ctx, tx, within)
	if err != nil {
		return nil, err
	}
	rules, err := policy.Schemes(ctx, tx, schemes)
	if err != nil {
		return nil, err
	}
	told := make(map[int64][]Case, len(found))
	for _, c := range found {
		told[c.ID] = draft(c, of[c.ID], rules[c.Scheme])
	}
	return told, nil
}

// draft makes a case of each row; of rows about one income or one person's school year, of the newest.
func draft(c Claim, rows []*screening.Row, s *scheme.Scheme) []Case {
	kind := reports.Serving(c.Category)
	screening.SortNewest(rows)
	if len(rows) > 1 && (kind.OnePerson() || kind.Standing) {
		rows = rows[:1]
	}
	cases := make([]Case, len(rows))
	for i, r := range rows {
		k := Case{Row: r.ID, Person: r.Person, SchoolYear: r.Facts["school_year"], On: r.On, Facts: map[string]string{}}
		if kind.OneEvent() {
			k.Event = c.EventKey
		}
		for _, f := range s.Facts(c.Category) {
			value, is := r.Facts[f.Name]
			if !is && f.Kind == scheme.Amount && !kind.Standing {
				value, is = "0.00", true
			}
			if is {
				k.Facts[f.Name] = value
			}
		}
		cases[i] = k
	}
	return cases
}

// rowsOf reads the rows that raised the claims, with their event dates, by claim.
func rowsOf(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64][]*screening.Row, error) {
	sources, err := sourcesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	claims, rows := make(map[int64]int64, len(sources)), make([]int64, len(sources))
	for i, s := range sources {
		claims[s.Row], rows[i] = s.Claim, s.Row
	}
	reported, err := reports.Rows(ctx, tx, reports.RowFilter{IDs: pg.Only(rows)})
	if err != nil {
		return nil, err
	}
	of := make(map[int64][]*screening.Row, len(ids))
	for _, t := range reported {
		r, err := screening.Bare(t)
		if err != nil {
			return nil, fmt.Errorf("row %d of a claim: %w", t.ID, err)
		}
		r.In = claims[t.ID]
		of[r.In] = append(of[r.In], r)
	}
	return of, nil
}

// source ties a reported row to the live claim it helped to raise.
type source struct {
	Row   int64 `db:"report_row"`
	Claim int64 `db:"claim"`
}

// sourcesOf lists the rows of live claims.
func sourcesOf(ctx context.Context, tx *pg.Tx, claims []int64) ([]source, error) {
	var sources []source
	err := tx.SelectContext(ctx, &sources, `
		SELECT report_row, claim FROM source WHERE county = $1 AND claim = ANY ($2) AND live ORDER BY report_row`, tx.County, pq.Array(claims))
	if err != nil {
		return nil, fmt.Errorf("sources of claims: %w", err)
	}
	return sources, nil
}

// Sources lists the reported rows that raised a claim, those that a void claim let go too. Get or Rows has handed it out, so the person
// may read it.
func Sources(ctx context.Context, tx *pg.Tx, of Row) (rows []int64, err error) {
	if err := tx.SelectContext(ctx, &rows, `SELECT report_row FROM source WHERE county = $1 AND claim = $2 ORDER BY report_row`, tx.County, of.ID); err != nil {
		return nil, fmt.Errorf("sources of claim %d: %w", of.ID, err)
	}
	return rows, nil
}
