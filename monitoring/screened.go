package monitoring

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/procedure"
	"fangpin/reports"
	"fangpin/screening"
)

// Screening is what one run (线索比对) came to, or would come to.
type Screening struct {
	Rows     int // judged: the month's, and earlier ones that no lead took
	Families int // whose watch begins, or opens again
	Joining  int // that have an open one
	Sorts
	Grounds map[screening.Ground]int // of rows not taken
	Lines   []ScreeningLine

	Unanswered []string // feeds of the procedure that no monthly report answers, each with why

	Begun, Joined []int64 // the watches; none in a preview
}

// Sorts count rows by what becomes of them.
type Sorts struct{ Leads, Signals, NotTaken, Doubtful int }

func (s *Sorts) add(r *screening.Row) {
	switch {
	case r.Result == reports.Lead:
		s.Leads++
	case r.Result == reports.Signal:
		s.Signals++
	case r.Asked != "":
		s.Doubtful++
	default:
		s.NotTaken++
	}
}

// ScreeningLine is the screening's part of one kind and village. A family that several kinds tell of is counted with each.
type ScreeningLine struct {
	Kind     string // code
	Title    string
	Village  int64  // 0: of nobody in the registry
	In       string // its name
	Families int    // that become or join a matter
	Sorts
}

// counted adds the rows up.
func (s *sifted) counted(ctx context.Context, tx *pg.Tx) (Screening, error) {
	out := Screening{Grounds: map[screening.Ground]int{}, Unanswered: screening.Unanswered(s.rule)}
	homes, err := homesOf(ctx, tx, s.rows)
	if err != nil {
		return out, err
	}
	type part struct {
		kind    string
		village int64
	}
	lines, families, begin, join := map[part]*ScreeningLine{}, map[kindOf]bool{}, map[int64]bool{}, map[int64]bool{}
	for _, r := range s.rows {
		if !r.Judged {
			continue
		}
		var at home
		if r.Who != nil {
			at = homes[r.Who.Household]
		}
		of := part{r.Of.Code, at.ID}
		if lines[of] == nil {
			lines[of] = &ScreeningLine{Kind: r.Of.Code, Title: r.Of.Title, Village: at.ID, In: at.Name}
		}
		out.Rows++
		out.add(r)
		lines[of].add(r)
		switch r.Result {
		case reports.Lead:
			begin[r.Who.Household] = true
		case reports.Signal:
			join[r.Who.Household] = true
		default:
			if r.Why != "" {
				out.Grounds[r.Ground]++
			}
			continue
		}
		if told := (kindOf{r.Who.Household, r.Of.Code}); !families[told] {
			families[told] = true
			lines[of].Families++
		}
	}
	out.Families, out.Joining = len(begin), len(join)
	for _, l := range lines {
		out.Lines = append(out.Lines, *l)
	}
	slices.SortFunc(out.Lines, func(a, b ScreeningLine) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Village, b.Village))
	})
	return out, nil
}

// home is the village where a household lives.
type home struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
}

// homesOf are the villages of the rows' households, by household.
func homesOf(ctx context.Context, tx *pg.Tx, rows []*screening.Row) (map[int64]home, error) {
	ids := map[int64]bool{}
	for _, r := range rows {
		if r.Who != nil {
			ids[r.Who.Household] = true
		}
	}
	var found []struct {
		Household int64 `db:"household"`
		home
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT h.id AS household, v.id, v.name FROM household h JOIN place p ON p.county = $1 AND p.id = h.place
		JOIN place v ON v.county = $1 AND v.id = p.village WHERE h.county = $1 AND h.id = ANY ($2)`, tx.County, pq.Array(slices.Collect(maps.Keys(ids))))
	if err != nil {
		return nil, fmt.Errorf("find the villages of households: %w", err)
	}
	of := make(map[int64]home, len(found))
	for _, f := range found {
		of[f.Household] = f.home
	}
	return of, nil
}

// OfRows gives the watch whose lead took a reported row, by row.
func OfRows(ctx context.Context, tx *pg.Tx, rows []int64) (map[int64]int64, error) {
	var found []struct {
		Row   int64 `db:"report_row"`
		Watch int64 `db:"watch"`
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT report_row, watch FROM signal WHERE county = $1 AND report_row = ANY ($2)`, tx.County, pq.Array(rows))
	if err != nil {
		return nil, fmt.Errorf("find the leads of rows: %w", err)
	}
	in := make(map[int64]int64, len(found))
	for _, f := range found {
		in[f.Row] = f.Watch
	}
	return in, nil
}

