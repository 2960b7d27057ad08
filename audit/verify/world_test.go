package verify_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"fangpin/audit/verify"
	"fangpin/claims"
	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/publicity"
)

// world is a month that can be altered and put back as it was.
type world struct {
	*month
	super  *pg.DB
	tables map[string]string // their columns that can be written
	honest *honest           // before any lie
}

// settle works a month and remembers it.
func settle(t *testing.T) *world {
	t.Helper()
	w := &world{month: work(t), super: intruder(t), tables: map[string]string{}}
	w.loosen()
	var names []string
	w.Must(w.super.SelectContext(t.Context(), &names, `
		SELECT table_name FROM information_schema.tables
		WHERE table_schema = 'fangpin' AND table_type = 'BASE TABLE' AND table_name NOT IN ('division', 'reader', 'report_stage', 'goose_db_version', 'applied', 'key_print')`))
	w.super.MustExecContext(t.Context(), `CREATE SCHEMA kept`)
	for _, name := range names {
		var columns []string
		for _, f := range fields(t, w.super, name) {
			columns = append(columns, `"`+f.Name+`"`)
		}
		w.tables[name] = strings.Join(columns, ", ")
		w.super.MustExecContext(t.Context(), `CREATE TABLE kept.`+name+` AS SELECT `+w.tables[name]+` FROM fangpin.`+name)
	}
	w.honest = w.remember(t)
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

// ask runs the checks up to the one of the name, after a lie in one table: the others are as they were read. Without a name it runs all.
func (w *world) ask(t *testing.T, name, lied string) (out []verify.Result) {
	t.Helper()
	database, err := verify.Open(t.Context(), w.DB, county, w.trust())
	must(t, err)
	defer func() { _ = database.Close() }()
	for c, err := range verify.Judge(t.Context(), county, remembered{database, w.honest, lied}, nil, nil) {
		must(t, err)
		if c.Name == name {
			return []verify.Result{c}
		}
		out = append(out, c)
	}
	if name != "" {
		t.Fatalf("no check %s", name)
	}
	return out
}

// remembered are records of which one table has changed since they were read.
type remembered struct {
	verify.Records
	honest  *honest
	changed string
}

// honest is what was read.
type honest struct {
	lines  map[string][]deed.Line
	covers []verify.Cover
}

func (r remembered) Lines(ctx context.Context, table deed.Table) iter.Seq2[deed.Line, error] {
	if r.changed == table.Name {
		return r.Records.Lines(ctx, table)
	}
	return func(yield func(deed.Line, error) bool) {
		for _, line := range r.honest.lines[table.Name] {
			if !yield(line, nil) {
				return
			}
		}
	}
}

func (r remembered) Covers(ctx context.Context) iter.Seq2[verify.Cover, error] {
	if r.changed == "cover" {
		return r.Records.Covers(ctx)
	}
	return func(yield func(verify.Cover, error) bool) {
		for _, c := range r.honest.covers {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// remember reads the world's tables and covers.
func (w *world) remember(t *testing.T) *honest {
	t.Helper()
	h := &honest{lines: map[string][]deed.Line{}}
	database, err := verify.Open(t.Context(), w.DB, county, w.trust())
	must(t, err)
	defer func() { _ = database.Close() }()
	for _, table := range slices.Concat(deed.Tables, deed.Carried()) {
		for line, err := range database.Lines(t.Context(), table) { // a line is good until the next
			must(t, err)
			line.Cells = slices.Clone(line.Cells)
			for i := range line.Cells {
				line.Cells[i].Value = bytes.Clone(line.Cells[i].Value)
			}
			h.lines[table.Name] = append(h.lines[table.Name], line)
		}
	}
	for c, err := range database.Covers(t.Context()) {
		must(t, err)
		h.covers = append(h.covers, c)
	}
	return h
}

// forge seals what was altered, in the name of a person who may do the thing, as a deed over the tables and ids.
func (w *world) forge(by who.Person, verb string, rows map[string]string) error {
	return w.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform(verb, "伪造")
		switch verb {
		case claims.InvestigateStep.Verb:
			tx.JudgedBy(claims.Comparison)
			tx.JudgedBy(claims.Parting)
			tx.JudgedBy(claims.Likening)
		case publicity.PostStep.Verb, monitoring.PostStep.Verb:
			tx.JudgedBy(publicity.Likening)
		case payouts.ApproveStep.Verb:
			tx.JudgedBy(payouts.Flagging)
		case payouts.SendStep.Verb, payouts.SettleStep.Verb:
			tx.JudgedBy(payouts.Repayment)
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
