package account

import (
	"bytes"
	"cmp"
	"errors"
	"image/png"
	"net/http"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/passkey"
	"fangpin/web/kit"
)

func signinRoutes() []kit.Route {
	return []kit.Route{
		kit.Open(http.MethodGet, "/signin", showSignIn, nil),
		kit.Open(http.MethodPost, "/signin", signIn, showSignIn),
		kit.Open(http.MethodGet, "/signin/code", codePage, nil),
		kit.Open(http.MethodPost, "/signin/code", enterCode, codePage),
		kit.Open(http.MethodGet, "/signin/password", passwordPage, nil),
		kit.Open(http.MethodPost, "/signin/password", changePassword, passwordPage),
		kit.Open(http.MethodGet, "/signin/bind", bindPage, nil),
		kit.Open(http.MethodPost, "/signin/bind", bind, bindPage),
		kit.Open(http.MethodGet, "/signin/bind.png", bindPicture, nil),
		kit.Open(http.MethodPost, "/signout", signOut, nil),
		kit.Open(http.MethodPost, "/textsize", setTextSize, nil),
		kit.Show("/account", "", nil, showAccount),
		kit.Send("/account/standin", nil, standIn, showAccount),
		kit.Send("/account/leave", nil, leaveThere, showAccount),
		kit.Send("/account/forget", nil, forgetDevice, showAccount),
	}
}

// signInPage is the door.
type signInPage struct {
	kit.PendingForm
	Counties []signin.Office
	Passkey  *kit.Asking // nil where none is offered
}

func showSignIn(r *kit.Request) error {
	counties, err := signin.Counties(r.Context(), r.DB)
	if err != nil {
		return err
	}
	return r.Show("account/signin/show", signInPage{r.Pending(), counties, askEntry(r)})
}

func codePage(r *kit.Request) error { return waits(r, signin.AwaitsCode, r.Token()) }

func passwordPage(r *kit.Request) error {
	if r.Session.State == signin.Full {
		return r.Show("account/signin/password", doorPage{PendingForm: r.Pending(), Own: true})
	}
	return waits(r, signin.AwaitsChange, r.Token())
}

func bindPage(r *kit.Request) error {
	if r.Session.State == signin.Full && !r.Session.HasTOTP {
		return showBinding(r, r.Token(), true)
	}
	return waits(r, signin.AwaitsTOTP, r.Token())
}

// showBinding shows the secret of a new authenticator; own tells that the person binds one of their own will.
func showBinding(r *kit.Request, token string, own bool) error {
	shown, err := r.Auth.BeginTOTP(r.Context(), token)
	if err != nil {
		return orOver(r, err)
	}
	return r.Show("account/signin/bind", doorPage{PendingForm: r.Pending(), TOTP: shown, Own: own})
}

// signIn takes name and password.
func signIn(r *kit.Request) error {
	county, login := r.Value("county"), r.Value("login")
	session, token, err := r.Auth.Enter(r.Context(), signin.Attempt{
		County: county, Login: login, Password: r.Given("password"), Address: r.Address(), Held: r.HeldOf(county, login),
	})
	if err != nil {
		return err
	}
	return rise(r, session, token)
}

// enterCode takes the six digits.
func enterCode(r *kit.Request) error {
	session, token, err := r.Auth.Code(r.Context(), r.Token(), r.Value("code"), r.Address())
	if err != nil {
		return orOver(r, err)
	}
	return rise(r, session, token)
}

// changePassword sets a new one, on demand or of one's own will.
func changePassword(r *kit.Request) error {
	fresh := r.Given("fresh")
	if fresh != r.Given("again") {
		return fault.Invalidf("两次填写的新密码不一致，请重新填写")
	}
	session, token, err := r.Auth.ChangePassword(r.Context(), r.Token(), r.Given("old"), fresh, r.Address())
	if err != nil {
		return orOver(r, err)
	}
	r.Say("密码已修改")
	return rise(r, session, token)
}

// bind takes the first code of a new authenticator.
func bind(r *kit.Request) error {
	session, token, err := r.Auth.ConfirmTOTP(r.Context(), r.Token(), r.Value("code"), r.Given("password"), r.Address())
	if err != nil {
		return orOver(r, err)
	}
	r.Say("动态口令已绑定")
	return rise(r, session, token)
}

// rise keeps the new token and goes where the session's state leads.
func rise(r *kit.Request, session signin.Session, token string) error {
	if err := r.Rise(session, token); err != nil {
		return err
	}
	if session.State == signin.Full {
		return enter(r)
	}
	return waits(r, session.State, token)
}

// doorPage is a page on the way in.
type doorPage struct {
	kit.PendingForm
	TOTP signin.TOTP
	Own  bool // the person changes the password, or binds an authenticator, of their own will
}

