package grant_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/signing"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// desk is an office with a system administrator and two security administrators.
type desk struct {
	*stafftest.Office
	auth                      *signin.Auth
	t                         *testing.T
	system, security, another who.Person
	numbers                   map[int64]string // the identity numbers that grants were asked for with
}

const password = "Tielu-Daoban7-qiu"

func newDesk(t *testing.T) *desk {
	d := &desk{Office: stafftest.New(t), t: t, numbers: map[int64]string{}}
	d.auth = &signin.Auth{DB: d.DB, Keys: d.Keys, Policy: signin.OWASP(), Cost: signin.Cost{Memory: 8, Time: 1, Threads: 1}}
	d.system, d.security, d.another = d.Admin(), d.Hire(who.SecurityAdmin), d.Hire(who.SecurityAdmin)
	return d
}

// particulars are the n-th person's.
func particulars(n int) grant.Particulars {
	seventeen := fmt.Sprintf("41060219800101%03d", n)
	return grant.Particulars{No: fmt.Sprintf("G%03d", n), Unit: "鹤山区乡村振兴局", Phone: "13937210086", IDNumber: seventeen + string(idcard.CheckDigit(seventeen))}
}

// newcomer is the n-th person, asked for in a role.
func newcomer(n int, name string, role who.Role) grant.Asked {
	return grant.Asked{What: grant.Member, Member: staff.Member{Name: name, Role: role}, Reason: "调入", Particulars: particulars(n)}
}

func of(what grant.What, p who.Person) grant.Asked {
	return grant.Asked{What: what, Staff: p.ID, Reason: "本人到场要求"}
}

func (d *desk) ask(by who.Person, asked grant.Asked) (id int64, half signin.Half, err error) {
	err = d.Do(by, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, half, err = grant.Propose(ctx, tx, d.Keys, asked, stafftest.Sign)
		return err
	})
	d.numbers[id] = asked.IDNumber
	return id, half, err
}

func (d *desk) confirm(by who.Person, id int64) (half signin.Half, err error) {
	err = d.Do(by, func(ctx context.Context, tx *pg.Tx) (err error) {
		half, err = grant.Confirm(ctx, tx, d.auth, id, d.numbers[id], stafftest.Sign)
		return err
	})
	return half, err
}

// given is what the system administrator asks for and the security administrator grants.
func (d *desk) given(asked grant.Asked) (g grant.Grant, halves [2]signin.Half) {
	d.t.Helper()
	id, one, err := d.ask(d.system, asked)
	d.Must(err)
	two, err := d.confirm(d.security, id)
	d.Must(err)
	d.Look(d.security, func(ctx context.Context, tx *pg.Tx) (err error) {
		g, err = grant.Get(ctx, tx, id)
		return err
	})
	return g, [2]signin.Half{one, two}
}

func (d *desk) takeUp(login string, halves [2]signin.Half) (signin.Session, error) {
	s, _, err := d.auth.TakeUp(d.t.Context(), signin.Taking{County: stafftest.County, Login: login, Halves: halves, Password: password})
	return s, err
}

// human is who an account is.
func (d *desk) human(staff int64) (human int64) {
	d.t.Helper()
	tx, err := pgtest.Super(d.t).Begin(d.t.Context(), d.system)
	d.Must(err)
	defer func() { _ = tx.Rollback() }()
	d.Must(tx.GetContext(d.t.Context(), &human, `SELECT human('410602', $1)`, staff))
	return human
}

func TestTheLaw(t *testing.T) {
	d := newDesk(t)
	waits, _, err := d.ask(d.system, newcomer(1, "王芳", who.Clerk))
	d.Must(err)
	for _, role := range who.Roles() {
		by := d.Hire(role)
		if role == who.SystemAdmin {
			by = d.system
		}
		admin := role == who.SystemAdmin || role == who.SecurityAdmin
		_, _, err := d.ask(by, newcomer(2, "李娜", who.Clerk))
		if admin && err != nil && fault.KindOf(err) != fault.Conflict || !admin && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("asked by %s: %v", role, err)
		}
		for name, verb := range map[string]func(context.Context, *pg.Tx) error{
			"granted": func(ctx context.Context, tx *pg.Tx) error {
				_, err := grant.Confirm(ctx, tx, d.auth, waits, d.numbers[waits], stafftest.Sign)
				return err
			},
			"refused": func(ctx context.Context, tx *pg.Tx) error { return grant.Refuse(ctx, tx, waits, "查无此人") },
		} {
			d.Keyed(by)
			err := pg.Read(t.Context(), d.DB, by, func(tx *pg.Tx) error { return verb(t.Context(), tx) })
			if role == who.SecurityAdmin && err != nil || role != who.SecurityAdmin && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s by %s: %v", name, role, err)
			}
		}
	}
}

