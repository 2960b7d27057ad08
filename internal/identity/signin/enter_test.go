package signin_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

const (
	password = "Tielu-Daoban7-qiu"
	secret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

// desk is an office at whose door people sign in. Its clock goes on only by later.
type desk struct {
	*stafftest.Office
	*signin.Auth
	t   *testing.T
	now time.Time
}

func newDesk(t *testing.T, policy signin.Policy) *desk {
	d := &desk{Office: stafftest.New(t), t: t}
	d.now = d.Office.Clock()
	d.Office.DB.Clock = func() time.Time { return d.now }
	d.Auth = &signin.Auth{DB: d.Office.DB, Keys: d.Office.Keys, Policy: policy, Cost: signin.Cost{Memory: 8, Time: 1, Threads: 1}}
	return d
}

// passwords is 等保三级 in what it asks of passwords alone.
func passwords() signin.Policy {
	p := signin.DJCP3()
	p.Both = false
	return p
}

func (d *desk) later(t time.Duration) { d.now = d.now.Add(t) }

// enrol takes somebody on who signs in with the login and password; with a code where every policy needs one of the role.
func (d *desk) enrol(role who.Role, login string) who.Person {
	d.t.Helper()
	p, k := d.Hire(role), signin.Known{Login: login, Password: password}
	if signin.OWASP().NeedsTOTP(role) {
		k.TOTP = secret
	}
	k.Staff = p.ID
	d.Must(d.Do(d.Admin(), func(ctx context.Context, tx *pg.Tx) error { return d.Enrol(ctx, tx, k) }))
	return p
}

// here is where people sign in from.
const here = "192.0.2.7"

func (d *desk) enter(login, password string) (signin.Session, string, error) {
	return d.from(here, login, password)
}

// from tries a password from an address, with a browser that holds nothing.
func (d *desk) from(address, login, password string) (signin.Session, string, error) {
	return d.Enter(d.t.Context(), signin.Attempt{County: stafftest.County, Login: login, Password: password, Address: address})
}

// in signs somebody in who needs no code.
func (d *desk) in(login string) string {
	d.t.Helper()
	s, token, err := d.enter(login, password)
	d.Must(err)
	if s.State != signin.Full {
		d.t.Fatalf("%s is let in as far as %q", login, s.State)
	}
	return token
}

// code is what an authenticator shows when its clock is ahead by so much.
func (d *desk) code(ahead time.Duration) string {
	code, err := totp.GenerateCode(secret, d.now.Add(ahead))
	d.Must(err)
	return code
}

// is fails the test unless err is just that one.
func (d *desk) is(what string, got, want error) {
	d.t.Helper()
	if !errors.Is(got, want) {
		d.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestAClerkComesIn(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	clerk := d.enrol(who.Clerk, "wangfang")
	for _, login := range []string{"wangfang", " WangFang ", "ｗａｎｇｆａｎｇ"} {
		s, token, err := d.enter(login, password)
		d.Must(err)
		if s.By != clerk || s.State != signin.Full || s.Login != "wangfang" {
			t.Errorf("%q: %+v", login, s)
		}
		again, err := d.Auth.Look(t.Context(), token)
		d.Must(err)
		if again.By != clerk || !again.EndsAt.Equal(d.now.Add(15*time.Minute)) {
			t.Errorf("the next page: %+v", again)
		}
	}
}

func TestOneAnswerToAllWhoAreNotLetIn(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	gone := d.enrol(who.Clerk, "gone")
	d.enrol(who.Clerk, "wangfang")
	d.Must(d.Do(d.Admin(), disabling(gone)))
	for what, a := range map[string]signin.Attempt{
		"a wrong password":    {Login: "wangfang", Password: password + "x"},
		"no password":         {Login: "wangfang"},
		"an unknown name":     {Login: "nobody", Password: password},
		"what is no name":     {Login: "王芳 ' OR 1=1", Password: password},
		"no name":             {Password: password},
		"who left":            {Login: "gone", Password: password},
		"who left, and wrong": {Login: "gone", Password: "x"},
		"a hash":              {Login: "wangfang", Password: "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"},
	} {
		a.County = stafftest.County
		s, token, err := d.Enter(t.Context(), a)
		d.is(what, err, signin.ErrWrong)
		if token != "" || s.By.ID != 0 {
			t.Errorf("%s: let in as %+v", what, s)
		}
	}
	_, _, err := d.Enter(t.Context(), signin.Attempt{County: "410603", Login: "wangfang", Password: password})
	d.Refused(err, fault.Invalid)
}
