package account

import (
	"context"
	"encoding/base64"
	"net/http"

	"fangpin/internal/identity/signin"
	"fangpin/internal/passkey"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/web/kit"
)

func passkeyRoutes() []kit.Route {
	return []kit.Route{
		kit.Open(http.MethodPost, "/signin/passkey", enterByPasskey, showSignIn),
		kit.Show("/account/passkeys", "", nil, newPasskey),
		kit.Act("/account/passkeys", signin.EnrolPasskeyStep, enrolPasskey, newPasskey),
		kit.Act("/account/passkeys/revoke", signin.RevokePasskeyStep, revokePasskey, showAccount),
	}
}

// askEntry is what the door asks a passkey for, nil where none is offered.
func askEntry(r *kit.Request) *kit.Asking {
	over, ticket, ok := r.Auth.BeginEntry()
	if !ok {
		return nil
	}
	asks := r.Asks(over, ticket, nil)
	return &asks
}

// enterByPasskey signs in whoever's key signed.
func enterByPasskey(r *kit.Request) error {
	said, err := r.Assertion()
	if err != nil {
		return err
	}
	session, token, err := r.Auth.EnterByPasskey(r.Context(), r.Value("ticket"), said, r.Address())
	if err != nil {
		return err
	}
	return rise(r, session, token)
}

// newPasskey asks an authenticator for a key, where one can be enrolled.
func newPasskey(r *kit.Request) error {
	if r.Auth.Site.RPID == "" {
		return r.Show("account/signin/passkey", kit.Asking{})
	}
	e, err := r.Auth.BeginPasskey(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p := r.Asks(e.Sign, e.Ticket, nil)
	makes := kit.Makes{
		Site: r.Auth.Site.RPID, Challenge: e.Make.Text(), Holder: base64.RawURLEncoding.EncodeToString(e.Holder), Login: r.Session.Login,
		Person: r.By.Name, Had: kit.KeyIDs(e.Had), Algorithms: passkey.Algorithms(),
	}
	p.Make = makes.JSON()
	return r.Show("account/signin/passkey", p)
}

// enrolPasskey takes a new key on record, by the password.
func enrolPasskey(r *kit.Request) error {
	name, err := words.Line("密钥名称", r.Value("name"))
	if err != nil {
		return err
	}
	made := signin.Made{Name: name, Ticket: r.Value("ticket")}
	if made.Registration, err = r.Registration(); err != nil {
		return err
	}
	if made.Proof, err = r.Assertion(); err != nil {
		return err
	}
	if err := r.Auth.Prove(r.Context(), r.Token(), r.Given("password"), r.Address()); err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return r.Auth.EnrolPasskey(ctx, tx, made) }); err != nil {
		return err
	}
	return r.To("/account", "通行密钥已登记，下次可用它登录")
}

// revokePasskey ends one of the person's own keys.
func revokePasskey(r *kit.Request) error {
	id, err := r.Number("id", "要注销的密钥")
	if err != nil {
		return err
	}
	reason, last := r.Value("reason"), r.Value("last") == "yes"
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return signin.RevokePasskey(ctx, tx, id, reason, last) }); err != nil {
		return err
	}
	return r.To("/account", "通行密钥已注销")
}
