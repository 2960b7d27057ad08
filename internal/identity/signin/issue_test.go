package signin_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func TestTheLaw(t *testing.T) {
	d := offering(t)
	known, fresh := d.enrol(who.Approver, "zhaoqiang"), d.Hire(who.Clerk)
	d.Law(signin.Steps, map[string]stafftest.Try{
		"signin.enrol": func(ctx context.Context, tx *pg.Tx) error {
			return d.Enrol(ctx, tx, signin.Known{Staff: fresh.ID, Login: "lina", Password: password})
		},
		"signin.unlock": func(ctx context.Context, tx *pg.Tx) error { return d.Unlock(ctx, tx, known.ID) },
		"signin.end":    func(ctx context.Context, tx *pg.Tx) error { return d.End(ctx, tx, known.ID) },

		"signin.enrol_passkey": d.enrolsOne,
		"signin.revoke_passkey": func(ctx context.Context, tx *pg.Tx) error {
			if err := d.enrolsOne(ctx, tx); err != nil {
				return err
			}
			keys, err := signin.Passkeys(ctx, tx, tx.By.ID)
			d.Must(err)
			return signin.RevokePasskey(ctx, tx, keys[0].ID, "遗失", false)
		},
	})
}

func TestLoginsAreMadeOfNames(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	for _, c := range []struct{ name, want string }{
		{"王芳", "wangfang"}, {"王芳", "wangfang2"}, {"汪方", "wangfang3"}, {"买买提·吐尔逊", "maimaitituerxun"}, {"Li Wei", "liwei"}, {"𠅤", "xi"}, {"甲", "jia"}, {"·", "user"}, {"吕布", "lvbu"},
		{"王芳2", "wangfang22"}, {"一二三四五六七八九十百千万", "yiersansiwuliuqibajiushibaiq"},
	} {
		p := d.HireMember(staff.Member{Name: c.name, Role: who.Clerk})
		d.Must(d.Do(d.Admin(), granted(func(ctx context.Context, tx *pg.Tx) error {
			login, err := d.Issue(ctx, tx, signin.Right{Staff: p.ID}, "")
			if login != c.want {
				t.Errorf("%s is %s; want %s", c.name, login, c.want)
			}
			return err
		})))
	}
}

func TestALoginIsForOneAndForGood(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.enrol(who.Clerk, "wangfang")
	issue := func(member int64, login string) error {
		return d.Do(d.Admin(), granted(func(ctx context.Context, tx *pg.Tx) error {
			_, err := d.Issue(ctx, tx, signin.Right{Staff: member}, login)
			return err
		}))
	}
	clerk, gone := d.Hire(who.Clerk), d.Hire(who.Clerk)
	d.Must(d.Do(d.Admin(), disabling(gone)))
	d.Refused(issue(clerk.ID, "wangfang"), fault.Conflict)
	for _, form := range []string{"Wang", "w", "王芳", "wang fang", "wangfang\n", "012345678901234567890123456789012", "a@b"} {
		d.Refused(issue(clerk.ID, form), fault.Invalid)
	}
	d.Refused(issue(gone.ID, "gone"), fault.NotFound)
	d.Refused(issue(1, "nobody"), fault.NotFound)
	d.Must(issue(clerk.ID, "wang.fang-2"))
	d.Refused(issue(clerk.ID, "other"), fault.Conflict)
	d.Refused(d.Do(d.Admin(), func(ctx context.Context, tx *pg.Tx) error {
		return d.Enrol(ctx, tx, signin.Known{Staff: clerk.ID, Login: "wang.fang-2", Password: password})
	}), fault.Conflict)
}

