package office

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"fangpin/internal/archive"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
)

// filed is a row that answers for a file of the archive.
type filed struct {
	County string `db:"county"`
	Key    string `db:"key"`
	SHA256 []byte `db:"sha"`
	table  string
}

func (f filed) String() string {
	return fmt.Sprintf("%s %s（%s 表 %s）SHA-256 %x", f.County, deed.Title(f.table), f.table, f.Key, f.SHA256)
}

// filings are the rows of all counties that answer for a file, in the order of the registry of tables.
func (o *Office) filings(ctx context.Context) (all []filed, err error) {
	counties, err := o.counties(ctx)
	if err != nil {
		return nil, err
	}
	for _, county := range counties {
		err := pg.Read(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
			for _, t := range deed.Tables {
				if t.File == "" {
					continue
				}
				var rows []filed
				err := tx.SelectContext(ctx, &rows, `SELECT county, concat_ws('/', `+strings.Join(t.Keys, ", ")+`) AS key, `+t.File+` AS sha FROM `+t.Name+`
					WHERE county = $1 AND `+t.File+` IS NOT NULL ORDER BY `+strings.Join(t.Keys, ", "), county)
				if err != nil {
					return fmt.Errorf("which files %s answers for: %w", t.Name, err)
				}
				for _, r := range rows {
					r.table = t.Name
					all = append(all, r)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// counties are all that have an office here, as the app may know.
func (o *Office) counties(ctx context.Context) (counties []string, err error) {
	if err := o.DB.SelectContext(ctx, &counties, `SELECT county FROM counties()`); err != nil {
		return nil, fmt.Errorf("list counties: %w", pg.Fault(err))
	}
	return counties, nil
}

// Compared is what comparing the archive with the database came to.
type Compared struct {
	Files  int      // different ones that rows answer for
	Wrong  []string // each row whose file is missing or is not that content, in words
	Unkept archive.Swept
}

// Compare reads every file of the archive that a row answers for to its end. What nobody answers for and would be swept is counted.
func (o *Office) Compare(ctx context.Context) (c Compared, err error) {
	rows, err := o.filings(ctx)
	if err != nil {
		return c, err
	}
	seen := map[string]error{}
	for _, r := range rows {
		wrong, ok := seen[string(r.SHA256)]
		if !ok {
			wrong = o.Archive.Check(ctx, r.SHA256)
			seen[string(r.SHA256)] = wrong
		}
		if err := ctx.Err(); err != nil {
			return c, err
		}
		switch {
		case wrong == nil:
		case fault.KindOf(wrong) == fault.NotFound:
			c.Wrong = append(c.Wrong, r.String()+"：缺失")
		default:
			c.Wrong = append(c.Wrong, r.String()+"：已损坏或被改动")
		}
	}
	c.Files = len(seen)
	c.Unkept, err = o.sweepArchive(ctx, true)
	return c, err
}

// sweepArchive sweeps files that no row answers for. Where there is no county the database is no measure: it may be empty for another reason.
func (o *Office) sweepArchive(ctx context.Context, trial bool) (archive.Swept, error) {
	counties, err := o.counties(ctx)
	if err != nil || len(counties) == 0 {
		return archive.Swept{}, err
	}
	return o.Archive.Sweep(ctx, time.Now(), func() (shas [][]byte, err error) {
		rows, err := o.filings(ctx)
		for _, r := range rows {
			shas = append(shas, r.SHA256)
		}
		return shas, err
	}, trial)
}

// Swept is what killed programs had left.
type Swept struct {
	Rows int64 // of reports that were never accepted
	archive.Swept
}

func (s Swept) String() string {
	return fmt.Sprintf("上传中断留下的月报暂存 %d 行、没有写完的附件 %d 份、没有记录引用的附件 %d 份", s.Rows, s.Halves, s.Files)
}

// Any tells whether there was anything.
func (s Swept) Any() bool { return s.Rows > 0 || s.Halves > 0 || s.Files > 0 }

// Sweep removes what killed programs left: staged rows and half files a day later, whole files that no row answers for a month later.
func (o *Office) Sweep(ctx context.Context) (s Swept, err error) {
	counties, err := o.counties(ctx)
	if err != nil {
		return s, err
	}
	for _, county := range counties {
		err := pg.Write(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
			rows, err := reports.SweepStaged(ctx, tx)
			s.Rows += rows
			return err
		})
		if err != nil {
			return s, err
		}
	}
	s.Swept, err = o.sweepArchive(ctx, false)
	return s, err
}

// sweeping sweeps now and each day, until ctx ends.
func (o *Office) sweeping(ctx context.Context) {
	for daily := time.NewTicker(24 * time.Hour); ; {
		switch s, err := o.Sweep(ctx); {
		case errors.Is(err, context.Canceled):
		case err != nil:
			slog.Error("what killed programs left could not be swept", "error", err)
		case s.Any():
			slog.Info("what killed programs left was swept", "staged rows", s.Rows, "half files", s.Halves, "files", s.Files)
		}
		select {
		case <-daily.C:
		case <-ctx.Done():
			daily.Stop()
			return
		}
	}
}