// Two give a place, in either order, and the member sets a password that neither was told.
func TestTwoGiveAPlace(t *testing.T) {
	d := newDesk(t)
	g, halves := d.given(newcomer(1, "王芳", who.Clerk))
	if g.Login != "wangfang" || g.Hand.Confirmed == nil || !*g.Hand.Confirmed || g.No != "G001" || halves[0] == halves[1] || len(halves[1]) != 14 {
		t.Errorf("%+v, %q", g, halves)
	}
	for _, half := range halves {
		if _, err := d.takeUp("wangfang", [2]signin.Half{half, half}); err != signin.ErrHalves {
			t.Errorf("with one half: %v", err)
		}
	}
	if s, err := d.takeUp("wangfang", halves); err != nil || s.State != signin.Full || s.By.Role != who.Clerk {
		t.Errorf("%+v, %v", s, err)
	}
	id, _, err := d.ask(d.security, newcomer(2, "李娜", who.Approver)) // the other way round
	d.Must(err)
	_, err = d.confirm(d.system, id)
	d.Must(err)
	_, err = d.confirm(d.system, id)
	d.Refused(err, fault.Conflict)
}

// One alone gives nothing, nor do two of one kind, nor anybody to themselves, under whatever name.
func TestOneAloneGivesNothing(t *testing.T) {
	d := newDesk(t)
	id, _, err := d.ask(d.security, newcomer(1, "王芳", who.Approver))
	d.Must(err)
	for _, by := range []who.Person{d.security, d.another} {
		_, err := d.confirm(by, id)
		d.Refused(err, fault.Forbidden)
	}
	for _, what := range []grant.What{grant.Reset, grant.Unbind, grant.Details} {
		own := of(what, d.security)
		own.Particulars = particulars(3)
		_, _, err := d.ask(d.security, own)
		d.Refused(err, fault.Forbidden)
		if what == grant.Details { // the granter's own, asked for by another
			id, _, err = d.ask(d.system, own)
			d.Must(err)
			_, err = d.confirm(d.security, id)
			d.Refused(err, fault.Forbidden)
			_, err = d.confirm(d.another, id)
			d.Must(err)
		}
	}
	_, _, err = d.ask(d.security, newcomer(3, "换名", who.Approver))
	d.Refused(err, fault.Forbidden) // the same person by the number
	_, _, err = d.ask(d.system, newcomer(3, "换名", who.Approver))
	d.Refused(err, fault.Conflict)
}

// One person has one account at a time, and comes back as who they were; a namesake is asked about.
func TestAPersonHasOneAccount(t *testing.T) {
	d := newDesk(t)
	g, _ := d.given(newcomer(1, "王芳", who.Clerk))
	again := newcomer(1, "王芳", who.Approver)
	_, _, err := d.ask(d.system, again)
	d.Refused(err, fault.Conflict)
	twin := newcomer(2, "王芳", who.Approver)
	_, _, err = d.ask(d.system, twin)
	d.Refused(err, fault.Conflict)
	for _, written := range []string{"王 芳", "王·芳", "（王芳）"} {
		twin.Member.Name = written
		_, _, err = d.ask(d.system, twin)
		d.Refused(err, fault.Conflict)
	}
	twin.Member.Name, twin.Namesake = "王芳", true
	other, _ := d.given(twin)
	if other.Login != "wangfang2" || d.human(other.Staff) != other.Staff {
		t.Errorf("a namesake: %+v", other)
	}
	numbered := newcomer(3, "李娜", who.Clerk)
	numbered.No = "G001"
	_, _, err = d.ask(d.system, numbered)
	d.Refused(err, fault.Conflict)
	d.Must(d.Do(d.system, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, g.Staff, stafftest.Leave) }))
	again.Namesake = true
	back, _ := d.given(again)
	if back.Was == nil || *back.Was != g.Staff || d.human(back.Staff) != g.Staff {
		t.Errorf("who comes back is %d, was %d: %+v", d.human(back.Staff), g.Staff, back)
	}
}

