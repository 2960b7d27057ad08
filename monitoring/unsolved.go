package monitoring

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
)

// Unsolved is a measure that the departments' meeting has to speak of: open past its day, or declined.
type Unsolved struct {
	Watch    int64          `db:"watch"`
	Head     string         `db:"head"`
	In       string         `db:"village_name"`
	Kind     string         `db:"kind"`
	By       string         `db:"ordered_to"`
	Due      *calendar.Date `db:"due_on"`
	Declined bool           `db:"declined"`
}

// UnsolvedMeasures lists them by who was ordered, the longest late first, in the person's part of the county, and tells how many there are in
// all: at a month's end, or today while it lasts.
func UnsolvedMeasures(ctx context.Context, tx *pg.Tx, year int, month time.Month, window pg.Window) (found []Unsolved, total int, err error) {
	_, on, err := monthOf(tx, year, month)
	if err != nil {
		return nil, 0, err
	}
	const unsolved = ` WHERE n.closed IS NULL AND (n.due_on < @today OR n.answer = 'declined')`
	first, last := tx.By.Within()
	args := pg.Named{"county": tx.County, "first": first, "last": last, "agency": tx.By.Agency, "today": on}
	err = tx.SelectContext(ctx, &found, measuresNow+`
		SELECT n.watch, COALESCE(d.name, '') AS head, v.name AS village_name, n.kind, n.ordered_to, n.due_on, n.answer IS NOT DISTINCT FROM 'declined' AS declined
		FROM now n JOIN watch w ON w.county = @county AND w.id = n.watch JOIN household h ON h.county = @county AND h.id = w.household
		JOIN place p ON p.county = @county AND p.id = h.place JOIN place v ON v.county = @county AND v.id = p.village
		LEFT JOIN household_head d ON d.county = @county AND d.household = h.id`+unsolved+window.Clause(nil, "n.ordered_to, n.due_on NULLS LAST, p.village, h.no, n.watch, n.n"), args)
	if err != nil {
		return nil, 0, fmt.Errorf("measures that are not carried out: %w", err)
	}
	if total, err = window.Total(ctx, tx, len(found), measuresNow+` SELECT COUNT(*) FROM now n`+unsolved, args); err != nil {
		return nil, 0, fmt.Errorf("measures that are not carried out: %w", err)
	}
	return found, total, nil
}

// unsolvedList are all of them as a sheet of the meeting's workbook, with room for what it comes to.
func unsolvedList(ctx context.Context, tx *pg.Tx, year int, month time.Month) (l listing.Listing, err error) {
	_, on, err := monthOf(tx, year, month)
	if err != nil {
		return l, err
	}
	found, _, err := UnsolvedMeasures(ctx, tx, year, month, pg.Window{})
	if err != nil {
		return l, err
	}
	l = listing.Listing{
		Sheet: "需研究的措施", Title: "需会议研究的帮扶措施", Of: fmt.Sprintf("截至%s　共 %d 项", on.Chinese(), len(found)), Signed: []string{"汇总", "审核"},
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "承办单位", Width: 16}, {Title: "村", Width: 14}, {Title: "户主", Width: 10}, {Title: "措施", Width: 14},
			{Title: "办理期限", Width: 12}, {Title: "情况", Width: 14}, {Title: "会议意见", Width: 34}},
	}
	for i, u := range found {
		l.Rows = append(l.Rows, []any{i + 1, u.By, u.In, u.Head, u.Kind, u.Due, map[bool]string{true: "不承办", false: "逾期未办结"}[u.Declined], ""})
	}
	return l, nil
}
