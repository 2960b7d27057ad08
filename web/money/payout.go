package money

import (
	"io"
	"slices"
	"strconv"

	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/scheme"
	"fangpin/web/kit"
)

func payoutRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/payouts", "救助金", payoutReaders, listPayouts),
		kit.Show("/payouts/assess", "", []who.Role{who.Assessor, who.Clerk, who.Auditor}, toAssess),
		kit.Act("/payouts/assess", payouts.AssessStep, assess, toAssess),
		kit.Show("/payouts/clear", "", []who.Role{who.Clerk, who.Auditor}, toClear),
		kit.Act("/payouts/clear", payouts.ClearStep, clearRipe, toClear),
		kit.Show("/payouts/{id:[0-9]+}", "", payoutReaders, showPayout),
		kit.Show("/payouts/{id:[0-9]+}/paper.pdf", "", payoutReaders, workingPaper),
		kit.Show("/payouts/{id:[0-9]+}/withdraw", "", payouts.WithdrawStep.Roles, toWithdraw),
		kit.Act("/payouts/{id:[0-9]+}/withdraw", payouts.WithdrawStep, withdraw, toWithdraw),
		kit.Show("/payouts/{id:[0-9]+}/heir", "", payouts.NameHeirStep.Roles, toNameHeir),
		kit.Act("/payouts/{id:[0-9]+}/heir", payouts.NameHeirStep, nameHeir, toNameHeir),
		kit.Knock("/payouts/{id:[0-9]+}/heir/confirm", payouts.ConfirmHeirStep, confirmHeir, toNameHeir),
		kit.Act("/payouts/{id:[0-9]+}/heir/refuse", payouts.RefuseHeirStep, refuseHeir, toNameHeir),
		kit.Show("/payouts/{id:[0-9]+}/death", "", payouts.CheckDeathStep.Roles, toCheckDeath),
		kit.Act("/payouts/{id:[0-9]+}/death", payouts.CheckDeathStep, checkDeath, toCheckDeath),
		kit.Show("/payouts/{id:[0-9]+}/object", "", payouts.ObjectStep.Roles, toObject),
		kit.Act("/payouts/{id:[0-9]+}/object", payouts.ObjectStep, object, toObject),
	}
}

// payoutsPage is the list of payouts.
type payoutsPage struct {
	List       *kit.List
	Villages   []kit.Choice
	Statuses   []kit.Choice
	Categories []kit.Choice
	Of         int64 // the payment list it is narrowed to, 0 for none
	Rows       []payouts.Row
}

