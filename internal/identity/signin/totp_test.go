package signin_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey/passkeytest"
	"fangpin/internal/pg"
)

// bind takes a session through the enrolment of an authenticator, and answers its new token.
func (d *desk) bind(token string) string {
	d.t.Helper()
	shown, err := d.BeginTOTP(d.t.Context(), token)
	d.Must(err)
	code, err := totp.GenerateCode(shown.Secret, d.now)
	d.Must(err)
	s, fresh, err := d.ConfirmTOTP(d.t.Context(), token, code, password, "")
	d.Must(err)
	if s.State != signin.Full || !s.HasTOTP {
		d.t.Fatalf("bound: %+v", s)
	}
	return fresh
}

func TestEveryRoleThatNeedsACodeIsAskedForIt(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	asked := map[who.Role]bool{who.Approver: true, who.Sender: true, who.Auditor: true, who.SystemAdmin: true, who.SecurityAdmin: true, who.AuditAdmin: true}
	for _, role := range who.Roles() {
		d.enrol(role, string(role))
		s, _, err := d.enter(string(role), password)
		d.Must(err)
		if (s.State == signin.AwaitsCode) != asked[role] || (s.State == signin.Full) == asked[role] {
			t.Errorf("%s: %s", role, s.State)
		}
	}
}

func TestACodeIsGoodOnce(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Approver, "zhaoqiang")
	_, token, err := d.enter("zhaoqiang", password)
	d.Must(err)
	s, full, err := d.Code(t.Context(), token, " "+d.code(0)[:3]+" "+d.code(0)[3:], "") // as people type it
	d.Must(err)
	if s.State != signin.Full || full == token {
		t.Errorf("%+v", s)
	}
	d.over("the token of before the code", token)
	_, _, err = d.Code(t.Context(), full, d.code(30*time.Second), "")
	d.Refused(err, fault.Conflict) // nothing awaits it
	_, again, err := d.enter("zhaoqiang", password)
	d.Must(err)
	for what, code := range map[string]string{"used": d.code(0), "of before the used one": d.code(-30 * time.Second), "none": "", "letters": "abcdef"} {
		_, _, err := d.Code(t.Context(), again, code, "")
		d.is(what, err, signin.ErrCode)
	}
	d.later(30 * time.Second)
	_, _, err = d.Code(t.Context(), again, d.code(0), "")
	d.Must(err)
}

func TestACodeMayDriftByOneStep(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	for i, c := range []struct {
		drift time.Duration
		right bool
	}{{-60 * time.Second, false}, {-30 * time.Second, true}, {0, true}, {30 * time.Second, true}, {60 * time.Second, false}} {
		login := fmt.Sprint("approver", i)
		d.enrol(who.Approver, login)
		_, token, err := d.enter(login, password)
		d.Must(err)
		if _, _, err = d.Code(t.Context(), token, d.code(c.drift), ""); (err == nil) != c.right {
			t.Errorf("a clock off by %s: %v", c.drift, err)
		}
	}
}

// Who awaits a code has no session to do anything else with.
func TestHalfASessionDoesNothing(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Approver, "zhaoqiang")
	_, token, err := d.enter("zhaoqiang", password)
	d.Must(err)
	_, err = d.BeginTOTP(t.Context(), token)
	d.Refused(err, fault.Conflict)
	_, _, err = d.ConfirmTOTP(t.Context(), token, d.code(0), "", "")
	d.Refused(err, fault.Conflict)
	_, _, err = d.ChangePassword(t.Context(), token, password, "Changjiang-Daqiao9", "")
	d.Refused(err, fault.Conflict)
	_, err = d.StandIn(t.Context(), token, 0)
	d.Refused(err, fault.Conflict)
}

