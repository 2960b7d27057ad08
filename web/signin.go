package web

import (
	"bytes"
	"cmp"
	"errors"
	"image/png"
	"net"
	"net/http"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
)

func signinRoutes() []route {
	open := func(method, path string, serve, form func(*visit) error) route {
		return route{method: method, path: path, open: true, serve: serve, form: form}
	}
	return []route{
		open(http.MethodGet, "/signin", (*visit).signInPage, nil),
		open(http.MethodPost, "/signin", (*visit).signIn, (*visit).signInPage),
		open(http.MethodGet, "/signin/code", (*visit).codePage, nil),
		open(http.MethodPost, "/signin/code", (*visit).enterCode, (*visit).codePage),
		open(http.MethodGet, "/signin/password", (*visit).passwordPage, nil),
		open(http.MethodPost, "/signin/password", (*visit).changePassword, (*visit).passwordPage),
		open(http.MethodGet, "/signin/bind", (*visit).bindPage, nil),
		open(http.MethodPost, "/signin/bind", (*visit).bind, (*visit).bindPage),
		open(http.MethodGet, "/signin/bind.png", (*visit).bindPicture, nil),
		open(http.MethodPost, "/signout", (*visit).signOut, nil),
		open(http.MethodPost, "/textsize", (*visit).setTextSize, nil),
		{method: http.MethodGet, path: "/account", serve: (*visit).account},
		{method: http.MethodPost, path: "/account/standin", serve: (*visit).standIn, form: (*visit).account},
	}
}

// sessionCookie holds the token of who signed in, until the browser is closed.
const sessionCookie = "__Host-fangpin"

// recognise finds out who is there.
func (v *visit) recognise() error {
	token := v.token()
	if token == "" {
		return nil
	}
	session, err := v.Auth.Look(v.ctx(), token)
	if errors.Is(err, signin.ErrOver) {
		return nil
	}
	v.session, v.by = session, session.By
	return err
}

