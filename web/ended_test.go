package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
)

// everywhere asks for every address that is not open to strangers, at the pages and at the gate, and answers what was not refused so.
func (v visitor) everywhere(t *testing.T, want func(right) int) (wrong []string) {
	t.Helper()
	gate, err := Gate(v.site, v.DB)
	v.Must(err)
	gated := map[string]bool{}
	for _, r := range routes() {
		gated[r.Method+" "+pattern(r.Path)] = r.Gated
	}
	for _, r := range readRights(t) {
		status := want(r)
		if r.of["nobody"].word == "open" || status == 0 {
			continue
		}
		path := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(r.path, "7")
		ask := func(r right) answer {
			if r.method == http.MethodPost {
				return v.postForm(path, url.Values{})
			}
			return v.get(path)
		}
		if a := ask(r); a.status != status {
			wrong = append(wrong, fmt.Sprintf("%s %s: %d", r.method, path, a.status))
		}
		if gated[r.method+" "+r.path] {
			at := httptest.NewRequestWithContext(t.Context(), r.method, path, http.NoBody)
			at.Header.Set("Fangpin-From", "192.0.2.1")
			site := *v.testSite
			site.handler = gate
			if a := (visitor{&site, v.token}).ask(at); a.status != status {
				wrong = append(wrong, fmt.Sprintf("%s %s at the gate: %d", r.method, path, a.status))
			}
		}
	}
	return wrong
}

// Whatever ends a sign-in ends it everywhere and at once: no page is shown by its cookie and no step taken, at the gate neither.
func TestAnEndedSignInIsDeadEverywhere(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	security := s.Hire(who.SecurityAdmin)
	granted := func(proposed answer) {
		proposed.see(t, proposed.status, "")
		if a := s.as(s.admin).post(s.waiting(s.admin)+"/confirm", "sure", "1"); a.status >= http.StatusBadRequest {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	for name, end := range map[string]func(p who.Person, v visitor, page string){
		"signed out": func(_ who.Person, v visitor, _ string) { v.post("/signout").see(t, http.StatusSeeOther) },
		"disabled": func(_ who.Person, _ visitor, page string) {
			s.as(s.admin).post(page+"/disable", "sure", "1").see(t, http.StatusSeeOther)
		},
		"ended": func(_ who.Person, _ visitor, page string) {
			s.as(security).post(page+"/end").see(t, http.StatusSeeOther)
		},
		"reset": func(_ who.Person, _ visitor, page string) {
			granted(s.as(security).post(page+"/reset", "why_reset", "本人遗忘"))
		},
		"unbound": func(_ who.Person, _ visitor, page string) {
			granted(s.as(security).post(page+"/unbind", "why_unbind", "手机遗失"))
		},
		"left there":   func(p who.Person, v visitor, _ string) { s.leaveFrom(t, p, v) },
		"new password": func(p who.Person, _ visitor, _ string) { s.changedElsewhere(t, p) },
		"altered": func(p who.Person, _ visitor, _ string) {
			s.Must(s.exec(fmt.Sprintf(`UPDATE session SET began_at = began_at + interval '1 hour' WHERE staff = %d`, p.ID)))
		},
	} {
		p := s.Hire(who.Approver)
		v := s.as(p)
		v.get("/").see(t, http.StatusOK)
		end(p, v, fmt.Sprintf("/staff/%d", p.ID))
		if wrong := v.everywhere(t, func(right) int { return http.StatusUnauthorized }); len(wrong) > 0 {
			t.Errorf("%s: %d addresses do not send to the door:\n%s", name, len(wrong), strings.Join(wrong, "\n"))
		}
	}
}

// again is the same person in a second browser.
func (s *testSite) again(p who.Person) visitor {
	was := s.tokens[p]
	s.Office.DB.Clock = later(s, time.Minute) // a code is good once
	s.tokens[p] = ""
	v := s.as(p)
	s.tokens[p] = was
	return v
}

func later(s *testSite, by time.Duration) func() time.Time {
	now := s.Clock().Add(by)
	return func() time.Time { return now }
}

// leaveFrom has a person end, in a second browser, the session of the first.
func (s *testSite) leaveFrom(t *testing.T, p who.Person, _ visitor) {
	t.Helper()
	other := s.again(p)
	m := regexp.MustCompile(`name="session" value="([0-9a-f]+)"`).FindStringSubmatch(other.get("/account").see(t, http.StatusOK).body)
	if m == nil {
		t.Fatal("the first session is not listed")
	}
	other.post("/account/leave", "session", m[1]).see(t, http.StatusSeeOther)
}

// changedElsewhere has a person change the password in a second browser.
func (s *testSite) changedElsewhere(t *testing.T, p who.Person) {
	t.Helper()
	s.again(p).post("/signin/password", "old", testPassword, "fresh", "mountain river cloud", "again", "mountain river cloud").see(t, http.StatusSeeOther)
}

// Who stands in for somebody does so until the security administrator ends it, and not one page or step longer: they are themselves again.
func TestAnEndedDeputyIsThemselvesEverywhere(t *testing.T) {
	s := newSite(t, stafftest.New(t))
	absent, by, security := s.Hire(who.Clerk), s.Hire(who.Assessor), s.Hire(who.SecurityAdmin)
	today := calendar.DateOf(s.Clock())
	_, err := s.Depute(security, staff.Deputy{Absent: absent.ID, Deputy: by.ID, From: today, To: today + 11, Reason: "出差"})
	s.Must(err)
	v := s.as(by)
	_, err = s.site.Auth.StandIn(t.Context(), v.token, absent.ID)
	s.Must(err)
	v.get("/").see(t, http.StatusOK, "代理")
	theirs := func(r right) int {
		if r.of["assessor"].refused() && !r.of["clerk"].refused() {
			return http.StatusForbidden
		}
		return 0
	}
	if standing := v.everywhere(t, theirs); len(standing) < 10 {
		t.Errorf("only %d addresses are the absent colleague's alone: %v", len(standing), standing)
	}
	m := regexp.MustCompile(`action="(/deputies/\d+/end)"`).FindStringSubmatch(s.as(security).get("/deputies").body)
	if m == nil {
		t.Fatal("the deputy cannot be ended")
	}
	s.as(security).post(m[1]).see(t, http.StatusSeeOther)
	if wrong := v.everywhere(t, theirs); len(wrong) > 0 {
		t.Errorf("%d addresses take the former deputy for the absent colleague:\n%s", len(wrong), strings.Join(wrong, "\n"))
	}
}
