package verify

import "time"

// Rows of what is paid: how much, who agreed, whether it arrived, and the books.
type (
	assessmentRow struct {
		record
		ID          int64       `col:"id"`
		Claim       int64       `col:"claim"`
		Round       int         `col:"round"`
		Part        int         `col:"part"`
		Adjuster    int64       `col:"adjuster"`
		AssessedBy  int64       `col:"assessed_by"`
		AssessedOn  date        `col:"assessed_on"`
		Scheme      int64       `col:"scheme"`
		Household   int64       `col:"household"`
		Person      null[int64] `col:"person"`
		Accumulator string      `col:"accumulator"`
		N           int         `col:"n"`
		Own         amount      `col:"own"`
		Amount      amount      `col:"amount"`
		Facts       string      `col:"facts"`
		Past        string      `col:"past"`
		Working     string      `col:"working"`
	}
	payoutRow struct {
		record
		ID         int64  `col:"id"`
		Claim      int64  `col:"claim"`
		Round      int    `col:"round"`
		Adjuster   int64  `col:"adjuster"`
		AssessedBy int64  `col:"assessed_by"`
		Scheme     int64  `col:"scheme"`
		Fund       int64  `col:"fund"`
		Payee      int64  `col:"payee"`
		Place      int64  `col:"place"`
		Amount     amount `col:"amount"`
		Status     string `col:"status"`
	}
	heirRow struct {
		record
		Payout    int64       `col:"payout"`
		N         int         `col:"n"`
		Person    int64       `col:"person"`
		DecidedBy int64       `col:"decided_by"`
		Naming    null[int64] `col:"naming"`
	}
	namingRow struct { // heir_naming
		record
		ID     int64 `col:"id"`
		Payout int64 `col:"payout"`
		Person int64 `col:"person"`
	}
	deathCheckRow struct {
		record
		Payout  int64 `col:"payout"`
		Attempt int   `col:"attempt"`
	}
	noticeRow struct {
		record
		ID          int64           `col:"id"`
		Village     int64           `col:"village"`
		Year        int             `col:"year"`
		Serial      int             `col:"serial"`
		Dated       date            `col:"dated"`
		Days        int             `col:"days"`
		PastHoliday bool            `col:"past_holiday"`
		PastWeekend bool            `col:"past_weekend"`
		Rows        int             `col:"rows"`
		Total       amount          `col:"total"`
		Digest      string          `col:"digest"`
		About       null[string]    `col:"about"`
		MadeAt      null[time.Time] `col:"made_at"`
	}
	noticeLine struct { // notice_row
		record
		Notice int64  `col:"notice"`
		N      int    `col:"n"`
		Payout int64  `col:"payout"`
		Place  int64  `col:"place"`
		Amount amount `col:"amount"`
	}
	postingRow struct {
		record
		ID         int64        `col:"id"`
		Notice     int64        `col:"notice"`
		Place      int64        `col:"place"`
		PostedOn   date         `col:"posted_on"`
		Photo      string       `col:"photo"`
		Print      null[string] `col:"print"`
		RecordedAt time.Time    `col:"recorded_at"`
		DownOn     null[date]   `col:"down_on"`
	}
	clockRow struct {
		record
		Notice         int64           `col:"notice"`
		Place          int64           `col:"place"`
		Run            int             `col:"run"`
		VillagePosting int64           `col:"village_posting"`
		PlacePosting   int64           `col:"place_posting"`
		LastDay        date            `col:"last_day"`
		EndsAt         time.Time       `col:"ends_at"`
		RestartedAt    null[time.Time] `col:"restarted_at"`
	}
	clearanceRow struct {
		record
		Payout    int64     `col:"payout"`
		Notice    int64     `col:"notice"`
		Place     int64     `col:"place"`
		Run       int       `col:"run"`
		ClearedAt time.Time `col:"cleared_at"`
	}
	objectionRow struct {
		record
		ID         int64           `col:"id"`
		Payout     int64           `col:"payout"`
		ReceivedBy int64           `col:"received_by"`
		ReceivedAt time.Time       `col:"received_at"`
		Upheld     null[bool]      `col:"upheld"`
		Reason     withheld        `col:"reason"`
		Answer     salted          `col:"reason"`
		DecidedBy  null[int64]     `col:"decided_by"`
		DecidedAt  null[time.Time] `col:"decided_at"`
	}
	withdrawalRow struct {
		record
		Payout int64 `col:"payout"`
	}
	listRow struct {
		record
		ID     int64      `col:"id"`
		Fund   int64      `col:"fund"`
		Dated  date       `col:"dated"`
		Year   null[int]  `col:"year"`
		Serial null[int]  `col:"serial"`
		Rows   int        `col:"rows"`
		Total  amount     `col:"total"`
		Digest string     `col:"digest"`
		Status string     `col:"status"`
		Again  null[bool] `col:"again"`
	}
	listLine struct { // list_row
		record
		List    int64  `col:"list"`
		N       int    `col:"n"`
		Payout  int64  `col:"payout"`
		Amount  amount `col:"amount"`
		Account int64  `col:"account"`
	}
	flagRow struct { // list_flag
		record
		List     int64  `col:"list"`
		Payout   int64  `col:"payout"`
		Kind     string `col:"kind"`
		Composed bool   `col:"composed"`
	}
	flagAnswerRow struct {
		record
		List   int64  `col:"list"`
		Payout int64  `col:"payout"`
		Kind   string `col:"kind"`
		Person int64  `col:"person"`
		Reason salted `col:"reason"`
	}
	handRow struct {
		record
		List   int64     `col:"list"`
		Person int64     `col:"person"`
		Part   string    `col:"part"`
		At     time.Time `col:"at"`
	}
	batchRow struct {
		record
		ID     int64     `col:"id"`
		List   int64     `col:"list"`
		SentBy int64     `col:"sent_by"`
		SentAt time.Time `col:"sent_at"`
	}
	instructionRow struct {
		record
		Payout  int64  `col:"payout"`
		Attempt int    `col:"attempt"`
		Batch   int64  `col:"batch"`
		Amount  amount `col:"amount"`
		Account int64  `col:"account"`
		Status  string `col:"status"`
	}
	answerRow struct {
		record
		ID   int64  `col:"id"`
		File string `col:"file"`
	}
	answerLine struct {
		record
		Answer     int64        `col:"answer"`
		Line       int          `col:"line"`
		Payout     null[int64]  `col:"payout"`
		Attempt    null[int]    `col:"attempt"`
		Amount     null[amount] `col:"amount"`
		Outcome    null[string] `col:"outcome"`
		Words      null[string] `col:"words"`
		Break      null[string] `col:"break"`
		AdmittedBy null[int64]  `col:"admitted_by"`
	}
	resolutionRow struct {
		record
		ID      int64 `col:"id"`
		Answer  int64 `col:"answer"`
		Line    int   `col:"line"`
		Paid    bool  `col:"paid"`
		AskedBy int64 `col:"asked_by"`
	}

	entryRow struct {
		record
		ID        int64       `col:"id"`
		Ref       string      `col:"ref"`
		On        date        `col:"on_day"`
		No        int         `col:"no"`
		MadeBy    int64       `col:"made_by"`
		CheckedBy null[int64] `col:"checked_by"`
		Reverses  null[int64] `col:"reverses"`
	}
	transferRow struct {
		record
		Entry  int64  `col:"entry"`
		N      int    `col:"n"`
		Debit  string `col:"debit"`
		Credit string `col:"credit"`
		Amount amount `col:"amount"`
		Ref    string `col:"ref"`
	}
)
