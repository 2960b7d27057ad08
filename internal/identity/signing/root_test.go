package signing_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/probation"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// desk is an office with both administrators and an approver, each with a key.
type desk struct {
	*stafftest.Office
	system, security, approver who.Person
}

func newDesk(t *testing.T) desk {
	d := desk{Office: stafftest.New(t)}
	d.system, d.security, d.approver = d.Admin(), d.Hire(who.SecurityAdmin), d.Hire(who.Approver)
	for _, p := range []who.Person{d.system, d.security, d.approver} {
		d.Keyed(p)
	}
	return d
}

// signs is a decision of somebody's, asked for by the door.
func (d desk) signs(by who.Person) error {
	return d.Do(by, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform("grant.confirm", "测试")
		return signing.Sign(ctx, tx, signing.Of(tx, "grant.confirm", "staff_grant/1", make([]byte, 32), "测试"), stafftest.Sign)
	})
}

func (d desk) standing() (r *signing.Root) {
	d.Look(d.system, func(ctx context.Context, tx *pg.Tx) (err error) {
		r, err = signing.Standing(ctx, tx)
		return err
	})
	return r
}

// Two administrators make a root, each by the key that is named; there is no second one.
func TestTwoMakeARoot(t *testing.T) {
	d := newDesk(t)
	if r := d.standing(); r != nil {
		t.Fatalf("a root before there is one: %+v", r)
	}
	d.Must(d.signs(d.approver))
	own, other := d.KeyOf(d.system), d.KeyOf(d.security)
	propose := func(by who.Person, own, other int64, sign signing.Signer) error {
		return d.Do(by, func(ctx context.Context, tx *pg.Tx) error { return signing.ProposeRoot(ctx, tx, own, other, sign) })
	}
	d.Refused(propose(d.security, other, own, stafftest.Sign), fault.Forbidden)
	d.Refused(propose(d.system, other, own, stafftest.Sign), fault.Invalid)
	d.Refused(propose(d.system, own, d.KeyOf(d.approver), stafftest.Sign), fault.Invalid)
	d.Refused(propose(d.system, own, other, nil), fault.Forbidden)
	d.Must(propose(d.system, own, other, stafftest.Sign))
	var id int64
	d.Look(d.system, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.Roots(ctx, tx)
		id = found[0].ID
		return err
	})
	confirm := func(by who.Person, sign signing.Signer) error {
		return d.Do(by, func(ctx context.Context, tx *pg.Tx) error { return signing.ConfirmRoot(ctx, tx, id, sign) })
	}
	d.Refused(confirm(d.system, stafftest.Sign), fault.Forbidden)
	d.Refused(confirm(d.Hire(who.SecurityAdmin), stafftest.Sign), fault.Forbidden)
	d.Refused(confirm(d.security, nil), fault.Forbidden)
	d.Attack("FPSIG", fmt.Sprintf(`SELECT root_confirm('410602', %d, (SELECT digest FROM proposal WHERE act = 'root'), %d)`, id, d.security.ID))
	d.Must(confirm(d.security, stafftest.Sign))
	if r := d.standing(); r == nil || r.N != 1 || r.SystemKey != own || r.SecurityKey != other || len(r.Fingerprint().String()) != 64 {
		t.Errorf("the root: %+v", r)
	}
	d.Refused(confirm(d.security, stafftest.Sign), fault.Conflict)
	d.Refused(propose(d.system, own, other, stafftest.Sign), fault.Conflict)
	d.Attack("FPHND", fmt.Sprintf(`SELECT proposal_make('410602', 'root', '{7}', '{%d}', ARRAY[sha256('x')], ARRAY[''::BYTEA], %d)`, id, d.system.ID))
}

