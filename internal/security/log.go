package security

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// Event is one line of the log, with what somebody found who looked into it.
type Event struct {
	ID       int64     `db:"id"`
	At       time.Time `db:"at"`
	Kind     Kind      `db:"kind"`
	Staff    int64     `db:"staff"` // 0 for nobody known
	Name     string    `db:"name"`  // theirs
	Network  string    `db:"network"`
	Route    string    `db:"route"`
	Code     string    `db:"code"`
	N        int64     `db:"n"` // the n-th of its kind within the hour by this source
	Alarm    bool      `db:"alarm"`
	LookedBy string    `db:"looked_by"` // empty while nobody looked into it
	Words    string    `db:"words"`
	Own      bool      `db:"own"` // it is about whoever reads, in whatever name
}

// Waits tells whether it is an alarm that nobody looked into.
func (e Event) Waits() bool { return e.Alarm && e.LookedBy == "" }

// Filter narrows a Find. Zero values do not.
type Filter struct {
	Kind   Kind
	Staff  int64
	On     *calendar.Date
	Since  time.Time
	Waits  bool // alarms that nobody looked into
	Window pg.Window
}

// Find reads the log, the newest first, and how many lines there are in all. Whoever may come here, the page's route says.
func Find(ctx context.Context, tx *pg.Tx, f Filter) (events []Event, total int, err error) {
	from, to := f.Since, time.Time{}
	if f.On != nil {
		from, to = f.On.Start(), f.On.End()
	}
	const which = ` FROM security_event e LEFT JOIN security_review r ON r.county = $1 AND r.event = e.id
		WHERE e.county = $1 AND ($2 = '' OR e.kind = $2) AND ($3::BIGINT = 0 OR e.staff = $3) AND (NOT $4 OR e.alarm AND r.event IS NULL)
		  AND ($5::TIMESTAMPTZ IS NULL OR e.at >= $5) AND ($6::TIMESTAMPTZ IS NULL OR e.at < $6)`
	args := []any{tx.County, f.Kind, f.Staff, f.Waits, given(from), given(to)}
	if err := tx.GetContext(ctx, &total, `SELECT count(*)`+which, args...); err != nil {
		return nil, 0, fmt.Errorf("count the security log: %w", err)
	}
	err = tx.SelectContext(ctx, &events, `
		SELECT e.id, e.at, e.kind, COALESCE(e.staff, 0) AS staff, e.network, e.route, e.code, e.n, e.alarm, COALESCE(r.words, '') AS words,
		  COALESCE((SELECT name FROM staff s WHERE s.county = $1 AND s.id = e.staff), '') AS name,
		  COALESCE((SELECT name FROM staff s WHERE s.county = $1 AND s.id = r.looked_by), '') AS looked_by,
		  COALESCE(human($1, e.staff) = human($1, $7), false) AS own`+which+` ORDER BY e.id DESC LIMIT $8 OFFSET $9`,
		append(args, tx.By.ID, f.Window.Limit, f.Window.Offset)...)
	if err != nil {
		return nil, 0, fmt.Errorf("read the security log: %w", err)
	}
	return events, total, nil
}

// given is a time as a query's parameter: NULL where none was given.
func given(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// Tasks are the alarms that wait for whoever may look into them; their own are another's.
func Tasks(ctx context.Context, tx *pg.Tx) ([]flow.Task, error) {
	if !LookStep.May(tx.By.Role) {
		return nil, nil
	}
	var n int
	err := tx.GetContext(ctx, &n, `
		SELECT count(*) FROM security_event e WHERE e.county = $1 AND e.alarm AND (human($1, e.staff) = human($1, $2)) IS NOT TRUE
		  AND NOT EXISTS (SELECT FROM security_review r WHERE r.county = $1 AND r.event = e.id)`, tx.County, tx.By.ID)
	if err != nil {
		return nil, fmt.Errorf("count alarms: %w", err)
	}
	if n == 0 {
		return nil, nil
	}
	return []flow.Task{{Verb: LookStep.Verb, Count: n}}, nil
}

// errAlarms is the answer to alarms that are none, or were looked into meanwhile.
var errAlarms = fault.Conflictf("选中的告警不存在、已有人处理或与本人有关，请刷新后重选")
