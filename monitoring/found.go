package monitoring

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Found is a visit as it was recorded.
type Found struct {
	Visit                 // but for its photos, which are among the watch's files
	N       int           // the event
	By      string        // who recorded it
	From    calendar.Date // the months of the income, both days included
	To      calendar.Date
	Persons int              // who share the income; 0: none was asked for
	PerHead *decimal.Decimal // yuan, cut to the fen; nil: none was asked for
	Below   bool             // strictly below the procedure's line
	Early   bool             // 提前帮扶
	Follows procedure.Outcome
}

// VisitsOf lists the visits of watches, the oldest first, by watch. What follows from each is what the watch's procedure says.
func VisitsOf(ctx context.Context, tx *pg.Tx, ids ...int64) (map[int64][]Found, error) {
	watches, err := within(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	courses, err := coursesOf(ctx, tx, watches)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		visitRow
		On     calendar.Date   `db:"on_day"`
		By     string          `db:"by_name"`
		Detail json.RawMessage `db:"detail"`
	}
	err = tx.SelectContext(ctx, &rows, `
		SELECT v.watch, v.n, v.window_from, v.window_to, v.members, v.income, v.costs, v.medical, v.safeguards, v.assets, v.labour, v.found, v.salt,
		  e.on_day, b.name AS by_name, e.detail
		FROM visit v JOIN watch_event e ON e.county = v.county AND e.watch = v.watch AND e.n = v.n
		JOIN staff b ON b.county = e.county AND b.id = e.by_staff
		WHERE v.county = $1 AND v.watch = ANY ($2) ORDER BY v.watch, v.n`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find visits: %w", err)
	}
	of := map[int64][]Found{}
	for _, r := range rows {
		f, err := r.found(Event{Watch: r.Watch, N: r.N, Act: procedure.Visit, On: r.On, Detail: r.Detail}, courses[r.Watch].rule)
		if err != nil {
			return nil, err
		}
		f.By = r.By
		of[r.Watch] = append(of[r.Watch], f)
	}
	return of, nil
}

// found reads a visit's row beside its event.
func (r visitRow) found(e Event, rule *procedure.Procedure) (Found, error) {
	told, err := e.Told()
	if err != nil {
		return Found{}, err
	}
	f := Found{N: r.N, From: r.From, To: r.To, Visit: Visit{
		Watch: r.Watch, On: e.On, Costs: r.Costs, Medical: r.Medical, Found: r.Found, Risk: told.Visit.Risk, Labour: told.Visit.Labour,
	}}
	for _, column := range []struct {
		of   json.RawMessage
		into any
	}{{r.Members, &f.Members}, {r.Income, &f.Income}, {r.Safeguards, &f.Safeguards}, {r.Assets, &f.Assets}} {
		if err := json.Unmarshal(column.of, column.into); err != nil {
			return Found{}, fmt.Errorf("visit %d of watch %d: %w", r.N, r.Watch, err)
		}
	}
	if told.Visit.Income != nil {
		perHead := procedure.PerHead(*told.Visit.Income, told.Visit.Persons)
		f.PerHead, f.Persons, f.Below, f.Early = &perHead, told.Visit.Persons, rule.Below(perHead), rule.Early(perHead)
	}
	f.Follows = rule.Follows(f.Below, f.Risk)
	return f, nil
}

// within are the watches of ids, all of which are in the person's part of the county, by id.
func within(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]Watch, error) {
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true})
	if err != nil {
		return nil, err
	}
	of := make(map[int64]Watch, len(found))
	for _, w := range found {
		of[w.ID] = w
	}
	for _, id := range ids {
		if _, ok := of[id]; !ok {
			return nil, errNoWatch
		}
	}
	return of, nil
}

// Evaluated is an evaluation as it was recorded.
type Evaluated struct {
	Watch   int64         `db:"watch"`
	N       int           `db:"n"`
	On      calendar.Date `db:"held_on"`
	Yes     int           `db:"yes"`
	No      int           `db:"no"`
	Abstain int           `db:"abstain"`
	Passed  bool          `db:"passed"`
	Present string        `db:"present"`
	Opinion string        `db:"opinion"`
	Minutes []byte        `db:"minutes"` // SHA-256 of the minutes' photo
	By      string        `db:"by_name"`
	Odd     *Odd          `db:"odd"` // about the votes, and looked at again; nil: nothing, or nobody asked
}

// There counts who was there, by name.
func (e Evaluated) There() int { return named(e.Present) }

// EvaluationsOf lists the evaluations of watches, the oldest first, in the person's part of the county.
func EvaluationsOf(ctx context.Context, tx *pg.Tx, ids ...int64) ([]Evaluated, error) {
	if _, err := within(ctx, tx, ids); err != nil {
		return nil, err
	}
	var found []Evaluated
	err := tx.SelectContext(ctx, &found, `
		SELECT v.watch, v.n, v.held_on, v.yes, v.no, v.abstain, e.detail->>'result' = 'pass' AS passed, v.present, v.odd, COALESCE(e.words, '') AS opinion, v.minutes,
		  b.name AS by_name
		FROM evaluation v JOIN watch_event e ON e.county = v.county AND e.watch = v.watch AND e.n = v.n
		JOIN staff b ON b.county = e.county AND b.id = e.by_staff
		WHERE v.county = $1 AND v.watch = ANY ($2) ORDER BY v.watch, v.n`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find evaluations: %w", err)
	}
	return found, nil
}

