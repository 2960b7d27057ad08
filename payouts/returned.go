package payouts

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/pg"
)

// Return is a payout that the bank sent back and that is not on its way again (退票). Amount is in yuan.
type Return struct {
	Payout    int64           `db:"payout"`
	Attempt   int             `db:"attempt"`
	List      int64           `db:"list"`
	Year      int             `db:"year"`
	Serial    int             `db:"serial"`
	Household int64           `db:"household"`
	In        string          `db:"village_name"`
	Head      string          `db:"head"`
	Receiver  string          `db:"receiver"` // the payee, or who was named in their place
	Amount    decimal.Decimal `db:"amount"`
	Account   int64           `db:"account"` // where it was sent
	Newest    *int64          `db:"newest"`  // the receiver's newest confirmed account
	Entered   bool            `db:"entered"` // a newer account waits for a second clerk
	Called    bool            `db:"called"`  // the bank once called it paid
	Trouble   string          `db:"trouble"` // what must be settled before anything else
	Answer    *int64          `db:"answer"`
	Line      *int            `db:"line"`
	Words     *string         `db:"words"` // the bank's reason
}

// ListName is how people call its list.
func (r Return) ListName() string { return List{Year: r.Year, Serial: r.Serial}.Name() }

// Corrected tells whether two clerks have seen to another account since.
func (r Return) Corrected() bool { return r.Newest != nil && *r.Newest != r.Account }

// Again tells whether it is approved again before it is ordered again: the bank once called it paid, or its account is not the approved one. Anything
// else is reissued.
func (r Return) Again() bool { return r.Called || r.Corrected() }

// Next is who must do what.
func (r Return) Next() string {
	switch {
	case r.Trouble != "":
		return r.Trouble
	case r.Corrected():
		return "账户已更正并复核，待县经办编入重新支付花名册"
	case r.Entered:
		return "新账户待另一位县经办复核"
	case r.Called:
		return "银行曾答复到账，待县经办编入重新支付花名册；账户有误的先更正"
	default:
		return "请县经办核实并录入新账户，再由另一人复核；银行原因的可按原账户补发"
	}
}

// Returns lists what the bank sent back, of one list if it is not zero, and how many there are in all.
func Returns(ctx context.Context, tx *pg.Tx, list int64, w pg.Window) (found []Return, total int, err error) {
	const where = ` FROM payout p
		JOIN LATERAL (SELECT i.attempt, i.account, b.list FROM instruction i JOIN batch b ON b.county = $1 AND b.id = i.batch
		  WHERE i.county = $1 AND i.payout = p.id ORDER BY i.attempt DESC LIMIT 1) i ON true
		WHERE p.county = $1 AND p.status = 'returned' AND ($2::bigint = 0 OR i.list = $2)`
	if err := tx.GetContext(ctx, &total, `SELECT COUNT(*)`+where, tx.County, list); err != nil {
		return nil, 0, fmt.Errorf("count returns: %w", err)
	}
	err = tx.SelectContext(ctx, &found, `
		SELECT q.id AS payout, q.attempt, q.list, q.account, q.amount, COALESCE(l.year, EXTRACT(YEAR FROM l.dated)::int) AS year, COALESCE(l.serial, 0) AS serial,
		  c.household, v.name AS village_name, COALESCE(h.name, '') AS head, t.receiver, k.id AS newest, w.answer, w.line, w.words,
		  EXISTS (SELECT FROM account a WHERE a.county = $1 AND a.person = t.person AND a.id > COALESCE(k.id, 0)
		    AND NOT EXISTS (SELECT FROM confirmation f WHERE f.county = $1 AND f.account = a.id)) AS entered,
		  `+calledPaid("q")+` AS called, COALESCE(t.trouble, '') AS trouble
		FROM (SELECT p.county, p.id, p.claim, p.place, p.amount, i.*`+where+w.Clause(nil, "i.list, p.id")+`) q
		JOIN payout_trouble t ON t.county = $1 AND t.payout = q.id -- first: after eight more the planner would not ask it line by line
		JOIN list l ON l.county = $1 AND l.id = q.list JOIN claim c ON c.county = $1 AND c.id = q.claim
		JOIN place s ON s.county = $1 AND s.id = q.place JOIN place v ON v.county = $1 AND v.id = s.village
		LEFT JOIN LATERAL (SELECT a.id FROM account a JOIN confirmation f ON f.county = $1 AND f.account = a.id
		  WHERE a.county = $1 AND a.person = t.person ORDER BY a.id DESC LIMIT 1) k ON true
		LEFT JOIN household_head h ON h.county = $1 AND h.household = c.household
		LEFT JOIN LATERAL (SELECT x.answer, x.line, x.words FROM answer_line x WHERE x.county = $1 AND x.payout = q.id AND x.attempt = q.attempt
		  AND (x.break IS NULL OR x.admitted_by IS NOT NULL) ORDER BY x.answer DESC, x.line LIMIT 1) w ON true
		ORDER BY q.list, q.id`, tx.County, list)
	if err != nil {
		return nil, 0, fmt.Errorf("list returns: %w", err)
	}
	for i := range found {
		if err := sayTrouble(&found[i].Trouble); err != nil {
			return nil, 0, err
		}
	}
	return found, total, nil
}
