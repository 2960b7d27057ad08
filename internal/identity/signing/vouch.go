package signing

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Key is a passkey of somebody at work that is not revoked, with whose it is.
type Key struct {
	signin.Passkey
	Person   string   `db:"person"`
	No       string   `db:"no"` // 工号; empty where none is on record
	Unit     string   `db:"unit"`
	Role     who.Role `db:"role"`
	Chained  bool     `db:"chained"`  // it is the root's, or two vouched for it
	Vouch    int64    `db:"vouch"`    // the newest that was proposed under the root and waits; 0 for none
	VouchBy  int64    `db:"vouch_by"` // by whom
	VouchOf  who.Role `db:"vouch_of"` // of which kind they are
	Proposer string   `db:"proposer"` // their name
}

// Code is the key's short code, which its holder sees on their own page.
func (k Key) Code(county string) string { return k.Held(county).Code() }

// Whose is the holder in words.
func (k Key) Whose() string {
	if k.No == "" {
		return k.Person
	}
	return k.Person + "（工号 " + k.No + "）"
}

// Mine tells whether a vouch waits for the acting administrator.
func (k Key) Mine(by who.Person) bool {
	return k.Vouch != 0 && k.VouchBy != by.ID && k.VouchOf != by.Role
}

// KeyFilter narrows Keys. Zero values do not.
type KeyFilter struct{ IDs []int64 }

// Keys are the passkeys in force of everybody at work, by person.
func Keys(ctx context.Context, tx *pg.Tx, f KeyFilter) (found []Key, err error) {
	err = tx.SelectContext(ctx, &found, `
		WITH r AS (SELECT * FROM root WHERE county = $1 AND id = root_of($1)),
		  vouched AS (SELECT w.id, w.passkey, p.confirmed, p.expires_at, p.proposed_by FROM passkey_vouch w JOIN r ON r.id = w.root
		    JOIN proposal p ON p.county = w.county AND p.act = 'passkey_vouch' AND p.subject = w.id WHERE w.county = $1)
		SELECT k.id, k.staff, k.name, k.credential, k.rp_id, k.origin, k.key, k.synced, k.added_at, k.revoked_at, k.reason, k.mac,
		  s.name AS person, COALESCE(s.no, '') AS no, COALESCE(s.unit, '') AS unit, s.role,
		  EXISTS (SELECT FROM r WHERE k.id IN (r.system_key, r.security_key)) OR EXISTS (SELECT FROM vouched v WHERE v.passkey = k.id AND v.confirmed) AS chained,
		  COALESCE(w.id, 0) AS vouch, COALESCE(w.proposed_by, 0) AS vouch_by, COALESCE(a.role, '') AS vouch_of, COALESCE(a.name, '') AS proposer
		FROM passkey k JOIN staff s ON s.county = k.county AND s.id = k.staff AND s.disabled_at IS NULL
		LEFT JOIN LATERAL (SELECT v.id, v.proposed_by FROM vouched v WHERE v.passkey = k.id AND v.confirmed IS NULL AND v.expires_at > clock_timestamp()
		  ORDER BY v.id DESC LIMIT 1) w ON true
		LEFT JOIN staff a ON a.county = k.county AND a.id = w.proposed_by
		WHERE k.county = $1 AND k.revoked_at IS NULL AND (cardinality($2::BIGINT[]) = 0 OR k.id = ANY ($2)) ORDER BY s.name, k.staff, k.id`,
		tx.County, pq.Array(append([]int64{}, f.IDs...)))
	if err != nil {
		return nil, fmt.Errorf("find passkeys to vouch for: %w", err)
	}
	return found, nil
}

