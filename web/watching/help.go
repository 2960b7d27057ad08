package watching

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/web/kit"
)

func helpRoutes() []kit.Route {
	const one, measure = "/watches/{id:[0-9]+}", "/watches/{id:[0-9]+}/measures/{n:[0-9]+}"
	return []kit.Route{
		kit.Act(one+"/plan", monitoring.PlanStep, plan, showWatch),
		kit.Show(one+"/follow_up", "", monitoring.FollowUpStep.Roles, followUpForm),
		kit.Act(one+"/follow_up", monitoring.FollowUpStep, followUp, followUpForm),
		kit.Act(one+"/helpers", monitoring.NameHelperStep, nameHelper, showWatch),
		kit.Act(one+"/helpers/{helper:[0-9]+}/end", monitoring.EndHelperStep, endHelper, showWatch),
		kit.Show(one+"/measures", "", monitoring.MeasureStep.Roles, measureForm),
		kit.Act(one+"/measures", monitoring.MeasureStep, orderMeasure, measureForm),
		kit.Show(measure, "", readers, showMeasure),
		kit.Act(measure+"/accept", monitoring.AcceptStep, acceptMeasure, showMeasure),
		kit.Act(measure+"/begin", monitoring.BeginStep, beginMeasure, showMeasure),
		kit.Act(measure+"/done", monitoring.DoneStep, doneMeasure, showMeasure),
		kit.Act(measure+"/judge", monitoring.JudgeStep, judgeMeasure, showMeasure),
		kit.Act(measure+"/withdraw", monitoring.WithdrawStep, withdrawMeasure, showMeasure),
	}
}

func plan(r *kit.Request) error {
	return step(r, "已登记帮扶方案", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return monitoring.Plan(ctx, tx, []monitoring.Planned{{Watch: id, Words: r.Value("plan")}})
	})
}

func followUpForm(r *kit.Request) error {
	p, err := stepForm(r, procedure.FollowUp)
	if err != nil {
		return err
	}
	return r.Show("watching/watches/follow_up", p)
}

// followUp records that somebody looked after the family.
func followUp(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) error { _, err := monitoring.Get(r.Context(), tx, id); return err }); err != nil {
		return err
	}
	if err := receive(r, id, "走访照片"); err != nil {
		return err
	}
	on, err := r.Date("on", "走访日期")
	if err != nil {
		return err
	}
	return step(r, "已登记走访", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return monitoring.FollowUp(ctx, tx, []monitoring.Looked{{Watch: id, On: on, Words: r.Value("words"), Photos: held(r, id)}})
	})
}

func nameHelper(r *kit.Request) error {
	return step(r, "已确定帮扶责任人", func(ctx context.Context, tx *pg.Tx, id int64) error {
		_, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{
			Watch: id, Level: procedure.Level(r.Value("level")), Name: r.Value("helper_name"), Duty: r.Value("duty"),
		}})
		return err
	})
}

func endHelper(r *kit.Request) error {
	helper, err := r.ID("helper")
	if err != nil {
		return err
	}
	return step(r, "已登记更换，请确定新的帮扶责任人", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return monitoring.EndHelper(ctx, tx, id, helper, r.Today())
	})
}

// measurePage is the form to order a measure.
type measurePage struct {
	stepPage
	Kinds    []string // that the family's labour class may have; none: any
	Agencies []kit.Choice
}

func measureForm(r *kit.Request) error {
	one, err := stepForm(r, procedure.Measure)
	if err != nil {
		return err
	}
	o, err := monitoring.GetOutlook(r.Context(), r.Tx, one.ID)
	if err != nil {
		return err
	}
	p := measurePage{stepPage: one, Kinds: o.Measures}
	if p.Agencies, err = agencies(r); err != nil {
		return err
	}
	return r.Show("watching/measures/new", p)
}

// agencies are whom matters are handed over to and measures ordered from: the township first.
func agencies(r *kit.Request) ([]kit.Choice, error) {
	names, err := monitoring.Agencies(r.Context(), r.Tx)
	out := []kit.Choice{{Value: monitoring.Township, Title: monitoring.Township}}
	for _, name := range names {
		out = append(out, kit.Choice{Value: name, Title: name})
	}
	return out, err
}

