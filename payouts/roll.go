package payouts

import (
	"context"
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// rollRow is one line of the roll. Amount is in yuan.
type rollRow struct {
	N        int             `db:"n"`
	Township string          `db:"township"`
	Village  string          `db:"village"`
	Place    string          `db:"place"`
	Head     string          `db:"head"`
	Receiver string          `db:"receiver"`
	Account  int64           `db:"account"`
	Amount   decimal.Decimal `db:"amount"`
}

// WriteRoll writes a list as a workbook (发放花名册): a village or township its own rows of it. Accounts are masked: the bank's file alone
// has them in clear.
func WriteRoll(ctx context.Context, tx *pg.Tx, keys *secret.Keys, list int64, w io.Writer) error {
	l, err := GetList(ctx, tx, list)
	if err != nil {
		return err
	}
	rows, err := rollRows(ctx, tx, list)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errNoList
	}
	accounts, err := maskedAccounts(ctx, tx, keys, rows)
	if err != nil {
		return err
	}
	sheet := newRollSheet()
	defer sheet.Close()
	if err := sheet.fill(l, rows, accounts); err != nil {
		return fmt.Errorf("write roll: %w", err)
	}
	if err := sheet.Write(w); err != nil {
		return fmt.Errorf("write roll: %w", err)
	}
	return nil
}

func rollRows(ctx context.Context, tx *pg.Tx, list int64) ([]rollRow, error) {
	var rows []rollRow
	first, last := tx.By.Within()
	err := tx.SelectContext(ctx, &rows, `
		SELECT r.n, t.name AS township, v.name AS village, CASE WHEN s.id = s.village THEN '' ELSE s.name END AS place,
		  COALESCE(h.name, '') AS head, o.name AS receiver, r.account, r.amount
		FROM list_row r JOIN payout p ON p.county = r.county AND p.id = r.payout
		JOIN claim c ON c.county = p.county AND c.id = p.claim
		JOIN place s ON s.county = p.county AND s.id = p.place
		JOIN place v ON v.county = s.county AND v.id = s.village
		JOIN division t ON t.code = LEFT(LPAD(v.id::text, 12, '0'), 9) || '000'
		JOIN account a ON a.county = r.county AND a.id = r.account JOIN person o ON o.county = a.county AND o.id = a.person
		LEFT JOIN person h ON h.county = c.county AND h.household = c.household AND h.relation = '户主'
		WHERE r.county = $1 AND r.list = $2 AND v.id BETWEEN $3 AND $4 ORDER BY r.n`, tx.County, list, first, last)
	if err != nil {
		return nil, fmt.Errorf("find roll: %w", err)
	}
	return rows, nil
}

func maskedAccounts(ctx context.Context, tx *pg.Tx, keys *secret.Keys, rows []rollRow) (map[int64]registry.Account, error) {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.Account
	}
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
