package pg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strconv"
)

// Named are a statement's arguments by name, given to a Tx as the only one: @village in the statement stands for the value of "village"
// (pgx calls the same NamedArgs). For a statement whose pieces stand in several functions or files: a piece names what it needs, and nobody
// counts for the others. A value that no piece names is left out, a name without a value is an error.
type Named map[string]any

// With is those and one more.
func (n Named) With(name string, value any) Named {
	more := maps.Clone(n)
	more[name] = value
	return more
}

// parameter is a name, or what there is none in: a text or an identifier in quotes, or a comment to the end of its line. The other comments
// of SQL nest, which no expression follows.
var parameter = regexp.MustCompile(`'[^']*'|"[^"]*"|--[^\n]*|/\*|@[a-z_][a-z0-9_]*`)

// numbered is the statement as PostgreSQL takes it, with its arguments by number.
func numbered(query string, args []any) (string, []any, error) {
	if len(args) != 1 {
		return query, args, nil
	}
	named, ok := args[0].(Named)
	if !ok {
		return query, args, nil
	}
	numbers := map[string]string{}
	var values []any
	var missing error
	query = parameter.ReplaceAllStringFunc(query, func(word string) string {
		if word == "/*" {
			missing = errors.New("a statement with names has a comment within /* */: write it after -- instead")
		}
		if word[0] != '@' {
			return word
		}
		number, ok := numbers[word]
		if !ok {
			value, given := named[word[1:]]
			if !given {
				missing = fmt.Errorf("the statement names %s, which has no value", word)
			}
			values = append(values, value)
			number = "$" + strconv.Itoa(len(values))
			numbers[word] = number
		}
		return number
	})
	return query, values, missing
}

// GetContext reads one row, as sqlx does; args may be one Named.
func (tx *Tx) GetContext(ctx context.Context, dest any, query string, args ...any) error {
	query, args, err := numbered(query, args)
	if err != nil {
		return err
	}
	return tx.Tx.GetContext(ctx, dest, query, args...)
}

// SelectContext reads rows, as sqlx does; args may be one Named.
func (tx *Tx) SelectContext(ctx context.Context, dest any, query string, args ...any) error {
	query, args, err := numbered(query, args)
	if err != nil {
		return err
	}
	return tx.Tx.SelectContext(ctx, dest, query, args...)
}

// ExecContext runs a statement, as sqlx does; args may be one Named.
func (tx *Tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	query, args, err := numbered(query, args)
	if err != nil {
		return nil, err
	}
	return tx.Tx.ExecContext(ctx, query, args...)
}
