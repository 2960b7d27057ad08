package deed

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Lines reads every row of the table in the county, in the order of the primary key. A line is good until the next.
func (t Table) Lines(ctx context.Context, q sqlx.QueryerContext, county string) iter.Seq2[Line, error] {
	query := t.query()
	for i, key := range t.Keys { // a table without any has one row a county; the column itself, not its text, is what orders
		query += []string{` ORDER BY `, `, `}[min(i, 1)] + pq.QuoteIdentifier(t.Name) + `.` + pq.QuoteIdentifier(key)
	}
	if t.Common {
		return t.read(ctx, q, query)
	}
	return t.read(ctx, q, query, county)
}

// cover reads the rows that ids select, in the order of their keys. An id of a row of its own must be there; an id of a parent
// may have no rows.
func (t Table) cover(ctx context.Context, q sqlx.QueryerContext, county string, ids []int64) (Cover, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	c := Cover{Table: t.Name, Rows: make([]Row, 0, len(ids))}
	for line, err := range t.read(ctx, q, t.query()+` AND `+pq.QuoteIdentifier(t.By)+` = ANY($2)`, county, pq.Int64Array(ids)) {
		if err != nil {
			return Cover{}, err
		}
		if strings.Count(line.Key, "/") >= len(t.Keys) || strings.Contains(line.Key, "\n") {
			return Cover{}, fmt.Errorf("cover %s: key %q has a slash or a line break in a part", t.Name, line.Key)
		}
		c.Rows = append(c.Rows, Row{line.Key, Digest(t.Name, line.Cells)})
	}
	if slices.Equal(t.Keys, []string{t.By}) && len(c.Rows) != len(ids) {
		return Cover{}, fmt.Errorf("cover %s: %d ids, %d rows", t.Name, len(ids), len(c.Rows))
	}
	slices.SortFunc(c.Rows, func(a, b Row) int { return cmp.Compare(a.Key, b.Key) })
	return c, nil
}

// query asks for the digest's columns as PostgreSQL prints them.
func (t Table) query() string {
	var b strings.Builder
	for i, c := range t.columns() {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(pq.QuoteIdentifier(c.name) + "::TEXT")
	}
	b.WriteString(` FROM fangpin.` + pq.QuoteIdentifier(t.Name))
	if !t.Common {
		b.WriteString(` WHERE county = $1`)
	}
	return `SELECT ` + b.String()
}

func (t Table) read(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(Line{}, fmt.Errorf("read %s: %w", t.Name, err))
			return
		}
		defer rows.Close()
		scan := t.scanner()
		for rows.Next() {
			line, err := scan(rows)
			if !yield(line, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Line{}, fmt.Errorf("read %s: %w", t.Name, err))
		}
	}
}

// scanner answers a function that reads the row rows stands on. Its buffers serve every row.
func (t Table) scanner() func(*sql.Rows) (Line, error) {
	columns := t.columns()
	values := make([]value, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	salt := slices.Index(columns, column{"salt", true})
	cells := make([]Cell, 0, len(columns))
	return func(rows *sql.Rows) (Line, error) {
		if err := rows.Scan(into...); err != nil {
			return Line{}, fmt.Errorf("read %s: %w", t.Name, err)
		}
		cells = cells[:0]
		for i, c := range columns {
			switch {
			case values[i].null:
			case c.salted:
				digest := Salt(values[salt].text, c.name, values[i].text)
				cells = append(cells, Cell{c.name, true, digest[:]})
			default:
				cells = append(cells, Cell{c.name, false, values[i].text})
			}
		}
		return t.Line(cells), nil
	}
}

// value is one column of the row that is being read. It tells an empty text from NULL, which sql.RawBytes does not always do.
type value struct {
	text []byte
	null bool
}

// Scan takes what the driver read for a column cast to TEXT.
func (v *value) Scan(src any) error {
	v.null = false
	switch s := src.(type) {
	case nil:
		v.null = true
	case string:
		v.text = append(v.text[:0], s...)
	case []byte:
		v.text = append(v.text[:0], s...)
	default:
		return fmt.Errorf("scan a text: %T", src)
	}
	return nil
}
