package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
)

// refused counts the lines of the security log of a kind.
func (s *testSite) refused(kind string) (n int) {
	s.t.Helper()
	s.Must(pgtest.Super(s.t).GetContext(s.t.Context(), &n, `SELECT count(*) FROM security_event WHERE kind = $1`, kind))
	return n
}

// Whatever is refused leaves a line that says who, where from and what, and nothing of what was sent.
func TestWhatIsRefusedIsWrittenDown(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, watcher, nobody := s.as(s.Hire(who.Clerk)), s.as(s.Hire(who.AuditAdmin)), visitor{testSite: s}
	for kind, attack := range map[string]func() answer{
		"forbidden": func() answer { return clerk.get("/staff") },
		"unfound":   func() answer { return clerk.get("/claims/7") },
		"foreign": func() answer {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/lists/7/approve", strings.NewReader("digest=secret"))
			return clerk.askFrom(r, "cross-site")
		},
		"signin": func() answer {
			return nobody.post("/signin", "county", stafftest.County, "login", "nobody-here", "password", "secret words")
		},
		"upload": func() answer {
			return clerk.send("/reports", []attached{{"file", "secret.xlsx", []byte("no workbook")}}, "agency", "医保局", "month", "2024-08")
		},
		"altered": func() answer {
			thief := s.as(s.Hire(who.Sender))
			s.Must(s.exec(`UPDATE session SET mac = decode(repeat('00', 32), 'hex') WHERE staff = (SELECT max(id) FROM staff WHERE role = 'sender')`))
			return thief.get("/")
		},
	} {
		was := s.refused(kind)
		if a := attack(); a.status < http.StatusBadRequest {
			t.Errorf("%s answers %d", kind, a.status)
		}
		if now := s.refused(kind); now != was+1 {
			t.Errorf("%s: %d lines", kind, now-was)
		}
	}
	was, missed := s.refused("forbidden"), s.refused("signin")
	clerk.post("/lists/7/approve").see(t, http.StatusForbidden) // which the gate never sees
	nobody.post("/enrol", "county", stafftest.County, "login", "nobody-here", "one", "secret", "two", "secret", "fresh", "mountain river cloud", "again", "mountain river cloud").
		see(t, http.StatusForbidden)
	if s.refused("forbidden") != was+1 || s.refused("signin") != missed+1 {
		t.Errorf("%d lines of a step at the gate, %d of half codes", s.refused("forbidden")-was, s.refused("signin")-missed)
	}
	watcher.get("/security").see(t, http.StatusOK, "越权操作被拒绝", "外站提交被拒绝", "POST /lists/{id}/approve", "登录失败", "192.0.2.1", "上传文件被退回").
		hides(t, "secret", "nobody-here")
	watcher.get("/security?kind=foreign").see(t, http.StatusOK, "approve").hides(t, "GET /staff")
	watcher.get("/").see(t, http.StatusOK, "处理安全告警")
}

// exec changes the database behind the program.
func (s *testSite) exec(sql string) error {
	_, err := pgtest.Super(s.t).ExecContext(s.t.Context(), sql)
	return err
}

// Who is refused ten times within the hour is an alarm at the audit administrator's desk, until it was looked into, with words.
func TestAnAlarmAtTheDesk(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	clerk, watcher := s.as(s.Hire(who.Clerk)), s.as(s.Hire(who.AuditAdmin))
	for range 60 {
		clerk.get("/staff").see(t, http.StatusForbidden)
	}
	if n := s.refused("forbidden"); n != 12 {
		t.Errorf("60 refusals are %d lines", n)
	}
	watcher.get("/").see(t, http.StatusOK, "处理安全告警", "<b>1</b>")
	page := watcher.get("/security?waits=1").see(t, http.StatusOK, "待处理")
	id := regexp.MustCompile(`name="id" value="(\d+)"`).FindStringSubmatch(page.body)
	if id == nil {
		t.Fatal(page.body)
	}
	watcher.post("/security/look?waits=1", "id", id[1], "found", "1").see(t, http.StatusUnprocessableEntity, "请写明具体原因", "checked")
	clerk.post("/security/look", "id", id[1], "found", "没有问题的").see(t, http.StatusForbidden)
	watcher.post("/security/look?waits=1", "id", id[1], "found", "本人误点，已提醒").see(t, http.StatusSeeOther)
	watcher.get("/security").see(t, http.StatusOK, "本人误点，已提醒").hides(t, `class="late"`)
	watcher.get("/").see(t, http.StatusOK).hides(t, "处理安全告警</a>")
}

