package monitoring

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// MeasureLine is a measure as pages and papers show it.
type MeasureLine struct {
	Watch     int64          `db:"watch"`
	N         int            `db:"n"`
	Kind      string         `db:"kind"`
	To        string         `db:"ordered_to"`
	On        calendar.Date  `db:"on_day"` // of the order
	Began     *calendar.Date `db:"-"`      // since when it works (落实); nil: it does not yet
	Due       *calendar.Date `db:"due_on"`
	Words     string         `db:"words"`
	By        string         `db:"by_name"`
	ClosedBy  *int           `db:"closed_n"` // the event that closed it
	Closed    *procedure.Act `db:"closed"`   // done, withdraw
	ClosedOn  *calendar.Date `db:"closed_on"`
	Accepted  *bool          `db:"accepted"`  // nil: not answered
	Effective *bool          `db:"effective"` // nil: not judged
}

// Open tells whether the measure is neither done nor withdrawn.
func (m MeasureLine) Open() bool { return m.Closed == nil }

// Withdrawn tells whether it was taken back.
func (m MeasureLine) Withdrawn() bool { return m.Closed != nil && *m.Closed == procedure.Withdraw }

// MeasuresOf lists a watch's measures in the order of their orders, in the person's part of the county; a department's are those ordered from it.
func MeasuresOf(ctx context.Context, tx *pg.Tx, id int64) ([]MeasureLine, error) {
	of, err := MeasuresOfAll(ctx, tx, []int64{id})
	return of[id], err
}

// MeasuresOfAll lists the measures of watches likewise, by watch.
func MeasuresOfAll(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64][]MeasureLine, error) {
	if _, err := within(ctx, tx, ids); err != nil {
		return nil, err
	}
	of, err := measuresOf(ctx, tx, ids)
	if agency := tx.By.Agency; agency != "" {
		for id, all := range of {
			of[id] = slices.DeleteFunc(all, func(m MeasureLine) bool { return m.To != agency })
		}
	}
	return of, err
}

// measuresOf reads the measures of watches, by watch, and pairs each event that begins or closes one with the oldest of its kind that it can be, as
// the procedure does.
func measuresOf(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64][]MeasureLine, error) {
	var found []MeasureLine
	err := tx.SelectContext(ctx, &found, `
		SELECT m.watch, m.n, m.kind, m.ordered_to, e.on_day, m.due_on, m.words, b.name AS by_name,
		  (SELECT what = 'accepted' FROM measure_note o WHERE o.county = m.county AND o.watch = m.watch AND o.n = m.n
		   AND what IN ('accepted', 'declined') ORDER BY id DESC LIMIT 1) AS accepted,
		  (SELECT what = 'effective' FROM measure_note o WHERE o.county = m.county AND o.watch = m.watch AND o.n = m.n
		   AND what IN ('effective', 'ineffective') ORDER BY id DESC LIMIT 1) AS effective
		FROM measure m JOIN watch_event e ON e.county = m.county AND e.watch = m.watch AND e.n = m.n
		JOIN staff b ON b.county = e.county AND b.id = e.by_staff
		WHERE m.county = $1 AND m.watch = ANY ($2) ORDER BY m.watch, m.n`, tx.County, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("find measures of watches: %w", err)
	}
	of := make(map[int64][]MeasureLine, len(ids))
	for _, m := range found {
		of[m.Watch] = append(of[m.Watch], m)
	}
	events, err := eventsOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for id, all := range of {
		for _, e := range events[id] {
			if err := e.moves(all); err != nil {
				return nil, err
			}
		}
	}
	return of, nil
}

// moves takes into a watch's measures what an event tells of one: that it began, that it was carried out or withdrawn.
func (e Event) moves(all []MeasureLine) error {
	if !slices.Contains([]procedure.Act{procedure.Measure, procedure.Begin, procedure.Done, procedure.Withdraw}, e.Act) {
		return nil
	}
	told, err := e.Told()
	if err != nil {
		return err
	}
	began := &e.On
	if told.Began != nil {
		began = told.Began
	}
	i := slices.IndexFunc(all, func(m MeasureLine) bool {
		return e.Act == procedure.Measure && m.N == e.N || e.Act != procedure.Measure && m.N < e.N && m.Kind == told.Kind && m.Open() && (e.Act != procedure.Begin || m.Began == nil)
	})
	if i < 0 {
		return nil
	}
	m := &all[i]
	if e.Act == procedure.Done || e.Act == procedure.Withdraw {
		m.ClosedBy, m.Closed, m.ClosedOn = &e.N, &e.Act, &e.On
	}
	if m.Began == nil && !told.Waits && e.Act != procedure.Withdraw {
		m.Began = began // what was carried out has begun
	}
	return nil
}

// Begin records since when a measure that was ordered works (落实), by whom it was ordered to: a day since its order, 0 is today. From the first such
// day of a family the time of its release is counted.
func Begin(ctx context.Context, tx *pg.Tx, watch int64, n int, began calendar.Date) error {
	if err := BeginStep.Permit(tx, "登记措施落实"); err != nil {
		return err
	}
	m, all, err := heldMeasure(ctx, tx, BeginStep, watch, n)
	if err != nil {
		return err
	}
	if began == 0 {
		began = calendar.DateOf(tx.Now)
	}
	switch older := slices.IndexFunc(all, func(o MeasureLine) bool { return o.N < n && o.Kind == m.Kind && o.Open() && o.Began == nil }); {
	case !m.Open():
		return errClosed
	case m.Began != nil:
		return fault.Conflictf("这项措施已登记落实（%s），请刷新", m.Began.Chinese())
	case older >= 0:
		return fault.Blockedf("同类措施中有一项更早下达、尚未落实的（%s下达），请先登记那一项", all[older].On.Chinese())
	}
	if err := ordered(tx, m); err != nil {
		return err
	}
	_, err = record(ctx, tx, BeginStep, procedure.Begin, []act{{watch: watch, Event: procedure.Event{Kind: m.Kind, Began: &began}}})
	return err
}

