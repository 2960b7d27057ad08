package web

import (
	"context"
	"fmt"
	"strconv"

	"fangpin/internal/deed"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

func objectionRoutes() []route {
	return []route{
		show("/objections", "异议", noticeReaders, (*visit).objections),
		show("/objections/{id:[0-9]+}", "", noticeReaders, (*visit).objection),
		act("/objections/{id:[0-9]+}/uphold", payouts.UpholdStep, (*visit).uphold, (*visit).objection),
		act("/objections/{id:[0-9]+}/dismiss", payouts.DismissStep, (*visit).dismiss, (*visit).objection),
	}
}

// objectionsPage is the list of objections.
type objectionsPage struct {
	List     *listing
	Villages []choice
	Outcomes []choice
	Rows     []payouts.ObjectionLine
}

// objections lists the objections in the person's part of the county.
func (v *visit) objections() error {
	p := objectionsPage{List: v.listing("waiting", "village", "received"), Villages: v.villages(),
		Outcomes: []choice{{"open", "待处理"}, {"upheld", "成立"}, {"dismissed", "不成立"}}}
	f := payouts.ObjectionFilter{Village: code(p.List.Get("village")), Outcome: p.List.Get("outcome"), Window: p.List.window()}
	if of, err := strconv.ParseInt(p.List.Get("notice"), 10, 64); err == nil {
		f.Notices = pg.Only([]int64{of})
	}
	var err error
	if p.Rows, p.List.Total, err = payouts.FindObjections(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("objections/list", p)
}

// objectionPage is one objection, with the forms to decide it.
type objectionPage struct {
	payouts.ObjectionLine
	Adjusters []choice
	Party     bool // the person visited or assessed: they do not decide
	Own       bool // the person received it: somebody else had better decide
	History   []deed.Event
}

func (v *visit) objection() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var p objectionPage
	if p.ObjectionLine, err = payouts.GetObjection(v.ctx(), v.tx, id); err != nil {
		return err
	}
	p.Party, p.Own = v.by.ID == p.Adjuster || v.by.ID == p.AssessedBy, v.by.ID == p.ReceivedBy
	if payouts.UpholdStep.May(v.by.Role) {
		if p.Adjusters, err = v.adjusters(); err != nil {
			return err
		}
	}
	if p.History, err = deed.History(v.ctx(), v.tx, deed.Ref{Table: "objection", Key: key(id)}); err != nil {
		return err
	}
	return v.show("objections/show", p)
}

// opposePage is the form to record what somebody in the village has against a payout.
type opposePage struct{ payoutPage }

func (v *visit) toObject() error {
	p, err := v.readPayout()
	if err != nil {
		return err
	}
	return v.show("objections/new", opposePage{p})
}

// object records it, on behalf of whoever came.
func (v *visit) object() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var made int64
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		made, err = payouts.Object(ctx, tx, id, v.value("words"))
		return err
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/objections/%d", made), "已登记异议，处理前本笔救助金不会发放")
}

// uphold takes the payout back and sends the claim to an adjuster again.
func (v *visit) uphold() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	adjuster, err := v.number("adjuster", "重新查勘的查勘员")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Uphold(ctx, tx, id, v.value("upheld_because"), adjuster)
	}); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/objections/%d", id), "异议成立：本笔救助金已撤回，案件已交查勘员重新查勘")
}

func (v *visit) dismiss() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Dismiss(ctx, tx, id, v.value("dismissed_because"))
	}); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/objections/%d", id), "异议不成立：公示期照常计算")
}
