package pg

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/lib/pq"
)

// CopyIn streams rows into a table by COPY and returns how many went in. It is for staging: PostgreSQL refuses COPY into a
// table with row-level security. On an error the transaction is over, because half the rows may be in it already.
func CopyIn(ctx context.Context, tx *Tx, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	n, err := copyIn(ctx, tx, table, columns, rows)
	if err != nil {
		_ = tx.Rollback()
		return 0, fmt.Errorf("copy into %s: %w", table, Fault(err))
	}
	return n, nil
}

func copyIn(ctx context.Context, tx *Tx, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	stmt, err := tx.PrepareContext(ctx, copyStatement(table, columns))
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	for row := range rows {
		if len(row) != len(columns) {
			return 0, fmt.Errorf("a row of %d values for %d columns", len(row), len(columns))
		}
		if _, err := stmt.ExecContext(ctx, row...); err != nil {
			return 0, err
		}
	}
	done, err := stmt.ExecContext(ctx)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

func copyStatement(table string, columns []string) string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = pq.QuoteIdentifier(c)
	}
	return `COPY ` + pq.QuoteIdentifier(table) + ` (` + strings.Join(quoted, ", ") + `) FROM STDIN`
}
