package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

// newcomer is the form that asks for somebody's place.
func newcomer(n int, name, role string, more ...string) []string {
	return append([]string{"name", name, "role", role, "no", "B0" + strconv.Itoa(n), "unit", "区乡村振兴局", "phone", "13937210086", "id_number", numbered(n), "why_member", "调入"}, more...)
}

var halfCode = regexp.MustCompile(`<code>([^<]{14})</code>`)

// waiting is where the newest grant that waits is decided.
func (s *testSite) waiting(by who.Person) string {
	s.t.Helper()
	path := regexp.MustCompile(`/grants/\d+`).FindString(s.as(by).get("/grants").body)
	if path == "" {
		s.t.Fatal("nothing waits")
	}
	return path
}

// A colleague is asked for by one administrator and granted by one of the other kind; with both halves they set a password of their own.
func TestANewColleague(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	security := s.Hire(who.SecurityAdmin)
	admin := s.as(s.admin)
	admin.post("/staff/new", newcomer(1, "王芳", "village", "division", "")...).see(t, http.StatusUnprocessableEntity, "请选择村干部所在的村（社区）", `value="王芳"`)
	admin.post("/staff/new", newcomer(1, "王芳", "")...).see(t, http.StatusUnprocessableEntity, "请选择角色", `value="王芳"`)
	admin.post("/staff/new", newcomer(1, "王芳", "boss")...).see(t, http.StatusUnprocessableEntity, "可选的角色：部门报送员、").hides(t, "system_admin（")
	admin.post("/staff/new", "name", "王芳", "role", "clerk", "no", "B1").see(t, http.StatusUnprocessableEntity)
	asked := admin.post("/staff/new", newcomer(1, "王芳", "clerk")...).see(t, http.StatusOK, "wangfang", "只显示这一次", "启用码第一段")
	grant := s.waiting(security)
	admin.get(grant).see(t, http.StatusOK, "由安全管理员批准").hides(t, grant+"/confirm")
	s.as(security).post(grant+"/confirm").see(t, http.StatusUnprocessableEntity, "请先勾选")
	s.as(security).post(grant+"/confirm", "sure", "1", "id_number", numbered(2)).see(t, http.StatusUnprocessableEntity, "身份证号与申请时填写的不一致").hides(t, numbered(1))
	granted := s.as(security).post(grant+"/confirm", "sure", "1", "id_number", numbered(1)).see(t, http.StatusOK, "wangfang", "启用码第二段")
	one, two := halfCode.FindStringSubmatch(asked.body)[1], halfCode.FindStringSubmatch(granted.body)[1]
	admin.get(grant).see(t, http.StatusOK, "已批准", "启用码有效至").hides(t, one, two)

	nobody := visitor{testSite: s}
	form := []string{"county", stafftest.County, "login", "wangfang", "one", one, "two", two, "fresh", "mountain river cloud", "again", "mountain river"}
	nobody.get("/enrol").see(t, http.StatusOK, "启用码第一段")
	nobody.post("/enrol", form...).see(t, http.StatusUnprocessableEntity, "不一致").hides(t, one, two)
	form[len(form)-1] = "mountain river cloud"
	if a := nobody.post("/enrol", form...); a.status != http.StatusSeeOther || a.location != "/" {
		t.Errorf("taking it up leads to %d %s", a.status, a.location)
	}
	nobody.post("/enrol", form...).see(t, http.StatusForbidden, "启用码不正确，或启用码已用过")
	if session, _, err := s.site.Auth.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: "wangfang", Password: "mountain river cloud"}); err != nil || session.State != signin.Full {
		t.Errorf("%+v, %v", session, err)
	}
	admin.get(grant).see(t, http.StatusOK, "启用。")
}

// A half code is shown once: who pressed twice, and saw the second answer only, is told what to do.
func TestAHalfCodeThatNobodySaw(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	s.Hire(who.SecurityAdmin)
	admin := s.as(s.admin)
	form := append(newcomer(1, "王芳", "clerk"), "once", admin.get("/staff/new").hidden(t, "once"))
	admin.post("/staff/new", form...).see(t, http.StatusOK, "启用码第一段")
	if said := admin.post("/staff/new", form...).see(t, http.StatusSeeOther).said(); !strings.Contains(said, "没有重复办理") || !strings.Contains(said, "驳回这一项，再重新提出") {
		t.Errorf("sent twice it says %q", said)
	}
}

// Attack 13: a system administrator alone makes nobody an approver, who would approve what they sent: neither by asking twice, nor as a security
// administrator whom they have made.
func TestAnAdministratorAloneMakesNobody(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	s.Hire(who.SecurityAdmin)
	admin := s.as(s.admin)
	for i, role := range []string{"approver", "approver", "sender", "security_admin", "system_admin"} {
		asked := admin.post("/staff/new", newcomer(i, "甲乙丙丁戊"[3*i:3*i+3], role)...).see(t, http.StatusOK, "启用码第一段")
		half, grant := halfCode.FindStringSubmatch(asked.body)[1], s.waiting(s.admin)
		admin.post(grant+"/confirm", "sure", "1").see(t, http.StatusForbidden)
		s.as(s.Hire(who.SystemAdmin)).post(grant+"/confirm", "sure", "1").see(t, http.StatusForbidden, "请换另一类管理员批准")
		login := regexp.MustCompile(`<dt>登录名</dt><dd><b>([a-z0-9]+)</b>`).FindStringSubmatch(asked.body)[1]
		visitor{testSite: s}.post("/enrol", "county", stafftest.County, "login", login, "one", half, "two", half, "fresh", "mountain river cloud", "again", "mountain river cloud").
			see(t, http.StatusForbidden)
	}
	var staff int
	s.Must(s.GetContext(t.Context(), &staff, `SELECT COUNT(*) FROM deed WHERE verb = 'grant.confirm'`))
	if staff != 0 {
		t.Errorf("%d granted", staff)
	}
}

