package monitoring

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Plan records how a family shall be helped (帮扶方案; S0: within ten working days of approval).
func Plan(ctx context.Context, tx *pg.Tx, watch int64, text string) error {
	return tell(ctx, tx, PlanStep, procedure.Plan, watch, "帮扶方案", text, nil)
}

// FollowUp records that somebody looked after the family (走访), with photos if there are any.
func FollowUp(ctx context.Context, tx *pg.Tx, watch int64, on calendar.Date, text string, photos []Attachment) error {
	return tell(ctx, tx, FollowUpStep, procedure.FollowUp, watch, "走访情况", text, photos, on)
}

// tell records an act that is told in words.
func tell(ctx context.Context, tx *pg.Tx, step flow.Step, did procedure.Act, watch int64, title, text string, files []Attachment, on ...calendar.Date) error {
	if err := step.Permit(tx, step.Title); err != nil {
		return err
	}
	text, err := words.Need(title, text)
	if err != nil {
		return err
	}
	a := act{watch: watch, words: text}
	if len(on) > 0 {
		a.On = on[0]
	}
	before, err := record(ctx, tx, step, did, []act{a})
	if err != nil {
		return err
	}
	return attach(ctx, tx, watch, before[watch].Events+1, files)
}

// Order is a measure as it is ordered (下达): to a department or a township, with the day by which it shall be done.
type Order struct {
	Watch int64
	On    calendar.Date // the day it began to work (落实); 0: today
	Kind  string        // 帮扶类别, as the procedure names it
	To    string        // 乡镇 or a department
	Due   *calendar.Date
	Words string // what shall be done
}

// Measures orders measures for families. Which kinds a family may have, and whether these suffice, the procedure says.
func Measures(ctx context.Context, tx *pg.Tx, orders []Order) error {
	if err := MeasureStep.Permit(tx, fmt.Sprintf("下达帮扶措施 %d 项", len(orders))); err != nil {
		return err
	}
	if len(orders) == 0 {
		return fault.Invalidf("没有填写任何帮扶措施，请先填写")
	}
	agencies, err := agenciesAtWork(ctx, tx)
	if err != nil {
		return err
	}
	fit := make([]Order, len(orders))
	for i, o := range orders {
		if fit[i], err = o.fit(agencies, calendar.DateOf(tx.Now)); err != nil {
			return err
		}
	}
	for _, wave := range waves(fit) {
		if err := order(ctx, tx, wave); err != nil {
			return err
		}
	}
	return nil
}

// fit is the order as it is kept, or what is wrong with it.
func (o Order) fit(agencies map[string]bool, today calendar.Date) (Order, error) {
	if o.To != Township && !agencies[o.To] {
		return o, fault.Invalidf("“%s”没有在岗的部门报送员，请先建立账号，或下达给乡镇", o.To)
	}
	if o.On == 0 {
		o.On = today
	}
	if o.Due != nil && *o.Due < o.On {
		return o, fault.Invalidf("办结期限 %s 早于落实日期 %s，请核对", o.Due.Chinese(), o.On.Chinese())
	}
	var err error
	if o.Kind, err = words.Line("帮扶类别", o.Kind); err != nil {
		return o, err
	}
	o.Words, err = words.Need("措施内容", o.Words)
	return o, err
}

// waves are orders one of a family at a time: several of one family follow one another. The first holds every family, in the order of their ids.
func waves(orders []Order) (out [][]Order) {
	had := map[int64]int{}
	for _, o := range orders {
		n := had[o.Watch]
		if n == len(out) {
			out = append(out, nil)
		}
		out[n] = append(out[n], o)
		had[o.Watch]++
	}
	return out
}

// order records measures, one of each of their families.
func order(ctx context.Context, tx *pg.Tx, orders []Order) error {
	acts := make([]act, len(orders))
	for i, o := range orders {
		acts[i] = act{watch: o.Watch, Event: procedure.Event{On: o.On, Kind: o.Kind, Due: o.Due}}
	}
	before, err := record(ctx, tx, MeasureStep, procedure.Measure, acts)
	if err != nil {
		return err
	}
	type row struct {
		Watch int64          `db:"watch"`
		N     int            `db:"n"`
		Kind  string         `db:"kind"`
		To    string         `db:"ordered_to"`
		Due   *calendar.Date `db:"due_on"`
		Words string         `db:"words"`
		Salt  []byte         `db:"salt"`
	}
	rows := make([]row, len(orders))
	for i, o := range orders {
		rows[i] = row{o.Watch, before[o.Watch].Events + 1, o.Kind, o.To, o.Due, o.Words, secret.Salt()}
		tx.Cover("measure", o.Watch)
	}
	return pg.Insert(ctx, tx, "measure", rows)
}

