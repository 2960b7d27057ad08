package stafftest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fangpin/internal/deed"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/passkey/software"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Site is where the keys of the tests' people are good.
var Site = passkey.Site{RPID: "localhost", Origin: "http://localhost:8080"}

var (
	made    *secret.Keys
	file    []byte // theirs
	making  sync.Mutex
	enrols  sync.Mutex
	errBare = errors.New("stafftest: this person has no key yet: sign within Office.Do")
)

// keys are those of one binary, so that whoever signs needs none handed over, and where they lie.
func keys(t testing.TB) (*secret.Keys, string) {
	t.Helper()
	making.Lock()
	defer making.Unlock()
	dir := t.TempDir()
	path := secret.In(dir).Keyset()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if made == nil {
		made, err = secret.Create(path)
		must(err)
		file, err = os.ReadFile(path)
		must(err)
		return made, dir
	}
	must(os.MkdirAll(filepath.Dir(path), 0o700))
	must(os.WriteFile(path, file, 0o600))
	return made, dir
}

// Key is a person's software key: always the same.
func Key(p who.Person) *software.Authenticator {
	key := software.New(Site, fmt.Appendf(nil, "tests/%s/%d", p.County, p.ID))
	key.Holder = signin.Handle(p.County, p.ID)
	return key
}

// Auth is the desk at which the people of a transaction sign.
func Auth(tx *pg.Tx) *signin.Auth {
	return &signin.Auth{DB: &pg.DB{Clock: func() time.Time { return tx.Now }}, Keys: made, Site: Site}
}

// Sign is the acting person's signature: a signing.Signer.
func Sign(ctx context.Context, tx *pg.Tx, d signing.Decision) (signing.Proof, error) {
	had, err := signin.Passkeys(ctx, tx, tx.By.ID)
	if err != nil {
		return signing.Proof{}, err
	}
	if len(had) == 0 {
		return signing.Proof{}, errBare
	}
	auth := Auth(tx)
	asks, ticket := auth.Ask(d.Decision)
	return signing.ByKey(auth, ticket, Key(tx.By).Sign(asks.Challenge()))(ctx, tx, d)
}

// keyed runs a deed again once its person has a key, where it was missing.
func (o *Office) keyed(by who.Person, run func() error) error {
	err := run()
	if !errors.Is(err, errBare) {
		return err
	}
	if err := o.enrol(by); err != nil {
		return err
	}
	return run()
}

// Keyed has a person enrol their key, for a test that signs past Do.
func (o *Office) Keyed(p who.Person) {
	o.t.Helper()
	o.Must(o.enrol(p))
}

// enrol has a person enrol their key, once.
func (o *Office) enrol(by who.Person) error {
	enrols.Lock()
	defer enrols.Unlock()
	ctx := o.t.Context()
	var had []signin.Passkey
	err := pg.Read(ctx, o.DB, by, func(tx *pg.Tx) (err error) {
		had, err = signin.Passkeys(ctx, tx, by.ID)
		return err
	})
	if err != nil || len(had) > 0 {
		return err
	}
	return deed.Do(ctx, o.DB, by, func(tx *pg.Tx) error {
		auth, key := Auth(tx), Key(by)
		e, err := auth.BeginPasskey(ctx, tx)
		if err != nil {
			return err
		}
		return auth.EnrolPasskey(ctx, tx, signin.Made{
			Name: "测试用软件密钥", Ticket: e.Ticket, Registration: key.Make(e.Make, e.Holder), Proof: key.Sign(e.Sign),
		})
	})
}

// Rooted has the office's system administrator and a security administrator make the county's next root of trust.
func (o *Office) Rooted(security who.Person) {
	o.t.Helper()
	o.Keyed(o.admin)
	o.Keyed(security)
	own, other := o.KeyOf(o.admin), o.KeyOf(security)
	o.Must(o.Do(o.admin, func(ctx context.Context, tx *pg.Tx) error { return signing.ProposeRoot(ctx, tx, own, other, Sign) }))
	o.Must(o.Do(security, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.Roots(ctx, tx)
		if err != nil {
			return err
		}
		return signing.ConfirmRoot(ctx, tx, found[0].ID, Sign)
	}))
}

// Vouched has both administrators vouch for somebody's key.
func (o *Office) Vouched(security who.Person, of ...who.Person) {
	o.t.Helper()
	keys := make([]int64, len(of))
	for i, p := range of {
		o.Keyed(p)
		keys[i] = o.KeyOf(p)
	}
	o.Must(o.Do(o.admin, func(ctx context.Context, tx *pg.Tx) error { return signing.ProposeVouch(ctx, tx, Auth(tx), keys, Sign) }))
	o.Must(o.Do(security, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.Keys(ctx, tx, signing.KeyFilter{IDs: keys})
		if err != nil {
			return err
		}
		vouches := make([]int64, len(found))
		for i, k := range found {
			vouches[i] = k.Vouch
		}
		return signing.Vouch(ctx, tx, vouches, Sign)
	}))
}

// KeyOf is the number of the newest key that somebody enrolled.
func (o *Office) KeyOf(p who.Person) (id int64) {
	o.t.Helper()
	o.Must(pg.Read(o.t.Context(), o.DB, p, func(tx *pg.Tx) error {
		had, err := signin.Passkeys(o.t.Context(), tx, p.ID)
		if err == nil {
			id = had[0].ID
		}
		return err
	}))
	return id
}