// The last key by which one kind of administrator signs under the root goes with a word that this is meant, and both are told what it means.
func TestTheLastKeyOfAnAdministratorGoesKnowingly(t *testing.T) {
	d := newDesk(t)
	d.Rooted(d.security)
	ends := func(by who.Person, last bool) error {
		return d.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			return signin.RevokePasskey(ctx, tx, d.KeyOf(by), "遗失", last)
		})
	}
	unable := func() (is bool) {
		d.Look(d.system, func(ctx context.Context, tx *pg.Tx) (err error) {
			is, err = signing.Unable(ctx, tx)
			return err
		})
		return is
	}
	waits := func(by who.Person) (n int) {
		d.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			tasks, err := signing.Tasks(ctx, tx)
			for _, w := range tasks {
				if w.Verb == signing.ProposeRootStep.Verb || w.Verb == signing.ConfirmRootStep.Verb {
					n += w.Count
				}
			}
			return err
		})
		return n
	}
	d.Must(ends(d.approver, false)) // no administrator's
	if unable() || waits(d.system)+waits(d.security) != 0 {
		t.Error("a root that is whole is told of")
	}
	d.Refused(ends(d.security, false), fault.Blocked)
	d.Must(ends(d.security, true))
	if !unable() || waits(d.system) != 1 || waits(d.security) != 1 {
		t.Errorf("nobody is told: %t, %d, %d", unable(), waits(d.system), waits(d.security))
	}
	d.Refused(d.signs(d.security), fault.Forbidden)
}

// From the root on a key opens no decision until both administrators vouched for it.
func TestAKeyIsVouchedForByTwo(t *testing.T) {
	d := newDesk(t)
	d.Rooted(d.security)
	d.Refused(d.signs(d.approver), fault.Forbidden)
	d.Must(d.signs(d.system))
	d.doorRefuses(t)
	key := d.KeyOf(d.approver)
	vouch := func(by who.Person) error {
		return d.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			return signing.ProposeVouch(ctx, tx, stafftest.Auth(tx), []int64{key}, stafftest.Sign)
		})
	}
	d.Refused(vouch(d.approver), fault.Forbidden)
	d.Refused(vouch(d.Hire(who.SystemAdmin)), fault.Forbidden) // whose own key nobody vouched for
	d.Must(vouch(d.system))
	d.Refused(vouch(d.security), fault.Conflict)
	var id int64
	d.Look(d.system, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.Keys(ctx, tx, signing.KeyFilter{IDs: []int64{key}})
		id = found[0].Vouch
		return err
	})
	confirm := func(by who.Person) error {
		return d.Do(by, func(ctx context.Context, tx *pg.Tx) error { return signing.Vouch(ctx, tx, []int64{id}, stafftest.Sign) })
	}
	d.Refused(confirm(d.system), fault.Forbidden)
	d.Refused(d.signs(d.approver), fault.Forbidden)
	d.Must(confirm(d.security))
	d.Must(d.signs(d.approver))
	d.Refused(confirm(d.security), fault.Conflict)
}

// doorRefuses fails the test unless the doors' own question refuses a signature by a key that nobody vouched for.
func (d desk) doorRefuses(t *testing.T) {
	t.Helper()
	tx := pgtest.Super(t).MustBegin()
	defer func() { _ = tx.Rollback() }()
	tx.MustExec(`SET LOCAL search_path = fangpin`)
	tx.MustExec(`INSERT INTO signature (county, id, verb, slot, person, role, subject, digest, nonce, expires_at, at, passkey, client_data, authenticator_data, signature, mac)
		SELECT county, 7, 'v', '', staff, 'approver', 's', sha256(''), sha256('n'), added_at + INTERVAL '1 hour', added_at, id, 'c', 'd', 's', sha256('m') FROM passkey WHERE staff = $1`,
		d.approver.ID)
	_, err := tx.Exec(`SELECT signature_given('410602', 'v', '', $1, '{approver}', 's', sha256(''), NULL)`, d.approver.ID)
	if pq.As(err, "FPSIG") == nil {
		t.Errorf("got %v; want SQLSTATE FPSIG", err)
	}
}

