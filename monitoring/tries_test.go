package monitoring_test

import (
	"context"

	"fangpin/claims/claimstest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// try is one act on one watch, as its usual person does it today, and as the procedure is told of it.
type try struct {
	by    who.Role
	event procedure.Event
	verb  func(context.Context, *pg.Tx) error
}

// tries are an act on a watch by each of the verbs, but for leads, notices and what a department answers, which are tried apart.
func tries(o *monitoringtest.Office, id int64, h claimstest.Household, finding monitoring.Visit) []try {
	seen := finding.Net()
	var all []try
	add := func(by who.Role, event procedure.Event, verb func(context.Context, *pg.Tx) error) {
		all = append(all, try{by, event, verb})
	}
	decided := func(by who.Role, act procedure.Act, verb func(context.Context, *pg.Tx, []monitoring.Decision) error) {
		for _, result := range []procedure.Result{procedure.Pass, procedure.Return, procedure.Refuse} {
			add(by, procedure.Event{Act: act, Result: result}, func(ctx context.Context, tx *pg.Tx) error {
				return verb(ctx, tx, []monitoring.Decision{{Watch: id, Result: result, Opinion: "依程序办理"}})
			})
		}
	}
	numbered := func(by who.Role, act procedure.Act, verb func(context.Context, *pg.Tx, []monitoring.Numbered) error) {
		add(by, procedure.Event{Act: act}, func(ctx context.Context, tx *pg.Tx) error {
			return verb(ctx, tx, []monitoring.Numbered{{Watch: id, No: "2024-1"}})
		})
	}
	add(who.Clerk, procedure.Event{Act: procedure.HandOver}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: id}})
	})
	add(who.Village, procedure.Event{Act: procedure.Visit, Visit: &procedure.Finding{Income: &seen, Persons: 2, Risk: finding.Risk, Labour: finding.Labour,
		Labels: []string{"脱贫户"}}}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{finding})
	})
	add(who.Village, procedure.Event{Act: procedure.Apply}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Apply(ctx, tx, []monitoring.Application{{Watch: id, Form: o.Photo("申请及承诺授权书")}})
	})
	for _, passes := range []bool{true, false} {
		e, result := o.Passed(id), procedure.Pass
		if !passes {
			e.Passed, e.Yes, e.No, result = false, 1, 5, procedure.Refuse
		}
		add(who.Village, procedure.Event{Act: procedure.Evaluate, Result: result}, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Evaluate(ctx, tx, []monitoring.Evaluation{e})
		})
	}
	decided(who.Township, procedure.Review, monitoring.Review)
	decided(who.Clerk, procedure.Compare, monitoring.Compare)
	decided(who.Approver, procedure.Approve, monitoring.Approve)
	add(who.Township, procedure.Event{Act: procedure.NotTaken}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.NotTaken(ctx, tx, []monitoring.Decision{{Watch: id, Opinion: "家庭收入稳定"}})
	})
	numbered(who.Clerk, procedure.Announce, monitoring.Announce)
	numbered(who.Township, procedure.Register, monitoring.Register)
	numbered(who.Clerk, procedure.File, monitoring.File)
	add(who.Clerk, procedure.Event{Act: procedure.Object}, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Object(ctx, tx, id, 0, "家里有车") })
	add(who.Township, procedure.Event{Act: procedure.Dismiss}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoringtest.Dismiss(ctx, tx, id, "经核查不实")
	})
	add(who.Township, procedure.Event{Act: procedure.Uphold}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoringtest.Uphold(ctx, tx, id, "经核查属实")
	})
	add(who.Township, procedure.Event{Act: procedure.Plan}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Plan(ctx, tx, []monitoring.Planned{{Watch: id, Words: "安排岗位"}})
	})
	add(who.Township, procedure.Event{Act: procedure.Measure, Kind: "医疗"}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: id, Kind: "医疗", To: monitoring.Township, Words: "慢病签约"}})
	})
	add(who.Township, procedure.Event{Act: procedure.Measure, Kind: "社会帮扶"}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: id, Kind: "社会帮扶", To: monitoring.Township, Words: "结对帮扶"}})
	})
	add(who.Village, procedure.Event{Act: procedure.FollowUp}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.FollowUp(ctx, tx, []monitoring.Looked{{Watch: id, Words: "家庭情况稳定"}})
	})
	add(who.Township, procedure.Event{Act: procedure.Feedback}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Feedback(ctx, tx, []monitoring.Result{{Watch: id, Words: "已按程序办理"}})
	})
	add(who.Village, procedure.Event{Act: procedure.Nominate}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Nominate(ctx, tx, []int64{id}, "收入稳定")
	})
	add(who.Township, procedure.Event{Act: procedure.Mark}, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Mark(ctx, tx, []int64{id}) })
	add(who.Clerk, procedure.Event{Act: procedure.RollBack}, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.RollBack(ctx, tx, []int64{id}, "收入不稳定")
	})
	return all
}
