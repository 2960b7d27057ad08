package signin_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/passkey"
	"fangpin/internal/passkey/passkeytest"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

var keysAt = passkey.Site{RPID: "localhost", Origin: "http://localhost:8080"}

// offering is a desk that offers passkeys.
func offering(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t, signin.OWASP())
	d.Site = keysAt
	return d
}

// makes has somebody make a key and enrol it.
func (d *desk) makes(p who.Person, key *passkeytest.Authenticator) error {
	d.t.Helper()
	return d.Do(p, func(ctx context.Context, tx *pg.Tx) error { return d.enrols(ctx, tx, key) })
}

func (d *desk) enrols(ctx context.Context, tx *pg.Tx, key *passkeytest.Authenticator) error {
	e, err := d.BeginPasskey(ctx, tx)
	if err != nil {
		return err
	}
	made := signin.Made{Name: "办公室电脑", Ticket: e.Ticket, Registration: key.Make(e.Make, e.Holder), Proof: key.Sign(e.Sign)}
	return d.EnrolPasskey(ctx, tx, made)
}

// enrolsOne enrols a new key.
func (d *desk) enrolsOne(ctx context.Context, tx *pg.Tx) error {
	return d.enrols(ctx, tx, passkeytest.New(d.t, keysAt))
}

// enterBy signs what the door asks.
func (d *desk) enterBy(key *passkeytest.Authenticator) (signin.Session, error) {
	d.t.Helper()
	over, ticket, ok := d.BeginEntry()
	if !ok {
		d.t.Fatal("no passkeys are offered")
	}
	s, _, err := d.EnterByPasskey(d.t.Context(), ticket, key.Sign(over), "192.0.2.7")
	return s, err
}

// keysOf are a member's keys.
func (d *desk) keysOf(p who.Person) (keys []signin.Passkey) {
	d.t.Helper()
	d.Office.Look(p, func(ctx context.Context, tx *pg.Tx) (err error) {
		keys, err = signin.Passkeys(ctx, tx, p.ID)
		return err
	})
	return keys
}

// A key stands for name, password and code, even of somebody whose login was locked, until its holder revokes it or is disabled.
func TestAPasskeyIsBothFactors(t *testing.T) {
	d := offering(t)
	approver, key := d.enrol(who.Approver, "zhaoqiang"), passkeytest.New(t, keysAt)
	d.Must(d.makes(approver, key))
	for range 6 {
		_, _, _ = d.enter("zhaoqiang", "a wrong password") // it is refused: that is what locks
	}
	_, _, err := d.enter("zhaoqiang", password)
	d.Refused(err, fault.Blocked)
	s, err := d.enterBy(key)
	d.Must(err)
	if s.State != signin.Full || s.By != approver {
		t.Errorf("let in as %+v", s)
	}
	keys := d.keysOf(approver)
	revoke := func(p who.Person, reason string) error {
		return d.Do(p, func(ctx context.Context, tx *pg.Tx) error {
			return signin.RevokePasskey(ctx, tx, keys[0].ID, reason, false)
		})
	}
	d.Refused(revoke(approver, ""), fault.Invalid)
	d.Refused(revoke(d.enrol(who.Approver, "sunli"), "不是我的"), fault.Conflict)
	d.Must(revoke(approver, "电脑更换"))
	d.Refused(revoke(approver, "再来一次"), fault.Conflict)
	d.Attack(stafftest.Denied, `UPDATE passkey SET revoked_at = NULL, reason = NULL`)
	d.Attack("FPSTA", fmt.Sprintf(`SELECT passkey_end('410602', %d, now(), '再来一次', %d)`, keys[0].ID, approver.ID))
	_, err = d.enterBy(key)
	d.is("a revoked key", err, signin.ErrPasskey)
	other := passkeytest.New(t, keysAt)
	d.Must(d.makes(approver, other))
	d.Must(d.Do(d.Admin(), disabling(approver)))
	_, err = d.enterBy(other)
	d.is("the key of who left", err, signin.ErrPasskey)
}