// heldMeasure is one measure of a watch with all of the watch's, held before it is read: two who close one measure would close two alike.
func heldMeasure(ctx context.Context, tx *pg.Tx, step flow.Step, watch int64, n int) (MeasureLine, []MeasureLine, error) {
	if _, err := hold(ctx, tx, step, []int64{watch}); err != nil {
		return MeasureLine{}, nil, err
	}
	return measureOf(ctx, tx, watch, n)
}

var errClosed = fault.Conflictf("这项措施已办结或撤销，请刷新")

// measureOf is one measure of a watch, with all of the watch's.
func measureOf(ctx context.Context, tx *pg.Tx, watch int64, n int) (MeasureLine, []MeasureLine, error) {
	if _, err := Get(ctx, tx, watch); err != nil {
		return MeasureLine{}, nil, err
	}
	of, err := measuresOf(ctx, tx, []int64{watch})
	if err != nil {
		return MeasureLine{}, nil, err
	}
	m, err := numberedMeasure(of[watch], n)
	return m, of[watch], err
}

// numberedMeasure is the one of a watch's measures that bears the number of its order.
func numberedMeasure(all []MeasureLine, n int) (MeasureLine, error) {
	i := slices.IndexFunc(all, func(m MeasureLine) bool { return m.N == n })
	if i < 0 {
		return MeasureLine{}, fault.NotFoundf("没有找到这项措施，请刷新")
	}
	return all[i], nil
}

// closable refuses a measure that is closed, or of which an older one of its kind is open: of two alike the procedure closes the older first.
func (m MeasureLine) closable(all []MeasureLine) error {
	if !m.Open() {
		return errClosed
	}
	older := func(o MeasureLine) bool { return o.N < m.N && o.Kind == m.Kind && o.Open() }
	if i := slices.IndexFunc(all, older); i >= 0 {
		return fault.Blockedf("同类措施中有一项更早下达、尚未办结的（%s下达），请先办理那一项", all[i].On.Chinese())
	}
	return nil
}

// ordered refuses whoever a measure was not ordered to.
func ordered(tx *pg.Tx, m MeasureLine) error {
	if !m.OrderedTo(tx.By) {
		return fault.Blockedf("这项措施下达给了%s，须由其办理", m.To)
	}
	return nil
}

// OrderedTo tells whether a measure is somebody's to carry out: of the department that they are of, or of the township.
func (m MeasureLine) OrderedTo(by who.Person) bool { return m.To == orderedOf(by) }

// Accept records whether whoever a measure was ordered to takes it on (承办); a refusal has its reason.
func Accept(ctx context.Context, tx *pg.Tx, watch int64, n int, yes bool, text string) error {
	if err := AcceptStep.Permit(tx, "承办帮扶措施"); err != nil {
		return err
	}
	m, _, err := measureOf(ctx, tx, watch, n)
	if err != nil {
		return err
	}
	if !m.Open() {
		return errClosed
	}
	if err := ordered(tx, m); err != nil {
		return err
	}
	return note(ctx, tx, watch, n, map[bool]string{true: "accepted", false: "declined"}[yes], "不承办的理由", text, yes)
}

// Judge records whether a measure that was done worked (成效), once, by another than who did it.
func Judge(ctx context.Context, tx *pg.Tx, watch int64, n int, effective bool, text string) error {
	if err := JudgeStep.Permit(tx, "评价帮扶成效"); err != nil {
		return err
	}
	m, _, err := heldMeasure(ctx, tx, JudgeStep, watch, n)
	switch {
	case err != nil:
		return err
	case !m.Finished():
		return fault.Blockedf("这项措施还没有办结，办结后再评价成效")
	case m.Effective != nil:
		return fault.Conflictf("这项措施的成效已经评价（%s），请刷新", m.Worked())
	}
	var own bool
	err = tx.GetContext(ctx, &own, `
		SELECT human($1, by_staff) = human($1, $4) FROM watch_event WHERE county = $1 AND watch = $2 AND n = $3`, tx.County, watch, *m.ClosedBy, tx.By.ID)
	switch {
	case err != nil:
		return fmt.Errorf("look who did a measure: %w", err)
	case own:
		return fault.Forbiddenf("措施由本人办结，须由另一人评价成效")
	}
	return note(ctx, tx, watch, n, map[bool]string{true: "effective", false: "ineffective"}[effective], "成效不好的情况", text, effective)
}

// note keeps what is said of a measure. Free is what needs no words.
func note(ctx context.Context, tx *pg.Tx, watch int64, n int, what, title, text string, free bool) error {
	var kept *string
	if text != "" || !free {
		t, err := words.Ask("请写明"+title, title, text)
		if err != nil {
			return err
		}
		kept = &t
	}
	type row struct {
		ID    int64         `db:"id"`
		Watch int64         `db:"watch"`
		N     int           `db:"n"`
		What  string        `db:"what"`
		By    int64         `db:"by_staff"`
		On    calendar.Date `db:"on_day"`
		Words *string       `db:"words"`
		Salt  []byte        `db:"salt"`
	}
	tx.Cover("measure_note", watch)
	return pg.Insert(ctx, tx, "measure_note", []row{{pg.NewID(), watch, n, what, tx.By.ID, calendar.DateOf(tx.Now), kept, secret.Salt()}})
}
