package monitoring

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Event is one thing that happened to a watch, as it was recorded.
type Event struct {
	Watch  int64           `db:"watch"`
	N      int             `db:"n"`
	Act    procedure.Act   `db:"event"`
	On     calendar.Date   `db:"on_day"`
	Detail json.RawMessage `db:"detail"` // what the procedure reads of it, by its words
	No     *string         `db:"no"`     // its number in the national system, or at the city
	By     int64           `db:"by_staff"`
	Name   string          `db:"by_name"`
	At     time.Time       `db:"at"`
	Words  *string         `db:"words"`
}

// detail is an event's particulars as its column holds them: what the procedure reads of it, by the words of the procedure's own table.
type detail struct {
	Source  string           `json:"source,omitempty"`
	Risk    string           `json:"risk,omitempty"`
	To      string           `json:"to,omitempty"`
	Result  procedure.Result `json:"result,omitempty"`
	Kind    string           `json:"kind,omitempty"`
	Due     string           `json:"due,omitempty"`
	Waits   bool             `json:"waits,omitempty"`  // of a measure: it does not work yet
	Began   string           `json:"began,omitempty"`  // of a measure: the day it began to work
	Income  *decimal.Decimal `json:"income,omitempty"` // yuan, of the household over the procedure's months
	Persons int              `json:"persons,omitempty"`
	Labour  procedure.Labour `json:"labour,omitempty"`
	Labels  []string         `json:"labels,omitempty"`
}

// stored is an event's detail for its column.
func stored(e procedure.Event) (json.RawMessage, error) {
	d := detail{Source: e.Source, Risk: e.Risk, To: e.To, Result: e.Result, Kind: e.Kind, Waits: e.Waits}
	if e.Due != nil {
		d.Due = e.Due.String()
	}
	if e.Began != nil {
		d.Began = e.Began.String()
	}
	if v := e.Visit; v != nil {
		d.Income, d.Persons, d.Risk, d.Labour, d.Labels = v.Income, v.Persons, string(v.Risk), v.Labour, v.Labels
	}
	return json.Marshal(d)
}

// Told is the event as the procedure reads it.
func (e Event) Told() (procedure.Event, error) {
	var d detail
	if err := json.Unmarshal(e.Detail, &d); err != nil {
		return procedure.Event{}, fmt.Errorf("detail of event %d of watch %d: %w", e.N, e.Watch, err)
	}
	told := procedure.Event{On: e.On, Act: e.Act, Source: d.Source, Risk: d.Risk, To: d.To, Result: d.Result, Kind: d.Kind, Waits: d.Waits}
	for _, day := range []struct {
		text string
		into **calendar.Date
	}{{d.Due, &told.Due}, {d.Began, &told.Began}} {
		if day.text == "" {
			continue
		}
		on, err := calendar.ParseDate(day.text)
		if err != nil {
			return told, fmt.Errorf("a day of event %d of watch %d: %w", e.N, e.Watch, err)
		}
		*day.into = &on
	}
	if e.Act == procedure.Visit {
		told.Risk = ""
		told.Visit = &procedure.Finding{Income: d.Income, Persons: d.Persons, Risk: procedure.Risk(d.Risk), Labour: d.Labour, Labels: d.Labels}
	}
	return told, nil
}

// History lists a watch's events in order, in the person's part of the county.
func History(ctx context.Context, tx *pg.Tx, id int64) ([]Event, error) {
	if _, err := Get(ctx, tx, id); err != nil {
		return nil, err
	}
	of, err := eventsOf(ctx, tx, []int64{id})
	return of[id], err
}

// eventsOf reads the events of watches in order, by watch.
func eventsOf(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64][]Event, error) {
	var events []Event
	err := tx.SelectContext(ctx, &events, `
		SELECT e.watch, e.n, e.event, e.on_day, e.detail, e.no, e.by_staff, b.name AS by_name, e.at, e.words
		FROM watch_event e JOIN staff b ON b.county = e.county AND b.id = e.by_staff
		WHERE e.county = $1 AND e.watch = ANY ($2) ORDER BY e.watch, e.n`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("read events of watches: %w", err)
	}
	of := make(map[int64][]Event, len(ids))
	for _, e := range events {
		of[e.Watch] = append(of[e.Watch], e)
	}
	return of, nil
}

// enteredOf are the days on which watches were approved to be watched, by watch; of one that never was there is none. It outlives the release.
func enteredOf(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]calendar.Date, error) {
	var rows []struct {
		Watch int64         `db:"watch"`
		On    calendar.Date `db:"on_day"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT watch, MIN(on_day) AS on_day FROM watch_event
		WHERE county = $1 AND watch = ANY ($2) AND event = 'approve' AND detail->>'result' = 'pass' GROUP BY watch`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find when families were taken in: %w", err)
	}
	of := make(map[int64]calendar.Date, len(rows))
	for _, r := range rows {
		of[r.Watch] = r.On
	}
	return of, nil
}