// What is signed is signed once, soon, by a person who was verified, with a key that was enrolled here.
func TestWhatAPasskeyIsRefusedFor(t *testing.T) {
	d := offering(t)
	clerk, key := d.enrol(who.Clerk, "wangfang"), passkeytest.New(t, keysAt)
	d.Must(d.makes(clerk, key))
	over, ticket, _ := d.BeginEntry()
	said := key.Sign(over)
	_, _, err := d.EnterByPasskey(t.Context(), ticket, said, "")
	d.Must(err)
	_, _, err = d.EnterByPasskey(t.Context(), ticket, said, "")
	d.is("sent again", err, signin.ErrPasskey)
	_, fresh, _ := d.BeginEntry()
	_, _, err = d.EnterByPasskey(t.Context(), fresh, said, "")
	d.is("signed for another challenge", err, signin.ErrPasskey)

	key.Unverified = true
	_, err = d.enterBy(key)
	d.is("without a finger or PIN", err, signin.ErrPasskey)
	key.Unverified = false
	key.Origin = "http://localhost:8081"
	_, err = d.enterBy(key)
	d.is("at another address", err, signin.ErrPasskey)
	key.Origin = keysAt.Origin
	stranger := passkeytest.New(t, keysAt)
	stranger.Holder = signin.Handle(clerk.County, clerk.ID)
	_, err = d.enterBy(stranger)
	d.is("a key that nobody enrolled", err, signin.ErrPasskey)
	stranger.Holder = []byte("410602 nobody")
	_, err = d.enterBy(stranger)
	d.is("a holder that is nobody", err, signin.ErrPasskey)

	over, ticket, _ = d.BeginEntry()
	d.later(11 * time.Minute)
	_, _, err = d.EnterByPasskey(t.Context(), ticket, key.Sign(over), "")
	d.is("too late", err, signin.ErrStale)
	for _, made := range []string{"", "AAAA", ticket + "AA", "A" + ticket[1:]} {
		_, _, err = d.EnterByPasskey(t.Context(), made, key.Sign(over), "")
		d.is("a ticket made up", err, signin.ErrStale)
	}
}

// A key that was written into the table for somebody else, or moved to them, lets nobody in, and verification names it.
func TestAForgedPasskeyLetsNobodyIn(t *testing.T) {
	d := offering(t)
	approver, clerk := d.enrol(who.Approver, "zhaoqiang"), d.enrol(who.Clerk, "wangfang")
	key, stranger := passkeytest.New(t, keysAt), passkeytest.New(t, keysAt)
	d.Must(d.makes(clerk, key))
	d.named()
	over, _, _ := d.BeginEntry()
	held, err := keysAt.Enrol(stranger.Make(over, signin.Handle(approver.County, approver.ID)), over, signin.Handle(approver.County, approver.ID))
	d.Must(err)
	d.raw(`INSERT INTO passkey (county, id, staff, credential, rp_id, origin, key, synced, added_at, name, salt, mac)
		VALUES ('410602', 1, $1, $2, $3, $4, $5, false, $6, '办公室电脑', sha256('salt'), sha256(''))`,
		approver.ID, held.ID, held.RPID, held.Origin, held.Key, d.now)
	_, err = d.enterBy(stranger)
	d.is("a key written into the table", err, signin.ErrPasskey)
	d.named("passkey")

	pgtest.Super(t).MustExec(`UPDATE fangpin.passkey SET staff = $1 WHERE staff = $2`, approver.ID, clerk.ID)
	key.Holder = signin.Handle(approver.County, approver.ID)
	_, err = d.enterBy(key)
	d.is("a key moved to somebody else", err, signin.ErrPasskey)
	d.named("passkey", "passkey")
}

// What two reset is taken up anew, whatever the app's own login wrote into its row: the old key lets nobody in before there is a new password.
func TestAPasskeyIsNoWayAroundAReset(t *testing.T) {
	d := offering(t)
	approver, key := d.enrol(who.Approver, "zhaoqiang"), passkeytest.New(t, keysAt)
	d.Must(d.makes(approver, key))
	d.Must(d.Do(d.Admin(), d.resetting(approver)))
	s, err := d.enterBy(key)
	d.Must(err)
	if s.State != signin.AwaitsChange {
		t.Errorf("after a reset the state is %q", s.State)
	}
	d.raw(`UPDATE credential SET must_change = false WHERE staff = $1`, approver.ID)
	_, err = d.enterBy(key)
	if !errors.Is(err, signin.ErrPasskey) || !errors.Is(err, signin.ErrAltered) {
		t.Errorf("by a row that was written: %v", err)
	}
	if n := d.logged(signin.Tampered); n != 1 {
		t.Errorf("%d lines in the log", n)
	}
	d.named("credential")
}