// listPayouts lists the payouts of the person's part of the county, or those of one payment list.
func listPayouts(r *kit.Request) error {
	p := payoutsPage{List: r.List("village", "amount", "newest"), Villages: r.Villages(), Statuses: payoutStatuses(), Categories: kit.Categories()}
	f := payouts.Filter{Village: kit.Code(p.List.Get("village")), Status: payouts.Status(p.List.Get("status")), Category: p.List.Get("category"),
		Heirless: p.List.Get("heir") == "missing", Named: p.List.Get("heir") == "proposed", Sent: p.List.Get("death") != "", Words: p.List.Get("q"), Window: p.List.Window()}
	if of, err := strconv.ParseInt(p.List.Get("list"), 10, 64); err == nil {
		p.Of, f.Lists = of, pg.Only([]int64{of})
	}
	var err error
	if p.Rows, p.List.Total, err = payouts.Rows(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("money/payouts/list", p)
}

func payoutStatuses() (out []kit.Choice) {
	for _, s := range payouts.Statuses() {
		out = append(out, kit.Choice{Value: string(s), Title: s.Title()})
	}
	return out
}

// payoutPage is one payout with all that stands behind it and follows from it.
type payoutPage struct {
	payouts.Row
	Next       flow.Next
	Workings   []payouts.Working
	Scheme     *scheme.Scheme
	Public     *payouts.NoticeLine // its notice, nil before it is announced
	Receiver   payouts.Receiver
	Naming     *payouts.Naming // who was proposed last to receive; nil where nobody was
	Deaths     []payouts.SentDeath
	Objections []payouts.ObjectionLine
	Lists      []payouts.Listing
	Attempts   []payouts.Attempt
	Bookings   []payouts.Booking
	Withdrawn  *payouts.Withdrawal // by hand; nil where an objection was upheld
	History    []deed.Event
}

// Withdrawable and the others tell whether the payout is at a step that the form is for. Whose step it is, the role says.
func (p payoutPage) Withdrawable() bool     { return p.at(payouts.WithdrawStep) && p.Row.Objections == 0 }
func (p payoutPage) Opposable() bool        { return p.at(payouts.ObjectStep) }
func (p payoutPage) Inheritable() bool      { return p.at(payouts.NameHeirStep) && p.Receiver.DiedOn != nil }
func (p payoutPage) Waits() bool            { return p.Naming != nil && p.Naming.Open() }
func (p payoutPage) Unchecked() bool        { return len(p.Deaths) > 0 && p.Deaths[0].Open }
func (p payoutPage) at(step flow.Step) bool { return slices.Contains(step.From, string(p.Status)) }

func showPayout(r *kit.Request) error {
	p, err := readPayout(r)
	if err != nil {
		return err
	}
	if p.Workings, err = payouts.Workings(r.Context(), r.Tx, p.Claim, p.Round); err != nil {
		return err
	}
	schemes, err := policy.Schemes(r.Context(), r.Tx, []int64{p.Row.Scheme})
	if err != nil {
		return err
	}
	p.Scheme = schemes[p.Row.Scheme]
	if p.Objections, _, err = payouts.FindObjections(r.Context(), r.Tx, payouts.ObjectionFilter{Payouts: pg.Only([]int64{p.ID})}); err != nil {
		return err
	}
	if p.Attempts, err = payouts.AttemptsOf(r.Context(), r.Tx, p.Row); err != nil {
		return err
	}
	if p.Bookings, err = payouts.BookingsOf(r.Context(), r.Tx, p.Row); err != nil {
		return err
	}
	if p.Withdrawn, err = payouts.WithdrawalOf(r.Context(), r.Tx, p.Row); err != nil {
		return err
	}
	if p.History, err = payoutHistory(r, p); err != nil {
		return err
	}
	return r.Show("money/payouts/show", p)
}

// readPayout reads the payout of the address with what its state follows from.
func readPayout(r *kit.Request) (p payoutPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.Row, err = payouts.Get(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	if p.Receiver, err = payouts.ReceiverOf(r.Context(), r.Tx, p.Row); err != nil {
		return p, err
	}
	if p.Naming, err = payouts.NamingOf(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	if p.Deaths, err = payouts.DeathsOf(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	if p.Lists, err = payouts.ListsOf(r.Context(), r.Tx, p.Row); err != nil {
		return p, err
	}
	if p.Notice != nil {
		found, _, err := payouts.FindNotices(r.Context(), r.Tx, payouts.NoticeFilter{IDs: pg.Only([]int64{*p.Notice})})
		if err != nil {
			return p, err
		}
		if len(found) > 0 {
			p.Public = &found[0]
		}
	}
	p.Next = p.Row.Next(p.Receiver, r.Today())
	return p, nil
}

// workingPaper prints how the amount came about.
func workingPaper(r *kit.Request) error {
	p, err := readPayout(r)
	if err != nil {
		return err
	}
	return r.Paper("计算书", func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.WorkingPaper(r.Context(), r.Tx, r.Keys, fonts, p.Claim, w)
	})
}

// payoutHistory are the deeds on the payout, its publicity, its lists and instructions.
func payoutHistory(r *kit.Request, p payoutPage) ([]deed.Event, error) {
	rows := []deed.Ref{kit.Ref("payout", p.ID), kit.Ref("clearance", p.ID)}
	for _, o := range p.Objections {
		rows = append(rows, kit.Ref("objection", o.ID))
	}
	for _, h := range p.Receiver.Heirs {
		rows = append(rows, kit.Ref("heir", p.ID, int64(h.N)))
	}
	if p.Naming != nil {
		rows = append(rows, kit.Ref("heir_naming", p.Naming.ID))
	}
	for _, d := range p.Deaths {
		rows = append(rows, kit.Ref("death_check", p.ID, int64(d.Attempt)))
	}
	for _, l := range p.Lists {
		rows = append(rows, kit.Ref("list", l.List))
	}
	for _, a := range p.Attempts {
		rows = append(rows, kit.Ref("instruction", p.ID, int64(a.N)))
	}
	return deed.History(r.Context(), r.Tx, rows...)
}