// Attack 14: a security administrator alone resets no approver and signs in as nobody; with a second one, the approver's authenticator is
// still asked for, and the approver is told.
func TestAnAdministratorAloneIsNobodyElse(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	security, approver := s.Hire(who.SecurityAdmin), s.Hire(who.Approver)
	s.as(approver)
	page := "/staff/" + strconv.FormatInt(approver.ID, 10)
	asked := s.as(security).post(page+"/reset", "why_reset", "本人遗忘").see(t, http.StatusOK, "启用码第一段")
	one, grant := halfCode.FindStringSubmatch(asked.body)[1], s.waiting(security)
	s.as(security).post(grant+"/confirm", "sure", "1").see(t, http.StatusForbidden)
	s.as(security).post(page+"/unbind", "why_unbind", "遗失").see(t, http.StatusSeeOther)
	nobody := visitor{testSite: s}
	take := func(two string) answer {
		return nobody.post("/enrol", "county", stafftest.County, "login", loginOf(approver), "one", one, "two", two, "fresh", "mountain river cloud", "again", "mountain river cloud")
	}
	take(one).see(t, http.StatusForbidden)
	s.as(approver).get("/").see(t, http.StatusOK).hides(t, "您的账号有变动") // nothing was done yet
	granted := s.as(s.admin).post(grant+"/confirm", "sure", "1").see(t, http.StatusOK, "启用码第二段")
	two := halfCode.FindStringSubmatch(granted.body)[1]
	if a := take(two); a.location != "/signin/code" && !strings.Contains(a.body, "手机验证器上的六位数字") {
		t.Errorf("the authenticator is not asked for: %d %s", a.status, a.location)
	}
	delete(s.tokens, approver)
	session, token, err := s.site.Auth.Enter(t.Context(), signin.Attempt{County: stafftest.County, Login: loginOf(approver), Password: "mountain river cloud"})
	s.Must(err)
	if session.State != signin.AwaitsCode {
		t.Errorf("%+v", session)
	}
	code, err := totp.GenerateCode(testSecret, s.Clock().Add(30*time.Second)) // that of this half minute was used before
	s.Must(err)
	_, token, err = s.site.Auth.Code(t.Context(), token, code, "")
	s.Must(err)
	v := visitor{s, token}
	for _, page := range []string{"/", "/account", "/lists?status=composed"} { // whatever page the sign-in led to
		v.get(page).see(t, http.StatusOK, "您的账号有变动", security.Name+"提出", s.admin.Name+"批准", "重置密码", `name="back" value="`+page+`"`)
	}
	v.post("/account/leave").see(t, http.StatusUnprocessableEntity, "您的账号有变动") // a form that is shown again
	was := v.get("/lists").body
	if a := v.post("/account/told", "upto", hidden(was, "upto"), "back", "/lists"); a.location != "/lists" {
		t.Errorf("after 知道了: %d %s", a.status, a.location)
	}
	for _, page := range []string{"/", "/account", "/lists"} {
		v.get(page).see(t, http.StatusOK).hides(t, "您的账号有变动")
	}
	for _, reads := range signin.LogReaders {
		s.as(s.Hire(reads)).get("/signins?login="+loginOf(approver)).see(t, http.StatusOK, "由谁办理", s.admin.Name, grant)
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
	s.as(security).post(page+"/disable").see(t, http.StatusForbidden)
	s.as(security).post(page+"/reset").see(t, http.StatusUnprocessableEntity, "请填写“申请理由”")
	s.as(security).post(page+"/reset", "why_reset", "本人遗忘").see(t, http.StatusOK, "启用码第一段")
	s.as(s.admin).get(page).see(t, http.StatusOK, "重置密码", "待批准")
	s.as(s.admin).post(s.waiting(s.admin)+"/confirm", "sure", "1").see(t, http.StatusOK, "启用码第二段")
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
	form := []string{"absent", id(clerk), "deputy", id(other), "from", "2024-09-09", "to", "2024-09-20", "why_deputy", "出差"}
	s.as(clerk).post("/deputies", form...).see(t, http.StatusForbidden)
	s.as(security).post("/deputies", append(form[:8:8], "why_deputy", "")...).see(t, http.StatusUnprocessableEntity, `value="2024-09-20"`)
	s.as(s.admin).post("/deputies", form...).see(t, http.StatusSeeOther)
	s.as(security).get("/deputies").see(t, http.StatusOK, "待批准").hides(t, "代理中")
	grant := s.waiting(security)
	s.as(security).get(grant).see(t, http.StatusOK, "2024年9月9日至2024年9月20日代理"+clerk.Name+"（县经办）", "批准")
	s.as(security).post(grant+"/confirm", "sure", "1").see(t, http.StatusSeeOther)
	s.as(security).get("/deputies").see(t, http.StatusOK, "代理中").hides(t, "待批准")
	deputy := s.as(other)
	deputy.get("/account").see(t, http.StatusOK, `name="absent" value="`+id(clerk)+`"`)
	deputy.post("/account/standin", "absent", id(clerk)).see(t, http.StatusSeeOther)
	in := deputy.get("/account").see(t, http.StatusOK, "结束代理", "县经办")
	if !strings.Contains(in.body, other.Name) {
		t.Error("the deputy lost their name")
	}
}
