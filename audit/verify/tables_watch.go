package verify

import "time"

// watching is what families at risk went through.
type watching struct {
	procedures       []procedureRow
	procedureAdopted []procedureAdoptionRow
	watches          []watchRow
	watchEvents      []watchEventRow
	signals          []signalRow
	visits           []visitRow
	evaluations      []evaluationRow
	watchFiles       []watchFileRow
	measures         []measureRow
	measureNotes     []measureNoteRow
	watchCleared     []watchClearanceRow
	watchLines       []watchLine
	watchObjections  []watchObjectionRow
}

func (w *watching) keepers() map[string]keeper {
	return map[string]keeper{
		"procedure": into(&w.procedures), "procedure_adoption": into(&w.procedureAdopted), "watch": into(&w.watches),
		"watch_event": into(&w.watchEvents), "signal": into(&w.signals), "visit": into(&w.visits), "evaluation": into(&w.evaluations),
		"watch_file": into(&w.watchFiles), "measure": into(&w.measures), "measure_note": into(&w.measureNotes),
		"watch_clearance": into(&w.watchCleared),
	}
}

// Rows of the watch. Dates and amounts that a watch's row keeps are compared as they are printed.
type (
	procedureRow struct {
		record
		ID          int64     `col:"id"`
		Hash        string    `col:"hash"`
		Source      string    `col:"source"`
		From        date      `col:"term_from"`
		To          date      `col:"term_to"`
		Enter       string    `col:"enter_steps"`
		Clear       string    `col:"clear_steps"`
		Days        null[int] `col:"days"`
		PastHoliday bool      `col:"past_holiday"`
		PastWeekend bool      `col:"past_weekend"`
		ProposedBy  int64     `col:"proposed_by"`
	}
	procedureAdoptionRow struct {
		record
		Procedure   int64 `col:"procedure"`
		ProposedBy  int64 `col:"proposed_by"`
		ConfirmedBy int64 `col:"confirmed_by"`
		From        date  `col:"from_on"`
	}
	watchRow struct {
		record
		ID           int64        `col:"id"`
		Household    int64        `col:"household"`
		Procedure    int64        `col:"procedure"`
		OpenedOn     date         `col:"opened_on"`
		Previous     null[int64]  `col:"previous"`
		Events       int          `col:"events"`
		State        string       `col:"state"`
		Next         null[string] `col:"next"`
		Due          null[date]   `col:"due"`
		AfterWait    null[string] `col:"after_wait"`
		AfterDue     null[date]   `col:"after_due"`
		Kind         null[string] `col:"kind"`
		PerHead      null[amount] `col:"per_head"`
		Since        null[date]   `col:"since"`
		NominateFrom null[date]   `col:"nominate_from"`
	}
	watchEventRow struct {
		record
		Watch  int64     `col:"watch"`
		N      int       `col:"n"`
		Event  string    `col:"event"`
		On     date      `col:"on_day"`
		Detail string    `col:"detail"`
		By     int64     `col:"by_staff"`
		At     time.Time `col:"at"`
	}
	signalRow struct {
		record
		Watch int64       `col:"watch"`
		N     int         `col:"n"`
		Told  null[int64] `col:"report_row"`
	}
	visitRow struct {
		record
		Watch      int64        `col:"watch"`
		N          int          `col:"n"`
		From       date         `col:"window_from"`
		To         date         `col:"window_to"`
		Members    string       `col:"members"`
		Income     string       `col:"income"`
		Costs      amount       `col:"costs"`
		Safeguards string       `col:"safeguards"`
		Labour     null[string] `col:"labour"`
	}
	evaluationRow struct {
		record
		Watch   int64 `col:"watch"`
		N       int   `col:"n"`
		HeldOn  date  `col:"held_on"`
		Yes     int   `col:"yes"`
		No      int   `col:"no"`
		Abstain int   `col:"abstain"`
	}
	watchFileRow struct {
		record
		Watch int64 `col:"watch"`
		N     int   `col:"n"`
	}
	measureRow struct {
		record
		Watch int64      `col:"watch"`
		N     int        `col:"n"`
		Kind  string     `col:"kind"`
		DueOn null[date] `col:"due_on"`
	}
	measureNoteRow struct {
		record
		Watch int64  `col:"watch"`
		N     int    `col:"n"`
		What  string `col:"what"`
		By    int64  `col:"by_staff"`
	}
	watchClearanceRow struct {
		record
		Watch  int64 `col:"watch"`
		N      int   `col:"n"`
		Notice int64 `col:"notice"`
		Place  int64 `col:"place"`
		Run    int   `col:"run"`
	}
	watchLine struct { // notice_row
		record
		Notice     int64     `col:"notice"`
		N          int       `col:"n"`
		Watch      int64     `col:"watch"`
		Evaluation null[int] `col:"evaluation"`
		Place      int64     `col:"place"`
		Amount     amount    `col:"amount"`
	}
	watchObjectionRow struct { // objection
		record
		ID         int64           `col:"id"`
		Watch      int64           `col:"watch"`
		ReceivedOn date            `col:"received_on"`
		ReceivedBy int64           `col:"received_by"`
		ReceivedAt time.Time       `col:"received_at"`
		Upheld     null[bool]      `col:"upheld"`
		Reason     withheld        `col:"reason"`
		DecidedBy  null[int64]     `col:"decided_by"`
		DecidedAt  null[time.Time] `col:"decided_at"`
	}
)

// at is a place on a watch's way.
type at struct {
	watch int64
	n     int
}

func (r *watchEventRow) at() at     { return at{r.Watch, r.N} }
func (r *signalRow) at() at         { return at{r.Watch, r.N} }
func (r *visitRow) at() at          { return at{r.Watch, r.N} }
func (r *evaluationRow) at() at     { return at{r.Watch, r.N} }
func (r *watchFileRow) at() at      { return at{r.Watch, r.N} }
func (r *measureRow) at() at        { return at{r.Watch, r.N} }
func (r *measureNoteRow) at() at    { return at{r.Watch, r.N} }
func (r *watchClearanceRow) at() at { return at{r.Watch, r.N} }