// ProposeVouch lays before another administrator that keys are their holders' (提出认可通行密钥): whoever acts has compared each short code with its
// holder. All of them or none, by one signature.
func ProposeVouch(ctx context.Context, tx *pg.Tx, auth *signin.Auth, ids []int64, by Signer) error {
	if err := ProposeVouchStep.Permit(tx, fmt.Sprintf("提出认可通行密钥 %d 枚", len(ids))); err != nil {
		return err
	}
	if len(ids) == 0 {
		return errNone
	}
	root, err := Standing(ctx, tx)
	if err != nil {
		return err
	}
	if root == nil {
		return fault.Blockedf("还没有信任根，请两名管理员先在“信任根”页立根")
	}
	keys, err := Keys(ctx, tx, KeyFilter{IDs: ids})
	if err != nil {
		return err
	}
	if len(keys) != len(ids) {
		return fault.Conflictf("选中的密钥有的已注销，或持有人已停用，请刷新后重选")
	}
	vouches := pg.NewIDs(len(keys))
	for i, k := range keys {
		switch {
		case k.Chained || k.Vouch != 0:
			return fault.Conflictf("%s的密钥“%s”已认可或正等待确认，请刷新", k.Whose(), k.Name)
		case !auth.Sound(tx.County, k.Passkey):
			return fault.Blockedf("%s的密钥“%s”不是本系统登记的：被改动，或是冒名写入的。请勿认可，并告知审计管理员", k.Whose(), k.Name)
		}
		digest := k.Held(tx.County).Digest()
		_, err := tx.ExecContext(ctx, `INSERT INTO passkey_vouch (county, id, root, passkey, digest, asked_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			tx.County, vouches[i], root.ID, k.ID, digest[:], tx.By.ID)
		if err != nil {
			return fmt.Errorf("vouch for a passkey: %w", err)
		}
	}
	tx.Cover("passkey_vouch", vouches...)
	if err := signVouch(ctx, tx, ProposeVouchStep.Verb, "提出认可：密钥是所列人员本人的", keys, by); err != nil {
		return err
	}
	return foureyes.Propose(ctx, tx, foureyes.Vouch, vouches)
}

// signVouch is of keys with whose they are.
func signVouch(ctx context.Context, tx *pg.Tx, verb, title string, keys []Key, by Signer) error {
	texts, facts := make(map[int64]string, len(keys)), make([]Fact, len(keys))
	for i, k := range keys {
		digest := k.Held(tx.County).Digest()
		texts[k.ID] = hex.EncodeToString(digest[:])
		facts[i] = Fact{Name: k.Whose(), Words: k.Role.Title() + "，密钥“" + k.Name + "”，短码 " + k.Code(tx.County)}
	}
	return Sign(ctx, tx, Of(tx, verb, fmt.Sprintf("passkey*%d", len(keys)), Digest(texts), title, facts...), by)
}

// Vouch confirms what another administrator proposed (认可通行密钥): from then on the keys open decisions. All of them or none, by one signature.
func Vouch(ctx context.Context, tx *pg.Tx, vouches []int64, by Signer) error {
	if err := VouchStep.Permit(tx, fmt.Sprintf("认可通行密钥 %d 枚", len(vouches))); err != nil {
		return err
	}
	if len(vouches) == 0 {
		return errNone
	}
	of, err := vouchedKeys(ctx, tx, vouches)
	if err != nil {
		return err
	}
	keys, err := Keys(ctx, tx, KeyFilter{IDs: of})
	if err != nil {
		return err
	}
	if len(keys) != len(vouches) {
		return fault.Conflictf("选中的项目有的已有决定，或密钥已注销，请刷新后重选")
	}
	seen, err := foureyes.Digests(ctx, tx, foureyes.Vouch, vouches)
	if err != nil {
		return err
	}
	if err := Others(ctx, tx, foureyes.Vouch, vouches); err != nil {
		return err
	}
	if err := signVouch(ctx, tx, VouchStep.Verb, "认可：密钥是所列人员本人的", keys, by); err != nil {
		return err
	}
	var decided pq.Int64Array
	err = tx.GetContext(ctx, &decided, `SELECT passkey_vouch_confirm($1, $2, $3, $4)`, tx.County, pq.Array(vouches), pq.Array(seen), tx.By.ID)
	if err != nil {
		return fmt.Errorf("vouch for passkeys: %w", err)
	}
	tx.Cover("proposal", decided...)
	return nil
}

func vouchedKeys(ctx context.Context, tx *pg.Tx, vouches []int64) (keys []int64, err error) {
	err = tx.SelectContext(ctx, &keys, `SELECT passkey FROM passkey_vouch WHERE county = $1 AND id = ANY ($2)`, tx.County, pq.Array(vouches))
	if err != nil {
		return nil, fmt.Errorf("find what was vouched for: %w", err)
	}
	return append([]int64{0}, keys...), nil // none is not all
}

// RefuseVouch says that keys are not vouched for (驳回认可).
func RefuseVouch(ctx context.Context, tx *pg.Tx, vouches []int64, reason string) error {
	if err := RefuseVouchStep.Permit(tx, fmt.Sprintf("驳回认可 %d 枚", len(vouches))); err != nil {
		return err
	}
	if len(vouches) == 0 {
		return errNone
	}
	return foureyes.Refuse(ctx, tx, foureyes.Vouch, vouches, reason)
}

// fit tells whether a key may sign a decision: the one that is asked for, or else one that is chained to the root, where there is one.
func (d Decision) fit(ctx context.Context, tx *pg.Tx, key int64) error {
	if d.Key != 0 {
		if key != d.Key {
			return fault.Forbiddenf("请用所列的那一枚通行密钥签名")
		}
		return nil
	}
	if key == 0 {
		return nil // a code: whether it is let, MayCode says
	}
	var chained bool
	if err := tx.GetContext(ctx, &chained, `SELECT key_chained($1, $2)`, tx.County, key); err != nil {
		return fmt.Errorf("look whether a key is vouched for: %w", err)
	}
	if !chained {
		return ErrUnvouched
	}
	return nil
}

// ErrUnvouched is the answer to a key that nobody vouched for.
var ErrUnvouched = fault.Forbiddenf("这枚通行密钥可以登录，还不能签名：请带着它的短码（见“我的账号”）找系统管理员和安全管理员，由两人在“通行密钥认可”页认可")
