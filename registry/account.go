package registry

import (
	"context"
	"encoding/hex"
	"fmt"
	"regexp"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signing"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/shown"
	"fangpin/internal/words"
)

// Account is a bank account of a person. It is never changed: a corrected one is another account.
type Account struct {
	ID     int64  `db:"id"`
	Person int64  `db:"person"`
	Bank   string `db:"bank"`   // 开户行
	Number []byte `db:"number"` // sealed: see Plain
	Bound  bool   `db:"bound"`  // whether the number is bound to this row
	Tag    []byte `db:"tag"`    // equal tags: the same account under several persons
}

// Plain opens the account's number.
func (a Account) Plain(keys *secret.Keys, county string) (string, error) {
	return keys.Open(a.Number, accountContext(county).In(a.Bound, a.ID))
}

func accountContext(county string) secret.Context {
	return secret.Context{County: county, Column: "account.number"}
}

// accountNumber is what a bank's card or passbook number looks like.
var accountNumber = regexp.MustCompile(`^[0-9]{8,32}$`)

// opening is an account to be entered, its number in clear.
type opening struct {
	person       int64
	bank, number string
}

// AddAccount enters a further account of a person and answers its id. It takes payments once another clerk has confirmed it.
func AddAccount(ctx context.Context, tx *pg.Tx, keys *secret.Keys, person int64, bank, number string) (int64, error) {
	if err := AddAccountStep.Permit(tx, "录入一个账户"); err != nil {
		return 0, err
	}
	number = clean(number)
	bank, err := words.Printed("开户行", bank)
	switch {
	case err != nil:
		return 0, err
	case !accountNumber.MatchString(number):
		return 0, fault.Invalidf("银行账号应为 8 至 32 位数字，请核对")
	}
	if _, err := Get(ctx, tx, person); err != nil {
		return 0, err
	}
	ids, err := insertAccounts(ctx, tx, keys, []opening{{person, bank, number}})
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

func insertAccounts(ctx context.Context, tx *pg.Tx, keys *secret.Keys, openings []opening) ([]int64, error) {
	type row struct {
		ID        int64  `db:"id"`
		Person    int64  `db:"person"`
		Bank      string `db:"bank"`
		Number    []byte `db:"number"` // sealed
		Tag       []byte `db:"tag"`
		EnteredBy int64  `db:"entered_by"`
		Salt      []byte `db:"salt"`
	}
	ids, rows := pg.NewIDs(len(openings)), make([]row, len(openings))
	for i, o := range openings {
		number, err := keys.Seal(o.number, accountContext(tx.County).In(true, ids[i]))
		if err != nil {
			return nil, err
		}
		rows[i] = row{ids[i], o.person, o.bank, number, keys.Tag(secret.Account, o.number), tx.By.ID, secret.Salt()}
	}
	if err := pg.Insert(ctx, tx, "account", rows); err != nil {
		return nil, err
	}
	tx.Cover("account", ids...)
	return ids, foureyes.Propose(ctx, tx, foureyes.Account, ids)
}

// ConfirmAccounts confirms accounts that another clerk entered (第二人复核). All of them or none, by one signature.
func ConfirmAccounts(ctx context.Context, tx *pg.Tx, ids []int64, by signing.Signer) error {
	if err := ConfirmAccountsStep.Permit(tx, fmt.Sprintf("复核账户 %d 个", len(ids))); err != nil {
		return err
	}
	if err := probation.Over(ctx, tx); err != nil {
		return err
	}
	if len(ids) == 0 {
		return errNone
	}
	var own int
	err := tx.GetContext(ctx, &own, `SELECT COUNT(*) FROM account WHERE county = $1 AND id = ANY ($2) AND entered_by = $3`, tx.County, pq.Array(ids), tx.By.ID)
	if err != nil {
		return fmt.Errorf("who entered the accounts: %w", err)
	}
	if own > 0 {
		return fault.Forbiddenf("选中的账户中有 %d 个由本人录入，须由另一位县经办复核", own)
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Account, ids)
	if err != nil {
		return err
	}
	if err := signConfirmation(ctx, tx, ids, seen, by); err != nil {
		return err
	}
	var decided pq.Int64Array
	err = tx.GetContext(ctx, &decided, `SELECT account_confirm($1, $2, $3, $4)`, tx.County, pq.Array(ids), pq.Array(seen), tx.By.ID)
	if err != nil {
		return fmt.Errorf("confirm accounts: %w", err)
	}
	tx.Cover("confirmation", ids...)
	tx.Cover("proposal", decided...)
	return nil
}

// signConfirmation is of the accounts as their rows stand.
func signConfirmation(ctx context.Context, tx *pg.Tx, ids []int64, seen [][]byte, by signing.Signer) error {
	texts := make(map[int64]string, len(ids))
	for i, id := range ids {
		if seen[i] == nil {
			return fault.Conflictf("选中的账户有的不存在，请刷新后重选")
		}
		texts[id] = hex.EncodeToString(seen[i])
	}
	var holders []string
	err := tx.SelectContext(ctx, &holders, `
		SELECT p.name || '（' || a.bank || '）' FROM account a JOIN person p ON p.county = $1 AND p.id = a.person WHERE a.county = $1 AND a.id = ANY ($2)
		ORDER BY a.id LIMIT $3`, tx.County, pq.Array(ids), signing.Shown)
	if err != nil {
		return fmt.Errorf("whose accounts are confirmed: %w", err)
	}
	d := signing.Of(tx, ConfirmAccountsStep.Verb, fmt.Sprintf("account*%d", len(ids)), signing.Digest(texts), "复核账户：户名、账号与所交材料相符",
		signing.Some("账户", holders, len(ids), "个"))
	return signing.Sign(ctx, tx, d, by)
}

// ConfirmAll confirms all accounts of a village that others entered, or of the county where it is 0, if they are those that the person was
// shown. It answers how many they are.
func ConfirmAll(ctx context.Context, tx *pg.Tx, village int64, seen shown.Rows, by signing.Signer) (int, error) {
	ids, err := ToConfirm(ctx, tx, village)
	if err != nil {
		return 0, err
	}
	if err := ConfirmAccountsStep.Permit(tx, fmt.Sprintf("复核账户 %d 个", len(ids))); err != nil {
		return 0, err
	}
	what := "待复核的账户"
	if village != 0 {
		what = "本村待复核的账户"
	}
	if err := seen.Still(ids, what); err != nil {
		return 0, err
	}
	return len(ids), ConfirmAccounts(ctx, tx, ids, by)
}

// RefuseAccounts says of accounts that another clerk entered that they are wrong (驳回), and why. All of them or none; a right one is entered anew.
func RefuseAccounts(ctx context.Context, tx *pg.Tx, ids []int64, reason string) error {
	if err := RefuseAccountsStep.Permit(tx, fmt.Sprintf("驳回账户 %d 个", len(ids))); err != nil {
		return err
	}
	if len(ids) == 0 {
		return errNone
	}
	return foureyes.Refuse(ctx, tx, foureyes.Account, ids, reason)
}

// undecided leaves out the accounts a whose proposal was refused or has expired: a corrected one is another account.
const undecided = ` AND NOT EXISTS (SELECT FROM proposal x WHERE x.county = a.county AND x.act = 'account' AND x.subject = a.id
	AND (x.confirmed IS FALSE OR x.confirmed IS NULL AND x.expires_at <= clock_timestamp()))`

// Unconfirmed lists the accounts of the county that wait for confirmation by the acting person.
func Unconfirmed(ctx context.Context, tx *pg.Tx) ([]int64, error) { return ToConfirm(ctx, tx, 0) }

// ConfirmedAccounts gives each person's newest confirmed account, by person.
func ConfirmedAccounts(ctx context.Context, tx *pg.Tx, persons []int64) (map[int64]Account, error) {
	return accounts(ctx, tx, `
		SELECT DISTINCT ON (a.person) a.id, a.person, a.bank, a.number, COALESCE(a.bound, false) AS bound, a.tag
		FROM account a JOIN confirmation c ON c.county = a.county AND c.account = a.id
		WHERE a.county = $1 AND a.person = ANY ($2) ORDER BY a.person, a.id DESC`, persons,
		func(a Account) int64 { return a.Person })
}

// Accounts gives the accounts of the ids, confirmed or not, by id.
func Accounts(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]Account, error) {
	return accounts(ctx, tx, `SELECT id, person, bank, number, COALESCE(bound, false) AS bound, tag FROM account WHERE county = $1 AND id = ANY ($2)`, ids,
		func(a Account) int64 { return a.ID })
}

func accounts(ctx context.Context, tx *pg.Tx, query string, ids []int64, key func(Account) int64) (map[int64]Account, error) {
	var rows []Account
	if err := tx.SelectContext(ctx, &rows, query, tx.County, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("find accounts: %w", err)
	}
	found := make(map[int64]Account, len(rows))
	for _, a := range rows {
		found[key(a)] = a
	}
	return found, nil
}
