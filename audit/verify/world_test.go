package verify_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"fangpin/audit/verify"
	"fangpin/claims"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// world is a month that can be altered and put back as it was.
type world struct {
	*month
	super  *pg.DB
	tables map[string]string // their columns that can be written
}

// settle works a month and remembers it.
func settle(t *testing.T) *world {
	t.Helper()
	w := &world{month: work(t), super: intruder(t), tables: map[string]string{}}
	w.loosen()
	var names []string
	w.Must(w.super.SelectContext(t.Context(), &names, `
		SELECT table_name FROM information_schema.tables
		WHERE table_schema = 'fangpin' AND table_type = 'BASE TABLE' AND table_name NOT IN ('division', 'reader', 'report_stage', 'goose_db_version', 'applied')`))
	w.super.MustExecContext(t.Context(), `CREATE SCHEMA kept`)
	for _, name := range names {
		var columns []string
		for _, f := range fields(t, w.super, name) {
			columns = append(columns, `"`+f.Name+`"`)
		}
		w.tables[name] = strings.Join(columns, ", ")
		w.super.MustExecContext(t.Context(), `CREATE TABLE kept.`+name+` AS SELECT `+w.tables[name]+` FROM fangpin.`+name)
	}
	return w
}

// loosen drops what is declared unique, primary keys aside.
func (w *world) loosen() {
	w.t.Helper()
	var drops []string
	w.Must(w.super.SelectContext(w.t.Context(), &drops, `
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname) FROM pg_constraint
		WHERE contype = 'u' AND connamespace = 'fangpin'::regnamespace
		UNION ALL
		SELECT 'DROP INDEX ' || indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
		WHERE c.relnamespace = 'fangpin'::regnamespace AND i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)`))
	w.super.MustExecContext(w.t.Context(), strings.Join(drops, ";"))
}

// restore puts the rows of tables back, of all if none is named.
func (w *world) restore(t *testing.T, tables ...string) {
	t.Helper()
	if len(tables) == 0 {
		tables = slices.Collect(maps.Keys(w.tables))
	}
	for _, name := range tables {
		columns := w.tables[name]
		w.super.MustExecContext(t.Context(), `
			DELETE FROM fangpin.`+name+`; INSERT INTO fangpin.`+name+` (`+columns+`) SELECT `+columns+` FROM kept.`+name)
	}
}

// one reads one text.
func (w *world) one(t *testing.T, query string) (text string) {
	t.Helper()
	if err := w.super.GetContext(t.Context(), &text, `SELECT (`+query+`)::TEXT`); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return text
}

func (w *world) verify(t *testing.T) (out []verify.Result) {
	t.Helper()
	for c, err := range verify.County(t.Context(), w.DB, county, w.trust()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// ask runs the checks up to the one of the name.
func (w *world) ask(t *testing.T, name string) []verify.Result {
	t.Helper()
	for c, err := range verify.County(t.Context(), w.DB, county, w.trust()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Name == name {
			return []verify.Result{c}
		}
	}
	t.Fatalf("no check %s", name)
	return nil
}

// forge seals what was altered, in the name of a person who may do the thing, as a deed over the tables and ids.
func (w *world) forge(by who.Person, verb string, rows map[string]string) error {
	return w.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform(verb, "伪造")
		if verb == claims.InvestigateStep.Verb {
			tx.JudgedBy(claims.Comparison)
		}
		for table, ids := range rows {
			var found []int64
			if err := tx.SelectContext(ctx, &found, ids); err != nil {
				return fmt.Errorf("%s: %w", ids, err)
			}
			tx.Cover(table, found...)
		}
		return nil
	})
}
