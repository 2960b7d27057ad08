package monitoring_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/publicity"
	"fangpin/reports"
)

// Who is listed takes a step, of a watch that stands before it; whoever is not is told so.
func TestTheLaw(t *testing.T) {
	f := newFort(t)
	again := strings.Replace(monitoringtest.Procedure, "试行程序", "试行程序二", 1)
	second, err := f.propose(again)
	f.Must(err)
	notice := f.notify("evaluated")
	f.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Object(ctx, tx, f.id("posted"), 0, "家里有车")
	})
	f.Order(t, f.id("watched"), "医疗", nil)
	ordered := f.Get(t, f.id("watched")).Events
	f.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: f.id("watched"), Kind: "就业", To: monitoring.Township, Waits: true, Words: "推荐岗位"}})
	})
	waiting := f.Get(t, f.id("watched")).Events
	f.names["dept"] = f.hand("医保局")
	var helpers []int64
	f.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		helpers, err = monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: f.id("watched"), Level: procedure.Village, Name: "李四", Duty: "村干部"}})
		return err
	})
	done := f.done("cleared")
	sample, drawn := f.sample("handed")
	open, waits := f.rectify(), f.rectify()
	f.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error { return monitoring.Rectified(ctx, tx, putRight(waits)) })
	applied := f.selfApplied()
	pushed, err := push(f.Office, "慈善总会", monitoring.Need{})
	f.Must(err)
	f.Law(monitoring.Steps, map[string]stafftest.Try{
		"monitoring.propose": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Propose(ctx, tx, []byte(strings.Replace(again, "二", "三", 1)))
			return err
		},
		"monitoring.adopt": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Adopt(ctx, tx, second, calendar.On(2025, 1, 1))
		},
		"monitoring.reject": func(ctx context.Context, tx *pg.Tx) error { return monitoring.Reject(ctx, tx, second, "天数有误") },
		"monitoring.screen": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Screen(ctx, tx, reports.Month{Year: 2024, Month: 9})
			return unless(err, fault.Invalid, fault.Blocked)
		},
		"monitoring.decide_doubtful": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.DecideDoubtful(ctx, tx, nil)
			return unless(err, fault.Invalid)
		},
		"monitoring.lead": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Lead(ctx, tx, []monitoring.Signal{{Household: f.names["stranger"].(int64), Source: monitoring.Public, Words: "有人住院"}})
			return err
		},
		"monitoring.answer_referral": func(ctx context.Context, tx *pg.Tx) error {
			if tx.By.Role == who.Reporter {
				tx.By.Agency = "民政局" // of whom the family was sent for
			}
			return monitoring.AnswerReferral(ctx, tx, monitoring.Recognition{Watch: f.id("visited"), N: 3, To: "民政局", For: "低收入家庭认定", Words: "符合条件",
				Paper: sha256.Sum256([]byte("letter")), Written: calendar.DateOf(tx.Now)})
		},
		"monitoring.round": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.LookedRound(ctx, tx, []int64{f.names["stranger"].(int64)})
		},
		"monitoring.admit": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Admit(ctx, tx, f.Keys, applied(tx))
			return err
		},
		"monitoring.decline": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Decline(ctx, tx, f.Keys, applied(tx), "不实")
		},
		"monitoring.pass_on": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.PassOn(ctx, tx, f.Keys, applied(tx), "不在名册")
		},
		"monitoring.contact": func(ctx context.Context, tx *pg.Tx) error {
			_, _, err := monitoring.Contact(ctx, tx, f.Keys, applied(tx)[0], "联系本人")
			return err
		},
		"monitoring.hand_over": f.try("lead", procedure.HandOver),
		"monitoring.answer": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: f.id("dept"), Settled: true, Words: "已办结"}})
		},
		"monitoring.feedback": func(ctx context.Context, tx *pg.Tx) error {
			if tx.By.Role == who.Township {
				return f.try("visited", procedure.Feedback)(ctx, tx)
			}
			return f.try("dept", procedure.Feedback)(ctx, tx)
		},
		"monitoring.apply":    f.try("visited", procedure.Apply),
		"monitoring.visit":    f.try("handed", procedure.Visit),
		"monitoring.evaluate": f.try("applied", procedure.Evaluate),
		"monitoring.notice": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.Notify(ctx, tx, home, []int64{f.id("noted")})
			return err
		},
		"monitoring.post": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(fmt.Append(nil, pg.NewID()))})
		},
		"monitoring.object":    f.try("hung", procedure.Object),
		"monitoring.dismiss":   f.try("posted", procedure.Dismiss),
		"monitoring.uphold":    f.try("posted", procedure.Uphold),
		"monitoring.review":    f.try("hung", procedure.Review),
		"monitoring.compare":   f.try("reviewed", procedure.Compare),
		"monitoring.approve":   f.try("over", procedure.Approve),
		"monitoring.announce":  f.try("releasing", procedure.Announce),
		"monitoring.register":  f.try("announced", procedure.Register),
		"monitoring.file":      f.try("registered", procedure.File),
		"monitoring.not_taken": f.try("visited", procedure.NotTaken),
		"monitoring.plan":      f.try("watched", procedure.Plan),
		"monitoring.measure":   f.try("watched", procedure.Measure),
		"monitoring.accept": func(ctx context.Context, tx *pg.Tx) error {
			err := monitoring.Accept(ctx, tx, f.id("watched"), ordered, true, "")
			return f.unlessDepartment(tx, err)
		},
		"monitoring.begin": func(ctx context.Context, tx *pg.Tx) error {
			return f.unlessDepartment(tx, monitoring.Begin(ctx, tx, f.id("watched"), waiting, 0))
		},
		"monitoring.done": func(ctx context.Context, tx *pg.Tx) error {
			err := monitoring.Done(ctx, tx, []monitoring.Close{{Watch: f.id("watched"), N: ordered, Words: "已办理", Photos: f.Photo("照片")}})
			return f.unlessDepartment(tx, err)
		},
		"monitoring.judge": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Judge(ctx, tx, f.id("cleared"), done, true, "")
		},
		"monitoring.withdraw": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Withdraw(ctx, tx, []monitoring.Close{{Watch: f.id("watched"), N: ordered, Words: "重复"}})
		},
		"monitoring.follow_up": f.try("watched", procedure.FollowUp),
		"monitoring.name_helper": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: f.id("watched"), Level: procedure.County, Name: "王五", Duty: "局长"}})
			return err
		},
		"monitoring.end_helper": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.EndHelper(ctx, tx, f.id("watched"), helpers[0], calendar.DateOf(tx.Now))
		},
		"monitoring.push": func(ctx context.Context, tx *pg.Tx) error {
			o, _ := monitoring.OutlinePush(ctx, tx, "慈善总会", monitoring.Need{}) // whoever may not push is shown none
			_, err := monitoring.Push(ctx, tx, "慈善总会", "结对帮扶", monitoring.Need{}, o.Seen)
			return err
		},
		"monitoring.write_push": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Desk{Keys: f.Keys}.WritePush(ctx, tx, pushed, io.Discard)
		},
		"monitoring.draw": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.DrawSample(ctx, tx, monitoring.Sampling{From: calendar.On(2024, 1, 1), To: calendar.DateOf(tx.Now), PerTownship: 1})
			return err
		},
		"monitoring.check": func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Check(ctx, tx, sample, []monitoring.CheckFinding{{N: drawn, How: monitoring.ByVisit, Sound: true, Words: "属实"}})
		},
		"monitoring.rectify": func(ctx context.Context, tx *pg.Tx) error {
			_, err := monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{f.problem(tx)})
			return err
		},
		"monitoring.rectified": func(ctx context.Context, tx *pg.Tx) error {
			return f.unlessDepartment(tx, monitoring.Rectified(ctx, tx, putRight(open)))
		},
		"monitoring.sign_off":  func(ctx context.Context, tx *pg.Tx) error { return monitoring.SignOff(ctx, tx, waits, true, "") },
		"monitoring.nominate":  f.try("ripe", procedure.Nominate),
		"monitoring.mark":      f.try("marking", procedure.Mark),
		"monitoring.roll_back": f.try("cleared", procedure.RollBack),
	})
}

