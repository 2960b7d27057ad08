package monitoring

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Watch is one family's way under the watch (监测事项), with where it stands after its last event.
type Watch struct {
	ID           int64            `db:"id"`
	Household    int64            `db:"household"`
	Procedure    int64            `db:"procedure"` // in force when it began, and its law to the end
	OpenedOn     calendar.Date    `db:"opened_on"` // the day of its first lead
	Previous     *int64           `db:"previous"`  // the family's watch before this one
	Events       int              `db:"events"`    // how many it has; the next is numbered one more
	State        procedure.State  `db:"state"`
	Next         *procedure.Act   `db:"next"` // what it waits for today
	Due          *calendar.Date   `db:"due"`  // until when; nil: nothing sets a day
	Kind         *string          `db:"kind"`
	PerHead      *decimal.Decimal `db:"per_head"`      // yuan a year, of the newest visit
	Since        *calendar.Date   `db:"since"`         // watched from this day
	NominateFrom *calendar.Date   `db:"nominate_from"` // the first day on which it may be nominated for release
	No           string           `db:"no"`            // 户编号
	Head         string           `db:"head"`          // 户主; empty where the household has none
	Place        int64            `db:"place"`         // natural village
	Village      int64            `db:"village"`
	In           string           `db:"village_name"`
	To           string           `db:"handed_to"` // whom it was handed over to: 乡镇 or a department; empty before
}

// UnderWay tells whether the family is looked after: checked, taken in, or watched. One that is over, or watched from afar, is not.
func (w Watch) UnderWay() bool {
	switch w.State {
	case procedure.StateNotTaken, procedure.StateAnswered, procedure.StateOffline, procedure.StateCleared:
		return false
	}
	return true
}

// Filter narrows Find; a zero field does not narrow.
type Filter struct {
	IDs        pg.Among[int64]
	Households pg.Among[int64]
	State      procedure.State
	Next       procedure.Act // as it stands today
	Kind       string
	Village    int64
	Township   int64           // by the first nine digits of its villages' codes
	Words      string          // the name of the head of the household, or the beginning of its number
	Late       bool            // only those past their day
	Band       Band            // only those whose day lies there
	Nominable  bool            // only those that may be nominated for release today
	Measures   bool            // only those with an open measure ordered from whoever asks
	Untold     pg.Among[int64] // only those whose result whoever they were handed over to is to feed back, by these procedures
	Watched    bool            // only families under watch
	Helpless   bool            // only those of them that nobody is named who helps
	Unjudged   bool            // only those of them with a measure that was done, of which nobody said whether it worked
	Ended      bool            // those that are over too
	Waiting    bool            // of those that are over, such as still wait for something: to be told of, to be filed
	Visitors   Visitors        // only those the next visit of which may be made by whoever asks; nil does not narrow
	Window     pg.Window
}

// orders are the columns that watches can be sorted by.
var orders = map[string]string{"village": "p.village", "due": "stood.due", "opened": "w.opened_on", "state": "w.state", "since": "w.since"}

// stood is what a watch w waits for on @today: what its last event left, or, once its notice's days are over, what comes after them. Whatever was
// done after a posting, a notice that is found to have come down within its days is to be put up again, and one put up again hangs for its new days.
const stood = `LATERAL (SELECT
	  CASE WHEN k.hung IS NULL THEN w.next WHEN k.last_day IS NULL THEN 'post' WHEN k.last_day < @today THEN COALESCE(w.after_wait, w.next) ELSE 'wait' END AS next,
	  CASE WHEN k.hung IS NULL OR k.last_day < @today AND w.after_wait IS NULL THEN w.due WHEN k.last_day < @today THEN w.after_due ELSE k.last_day END AS due
	FROM (SELECT) one LEFT JOIN LATERAL (
	  SELECT true AS hung, r.last_day FROM notice_row x LEFT JOIN running_clock r ON r.county = x.county AND r.notice = x.notice AND r.place = x.place
	  WHERE w.next IN ('wait', 'review', 'compare', 'approve') AND x.county = w.county AND x.watch = w.id AND ` + ofNewest + `
	  ORDER BY x.notice DESC LIMIT 1) k ON true)`

// ofNewest tells of a notice's row x that it is of its watch's newest evaluation: one of an earlier round tells nothing of this.
const ofNewest = `x.evaluation = (SELECT max(v.n) FROM evaluation v WHERE v.county = x.county AND v.watch = x.watch)`