func (v *visit) token() string {
	c, err := v.r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// signInPage is the door.
type signInPage struct {
	door
	Counties []signin.Office
}

func (v *visit) signInPage() error {
	counties, err := signin.Counties(v.ctx(), v.DB)
	if err != nil {
		return err
	}
	return v.show("signin/show", signInPage{v.door(), counties})
}

func (v *visit) codePage() error { return v.waits(signin.AwaitsCode, v.token()) }

func (v *visit) passwordPage() error {
	if v.session.State == signin.Full {
		return v.show("signin/password", doorPage{door: v.door(), Own: true})
	}
	return v.waits(signin.AwaitsChange, v.token())
}

func (v *visit) bindPage() error {
	if v.session.State == signin.Full && !v.session.HasTOTP {
		return v.showBinding(v.token(), true)
	}
	return v.waits(signin.AwaitsTOTP, v.token())
}

// showBinding shows the secret of a new authenticator; own tells that the person binds one of their own will.
func (v *visit) showBinding(token string, own bool) error {
	shown, err := v.Auth.BeginTOTP(v.ctx(), token)
	if err != nil {
		return v.orOver(err)
	}
	return v.show("signin/bind", doorPage{door: v.door(), TOTP: shown, Own: own})
}

// signIn takes name and password.
func (v *visit) signIn() error {
	session, token, err := v.Auth.Enter(v.ctx(), signin.Attempt{
		County: v.value("county"), Login: v.value("login"), Password: v.r.FormValue("password"), Address: v.address(),
	})
	if err != nil {
		return err
	}
	return v.rise(session, token)
}

// enterCode takes the six digits.
func (v *visit) enterCode() error {
	session, token, err := v.Auth.Code(v.ctx(), v.token(), v.value("code"), v.address())
	if err != nil {
		return v.orOver(err)
	}
	return v.rise(session, token)
}

// changePassword sets a new one, on demand or of one's own will.
func (v *visit) changePassword() error {
	fresh := v.r.FormValue("fresh")
	if fresh != v.r.FormValue("again") {
		return fault.Invalidf("两次填写的新密码不一致，请重新填写")
	}
	session, token, err := v.Auth.ChangePassword(v.ctx(), v.token(), v.r.FormValue("old"), fresh, v.address())
	if err != nil {
		return v.orOver(err)
	}
	v.say("密码已修改")
	return v.rise(session, token)
}

// bind takes the first code of a new authenticator.
func (v *visit) bind() error {
	session, token, err := v.Auth.ConfirmTOTP(v.ctx(), v.token(), v.value("code"), v.r.FormValue("password"), v.address())
	if err != nil {
		return v.orOver(err)
	}
	v.say("动态口令已绑定")
	return v.rise(session, token)
}

// rise keeps the new token and goes where the session's state leads.
func (v *visit) rise(session signin.Session, token string) error {
	v.setCookie(sessionCookie, token, 0)
	v.session, v.by = session, session.By
	if session.State == signin.Full {
		return v.enter()
	}
	return v.waits(session.State, token)
}

// doorPage is a page on the way in.
type doorPage struct {
	door
	TOTP signin.TOTP
	Own  bool // the person changes the password, or binds an authenticator, of their own will
}

// waits shows the page that a session waits at; one that waits elsewhere, or nowhere, is led there.
func (v *visit) waits(state signin.State, token string) error {
	if v.session.State != state {
		return v.lead()
	}
	p := doorPage{door: v.door()}
	switch state {
	case signin.AwaitsCode:
		return v.show("signin/code", p)
	case signin.AwaitsChange:
		return v.show("signin/password", p)
	default:
		return v.showBinding(token, false)
	}
}

// lead goes to the page that the session waits at.
func (v *visit) lead() error {
	to := map[signin.State]string{signin.AwaitsCode: "/signin/code", signin.AwaitsChange: "/signin/password", signin.AwaitsTOTP: "/signin/bind",
		signin.Full: "/"}
	return v.to(cmp.Or(to[v.session.State], "/signin"), "")
}

// orOver shows the door where the session is over, with what was carried.
func (v *visit) orOver(err error) error {
	if !errors.Is(err, signin.ErrOver) {
		return err
	}
	v.problem, v.status = fault.Message(err), http.StatusForbidden
	return v.signInPage()
}

// signOut ends the session.
func (v *visit) signOut() error {
	if err := v.Auth.Leave(v.ctx(), v.token(), v.address()); err != nil {
		return err
	}
	v.setCookie(sessionCookie, "", -1)
	return v.to("/signin", "已退出")
}

// address is where the request came from, for the log. Of what a proxy says, the last is its own word; what stands before it anybody may
// have written.
func (v *visit) address() string {
	if v.Proxied {
		said := strings.Join(v.r.Header.Values("X-Forwarded-For"), ",")
		if ip := net.ParseIP(strings.TrimSpace(said[strings.LastIndex(said, ",")+1:])); ip != nil {
			return ip.String()
		}
	}
	host, _, err := net.SplitHostPort(v.r.RemoteAddr)
	if err != nil {
		return v.r.RemoteAddr
	}
	return host
}

// bindPicture is the QR code of the secret that the person is about to bind.
func (v *visit) bindPicture() error {
	totp, err := v.Auth.BeginTOTP(v.ctx(), v.token())
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
	return v.answerWith("image/png", out.Bytes())
}

// accountPage is a person's own page.
type accountPage struct {
	Session signin.Session
}

// account shows who one is, and for whom one may stand in today.
func (v *visit) account() error {
	return v.show("signin/account", accountPage{v.session})
}

// standIn begins or ends acting as a deputy.
func (v *visit) standIn() error {
	absent := int64(0)
	if v.value("absent") != "" {
		id, err := v.number("absent", "代理何人")
		if err != nil {
			return err
		}
		absent = id
	}
	if _, err := v.Auth.StandIn(v.ctx(), v.token(), absent); err != nil {
		return err
	}
	return v.to("/", "")
}

// signed tells whether somebody has signed in, all the way.
func (v *visit) signed() bool { return v.session.State == signin.Full }
