package monitoring_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
)

// A problem is put right by whose it is, with evidence, signed off by another, and may be sent back before.
func TestAProblemIsPutRightAndSignedOffByAnother(t *testing.T) {
	o := monitoringtest.County(t)
	homes := o.Enrol(t, "", 2)
	h, anothers := homes[0], o.Lead(t, homes[1])[0]
	reporter := o.HireMember(staff.Member{Name: "孙敏", Role: who.Reporter, Agency: "住建局"})
	order := monitoring.Rectify{Source: monitoring.OfFault, Query: "unhelped", Household: h.ID, Unit: "住建局", Person: "孙敏", Due: calendar.On(2024, 9, 20), Problem: "危房没有改造"}
	var id int64
	open := func(by who.Person, r monitoring.Rectify) error {
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error {
			ids, err := monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{r})
			if err == nil {
				id = ids[0]
			}
			return err
		})
	}
	for name, tc := range map[string]struct {
		change func(*monitoring.Rectify)
		want   fault.Kind
	}{
		"nobody's":          {func(r *monitoring.Rectify) { r.Unit = "水利局" }, fault.Invalid},
		"until yesterday":   {func(r *monitoring.Rectify) { r.Due = calendar.On(2024, 9, 8) }, fault.Invalid},
		"of no query":       {func(r *monitoring.Rectify) { r.Query = "" }, fault.Invalid},
		"of an unknown one": {func(r *monitoring.Rectify) { r.Query = "weather" }, fault.Invalid},
		"of no source":      {func(r *monitoring.Rectify) { r.Source, r.Query = "rumour", "" }, fault.Invalid},
		"of nobody":         {func(r *monitoring.Rectify) { r.Person = "" }, fault.Invalid},
		"without a problem": {func(r *monitoring.Rectify) { r.Problem = " " }, fault.Invalid},
		"of no household":   {func(r *monitoring.Rectify) { r.Household = 1 }, fault.NotFound},
		"another's watch":   {func(r *monitoring.Rectify) { r.Watch = anothers }, fault.Invalid},
		"an unknown watch":  {func(r *monitoring.Rectify) { r.Watch = 1 }, fault.Invalid},
	} {
		r := order
		tc.change(&r)
		if err := open(o.Who(who.Clerk), r); fault.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	o.Refused(open(o.Who(who.Township), order), fault.Forbidden)
	o.Must(open(o.Who(who.Clerk), order))
	state := func(want monitoring.RectificationState, late bool) {
		t.Helper()
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			r, err := monitoring.GetRectification(ctx, tx, id)
			if r.State() != want || r.Late != late {
				t.Errorf("it is %s, late %v; want %s, %v", r.State(), r.Late, want, late)
			}
			found, n, err2 := monitoring.Rectifications(ctx, tx, monitoring.RectificationFilter{State: want, Household: h.ID})
			if err == nil {
				err = err2
			}
			if n != 1 || len(found) != 1 {
				t.Errorf("%d in the list of %s", n, want)
			}
			return err
		})
	}
	done := func(by who.Person, p monitoring.PutRight) error {
		p.ID = id
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Rectified(ctx, tx, p) })
	}
	sign := func(by who.Person, passed bool, why string) error {
		return o.Do(by, func(ctx context.Context, tx *pg.Tx) error { return monitoring.SignOff(ctx, tx, id, passed, why) })
	}
	right := monitoring.PutRight{Words: "已改造完成", Evidence: sha256.Sum256([]byte("photo"))}
	state(monitoring.ToPutRight, false)
	o.Refused(sign(o.Who(who.Clerk), true, ""), fault.Conflict) // nothing was done
	o.Refused(done(o.Who(who.Village), right), fault.Forbidden)
	o.Refused(done(o.HireMember(staff.Member{Name: "别部门", Role: who.Reporter, Agency: "水利局"}), right), fault.NotFound)
	o.Refused(done(reporter, monitoring.PutRight{Words: "已改造完成"}), fault.Invalid)
	o.Refused(done(reporter, monitoring.PutRight{Evidence: right.Evidence}), fault.Invalid)
	o.Must(done(reporter, right))
	o.Refused(done(reporter, right), fault.Conflict) // it waits to be signed
	state(monitoring.ToSignOff, false)
	o.Refused(sign(o.Who(who.Township), true, ""), fault.Forbidden)
	o.Refused(sign(o.Who(who.Clerk), false, ""), fault.Invalid)
	o.Must(sign(o.Who(who.Clerk), false, "照片看不清"))
	o.At("2024-09-21")
	state(monitoring.ToPutRight, true)
	o.Must(done(reporter, right))
	o.Must(sign(o.Who(who.Approver), true, ""))
	state(monitoring.SignedOff, false)
	o.Refused(done(reporter, right), fault.Conflict)
	o.Refused(sign(o.Who(who.Clerk), true, ""), fault.Conflict)
	o.Look(o.HireMember(staff.Member{Name: "外村干部", Role: who.Village, Division: "410602100001"}), func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.GetRectification(ctx, tx, id)
		o.Refused(err, fault.NotFound)
		return nil
	})
}

// The door and the table hold the second hand whoever asks: not the same person, not behind the door, not before what it follows.
func TestTheSecondHandIsTheDoors(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "", 1)[0]
	var id int64
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		ids, err := monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{{Source: monitoring.OfInspection, Household: h.ID, Unit: monitoring.Township, Person: "李四",
			Due: calendar.On(2024, 9, 20), Problem: "没有入户"}})
		id = ids[0]
		return err
	})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Rectified(ctx, tx, monitoring.PutRight{ID: id, Words: "已入户", Evidence: sha256.Sum256([]byte("photo"))})
	})
	doer, clerk := o.Who(who.Township).ID, o.Who(who.Clerk).ID
	if _, err := pgtest.Super(t).ExecContext(t.Context(), `UPDATE staff SET role = 'clerk' WHERE id = $1`, doer); err != nil {
		t.Fatal(err)
	}
	o.Attack("FPHND", fmt.Sprintf(`SELECT rectification_sign_off('410602', %d, '2024-09-09', true, NULL, %d, '\x00')`, id, doer))
	o.Attack("FPDAT", fmt.Sprintf(`SELECT rectification_sign_off('410602', %d, '2024-09-08', true, NULL, %d, '\x00')`, id, clerk))
	o.Attack("FPDAT", fmt.Sprintf(`SELECT rectification_sign_off('410602', %d, '2999-09-08', true, NULL, %d, '\x00')`, id, clerk))
	o.Attack("FPHND", fmt.Sprintf(`SELECT rectification_do('410602', %d, '2024-09-09', sha256('x'), '已入户', %d, '\x00')`, id, clerk))
	o.Attack("42501", fmt.Sprintf(`INSERT INTO rectification_sign (county, rectification, turn, done_by, by_staff, on_day, passed, salt) VALUES ('410602', %d, 1, %d, %d, '2024-09-09', true, '\x00')`, id, doer, clerk))
	o.Attack("42501", `UPDATE rectification SET due_on = '2025-01-01'`)
	if _, err := pgtest.Super(t).ExecContext(t.Context(), `INSERT INTO rectification_sign (county, rectification, turn, done_by, by_staff, on_day, passed, salt)
		VALUES ('410602', $1, 1, $2, $2, '2024-09-09', true, '\x00')`, id, doer); err == nil {
		t.Error("a superuser wrote one person down as both hands")
	}
}
