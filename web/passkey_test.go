package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/web/webtest"
)

// keyed serves the pages under a name that passkeys are good at.
func (s *testSite) keyed() (address string) {
	s.t.Helper()
	server := httptest.NewServer(s.handler)
	s.t.Cleanup(server.Close)
	address = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	s.site.Auth.Site = passkey.Site{RPID: "localhost", Origin: address}
	return address
}

// An approver enrols a key of their own, comes in by it without password and code, and revokes it; who shows a strange finger stays outside.
func TestAPasskeyInTheBrowser(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	address, approver := s.keyed(), s.Hire(who.Approver)
	p := webtest.Start(t).Open(address, webtest.Desk)
	key := p.Authenticator()
	s.enrol(approver)
	p.Open("/signin")
	p.Fill("登录名", loginOf(approver))
	p.Fill("密码", testPassword)
	p.Press("登录")
	code, err := totp.GenerateCode(testSecret, s.Clock())
	s.Must(err)
	p.Fill("手机验证器上的六位数字", code)
	p.Press("继续")
	p.Open("/account")
	p.Follow("登记通行密钥")
	p.Fill("密钥名称（如：办公室电脑、手机）", "办公室电脑")
	p.Fill("现在的密码", testPassword)
	p.Axe()
	p.Fits()
	p.Shoot("passkey-new")
	p.Press("登记，并当场验证一次")
	p.See("通行密钥已登记", "办公室电脑", "有效")
	p.Shoot("passkey-account")
	p.Follow("登记通行密钥")
	p.Fill("密钥名称（如：办公室电脑、手机）", "再登记一次")
	p.Fill("现在的密码", testPassword)
	p.Tap("登记，并当场验证一次")
	p.Await("这个验证器里已有您的通行密钥")
	p.Press("退出")
	p.Finger(key, false)
	p.Tap("用通行密钥登录")
	p.Await("没有完成验证")
	p.Shoot("passkey-signin")
	p.Finger(key, true)
	p.Press("用通行密钥登录")
	p.See("今日待办", approver.Name)
	p.Open("/account")
	p.Choose("要注销的密钥", "办公室电脑")
	p.Fill("注销原因", "电脑更换")
	p.Press("注销这枚密钥")
	p.See("通行密钥已注销", "注销：电脑更换")
	p.Press("退出")
	p.Press("用通行密钥登录")
	p.See("未能办理", "通行密钥验证没有通过")
}

// Who calls this machine by its number is led to its name, where passkeys are good; an office with a name of its own leads nobody.
func TestTheNumberLeadsToTheName(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	ask := func(method, host string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/signin?next=%2Flists", http.NoBody)
		r.Host = host
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		return w
	}
	leads := func(method, host, want string) {
		t.Helper()
		if got := ask(method, host).Header().Get("Location"); got != want {
			t.Errorf("%s %s leads to %q, want %q", method, host, got, want)
		}
	}
	leads(http.MethodGet, "127.0.0.1:8080", "")
	s.site.Auth.Site = passkey.Site{RPID: "localhost", Origin: "http://localhost:8080"}
	leads(http.MethodGet, "127.0.0.1:8080", "http://localhost:8080/signin?next=%2Flists")
	leads(http.MethodGet, "[::1]:8080", "http://localhost:8080/signin?next=%2Flists")
	leads(http.MethodGet, "localhost:8080", "")
	leads(http.MethodPost, "127.0.0.1:8080", "")
	s.site.Auth.Site = passkey.Site{RPID: "fpb.example.gov.cn", Origin: "https://fpb.example.gov.cn"}
	leads(http.MethodGet, "127.0.0.1:8080", "")
}
