package monitoring

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/procedure"
	"fangpin/publicity"
	"fangpin/registry"
)

// NoticeState is where a notice of watches stands, as it follows from its postings and days.
type NoticeState string

const (
	ToPost    NoticeState = "to_post"   // 待张贴
	OnDisplay NoticeState = "displayed" // 公示中
	Ended     NoticeState = "ended"     // 公示期满
)

// NoticeStates lists them in the order of a notice's life.
func NoticeStates() []NoticeState { return []NoticeState{ToPost, OnDisplay, Ended} }

// Title is the state as people say it.
func (s NoticeState) Title() string {
	return map[NoticeState]string{ToPost: "待张贴", OnDisplay: "公示中", Ended: "公示期满"}[s]
}

// NoticeLine is a notice of watches as lists show it.
type NoticeLine struct {
	publicity.Notice
	In         string         `db:"village_name"`
	State      NoticeState    `db:"state"`
	Last       *calendar.Date `db:"last_day"`
	Objections int            `db:"objections"` // open ones to its families
}

// NoticeFilter narrows FindNotices; a zero field does not narrow.
type NoticeFilter struct {
	IDs     pg.Among[int64]
	Village int64
	State   NoticeState
	Window  pg.Window
}

var noticeOrders = map[string]string{"village": "n.village", "dated": "n.dated"}

// fromNotices are the notices of watches: of each the days of its newest run, for it hangs on one board.
const fromNotices = `
	FROM notice n LEFT JOIN LATERAL (SELECT MAX(k.last_day) AS last_day FROM running_clock k WHERE k.county = n.county AND k.notice = n.id) k ON true
	CROSS JOIN LATERAL (SELECT CASE WHEN k.last_day IS NULL THEN 'to_post' WHEN k.last_day >= @today THEN 'displayed' ELSE 'ended' END AS state) s
	WHERE n.county = @county AND n.about = 'watch' AND n.village BETWEEN @first AND @last AND (@ids::bigint[] IS NULL OR n.id = ANY (@ids))
	  AND (@village::bigint = 0 OR n.village = @village) AND (@state = '' OR s.state = @state)`

// FindNotices lists the notices of watches of the person's part of the county, the newest first unless the window says otherwise, and tells how
// many there are in all.
func FindNotices(ctx context.Context, tx *pg.Tx, f NoticeFilter) (found []NoticeLine, total int, err error) {
	first, last := tx.By.Within()
	args := pg.Named{"county": tx.County, "first": first, "last": last, "today": calendar.DateOf(tx.Now), "ids": f.IDs, "village": f.Village, "state": string(f.State)}
	err = tx.SelectContext(ctx, &found, `
		SELECT n.id, n.village, n.year, n.serial, n.dated, n.days, n.past_holiday, n.past_weekend, n.rows, n.total, n.digest, n.about, k.last_day, s.state,
		  (SELECT v.name FROM place v WHERE v.county = n.county AND v.id = n.village) AS village_name,
		  (SELECT COUNT(*) FROM notice_row r JOIN open_objection o ON o.county = r.county AND o.matter = r.watch
		   WHERE r.county = n.county AND r.notice = n.id) AS objections`+fromNotices+f.Window.Clause(noticeOrders, "n.dated DESC, n.village, n.serial DESC"), args)
	if err != nil {
		return nil, 0, fmt.Errorf("list notices of watches: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+fromNotices, args); err != nil {
		return nil, 0, fmt.Errorf("notices of watches: %w", err)
	}
	return found, total, nil
}

// posterRows are the lines of a notice of a day, by its id.
func posterRows(ctx context.Context, tx *pg.Tx, notice int64, dated calendar.Date) ([]PosterRow, error) {
	var rows []PosterRow
	err := tx.SelectContext(ctx, &rows, `
		SELECT r.n, r.watch, w.household FROM notice_row r JOIN watch w ON w.county = r.county AND w.id = r.watch
		WHERE r.county = $1 AND r.notice = $2 ORDER BY r.n`, tx.County, notice)
	if err != nil {
		return nil, fmt.Errorf("find public rows of watches: %w", err)
	}
	watches, households := make([]int64, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		watches[i], households[i] = r.Watch, r.Household
	}
	heads, err := publicHeads(ctx, tx, households, dated)
	if err != nil {
		return nil, err
	}
	then, err := evaluatedBy(ctx, tx, watches, dated)
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		rows[i].Head, rows[i].Kind = heads[r.Household], then[r.Watch]
	}
	return rows, nil
}

// publicHeads are the heads of households as everybody may read them on a day: a child by the guardian, or masked.
func publicHeads(ctx context.Context, tx *pg.Tx, households []int64, on calendar.Date) (map[int64]string, error) {
	var heads []struct {
		Household int64          `db:"household"`
		Name      string         `db:"name"`
		BornOn    *calendar.Date `db:"born_on"`
	}
	err := tx.SelectContext(ctx, &heads, `
		SELECT household, name, born_on FROM household_head WHERE county = $1 AND household = ANY ($2)`, tx.County, pq.Array(households))
	if err != nil {
		return nil, fmt.Errorf("find the heads of households: %w", err)
	}
	var young []int64
	for _, h := range heads {
		if registry.Child(h.BornOn, on) {
			young = append(young, h.Household)
		}
	}
	guardians, err := registry.Guardians(ctx, tx, young)
	if err != nil {
		return nil, err
	}
	names := make(map[int64]string, len(heads))
	for _, h := range heads {
		names[h.Household] = registry.PublicName(h.Name, h.BornOn, guardians[h.Household], on)
	}
	return names, nil
}

// evaluatedBy is of which kind families were when the village had passed them, the last time by a day: a notice says what held then, whatever is
// approved later.
func evaluatedBy(ctx context.Context, tx *pg.Tx, ids []int64, day calendar.Date) (map[int64]string, error) {
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true})
	if err != nil {
		return nil, err
	}
	procedures := map[int64]bool{}
	for _, w := range found {
		procedures[w.Procedure] = true
	}
	rules, err := rulesOf(ctx, tx, procedures)
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]string, len(found))
	for _, w := range found {
		family := procedure.Family{}
		for _, e := range events[w.ID] {
			told, err := e.Told()
			if err == nil {
				err = family.Apply(rules[w.Procedure], told)
			}
			if err != nil {
				return nil, fmt.Errorf("replay event %d of watch %d: %w", e.N, w.ID, err)
			}
			if e.Act == procedure.Evaluate && told.Result == procedure.Pass && e.On <= day {
				out[w.ID] = family.Kind()
			}
		}
	}
	return out, nil
}
