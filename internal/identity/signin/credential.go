package signin

import (
	"context"
	"crypto/hmac"
	"fmt"
	"strconv"
	"time"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// What a row of credential says counts only while it is as this program left it (docs/decisions/0030): its MAC is over all of it, and its
// generation is that of the newest change on record. A hash that was copied to somebody else has no MAC there; an earlier row that was put
// back has the generation of before. A row from before there were MACs has none: the table takes no such row any more, nor a change of one.

// sound tells whether the account's row is as this program left it.
func (a *Auth) sound(county string, acc *account) bool {
	if acc.MAC == nil {
		return acc.Generation == 0 && acc.Changes == 0
	}
	return acc.Generation == acc.Changes && hmac.Equal(acc.MAC, acc.mac(a.Keys, county))
}

// mac is the MAC that the account's row must have.
func (acc *account) mac(keys *secret.Keys, county string) []byte {
	parts := [][]byte{
		[]byte(county), number(acc.Staff), []byte(acc.Hash), moment(acc.ChangedAt), strconv.AppendBool(nil, acc.MustChange), acc.TOTP, number(acc.TOTPStep),
		number(acc.Generation),
	}
	for _, hash := range acc.Past {
		parts = append(parts, []byte(hash))
	}
	return keys.MAC(secret.Credential, parts...)
}

// number and moment are how a MAC is over them: a moment to the microsecond, as it is kept.
func number(n int64) []byte     { return strconv.AppendInt(nil, n, 10) }
func moment(t time.Time) []byte { return number(t.UnixMicro()) }

// keep writes the account's row with its MAC, over the row of the generation that it was read as: nothing that was changed meanwhile is undone.
func (a *Auth) keep(ctx context.Context, tx *pg.Tx, acc *account, read int64) error {
	acc.MAC = acc.mac(a.Keys, tx.County)
	done, err := tx.ExecContext(ctx, `
		UPDATE credential SET hash = $3, past = $4, changed_at = $5, must_change = $6, totp = $7, totp_step = $8, generation = $9, mac = $10
		WHERE county = $1 AND staff = $2 AND generation = $11`,
		tx.County, acc.Staff, acc.Hash, acc.Past, acc.ChangedAt, acc.MustChange, acc.TOTP, acc.TOTPStep, acc.Generation, acc.MAC, read)
	if err != nil {
		return fmt.Errorf("keep a credential: %w", err)
	}
	if n, _ := done.RowsAffected(); n != 1 { // lib/pq always knows
		return fault.Conflictf("登录的密码或动态口令刚被更改，本次没有生效，请重新办理")
	}
	return nil
}

// renew takes the account to its next generation, by whoever acts, and covers that.
func (a *Auth) renew(ctx context.Context, tx *pg.Tx, acc *account, what Outcome) error {
	if err := a.bindRow(tx.County, acc); err != nil {
		return err
	}
	read := acc.Generation
	acc.Changes++
	acc.Generation = acc.Changes
	if err := a.keep(ctx, tx, acc, read); err != nil {
		return err
	}
	return note(ctx, tx, acc, what)
}

// note puts the account's newest change on record.
func note(ctx context.Context, tx *pg.Tx, acc *account, what Outcome) error {
	tx.Cover("credential_change", acc.Staff)
	return change(ctx, tx, `INSERT INTO credential_change (county, staff, n, what, by_staff, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.County, acc.Staff, acc.Generation, what, tx.By.ID, tx.Now)
}

// bindRow seals the authenticator's secret of a row from before for its own row.
func (a *Auth) bindRow(county string, acc *account) error {
	if acc.MAC != nil || acc.TOTP == nil {
		return nil
	}
	was := sealedIn(county, acc.Staff)
	was.Row = ""
	plain, err := a.Keys.Open(acc.TOTP, was)
	if err != nil {
		return err
	}
	acc.TOTP, err = a.Keys.Seal(plain, sealedIn(county, acc.Staff))
	return err
}

// mended is the account of somebody whose row is not as we left it, with nothing of it kept but whose it is: for a new password.
func (acc *account) mended() {
	acc.Hash, acc.Past, acc.TOTP, acc.TOTPStep = "", pq.StringArray{}, nil, 0
}

// errTampered is the answer to a security administrator who would build on such a row.
var errTampered = fault.Conflictf("该人员的密码记录与系统写下的不符（可能被改动），请先重置密码，并报告审计管理员")

// Unsound is a row that stands otherwise than this program left it.
type Unsound struct {
	Table, Key, Reason string
}

// Examine reads the county's credentials, sessions and passkeys and says which of them this program did not write so (核验). It takes the keys: nobody
// else can tell. Looked is how many there are.
func Examine(ctx context.Context, tx *pg.Tx, keys *secret.Keys) (found []Unsound, looked int64, err error) {
	var accounts []account
	err = tx.SelectContext(ctx, &accounts, `
		SELECT c.staff, c.hash, ARRAY(SELECT COALESCE(p, '') FROM unnest(c.past) AS p) AS past, c.changed_at, c.must_change, c.totp, c.totp_step, c.generation, c.mac,
		  COALESCE((SELECT MAX(n) FROM credential_change h WHERE h.county = $1 AND h.staff = c.staff), 0) AS changes
		FROM credential c WHERE c.county = $1 ORDER BY c.staff`, tx.County)
	if err != nil {
		return nil, 0, fmt.Errorf("examine credentials: %w", err)
	}
	for _, acc := range accounts {
		looked++
		switch key := strconv.FormatInt(acc.Staff, 10); {
		case acc.Generation != acc.Changes:
			found = append(found, Unsound{"credential", key, fmt.Sprintf("密码记录是第 %d 次变更的，最近一次变更是第 %d 次：换回了以前的记录，或变更未留存", acc.Generation, acc.Changes)})
		case acc.MAC == nil && acc.Changes > 0 || acc.MAC != nil && !hmac.Equal(acc.MAC, acc.mac(keys, tx.County)):
			found = append(found, Unsound{"credential", key, "密码记录不是本系统写下的：被改动，或是从他人处复制的"})
		}
	}
	for _, examine := range []func(context.Context, *pg.Tx, *secret.Keys) ([]Unsound, int64, error){examineSessions, examinePasskeys} {
		forged, n, err := examine(ctx, tx, keys)
		if err != nil {
			return nil, 0, err
		}
		found, looked = append(found, forged...), looked+n
	}
	return found, looked, nil
}
