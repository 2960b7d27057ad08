package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
)

// Turn is once that a problem was put right, with what the second hand said of it.
type Turn struct {
	N        int            `db:"turn"`
	On       calendar.Date  `db:"on_day"`
	Doer     string         `db:"doer"`
	DoneBy   int64          `db:"done_by"`
	Words    string         `db:"words"`
	Evidence []byte         `db:"evidence"`  // SHA-256
	Signed   *calendar.Date `db:"signed_on"` // nil: not yet
	Signer   string         `db:"signer"`
	Passed   *bool          `db:"passed"`
	Why      string         `db:"why"`
}

// Closed tells that the second hand signed it off.
func (t Turn) Closed() bool { return t.Passed != nil && *t.Passed }

// Turns lists how often a problem was put right, in order, in the person's part of the county.
func Turns(ctx context.Context, tx *pg.Tx, id int64) (turns []Turn, err error) {
	if _, err := GetRectification(ctx, tx, id); err != nil {
		return nil, err
	}
	err = tx.SelectContext(ctx, &turns, `
		SELECT d.turn, d.on_day, b.name AS doer, d.by_staff AS done_by, d.words, d.evidence, s.on_day AS signed_on, COALESCE(f.name, '') AS signer, s.passed,
		  COALESCE(s.words, '') AS why
		FROM rectification_done d JOIN staff b ON b.county = d.county AND b.id = d.by_staff
		LEFT JOIN rectification_sign s ON s.county = d.county AND s.rectification = d.rectification AND s.turn = d.turn
		LEFT JOIN staff f ON f.county = s.county AND f.id = s.by_staff
		WHERE d.county = $1 AND d.rectification = $2 ORDER BY d.turn`, tx.County, id)
	if err != nil {
		return nil, fmt.Errorf("find how a problem was put right: %w", err)
	}
	return turns, nil
}

// UnitLoad is how the problems stand that one unit is to put right: the second of the two ledgers (S1: 双台账).
type UnitLoad struct {
	Unit     string `db:"unit"`
	Township int64  `db:"township"` // nine digits where the unit is a township, else 0
	Name     string // the township's, or the department's
	Open     int    `db:"open"`
	Late     int    `db:"late"` // past their day and not closed
	Done     int    `db:"done"` // waiting for the county's signature
	Closed   int    `db:"closed"`
	Total    int    `db:"total"`
}

// Units counts the problems by the unit that is to put them right, in the person's part of the county.
func Units(ctx context.Context, tx *pg.Tx) (units []UnitLoad, err error) {
	err = tx.SelectContext(ctx, &units, `
		SELECT unit, CASE WHEN unit = '`+Township+`' THEN village / 1000 ELSE 0 END AS township, COUNT(*) FILTER (WHERE state = 'open') AS open,
		  COUNT(*) FILTER (WHERE late) AS late, COUNT(*) FILTER (WHERE state = 'done') AS done, COUNT(*) FILTER (WHERE state = 'closed') AS closed, COUNT(*) AS total
		FROM (`+rectifications+`) y GROUP BY 1, 2 ORDER BY 2 DESC, 1`, RectificationFilter{}.args(tx))
	if err != nil {
		return nil, fmt.Errorf("count problems by unit: %w", err)
	}
	names, err := townshipsOf(ctx, tx)
	for i, u := range units {
		units[i].Name = cmp.Or(names[u.Township], u.Unit)
	}
	return units, err
}

// RectificationSheet writes a ledger of problems as a workbook that the office prints.
func RectificationSheet(ctx context.Context, tx *pg.Tx, f RectificationFilter, title string, w io.Writer) error {
	found, total, err := Rectifications(ctx, tx, f)
	if err != nil {
		return err
	}
	townships, err := townshipsOf(ctx, tx)
	if err != nil {
		return err
	}
	l := listing.Listing{
		Sheet: "整改台账", Title: title, Of: fmt.Sprintf("截至%s　共 %d 项", calendar.DateOf(tx.Now).Chinese(), total), Signed: []string{"填表", "审核"},
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "问题来源", Width: 14}, {Title: "乡镇", Width: 12}, {Title: "村", Width: 12}, {Title: "户主", Width: 9},
			{Title: "存在的问题", Width: 34}, {Title: "责任单位", Width: 12}, {Title: "责任人", Width: 10}, {Title: "整改期限", Width: 12}, {Title: "整改情况", Width: 30},
			{Title: "责任单位销号", Width: 16}, {Title: "县级销号", Width: 16}, {Title: "状态", Width: 12}},
	}
	for i, r := range found {
		state := r.State().Title()
		if r.Late {
			state += "，已逾期"
		}
		signed := any("")
		if r.Passed != nil && *r.Passed {
			signed = signature(r.Signer, r.Signed)
		}
		l.Rows = append(l.Rows, []any{i + 1, r.Asks(), townships[r.Village/1000], r.In, r.Head, r.Problem, r.Unit, r.Person, r.Due, r.What,
			signature(r.Doer, r.Done), signed, state})
	}
	return l.Write(w)
}

// signature is who signed and when; nothing where nobody did.
func signature(name string, on *calendar.Date) string {
	if on == nil {
		return ""
	}
	return name + " " + on.String()
}

// rectifying are problems that wait: for the township or the department that is to put them right, and for the county's clerks to sign off.
func rectifying(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	for _, w := range []struct {
		step  flow.Step
		state RectificationState
		who   []who.Role
	}{
		{RectifiedStep, ToPutRight, []who.Role{who.Township, who.Reporter}}, {SignOffStep, ToSignOff, clerk},
	} {
		if !slices.Contains(w.who, tx.By.Role) {
			continue
		}
		f := RectificationFilter{State: w.state}
		if w.state == ToPutRight {
			f.Unit = orderedTo(tx)
		}
		t := flow.Task{Verb: w.step.Verb}
		err := tx.GetContext(ctx, &t, `SELECT COUNT(*) AS count, MIN(due_on) AS due, COUNT(*) FILTER (WHERE late) AS late FROM (`+rectifications+`) y`, f.args(tx))
		if err != nil {
			return nil, fmt.Errorf("problems that wait: %w", err)
		}
		tasks = some(tasks, t)
	}
	return tasks, nil
}

// checking are the families of samples of whom nobody has told yet what was found.
func checking(ctx context.Context, tx *pg.Tx, tasks []flow.Task) ([]flow.Task, error) {
	if tx.By.Role != who.Clerk {
		return tasks, nil
	}
	t := flow.Task{Verb: CheckStep.Verb}
	err := tx.GetContext(ctx, &t.Count, `
		SELECT COUNT(*) FROM spot_check_row r WHERE r.county = $1 AND NOT EXISTS (
		  SELECT FROM spot_finding f WHERE f.county = r.county AND f.spot_check = r.spot_check AND f.n = r.n)`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("samples that wait: %w", err)
	}
	return some(tasks, t), nil
}
