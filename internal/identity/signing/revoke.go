package signing

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/signin"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Revocation is that a key which was stolen is ended by two, and since which day what it signed is doubted (注销失窃密钥).
type Revocation struct {
	ID      int64         `db:"id"`
	Passkey int64         `db:"passkey"`
	From    calendar.Date `db:"doubted_from"`
	Why     string        `db:"why"`
	AskedBy int64         `db:"asked_by"`
	Key     string        `db:"key_name"`
	Staff   int64         `db:"staff"`
	Person  string        `db:"person"`
	foureyes.Proposal
}

// Doubted is a signature that a stolen key may have made.
type Doubted struct {
	Revocation int64     `db:"revocation"`
	Person     string    `db:"person"`
	Verb       string    `db:"verb"`
	Subject    string    `db:"subject"`
	At         time.Time `db:"at"`
}

// Revocations are all that were proposed, the newest first.
func Revocations(ctx context.Context, tx *pg.Tx) (found []Revocation, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT r.id, r.passkey, r.doubted_from, r.reason AS why, r.asked_by, k.name AS key_name, k.staff, s.name AS person
		FROM passkey_revoke r JOIN passkey k ON k.county = r.county AND k.id = r.passkey JOIN staff s ON s.county = k.county AND s.id = k.staff
		WHERE r.county = $1 ORDER BY r.id DESC`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find revocations: %w", err)
	}
	ids := make([]int64, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	hands, err := foureyes.Newest(ctx, tx, foureyes.Revoke, ids)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].Proposal = hands[found[i].ID]
	}
	return found, nil
}

// InDoubt are the signatures that keys made since the day from which they are doubted, the newest first.
func InDoubt(ctx context.Context, tx *pg.Tx) (found []Doubted, err error) {
	err = tx.SelectContext(ctx, &found, `
		SELECT MIN(r.id) AS revocation, s.name AS person, g.verb, g.subject, g.at
		FROM passkey_revoke r JOIN proposal p ON p.county = r.county AND p.act = 'passkey_revoke' AND p.subject = r.id AND p.confirmed
		JOIN signature g ON g.county = r.county AND g.passkey = r.passkey AND g.at >= r.doubted_from::TIMESTAMP AT TIME ZONE 'Asia/Shanghai'
		JOIN staff s ON s.county = g.county AND s.id = g.person
		WHERE r.county = $1 GROUP BY g.id, s.name, g.verb, g.subject, g.at ORDER BY g.at DESC`, tx.County)
	if err != nil {
		return nil, fmt.Errorf("find doubted signatures: %w", err)
	}
	return found, nil
}

// ProposeRevoke lays before another administrator that a key was stolen (提出注销失窃密钥), and since which day its signatures are doubted.
func ProposeRevoke(ctx context.Context, tx *pg.Tx, key int64, from calendar.Date, reason string, by Signer) error {
	if err := ProposeRevokeStep.Permit(tx, "提出注销失窃密钥"); err != nil {
		return err
	}
	reason, err := words.Need("注销原因", reason)
	if err != nil {
		return err
	}
	if from > calendar.DateOf(tx.Now) {
		return fault.Invalidf("存疑的日子不能晚于今天，请核对")
	}
	r := Revocation{ID: pg.NewID(), Passkey: key, From: from}
	done, err := tx.ExecContext(ctx, `
		INSERT INTO passkey_revoke (county, id, passkey, doubted_from, reason, asked_by, salt)
		SELECT $1, $2, k.id, $4, $5, $6, $7 FROM passkey k WHERE k.county = $1 AND k.id = $3`, tx.County, r.ID, key, from, reason, tx.By.ID, secret.Salt())
	if err != nil {
		return fmt.Errorf("ask for a revocation: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return fault.NotFoundf("没有这枚通行密钥，请刷新后重选")
	}
	tx.Cover("passkey_revoke", r.ID)
	if err := r.sign(ctx, tx, ProposeRevokeStep.Verb, "提出注销失窃的通行密钥", by); err != nil {
		return err
	}
	return foureyes.Propose(ctx, tx, foureyes.Revoke, []int64{r.ID})
}

// sign is of the key and the day.
func (r Revocation) sign(ctx context.Context, tx *pg.Tx, verb, title string, by Signer) error {
	var key struct {
		Name   string `db:"name"`
		Person string `db:"person"`
	}
	err := tx.GetContext(ctx, &key, `SELECT k.name, s.name AS person FROM passkey k JOIN staff s ON s.county = k.county AND s.id = k.staff
		WHERE k.county = $1 AND k.id = $2`, tx.County, r.Passkey)
	if err != nil {
		return fmt.Errorf("find a stolen key: %w", err)
	}
	d := Of(tx, verb, fmt.Sprintf("passkey/%d", r.Passkey), Digest(map[int64]string{r.Passkey: r.From.String()}), title,
		Fact{Name: "持有人", Words: key.Person}, Fact{Name: "密钥", Words: key.Name}, Fact{Name: "自何日起的签名存疑", Words: r.From.Chinese()})
	return Sign(ctx, tx, d, by)
}

// Revoke ends a stolen key, for good (注销失窃密钥). Its holder is told at the next sign-in.
func Revoke(ctx context.Context, tx *pg.Tx, auth *signin.Auth, id int64, by Signer) error {
	if err := RevokeStep.Permit(tx, "注销失窃密钥"); err != nil {
		return err
	}
	found, err := Revocations(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range found {
		if r.ID != id {
			continue
		}
		if !r.Open() {
			return fault.Conflictf("这份注销已有决定或已过期，请刷新")
		}
		if err := Others(ctx, tx, foureyes.Revoke, []int64{id}); err != nil {
			return err
		}
		return r.revoke(ctx, tx, auth, by)
	}
	return fault.NotFoundf("没有这份注销，请刷新")
}

func (r Revocation) revoke(ctx context.Context, tx *pg.Tx, auth *signin.Auth, by Signer) error {
	seen, err := foureyes.Digests(ctx, tx, foureyes.Revoke, []int64{r.ID})
	if err != nil {
		return err
	}
	if err := r.sign(ctx, tx, RevokeStep.Verb, "注销失窃的通行密钥", by); err != nil {
		return err
	}
	var decided int64
	if err := tx.GetContext(ctx, &decided, `SELECT passkey_revoke_confirm($1, $2, $3, $4)`, tx.County, r.ID, seen[0], tx.By.ID); err != nil {
		return fmt.Errorf("revoke a stolen key: %w", err)
	}
	tx.Cover("proposal", decided)
	tx.Cover("passkey", r.Passkey)
	return auth.EndedKey(ctx, tx, r.Staff)
}

// RefuseRevoke says that a key stays (驳回注销).
func RefuseRevoke(ctx context.Context, tx *pg.Tx, id int64, reason string) error {
	if err := RefuseRevokeStep.Permit(tx, "驳回注销失窃密钥"); err != nil {
		return err
	}
	return foureyes.Refuse(ctx, tx, foureyes.Revoke, []int64{id}, reason)
}