// sample draws all that was handled, and answers where one of the watches stands in it.
func (f *fort) sample(name string) (id int64, n int) {
	f.As(f.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = monitoring.DrawSample(ctx, tx, monitoring.Sampling{From: calendar.On(2024, 1, 1), To: calendar.DateOf(tx.Now), PerTownship: 1000})
		if err != nil {
			return err
		}
		drawn, err := monitoring.Redraw(ctx, tx, id)
		for _, d := range drawn {
			if d.Watch == f.id(name) {
				n = d.N
			}
		}
		return err
	})
	return id, n
}

// problem is one that the township is to put right, each another.
func (f *fort) problem(tx *pg.Tx) monitoring.Rectify {
	return monitoring.Rectify{Source: monitoring.OfInspection, Household: f.names["stranger"].(int64), Unit: monitoring.Township, Person: "李四",
		Due: calendar.DateOf(tx.Now) + 10, Problem: fmt.Sprintf("第 %d 个问题：没有入户", pg.NewID())}
}

func (f *fort) rectify() (id int64) {
	f.As(f.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		ids, err := monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{f.problem(tx)})
		id = ids[0]
		return err
	})
	return id
}

func putRight(id int64) monitoring.PutRight {
	return monitoring.PutRight{ID: id, Words: "已入户", Evidence: sha256.Sum256([]byte("photo"))}
}

