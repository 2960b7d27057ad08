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

// readyToSign lets codes be used, by two administrators, and gives each who decides a key.
func (m *month) readyToSign(ctx context.Context) error {
	err := m.do(ctx, m.people.admin, func(tx *pg.Tx) error { return signing.Propose(ctx, tx, true, signing.Deciding()...) })
	if err != nil {
		return err
	}
	err = m.do(ctx, m.people.security, func(tx *pg.Tx) error {
		proposed, err := signing.Settings(ctx, tx)
		if err != nil {
			return err
		}
		ids := make([]int64, len(proposed))
		for i, s := range proposed {
			ids[i] = s.ID
		}
		return signing.Adopt(ctx, tx, ids)
	})
	if err != nil {
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
	return nil
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

// doneSigning revokes the month's keys.
func (m *month) doneSigning(ctx context.Context) error {
	for _, p := range m.people.deciding() {
		err := m.do(ctx, p, func(tx *pg.Tx) error {
			had, err := signin.Passkeys(ctx, tx, p.ID)
			if err != nil {
				return err
			}
			for _, k := range signin.Live(had) {
				if err := signin.RevokePasskey(ctx, tx, k.ID, "演示数据制作完毕，软件密钥作废"); err != nil {
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
