package demo

import (
	"context"
	"crypto/rand"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/passkey/software"
	"fangpin/internal/pg"
)

// The month's decisions are signed by keys that are a program's, and say so. They are drawn for the month, stand nowhere, and are revoked at its
// end: whoever clicks through it afterwards signs by a code, or by a passkey of their own.
const keyName = "演示软件密钥（制作演示数据用）"

// auth is the desk at which the month's people sign.
func (m *month) auth() *signin.Auth {
	return &signin.Auth{DB: m.DB, Keys: m.Keys, Site: passkey.Site{RPID: "localhost", Origin: "http://localhost"}}
}

// deciding are those who sign.
func (p people) deciding() (out []who.Person) {
	for _, one := range p.all() {
		if signs(one.Role) {
			out = append(out, one)
		}
	}
	return out
}

func signs(role who.Role) bool {
	for _, r := range signing.Deciding() {
		if r == role {
			return true
		}
	}
	return false
}

// readyToSign lets codes be used, by two administrators, gives each who decides a key, and makes the county's root of trust, to which all are chained.
func (m *month) readyToSign(ctx context.Context) error {
	if err := m.letCodes(ctx, nil, signing.Deciding()...); err != nil {
		return err
	}
	auth := m.auth()
	m.keys = map[int64]*software.Authenticator{}
	for _, p := range m.people.deciding() {
		key := software.New(auth.Site, []byte(rand.Text()))
		err := m.do(ctx, p, func(tx *pg.Tx) error {
			e, err := auth.BeginPasskey(ctx, tx)
			if err != nil {
				return err
			}
			return auth.EnrolPasskey(ctx, tx, signin.Made{
				Name: keyName, Ticket: e.Ticket, Registration: key.Make(e.Make, e.Holder), Proof: key.Sign(e.Sign)})
		})
		if err != nil {
			return err
		}
		m.keys[p.ID] = key
	}
	return m.rooted(ctx)
}

// letCodes lets roles sign by codes, by two administrators.
func (m *month) letCodes(ctx context.Context, by signing.Signer, roles ...who.Role) error {
	err := m.do(ctx, m.people.admin, func(tx *pg.Tx) error { return signing.Propose(ctx, tx, by, true, roles...) })
	if err != nil {
		return err
	}
	return m.do(ctx, m.people.security, func(tx *pg.Tx) error {
		proposed, err := signing.Settings(ctx, tx)
		if err != nil {
			return err
		}
		var ids []int64
		for _, s := range proposed {
			if s.Open() {
				ids = append(ids, s.ID)
			}
		}
		return signing.Adopt(ctx, tx, ids, by)
	})
}

// rooted makes the root of the administrators' two keys, who vouch for all others.
func (m *month) rooted(ctx context.Context) error {
	var keys []signing.Key
	err := m.do(ctx, m.people.admin, func(tx *pg.Tx) (err error) {
		if keys, err = signing.Keys(ctx, tx, signing.KeyFilter{}); err != nil {
			return err
		}
		return signing.ProposeRoot(ctx, tx, keyOf(keys, m.people.admin), keyOf(keys, m.people.security), m.sign)
	})
	if err != nil {
		return err
	}
	err = m.do(ctx, m.people.security, func(tx *pg.Tx) error {
		roots, err := signing.Roots(ctx, tx)
		if err != nil {
			return err
		}
		return signing.ConfirmRoot(ctx, tx, roots[0].ID, m.sign)
	})
	if err != nil {
		return err
	}
	var others []int64
	for _, k := range keys {
		if k.Staff != m.people.admin.ID && k.Staff != m.people.security.ID {
			others = append(others, k.ID)
		}
	}
	err = m.do(ctx, m.people.admin, func(tx *pg.Tx) error { return signing.ProposeVouch(ctx, tx, m.auth(), others, m.sign) })
	if err != nil {
		return err
	}
	return m.do(ctx, m.people.security, func(tx *pg.Tx) error {
		waits, err := signing.Keys(ctx, tx, signing.KeyFilter{IDs: others})
		if err != nil {
			return err
		}
		vouches := make([]int64, len(waits))
		for i, k := range waits {
			vouches[i] = k.Vouch
		}
		return signing.Vouch(ctx, tx, vouches, m.sign)
	})
}

func keyOf(keys []signing.Key, p who.Person) int64 {
	for _, k := range keys {
		if k.Staff == p.ID {
			return k.ID
		}
	}
	return 0
}

// sign is the signature of whoever acts: a signing.Signer.
func (m *month) sign(ctx context.Context, tx *pg.Tx, d signing.Decision) (signing.Proof, error) {
	key := m.keys[tx.By.ID]
	if key == nil {
		return signing.Proof{}, signing.ErrUnsigned
	}
	auth := m.auth()
	asks, ticket := auth.Ask(d.Decision)
	return signing.ByKey(auth, ticket, key.Sign(asks.Challenge()))(ctx, tx, d)
}

// doneSigning has the administrators let themselves sign by codes, which the root had ended, and revokes the month's keys: whoever clicks through it
// grants and vouches by codes.
func (m *month) doneSigning(ctx context.Context) error {
	if err := m.letCodes(ctx, m.sign, who.SystemAdmin, who.SecurityAdmin); err != nil {
		return err
	}
	for _, p := range m.people.deciding() {
		err := m.do(ctx, p, func(tx *pg.Tx) error {
			had, err := signin.Passkeys(ctx, tx, p.ID)
			if err != nil {
				return err
			}
			for _, k := range signin.Live(had) {
				if err := signin.RevokePasskey(ctx, tx, k.ID, "演示数据制作完毕，软件密钥作废", true); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	m.keys = nil
	return nil
}
