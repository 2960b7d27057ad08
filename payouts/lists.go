package payouts

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
)

// listTitles are the statuses of lists as people say them.
var listTitles = map[ListStatus]string{ListComposed: "待审批", ListApproved: "已审批，待发送", ListSent: "已发送银行", ListVoid: "已作废"}

// Title is the status as people say it.
func (s ListStatus) Title() string { return listTitles[s] }

// ListStatuses lists every status in the order of a list's life.
func ListStatuses() []ListStatus { return []ListStatus{ListComposed, ListApproved, ListSent, ListVoid} }

// ListFilter narrows Lists; a zero field does not narrow.
type ListFilter struct {
	Status ListStatus
	Year   int
	Serial int
	Fund   int64
	Window pg.Window // sorted by number or total
}

// ListLine is a list as lists show it.
type ListLine struct {
	List
	First bool `db:"first"` // approved once
}

// Next is who must do what, empty where nobody must.
func (l ListLine) Next() string {
	switch {
	case l.Status == ListComposed && !l.First:
		return "待县审批人第一级审批"
	case l.Status == ListComposed:
		return "待另一位县审批人第二级审批"
	case l.Status == ListApproved:
		return "待发送员发送银行"
	}
	return ""
}

// Lists lists the county's lists, the newest first, and how many there are in all.
func Lists(ctx context.Context, tx *pg.Tx, f ListFilter) (found []ListLine, total int, err error) {
	const where = ` FROM list l WHERE l.county = $1 AND ($2 = '' OR l.status = $2) AND ($3 = 0 OR EXTRACT(YEAR FROM l.dated) = $3) AND ($4::bigint = 0 OR l.fund = $4)
	  AND ($5 = 0 OR l.serial = $5)`
	args := []any{tx.County, string(f.Status), f.Year, f.Fund, f.Serial}
	err = tx.SelectContext(ctx, &found, `
		SELECT `+listColumns+`, EXISTS (SELECT FROM hand h WHERE h.county = l.county AND h.list = l.id AND h.part = 'first') AS first`+
		where+f.Window.Clause(map[string]string{"number": "(l.year, l.serial)", "total": "l.total"}, "l.dated DESC, l.serial DESC, l.id DESC"), args...)
	if err != nil {
		return nil, 0, fmt.Errorf("list lists: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+where, args...); err != nil {
		return nil, 0, fmt.Errorf("lists: %w", err)
	}
	return found, total, nil
}

// ListYears are the years of the county's lists, the newest first.
func ListYears(ctx context.Context, tx *pg.Tx) (years []int, err error) {
	err = tx.SelectContext(ctx, &years, `
		SELECT DISTINCT COALESCE(l.year, EXTRACT(YEAR FROM l.dated)::int) AS year FROM list l WHERE l.county = $1 ORDER BY year DESC`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find years of lists: %w", err)
	}
	return years, nil
}

// GetListLine reads one list as lists show it.
func GetListLine(ctx context.Context, tx *pg.Tx, id int64) (l ListLine, err error) {
	if l.List, err = GetList(ctx, tx, id); err != nil {
		return l, err
	}
	err = tx.GetContext(ctx, &l.First, `SELECT EXISTS (SELECT FROM hand WHERE county = $1 AND list = $2 AND part = 'first')`, tx.County, id)
	if err != nil {
		return l, fmt.Errorf("find first approval: %w", err)
	}
	return l, nil
}

// Voiding is why a list was given up, and by whom (作废).
type Voiding struct {
	By     string `db:"name"`
	Reason string `db:"reason"`
}

// VoidingOf reads why a list was given up, nil for one that was not.
func VoidingOf(ctx context.Context, tx *pg.Tx, list int64) (*Voiding, error) {
	var found []Voiding
	err := tx.SelectContext(ctx, &found, `
		SELECT s.name, v.reason FROM list_void v JOIN staff s ON s.county = v.county AND s.id = v.voided_by
		WHERE v.county = $1 AND v.list = $2`, tx.County, list)
	if err != nil {
		return nil, fmt.Errorf("find voiding of list %d: %w", list, err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}
