package main

import (
	"context"
	"regexp"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
)

var toldOnce = regexp.MustCompile(`登录名：(\S+)\n初始密码：(\S+)（`)

// initialOf is what a command prints of a login and its initial password.
func initialOf(t *testing.T, args ...string) (login, password string) {
	t.Helper()
	out, err := command(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	found := toldOnce.FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("no password in %q", out)
	}
	return found[1], found[2]
}

func TestWhoIsTakenOnCanSignIn(t *testing.T) {
	where := anOffice(t)
	at := func(words ...string) []string { return append(words, where...) }
	admin := hired(t, where, "--name", "管理员", "--role", "system_admin", "--login", "admin")
	security := hired(t, where, "--by", admin, "--name", "安全员", "--role", "security_admin")
	login, first := initialOf(t, at("staff", "add", "--by", admin, "--name", "王芳", "--role", "clerk")...)
	if login != "wangfang" {
		t.Errorf("王芳 signs in as %s", login)
	}
	second := hired(t, where, "--by", admin, "--name", "王芳", "--role", "clerk")
	renewed, password := initialOf(t, at("staff", "password", "--by", security, "--of", second)...)
	if renewed != "wangfang2" {
		t.Errorf("the second 王芳 signs in as %s", renewed)
	}
	for _, tc := range []struct {
		login, password string
		state           signin.State
	}{{"wangfang", first, signin.AwaitsChange}, {"wangfang2", password, signin.AwaitsChange}, {"wangfang", password, ""}} {
		if state := entered(t, where, tc.login, tc.password); state != tc.state {
			t.Errorf("%s comes as far as %q, want %q", tc.login, state, tc.state)
		}
	}
	for name, tc := range map[string]struct {
		args []string
		kind fault.Kind
	}{
		"reset by the system administrator": {at("staff", "password", "--by", admin, "--of", second), fault.Forbidden},
		"reset by oneself":                  {at("staff", "password", "--by", security, "--of", security), fault.Forbidden},
		"reset of nobody":                   {at("staff", "password", "--by", admin, "--of", "1"), fault.NotFound},
		"a login that is taken":             {at("staff", "add", "--by", admin, "--name", "李娜", "--role", "clerk", "--login", "wangfang"), fault.Conflict},
	} {
		if _, err := command(t, tc.args...); err == nil || fault.KindOf(err) != tc.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := command(t, at("staff", "password", "--by", security)...); exitCode(err, t.Output()) != 2 {
		t.Errorf("a reset of nobody named: %v", err)
	}
}

// entered signs in and answers how far that came.
func entered(t *testing.T, where []string, login, password string) signin.State {
	t.Helper()
	o := opened(t, where[1])
	s, _, err := doorOf(o).Enter(context.Background(), signin.Attempt{County: "410602", Login: login, Password: password})
	if err != nil && err != signin.ErrWrong {
		t.Fatal(err)
	}
	return s.State
}