// theirOwn is what a department may read that watches wait for: of a family under watch its own measures, by the earliest day; else what all wait for.
const theirOwn = `CROSS JOIN ` + stood + ` AS all_of
	LEFT JOIN (SELECT m.watch, MIN(m.due_on) AS due FROM (` + open + `) m WHERE m.ordered_to = @agency GROUP BY m.watch) own ON own.watch = w.id
	CROSS JOIN LATERAL (SELECT CASE WHEN w.state NOT IN ('watched', 'clearing') THEN all_of.next WHEN own.watch IS NOT NULL THEN 'measure' END AS next,
	  CASE WHEN w.state IN ('watched', 'clearing') THEN own.due ELSE all_of.due END AS due) stood`

// fromWatches are the watches of a filter, each with what it waits for as whoever asks may read it.
func fromWatches(tx *pg.Tx) string {
	stands := `CROSS JOIN ` + stood + ` stood`
	if tx.By.Agency != "" {
		stands = theirOwn
	}
	return `
	FROM watch w JOIN household h ON h.county = w.county AND h.id = w.household JOIN place p ON p.county = h.county AND p.id = h.place
	` + stands + `
	WHERE w.county = @county AND p.village BETWEEN @first AND @last
	  AND (@agency = '' OR EXISTS (SELECT FROM watch_event e WHERE e.county = w.county AND e.watch = w.id AND e.event = 'hand_over' AND e.detail->>'to' = @agency)
	    OR EXISTS (SELECT FROM measure m WHERE m.county = w.county AND m.watch = w.id AND m.ordered_to = @agency))
	  AND (@ids::bigint[] IS NULL OR w.id = ANY (@ids)) AND (@households::bigint[] IS NULL OR w.household = ANY (@households))
	  AND (@state = '' OR w.state = @state) AND (@next = '' OR stood.next = @next) AND (@kind = '' OR w.kind = @kind)
	  AND (@village::bigint = 0 OR p.village = @village) AND (@township::bigint = 0 OR p.village / 1000 = @township)
	  AND (@words = '' OR w.household = ANY (ARRAY(SELECT d.household FROM household_head d WHERE d.county = @county AND d.name = @words
	    UNION SELECT n.id FROM household n WHERE n.county = @county AND n.no ^@ @words)))
	  AND (NOT @late OR stood.due < @today) AND (@band = '' OR ` + band + ` = @band)
	  AND (NOT @nominable OR w.state = 'watched' AND w.nominate_from <= @today)
	  AND (NOT @measures OR w.id = ANY (ARRAY(SELECT o.watch FROM (` + open + `) o WHERE o.ordered_to = @to)))
	  AND (@untold::bigint[] IS NULL OR (stood.next IS NOT DISTINCT FROM 'feedback' OR ` + owed + `)
	    AND (@role NOT IN ('township', 'reporter') OR COALESCE(` + handed("w") + `, '` + Township + `') = @to))
	  AND (NOT @watched OR w.since IS NOT NULL) AND (NOT @helpless OR ` + helpless + `)
	  AND (NOT @unjudged OR w.id = ANY (ARRAY(SELECT f.watch FROM (` + finished + `) f)))
	  AND NOT (stood.next IS NOT DISTINCT FROM 'visit' AND w.procedure = ANY (CASE WHEN w.state = 'clearing' THEN @others_clearing::bigint[] ELSE @others_entering END))
	  AND (@ended OR w.live OR @waiting AND w.next IS NOT NULL)`
}

func (f Filter) args(tx *pg.Tx) pg.Named {
	first, last := tx.By.Within()
	if tx.By.Role != "" && !slices.Contains(Readers, tx.By.Role) {
		first, last = 0, 0 // nothing lies there
	}
	return pg.Named{
		"county": tx.County, "first": first, "last": last, "agency": tx.By.Agency, "today": calendar.DateOf(tx.Now), "ids": f.IDs,
		"households": f.Households, "state": string(f.State), "next": string(f.Next), "kind": f.Kind, "village": f.Village, "late": f.Late,
		"township": f.Township, "words": f.Words, "band": string(f.Band), "soon": soon, "nominable": f.Nominable,
		"others_entering": f.Visitors.others(tx.By, false), "others_clearing": f.Visitors.others(tx.By, true),
		"waiting": f.Waiting, "untold": f.Untold, "role": string(tx.By.Role), "watched": f.Watched, "helpless": f.Helpless, "unjudged": f.Unjudged, "measures": f.Measures, "to": orderedTo(tx),
		"ended": f.Ended || f.State != "",
	}
}

