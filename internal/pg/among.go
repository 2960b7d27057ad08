package pg

import (
	"database/sql/driver"

	"github.com/lib/pq"
)

// Among narrows a read to rows that have one of some values, as a filter's field and a query's parameter. Its zero value, NULL to the
// query, narrows nothing; what Only makes always narrows, to nothing where there are no values. So a list that happens to be empty, or
// was never filled, is never taken for everything.
type Among[T any] struct{ values []T }

// Only narrows to the values given, be they none.
func Only[T any](values []T) Among[T] { return Among[T]{append([]T{}, values...)} }

// Value is the values as an array of PostgreSQL, or NULL.
func (a Among[T]) Value() (driver.Value, error) {
	if a.values == nil {
		return nil, nil
	}
	return pq.Array(a.values).Value()
}
