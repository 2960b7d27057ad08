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
	besides
}

// besides are what is done beside families' ways: lists that are passed on, samples, what is put right, what families tell of themselves.
type besides struct {
	sentAnswers  []referralAnswerRow
	roundLooks   []roundLookRow
	pushes       []pushRow
	pushLines    []pushLine
	spotChecks   []spotCheckRow
	spotLines    []spotLine
	spotFindings []spotFindingRow
	toRectify    []rectificationRow
	rectified    []rectifiedRow
	signedOff    []signedOffRow
	selfSteps    []selfStepRow
}

func (w *watching) keepers() map[string]keeper {
	return map[string]keeper{
		"procedure": into(&w.procedures), "procedure_adoption": into(&w.procedureAdopted), "watch": into(&w.watches),
		"watch_event": into(&w.watchEvents), "signal": into(&w.signals), "visit": into(&w.visits), "evaluation": into(&w.evaluations),
		"watch_file": into(&w.watchFiles), "measure": into(&w.measures), "measure_note": into(&w.measureNotes),
		"watch_clearance": into(&w.watchCleared),
		"referral_answer": into(&w.sentAnswers), "round_look": into(&w.roundLooks),
		"push": into(&w.pushes), "push_row": into(&w.pushLines), "spot_check": into(&w.spotChecks), "spot_check_row": into(&w.spotLines),
		"spot_finding": into(&w.spotFindings), "rectification": into(&w.toRectify), "rectification_done": into(&w.rectified),
		"rectification_sign": into(&w.signedOff), "self_application_step": into(&w.selfSteps),
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
		ID     int64       `col:"id"`
		Watch  int64       `col:"watch"`
		N      int         `col:"n"`
		Source string      `col:"source"`
		Told   null[int64] `col:"report_row"`
		On     date        `col:"told_on"`
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
		To    string     `col:"ordered_to"`
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
		Answer     salted          `col:"reason"`
		DecidedBy  null[int64]     `col:"decided_by"`
		DecidedAt  null[time.Time] `col:"decided_at"`
	}
)

// Rows of what is done beside.
type (
	roundLookRow struct {
		record
		Household int64 `col:"household"`
	}
	referralAnswerRow struct {
		record
		Watch   int64        `col:"watch"`
		N       int          `col:"n"`
		Upto    int          `col:"upto"`
		Office  string       `col:"office"`
		Matter  string       `col:"matter"`
		On      date         `col:"on_day"`
		Paper   null[string] `col:"paper"`
		Written null[date]   `col:"written_on"`
	}
	pushRow struct {
		record
		ID      int64        `col:"id"`
		On      date         `col:"on_day"`
		Rows    int          `col:"rows"`
		Whom    null[string] `col:"whom"`
		Missing null[string] `col:"missing"`
	}
	pushLine struct { // push_row
		record
		Push      int64       `col:"push"`
		N         int         `col:"n"`
		Watch     null[int64] `col:"watch"`
		Household null[int64] `col:"household"`
	}
	spotCheckRow struct {
		record
		ID          int64     `col:"id"`
		From        date      `col:"from_on"`
		To          date      `col:"to_on"`
		PerTownship int       `col:"per_township"`
		Seed        int64     `col:"seed"`
		Points      amount    `col:"points"`
		DrawnAt     time.Time `col:"drawn_at"`
	}
	spotLine struct { // spot_check_row
		record
		SpotCheck int64 `col:"spot_check"`
		N         int   `col:"n"`
		Watch     int64 `col:"watch"`
		Township  int64 `col:"township"`
	}
	spotFindingRow struct {
		record
		SpotCheck int64 `col:"spot_check"`
		N         int   `col:"n"`
		By        int64 `col:"by_staff"`
	}
	rectificationRow struct {
		record
		ID        int64       `col:"id"`
		Household int64       `col:"household"`
		Watch     null[int64] `col:"watch"`
		Unit      string      `col:"unit"`
		DueOn     date        `col:"due_on"`
		OpenedOn  date        `col:"opened_on"`
	}
	rectifiedRow struct { // rectification_done
		record
		Rectification int64 `col:"rectification"`
		Turn          int   `col:"turn"`
		By            int64 `col:"by_staff"`
		On            date  `col:"on_day"`
	}
	signedOffRow struct { // rectification_sign
		record
		Rectification int64 `col:"rectification"`
		Turn          int   `col:"turn"`
		DoneBy        int64 `col:"done_by"`
		By            int64 `col:"by_staff"`
		Passed        bool  `col:"passed"`
	}
	selfStepRow struct { // self_application_step
		record
		Application int64       `col:"application"`
		N           int         `col:"n"`
		Did         string      `col:"did"`
		Watch       null[int64] `col:"watch"`
	}
)

// turn is one time that something was put right.
type turn struct {
	rectification int64
	n             int
}

func (r *rectifiedRow) turn() turn { return turn{r.Rectification, r.Turn} }
func (r *signedOffRow) turn() turn { return turn{r.Rectification, r.Turn} }

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
