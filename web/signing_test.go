package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"fangpin/audit/verify"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey/software"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// atSigning is somebody before the page that asks for their signature under a list.
type atSigning struct {
	visitor
	office *payoutstest.Office
	by     who.Person
	list   int64
	other  int64 // another list
	path   string
	form   url.Values
	page   answer // the page
}

// beforeSigning brings the first approver of a new list to the page.
func beforeSigning(t *testing.T) *atSigning {
	t.Helper()
	o, s := payingSite(t)
	s.site.Auth.Site = stafftest.Site
	a := &atSigning{office: o, by: o.Who(who.Approver), list: o.Work(t, 2, payouts.Listed).List, other: o.Work(t, 1, payouts.Listed).List}
	a.visitor = s.as(a.by)
	s.Keyed(a.by)
	s.Keyed(o.Other(who.Approver))
	a.path, a.form = a.asked(a.list)
	a.page = a.postForm(a.path, a.form).see(t, http.StatusOK, signPage)
	return a
}

// asked is where a list is approved, and by which form.
func (a *atSigning) asked(list int64) (path string, form url.Values) {
	pairs := seen(a.office, list)
	return fmt.Sprintf("/lists/%d/approve", list), url.Values{pairs[0]: {pairs[1]}, pairs[2]: {pairs[3]}}
}

// key is the person's own.
func (a *atSigning) key() *software.Authenticator { return stafftest.Key(a.by) }

// answered is the form with what a key answers to the page.
func (a *atSigning) answered(key *software.Authenticator) url.Values {
	return answered(a.visitor, a.page, a.form, key)
}

// decided is how many have approved the list, and how many signatures are kept.
func (a *atSigning) decided() (hands, signatures int) {
	a.Must(pgtest.Super(a.t).GetContext(a.t.Context(), &hands, `SELECT count(*) FROM fangpin.hand WHERE list = $1 AND part IN ('first', 'second')`, a.list))
	a.Must(pgtest.Super(a.t).GetContext(a.t.Context(), &signatures, `SELECT count(*) FROM fangpin.signature WHERE verb = 'payouts.approve'`))
	return hands, signatures
}

// invented are the checks of what these tests' office only pretends: where its claims come from, its days, its files.
var invented = []string{"每件案件有报送线索，每条线索只入一件案件", "公示期满且无未决异议才确认无异议", "报表、佐证、张贴照片、回盘原件齐全"}

// whole fails the test where verification, with the office's keys, has something to say.
func (a *atSigning) whole() {
	a.t.Helper()
	for check, err := range verify.County(a.t.Context(), a.DB, stafftest.County, verify.Trust{Secrets: a.Keys}) {
		a.Must(err)
		if len(check.Found) > 0 && !slices.Contains(invented, check.Name) {
			a.t.Errorf("%s: %v", check.Name, check.Found)
		}
	}
}

