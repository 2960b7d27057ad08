package audit

import (
	"context"
	"fmt"
)

// question is a check that the rows answer in SQL.
type question struct {
	name  string
	over  string   // the table whose rows are looked at
	wrong []string // each SELECTs table, key and reason of every row that does not hold; $1 is the county
}

// ask puts the question to the whole county.
func (q question) ask(ctx context.Context, v *view) ([]Check, error) {
	check := Check{Name: q.name}
	if err := v.tx.GetContext(ctx, &check.Looked, `SELECT COUNT(*) FROM `+q.over+` WHERE county = $1`, v.county); err != nil {
		return nil, fmt.Errorf("count %s: %w", q.over, err)
	}
	for _, wrong := range q.wrong {
		if err := check.gather(ctx, v, wrong); err != nil {
			return nil, fmt.Errorf("ask about %s: %w", q.over, err)
		}
	}
	return []Check{check}, nil
}

// gather adds what a statement finds; its arguments after the county follow.
func (c *Check) gather(ctx context.Context, v *view, wrong string, args ...any) error {
	rows, err := v.tx.QueryContext(ctx, wrong, append([]any{v.county}, args...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f Finding
		if err := rows.Scan(&f.Table, &f.Key, &f.Reason); err != nil {
			return err
		}
		c.Found = append(c.Found, f)
	}
	return rows.Err()
}
