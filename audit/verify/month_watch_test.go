package verify_test

import (
	"context"
	"strings"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/publicity"
	"fangpin/registry"
)

// watching is what can happen to families at risk, from November on.
type watching struct {
	*monitoringtest.Office
	*month
}

// Steps of the test's procedure, up to the posting, and from there to what is done once a family is taken in.
var (
	toPosting = []procedure.Act{procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post}
	onwards   = []procedure.Act{procedure.Review, procedure.Compare, procedure.Approve, procedure.Announce, procedure.Register, procedure.File}
	release   = []procedure.Act{procedure.Nominate, procedure.Visit, procedure.Evaluate, procedure.Post, procedure.Review, procedure.Approve,
		procedure.Announce, procedure.Mark}
)

// watch is a winter of the watch: families are told of, taken in and released, objected to, sent back, handed to a department, watched from
// afar; a notice comes down and is put up again.
func (m *month) watch() {
	source := strings.NewReplacer("after: {months: 6,", "after: {months: 1,", "feeds:\n", "feeds:\n  - {agency: 公安局, kind: population, due: promptly}\n").
		Replace(monitoringtest.Procedure)
	homes := m.Enrol(m.t, "脱贫户", 6)
	m.As(m.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { // by hand, until the family is taken in as another kind
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: homes[4].ID, Name: procedure.OnEdge, On: calendar.DateOf(tx.Now)}})
	})
	w := watching{monitoringtest.On(m.t, m.Office.Office, source), m}
	w.Archive = m.keep
	ids := w.Lead(m.t, homes...)
	w.answered(ids[1])
	w.away(ids[2], homes[2])
	for _, i := range []int{0, 3, 4} {
		w.Step(m.t, ids[i], homes[i], procedure.HandOver)
	}
	w.out(ids[5], homes[5])
	w.objected(ids[3], homes[3])
	w.broken(ids[4], homes[4])
	w.released(ids[0], homes[0])
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: homes[3].ID, Name: "低收入户", On: calendar.DateOf(tx.Now)}})
	})
	w.screened()
	w.beside(ids[0])
}

// do is a deed of the first person of a role.
func (w watching) do(role who.Role, verb func(context.Context, *pg.Tx) error) {
	w.Office.As(w.t, role, verb)
}

// on puts the clock forward by days.
func (w watching) on(days int) {
	var day calendar.Date
	w.Office.Look(w.Office.Who(who.Clerk), func(_ context.Context, tx *pg.Tx) error { day = calendar.DateOf(tx.Now); return nil })
	w.Office.At((day + calendar.Date(days)).String())
}

// answered is a matter that a department settles; the family is told of again.
func (w watching) answered(id int64) {
	agency := w.Office.Who(who.Reporter).Agency
	w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: id, To: agency}})
	})
	w.do(who.Reporter, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: id, Settled: true, Words: "已办理慢病卡"}})
	})
	home := w.Get(w.t, id).Household
	w.Lead(w.t, claimstest.Household{ID: home})
}

// away is a family watched from afar, until it is told of again with a risk.
func (w watching) away(id int64, h claimstest.Household) {
	w.Step(w.t, id, h, procedure.HandOver)
	w.do(who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{w.Visit(id, h, "9000.00", procedure.NoRisk)})
	})
	w.Lead(w.t, h)
}

// out is a family that is not taken in.
func (w watching) out(id int64, h claimstest.Household) {
	w.Step(w.t, id, h, procedure.HandOver)
	w.do(who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{w.Visit(id, h, "90000.00", procedure.NoRisk)})
	})
	w.Step(w.t, id, h, procedure.Feedback)
}

// objected is a family that somebody objects to three times: once he is wrong, then he is right, and it goes through everything again.
func (w watching) objected(id int64, h claimstest.Household) {
	heard := calendar.Date(0) // today
	object := func(said string) {
		w.do(who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Object(ctx, tx, id, heard, said) })
	}
	for _, did := range toPosting {
		w.Step(w.t, id, h, did)
	}
	object("家里有车")
	w.do(who.Township, func(ctx context.Context, tx *pg.Tx) error { return monitoringtest.Dismiss(ctx, tx, id, "车已报废") })
	object("收入不止这些")
	w.Office.Look(w.Office.Who(who.Clerk), func(_ context.Context, tx *pg.Tx) error {
		heard = calendar.DateOf(tx.Now)
		return nil
	})
	w.on(1)
	object("儿子在外务工") // heard the day before it was written down
	w.do(who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoringtest.Uphold(ctx, tx, id, "漏计务工收入")
	})
	w.on(1)
	w.Through(w.t, id, h, toPosting...)
	w.Through(w.t, id, h, onwards[:2]...)
	w.do(who.Approver, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Approve(ctx, tx, []monitoring.Decision{{Watch: id, Result: procedure.Pass, Kind: procedure.Stricken, Opinion: "同意"}})
	})
}

// broken is a family whose notice comes down and is put up again.
func (w watching) broken(id int64, h claimstest.Household) {
	for _, did := range toPosting {
		w.Step(w.t, id, h, did)
	}
	var notice, posting int64
	w.Office.Look(w.Office.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return tx.QueryRowxContext(ctx, `SELECT p.notice, p.id FROM posting p JOIN notice_row r ON r.notice = p.notice WHERE r.watch = $1`, id).Scan(&notice, &posting)
	})
	w.on(2)
	w.do(who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, posting, calendar.DateOf(tx.Now), "被大风刮落")
	})
	w.on(1)
	w.do(who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.DateOf(tx.Now), Photo: w.keep("再次张贴")})
	})
	w.on(6)
	w.Through(w.t, id, h, onwards...)
}

// released is a family that is helped and released, and taken back.
func (w watching) released(id int64, h claimstest.Household) {
	w.Through(w.t, id, h, toPosting...)
	w.Through(w.t, id, h, onwards...)
	w.Step(w.t, id, h, procedure.Plan)
	w.help(id)
	w.on(40)
	w.Step(w.t, id, h, procedure.FollowUp)
	w.Through(w.t, id, h, release...)
	w.on(1)
	w.Step(w.t, id, h, procedure.RollBack)
}

// help is two measures, one withdrawn, and one done, whose effect another judges; somebody helps, and somebody else after him.
func (w watching) help(id int64) {
	w.Order(w.t, id, "医疗", nil)
	withdrawn := w.Get(w.t, id).Events
	due := calendar.On(2025, 3, 1)
	w.Order(w.t, id, "公益性岗位", &due)
	done := withdrawn + 1
	for _, step := range []struct {
		role who.Role
		verb func(context.Context, *pg.Tx) error
	}{
		{who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Withdraw(ctx, tx, []monitoring.Close{{Watch: id, N: withdrawn, Words: "已由医保局办理"}})
		}},
		{who.Township, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Accept(ctx, tx, id, done, true, "") }},
		{who.Township, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: done, Words: "已上岗", Photos: w.Photo("上岗照片")}})
		}},
		{who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Judge(ctx, tx, id, done, true, "") }},
		{who.Village, func(ctx context.Context, tx *pg.Tx) error {
			named, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: id, Level: procedure.Village, Name: "李四", Duty: "驻村干部"}})
			if err != nil {
				return err
			}
			return monitoring.EndHelper(ctx, tx, id, named[0], calendar.DateOf(tx.Now))
		}},
	} {
		w.do(step.role, step.verb)
	}
	if n := w.Get(w.t, id).Events; n != done+2 {
		w.Must(fault.Conflictf("%d events, want %d", n, done+2))
	}
}