// One clerk asks for everybody's number at once: for the reason "1" none is shown, for a better one as many as the county lets them look at in an
// hour; the rest is refused, and seen.
func TestNobodyLooksAtEverybody(t *testing.T) {
	const everybody = 68
	o := claimstest.County(t)
	o.Claims(t, everybody, "hospital", claims.Entrusted)
	o.Office.Keys = o.Keys
	s := newSite(t, o.Office)
	clerk, watcher := s.as(o.Who(who.Clerk)), s.as(s.Hire(who.AuditAdmin))
	var people []int64
	s.Must(pgtest.Super(t).SelectContext(t.Context(), &people, `SELECT min(p.id) FROM person p JOIN claim c ON c.household = p.household GROUP BY p.household ORDER BY 1 LIMIT $1`, everybody))
	for reason, want := range map[string]int{"1": 0, "核对": 0, "入户核对身份证号": pg.RevealHour} {
		shown := 0
		for _, id := range people {
			if clerk.post(fmt.Sprintf("/persons/%d/reveal", id), "kind", "id_number", "reason", reason).status == http.StatusOK {
				shown++
			}
		}
		if shown != want || len(people) != everybody {
			t.Errorf("for %q, %d of %d are shown, want %d", reason, shown, len(people), want)
		}
	}
	clerk.post(fmt.Sprintf("/persons/%d/reveal", people[0]), "kind", "id_number", "reason", "入户核对身份证号").see(t, http.StatusOK)
	clerk.post(fmt.Sprintf("/persons/%d/reveal", people[everybody-1]), "kind", "id_number", "reason", "入户核对身份证号").
		see(t, http.StatusConflict, "每分钟只能查看一人")
	watcher.get("/security?waits=1").see(t, http.StatusOK, "查看个人信息超过额度")

	security, page := s.as(s.Hire(who.SecurityAdmin)), fmt.Sprintf("/security/people/%d", o.Who(who.Clerk).ID)
	watcher.get(page).see(t, http.StatusOK, "10 人（额度 10）", "查看个人信息超过额度", `data-th="结果">登录<`).hides(t, page+"/permit")
	security.get(page).see(t, http.StatusOK, "10 人（额度 10）", page+"/permit").hides(t, `data-th="结果"`)
	security.post(page+"/permit", "people", "2", "reason", "1").see(t, http.StatusUnprocessableEntity, "请写明具体原因")
	security.post(page+"/permit", "people", "501", "reason", "集中核对参保名册").see(t, http.StatusUnprocessableEntity, "1 到 500 人")
	watcher.post(page+"/permit", "people", "2", "reason", "集中核对参保名册").see(t, http.StatusForbidden)
	security.post(page+"/permit", "people", "2", "reason", "集中核对参保名册").see(t, http.StatusSeeOther)
	for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusConflict} {
		clerk.post(fmt.Sprintf("/persons/%d/reveal", people[20+i]), "kind", "id_number", "reason", "入户核对身份证号").see(t, want)
	}
}

// A name that is locked is an alarm at once, whoever knocks.
func TestALockOutIsAnAlarm(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	nobody := visitor{testSite: s}
	for i := range 40 {
		nobody.post("/signin", "county", stafftest.County, "login", fmt.Sprintf("p%d", s.admin.ID), "password", fmt.Sprint("wrong", i))
	}
	if s.refused("locked") == 0 || s.refused("signin") == 0 {
		t.Errorf("%d of a lock, %d before", s.refused("locked"), s.refused("signin"))
	}
	s.as(s.Hire(who.Auditor)).get("/security?waits=1").see(t, http.StatusOK, "登录被锁定", "待处理")
}

// A key that does not sign what was asked leaves a line, and nothing is decided.
func TestAWrongSignatureIsWrittenDown(t *testing.T) {
	o, s := payingSite(t)
	w := o.Work(t, 1, payouts.Listed)
	first, path := s.as(o.Who(who.Approver)), fmt.Sprintf("/lists/%d/approve", w.List)
	wrong := first.signed(path, seen(o, w.List)...)
	wrong.Set("key-signature", "AAAA")
	first.postForm(path, wrong).see(t, http.StatusForbidden, "签名没有通过", "请核对，然后签名")
	if n := s.refused("unsigned"); n != 1 {
		t.Errorf("%d lines", n)
	}
	s.as(s.Hire(who.Auditor)).get("/security?kind=unsigned").see(t, http.StatusOK, "签名没有通过", o.Who(who.Approver).Name)
}

// Whose account is new is told from when it decides, where the button would be.
func TestANewAccountIsToldFromWhen(t *testing.T) {
	o, s := payingSite(t)
	o.ApproveTwice(t, o.Work(t, 1, payouts.Listed).List)
	w := o.Work(t, 1, payouts.Listed)
	path := fmt.Sprintf("/lists/%d", w.List)
	fresh := s.as(s.Hire(who.Approver))
	fresh.get(path+"/approve").see(t, http.StatusOK, "同意发放").hides(t, "起方可办理")
	s.Must(s.exec(`UPDATE staff SET added_at = now() WHERE id = (SELECT max(id) FROM staff WHERE role = 'approver')`))
	for _, page := range []string{path, path + "/approve"} {
		fresh.get(page).see(t, http.StatusOK, "未满本县的新账号等待期", "起方可办理").hides(t, "同意发放")
	}
	fresh.post(path+"/approve", seen(o, w.List)...).see(t, http.StatusForbidden, "起方可办理")
}