// openOf are the states of those households that have an open watch.
func openOf(ctx context.Context, tx *pg.Tx, households []int64) (map[int64]procedure.State, error) {
	var found []struct {
		Household int64           `db:"household"`
		State     procedure.State `db:"state"`
	}
	err := tx.SelectContext(ctx, &found, `
		SELECT household, state FROM watch WHERE county = $1 AND household = ANY ($2) AND live`, tx.County, pq.Array(households))
	if err != nil {
		return nil, fmt.Errorf("find open watches: %w", err)
	}
	open := make(map[int64]procedure.State, len(found))
	for _, f := range found {
		open[f.Household] = f.State
	}
	return open, nil
}

// kindOf is a kind of report as it tells of one household.
type kindOf struct {
	Household int64  `db:"household"`
	Kind      string `db:"kind"`
}

// handledOf says why rows of a kind are not handed over again: the household was checked for such rows and not taken in, or answered by the
// department, within the months that the county sets. A family that was released is told of anew at once (S0 第三阶段).
func handledOf(ctx context.Context, tx *pg.Tx, households []int64) (map[kindOf]string, error) {
	office, err := pg.OfficeOf(ctx, tx)
	if err != nil || office.AgainMonths == 0 {
		return nil, err
	}
	var found []struct {
		kindOf
		State procedure.State `db:"state"`
		On    calendar.Date   `db:"on_day"`
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT w.household, p.kind, w.state, e.on_day
		FROM watch w JOIN signal s ON s.county = @county AND s.watch = w.id JOIN report_row r ON r.county = @county AND r.id = s.report_row
		JOIN report p ON p.county = @county AND p.id = r.report
		CROSS JOIN LATERAL (SELECT max(v.on_day) AS on_day FROM watch_event v
		  WHERE v.county = @county AND v.watch = w.id AND v.event = ANY (@deciding)) e
		WHERE w.county = @county AND w.household = ANY (@households) AND w.state IN ('not_taken', 'answered') AND e.on_day > @since
		ORDER BY e.on_day`, pg.Named{
		"county": tx.County, "households": pq.Array(households), "since": calendar.DateOf(tx.Now).AddMonths(-office.AgainMonths),
		"deciding": pq.Array(Deciding)})
	if err != nil {
		return nil, fmt.Errorf("find what was handled: %w", err)
	}
	why := map[kindOf]string{}
	for _, f := range found {
		why[f.kindOf] = NotAgain(f.State, f.On, office.AgainMonths)
	}
	return why, nil
}

// Deciding are the events that a family counts as checked by.
var Deciding = []procedure.Act{procedure.Visit, procedure.Answer, procedure.Evaluate, procedure.Review, procedure.Compare, procedure.Approve, procedure.NotTaken}

// NotAgain says why rows of a family that was checked on a day, and how that ended, are not handed over again within so many months.
func NotAgain(state procedure.State, on calendar.Date, months int) string {
	result := "不纳入"
	if state == procedure.StateAnswered {
		result = "部门已办结"
	}
	return fmt.Sprintf("本户于%s核查（%s），%d 个月内同类预警不重复交办", on.Chinese(), result, months)
}

// notAgain is how PostgreSQL finds the reasons that NotAgain gives.
const notAgain = `'本户于%核查（%），% 个月内同类预警不重复交办'`