// What is asked for must be whole.
func TestWhatIsAskedForIsWhole(t *testing.T) {
	d := newDesk(t)
	for name, change := range map[string]func(*grant.Asked){
		"no number":       func(a *grant.Asked) { a.No = " " },
		"no unit":         func(a *grant.Asked) { a.Unit = "" },
		"no telephone":    func(a *grant.Asked) { a.Phone = "0392-2620000" },
		"a wrong digit":   func(a *grant.Asked) { a.IDNumber = "410602198001010019" },
		"no reason":       func(a *grant.Asked) { a.Reason = "　" },
		"no role":         func(a *grant.Asked) { a.Member.Role = "" },
		"no name":         func(a *grant.Asked) { a.Member.Name = "" },
		"a strange login": func(a *grant.Asked) { a.Login = "Wang Fang" },
		"nothing known":   func(a *grant.Asked) { a.What = "boss" },
	} {
		asked := newcomer(1, "王芳", who.Clerk)
		change(&asked)
		_, _, err := d.ask(d.system, asked)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	clerk := d.Hire(who.Clerk)
	for _, what := range []grant.What{grant.Reset, grant.Unbind} {
		_, _, err := d.ask(d.system, of(what, clerk)) // without a login
		d.Refused(err, fault.Conflict)
	}
	_, _, err := d.ask(d.system, of(grant.Reset, who.Person{ID: 7}))
	d.Refused(err, fault.NotFound)
}

// A reset ends the password of before and is taken up with two new halves; an unbinding needs none.
func TestTwoResetASignIn(t *testing.T) {
	d := newDesk(t)
	g, halves := d.given(newcomer(1, "赵强", who.Approver))
	s, err := d.takeUp(g.Login, halves)
	if err != nil || s.State != signin.AwaitsTOTP {
		t.Fatalf("%+v, %v", s, err)
	}
	approver := who.Person{ID: g.Staff}
	waits, _, err := d.ask(d.security, of(grant.Reset, approver))
	d.Must(err)
	_, _, err = d.ask(d.system, of(grant.Reset, approver))
	d.Refused(err, fault.Conflict) // waits already
	d.Must(d.Do(d.system, func(ctx context.Context, tx *pg.Tx) error { return grant.Refuse(ctx, tx, waits, "本人没有要求") }))
	_, halves = d.given(of(grant.Reset, approver))
	if s, err = d.takeUp(g.Login, halves); err != nil || s.State != signin.AwaitsTOTP {
		t.Errorf("%+v, %v", s, err)
	}
	_, _, err = d.ask(d.system, of(grant.Unbind, approver))
	d.Refused(err, fault.Conflict) // nothing bound
}

// Whoever has the app's login takes nobody on and gives nothing by one hand.
func TestNoRightByHand(t *testing.T) {
	d := newDesk(t)
	id, _, err := d.ask(d.system, newcomer(1, "王芳", who.Approver))
	d.Must(err)
	seen := `(SELECT digest FROM proposal)`
	call := func(grant any, seen string, by who.Person) string {
		return fmt.Sprintf(`SELECT grant_confirm('410602', %v, %s, sha256('x'), %d)`, grant, seen, by.ID)
	}
	good := call(id, seen, d.security)
	signed := d.signature(id, seen)
	for _, statement := range []string{
		`UPDATE staff_grant SET role = 'approver'`, `UPDATE staff_grant SET half = sha256('')`, `DELETE FROM staff_grant`,
		`UPDATE staff SET id_tag = NULL`, `UPDATE proposal SET confirmed = true`,
	} {
		d.Attack(stafftest.Denied, statement)
	}
	d.Attack("FPHND", call(id, seen, d.system))
	d.Attack("FPHND", call(id, seen, d.Hire(who.SystemAdmin)))
	d.Attack("FPHND", call(id, seen, d.Hire(who.Approver)))
	d.Attack("FPHND", call(id, seen, who.Person{ID: 1}))
	d.Attack("FPSUM", call(id, `sha256('x')`, d.security))
	d.Attack("FPSTA", call(1, seen, d.security))
	d.Attack("FPSTA", call("NULL", seen, d.security))
	d.Attack("FPSIG", good)
	d.Attack("FPSTA", signed, good, good)
	d.Attack("FPISO", `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`, good)
	d.Attack("FPHND", pgtest.Abroad, good)
	// A row beside the one that was proposed has no proposal, and one in another's name is not theirs.
	row := `INSERT INTO staff_grant SELECT county, 7, what, 8, name, role, division, agency, 'other', 'G9', unit, phone, sha256('y'), true, reason, half, asked_by, salt FROM staff_grant`
	d.Attack("FPSTA", row, call(7, `sha256('x')`, d.security))
	d.Attack("FPHND", row, fmt.Sprintf(`SELECT staff_grant_propose('410602', 'staff_grant', '{9}', '{7}', ARRAY[sha256('x')], ARRAY[''::BYTEA], %d)`, d.security.ID),
		call(7, `sha256('x')`, d.Hire(who.SystemAdmin)))
}

// signature is a statement that enters the security administrator's signature of a grant, as whoever has the gate's login can: a door cannot tell
// whether the key signed it.
func (d *desk) signature(id int64, seen string) string {
	d.Keyed(d.security)
	return fmt.Sprintf(`INSERT INTO signature (county, id, verb, slot, person, role, subject, digest, nonce, expires_at, at, passkey, client_data, authenticator_data,
		  signature, mac)
		SELECT county, 7, 'grant.confirm', '', staff, 'security_admin', 'staff_grant/%d', %s, sha256('n'), added_at + INTERVAL '1 hour', added_at, id, 'c', 'd', 's', sha256('m')
		FROM passkey WHERE staff = %d`, id, seen, d.security.ID)
}

// One administrator's typing makes nobody a person: who grants types the number from the card too, and another number is refused before anything is signed.
func TestBothTypeTheIdentityNumber(t *testing.T) {
	d := newDesk(t)
	id, _, err := d.ask(d.system, newcomer(1, "王芳", who.Approver))
	d.Must(err)
	typed := func(number string) error {
		d.numbers[id] = number
		_, err := d.confirm(d.security, id)
		return err
	}
	d.Refused(typed(""), fault.Invalid)
	d.Refused(typed(particulars(2).IDNumber), fault.Invalid)
	d.Must(typed(" " + strings.ToLower(particulars(1).IDNumber)))
}

// Whoever grants reads whose sign-in it is: of two of one name in one role the number at work, the unit and the login tell.
func TestNamesakesAreToldApart(t *testing.T) {
	d := newDesk(t)
	d.given(newcomer(1, "王芳", who.Clerk))
	second := newcomer(2, "王芳", who.Clerk)
	second.Namesake = true
	other, _ := d.given(second)
	id, _, err := d.ask(d.system, of(grant.Reset, who.Person{ID: other.Staff}))
	d.Must(err)
	var said []string
	err = d.Do(d.security, func(ctx context.Context, tx *pg.Tx) error {
		_, err := grant.Confirm(ctx, tx, d.auth, id, "", func(_ context.Context, _ *pg.Tx, s signing.Decision) (signing.Proof, error) {
			for _, f := range s.Facts {
				said = append(said, f.Name+" "+f.Words)
			}
			return signing.Proof{}, signing.ErrUnsigned
		})
		return err
	})
	d.Refused(err, fault.Forbidden)
	for _, want := range []string{"工号 G002", "单位 鹤山区乡村振兴局", "登录名 " + other.Login} {
		if !slices.Contains(said, want) {
			t.Errorf("%q is not said: %q", want, said)
		}
	}
}

// Nobody grants who does not sign just this.
func TestAGrantIsSigned(t *testing.T) {
	d := newDesk(t)
	id, _, err := d.ask(d.system, newcomer(1, "王芳", who.Approver))
	d.Must(err)
	err = d.Do(d.security, func(ctx context.Context, tx *pg.Tx) error {
		_, err := grant.Confirm(ctx, tx, d.auth, id, d.numbers[id], nil)
		return err
	})
	d.Refused(err, fault.Forbidden)
	seen, good := `(SELECT digest FROM proposal)`, fmt.Sprintf(`SELECT grant_confirm('410602', %d, (SELECT digest FROM proposal), sha256('x'), %d)`, id, d.security.ID)
	d.Attack("FPSIG", good)
	d.Attack("FPSIG", d.signature(id+1, seen), good)
	d.Attack("FPSIG", d.signature(id, `sha256('x')`), good)
	d.Attack("FPSIG", d.signature(id, seen), fmt.Sprintf(`SELECT passkey_end('410602', id, added_at, '更换', staff) FROM passkey WHERE staff = %d`, d.security.ID), good)
	d.Attack("FPSTA", d.signature(id, seen), good, good)
	_, err = d.confirm(d.security, id)
	d.Must(err)
	err = d.Do(d.system, func(ctx context.Context, tx *pg.Tx) error {
		asked := []signing.Fact{}
		_, err := grant.Confirm(ctx, tx, d.auth, id, d.numbers[id], func(_ context.Context, _ *pg.Tx, s signing.Decision) (signing.Proof, error) {
			asked = s.Facts
			return signing.Proof{}, signing.ErrUnsigned
		})
		if len(asked) > 0 {
			t.Errorf("what was granted is asked for again: %v", asked)
		}
		return err
	})
	d.Refused(err, fault.Conflict)
}

// Two administrators grant at once, thirty-two times: one does.
func TestRacingToGrantOneWins(t *testing.T) {
	d := newDesk(t)
	id, _, err := d.ask(d.system, newcomer(1, "王芳", who.Clerk))
	d.Must(err)
	errs := make([]error, 32)
	var racing sync.WaitGroup
	for i := range errs {
		by := []who.Person{d.security, d.another}[i%2]
		racing.Go(func() { _, errs[i] = d.confirm(by, id) })
	}
	racing.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		d.Refused(err, fault.Conflict)
	}
	if won != 1 {
		t.Errorf("%d granted, want 1", won)
	}
	d.Look(d.system, func(ctx context.Context, tx *pg.Tx) error {
		hands, err := foureyes.Newest(ctx, tx, foureyes.Grant, []int64{id})
		if p := hands[id]; p.Open() {
			t.Errorf("%+v", p)
		}
		return err
	})
}
