package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// roundOf is the first day of a household's being looked at that counts for this year's round, which is over at the end of May (S4 §二.3).
const roundOf = `make_date(EXTRACT(YEAR FROM @today::date)::int - 1, 6, 1)`

// seenLast is when a household x was looked at last, by how: visited, followed up, or found in a round as it was.
const seenLast = `LATERAL (
	  SELECT e.on_day, e.event AS how FROM watch o JOIN watch_event e ON e.county = o.county AND e.watch = o.id AND e.event IN ('visit', 'follow_up')
	  WHERE o.county = x.county AND o.household = x.id
	  UNION ALL SELECT r.on_day, 'round' FROM round_look r WHERE r.county = x.county AND r.household = x.id ORDER BY on_day DESC LIMIT 1)`

// lived tells of a household x that somebody is alive in it.
const lived = `EXISTS (SELECT FROM person m WHERE m.county = x.county AND m.household = x.id AND (m.died_on IS NULL OR m.died_on > @today::date))`

// RoundLine is a household with what this year's round came to (年度全面摸排).
type RoundLine struct {
	Household int64            `db:"id"`
	No        string           `db:"no"`
	Head      string           `db:"head"`
	In        string           `db:"village_name"`
	Seen      *calendar.Date   `db:"seen"` // in this round; nil: nobody looked yet
	How       *string          `db:"how"`
	Watch     *int64           `db:"watch"` // that is under way
	State     *procedure.State `db:"state"`
}

// Result is what it came to, as people say it.
func (l RoundLine) Result() string {
	if l.Seen == nil {
		return "未摸排"
	}
	return map[string]string{"visit": "已入户核查", "follow_up": "已走访", "round": "情况没有变化"}[*l.How]
}

// RoundFilter narrows Round; a zero field does not narrow.
type RoundFilter struct {
	Open     bool // only those nobody looked at
	Done     bool // only those somebody did
	Township int64
	Window   pg.Window
}

// Round lists the households of the person's part of the county with what the year's round came to, by village and household number, and tells how many
// there are in all.
func Round(ctx context.Context, tx *pg.Tx, f RoundFilter) (found []RoundLine, total int, err error) {
	first, last := tx.By.Within()
	args := pg.Named{"county": tx.County, "first": first, "last": last, "today": calendar.DateOf(tx.Now), "open": f.Open, "done": f.Done, "township": f.Township}
	const from = ` FROM household x JOIN place p ON p.county = x.county AND p.id = x.place JOIN place v ON v.county = p.county AND v.id = p.village
		LEFT JOIN household_head d ON d.county = x.county AND d.household = x.id
		LEFT JOIN watch w ON w.county = x.county AND w.household = x.id AND w.live
		LEFT JOIN ` + seenLast + ` s ON s.on_day >= ` + roundOf + `
		WHERE x.county = @county AND p.village BETWEEN @first AND @last AND (@township::bigint = 0 OR p.village / 1000 = @township) AND ` + lived + `
		  AND (NOT @open OR s.on_day IS NULL) AND (NOT @done OR s.on_day IS NOT NULL)`
	err = tx.SelectContext(ctx, &found, `
		SELECT x.id, x.no, COALESCE(d.name, '') AS head, v.name AS village_name, s.on_day AS seen, s.how, w.id AS watch, w.state`+
		from+f.Window.Clause(nil, "p.village, x.no"), args)
	if err != nil {
		return nil, 0, fmt.Errorf("find the households of a round: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+from, args); err != nil {
		return nil, 0, fmt.Errorf("the households of a round: %w", err)
	}
	return found, total, nil
}

// LookedRound records that households were looked at in the year's round, and nothing of them had changed: a line each, no form. One that is being
// checked or watched is visited or followed up instead.
func LookedRound(ctx context.Context, tx *pg.Tx, households []int64) error {
	if err := RoundStep.Permit(tx, fmt.Sprintf("摸排 %d 户", len(households))); err != nil {
		return err
	}
	if len(households) == 0 {
		return fault.Invalidf("没有选中任何一户，请先选择")
	}
	if _, err := familiesOf(ctx, tx, households); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT round_look_add($1, $2, $3, $4)`, tx.County, pq.Array(households), calendar.DateOf(tx.Now), tx.By.ID); err != nil {
		return fmt.Errorf("record whom a round looked at: %w", err)
	}
	tx.Cover("round_look", households...)
	return nil
}

// RoundSheet writes the households with what the year's round came to (年度全面摸排清单).
func RoundSheet(ctx context.Context, tx *pg.Tx, f RoundFilter, w io.Writer) error {
	found, _, err := Round(ctx, tx, f)
	if err != nil {
		return err
	}
	today, open := calendar.DateOf(tx.Now), 0
	l := listing.Listing{
		Sheet: "年度全面摸排", Title: fmt.Sprintf("%d年全面摸排清单", today.Year()), Signed: []string{"摸排", "审核"},
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "村", Width: 14}, {Title: "户编号", Width: 12}, {Title: "户主", Width: 10}, {Title: "摸排日期", Width: 12},
			{Title: "摸排结果", Width: 16}, {Title: "监测帮扶", Width: 16}},
	}
	for i, r := range found {
		if r.Seen == nil {
			open++
		}
		state := ""
		if r.State != nil {
			state = r.State.Title()
		}
		l.Rows = append(l.Rows, []any{i + 1, r.In, r.No, cmp.Or(r.Head, "（未写明户主）"), r.Seen, r.Result(), state})
	}
	l.Of = fmt.Sprintf("5月31日前摸排完　截至%s　共 %d 户，未摸排 %d 户", today.Chinese(), len(found), open)
	return l.Write(w)
}
