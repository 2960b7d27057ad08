package monitoring_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/publicity"
)

// Every step of a watch is tried in every state by every role. Whoever is not listed is told so, wherever the watch stands; whoever is takes the step just
// where the replay of its procedure does.
func TestEveryStepInEveryStateByEveryRole(t *testing.T) {
	f := newFort(t)
	f.ended()
	f.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		ids, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: f.id("watched"), Level: procedure.Village, Name: "李四", Duty: "村干部"}})
		f.names["helper"] = ids[0]
		return err
	})
	f.Order(t, f.id("watched"), "医疗", nil)
	notice := f.notify("evaluated")
	by := map[who.Role]who.Person{}
	for _, role := range who.Roles() {
		by[role] = f.Who(role)
	}
	before, met, tried := f.scalar(everything), map[procedure.State]bool{}, map[string]bool{}
	for name := range f.homes {
		all, state := f.acts(name, notice), f.Get(t, f.id(name)).State
		f.follows(all, name)
		for _, person := range by {
			if !met[state] {
				f.forbids(all, state, person)
			}
		}
		met[state] = true
		for _, do := range all {
			tried[do.step.Verb] = true
		}
	}
	for _, state := range procedure.States() {
		if !met[state] {
			t.Errorf("no watch is %s", state)
		}
	}
	for _, step := range monitoring.Steps {
		if ofNoWatch := slices.Contains(ofNoWatch, step.Verb); ofNoWatch == tried[step.Verb] {
			t.Errorf("%s: tried %t, of no one watch %t", step.Verb, tried[step.Verb], ofNoWatch)
		}
	}
	if after := f.scalar(everything); after != before {
		t.Error("what was only tried left something")
	}
}

// forbids tries on a person every step that is not theirs.
func (f *fort) forbids(all []doing, state procedure.State, by who.Person) {
	f.t.Helper()
	f.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		for _, do := range all {
			if do.step.May(by.Role) {
				continue
			}
			if err := do.verb(ctx, tx); fault.KindOf(err) != fault.Forbidden {
				f.t.Errorf("%s by %s of one that is %s: %v, want it forbidden", do.step.Verb, by.Role, state, err)
			}
		}
		return nil
	})
}

// follows tries on a watch every step by whoever has it: it is taken, or not, as the replay says. A department finds only the matter that it was handed.
func (f *fort) follows(all []doing, name string) {
	f.t.Helper()
	rule, family := f.replayed(name)
	today := f.today()
	for _, do := range all {
		var reason error
		if do.event.Act != "" {
			do.event.On = today
			reason = family.Possible(rule, do.event)
		}
		for _, role := range do.step.Roles {
			err := pg.Read(f.t.Context(), f.DB, f.Who(role), func(tx *pg.Tx) error { return do.verb(f.t.Context(), tx) })
			switch {
			case (reason != nil || do.lacks || role == do.but) && err == nil:
				f.t.Errorf("%s of %s by %s: taken, want it refused: %v", do.step.Verb, name, role, reason)
			case reason == nil && !do.lacks && role != do.but && err != nil && (role != who.Reporter || name == "dept"):
				f.t.Errorf("%s of %s by %s: %v, want it taken", do.step.Verb, name, role, err)
			}
		}
	}
}

// ofNoWatch are the steps that no state of a watch stands before: each is tried in its own in TestTheLaw.
var ofNoWatch = []string{
	"monitoring.propose", "monitoring.adopt", "monitoring.reject", "monitoring.screen", "monitoring.decide_doubtful", "monitoring.lead",
	"monitoring.admit", "monitoring.decline", "monitoring.pass_on", "monitoring.contact", "monitoring.push", "monitoring.write_push",
	"monitoring.draw", "monitoring.check", "monitoring.rectify", "monitoring.rectified", "monitoring.sign_off",
	"monitoring.answer_referral", "monitoring.round",
}

