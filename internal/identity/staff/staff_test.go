package staff_test

import (
	"context"
	"fangpin/internal/pg/pgtest"
	"fmt"
	"testing"

	"github.com/lib/pq"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

func TestAMemberHasADivisionThatSuitsTheRole(t *testing.T) {
	o := stafftest.New(t)
	admin := o.Hire(who.SystemAdmin)
	for name, tc := range map[string]struct {
		m    staff.Member
		kind fault.Kind // Internal: taken on
	}{
		"clerk":                   {staff.Member{Name: "王芳", Role: who.Clerk}, fault.Internal},
		"clerk of a village":      {staff.Member{Name: "王芳", Role: who.Clerk, Division: stafftest.Village}, fault.Invalid},
		"township":                {staff.Member{Name: "李伟", Role: who.Township, Division: stafftest.Township}, fault.Internal},
		"township of nowhere":     {staff.Member{Name: "李伟", Role: who.Township, Division: "410602999000"}, fault.Invalid},
		"township without one":    {staff.Member{Name: "李伟", Role: who.Township}, fault.Invalid},
		"village in other county": {staff.Member{Name: "赵强", Role: who.Village, Division: "451103001001"}, fault.Invalid},
		"village":                 {staff.Member{Name: "赵强", Role: who.Village, Division: stafftest.Village}, fault.Internal},
		"reporter":                {staff.Member{Name: "孙敏", Role: who.Reporter, Agency: "医保局"}, fault.Internal},
		"reporter of no agency":   {staff.Member{Name: "孙敏", Role: who.Reporter}, fault.Invalid},
		"adjuster with an agency": {staff.Member{Name: "孙敏", Role: who.Adjuster, Agency: "医保局"}, fault.Invalid},
		"blank name":              {staff.Member{Name: " 　", Role: who.Clerk}, fault.Invalid},
		"a script":                {staff.Member{Name: "<script>", Role: who.Clerk}, fault.Invalid},
		"a turned name":           {staff.Member{Name: "孙\u202e敏", Role: who.Clerk}, fault.Invalid},
		"of two parts":            {staff.Member{Name: "买买提·吐尔逊", Role: who.Clerk}, fault.Internal},
		"unknown role":            {staff.Member{Name: "孙敏", Role: "boss"}, fault.Invalid},
	} {
		err := o.ByOwner(admin, func(ctx context.Context, tx *pg.Tx) error {
			p, err := staff.Add(ctx, tx, tc.m)
			if err != nil {
				return err
			}
			got, err := staff.Get(ctx, tx, p.ID)
			if err == nil && got != p {
				t.Errorf("%s: Add said %+v, Get %+v", name, p, got)
			}
			return err
		})
		if fault.KindOf(err) != tc.kind || tc.kind == fault.Internal && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheLaw(t *testing.T) {
	o := stafftest.New(t)
	clerk, colleague := o.Hire(who.Clerk), o.Hire(who.Clerk)
	deputy, err := o.Depute(o.Hire(who.SecurityAdmin), staff.Deputy{Absent: colleague.ID, Deputy: clerk.ID, From: today, To: today, Reason: "出差"})
	o.Must(err)
	o.Law(staff.Steps, map[string]stafftest.Try{
		"staff.disable":    func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, clerk.ID, stafftest.Leave) },
		"staff.end_deputy": func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, deputy) },
	})
}

