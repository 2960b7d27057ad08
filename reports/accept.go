package reports

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Reader is what reads departments' workbooks, with the kinds of report that it knows (月报读取).
var Reader = pg.Judge{Name: "reports.reader", Version: 1}

// Accept takes a staged file in and answers its id. A file accepted before is a Conflict that says when. Where the month's report of
// the kind is there already, it must be a correction: replaces is the id of the report whose place it takes, which must not have
// been handed over; 0 for none.
func Accept(ctx context.Context, tx *pg.Tx, s Staged, replaces int64) (int64, error) {
	if err := AcceptStep.Permit(tx, fmt.Sprintf("%s %s %s月报，%d 行", s.Agency, s.Month, s.Kind.Title, s.Rows)); err != nil {
		return 0, err
	}
	tx.JudgedBy(Reader)
	if err := s.acceptable(tx.By); err != nil {
		return 0, err
	}
	if err := s.refuseTwice(ctx, tx); err != nil {
		return 0, err
	}
	if err := s.makeRoom(ctx, tx, replaces); err != nil {
		return 0, err
	}
	for _, step := range []func() error{
		func() error { return s.insertReport(ctx, tx, replaces) },
		func() error { return s.insertRows(ctx, tx) },
		func() error { return s.insertDefects(ctx, tx) },
	} {
		if err := step(); err != nil {
			return 0, err
		}
	}
	return s.report, nil
}

func (s Staged) acceptable(by who.Person) error {
	switch {
	case by.Role == who.Reporter && by.Agency != s.Agency:
		return fault.Forbiddenf("您是%s的报送员，不能报送%s的月报", by.Agency, s.Agency)
	case s.Rows == 0:
		return fault.Invalidf("文件中没有一行可以接收，请按错误清单改正后再报")
	case s.Wrong > len(s.Defects):
		return fault.Invalidf("文件中的错误有 %d 处，多于 %d 处，多半是某一列整体有误；请按错误清单改正后再报", s.Wrong, mostDefects)
	}
	return nil
}

// refuseTwice recognises a file by its content, whatever it is called.
func (s Staged) refuseTwice(ctx context.Context, tx *pg.Tx) error {
	same, err := Find(ctx, tx, Filter{File: s.SHA256[:]})
	if err != nil || len(same) == 0 {
		return err
	}
	return fault.Conflictf("这份文件已于%s接收（%s），内容完全相同，不必再报", same[0].ReceivedOn.Chinese(), same[0].FileName)
}

// makeRoom takes the corrected report out of the way, or refuses a second one beside it.
func (s Staged) makeRoom(ctx context.Context, tx *pg.Tx, replaces int64) error {
	open, err := Find(ctx, tx, Filter{Agency: s.Agency, Kind: s.Kind.Code, Month: s.Month, Status: Received})
	if err != nil {
		return err
	}
	switch {
	case replaces == 0 && len(open) == 0:
		return nil
	case replaces == 0:
		return fault.Conflictf("%s %s的%s月报已于%s接收（%s）。如为更正，请在“是否更正”中选择该份", s.Month, s.Agency, s.Kind.Title,
			open[0].ReceivedOn.Chinese(), open[0].FileName)
	case len(open) == 0 || open[0].ID != replaces:
		return fault.Conflictf("所选要更正的月报不是%s %s尚未交办的%s月报，不能替换。已交办的请作为补充另行报送", s.Agency, s.Month, s.Kind.Title)
	}
	return pass(ctx, tx, ReplaceStep, []int64{replaces})
}

func (s Staged) insertReport(ctx context.Context, tx *pg.Tx, replaces int64) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO report (county, id, agency, kind, month, file_name, file, rows, bad, received_by, received_on, replaces)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULLIF($12::bigint, 0))`,
		tx.County, s.report, s.Agency, s.Kind.Code, s.Month.day(), s.Name, s.SHA256[:], s.Rows, s.Bad, tx.By.ID, calendar.DateOf(tx.Now), replaces)
	if err != nil {
		return fmt.Errorf("insert report: %w", err)
	}
	tx.Cover("report", s.report)
	return nil
}

// insertRows moves the staged rows in.
func (s Staged) insertRows(ctx context.Context, tx *pg.Tx) error {
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, `SELECT stage_take($1, $2)`, tx.County, s.report); err != nil {
		return fmt.Errorf("insert report rows: %w", err)
	}
	if len(ids) != s.Rows {
		return fault.Conflictf("暂存的 %d 行中只剩 %d 行（可能已经接收或已清理），请重新上传该文件", s.Rows, len(ids))
	}
	tx.Cover("report_row", ids...)
	return nil
}

func (s Staged) insertDefects(ctx context.Context, tx *pg.Tx) error {
	type row struct {
		Report int64  `db:"report"`
		N      int    `db:"n"` // from 1
		Sheet  string `db:"sheet"`
		Cell   string `db:"cell"`
		Name   string `db:"name"`
		Value  []byte `db:"value"` // sealed
		Rule   string `db:"rule"`
		Salt   []byte `db:"salt"`
	}
	rows := make([]row, len(s.Defects))
	for i, d := range s.Defects {
		rows[i] = row{s.report, i + 1, d.Sheet, d.Cell, d.Column, s.values[i], d.Rule, secret.Salt()}
	}
	if err := pg.Insert(ctx, tx, "defect", rows); err != nil {
		return err
	}
	tx.Cover("defect", s.report)
	return nil
}