// What administrators were let sign by a code ends with the root, until both let it again, by a signature each.
func TestARootEndsCodesOfAdministrators(t *testing.T) {
	d := newDesk(t)
	may := func(role who.Role) (yes bool) {
		d.Look(d.system, func(ctx context.Context, tx *pg.Tx) (err error) {
			yes, err = signing.MayCode(ctx, tx, role)
			return err
		})
		return yes
	}
	let := func(by signing.Signer) error {
		err := d.Do(d.system, func(ctx context.Context, tx *pg.Tx) error {
			return signing.Propose(ctx, tx, by, true, who.SystemAdmin, who.SecurityAdmin, who.Approver)
		})
		if err != nil {
			return err
		}
		return d.Do(d.security, func(ctx context.Context, tx *pg.Tx) error {
			found, err := signing.Settings(ctx, tx)
			if err != nil {
				return err
			}
			return signing.Adopt(ctx, tx, []int64{found[0].ID, found[1].ID, found[2].ID}, by)
		})
	}
	d.Must(let(nil))
	if !may(who.SystemAdmin) || !may(who.Approver) {
		t.Error("a code is not let that two let")
	}
	d.Rooted(d.security)
	if may(who.SystemAdmin) || may(who.SecurityAdmin) || !may(who.Approver) {
		t.Error("the root does not end the administrators' codes, or ends others'")
	}
	// The page says of each role what the door goes by.
	agree := func(when string) {
		t.Helper()
		d.Look(d.system, func(ctx context.Context, tx *pg.Tx) error {
			settings, err := signing.Settings(ctx, tx)
			if err != nil {
				return err
			}
			root, err := signing.Standing(ctx, tx)
			for _, r := range signing.Rules(settings, root) {
				if r.Code != may(r.Role) || r.Code && r.Since == nil {
					t.Errorf("%s the page says of %s: %t since %v", when, r.Role, r.Code, r.Since)
				}
			}
			return err
		})
	}
	agree("under the root")
	d.Refused(let(nil), fault.Forbidden)
	d.Must(let(stafftest.Sign))
	if !may(who.SystemAdmin) {
		t.Error("what both let again by a signature is not let")
	}
	agree("let again")
	unasked := func(context.Context, *pg.Tx, signing.Decision) (signing.Proof, error) {
		t.Error("somebody is asked to sign what does not wait")
		return signing.Proof{}, signing.ErrUnsigned
	}
	var decided int64
	d.Look(d.system, func(ctx context.Context, tx *pg.Tx) error {
		settings, err := signing.Settings(ctx, tx)
		decided = settings[0].ID
		return err
	})
	for _, id := range []int64{7, decided} {
		d.Refused(d.Do(d.security, func(ctx context.Context, tx *pg.Tx) error { return signing.Adopt(ctx, tx, []int64{id}, unasked) }), fault.Conflict)
	}
}