// What is no signature of this person's, over just this list, at this site and now, takes no step: the page says why and asks again, nothing is
// kept, and verification finds nothing. A colleague signs the same list afterwards.
func TestWhatIsNoSignatureIsRefused(t *testing.T) {
	const notTheirs, stale = "签名没有通过", "已超过"
	for name, c := range map[string]struct {
		says string
		form func(a *atSigning) url.Values
	}{
		"nobody was verified": {notTheirs, func(a *atSigning) url.Values {
			key := a.key()
			key.Unverified = true
			return a.answered(key)
		}},
		"at another origin": {notTheirs, func(a *atSigning) url.Values {
			key := a.key()
			key.Origin = "http://localhost:9999"
			return a.answered(key)
		}},
		"at another site": {notTheirs, func(a *atSigning) url.Values {
			key := a.key()
			key.RPID = "example.gov.cn"
			return a.answered(key)
		}},
		"by another person's key": {notTheirs, func(a *atSigning) url.Values { return a.answered(stafftest.Key(a.office.Other(who.Approver))) }},
		"by another person's key under one's own number": {notTheirs, func(a *atSigning) url.Values {
			own, others := a.answered(a.key()), a.answered(stafftest.Key(a.office.Other(who.Approver)))
			others["key-id"], others["key-holder"] = own["key-id"], own["key-holder"]
			return others
		}},
		"by a key that nobody enrolled": {notTheirs, func(a *atSigning) url.Values {
			key := software.New(stafftest.Site, []byte("nobody's"))
			key.Holder = a.key().Holder
			return a.answered(key)
		}},
		"by a key that was revoked": {notTheirs, func(a *atSigning) url.Values {
			form := a.answered(a.key())
			a.Must(a.Do(a.by, func(ctx context.Context, tx *pg.Tx) error {
				keys, err := signin.Passkeys(ctx, tx, a.by.ID)
				if err != nil {
					return err
				}
				return signin.RevokePasskey(ctx, tx, keys[0].ID, "电脑丢失", false)
			}))
			return form
		}},
		"made at a registration":  {notTheirs, func(a *atSigning) url.Values { return a.forged("webauthn.get", "webauthn.create") }},
		"in another site's frame": {notTheirs, func(a *atSigning) url.Values { return a.forged(`"crossOrigin":false`, `"crossOrigin":true`) }},
		"of another byte": {notTheirs, func(a *atSigning) url.Values {
			form := a.answered(a.key())
			form.Set("key-signature", "AAAA"+form.Get("key-signature")[4:])
			return form
		}},
		"for another list, under its ticket": {stale, func(a *atSigning) url.Values {
			return answered(a.visitor, a.postForm(a.asked(a.other)), a.form, a.key())
		}},
		"for another list, under this one's ticket": {notTheirs, func(a *atSigning) url.Values {
			form := answered(a.visitor, a.postForm(a.asked(a.other)), a.form, a.key())
			form["ticket"] = a.answered(a.key())["ticket"]
			return form
		}},
		"after the time was over": {stale, func(a *atSigning) url.Values {
			form := a.answered(a.key())
			now := a.site.Auth.DB.Clock()
			a.site.Auth.DB.Clock = func() time.Time { return now.Add(11 * time.Minute) } // the session goes on for fifteen
			return form
		}},
		"under a ticket that somebody made": {stale, func(a *atSigning) url.Values {
			form := a.answered(a.key())
			form.Set("ticket", strings.Repeat("A", len(form.Get("ticket"))))
			return form
		}},
		"of a list that is another by now": {"花名册与您核对的不一致", func(a *atSigning) url.Values {
			form := a.answered(a.key())
			form.Set("digest", strings.Repeat("ab", 32))
			return form
		}},
		"by a code that nobody allowed": {"须用通行密钥签名", func(a *atSigning) url.Values {
			form := a.answered(a.key())
			for name := range form {
				if strings.HasPrefix(name, "key-") {
					form.Del(name)
				}
			}
			form.Set("sign-code", "123456")
			return form
		}},
	} {
		t.Run(name, func(t *testing.T) {
			a := beforeSigning(t)
			form := c.form(a)
			lines := a.refused("unsigned")
			refused := a.postForm(a.path, form)
			if c.says == notTheirs && a.refused("unsigned") != lines+1 {
				t.Errorf("%d lines of the security log", a.refused("unsigned")-lines)
			}
			a.site.Auth.DB.Clock = func() time.Time { return a.Clock() }
			if refused.status < 400 || refused.status >= 500 || !strings.Contains(refused.body, c.says) {
				t.Errorf("is answered %d:\n%s", refused.status, refused.body)
			}
			if hands, signatures := a.decided(); hands != 0 || signatures != 0 {
				t.Errorf("%d approvals, %d signatures", hands, signatures)
			}
			a.second().see(t, http.StatusSeeOther)
			a.whole()
		})
	}
}

// forged is the person's answer with another text in the browser's words, signed over the old.
func (a *atSigning) forged(from, to string) url.Values {
	form := a.answered(a.key())
	said, err := base64.RawURLEncoding.DecodeString(form.Get("key-client"))
	a.Must(err)
	form.Set("key-client", base64.RawURLEncoding.EncodeToString(bytes.Replace(said, []byte(from), []byte(to), 1)))
	return form
}

// second is what the other approver, by their own key, is answered.
func (a *atSigning) second() answer {
	by := a.office.Other(who.Approver)
	v := a.as(by)
	return v.postForm(a.path, answered(v, v.postForm(a.path, a.form), a.form, stafftest.Key(by)))
}

// What was answered once is not good a second time: not by sending it again, not for the second turn, not by a colleague.
func TestASignatureIsNotReplayed(t *testing.T) {
	a := beforeSigning(t)
	form := a.answered(a.key())
	a.postForm(a.path, form).see(t, http.StatusSeeOther)
	second := a.as(a.office.Other(who.Approver))
	for by, v := range map[string]visitor{"oneself": a.visitor, "a colleague": second} {
		again := v.postForm(a.path, form)
		if again.status < 400 || again.status >= 500 {
			t.Errorf("again by %s: %d", by, again.status)
		}
	}
	if hands, signatures := a.decided(); hands != 1 || signatures != 1 {
		t.Errorf("%d approvals, %d signatures", hands, signatures)
	}
	a.whole()
}

// Whoever read the list as the first to approve, and was overtaken, is asked anew: they would be the second, of a list that is then final.
func TestWhoeverIsOvertakenIsAskedAnew(t *testing.T) {
	a := beforeSigning(t)
	form := a.answered(a.key())
	a.second().see(t, http.StatusSeeOther)
	again := a.postForm(a.path, form)
	again.see(t, http.StatusConflict, signPage, "第二级")
	if hands, signatures := a.decided(); hands != 1 || signatures != 1 {
		t.Errorf("%d approvals, %d signatures", hands, signatures)
	}
	a.whole()
	a.postForm(a.path, answered(a.visitor, again, a.form, a.key())).see(t, http.StatusSeeOther)
	a.whole()
}
