package verify

import (
	"database/sql"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/registry"
	"fangpin/scheme"
)

type (
	null[T any] = sql.Null[T]
	amount      = decimal.Decimal
	date        = calendar.Date
)

// Rows as the checks need them: of each table the columns that something is derived from. JSON and bytea stay as PostgreSQL prints them.
type (
	placeRow struct {
		record
		ID      int64 `col:"id"`
		Village int64 `col:"village"`
	}
	householdRow struct {
		record
		ID    int64 `col:"id"`
		Place int64 `col:"place"`
	}
	personRow struct {
		record
		ID        int64    `col:"id"`
		Household int64    `col:"household"`
		Relation  string   `col:"relation"`
		Died      withheld `col:"died_on"`
	}
	labelRow struct {
		record
		ID        int64      `col:"id"`
		Household int64      `col:"household"`
		Label     string     `col:"label"`
		From      date       `col:"from_on"`
		To        null[date] `col:"to_on"`
		Mistaken  null[bool] `col:"mistaken"`
	}
	correctionRow struct {
		record
		Kind      registry.Mistake `col:"kind"`
		Person    null[int64]      `col:"person"`
		Label     null[int64]      `col:"label"`
		Household int64            `col:"household"`
		Deed      int64            `col:"deed"`
		To        null[date]       `col:"to_on"`
		By        int64            `col:"by_staff"`
		Reason    withheld         `col:"reason"`
	}
	accountRow struct {
		record
		ID        int64 `col:"id"`
		Person    int64 `col:"person"`
		EnteredBy int64 `col:"entered_by"`
	}
	confirmationRow struct {
		record
		Account     int64 `col:"account"`
		EnteredBy   int64 `col:"entered_by"`
		ConfirmedBy int64 `col:"confirmed_by"`
	}

	proposalRow struct {
		record
		Act        string          `col:"act"`
		Subject    int64           `col:"subject"`
		Digest     string          `col:"digest"`
		ProposedBy int64           `col:"proposed_by"`
		ProposedAt time.Time       `col:"proposed_at"`
		ExpiresAt  time.Time       `col:"expires_at"`
		Confirmed  null[bool]      `col:"confirmed"`
		DecidedBy  null[int64]     `col:"decided_by"`
		DecidedAt  null[time.Time] `col:"decided_at"`
		Reason     withheld        `col:"reason"`
	}
	signatureRow struct {
		record
		Verb              string       `col:"verb"`
		Slot              string       `col:"slot"`
		Person            int64        `col:"person"`
		Role              string       `col:"role"`
		Subject           string       `col:"subject"`
		Digest            string       `col:"digest"`
		Total             null[amount] `col:"total"`
		Flags             null[string] `col:"flags"`
		Nonce             string       `col:"nonce"`
		ExpiresAt         time.Time    `col:"expires_at"`
		At                time.Time    `col:"at"`
		Passkey           null[int64]  `col:"passkey"`
		ClientData        null[string] `col:"client_data"`
		AuthenticatorData null[string] `col:"authenticator_data"`
		Signature         null[string] `col:"signature"`
		MAC               string       `col:"mac"`
	}
	signingRow struct {
		record
		ID   int64  `col:"id"`
		Role string `col:"role"`
		Code bool   `col:"code"`
	}
	probationRow struct {
		record
		ID   int64 `col:"id"`
		Days int   `col:"days"`
	}
	reconciliationRow struct {
		record
		Noted    int64  `col:"noted"`
		Size     int64  `col:"size"`
		Clerk    int64  `col:"clerk"`
		Approver int64  `col:"approver"`
		Way      string `col:"second_way"`
	}
	headRepairRow struct {
		record
		HeadAt time.Time `col:"head_at"`
		At     time.Time `col:"at"`
		First  int64     `col:"first"`
		Second int64     `col:"second"`
		Way    string    `col:"second_way"`
	}
	passkeyRow struct {
		record
		ID         int64           `col:"id"`
		Staff      int64           `col:"staff"`
		Credential string          `col:"credential"`
		RPID       string          `col:"rp_id"`
		Origin     string          `col:"origin"`
		Key        string          `col:"key"`
		Synced     bool            `col:"synced"`
		RevokedAt  null[time.Time] `col:"revoked_at"`
	}
	schemeRow struct {
		record
		ID          int64  `col:"id"`
		Hash        string `col:"hash"`
		Source      string `col:"source"`
		From        date   `col:"term_from"`
		To          date   `col:"term_to"`
		Days        int    `col:"days"`
		PastHoliday bool   `col:"past_holiday"`
		PastWeekend bool   `col:"past_weekend"`
		ProposedBy  int64  `col:"proposed_by"`
	}
	adoptionRow struct {
		record
		Scheme        int64        `col:"scheme"`
		ProposedBy    int64        `col:"proposed_by"`
		ConfirmedBy   int64        `col:"confirmed_by"`
		From          date         `col:"from_on"`
		PerHead       null[amount] `col:"per_head"`
		HouseholdYear null[amount] `col:"household_year"`
	}
	adoptionGroupRow struct {
		record
		Scheme int64        `col:"scheme"`
		N      int          `col:"n"`
		Class  string       `col:"class"`
		Basis  scheme.Basis `col:"basis"`
		Heads  int          `col:"heads"`
	}
	policyRow struct {
		record
		ID      int64  `col:"id"`
		From    date   `col:"from_on"`
		To      date   `col:"to_on"`
		PerHead amount `col:"per_head"`
	}
	groupRow struct {
		record
		Policy int64        `col:"policy"`
		Class  string       `col:"class"`
		Basis  scheme.Basis `col:"basis"`
		Heads  int          `col:"heads"`
	}
	insuredRow struct {
		record
		Policy int64  `col:"policy"`
		Class  string `col:"class"`
	}
	premiumRow struct {
		record
		ID         int64        `col:"id"`
		Fund       int64        `col:"fund"`
		Amount     amount       `col:"amount"`
		ReceivedOn date         `col:"received_on"`
		Voucher    null[string] `col:"voucher"`
	}

	reportRow struct {
		record
		ID         int64  `col:"id"`
		Agency     string `col:"agency"`
		Kind       string `col:"kind"`
		Month      date   `col:"month"`
		FileName   string `col:"file_name"`
		File       string `col:"file"`
		ReceivedOn date   `col:"received_on"`
		Status     string `col:"status"`
	}
	toldRow struct { // report_row
		record
		ID        int64        `col:"id"`
		Report    int64        `col:"report"`
		Facts     string       `col:"facts"`
		Tag       null[string] `col:"tag"`
		Household null[int64]  `col:"household"`
		Outcome   null[string] `col:"outcome"`
	}

	outcomeRow struct { // row_outcome
		record
		Row       int64        `col:"report_row"`
		Purpose   string       `col:"purpose"`
		N         int          `col:"n"`
		Outcome   string       `col:"outcome"`
		Reason    null[string] `col:"reason"`
		Household null[int64]  `col:"household"`
		Person    null[int64]  `col:"person"`
		DecidedBy null[int64]  `col:"decided_by"`
	}

	claimRow struct {
		record
		ID         int64        `col:"id"`
		Policy     int64        `col:"policy"`
		Scheme     int64        `col:"scheme"`
		Household  int64        `col:"household"`
		Category   string       `col:"category"`
		EventKey   string       `col:"event_key"`
		On         date         `col:"event_on"`
		Class      string       `col:"class"`
		Round      int          `col:"round"`
		Turn       int          `col:"turn"`
		Status     string       `col:"status"`
		VoidReason null[string] `col:"void_reason"`
	}
	sourceRow struct {
		record
		Told  int64        `col:"report_row"`
		Claim int64        `col:"claim"`
		Tag   null[string] `col:"tag"`
		Live  bool         `col:"live"`
	}
	assignmentRow struct {
		record
		Claim       int64 `col:"claim"`
		Round       int   `col:"round"`
		Turn        int   `col:"turn"`
		Adjuster    int64 `col:"adjuster"`
		EntrustedBy int64 `col:"entrusted_by"`
		EntrustedOn date  `col:"entrusted_on"`
		DueOn       date  `col:"due_on"`
	}
	reassignmentRow struct {
		record
		Claim int64 `col:"claim"`
		Round int   `col:"round"`
		Turn  int   `col:"turn"`
		On    date  `col:"on_day"`
	}
	extensionRow struct {
		record
		Claim int64 `col:"claim"`
		Round int   `col:"round"`
		Turn  int   `col:"turn"`
		On    date  `col:"on_day"`
		DueOn date  `col:"due_on"`
	}
	findingRow struct {
		record
		Claim     int64        `col:"claim"`
		Round     int          `col:"round"`
		Turn      int          `col:"turn"`
		Adjuster  int64        `col:"adjuster"`
		VisitedOn date         `col:"visited_on"`
		Qualifies bool         `col:"qualifies"`
		Cases     string       `col:"cases"`
		Far       null[string] `col:"far"`
	}
	evidenceRow struct {
		record
		ID    int64        `col:"id"`
		Claim int64        `col:"claim"`
		Round int          `col:"round"`
		Turn  int          `col:"turn"`
		File  string       `col:"file"`
		Print null[string] `col:"print"`
	}
	evidenceLikenessRow struct {
		record
		Evidence int64 `col:"evidence"`
		Other    int64 `col:"other"`
	}
	postingLikenessRow struct {
		record
		Posting int64 `col:"posting"`
		Other   int64 `col:"other"`
	}
	endorsementRow struct {
		record
		Claim int64 `col:"claim"`
		Round int   `col:"round"`
		Turn  int   `col:"turn"`
		By    int64 `col:"by_staff"`
		On    date  `col:"on_day"`
	}
	villageReturnRow struct {
		record
		Claim int64 `col:"claim"`
		Round int   `col:"round"`
		Turn  int   `col:"turn"`
		By    int64 `col:"by_staff"`
		On    date  `col:"on_day"`
	}
	recusalRow struct {
		record
		Claim    int64 `col:"claim"`
		Round    int   `col:"round"`
		Adjuster int64 `col:"adjuster"`
	}
	postingChangeRow struct {
		record
		Posting int64      `col:"posting"`
		N       int        `col:"n"`
		DownOn  null[date] `col:"down_on"`
		By      int64      `col:"by_staff"`
		At      time.Time  `col:"at"`
		Reason  withheld   `col:"reason"`
	}
	objectionAnswerRow struct {
		record
		Objection int64 `col:"objection"`
		Year      int   `col:"year"`
		No        int   `col:"no"`
	}
	objectionFileRow struct {
		record
		Objection int64 `col:"objection"`
		By        int64 `col:"by_staff"`
	}
	reviewRow struct {
		record
		Claim  int64 `col:"claim"`
		Round  int   `col:"round"`
		Turn   int   `col:"turn"`
		By     int64 `col:"by_staff"`
		On     date  `col:"on_day"`
		Passed bool  `col:"passed"`
	}
	filingRow struct {
		record
		Claim    int64 `col:"claim"`
		Round    int   `col:"round"`
		Turn     int   `col:"turn"`
		Year     int   `col:"year"`
		No       int   `col:"no"`
		FiledOn  date  `col:"filed_on"`
		FiledBy  int64 `col:"filed_by"`
		Adjuster int64 `col:"adjuster"`
	}
)

