package monitoring_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// oneHuman puts one identity number behind two accounts, the first of which is closed since.
func oneHuman(t *testing.T, closed, open who.Person) {
	t.Helper()
	if _, err := pgtest.Super(t).ExecContext(t.Context(), `
		UPDATE staff SET no = id::TEXT, unit = '乡村振兴局', phone = '', id_tag = sha256('x'), disabled_at = CASE WHEN id = $1 THEN clock_timestamp() END
		WHERE id IN ($1, $2)`, closed.ID, open.ID); err != nil {
		t.Fatal(err)
	}
}

// What must be done by another is done by another person, whatever account they act with.
func TestHandsArePeopleNotAccounts(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	o.Through(t, id, h, entering...)
	o.Order(t, id, "公益性岗位", nil)
	n := o.Get(t, id).Events
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: n, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	var sample int64
	s := sampling
	s.To = day(t, "2024-09-15")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		sample, err = monitoring.DrawSample(ctx, tx, s)
		return err
	})
	judge := func(ctx context.Context, tx *pg.Tx) error { return monitoring.Judge(ctx, tx, id, n, true, "") }
	oneHuman(t, o.Who(who.Township), o.Who(who.Village))
	o.Refused(o.Do(o.Who(who.Village), judge), fault.Forbidden)
	o.Must(o.Do(o.Who(who.Clerk), judge))
	check := func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Check(ctx, tx, sample, []monitoring.CheckFinding{{N: 1, How: monitoring.ByVisit, Sound: true, Words: "与台账一致"}})
	}
	approver := o.Who(who.Approver)
	o.Refused(o.Do(approver, check), fault.Forbidden) // who approved
	another := o.Hire(who.Approver)
	oneHuman(t, o.Who(who.Village), another)
	o.Refused(o.Do(another, check), fault.Forbidden) // who visited, by another account
}

// The page asks what the door asks: who visited in an earlier round may decide an objection to this one, and another account of who visited may not.
func TestWhoIsAPartyToAnObjection(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	visited := o.Hire(who.Township)
	o.Must(o.Do(visited, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{o.Visit(id, h, "9000.00", procedure.AtRisk)})
	}))
	party := func(by who.Person) (is bool) {
		t.Helper()
		o.Look(by, func(ctx context.Context, tx *pg.Tx) (err error) {
			is, err = monitoring.Party(ctx, tx, id, 0)
			return err
		})
		return is
	}
	twin := o.Who(who.Clerk)
	if !party(visited) || party(twin) {
		t.Error("who visited is no party, or another is one")
	}
	oneHuman(t, visited, twin)
	if !party(twin) {
		t.Error("by another account who visited is no party")
	}
	for _, did := range []procedure.Act{procedure.Apply, procedure.Evaluate, procedure.Post} {
		o.Step(t, id, h, did)
	}
	o.At("2024-09-15")
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Review(ctx, tx, []monitoring.Decision{{Watch: id, Result: procedure.Return, Opinion: "收入没有写清"}})
	})
	o.Step(t, id, h, procedure.Visit)
	if party(visited) || !party(o.Who(who.Village)) {
		t.Error("the round before counts, or this one does not")
	}
}
