package signin

import (
	"context"
	"crypto/hmac"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// ErrPasskey is the answer to a passkey that is nobody's here, was revoked, or did not sign what was asked.
var ErrPasskey = fault.Forbiddenf("通行密钥验证没有通过：密钥未登记、已注销，或没有完成指纹、面容、PIN 验证。请重试，或用密码登录")

// ErrNoPasskeys is the answer where the office is reached under no name that a key could be bound to.
var ErrNoPasskeys = fault.Blockedf("本系统还没有设定通行密钥所用的网址，请系统运维人员用 --public-url 设定后再登记")

// Passkey is one that somebody enrolled (通行密钥).
type Passkey struct {
	ID         int64      `db:"id"`
	Staff      int64      `db:"staff"`
	Name       string     `db:"name"`
	Credential []byte     `db:"credential"`
	RPID       string     `db:"rp_id"`
	Origin     string     `db:"origin"`
	Key        []byte     `db:"key"`
	Synced     bool       `db:"synced"`
	AddedAt    time.Time  `db:"added_at"`
	RevokedAt  *time.Time `db:"revoked_at"`
	Reason     *string    `db:"reason"`
	MAC        []byte     `db:"mac"`
}

// sound tells whether the row is as this program left it: one that the app's own login wrote for somebody else lets nobody in.
func (p Passkey) sound(keys *secret.Keys, county string) bool {
	return hmac.Equal(p.MAC, p.mac(keys, county))
}

// Sound tells whether a key's row is as this program left it.
func (a *Auth) Sound(county string, p Passkey) bool { return p.sound(a.Keys, county) }

// mac is the MAC that the row must have: over what never changes of it.
func (p Passkey) mac(keys *secret.Keys, county string) []byte {
	return keys.MAC(secret.Passkey, []byte(county), number(p.ID), number(p.Staff), p.Credential, []byte(p.RPID), []byte(p.Origin), p.Key,
		strconv.AppendBool(nil, p.Synced), moment(p.AddedAt))
}

// Held is the key as it is judged by.
func (p Passkey) Held(county string) passkey.Credential {
	return passkey.Credential{
		Site: passkey.Site{RPID: p.RPID, Origin: p.Origin}, ID: p.Credential, Holder: Handle(county, p.Staff), Key: p.Key, Synced: p.Synced,
	}
}

const passkeyColumns = `id, staff, name, credential, rp_id, origin, key, synced, added_at, revoked_at, reason, mac`

// Passkeys are those that a member enrolled, the newest first; revoked ones too.
func Passkeys(ctx context.Context, tx *pg.Tx, staff int64) (found []Passkey, err error) {
	err = tx.SelectContext(ctx, &found, `SELECT `+passkeyColumns+` FROM passkey WHERE county = $1 AND staff = $2 ORDER BY id DESC`, tx.County, staff)
	if err != nil {
		return nil, fmt.Errorf("find passkeys: %w", err)
	}
	return found, nil
}

// Live are those in force.
func Live(keys []Passkey) []Passkey {
	return slices.DeleteFunc(slices.Clone(keys), func(k Passkey) bool { return k.RevokedAt != nil })
}

// Handle is by what an authenticator knows a member: county and number, nothing that is theirs.
func Handle(county string, staff int64) []byte {
	return binary.BigEndian.AppendUint64([]byte(county), uint64(staff))
}

// readHandle is whose a handle is.
func readHandle(handle []byte) (county string, staff int64, err error) {
	if len(handle) != 14 || !countyCode.Match(handle[:6]) {
		return "", 0, ErrPasskey
	}
	return string(handle[:6]), int64(binary.BigEndian.Uint64(handle[6:])), nil
}

// Enrolment is what a page asks an authenticator for: to make a key, and to sign by it at once.
type Enrolment struct {
	Make, Sign passkey.Challenge
	Ticket     string
	Holder     []byte
	Had        []Passkey // in force: no authenticator is to make a second key for the same person; one whose key was ended makes another
}

// the two things asked of a new key.
func making(county string, staff int64) passkey.Decision {
	return passkey.Decision{Matter: passkey.Matter{County: county}, Verb: EnrolPasskeyStep.Verb, Slot: "make", Person: staff}
}

// signing is the second of what is asked at once, under the same ticket.
func signing(made passkey.Decision) passkey.Challenge {
	made.Slot = "sign"
	return made.Challenge()
}

// BeginPasskey says what to ask an authenticator for.
func (a *Auth) BeginPasskey(ctx context.Context, tx *pg.Tx) (e Enrolment, err error) {
	if a.Site == (passkey.Site{}) {
		return e, ErrNoPasskeys
	}
	had, err := Passkeys(ctx, tx, tx.By.ID)
	if err != nil {
		return e, err
	}
	e.Had = Live(had)
	asks, ticket := a.Ask(making(tx.County, tx.By.ID))
	e.Make, e.Sign, e.Ticket, e.Holder = asks.Challenge(), signing(asks), ticket, Handle(tx.County, tx.By.ID)
	return e, nil
}

// Made is what an authenticator answered to an Enrolment.
type Made struct {
	Name   string // what its holder calls it
	Ticket string
	passkey.Registration
	Proof passkey.Assertion // that it can sign
}

// EnrolPasskey puts a key of the person's own on record (登记通行密钥). Prove has asked their password before.
func (a *Auth) EnrolPasskey(ctx context.Context, tx *pg.Tx, made Made) error {
	if err := EnrolPasskeyStep.Permit(tx, "登记通行密钥"); err != nil {
		return err
	}
	if a.Site == (passkey.Site{}) {
		return ErrNoPasskeys
	}
	name, err := words.Line("密钥名称", made.Name)
	if err != nil {
		return err
	}
	asks, err := a.Asked(making(tx.County, tx.By.ID), made.Ticket)
	if err != nil {
		return err
	}
	key, err := a.Site.Enrol(made.Registration, asks.Challenge(), Handle(tx.County, tx.By.ID))
	if err == nil {
		err = key.Check(made.Proof, signing(asks))
	}
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Message: "通行密钥没有登记成功：验证器没有核实本人（指纹、面容或 PIN），或答复有误。请重新登记", Err: err}
	}
	row := Passkey{ID: pg.NewID(), Staff: tx.By.ID, Credential: key.ID, RPID: key.RPID, Origin: key.Origin, Key: key.Key, Synced: key.Synced,
		AddedAt: tx.Now.Truncate(time.Microsecond)} // as it is kept: its MAC is over that
	_, err = tx.ExecContext(ctx, `
		INSERT INTO passkey (county, id, staff, credential, rp_id, origin, key, synced, added_at, name, salt, mac)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.County, row.ID, row.Staff, row.Credential, row.RPID, row.Origin, row.Key, row.Synced, row.AddedAt, name, secret.Salt(), row.mac(a.Keys, tx.County))
	if err != nil {
		return fmt.Errorf("keep a passkey: %w", err)
	}
	tx.Cover("passkey", row.ID)
	return nil
}

// RevokePasskey ends a key of the person's own, for good (注销通行密钥). What it signed before stays signed. The last one by which an administrator
// of that kind can vouch and grant under the root of trust goes only with a word that this is meant (last): after it, the administrators must be named anew.
func RevokePasskey(ctx context.Context, tx *pg.Tx, id int64, reason string, last bool) error {
	if err := RevokePasskeyStep.Permit(tx, "注销通行密钥"); err != nil {
		return err
	}
	reason, err := words.Need("注销原因", reason)
	if err != nil {
		return err
	}
	if !last {
		only, err := OnlyKey(ctx, tx, id)
		if err != nil {
			return err
		}
		if only {
			return fault.Blockedf("这是%s唯一经认可的通行密钥，注销以后不能再批准授权、认可密钥，要由运维人员重设管理员后另立信任根。没有遗失的，请先登记另一枚并经两人认可；遗失、失窃的，请勾选“明白注销后要重设管理员”再注销", tx.By.Role.Title())
		}
	}
	if _, err := tx.ExecContext(ctx, `SELECT passkey_end($1, $2, $3, $4, $5)`, tx.County, id, tx.Now, reason, tx.By.ID); err != nil {
		return fmt.Errorf("revoke a passkey: %w", err)
	}
	tx.Cover("passkey", id)
	return nil
}

// OnlyKey tells whether without the key one kind of administrator could sign nothing any more under the root of trust.
func OnlyKey(ctx context.Context, tx *pg.Tx, id int64) (only bool, err error) {
	if err := tx.GetContext(ctx, &only, `SELECT EXISTS (SELECT admins_unable($1, $2) EXCEPT SELECT admins_unable($1, NULL))`, tx.County, id); err != nil {
		return false, fmt.Errorf("look for another administrator's key: %w", err)
	}
	return only, nil
}

// Prove asks the password of who is in once more, and counts as an attempt: an unattended session is to enrol nobody's key.
func (a *Auth) Prove(ctx context.Context, token, password, address string) error {
	done, err := turn(ctx, inside)
	if err != nil {
		return fmt.Errorf("prove a password: %w", err)
	}
	defer done()
	_, _, err = a.further(ctx, token, address, func(tx *pg.Tx, _ ticket, s Session, acc *account) (Session, string, Outcome, error) {
		right, err := a.right(tx.County, acc.Staff, acc.Hash, password)
		if err != nil || !right {
			return s, "", Wrong, err
		}
		return s, token, PasswordRight, nil
	})
	if errors.Is(err, ErrWrong) {
		err = fault.Forbiddenf("密码不正确，请重新输入")
	}
	return err
}

// entering is what somebody signs who comes in by a passkey, before anybody knows who it is.
func entering() passkey.Decision { return passkey.Decision{Verb: "signin.enter"} }

// BeginEntry says what to ask whoever comes in by a passkey; false where none is offered.
func (a *Auth) BeginEntry() (over passkey.Challenge, ticket string, ok bool) {
	if a.Site == (passkey.Site{}) {
		return over, "", false
	}
	asks, ticket := a.Ask(entering())
	return asks.Challenge(), ticket, true
}

// EnterByPasskey takes a passkey for name, password and code at once (通行密钥登录): who has it, and shows a finger, a face or a PIN, has both. It
// passes the lock of a login, which somebody else's guesses may have closed.
func (a *Auth) EnterByPasskey(ctx context.Context, ticket string, said passkey.Assertion, address string) (s Session, token string, err error) {
	asks, err := a.Asked(entering(), ticket)
	if err != nil {
		return s, "", err
	}
	county, staff, err := readHandle(said.Holder)
	if err != nil {
		return s, "", err
	}
	var refusal error
	err = a.within(ctx, county, func(tx *pg.Tx) error {
		acc, err := a.holder(ctx, tx, staff, said, asks.Challenge())
		switch {
		case errors.Is(err, ErrAltered):
			refusal = err
			return a.record(ctx, tx, acc.Login, Tampered, address)
		case errors.Is(err, ErrPasskey):
			refusal = err
			return a.recordStranger(ctx, tx, address)
		case err != nil:
			return err
		}
		state := a.Policy.next(acc, true, tx.Now)
		if state == AwaitsTOTP {
			state = Full
		}
		if s, token, err = a.open(ctx, tx, session{Staff: acc.Staff, State: state, Factors: ByPasskey, Began: tx.Now}); err != nil {
			return err
		}
		return a.write(ctx, tx, acc.Login, In, origin{Address: address, Session: sessionOf(token)})
	})
	if err == nil {
		err = refusal
	}
	return s, token, err
}

// recordStranger writes down that a passkey was nobody's, as a failure of its network: of one that is locked by such, nothing more, for only a right
// answer passes, and a script sends wrong ones as fast as it can.
func (a *Auth) recordStranger(ctx context.Context, tx *pg.Tx, address string) error {
	if err := queued(ctx, tx, ""); err != nil {
		return err
	}
	failures, err := a.Policy.strangersFrom(ctx, tx, Network(address))
	if err != nil || a.Policy.locks(failures, tx.Now) {
		return err
	}
	return a.record(ctx, tx, "", Wrong, address)
}

// holder is whose key signed a challenge, which is then spent. A key lets nobody in whose password's row is not as we left it: that a reset asks for a
// new password stands there.
func (a *Auth) holder(ctx context.Context, tx *pg.Tx, staff int64, said passkey.Assertion, over passkey.Challenge) (*account, error) {
	keys, err := Passkeys(ctx, tx, staff)
	if err != nil {
		return nil, err
	}
	if _, ok := a.signedBy(keys, tx.County, said, over); !ok {
		return nil, ErrPasskey
	}
	var login string
	if err := tx.GetContext(ctx, &login, `SELECT name FROM login WHERE county = $1 AND staff = $2`, tx.County, staff); err != nil {
		return nil, fmt.Errorf("look for a login: %w", err)
	}
	if err := queued(ctx, tx, login); err != nil {
		return nil, err
	}
	acc, err := lookUp(ctx, tx, login)
	if err != nil {
		return nil, err
	}
	if acc == nil {
		return nil, ErrPasskey
	}
	if !a.sound(tx.County, acc) {
		return acc, errors.Join(ErrPasskey, ErrAltered)
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO passkey_spent (county, challenge, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, tx.County, over[:], tx.Now)
	if err != nil {
		return nil, fmt.Errorf("spend a challenge: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return nil, errors.Join(ErrPasskey, err)
	}
	return acc, nil
}

// Here are the keys in force that are bound to the name by which the office is reached now: one of a former name opens and signs nothing.
func (a *Auth) Here(keys []Passkey) []Passkey {
	return slices.DeleteFunc(Live(keys), func(k Passkey) bool { return k.RPID != a.Site.RPID || k.Origin != a.Site.Origin })
}

// signedBy is which of the keys that are in force here signed a challenge, false for none.
func (a *Auth) signedBy(keys []Passkey, county string, said passkey.Assertion, over passkey.Challenge) (id int64, ok bool) {
	for _, k := range a.Here(keys) {
		if k.sound(a.Keys, county) && k.Held(county).Check(said, over) == nil {
			return k.ID, true
		}
	}
	return 0, false
}

// SignedBy is by which key of theirs the acting person signed a challenge, false for none.
func (a *Auth) SignedBy(ctx context.Context, tx *pg.Tx, said passkey.Assertion, over passkey.Challenge) (id int64, ok bool, err error) {
	keys, err := Passkeys(ctx, tx, tx.By.ID)
	if err != nil {
		return 0, false, err
	}
	id, ok = a.signedBy(keys, tx.County, said, over)
	return id, ok, nil
}

// examinePasskeys names the passkeys that this program did not write so.
func examinePasskeys(ctx context.Context, tx *pg.Tx, keys *secret.Keys) (found []Unsound, looked int64, err error) {
	var rows []Passkey
	if err := tx.SelectContext(ctx, &rows, `SELECT `+passkeyColumns+` FROM passkey WHERE county = $1 ORDER BY id`, tx.County); err != nil {
		return nil, 0, fmt.Errorf("examine passkeys: %w", err)
	}
	for _, k := range rows {
		if !k.sound(keys, tx.County) {
			found = append(found, Unsound{"passkey", strconv.FormatInt(k.ID, 10), "通行密钥不是本系统登记的：被改动，或是冒名写入的"})
		}
	}
	return found, int64(len(rows)), nil
}