func TestAnAuthenticatorIsBound(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	sender := d.Hire(who.Sender)
	d.Must(d.Do(d.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return d.Enrol(ctx, tx, signin.Known{Staff: sender.ID, Login: "sender", Password: password})
	}))
	s, token, err := d.enter("sender", password)
	d.Must(err)
	_, other, err := d.enter("sender", password)
	d.Must(err)
	if s.State != signin.AwaitsTOTP {
		t.Fatalf("%+v", s)
	}
	_, _, err = d.ConfirmTOTP(t.Context(), token, "000000", "", "")
	d.Refused(err, fault.Conflict) // not begun
	shown, err := d.BeginTOTP(t.Context(), token)
	d.Must(err)
	again, err := d.BeginTOTP(t.Context(), token)
	d.Must(err)
	if shown != again || !strings.HasPrefix(shown.URL, "otpauth://totp/") || !strings.Contains(shown.URL, shown.Secret) {
		t.Errorf("shown %+v, then %+v", shown, again)
	}
	_, _, err = d.ConfirmTOTP(t.Context(), token, "000000", "", "")
	d.is("a wrong code", err, signin.ErrCode)
	fresh := d.bind(token)
	d.over("the token of before", token)
	d.over("a session that gave no code", other)
	_, err = d.BeginTOTP(t.Context(), fresh)
	d.Refused(err, fault.Conflict) // nobody replaces it from within
	s, _, err = d.enter("sender", password)
	d.Must(err)
	if s.State != signin.AwaitsCode {
		t.Errorf("next time: %+v", s)
	}
	security := d.enrol(who.SecurityAdmin, "security")
	reset := d.unbinding(sender)
	d.Must(d.Do(security, reset))
	d.Refused(d.Do(security, reset), fault.Conflict)
	d.over("after the reset", fresh)
	if s, _, err = d.enter("sender", password); err != nil || s.State != signin.AwaitsTOTP {
		t.Errorf("after the reset: %+v, %v", s, err)
	}
}

// An unattended session binds nobody's telephone: who is in gives the password again, and guessing at it locks the login.
func TestWhoIsInBindsByThePassword(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	token := d.in("wangfang")
	shown, err := d.BeginTOTP(t.Context(), token)
	d.Must(err)
	code, err := totp.GenerateCode(shown.Secret, d.now)
	d.Must(err)
	for _, guess := range []string{"", "x", "y", "z", code} {
		_, _, err := d.ConfirmTOTP(t.Context(), token, code, guess, "")
		d.Refused(err, fault.Forbidden)
	}
	if s := d.goesOn(token); s.HasTOTP {
		t.Errorf("%+v", s)
	}
	_, _, err = d.ConfirmTOTP(t.Context(), token, code, password, "")
	d.Refused(err, fault.Blocked)
	d.later(15 * time.Minute)
	d.bind(d.in("wangfang"))
}

// 等保三级 asks two factors of everybody: who has no authenticator binds one before anything else, and comes in with a code from then on. A passkey is
// both, for who stands in for somebody else too.
func TestEverybodyComesInWithTwoFactors(t *testing.T) {
	d := offering(t)
	d.Auth.Policy = signin.DJCP3()
	clerk, approver, security := d.enrol(who.Clerk, "wangfang"), d.Hire(who.Approver), d.Hire(who.SecurityAdmin)
	s, token, err := d.enter("wangfang", password)
	d.Must(err)
	if s.State != signin.AwaitsTOTP {
		t.Fatalf("a clerk without an authenticator: %+v", s)
	}
	key := passkeytest.New(t, keysAt)
	d.Must(d.makes(clerk, key))
	today := calendar.DateOf(d.now)
	_, err = d.Depute(security, staff.Deputy{Absent: approver.ID, Deputy: clerk.ID, From: today, To: today, Reason: "出差"})
	d.Must(err)
	over, ticket, _ := d.BeginEntry()
	s, byKey, err := d.EnterByPasskey(t.Context(), ticket, key.Sign(over), here)
	d.Must(err)
	if s.State != signin.Full || s.HasTOTP {
		t.Errorf("by a passkey: %+v", s)
	}
	s, err = d.StandIn(t.Context(), byKey, approver.ID)
	d.Must(err)
	if s.By != clerk.InPlaceOf(approver) {
		t.Errorf("by a passkey, for somebody else: %+v", s)
	}
	_ = d.bind(token)
	if s, _, err = d.enter("wangfang", password); err != nil || s.State != signin.AwaitsCode {
		t.Errorf("the next time: %+v, %v", s, err)
	}
}