const columns = `w.id, w.household, w.procedure, w.opened_on, w.previous, w.events, w.state, stood.next, stood.due, w.kind, w.per_head,
	  w.since, w.nominate_from, h.no, h.place, p.village`

// beside are the names that a list shows with a watch, looked up for the lines of its window alone.
const beside = `
	  COALESCE((SELECT d.name FROM household_head d WHERE d.county = @county AND d.household = x.household), '') AS head,
	  (SELECT v.name FROM place v WHERE v.county = @county AND v.id = x.village) AS village_name`

// Find lists watches of the person's part of the county, by village and household number unless the window says otherwise, and tells how many
// there are in all. A department's are those that it was handed or ordered to help.
func Find(ctx context.Context, tx *pg.Tx, f Filter) (found []Watch, total int, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT x.*,`+beside+`, COALESCE(`+handed("x")+`, '') AS handed_to
		FROM (SELECT `+columns+fromWatches(tx)+f.Window.Clause(orders, "p.village, h.no, w.id")+`) x`, f.args(tx))
	if err != nil {
		return nil, 0, fmt.Errorf("find watches: %w", err)
	}
	if total, err = f.Window.Total(ctx, tx, len(found), `SELECT COUNT(*)`+fromWatches(tx), f.args(tx)); err != nil {
		return nil, 0, fmt.Errorf("watches: %w", err)
	}
	if tx.By.Agency != "" {
		for i := range found {
			found[i].Kind, found[i].PerHead = nil, nil // what a family lives on is no department's to read
		}
	}
	return found, total, nil
}

// handed is whom a watch, by its name in the statement, was handed over to last; null before.
func handed(watch string) string {
	return `(SELECT COALESCE(e.detail->>'to', '` + Township + `') FROM watch_event e
	  WHERE e.county = @county AND e.watch = ` + watch + `.id AND e.event = 'hand_over' ORDER BY e.n DESC LIMIT 1)`
}

// IDs names all watches that Find lists without a window, in the order of their ids.
func IDs(ctx context.Context, tx *pg.Tx, f Filter) (ids []int64, err error) {
	if err := tx.SelectContext(ctx, &ids, `SELECT w.id`+fromWatches(tx)+` ORDER BY w.id`, f.args(tx)); err != nil {
		return nil, fmt.Errorf("name watches: %w", err)
	}
	return ids, nil
}

// Get is one watch of the person's part of the county. None is NotFound.
func Get(ctx context.Context, tx *pg.Tx, id int64) (Watch, error) {
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only([]int64{id}), Ended: true})
	if err != nil {
		return Watch{}, err
	}
	if len(found) == 0 {
		return Watch{}, errNoWatch
	}
	return found[0], nil
}

var (
	errNoWatch  = fault.NotFoundf("没有找到这一监测事项，或不属于您的辖区")
	errNoNotice = fault.NotFoundf("没有找到这份监测公示，或不属于您的辖区")
)

// hold locks the watches of a batch in the order of their ids and answers them by id. It refuses the whole batch if one of them is unknown, named
// twice, or outside the person's part of the county.
func hold(ctx context.Context, tx *pg.Tx, step flow.Step, ids []int64) (map[int64]Watch, error) {
	if len(ids) == 0 {
		return nil, fault.Invalidf("没有选中任何一户，请先选择再办理“%s”", step.Title)
	}
	if _, err := tx.ExecContext(ctx, `SELECT watch_lock($1, $2)`, tx.County, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("hold watches: %w", err)
	}
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true})
	if err != nil {
		return nil, err
	}
	unique := slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(found) != len(ids) || len(unique) != len(ids) {
		return nil, fault.NotFoundf("选中的 %d 户中有 %d 户重复、不存在或不属于您的辖区，请刷新后重选", len(ids), len(ids)-min(len(found), len(unique)))
	}
	held := make(map[int64]Watch, len(found))
	for _, w := range found {
		held[w.ID] = w
	}
	return held, nil
}
