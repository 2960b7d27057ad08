package watching

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/web/kit"
)

// stepPage is the form of a step of one watch that brings a photo.
type stepPage struct {
	monitoring.Watch
	Visit *monitoring.VisitLine // the newest
	Held  []kit.HeldFile
	Odd   string // of an evaluation: what is odd about the votes that were sent; empty: nothing
}

// stepForm reads the watch of the address for the form of a step, and refuses one that is not at it.
func stepForm(r *kit.Request, step procedure.Act) (p stepPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	o, err := monitoring.GetOutlook(r.Context(), r.Tx, id)
	if err != nil {
		return p, err
	}
	if !o.Can[string(step)] {
		return p, fault.Conflictf("%s户现在不在“%s”的一步，请回到监测事项", o.Head, step.Title())
	}
	p = stepPage{Watch: o.Watch, Held: r.Held(about(id))}
	visits, err := monitoring.VisitLines(r.Context(), r.Tx, id)
	if len(visits) > 0 {
		p.Visit = &visits[0]
	}
	return p, err
}

func applyForm(r *kit.Request) error {
	p, err := stepForm(r, procedure.Apply)
	if err != nil {
		return err
	}
	return r.Show("watching/watches/apply", p)
}

// apply records the family's own application, the signed form as a photo.
func apply(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) error { _, err := monitoring.Get(r.Context(), tx, id); return err }); err != nil {
		return err
	}
	if err := receive(r, id, "申请及承诺授权书"); err != nil {
		return err
	}
	a := monitoring.Application{Watch: id, Form: held(r, id)}
	if a.On, err = r.Date("on", "签字日期"); err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Apply(ctx, tx, []monitoring.Application{a})
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/%d", id), "已登记申请及承诺授权")
}

func evaluateForm(r *kit.Request) error {
	p, err := stepForm(r, procedure.Evaluate)
	if err != nil {
		return err
	}
	if e, err := evaluationOf(r, p.ID); err == nil && r.Value("yes") != "" {
		p.Odd = e.Odd().Title()
	}
	return r.Show("watching/watches/evaluate", p)
}

// evaluate records what the village's meeting said.
func evaluate(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) error { _, err := monitoring.Get(r.Context(), tx, id); return err }); err != nil {
		return err
	}
	if err := receive(r, id, "评议记录"); err != nil {
		return err
	}
	e, err := evaluationOf(r, id)
	if err != nil {
		return err
	}
	switch files := held(r, id); len(files) {
	case 0:
	case 1:
		e.Minutes = files[0].File
	default:
		return fault.Invalidf("评议记录只要一张照片，请在“已上传”中只勾选一张")
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Evaluate(ctx, tx, []monitoring.Evaluation{e})
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/watches/%d", id), "已登记村级评议")
}

// evaluationOf reads the form, but for the minutes' photo.
func evaluationOf(r *kit.Request, id int64) (e monitoring.Evaluation, err error) {
	e = monitoring.Evaluation{Watch: id, Present: r.Value("present"), Opinion: r.Value("opinion"), Confirmed: r.Value("confirmed") != ""}
	if e.On, err = r.Date("on", "评议日期"); err != nil {
		return e, err
	}
	for _, v := range []struct {
		field, label string
		into         *int
	}{{"yes", "同意", &e.Yes}, {"no", "不同意", &e.No}, {"abstain", "弃权", &e.Abstain}} {
		if *v.into, err = votes(r, v.field, v.label); err != nil {
			return e, err
		}
	}
	switch r.Value("passed") {
	case "yes":
		e.Passed = true
	case "no":
	default:
		return e, fault.Invalidf("请选择“评议通过”或“评议不通过”")
	}
	return e, nil
}

// votes is a field that holds how many voted so; blank is none.
func votes(r *kit.Request, field, label string) (int, error) {
	text := strings.TrimSuffix(r.Value(field), "票")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fault.Invalidf("“%s”应为票数，如 5", label)
	}
	return n, nil
}