// Nobody tends their own sign-in, and giving one or taking one back takes two: by any other verb than theirs it is refused.
func TestAnAdministratorIsSomebodyElse(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	security, clerk := d.enrol(who.SecurityAdmin, "security"), d.Hire(who.Clerk)
	for who, kind := range map[int64]fault.Kind{security.ID: fault.Forbidden, clerk.ID: fault.NotFound, 1: fault.NotFound} {
		d.Refused(d.Do(security, func(ctx context.Context, tx *pg.Tx) error { return d.Unlock(ctx, tx, who) }), kind)
	}
	known := signin.Right{Staff: d.enrol(who.Approver, "zhaoqiang").ID}
	for _, verb := range []func(context.Context, *pg.Tx) error{
		func(ctx context.Context, tx *pg.Tx) error { return d.Reset(ctx, tx, known) },
		func(ctx context.Context, tx *pg.Tx) error { return d.ResetTOTP(ctx, tx, known) },
		func(ctx context.Context, tx *pg.Tx) error {
			_, err := d.Issue(ctx, tx, signin.Right{Staff: clerk.ID}, "")
			return err
		},
		func(ctx context.Context, tx *pg.Tx) error { _, err := d.Enrolled(ctx, tx, known.Staff); return err },
	} {
		for _, by := range []string{"", "signin.unlock", "grant.propose"} {
			d.Refused(d.Do(security, func(ctx context.Context, tx *pg.Tx) error { tx.Perform(by, "测试"); return verb(ctx, tx) }), fault.Forbidden)
		}
	}
	d.Refused(d.Do(security, granted(func(ctx context.Context, tx *pg.Tx) error {
		return d.Reset(ctx, tx, signin.Right{Staff: clerk.ID})
	})), fault.NotFound)
}

func TestWhoTendsTheLogins(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	approver := d.enrol(who.Approver, "zhaoqiang")
	for _, role := range who.Roles() {
		d.Office.Look(d.Hire(role), func(ctx context.Context, tx *pg.Tx) error {
			logins, err := signin.Logins(ctx, tx)
			tends := role == who.SystemAdmin || role == who.SecurityAdmin || role == who.AuditAdmin
			if l := logins[approver.ID]; tends != (err == nil) || tends && (l.Name != "zhaoqiang" || !l.HasTOTP || l.Initial || !l.ChangedAt.Equal(d.now)) {
				t.Errorf("%s: %+v, %v", role, logins, err)
			}
			return nil
		})
	}
}

func TestTheCountiesToChooseFrom(t *testing.T) {
	d := newDesk(t, signin.OWASP())
	d.openCounty("410603", "山城区乡村振兴局")
	offices, err := signin.Counties(t.Context(), d.Office.DB)
	d.Must(err)
	want := []signin.Office{{County: "410602", Name: "鹤山区乡村振兴局"}, {County: "410603", Name: "山城区乡村振兴局"}}
	if !slices.Equal(offices, want) {
		t.Errorf("%+v", offices)
	}
}

// Since the county's first grant the app's login gives nobody a sign-in whom two have not granted a place.
func TestALoginComesByAGrant(t *testing.T) {
	d := offering(t)
	fresh := d.Hire(who.Clerk)
	login := fmt.Sprintf(`INSERT INTO login (county, staff, name, salt) VALUES ('410602', %d, 'lina', '')`, fresh.ID)
	granted := func(confirmed string) string {
		return fmt.Sprintf(`INSERT INTO proposal (county, id, act, subject, digest, proposed_by, proposed_at, expires_at, confirmed, decided_by, decided_at, salt)
			SELECT '410602', 7, 'staff_grant', 7, sha256(''), %d, now(), now() + INTERVAL '1 day', %s, '' ON CONFLICT (county, id) DO UPDATE SET confirmed = EXCLUDED.confirmed,
			decided_by = EXCLUDED.decided_by, decided_at = EXCLUDED.decided_at`, fresh.ID, confirmed)
	}
	plant := func(sql string) {
		_, err := pgtest.Super(t).ExecContext(t.Context(), `SET search_path = fangpin; `+sql)
		d.Must(err)
	}
	tries := func() error {
		return pg.Read(t.Context(), d.Office.DB, d.Admin(), func(tx *pg.Tx) error {
			_, err := tx.ExecContext(t.Context(), login)
			return err
		})
	}
	plant(fmt.Sprintf(`INSERT INTO staff_grant (county, id, what, staff, namesake, reason, asked_by, salt) VALUES ('410602', 7, 'unbind', %d, false, '遗失', %d, '')`, fresh.ID, d.Admin().ID))
	plant(granted(`NULL, NULL, NULL`))
	d.Must(tries())
	plant(granted(fmt.Sprintf(`true, %d, now()`, d.Admin().ID)))
	if err := tries(); err == nil {
		t.Error("somebody whom nobody granted a place has a login")
	}
	plant(fmt.Sprintf(`UPDATE staff_grant SET what = 'deputy', absent = %d, from_on = '2024-09-09', to_on = '2024-09-09'`, d.Admin().ID))
	d.Must(tries()) // a deputy is no place
}
