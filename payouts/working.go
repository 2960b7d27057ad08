package payouts

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/reports"
	"fangpin/scheme"
)

// Working is one part of how a payout's amount came about (计算书): the cases of one accumulator, in yuan.
type Working struct {
	Part   int             `db:"part"`
	On     calendar.Date   `db:"assessed_on"`
	By     string          `db:"by_name"` // who assessed
	Person string          `db:"person_name"`
	Own    decimal.Decimal `db:"own"` // the household's share of these cases
	Amount decimal.Decimal `db:"amount"`
	Facts  []Fact          `db:"-"`
	Steps  []scheme.Step   `db:"-"`
}

// Fact is one of the facts that the adjuster established (核实数据), as the departments' files call it.
type Fact struct {
	Title, Value string
}

// Workings lists the parts of a claim's amount in one of its rounds, in order; none where it was not assessed.
func Workings(ctx context.Context, tx *pg.Tx, claim int64, round int) ([]Working, error) {
	var rows []struct {
		Working
		Given []byte `db:"facts"`
		Made  []byte `db:"working"`
	}
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &rows, `
		SELECT a.part, a.assessed_on, b.name AS by_name, COALESCE(e.name, '') AS person_name, a.own, a.amount, a.facts, a.working
		FROM assessment a JOIN staff b ON b.county = a.county AND b.id = a.assessed_by
		JOIN household h ON h.county = a.county AND h.id = a.household JOIN place s ON s.county = h.county AND s.id = h.place
		LEFT JOIN person e ON e.county = a.county AND e.id = a.person
		WHERE a.county = $1 AND a.claim = $2 AND a.round = $3 AND s.village BETWEEN $4 AND $5
		  AND ($6::bigint[] IS NULL OR a.adjuster = ANY ($6)) ORDER BY a.part`, tx.County, claim, round, first, last, tx.Adjusters())
	if err != nil {
		return nil, fmt.Errorf("find workings: %w", err)
	}
	out := make([]Working, len(rows))
	for i, r := range rows {
		out[i] = r.Working
		var given scheme.Case
		if err := json.Unmarshal(r.Given, &given); err != nil {
			return nil, fmt.Errorf("facts of claim %d: %w", claim, err)
		}
		out[i].Facts = factsOf(given)
		if err := json.Unmarshal(r.Made, &out[i].Steps); err != nil {
			return nil, fmt.Errorf("working of claim %d: %w", claim, err)
		}
	}
	return out, nil
}

// factsOf are a case's facts under their titles, in the order of the files that report them; what no file reports comes last.
func factsOf(given scheme.Case) (facts []Fact) {
	left := make(map[string]string, len(given.Facts))
	for word, value := range given.Facts {
		left[word] = value
	}
	for _, k := range reports.Kinds() {
		if k.Category != given.Category {
			continue
		}
		for _, c := range k.Columns {
			if value, ok := left[c.Word]; ok {
				facts = append(facts, Fact{claims.FactTitle(given.Category, c.Word), written(c.Type, value)})
				delete(left, c.Word)
			}
		}
	}
	words := make([]string, 0, len(left))
	for word := range left {
		words = append(words, word)
	}
	slices.Sort(words)
	for _, word := range words {
		facts = append(facts, Fact{claims.FactTitle(given.Category, word), written(reports.Money, left[word])})
	}
	return facts
}

// written is a fact's value as people write it: an amount with its thousands and 元.
func written(kind reports.Type, value string) string {
	d, err := decimal.NewFromString(value)
	if kind != reports.Money || err != nil {
		return value
	}
	return yuan.Grouped(d) + " 元"
}