// What waits is on the desk of the administrator of the other kind, and on nobody else's.
func TestWhatWaitsForAnAdministrator(t *testing.T) {
	d := newDesk(t)
	tasks := func(by who.Person) (found []string) {
		d.Look(by, func(ctx context.Context, tx *pg.Tx) error {
			for _, of := range []func(context.Context, *pg.Tx) ([]flow.Task, error){signing.Tasks, probation.Tasks, grant.Tasks} {
				waiting, err := of(ctx, tx)
				if err != nil {
					return err
				}
				for _, w := range waiting {
					if w.Verb != grant.ProposeStep.Verb { // who has no number on record: everybody here
						found = append(found, fmt.Sprint(w.Verb, " ", w.Count))
					}
				}
			}
			return nil
		})
		return found
	}
	quiet := []string{signing.ProposeRootStep.Verb + " 1"}
	if got := tasks(d.system); !slices.Equal(got, quiet) {
		t.Errorf("where nothing waits: %v", got)
	}
	d.Must(d.Do(d.system, func(ctx context.Context, tx *pg.Tx) error {
		if err := signing.Propose(ctx, tx, stafftest.Sign, true, who.Sender, who.Clerk); err != nil {
			return err
		}
		if err := probation.Propose(ctx, tx, 5, stafftest.Sign); err != nil {
			return err
		}
		_, _, err := grant.Propose(ctx, tx, d.Keys, grant.Asked{What: grant.Deputy, Staff: d.Hire(who.Clerk).ID, Reason: "出差",
			Days: grant.Days{Absent: d.approver.ID, From: calendar.DateOf(tx.Now), To: calendar.DateOf(tx.Now)}}, stafftest.Sign)
		return err
	}))
	want := []string{signing.ConfirmRootStep.Verb + " 1", signing.AdoptStep.Verb + " 2", probation.AdoptStep.Verb + " 1", grant.ConfirmStep.Verb + " 1"}
	if got := tasks(d.security); !slices.Equal(got, want) {
		t.Errorf("the other kind has %v, want %v", got, want)
	}
	for _, by := range []who.Person{d.system, d.Hire(who.SystemAdmin)} {
		if got := tasks(by); !slices.Equal(got, quiet) {
			t.Errorf("one of the kind that asked has %v", got)
		}
	}
	if got := tasks(d.approver); len(got) > 0 {
		t.Errorf("an approver has %v", got)
	}
}

// A stolen key is ended by two, and what it signed since the day is listed.
func TestAStolenKeyIsRevokedByTwo(t *testing.T) {
	d := newDesk(t)
	d.Rooted(d.security)
	d.Vouched(d.security, d.approver)
	d.Must(d.signs(d.approver))
	key := d.KeyOf(d.approver)
	propose := func(by who.Person, from calendar.Date) error {
		return d.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			return signing.ProposeRevoke(ctx, tx, key, from, "电脑失窃", stafftest.Sign)
		})
	}
	d.Refused(propose(d.approver, calendar.On(2024, 9, 9)), fault.Forbidden)
	d.Refused(propose(d.system, calendar.On(2024, 9, 10)), fault.Invalid)
	d.Must(propose(d.system, calendar.On(2024, 9, 9)))
	var id int64
	d.Look(d.system, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.Revocations(ctx, tx)
		id = found[0].ID
		return err
	})
	revoke := func(by who.Person) error {
		return d.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			return signing.Revoke(ctx, tx, stafftest.Auth(tx), id, stafftest.Sign)
		})
	}
	d.Refused(revoke(d.system), fault.Forbidden)
	d.Must(d.signs(d.approver)) // it goes on until both have signed
	d.Must(revoke(d.security))
	d.Refused(d.signs(d.approver), fault.Forbidden)
	d.Look(d.security, func(ctx context.Context, tx *pg.Tx) error {
		found, err := signing.InDoubt(ctx, tx)
		if len(found) != 2 || found[0].Subject != "staff_grant/1" {
			t.Errorf("in doubt: %+v", found)
		}
		return err
	})
}

// Only whoever owns the database leads to another root, and then every key is vouched for anew.
func TestAfterARecoveryAnotherRoot(t *testing.T) {
	d := newDesk(t)
	d.Rooted(d.security)
	d.Vouched(d.security, d.approver)
	d.Must(d.signs(d.approver))
	_, err := pgtest.Super(t).Exec(`INSERT INTO fangpin.deed SELECT county, size, at, at, $1, 'staff.recover', '', '', '' FROM fangpin.head`, d.system.ID)
	d.Must(err)
	_, err = pgtest.Super(t).Exec(`UPDATE fangpin.head SET size = size + 1; UPDATE fangpin.deed SET at = clock_timestamp() + INTERVAL '1 second' WHERE verb = 'staff.recover'`)
	d.Must(err)
	d.Rooted(d.security)
	if r := d.standing(); r.N != 2 {
		t.Errorf("the root is the %d.", r.N)
	}
	d.Refused(d.signs(d.approver), fault.Forbidden)
	d.Vouched(d.security, d.approver)
	d.Must(d.signs(d.approver))
}
