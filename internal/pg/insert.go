package pg

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
)

// Insert adds rows to a table of the transaction's county, in one statement however many they are. A row is a struct: each field is the
// column that its tag `db` names, of the type that goes with its own (bigint, text, boolean, date, numeric, bytea; bit for Bits; jsonb for
// json.RawMessage), NULL where it is a nil pointer or slice. The database's assignment makes an int or a CHAR of it, or refuses. A statement
// that does more than insert is written by hand.
func Insert[T any](ctx context.Context, tx *Tx, table string, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	columns, err := columnsOf(reflect.TypeFor[T]())
	if err != nil {
		return fmt.Errorf("insert into %s: %w", table, err)
	}
	names, types := make([]string, len(columns)), make([]string, len(columns))
	args := []any{tx.County}
	for i, c := range columns {
		names[i] = pq.QuoteIdentifier(c.name)
		types[i] = "$" + strconv.Itoa(i+2) + "::" + c.sql + "[]"
		args = append(args, c.array(reflect.ValueOf(rows)))
	}
	list := strings.Join(names, ", ")
	_, err = tx.ExecContext(ctx, `INSERT INTO `+pq.QuoteIdentifier(table)+` (county, `+list+`)
		SELECT $1, `+list+` FROM unnest(`+strings.Join(types, ", ")+`) AS row (`+list+`)`, args...)
	if err != nil {
		return fmt.Errorf("insert into %s: %w", table, err)
	}
	return nil
}

// Bits are zeros and ones for a column of the type bit; none are NULL.
type Bits string

// inserted is a field of a row as a column.
type inserted struct {
	name, sql string
	at        []int                                  // among the row's fields, and those of structs in it
	write     func(b []byte, v reflect.Value) []byte // the value as an element of an array
}

func columnsOf(row reflect.Type) ([]inserted, error) {
	var columns []inserted
	for _, field := range reflect.VisibleFields(row) {
		if field.Anonymous {
			continue // its fields follow
		}
		sql, write := element(field.Type)
		if write == nil || field.Tag.Get("db") == "" {
			return nil, fmt.Errorf("the field %s of %s is no column", field.Name, row)
		}
		columns = append(columns, inserted{field.Tag.Get("db"), sql, field.Index, write})
	}
	return columns, nil
}

// array is the column of all rows, in PostgreSQL's text.
func (c inserted) array(rows reflect.Value) string {
	b := append(make([]byte, 0, 16*rows.Len()), '{')
	for i := range rows.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		b = c.write(b, rows.Index(i).FieldByIndex(c.at))
	}
	return string(append(b, '}'))
}

// element is a Go type's in PostgreSQL, and how a value is written as an array's element; nil if there is none.
func element(t reflect.Type) (sql string, write func([]byte, reflect.Value) []byte) {
	switch t {
	case reflect.TypeFor[calendar.Date]():
		return "date", func(b []byte, v reflect.Value) []byte { return append(b, calendar.Date(v.Int()).String()...) }
	case reflect.TypeFor[decimal.Decimal]():
		return "numeric", func(b []byte, v reflect.Value) []byte {
			return append(b, v.Addr().Interface().(*decimal.Decimal).String()...)
		}
	case reflect.TypeFor[Bits]():
		return "varbit", func(b []byte, v reflect.Value) []byte { return append(b, cmp.Or(v.String(), "NULL")...) }
	case reflect.TypeFor[json.RawMessage]():
		return "jsonb", orNull(func(b []byte, v reflect.Value) []byte { return quote(b, string(v.Bytes())) })
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return "bigint", func(b []byte, v reflect.Value) []byte { return strconv.AppendInt(b, v.Int(), 10) }
	case reflect.Bool:
		return "boolean", func(b []byte, v reflect.Value) []byte { return strconv.AppendBool(b, v.Bool()) }
	case reflect.String:
		return "text", func(b []byte, v reflect.Value) []byte { return quote(b, v.String()) }
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() != reflect.Uint8 {
			return "", nil
		}
		write = func(b []byte, v reflect.Value) []byte {
			return append(hex.AppendEncode(append(b, `"\\x`...), v.Bytes()), '"')
		}
		if t.Kind() == reflect.Slice {
			write = orNull(write)
		}
		return "bytea", write
	case reflect.Pointer:
		sql, of := element(t.Elem())
		if of == nil {
			return "", nil
		}
		return sql, orNull(func(b []byte, v reflect.Value) []byte { return of(b, v.Elem()) })
	}
	return "", nil
}

func orNull(write func([]byte, reflect.Value) []byte) func([]byte, reflect.Value) []byte {
	return func(b []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(b, "NULL"...)
		}
		return write(b, v)
	}
}

// quote writes a text in an array's quotes. What is no text for the database, a NUL among it, the database refuses.
func quote(b []byte, s string) []byte {
	b = append(b, '"')
	for {
		i := strings.IndexAny(s, `"\`)
		if i < 0 {
			return append(append(b, s...), '"')
		}
		b = append(append(b, s[:i]...), '\\', s[i])
		s = s[i+1:]
	}
}