// Rows of the tables beside.
type (
	headRow struct {
		record
		Size  int64           `col:"size"`
		At    time.Time       `col:"at"`
		Since null[time.Time] `col:"since"` // NULL but after a repair of the log's time
	}
	deedRow struct {
		record
		Leaf    int64     `col:"leaf"`
		At      time.Time `col:"at"`
		LeafAt  time.Time `col:"leaf_at"`
		Person  int64     `col:"person"`
		Verb    string    `col:"verb"`
		Subject string    `col:"subject"`
		Body    string    `col:"body"`
		Hash    string    `col:"hash"`
	}
	checkpointRow struct {
		record
		Size int64     `col:"size"`
		Root string    `col:"root"`
		Note string    `col:"note"`
		At   time.Time `col:"at"`
	}
	officeRow struct {
		record
		LateDays int             `col:"late_days"`
		RPID     null[string]    `col:"rp_id"`
		RPIDAt   null[time.Time] `col:"rp_id_at"`
		Slack    int             `col:"slack_days"`
	}
	voucherMonthRow struct {
		record
		Month date `col:"month"`
		Last  int  `col:"last"`
	}
	dayRow struct {
		record
		On      date `col:"on_day"`
		Holiday bool `col:"holiday"`
		Weekend bool `col:"weekend"`
	}
	chartRow struct {
		record
		Code string `col:"code"`
		Name string `col:"name"`
	}
)
