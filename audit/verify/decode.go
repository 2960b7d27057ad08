package verify

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
)

// version is what the deeds over a row say of it.
type version struct {
	first, since int64 // the leaf of the first deed, and of the one since which the row is as it is; behind all leaves for a row that none covers
	leaf         int64 // of the newest
}

// record is what every row of a covered table has.
type record struct {
	key string // the primary key after county, joined by '/'
	version
}

func (r *record) is() *record { return r }

// withheld is a personal column: whether there is a value, for the value itself is nobody's business here.
type withheld bool

// salted is a personal column as deeds digest it: whoever has salt and value makes the same.
type salted string

// row is a pointer to a struct that embeds record and whose fields bear the names of the columns they take.
type row[T any] interface {
	*T
	is() *record
}

// keeper takes one line of a table and says what in it cannot be read.
type keeper func(line deed.Line, of version) error

// into keeps a table's lines as rows of its type. A value that cannot be read stays zero, and so does NULL where the type knows none.
func into[T any, P row[T]](rows *[]T) keeper {
	fields := fieldsOf(reflect.TypeFor[T]())
	return func(line deed.Line, of version) error {
		var kept T
		*P(&kept).is() = record{line.Key, of}
		err := fill(reflect.ValueOf(&kept).Elem(), fields, line.Cells)
		*rows = append(*rows, kept)
		return err
	}
}

// either keeps the lines that have a value in a column apart from the others.
func either(column string, with, without keeper) keeper {
	return func(line deed.Line, of version) error {
		if len(line.Value(column)) > 0 {
			return with(line, of)
		}
		return without(line, of)
	}
}

// field is where a column goes, and how.
type field struct {
	column string
	at     int
	scan   func(to reflect.Value, text string) error
	null   bool // NULL has a value of its own here
}

// fieldsOf are a struct's tagged fields by their columns' names.
func fieldsOf(t reflect.Type) (fields []field) {
	for i := range t.NumField() {
		if column, ok := t.Field(i).Tag.Lookup("col"); ok {
			scan, null := scanner(t.Field(i).Type)
			fields = append(fields, field{column, i, scan, null})
		}
	}
	slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.column, b.column) })
	return fields
}

var errEmpty = errors.New("空缺")

// fill sets the fields from the cells, both in the order of the columns.
func fill(to reflect.Value, fields []field, cells []deed.Cell) error {
	var wrong []string
	for _, f := range fields {
		i, ok := slices.BinarySearchFunc(cells, f.column, func(c deed.Cell, name string) int { return strings.Compare(c.Column, name) })
		var err error
		switch value := to.Field(f.at); {
		case value.Type() == reflect.TypeFor[withheld]():
			value.SetBool(ok)
		case value.Type() == reflect.TypeFor[salted]():
			if ok && cells[i].Salted {
				value.SetString(string(cells[i].Value))
			}
		case ok && !cells[i].Salted:
			err = f.scan(value, string(cells[i].Value))
		case !f.null || ok:
			err = errEmpty
		}
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s %v", f.column, err))
		}
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "，"))
	}
	return nil
}

// scanner reads what PostgreSQL prints for a column of the field's type.
func scanner(t reflect.Type) (scan func(reflect.Value, string) error, null bool) {
	switch t {
	case reflect.TypeFor[withheld]():
		return nil, true
	case reflect.TypeFor[decimal.Decimal]():
		return scanned(amountOf), false
	case reflect.TypeFor[calendar.Date]():
		return scanned(dayOf), false
	case reflect.TypeFor[time.Time]():
		return scanned(momentOf), false
	}
	switch t.Kind() {
	case reflect.String:
		return func(to reflect.Value, text string) error { to.SetString(text); return nil }, false
	case reflect.Bool:
		return scanned(boolOf), false
	case reflect.Int, reflect.Int64:
		return func(to reflect.Value, text string) error {
			n, err := strconv.ParseInt(text, 10, 64)
			to.SetInt(n)
			return as(err, text)
		}, false
	default: // sql.Null
		inner, _ := scanner(t.Field(0).Type)
		return func(to reflect.Value, text string) error {
			to.Field(1).SetBool(true)
			return inner(to.Field(0), text)
		}, true
	}
}

func scanned[T any](parse func(string) (T, error)) func(reflect.Value, string) error {
	return func(to reflect.Value, text string) error {
		value, err := parse(text)
		if err == nil {
			to.Set(reflect.ValueOf(value))
		}
		return as(err, text)
	}
}

// as says which text it is that cannot be read.
func as(err error, text string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("“%.40s”不能解读", text)
}

// numeric is NUMERIC(14,2) in print. An exponent would let a few bytes stand for a number that fills the memory.
var numeric = regexp.MustCompile(`^-?[0-9]{1,14}(\.[0-9]{1,4})?$`)

var errForm = errors.New("malformed")

func amountOf(text string) (decimal.Decimal, error) {
	if !numeric.MatchString(text) {
		return decimal.Decimal{}, errForm
	}
	return decimal.NewFromString(text)
}

func dayOf(text string) (calendar.Date, error) { return calendar.ParseDate(text) }

func momentOf(text string) (time.Time, error) {
	return time.Parse("2006-01-02 15:04:05.999999-07", text)
}

func boolOf(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, errForm
	}
	return text == "true", nil
}