func orderMeasure(r *kit.Request) error {
	o := monitoring.Order{Kind: r.Value("kind"), To: r.Value("to"), Words: r.Value("words")}
	if o.To == "" {
		return fault.Invalidf("请选择承办单位")
	}
	if o.Waits = r.Value("on") == ""; !o.Waits {
		var err error
		if o.On, err = r.Date("on", "落实日期"); err != nil {
			return err
		}
	}
	if r.Value("due") != "" {
		due, err := r.Date("due", "办结期限")
		if err != nil {
			return err
		}
		o.Due = &due
	}
	return step(r, "已下达帮扶措施", func(ctx context.Context, tx *pg.Tx, id int64) error {
		o.Watch = id
		return monitoring.Measures(ctx, tx, []monitoring.Order{o})
	})
}

// measureShown is one measure with what was said and done about it.
type measureShown struct {
	monitoring.Watch
	M     monitoring.MeasureLine
	Files []monitoring.Attached // that show that it was done
	Mine  bool                  // it was ordered from whoever looks
	Late  bool
	Held  []kit.HeldFile
}

func showMeasure(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := r.ID("n")
	if err != nil {
		return err
	}
	p := measureShown{Held: r.Held(about(id))}
	if p.Watch, err = monitoring.Get(r.Context(), r.Tx, id); err != nil {
		return err
	}
	all, err := monitoring.MeasuresOf(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m monitoring.MeasureLine) bool { return int64(m.N) == n })
	if i < 0 {
		return fault.NotFoundf("没有找到这项措施，请从监测事项重新进入")
	}
	p.M = all[i]
	p.Mine = p.M.OrderedTo(r.By)
	p.Late = p.M.Open() && p.M.Due != nil && *p.M.Due < r.Today()
	if p.M.ClosedBy != nil {
		files, err := monitoring.Files(r.Context(), r.Tx, id)
		if err != nil {
			return err
		}
		p.Files = slices.DeleteFunc(files, func(f monitoring.Attached) bool { return f.N != *p.M.ClosedBy })
	}
	return r.Show("watching/measures/show", p)
}

// onMeasure takes one step of the measure of the address, and goes back to it.
func onMeasure(r *kit.Request, said string, verb func(ctx context.Context, tx *pg.Tx, id int64, n int) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := r.ID("n")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, id, int(n)) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/%d/measures/%d", id, n), said)
}

func acceptMeasure(r *kit.Request) error {
	yes, err := yesOrNo(r, "accept", "承办", "不承办")
	if err != nil {
		return err
	}
	return onMeasure(r, "已答复是否承办", func(ctx context.Context, tx *pg.Tx, id int64, n int) error {
		return monitoring.Accept(ctx, tx, id, n, yes, r.Value("accept_words"))
	})
}

func beginMeasure(r *kit.Request) error {
	began, err := r.Date("began", "落实日期")
	if err != nil {
		return err
	}
	return onMeasure(r, "已登记落实", func(ctx context.Context, tx *pg.Tx, id int64, n int) error {
		return monitoring.Begin(ctx, tx, id, n, began)
	})
}

func judgeMeasure(r *kit.Request) error {
	yes, err := yesOrNo(r, "effective", "有成效", "成效不好")
	if err != nil {
		return err
	}
	return onMeasure(r, "已评价成效", func(ctx context.Context, tx *pg.Tx, id int64, n int) error {
		return monitoring.Judge(ctx, tx, id, n, yes, r.Value("judge_words"))
	})
}

func yesOrNo(r *kit.Request, field, yes, no string) (bool, error) {
	switch r.Value(field) {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, fault.Invalidf("请选择“%s”或“%s”", yes, no)
}

func doneMeasure(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) error { _, err := monitoring.Get(r.Context(), tx, id); return err }); err != nil {
		return err
	}
	if err := receive(r, id, "措施落实凭证"); err != nil {
		return err
	}
	on, err := r.Date("on", "办结日期")
	if err != nil {
		return err
	}
	return onMeasure(r, "已办结", func(ctx context.Context, tx *pg.Tx, id int64, n int) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: n, On: on, Words: r.Value("done_words"), Photos: held(r, id)}})
	})
}

func withdrawMeasure(r *kit.Request) error {
	return onMeasure(r, "已撤销", func(ctx context.Context, tx *pg.Tx, id int64, n int) error {
		return monitoring.Withdraw(ctx, tx, []monitoring.Close{{Watch: id, N: n, Words: r.Value("withdrawn_because")}})
	})
}