// MeasureLine is a measure as pages and papers show it.
type MeasureLine struct {
	Watch     int64          `db:"watch"`
	N         int            `db:"n"`
	Kind      string         `db:"kind"`
	To        string         `db:"ordered_to"`
	On        calendar.Date  `db:"on_day"`
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

// MeasuresOf lists a watch's measures in the order of their orders, in the person's part of the county; a department's are those ordered from it.
func MeasuresOf(ctx context.Context, tx *pg.Tx, id int64) ([]MeasureLine, error) {
	if _, err := Get(ctx, tx, id); err != nil {
		return nil, err
	}
	all, err := measuresOf(ctx, tx, id)
	if agency := tx.By.Agency; agency != "" {
		all = slices.DeleteFunc(all, func(m MeasureLine) bool { return m.To != agency })
	}
	return all, err
}

// measuresOf pairs each closing event with the oldest measure of its kind that was open then, as the procedure does.
func measuresOf(ctx context.Context, tx *pg.Tx, id int64) ([]MeasureLine, error) {
	var found []MeasureLine
	err := tx.SelectContext(ctx, &found, `
		SELECT m.watch, m.n, m.kind, m.ordered_to, e.on_day, m.due_on, m.words, b.name AS by_name,
		  (SELECT what = 'accepted' FROM measure_note o WHERE o.county = m.county AND o.watch = m.watch AND o.n = m.n
		   AND what IN ('accepted', 'declined') ORDER BY id DESC LIMIT 1) AS accepted,
		  (SELECT what = 'effective' FROM measure_note o WHERE o.county = m.county AND o.watch = m.watch AND o.n = m.n
		   AND what IN ('effective', 'ineffective') ORDER BY id DESC LIMIT 1) AS effective
		FROM measure m JOIN watch_event e ON e.county = m.county AND e.watch = m.watch AND e.n = m.n
		JOIN staff b ON b.county = e.county AND b.id = e.by_staff
		WHERE m.county = $1 AND m.watch = $2 ORDER BY m.n`, tx.County, id)
	if err != nil {
		return nil, fmt.Errorf("find measures of a watch: %w", err)
	}
	events, err := eventsOf(ctx, tx, []int64{id})
	if err != nil {
		return nil, err
	}
	for _, e := range events[id] {
		if e.Act != procedure.Done && e.Act != procedure.Withdraw {
			continue
		}
		told, err := e.Told()
		if err != nil {
			return nil, err
		}
		for i, m := range found {
			if m.Open() && m.Kind == told.Kind && m.N < e.N {
				found[i].ClosedBy, found[i].Closed, found[i].ClosedOn = &e.N, &e.Act, &e.On
				break
			}
		}
	}
	return found, nil
}

// Close is what became of a measure: done, with what shows it, or withdrawn, with the reason.
type Close struct {
	Watch  int64
	N      int // the measure, by the number of its order
	On     calendar.Date
	Words  string
	Photos []Attachment
}

// Done records that a measure was carried out (办结), by whom it was ordered to.
func Done(ctx context.Context, tx *pg.Tx, c Close) error {
	if err := DoneStep.Permit(tx, "办结帮扶措施"); err != nil {
		return err
	}
	if len(c.Photos) == 0 {
		return fault.Invalidf("请上传措施落实的照片或凭证")
	}
	return finish(ctx, tx, DoneStep, procedure.Done, "办结情况", c)
}

// Withdraw takes an order back (撤销).
func Withdraw(ctx context.Context, tx *pg.Tx, c Close) error {
	if err := WithdrawStep.Permit(tx, "撤销帮扶措施"); err != nil {
		return err
	}
	return finish(ctx, tx, WithdrawStep, procedure.Withdraw, "撤销的理由", c)
}

func finish(ctx context.Context, tx *pg.Tx, step flow.Step, did procedure.Act, title string, c Close) error {
	text, err := words.Need(title, c.Words)
	if err != nil {
		return err
	}
	if _, err := hold(ctx, tx, step, []int64{c.Watch}); err != nil { // before it is read: two who close one measure would close two alike
		return err
	}
	m, all, err := measureOf(ctx, tx, c.Watch, c.N)
	if err != nil {
		return err
	}
	if err := m.closable(all); err != nil {
		return err
	}
	if did == procedure.Done {
		if err := ordered(tx, m); err != nil {
			return err
		}
	}
	before, err := record(ctx, tx, step, did, []act{{watch: c.Watch, words: text, Event: procedure.Event{On: c.On, Kind: m.Kind}}})
	if err != nil {
		return err
	}
	return attach(ctx, tx, c.Watch, before[c.Watch].Events+1, c.Photos)
}

// measureOf is one measure of a watch, with all of the watch's.
func measureOf(ctx context.Context, tx *pg.Tx, watch int64, n int) (MeasureLine, []MeasureLine, error) {
	if _, err := Get(ctx, tx, watch); err != nil {
		return MeasureLine{}, nil, err
	}
	all, err := measuresOf(ctx, tx, watch)
	if err != nil {
		return MeasureLine{}, nil, err
	}
	i := slices.IndexFunc(all, func(m MeasureLine) bool { return m.N == n })
	if i < 0 {
		return MeasureLine{}, nil, fault.NotFoundf("没有找到这项措施，请刷新")
	}
	return all[i], all, nil
}

// closable refuses a measure that is closed, or of which an older one of its kind is open: of two alike the procedure closes the older first.
func (m MeasureLine) closable(all []MeasureLine) error {
	if !m.Open() {
		return fault.Conflictf("这项措施已办结或撤销，请刷新")
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
		return fault.Conflictf("这项措施已办结或撤销，请刷新")
	}
	if err := ordered(tx, m); err != nil {
		return err
	}
	return note(ctx, tx, watch, n, map[bool]string{true: "accepted", false: "declined"}[yes], "不承办的理由", text, yes)
}

// Judge records whether a measure that was done worked (成效), by another than who did it.
func Judge(ctx context.Context, tx *pg.Tx, watch int64, n int, effective bool, text string) error {
	if err := JudgeStep.Permit(tx, "评价帮扶成效"); err != nil {
		return err
	}
	m, _, err := measureOf(ctx, tx, watch, n)
	if err != nil {
		return err
	}
	if m.Closed == nil || *m.Closed != procedure.Done {
		return fault.Blockedf("这项措施还没有办结，办结后再评价成效")
	}
	var by int64
	err = tx.GetContext(ctx, &by, `SELECT by_staff FROM watch_event WHERE county = $1 AND watch = $2 AND n = $3`, tx.County, watch, *m.ClosedBy)
	switch {
	case err != nil:
		return fmt.Errorf("look who did a measure: %w", err)
	case by == tx.By.ID:
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
