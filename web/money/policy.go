package money

import (
	"context"
	"fmt"

	"fangpin/internal/archive"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/web/kit"
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

func listPolicies(r *kit.Request) error {
	years, err := policy.Years(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	var p policiesPage
	for _, y := range years { // one a year
		fund, err := policy.FundOf(r.Context(), r.Tx, y.ID)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, policyLine{y, fund})
	}
	return r.Show("money/schemes/policies", p)
}

// openPolicy enters a policy year.
func openPolicy(r *kit.Request) error {
	y, err := policyYear(r)
	if err != nil {
		return err
	}
	var id int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = policy.Open(ctx, tx, y)
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/policies/%d", id), "保单已登记，请生成参保名册")
}

func policyYear(r *kit.Request) (y policy.Year, err error) {
	y.Insurer = r.Value("insurer")
	if y.From, err = r.Date("from", "起始日期"); err != nil {
		return y, err
	}
	if y.To, err = r.Date("to", "终止日期"); err != nil {
		return y, err
	}
	y.PerHead, err = r.Amount("per_head", "每人保费")
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
	Next     flow.Next
	History  []deed.Event
}

func showPolicy(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var p policyPage
	if p.Year, err = policy.Get(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Groups, err = policy.Groups(r.Context(), r.Tx, []int64{id}); err != nil {
		return err
	}
	for _, g := range p.Groups {
		p.Heads += g.Heads
	}
	if p.Premium, err = policy.FundOf(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Receipts, err = policy.Receipts(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Fund, err = payouts.FundOf(r.Context(), r.Tx, id); err != nil {
		return err
	}
	return renderPolicy(r, p)
}

func renderPolicy(r *kit.Request, p policyPage) error {
	rule, err := policy.InForce(r.Context(), r.Tx, p.From)
	switch {
	case err == nil:
		p.Rule = &rule
	case fault.KindOf(err) != fault.Blocked:
		return err
	}
	p.Next = p.Year.Next(p.Groups, p.Rule, p.Premium)
	refs := []deed.Ref{kit.Ref("policy", p.ID)}
	for _, g := range p.Groups {
		refs = append(refs, deed.Ref{Table: "insured_group", Key: fmt.Sprintf("%d/%s", p.ID, g.Class)})
	}
	for _, row := range p.Receipts {
		refs = append(refs, kit.Ref("premium", row.ID))
	}
	if p.History, err = deed.History(r.Context(), r.Tx, refs...); err != nil {
		return err
	}
	return r.Show("money/schemes/policy", p)
}

// insure builds the roster of a policy year and bills its premium.
func insure(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var in policy.Insured
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		in, err = policy.Insure(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/policies/%d", id), fmt.Sprintf("参保名册已生成：%d 人，应收保费 %s 元", in.Heads, yuan.Grouped(in.Premium)))
}

// receivePremium enters premium that reached the bank.
func receivePremium(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	amount, err := r.Amount("amount", "到账金额")
	if err != nil {
		return err
	}
	on, err := r.Date("on", "到账日期")
	if err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) error { _, err := policy.Get(r.Context(), tx, id); return err }); err != nil {
		return err // before its voucher is kept
	}
	voucher, err := r.Scan(archive.Voucher, "voucher", "银行回单")
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := policy.ReceivePremium(ctx, tx, id, amount, on, voucher)
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/policies/%d", id), "保费到账 "+yuan.Grouped(amount)+" 元，已登记并入账")
}

// premiumVoucher shows the bank's voucher of a payment of premium.
func premiumVoucher(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	m, err := policy.GetReceipt(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	if m.Voucher == nil {
		return fault.NotFoundf("这笔保费登记时还不要求附银行回单，没有存档")
	}
	return r.Archived(m.Voucher, "保费回单-"+m.ReceivedOn.String())
}