// ended leaves a watch in each of the states that the fort has none in: handed to a department, answered by it, not taken in, under 线下监测.
func (f *fort) ended() {
	f.hand("医保局")
	answered := f.id("dept")
	f.As(f.t, who.Reporter, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: answered, Settled: true, Words: "已办结"}})
	})
	f.names["answered"], f.homes["answered"] = answered, f.homes["dept"]
	f.hand("医保局")
	for name, income := range map[string]string{"offline": "9000.00", "left": "90000.00"} {
		f.begin(name)
		f.Step(f.t, f.id(name), f.homes[name], procedure.HandOver)
		f.As(f.t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{f.Visit(f.id(name), f.homes[name], income, procedure.NoRisk)})
		})
	}
}

// finished is the number of a watch's measure that was carried out; 0: it has none.
func (f *fort) finished(id int64) (n int) {
	f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := monitoring.MeasuresOf(ctx, tx, id)
		for _, m := range all {
			if m.Finished() {
				n = m.N
			}
		}
		return err
	})
	return n
}

// doing is a try with the step that it takes, and what the replay does not know of it.
type doing struct {
	step  flow.Step
	event procedure.Event // none where no replay is asked
	verb  func(context.Context, *pg.Tx) error
	lacks bool     // what it needs besides is not there: a measure, a helper, a family under watch
	but   who.Role // whose it is not, who had a part in it, or whom the matter was not handed over to
}

// acts are all steps that a watch may stand before, each tried on one.
func (f *fort) acts(name string, notice int64) (all []doing) {
	id := f.id(name)
	for _, try := range f.tries(name) {
		i := slices.IndexFunc(monitoring.Steps, func(s flow.Step) bool { return s.Verb == "monitoring."+string(try.event.Act) })
		do := doing{step: monitoring.Steps[i], event: try.event, verb: try.verb}
		if try.event.Act == procedure.Feedback && (name == "dept" || name == "answered") {
			do.but = who.Township
		}
		all = append(all, do)
	}
	for _, settled := range []bool{true, false} {
		result := procedure.ToVisit
		if settled {
			result = procedure.Settled
		}
		all = append(all, doing{step: monitoring.AnswerStep, event: procedure.Event{Act: procedure.Answer, Result: result}, verb: func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: id, Settled: settled, Words: "已办理"}})
		}})
	}
	n, finished := f.Get(f.t, id).Events, f.finished(id) // of an open measure, and of one that was carried out, if it has one
	closing := []monitoring.Close{{Watch: id, N: n, Words: "已办理", Photos: f.Photo("照片")}}
	with := func(step flow.Step, act procedure.Act, verb func(context.Context, *pg.Tx) error) {
		all = append(all, doing{step: step, event: procedure.Event{Act: act, Kind: "医疗"}, verb: verb, lacks: name != "watched"})
	}
	with(monitoring.DoneStep, procedure.Done, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Done(ctx, tx, closing) })
	with(monitoring.WithdrawStep, procedure.Withdraw, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Withdraw(ctx, tx, closing) })
	with(monitoring.BeginStep, procedure.Begin, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Begin(ctx, tx, id, n, 0) })
	all = append(all,
		doing{step: monitoring.NoticeStep, event: procedure.Event{Act: procedure.Post}, lacks: name == "evaluated", verb: func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Notify(ctx, tx, home, []int64{id})
			return err
		}},
		doing{step: monitoring.AcceptStep, lacks: name != "watched", verb: func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Accept(ctx, tx, id, n, true, "")
		}},
		doing{step: monitoring.JudgeStep, lacks: finished == 0, but: who.Township, verb: func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Judge(ctx, tx, id, finished, true, "")
		}},
		doing{step: monitoring.NameHelperStep, lacks: f.Get(f.t, id).Since == nil, verb: func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: id, Level: procedure.County, Name: "王五", Duty: "局长"}})
			return err
		}},
		doing{step: monitoring.EndHelperStep, lacks: name != "watched", verb: func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.EndHelper(ctx, tx, id, f.id("helper"), calendar.DateOf(tx.Now))
		}})
	if name == "evaluated" {
		all = append(all, doing{step: monitoring.PostStep, event: procedure.Event{Act: procedure.Post}, verb: func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(fmt.Append(nil, pg.NewID()))})
		}})
	}
	return all
}
