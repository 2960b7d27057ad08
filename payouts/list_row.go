package payouts

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// ListRow is one line of a list with who receives it. Amount is in yuan.
type ListRow struct {
	N         int             `db:"n"`
	Payout    int64           `db:"payout"`
	Claim     int64           `db:"claim"`
	Household int64           `db:"household"`
	Township  string          `db:"township"`
	Village   string          `db:"village"`
	Place     string          `db:"place"` // the natural village; empty for the village itself
	Head      string          `db:"head"`
	Payee     string          `db:"payee"`
	DiedOn    *calendar.Date  `db:"died_on"`  // of the payee
	Receiver  string          `db:"receiver"` // whose account it is: the payee, or the heir
	Heir      bool            `db:"heir"`     // it is somebody named in the payee's place
	Account   int64           `db:"account"`
	Amount    decimal.Decimal `db:"amount"`
	Status    Status          `db:"status"` // of the payout, now
}

// ListRows reads the rows of a list that lie in the person's part of the county, in order.
func ListRows(ctx context.Context, tx *pg.Tx, list int64, w pg.Window) ([]ListRow, error) {
	var rows []ListRow
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &rows, `
		SELECT r.n, r.payout, p.claim, c.household, t.name AS township, v.name AS village, CASE WHEN s.id = s.village THEN '' ELSE s.name END AS place,
		  COALESCE(h.name, '') AS head, e.name AS payee, e.died_on, o.name AS receiver, o.id <> p.payee AS heir, r.account, r.amount, p.status
		FROM list_row r JOIN payout p ON p.county = r.county AND p.id = r.payout
		JOIN claim c ON c.county = p.county AND c.id = p.claim
		JOIN place s ON s.county = p.county AND s.id = p.place
		JOIN place v ON v.county = s.county AND v.id = s.village
		JOIN division t ON t.code = (LEFT(LPAD(v.id::text, 12, '0'), 9) || '000')::CHAR(12)
		JOIN person e ON e.county = p.county AND e.id = p.payee
		JOIN account a ON a.county = r.county AND a.id = r.account JOIN person o ON o.county = a.county AND o.id = a.person
		LEFT JOIN household_head h ON h.county = c.county AND h.household = c.household
		WHERE r.county = $1 AND r.list = $2 AND v.id BETWEEN $3 AND $4`+w.Clause(nil, "r.n"), tx.County, list, first, last)
	if err != nil {
		return nil, fmt.Errorf("find rows of list %d: %w", list, err)
	}
	return rows, nil
}

// MaskedAccounts gives accounts by id, their numbers opened and masked for people to read.
func MaskedAccounts(ctx context.Context, tx *pg.Tx, keys *secret.Keys, ids []int64) (map[int64]registry.Account, error) {
	accounts, err := registry.Accounts(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for id, a := range accounts {
		number, err := a.Plain(keys, tx.County)
		if err != nil {
			return nil, err
		}
		a.Number = []byte(secret.Mask(secret.Account, number))
		accounts[id] = a
	}
	return accounts, nil
}

// AccountsOf are the accounts that rows go to.
func AccountsOf(rows []ListRow) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.Account
	}
	return ids
}
