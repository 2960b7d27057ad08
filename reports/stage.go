package reports

import (
	"context"
	"fmt"
	"io"
	"slices"

	"fangpin/internal/archive"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Staged is a file that was read and waits to be accepted: its rows in the staging table, the upload in the archive.
type Staged struct {
	Summary
	Defects []Defect // the first of them: see mostDefects
	Month   Month
	Name    string // the file's

	report int64    // the id it is accepted under
	values [][]byte // the defects' values, sealed
}

// mostDefects is how many defects of a file are kept. One with more is not accepted: a column is wrong as a whole.
const mostDefects = 20_000

func (s *Staged) name(d Defect) {
	if len(s.Defects) < mostDefects {
		s.Defects = append(s.Defects, d)
	}
}

// chunk is how many rows go into one COPY.
const chunk = 5_000

var stageColumns = []string{"county", "report", "id", "sheet", "line", "id_tag", "told", "facts", "cells", "tag", "salt"}

// Stage reads a file for the person's county and stages its good rows, chunk by chunk. It is no deed: Accept is, or Discard.
// A file that is refused leaves nothing.
func Stage(ctx context.Context, db *pg.DB, keys *secret.Keys, files *archive.Archive, by who.Person, f File) (_ Staged, err error) {
	s := Staged{Month: f.Month, Name: f.Name, report: pg.NewID()}
	defer func() {
		if err != nil {
			_ = Discard(context.WithoutCancel(ctx), db, by, s)
		}
	}()
	w := staging{db: db, keys: keys, by: by, report: s.report}
	if s.Summary, err = Read(ctx, f, func(r Row) error { return w.take(ctx, r) }, s.name); err != nil {
		return Staged{}, err
	}
	if err := w.flush(ctx); err != nil {
		return Staged{}, err
	}
	for i, d := range s.Defects {
		sealed, err := keys.Seal(d.Value, valueContext(by.County).In(true, s.report, int64(i+1)))
		if err != nil {
			return Staged{}, err
		}
		s.values = append(s.values, sealed)
	}
	_, err = files.Keep(ctx, archive.Report, io.NewSectionReader(f.Data, 0, f.Size))
	return s, err
}

// Discard drops the staged rows of a file that was not accepted.
func Discard(ctx context.Context, db *pg.DB, by who.Person, s Staged) error {
	return pg.Write(ctx, db, by, func(tx *pg.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT stage_drop($1, $2)`, by.County, s.report); err != nil {
			return fmt.Errorf("discard staged report: %w", pg.Fault(err))
		}
		return nil
	})
}

// SweepStaged drops what killed programs left staged a day ago or longer, and answers how many rows.
func SweepStaged(ctx context.Context, tx *pg.Tx) (rows int64, err error) {
	if err := tx.GetContext(ctx, &rows, `SELECT stage_sweep($1)`, tx.County); err != nil {
		return 0, fmt.Errorf("sweep staged reports: %w", err)
	}
	return rows, nil
}

// staging carries rows into the staging table.
type staging struct {
	db      *pg.DB
	keys    *secret.Keys
	by      who.Person
	report  int64
	waiting [][]any
}

func (w *staging) take(ctx context.Context, r Row) error {
	values, err := w.values(r)
	if err != nil {
		return err
	}
	w.waiting = append(w.waiting, values)
	if len(w.waiting) < chunk {
		return nil
	}
	return w.flush(ctx)
}

// flush commits what waits.
func (w *staging) flush(ctx context.Context) error {
	err := pg.Write(ctx, w.db, w.by, func(tx *pg.Tx) error {
		_, err := pg.CopyIn(ctx, tx, "report_stage", stageColumns, slices.Values(w.waiting))
		return err
	})
	if err == nil {
		w.waiting = w.waiting[:0]
	}
	return err
}

// values is a row as the staging table holds it.
func (w *staging) values(r Row) ([]any, error) {
	id := pg.NewID()
	told, err := sealTold(w.keys, w.by.County, id, r)
	if err != nil {
		return nil, err
	}
	facts, cells, err := r.Written()
	if err != nil {
		return nil, err
	}
	var tag any
	if settlement := r.Settlement(); settlement != "" {
		tag = w.keys.Tag(secret.Settlement, settlement)
	}
	return []any{w.by.County, w.report, id, r.Sheet, r.Line, w.keys.Tag(secret.IDNumber, r.IDNumber), told, facts, cells, tag, secret.Salt()}, nil
}
