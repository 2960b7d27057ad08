package money

import (
	"context"
	"fmt"

	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/web/kit"
)

// doubted is the address of one contradiction: the answer and the line that calls paid what was returned.
const doubted = "/bank/contradictions/{id:[0-9]+}/{line:[0-9]+}"

// contradictionsPage lists what the bank both returned and called paid.
type contradictionsPage struct {
	List *kit.List
	Open bool // only those that nobody has decided
	Rows []payouts.Contradiction
}

func listContradictions(r *kit.Request) error {
	p := contradictionsPage{List: r.List()}
	p.Open = p.List.Get("open") != ""
	var err error
	if p.Rows, p.List.Total, err = payouts.Contradictions(r.Context(), r.Tx, payouts.ContradictionFilter{Open: p.Open, Window: p.List.Window()}); err != nil {
		return err
	}
	return r.Show("money/bank/contradictions", p)
}

// contradictionPage is one, with what is said of it.
type contradictionPage struct {
	payouts.Contradiction
	kit.SecondHand
	History []deed.Event
}

func showContradiction(r *kit.Request) error {
	c, err := contradiction(r)
	if err != nil {
		return err
	}
	p := contradictionPage{Contradiction: c}
	var refs []deed.Ref
	if c.Newest != nil {
		hand := c.Newest.Proposal
		p.Hand = &hand
		if c.Waits() && payouts.RefuseResolutionStep.May(r.By.Role) {
			p.Refuse = fmt.Sprintf("/bank/contradictions/%d/%d/refuse", c.Answer, c.Line)
		}
		refs = append(refs, kit.Ref("resolution", c.Newest.ID), kit.Ref("proposal", hand.ID))
	}
	if p.History, err = deed.History(r.Context(), r.Tx, refs...); err != nil {
		return err
	}
	return r.Show("money/bank/contradiction", p)
}

// contradiction reads the one in the address.
func contradiction(r *kit.Request) (c payouts.Contradiction, err error) {
	answer, line, err := lineAsked(r)
	if err != nil {
		return c, err
	}
	return payouts.GetContradiction(r.Context(), r.Tx, answer, line)
}

// contradictionFile is the bank's document that was laid before the second person last.
func contradictionFile(r *kit.Request) error {
	c, err := contradiction(r)
	switch {
	case err != nil:
		return err
	case c.Newest == nil:
		return fault.NotFoundf("这一行回盘还没有人提出处理，没有银行证明")
	}
	return r.Archived(c.Newest.File, fmt.Sprintf("银行证明-%s-%s", c.Reference(), calendar.DateOf(c.Newest.At)))
}

// proposeResolution takes what a clerk says of it, with the bank's document.
func proposeResolution(r *kit.Request) error {
	var c payouts.Contradiction
	answer, line, err := lineAsked(r)
	if err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) (err error) {
		c, err = payouts.GetContradiction(r.Context(), tx, answer, line)
		return err
	}); err != nil {
		return err // before the document is kept
	}
	s := payouts.Said{Answer: c.Answer, Line: c.Line, Reason: r.Value("reason")}
	switch r.Value("paid") {
	case "yes":
		s.Paid = true
	case "no":
	default:
		return fault.Invalidf("请选择已到账或未到账")
	}
	if s.File, err = r.Scan(archive.BankPaper, "file", "银行证明（流水、业务凭证或书面答复）"); err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := payouts.ProposeResolution(ctx, tx, s)
		return err
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/bank/contradictions/%d/%d", c.Answer, c.Line), "已提出，待县审批人核定")
}

// lineAsked is the contradiction in the address of a form.
func lineAsked(r *kit.Request) (answer int64, line int, err error) {
	if answer, err = r.ID("id"); err != nil {
		return 0, 0, err
	}
	n, err := r.ID("line")
	return answer, int(n), err
}

func resolve(r *kit.Request) error {
	answer, line, err := lineAsked(r)
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return payouts.Resolve(ctx, tx, answer, line, r.Sign) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/bank/contradictions/%d/%d", answer, line), "已核定")
}

func refuseResolution(r *kit.Request) error {
	answer, line, err := lineAsked(r)
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.RefuseResolution(ctx, tx, answer, line, r.Value("reason"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/bank/contradictions/%d/%d", answer, line), "已驳回，待县经办重新提出")
}