// A key that was enrolled under a former name of the office opens and signs nothing under the new one, though the old name's site still asks it to.
func TestAKeyOfAFormerNameIsNone(t *testing.T) {
	d := offering(t)
	clerk, key := d.enrol(who.Clerk, "wangfang"), passkeytest.New(t, keysAt)
	d.Must(d.makes(clerk, key))
	d.Site = passkey.Site{RPID: "fp.example.gov.cn", Origin: "https://fp.example.gov.cn"}
	_, err := d.enterBy(key)
	d.is("at the door", err, signin.ErrPasskey)
	d.Office.Look(clerk, func(ctx context.Context, tx *pg.Tx) error {
		over, _, _ := d.BeginEntry()
		_, signed, err := d.SignedBy(ctx, tx, key.Sign(over), over)
		if signed {
			t.Error("it signs")
		}
		return err
	})
}

// A key is enrolled by whom it was made for, at once, verified, and once.
func TestWhatIsNotEnrolled(t *testing.T) {
	d := offering(t)
	clerk, other, key := d.enrol(who.Clerk, "wangfang"), d.enrol(who.Clerk, "lina"), passkeytest.New(t, keysAt)
	key.Unverified = true
	d.Refused(d.makes(clerk, key), fault.Invalid)
	key.Unverified = false
	d.Must(d.makes(clerk, key))
	d.Refused(d.makes(clerk, key), fault.Conflict)
	var e signin.Enrolment
	d.Office.Look(clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		e, err = d.BeginPasskey(ctx, tx)
		return err
	})
	if len(e.Had) != 1 {
		t.Errorf("%d keys are not to be made again, want 1", len(e.Had))
	}
	d.Must(d.Do(clerk, func(ctx context.Context, tx *pg.Tx) error {
		return signin.RevokePasskey(ctx, tx, e.Had[0].ID, "更换", false)
	}))
	d.Office.Look(clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		e, err = d.BeginPasskey(ctx, tx)
		return err
	})
	if len(e.Had) != 0 {
		t.Error("an authenticator whose key was ended makes no other")
	}
	second := passkeytest.New(t, keysAt)
	enrol := func(p who.Person, made signin.Made) error {
		return d.Do(p, func(ctx context.Context, tx *pg.Tx) error { return d.EnrolPasskey(ctx, tx, made) })
	}
	made := signin.Made{Name: "手机", Ticket: e.Ticket, Registration: second.Make(e.Make, e.Holder), Proof: second.Sign(e.Sign)}
	d.Refused(enrol(other, made), fault.Conflict)
	unproved := made
	unproved.Proof = second.Sign(e.Make)
	d.Refused(enrol(clerk, unproved), fault.Invalid)
	unnamed := made
	unnamed.Name = " "
	d.Refused(enrol(clerk, unnamed), fault.Invalid)
	d.Site = passkey.Site{}
	d.Refused(enrol(clerk, made), fault.Blocked)
	if _, _, ok := d.BeginEntry(); ok {
		t.Error("the door offers passkeys that cannot be enrolled")
	}
}

// The password is asked before a key is enrolled, and a wrong one counts.
func TestAnUnattendedSessionEnrolsNoKey(t *testing.T) {
	d := offering(t)
	d.enrol(who.Clerk, "wangfang")
	token := d.in("wangfang")
	d.Must(d.Prove(t.Context(), token, password, ""))
	d.goesOn(token)
	for range 5 {
		d.Refused(d.Prove(t.Context(), token, "a wrong password", ""), fault.Forbidden)
	}
	d.Refused(d.Prove(t.Context(), token, password, ""), fault.Blocked)
}

// Wrong answers of passkeys fill the log no further than what locks their network, and a right one passes that.
func TestWrongPasskeysAreLoggedNoFurtherThanTheLock(t *testing.T) {
	d := offering(t)
	d.Policy.NetworkFailures = 5
	clerk, key, stranger := d.enrol(who.Clerk, "wangfang"), passkeytest.New(t, keysAt), passkeytest.New(t, keysAt)
	d.Must(d.makes(clerk, key))
	stranger.Holder = signin.Handle(clerk.County, clerk.ID)
	tries := func() {
		for range 12 {
			_, err := d.enterBy(stranger)
			d.is("a stranger's key", err, signin.ErrPasskey)
		}
	}
	tries()
	if n := d.logged(signin.Wrong); n != 5 {
		t.Errorf("%d lines of the log, want 5", n)
	}
	_, _, err := d.enter("wangfang", password)
	d.Refused(err, fault.Blocked) // of the same network, by a password
	if _, err := d.enterBy(key); err != nil {
		t.Errorf("the right key: %v", err)
	}
	d.later(d.Policy.Window + time.Minute)
	tries()
	if n := d.logged(signin.Wrong); n != 10 {
		t.Errorf("%d lines of the log after the lock, want 10", n)
	}
}
