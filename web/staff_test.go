package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

// A colleague is taken on, handed a first password, and gets no further with it than to a new one.
func TestANewColleague(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	admin := s.as(s.admin)
	admin.post("/staff/new", "name", "王芳", "role", "village", "division", "").see(t, http.StatusUnprocessableEntity, "请选择村干部所在的村（社区）", `value="王芳"`)
	admin.post("/staff/new", "name", "王芳", "role", "").see(t, http.StatusUnprocessableEntity, "请选择角色", `value="王芳"`)
	admin.post("/staff/new", "name", "王芳", "role", "boss").see(t, http.StatusUnprocessableEntity, "可选的角色：部门报送员、").hides(t, "system_admin（")
	handed := admin.post("/staff/new", "name", "王芳", "role", "clerk").see(t, http.StatusOK, "wangfang", "只显示这一次")
	password := regexp.MustCompile(`<code>([^<]+)</code>`).FindStringSubmatch(handed.body)[1]

	nobody := visitor{testSite: s}
	nobody.post("/signin", "county", stafftest.County, "login", "wangfang", "password", password, "next", "/households").see(t, http.StatusOK, "请先设置新密码")
	_, token, err := s.site.Auth.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: "wangfang", Password: password})
	s.Must(err)
	fresh := visitor{s, token}
	if a := fresh.get("/households"); a.status != http.StatusSeeOther || a.location != "/signin/password" {
		t.Errorf("a first password leads to %d %s", a.status, a.location)
	}
	fresh.post("/signin/password", "old", password, "fresh", "mountain river cloud", "again", "mountain river", "next", "/households").
		see(t, http.StatusUnprocessableEntity, "不一致", `name="next" value="/households"`)
	if a := fresh.post("/signin/password", "old", password, "fresh", "mountain river cloud", "again", "mountain river cloud", "next", "/households"); a.location != "/households" {
		t.Errorf("a new password leads to %d %s", a.status, a.location)
	}
}

// Who is disabled is out at once, and three kinds of administrators each have their own.
func TestAdministrators(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, security, audit := s.Hire(who.Clerk), s.Hire(who.SecurityAdmin), s.Hire(who.AuditAdmin)
	page := "/staff/" + strconv.FormatInt(clerk.ID, 10)
	s.as(clerk).get("/").see(t, http.StatusOK)
	s.as(clerk).get("/staff").see(t, http.StatusForbidden)
	s.as(s.admin).get("/staff?q="+url.QueryEscape(clerk.Name)).see(t, http.StatusOK, page)
	s.as(s.admin).post(page+"/reset").see(t, http.StatusForbidden)
	s.as(security).post(page+"/disable").see(t, http.StatusForbidden)
	s.as(security).post(page+"/reset").see(t, http.StatusUnprocessableEntity, "请先勾选“确认重置，原密码即时失效”")
	s.as(security).post(page+"/reset", "sure", "1").see(t, http.StatusOK, "初始密码")
	s.as(audit).get("/signins").see(t, http.StatusOK, "重置密码", loginOf(clerk))
	s.as(security).get("/signins").see(t, http.StatusForbidden)
	if a := (visitor{s, s.tokens[clerk]}).get("/"); a.status != http.StatusUnauthorized {
		t.Errorf("after a reset the session answers %d", a.status)
	}
	s.as(s.admin).post(page+"/disable").see(t, http.StatusUnprocessableEntity, "请先勾选“确认停用，不能恢复”")
	s.as(s.admin).post(page+"/disable", "sure", "1").see(t, http.StatusSeeOther)
	s.as(s.admin).get(page).see(t, http.StatusOK, "停用", "停用人员").hides(t, page+"/disable")
}

// People see where they are signed in, and end it; an administrator sees it and ends it for them.
func TestWhereSomebodyIsSignedIn(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, security, auditor := s.Hire(who.Clerk), s.Hire(who.SecurityAdmin), s.Hire(who.Auditor)
	v := s.as(clerk)
	_, jar := s.knock(clerk, testPassword, "192.0.2.7:1", nil)
	other := regexp.MustCompile(`name="session" value="([0-9a-f]+)"`)
	page := v.get("/account").see(t, http.StatusOK, "本次登录", "Windows 电脑，Edge", "192.0.2.7", "登录过的设备")
	m := other.FindAllStringSubmatch(page.body, -1)
	if len(m) != 1 || len(jar) != 1 {
		t.Fatalf("%d other sessions: %s", len(m), page.body)
	}
	v.post("/account/leave").see(t, http.StatusUnprocessableEntity, "请从当前登录的列表中选择")
	v.post("/account/leave", "session", m[0][1]).see(t, http.StatusSeeOther)
	v.get("/account").see(t, http.StatusOK, "本次登录").hides(t, `name="session"`)
	device := regexp.MustCompile(`name="device"\s+value="(\d+)"`).FindStringSubmatch(v.get("/account").body)
	v.post("/account/forget", "device", device[1]).see(t, http.StatusSeeOther)
	v.get("/account").see(t, http.StatusOK).hides(t, "登录过的设备")
	path := "/staff/" + strconv.FormatInt(clerk.ID, 10)
	s.as(s.admin).get(path).see(t, http.StatusOK, "当前登录").hides(t, path+"/end")
	s.as(auditor).get(path).see(t, http.StatusOK).hides(t, "当前登录")
	s.as(security).get(path).see(t, http.StatusOK, "当前登录", path+"/end")
	s.as(security).post(path+"/end").see(t, http.StatusSeeOther)
	v.get("/").see(t, http.StatusUnauthorized)
	s.as(security).get(path).see(t, http.StatusOK, "结束登录").hides(t, "当前登录")
}

// A deputy acts in the absent colleague's role, on the days written down, under their own name.
func TestADeputy(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, other, security := s.Hire(who.Clerk), s.Hire(who.Assessor), s.Hire(who.SecurityAdmin)
	id := func(p who.Person) string { return strconv.FormatInt(p.ID, 10) }
	form := []string{"absent", id(clerk), "deputy", id(other), "from", "2024-09-09", "to", "2024-09-20", "reason", "出差"}
	s.as(clerk).post("/deputies", form...).see(t, http.StatusForbidden)
	s.as(security).post("/deputies", append(form[:8:8], "reason", "")...).see(t, http.StatusUnprocessableEntity, `value="2024-09-20"`)
	s.as(security).post("/deputies", form...).see(t, http.StatusSeeOther)
	s.as(security).get("/deputies").see(t, http.StatusOK, "代理中")
	deputy := s.as(other)
	deputy.get("/account").see(t, http.StatusOK, `name="absent" value="`+id(clerk)+`"`)
	deputy.post("/account/standin", "absent", id(clerk)).see(t, http.StatusSeeOther)
	in := deputy.get("/account").see(t, http.StatusOK, "结束代理", "县经办")
	if !strings.Contains(in.body, other.Name) {
		t.Error("the deputy lost their name")
	}
}
