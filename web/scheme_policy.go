package web

import (
	"context"
	"fmt"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/policy"
)

// policiesPage is the list of policy years, and the form for another.
type policiesPage struct {
	Rows []policyLine
}

// policyLine is a policy year with its premium.
type policyLine struct {
	policy.Year
	policy.Fund
}

func (v *visit) policies() error {
	years, err := policy.Years(v.ctx(), v.tx)
	if err != nil {
		return err
	}
	var p policiesPage
	for _, y := range years { // one a year
		fund, err := policy.FundOf(v.ctx(), v.tx, y.ID)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, policyLine{y, fund})
	}
	return v.show("schemes/policies", p)
}

// openPolicy enters a policy year.
func (v *visit) openPolicy() error {
	y, err := v.policyYear()
	if err != nil {
		return err
	}
	var id int64
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = policy.Open(ctx, tx, y)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/policies/%d", id), "保单已登记，请生成参保名册")
}

func (v *visit) policyYear() (y policy.Year, err error) {
	y.Insurer = v.value("insurer")
	if y.From, err = v.date("from", "起始日期"); err != nil {
		return y, err
	}
	if y.To, err = v.date("to", "终止日期"); err != nil {
		return y, err
	}
	y.PerHead, err = v.amount("per_head", "每人保费")
	return y, err
}

// policyPage is one policy year: whom it covers, what it costs, what came in, what can still be paid.
type policyPage struct {
	policy.Year
	Groups   []policy.Group
	Heads    int
	Premium  policy.Fund
	Receipts []policy.Receipt
	Fund     payouts.Fund
	Rule     *policy.Rule // in force on the first day; nil while there is none
	History  []deed.Event
}

func (v *visit) policy() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var p policyPage
	if p.Year, err = policy.Get(v.ctx(), v.tx, id); err != nil {
		return err
	}
	if p.Groups, err = policy.Groups(v.ctx(), v.tx, []int64{id}); err != nil {
		return err
	}
	for _, g := range p.Groups {
		p.Heads += g.Heads
	}
	if p.Premium, err = policy.FundOf(v.ctx(), v.tx, id); err != nil {
		return err
	}
	if p.Receipts, err = policy.Receipts(v.ctx(), v.tx, id); err != nil {
		return err
	}
	if p.Fund, err = payouts.FundOf(v.ctx(), v.tx, id); err != nil {
		return err
	}
	return v.showPolicy(p)
}

func (v *visit) showPolicy(p policyPage) error {
	rule, err := policy.InForce(v.ctx(), v.tx, p.From)
	switch {
	case err == nil:
		p.Rule = &rule
	case fault.KindOf(err) != fault.Blocked:
		return err
	}
	refs := []deed.Ref{ref("policy", p.ID)}
	for _, g := range p.Groups {
		refs = append(refs, deed.Ref{Table: "insured_group", Key: fmt.Sprintf("%d/%s", p.ID, g.Class)})
	}
	for _, r := range p.Receipts {
		refs = append(refs, ref("premium", r.ID))
	}
	if p.History, err = deed.History(v.ctx(), v.tx, refs...); err != nil {
		return err
	}
	return v.show("schemes/policy", p)
}

// insure builds the roster of a policy year and bills its premium.
func (v *visit) insure() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	var in policy.Insured
	err = v.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		in, err = policy.Insure(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/policies/%d", id), fmt.Sprintf("参保名册已生成：%d 人，应收保费 %s 元", in.Heads, yuan.Grouped(in.Premium)))
}

// receivePremium enters premium that reached the bank.
func (v *visit) receivePremium() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	amount, err := v.amount("amount", "到账金额")
	if err != nil {
		return err
	}
	on, err := v.date("on", "到账日期")
	if err != nil {
		return err
	}
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := policy.ReceivePremium(ctx, tx, id, amount, on)
		return err
	})
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/policies/%d", id), "保费到账 "+yuan.Grouped(amount)+" 元，已登记并入账")
}