// unless takes a refusal of the kinds for the step having been taken: it was permitted, and had nothing to work on.
func unless(err error, kinds ...fault.Kind) error {
	for _, kind := range kinds {
		if err != nil && fault.KindOf(err) == kind {
			return nil
		}
	}
	return err
}

// unlessDepartment takes it for permitted that a department does not find what the township was ordered.
func (f *fort) unlessDepartment(tx *pg.Tx, err error) error {
	if tx.By.Agency != "" {
		return unless(err, fault.NotFound)
	}
	return err
}

func (f *fort) propose(source string) (id int64, err error) {
	err = f.Do(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = monitoring.Propose(ctx, tx, []byte(source))
		return err
	})
	return id, err
}

// notify makes a notice of a watch, and leaves another, noted, before that.
func (f *fort) notify(name string) (notice int64) {
	f.begin("noted")
	f.Step(f.t, f.id("noted"), f.homes["noted"], procedure.HandOver)
	for _, did := range entering[:3] {
		f.Step(f.t, f.id("noted"), f.homes["noted"], did)
	}
	f.As(f.t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		notice, err = monitoring.Notify(ctx, tx, home, []int64{f.id(name)})
		return err
	})
	return notice
}

// hand gives a lead to a department.
func (f *fort) hand(agency string) int64 {
	f.begin("dept")
	f.As(f.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: f.id("dept"), To: agency}})
	})
	return f.id("dept")
}

// done is the measure of a watch that was carried out.
func (f *fort) done(name string) (n int) {
	f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		all, err := monitoring.MeasuresOf(ctx, tx, f.id(name))
		n = all[0].N
		return err
	})
	return n
}

// try is an act on one of the fort's watches.
func (f *fort) try(name string, act procedure.Act) stafftest.Try {
	for _, try := range f.tries(name) {
		if try.event.Act == act {
			return try.verb
		}
	}
	f.t.Fatalf("%s is not tried", act)
	return nil
}

func (f *fort) tries(name string) []try {
	return tries(f.Office, f.id(name), f.homes[name], f.Visit(f.id(name), f.homes[name], "9000.00", procedure.AtRisk))
}

// Wherever a watch stands, each verb takes an act just where the replay of its procedure does, refuses with the reason of the replay, and
// leaves nothing.
func TestVerbsAnswerAsTheProcedureDoes(t *testing.T) {
	f := newFort(t)
	before := f.scalar(everything)
	accepted, refused := 0, 0
	for name := range f.homes {
		rule, family := f.replayed(name)
		for _, try := range f.tries(name) {
			try.event.On = f.today()
			reason := family.Possible(rule, try.event)
			err := pg.Read(t.Context(), f.DB, f.Who(try.by), func(tx *pg.Tx) error { return try.verb(t.Context(), tx) })
			switch {
			case reason == nil && err != nil:
				t.Errorf("%s of %s: refused: %v", try.event.Act, name, err)
			case reason != nil && (err == nil || !strings.Contains(fault.Message(err), reason.Error())):
				t.Errorf("%s of %s: %v, want it refused: %v", try.event.Act, name, err, reason)
			}
			if reason == nil {
				accepted++
				continue
			}
			refused++
			if f.Do(f.Who(try.by), try.verb) == nil {
				t.Errorf("%s of %s: a deed of what is refused", try.event.Act, name)
			}
		}
	}
	if after := f.scalar(everything); after != before {
		t.Error("what was refused left something")
	}
	if accepted < 50 || refused < 200 {
		t.Errorf("%d accepted and %d refused: the watches do not stand where they should", accepted, refused)
	}
}