// Nobody comes back under an old name, and nobody is dismissed from a day to come.
func TestADismissalIsForGood(t *testing.T) {
	o := stafftest.New(t)
	admin, gone, clerk := o.Hire(who.SystemAdmin), o.Hire(who.Clerk), o.Hire(who.Clerk)
	o.Must(o.Do(admin, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, gone.ID, stafftest.Leave) }))
	for _, statement := range []string{
		`UPDATE staff SET disabled_at = NULL`, `UPDATE staff SET disabled_at = now()`, `UPDATE staff SET role = 'approver'`, `DELETE FROM staff`,
		`INSERT INTO staff (county, id, name, role, division, salt) VALUES ('410602', 1, '王芳', 'approver', '410602000000', '')`, `UPDATE staff SET id_tag = sha256('')`,
	} {
		o.Attack(stafftest.Denied, statement)
	}
	o.Attack("FPSTA", fmt.Sprintf(`SELECT staff_leave('410602', '{%d}', now(), %d)`, gone.ID, admin.ID))
	o.Attack("FPSTA", fmt.Sprintf(`SELECT staff_leave('410602', '{%d,%d}', now(), %d)`, clerk.ID, gone.ID, admin.ID))
	o.Attack("FPSTA", fmt.Sprintf(`SELECT staff_leave('410602', '{1}', now(), %d)`, admin.ID))
	o.Attack("FPHND", fmt.Sprintf(`SELECT staff_leave('410602', '{%d}', now(), %[1]d)`, clerk.ID))
	o.Attack("FPHND", fmt.Sprintf(`SELECT staff_leave('410602', '{%d}', now(), NULL)`, clerk.ID))
	o.Attack("FPLIM", fmt.Sprintf(`SELECT staff_leave('410602', ARRAY(SELECT generate_series(1, 201)), now(), %d)`, admin.ID))
	for _, never := range []string{"'infinity'", "'-infinity'", "NULL"} {
		o.Attack("FPDAT", fmt.Sprintf(`SELECT staff_leave('410602', '{%d}', %s, %d)`, clerk.ID, never, admin.ID))
	}
	o.Attack("FPHND", pgtest.Abroad, fmt.Sprintf(`SELECT staff_leave('410602', '{%d}', now(), %d)`, clerk.ID, admin.ID))
	o.Look(admin, func(ctx context.Context, tx *pg.Tx) error {
		tx.MustExecContext(ctx, `SELECT staff_leave('410602', $1, now() + INTERVAL '1 day', $2)`, pq.Array([]int64{clerk.ID}), admin.ID)
		var ahead bool
		err := tx.GetContext(ctx, &ahead, `SELECT disabled_at > clock_timestamp() FROM staff WHERE id = $1`, clerk.ID)
		if ahead {
			t.Error("dismissed from a day to come: every deed till then would be theirs to do")
		}
		return err
	})
}

func TestTheOfficeIsOpenedOnce(t *testing.T) {
	o := stafftest.New(t)
	o.Refused(o.ByOwner(staff.Opener(stafftest.County, "又一位"), staff.Open), fault.Conflict)
}

func TestWhoIsDisabledIsGoneFromTheListAndKeptOnRecord(t *testing.T) {
	o := stafftest.New(t)
	admin, clerk := o.Hire(who.SystemAdmin), o.Hire(who.Clerk)
	step := flow.Step{Verb: "test.step", Title: "试办", Roles: []who.Role{who.Clerk, who.Approver}}
	attempt := func(_ context.Context, tx *pg.Tx) error { return step.Permit(tx, "测试") }
	o.Must(o.Do(clerk, attempt))
	promoted := clerk
	promoted.Role = who.Approver // a session that says more than the staff list
	o.Refused(o.Do(promoted, attempt), fault.Forbidden)
	o.Refused(o.Do(admin, func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, admin.ID, stafftest.Leave) }), fault.Forbidden)
	disable := func(ctx context.Context, tx *pg.Tx) error { return staff.Disable(ctx, tx, clerk.ID, stafftest.Leave) }
	o.Must(o.Do(admin, disable))
	o.Refused(o.Do(clerk, attempt), fault.Forbidden)
	o.Refused(o.Do(admin, disable), fault.Conflict)
	o.Look(admin, func(ctx context.Context, tx *pg.Tx) error {
		_, err := staff.Get(ctx, tx, clerk.ID)
		o.Refused(err, fault.NotFound)
		now, err := staff.Find(ctx, tx, staff.Filter{Role: who.Clerk})
		if err != nil || len(now) != 0 {
			t.Errorf("clerks now: %v, %v", now, err)
		}
		ever, err := staff.Find(ctx, tx, staff.Filter{Role: who.Clerk, Disabled: true})
		if err != nil || len(ever) != 1 || ever[0] != clerk {
			t.Errorf("clerks ever: %v, %v", ever, err)
		}
		return nil
	})
}