// waits shows the page that a session waits at; one that waits elsewhere, or nowhere, is led there.
func waits(r *kit.Request, state signin.State, token string) error {
	if r.Session.State != state {
		return lead(r)
	}
	p := doorPage{PendingForm: r.Pending()}
	switch state {
	case signin.AwaitsCode:
		return r.Show("account/signin/code", p)
	case signin.AwaitsChange:
		return r.Show("account/signin/password", p)
	default:
		return showBinding(r, token, false)
	}
}

// lead goes to the page that the session waits at.
func lead(r *kit.Request) error {
	to := map[signin.State]string{signin.AwaitsCode: "/signin/code", signin.AwaitsChange: "/signin/password", signin.AwaitsTOTP: "/signin/bind",
		signin.Full: "/"}
	return r.To(cmp.Or(to[r.Session.State], "/signin"), "")
}

// orOver shows the door where the session is over, with what was carried.
func orOver(r *kit.Request, err error) error {
	if !errors.Is(err, signin.ErrOver) {
		return err
	}
	r.Problem, r.Status = fault.Message(err), http.StatusForbidden
	return showSignIn(r)
}

// signOut ends the session. What a form kept on the device is cleared with it.
func signOut(r *kit.Request) error {
	if err := r.Auth.Leave(r.Context(), r.Token(), r.Address()); err != nil {
		return err
	}
	r.Leave()
	r.W.Header().Set("Clear-Site-Data", `"storage"`)
	return r.To("/signin", "已退出")
}

// bindPicture is the QR code of the secret that the person is about to bind.
func bindPicture(r *kit.Request) error {
	totp, err := r.Auth.BeginTOTP(r.Context(), r.Token())
	if err != nil {
		return err
	}
	code, err := qr.Encode(totp.URL, qr.M, qr.Auto)
	if err != nil {
		return err
	}
	if code, err = barcode.Scale(code, 240, 240); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := png.Encode(&out, code); err != nil {
		return err
	}
	return r.Answer("image/png", out.Bytes())
}

// accountPage is a person's own page.
type accountPage struct {
	Session  signin.Session
	Offered  bool // a passkey can be enrolled
	Passkeys []signin.Passkey
	Live     []signin.Passkey // those not revoked
	Last     bool             // one of them is the last by which administrators of the kind sign under the root
	Site     passkey.Site     // where keys are good now; zero where none is
	Here     string           // the ID of this session among Sessions
	Sessions []signin.SignedIn
	Devices  []signin.Device
}

// Elsewhere tells whether a key was made at another address than the pages have now: it opens and signs nothing here.
func (p accountPage) Elsewhere(k signin.Passkey) bool {
	return p.Offered && (k.RPID != p.Site.RPID || k.Origin != p.Site.Origin)
}

// showAccount shows who one is, with which keys, where one is signed in and with what, and for whom one may stand in today.
func showAccount(r *kit.Request) (err error) {
	p := accountPage{Session: r.Session, Offered: r.Auth.Site.RPID != "", Site: r.Auth.Site, Here: signin.HandleOf(r.Token())}
	if p.Passkeys, err = signin.Passkeys(r.Context(), r.Tx, r.By.ID); err != nil {
		return err
	}
	p.Live = signin.Live(p.Passkeys)
	for _, k := range p.Live {
		last, err := signin.OnlyKey(r.Context(), r.Tx, k.ID)
		if err != nil {
			return err
		}
		p.Last = p.Last || last
	}
	if p.Sessions, err = r.Auth.Sessions(r.Context(), r.Tx, r.By.ID); err != nil {
		return err
	}
	if p.Devices, err = r.Auth.Devices(r.Context(), r.Tx, r.By.ID); err != nil {
		return err
	}
	return r.Show("account/signin/account", p)
}

// leaveThere ends another of one's own sessions.
func leaveThere(r *kit.Request) error {
	if err := r.Auth.LeaveThere(r.Context(), r.Token(), r.Value("session"), r.Address()); err != nil {
		return err
	}
	return r.To("/account", "该处的登录已结束")
}

// forgetDevice makes a browser a stranger's again.
func forgetDevice(r *kit.Request) error {
	device, err := r.Number("device", "设备")
	if err != nil {
		return err
	}
	if err := r.Auth.Forget(r.Context(), r.Token(), device); err != nil {
		return err
	}
	return r.To("/account", "设备已移除，在该设备上登录的已退出")
}

// standIn begins or ends acting as a deputy.
func standIn(r *kit.Request) error {
	absent := int64(0)
	if r.Value("absent") != "" {
		id, err := r.Number("absent", "代理何人")
		if err != nil {
			return err
		}
		absent = id
	}
	if _, err := r.Auth.StandIn(r.Context(), r.Token(), absent); err != nil {
		return err
	}
	return r.To("/", "")
}