// everything is a digest of all that the verbs write.
const everything = `SELECT md5(concat((SELECT string_agg(w::TEXT, '' ORDER BY id) FROM fangpin.watch w), (SELECT count(*) FROM fangpin.watch_event),
	(SELECT count(*) FROM fangpin.visit), (SELECT count(*) FROM fangpin.objection), (SELECT count(*) FROM fangpin.label), (SELECT count(*) FROM fangpin.deed)))`

// replayed is a watch's family by the events in the database.
func (f *fort) replayed(name string) (rule *procedure.Procedure, family procedure.Family) {
	f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		w, err := monitoring.Get(ctx, tx, f.id(name))
		if err != nil {
			return err
		}
		r, err := monitoring.GetRule(ctx, tx, w.Procedure)
		if err != nil {
			return err
		}
		rule = r.Procedure
		events, err := monitoring.History(ctx, tx, f.id(name))
		if err != nil {
			return err
		}
		for _, e := range events {
			told, err := e.Told()
			if err == nil {
				err = family.Apply(rule, told)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return rule, family
}

// Cadres of another village or township see and move nothing, nor does a department what it was not handed or ordered; whoever has no business with
// the watch sees nothing of it.
func TestWhoseWatchesTheyAre(t *testing.T) {
	f := newFort(t)
	f.names["dept"] = f.hand("医保局")
	village := f.HireMember(staff.Member{Name: "外村", Role: who.Village, Division: "410602100206"})
	township := f.HireMember(staff.Member{Name: "外乡", Role: who.Township, Division: "410602201000"})
	other := f.HireMember(staff.Member{Name: "教体局", Role: who.Reporter, Agency: "教体局"})
	for _, stranger := range []who.Person{village, township, other, f.Who(who.Adjuster), f.Who(who.Assessor), f.Who(who.Sender), f.Admin()} {
		f.Look(stranger, func(ctx context.Context, tx *pg.Tx) error {
			found, total, err := monitoring.Find(ctx, tx, monitoring.Filter{Ended: true})
			if len(found) != 0 || total != 0 {
				t.Errorf("%s sees %d watches", stranger.Role, total)
			}
			return err
		})
		for _, try := range f.tries("watched") {
			err := pg.Read(t.Context(), f.DB, stranger, func(tx *pg.Tx) error { return try.verb(t.Context(), tx) })
			if kind := fault.KindOf(err); err == nil || kind != fault.NotFound && kind != fault.Forbidden {
				t.Errorf("%s by %s: %v", try.event.Act, stranger.Role, err)
			}
		}
	}
	f.sees(f.Who(who.Reporter), "dept")
	f.orders("watched", "医保局")
	f.sees(f.Who(who.Reporter), "dept", "watched")
	for _, reader := range []who.Role{who.Clerk, who.Approver, who.Auditor, who.Township, who.Village} {
		f.Look(f.Who(reader), func(ctx context.Context, tx *pg.Tx) error {
			_, total, err := monitoring.Find(ctx, tx, monitoring.Filter{Ended: true})
			if total != len(f.homes) {
				t.Errorf("%s sees %d watches of %d", reader, total, len(f.homes))
			}
			return err
		})
	}
}

// sees holds what a person sees to the named watches.
func (f *fort) sees(p who.Person, names ...string) {
	f.t.Helper()
	f.Look(p, func(ctx context.Context, tx *pg.Tx) error {
		found, _, err := monitoring.Find(ctx, tx, monitoring.Filter{Ended: true})
		seen := map[int64]bool{}
		for _, w := range found {
			seen[w.ID] = true
		}
		for _, name := range names {
			if !seen[f.id(name)] || len(seen) != len(names) {
				f.t.Errorf("%s sees %v, want %v", p.Role, seen, names)
			}
		}
		return err
	})
}

// orders orders a measure from a department.
func (f *fort) orders(name, agency string) {
	f.As(f.t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Measures(ctx, tx, []monitoring.Order{{Watch: f.id(name), Kind: "医疗", To: agency, Words: "办理慢病卡"}})
	})
}

// home is the village in which the fort's families live.
const home = 410602100228