// Posted is a notice of a watch with the days that count.
type Posted struct {
	Watch      int64          `db:"watch"`
	Evaluation *int           `db:"evaluation"` // the event that it makes public
	Notice     int64          `db:"notice"`
	No         string         `db:"no"`
	Dated      calendar.Date  `db:"dated"`
	Days       int            `db:"days"`      // for how many it hangs
	On         *calendar.Date `db:"posted_on"` // nil: it does not hang
	Last       *calendar.Date `db:"last_day"`  // of its days; nil: they do not run
}

// Over tells whether its days have run out by a day.
func (p Posted) Over(today calendar.Date) bool { return p.Last != nil && *p.Last < today }

// NoticesOf lists the notices of watches, the oldest first, in the person's part of the county.
func NoticesOf(ctx context.Context, tx *pg.Tx, ids ...int64) ([]Posted, error) {
	if _, err := within(ctx, tx, ids); err != nil {
		return nil, err
	}
	var found []Posted
	err := tx.SelectContext(ctx, &found, `
		SELECT r.watch, r.evaluation, n.id AS notice, format('%s年第%s号', n.year, n.serial) AS no, n.dated, n.days, p.posted_on, k.last_day
		FROM notice_row r JOIN notice n ON n.county = r.county AND n.id = r.notice
		LEFT JOIN running_clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place
		LEFT JOIN posting p ON p.county = r.county AND p.notice = r.notice AND p.place = r.place AND p.down_on IS NULL
		WHERE r.county = $1 AND r.watch = ANY ($2) ORDER BY r.watch, n.id`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find notices of a watch: %w", err)
	}
	return found, nil
}

// Objected is an objection to a watch, with its decision if there is one.
type Objected struct {
	ID         int64         `db:"id"`
	Watch      int64         `db:"watch"`
	On         calendar.Date `db:"received_on"`
	Words      string        `db:"words"`
	ReceivedBy string        `db:"received_by"`
	Upheld     *bool         `db:"upheld"`
	Reason     *string       `db:"reason"`
	DecidedBy  *string       `db:"decided_by"`
	DecidedAt  *time.Time    `db:"decided_at"`
}

// ObjectionsOf lists the objections to watches, the oldest first, in the person's part of the county.
func ObjectionsOf(ctx context.Context, tx *pg.Tx, ids ...int64) ([]Objected, error) {
	if _, err := within(ctx, tx, ids); err != nil {
		return nil, err
	}
	var found []Objected
	err := tx.SelectContext(ctx, &found, `
		SELECT o.id, o.watch, o.received_on, o.words, r.name AS received_by, o.upheld, o.reason, d.name AS decided_by, o.decided_at
		FROM objection o JOIN staff r ON r.county = o.county AND r.id = o.received_by LEFT JOIN staff d ON d.county = o.county AND d.id = o.decided_by
		WHERE o.county = $1 AND o.watch = ANY ($2) ORDER BY o.watch, o.received_at, o.id`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find objections to a watch: %w", err)
	}
	return found, nil
}

// OldestOpen is the one of a watch's objections that is to be decided next; 0: none is open.
func OldestOpen(all []Objected) int64 {
	i := slices.IndexFunc(all, func(o Objected) bool { return o.Upheld == nil })
	if i < 0 {
		return 0
	}
	return all[i].ID
}

// Poster is a notice of watches as the village reads it, and nothing else of the families.
type Poster struct {
	ID        int64         `db:"id"`
	Year      int           `db:"year"`
	Serial    int           `db:"serial"`
	Dated     calendar.Date `db:"dated"`
	Days      int           `db:"days"`
	Digest    []byte        `db:"digest"`
	VillageID int64         `db:"village"`
	Township  string        `db:"township"`
	Village   string        `db:"village_name"`
	Committee string        `db:"committee"`
	Office    string        `db:"office"`
	Phone     string        `db:"phone"`   // 监督电话
	Release   bool          `db:"release"` // of families whose risk is gone; else of families to be taken in
	Rows      []PosterRow   `db:"-"`
}

// PosterRow is one line of it.
type PosterRow struct {
	N         int    `db:"n"`
	Watch     int64  `db:"watch"`     // not printed
	Household int64  `db:"household"` // not printed
	Head      string `db:"-"`         // as everybody may read it
	Kind      string `db:"-"`         // as the village passed it
}

// GetPoster reads what a notice of watches makes public, in the person's part of the county. None is NotFound.
func GetPoster(ctx context.Context, tx *pg.Tx, notice int64) (Poster, error) {
	var found []Poster
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &found, `
		SELECT n.id, n.year, n.serial, n.dated, n.days, n.digest, n.village, t.name AS township, v.name AS village_name, d.name AS committee,
		  o.name AS office, o.phone,
		  EXISTS (SELECT FROM notice_row r JOIN watch_event e ON e.county = r.county AND e.watch = r.watch AND e.event = 'nominate' AND e.on_day <= n.dated
		    WHERE r.county = n.county AND r.notice = n.id) AS release
		FROM notice n JOIN place v ON v.county = n.county AND v.id = n.village JOIN office o ON o.county = n.county
		JOIN division d ON d.code = LPAD(v.id::text, 12, '0')::CHAR(12) JOIN division t ON t.code = d.parent
		WHERE n.county = $1 AND n.id = $2 AND n.about = 'watch' AND n.village BETWEEN $3 AND $4`, tx.County, notice, first, last)
	if err != nil {
		return Poster{}, fmt.Errorf("find what is public: %w", err)
	}
	if len(found) == 0 {
		return Poster{}, errNoNotice
	}
	found[0].Rows, err = posterRows(ctx, tx, notice, found[0].Dated)
	return found[0], err
}
