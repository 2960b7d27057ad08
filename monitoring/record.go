package monitoring

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/procedure"
)

// act is one event of one watch as a verb is told it. Its day is today where none is told; its Act is record's.
type act struct {
	procedure.Event
	watch int64
	no    string // in the national system, or at the city
	words string

	objection int64         // under which id an objection is received, or which is answered
	received  calendar.Date // when an objection was heard; 0: on the event's day
}

// record takes one event of each of the watches: each is possible by the watch's procedure, or the batch is refused with the reason. It answers
// the watches as they stood before and the numbers that the events got, by watch.
func record(ctx context.Context, tx *pg.Tx, step flow.Step, did procedure.Act, acts []act) (map[int64]Watch, error) {
	ids := make([]int64, len(acts))
	for i, a := range acts {
		ids[i] = a.watch
	}
	held, err := hold(ctx, tx, step, ids)
	if err != nil {
		return nil, err
	}
	courses, err := coursesOf(ctx, tx, held)
	if err != nil {
		return nil, err
	}
	rows := make([]told, len(acts))
	for i, a := range acts {
		if rows[i], err = courses[a.watch].take(tx, did, a); err != nil {
			return nil, err
		}
	}
	return held, knock(ctx, tx, did, rows)
}

// course is a watch with its procedure and what its events came to by it.
type course struct {
	Watch
	rule   *procedure.Procedure
	family *procedure.Family
}

// coursesOf replays the watches' events by their procedures.
func coursesOf(ctx context.Context, tx *pg.Tx, watches map[int64]Watch) (map[int64]*course, error) {
	rules, err := lawsOf(ctx, tx, watches)
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(ctx, tx, slices.Collect(maps.Keys(watches)))
	if err != nil {
		return nil, err
	}
	courses := make(map[int64]*course, len(watches))
	for id, w := range watches {
		courses[id] = &course{Watch: w, rule: rules[w.Procedure], family: &procedure.Family{}}
		if err := courses[id].replay(events[id]); err != nil {
			return nil, err
		}
	}
	return courses, nil
}

// replay takes events in that were recorded.
func (c *course) replay(events []Event) error {
	for _, e := range events {
		told, err := e.Told()
		if err == nil {
			err = c.family.Apply(c.rule, told)
		}
		if err != nil {
			return fmt.Errorf("replay event %d of watch %d: %w", e.N, e.Watch, err)
		}
	}
	return nil
}

// take applies one event to the course and answers it as the door is told it.
func (c *course) take(tx *pg.Tx, did procedure.Act, a act) (told, error) {
	today := calendar.DateOf(tx.Now)
	a.Act = did
	if a.On == 0 {
		a.On = today
	}
	if a.On > today {
		return told{}, fault.Invalidf("%s：日期 %s 晚于今天，请核对", c.called(), a.On.Chinese())
	}
	if err := c.family.Apply(c.rule, a.Event); err != nil {
		return told{}, c.refused(err)
	}
	particulars, err := stored(a.Event)
	if err != nil {
		return told{}, fmt.Errorf("detail of an event: %w", err)
	}
	c.Events++
	row := told{
		Watch: c.ID, N: c.Events, Household: c.Household, Procedure: c.Procedure, Previous: c.Previous, On: a.On.String(), Detail: particulars,
		No: orNull(a.no), Words: orNull(a.words), Salt: hex.EncodeToString(secret.Salt()), Objection: a.objection,
		Received: a.On.String(),
	}
	if a.received != 0 {
		row.Received = a.received.String()
	}
	row.stand(c, a.On)
	return row, nil
}

// refused names the family that the procedure refuses, in the kind of its refusal.
func (c *course) refused(err error) error {
	return &fault.Error{Kind: fault.KindOf(err), Message: c.called() + "：" + err.Error()}
}

// called is how a refusal names the family.
func (w Watch) called() string {
	if w.Head == "" {
		return "第 " + w.No + " 户"
	}
	return w.Head + "户（" + w.No + "）"
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// told is a row of watch_record(): the event, and where the watch stands after it.
type told struct {
	Watch     int64           `json:"watch"`
	N         int             `json:"n"`
	Household int64           `json:"household"`
	Procedure int64           `json:"procedure"`
	Previous  *int64          `json:"previous"`
	On        string          `json:"on_day"`
	Detail    json.RawMessage `json:"detail"`
	No        *string         `json:"no"`
	Words     *string         `json:"words"`
	Salt      string          `json:"salt"`
	Objection int64           `json:"objection"`
	Received  string          `json:"received"`

	State        procedure.State  `json:"state"`
	Next         *procedure.Act   `json:"next"`
	Due          *string          `json:"due"`
	AfterWait    *procedure.Act   `json:"after_wait"`
	AfterDue     *string          `json:"after_due"`
	Kind         *string          `json:"kind"`
	PerHead      *decimal.Decimal `json:"per_head"`
	Since        *string          `json:"since"`
	NominateFrom *string          `json:"nominate_from"`
}

// stand fills in where the watch stands on the day of its last event; verification does the same over the same events.
func (t *told) stand(c *course, on calendar.Date) {
	s := StandingOf(c.rule, c.family, on)
	t.State, t.Next, t.Due, t.AfterWait, t.AfterDue = s.State, s.Next, day(s.Due), s.AfterWait, day(s.AfterDue)
	t.Kind, t.PerHead, t.Since, t.NominateFrom = s.Kind, s.PerHead, day(s.Since), day(s.NominateFrom)
}

func day(d *calendar.Date) *string {
	if d == nil {
		return nil
	}
	text := d.String()
	return &text
}

// knock records the events at the door, and covers them.
func knock(ctx context.Context, tx *pg.Tx, did procedure.Act, rows []told) error {
	batch, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("events: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `SELECT watch_record($1, $2, $3, $4)`, tx.County, did, batch, tx.By.ID); err != nil {
		return fmt.Errorf("record %s: %w", did, err)
	}
	for _, r := range rows {
		tx.Cover("watch", r.Watch)
		tx.Cover("watch_event", r.Watch)
	}
	return nil
}
