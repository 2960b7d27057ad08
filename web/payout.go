package web

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/scheme"
)

func payoutRoutes() []route {
	return []route{
		show("/payouts", "救助金", payoutReaders, (*visit).payouts),
		show("/payouts/assess", "", []who.Role{who.Assessor, who.Clerk, who.Auditor}, (*visit).toAssess),
		act("/payouts/assess", payouts.AssessStep, (*visit).assess, (*visit).toAssess),
		show("/payouts/clear", "", []who.Role{who.Clerk, who.Auditor}, (*visit).toClear),
		act("/payouts/clear", payouts.ClearStep, (*visit).clear, (*visit).toClear),
		show("/payouts/{id:[0-9]+}", "", payoutReaders, (*visit).payout),
		show("/payouts/{id:[0-9]+}/paper.pdf", "", payoutReaders, (*visit).workingPaper),
		show("/payouts/{id:[0-9]+}/withdraw", "", payouts.WithdrawStep.Roles, (*visit).toWithdraw),
		act("/payouts/{id:[0-9]+}/withdraw", payouts.WithdrawStep, (*visit).withdraw, (*visit).toWithdraw),
		show("/payouts/{id:[0-9]+}/heir", "", payouts.NameHeirStep.Roles, (*visit).toNameHeir),
		act("/payouts/{id:[0-9]+}/heir", payouts.NameHeirStep, (*visit).nameHeir, (*visit).toNameHeir),
		show("/payouts/{id:[0-9]+}/object", "", payouts.ObjectStep.Roles, (*visit).toObject),
		act("/payouts/{id:[0-9]+}/object", payouts.ObjectStep, (*visit).object, (*visit).toObject),
	}
}

// payoutsPage is the list of payouts.
type payoutsPage struct {
	List       *listing
	Villages   []choice
	Statuses   []choice
	Categories []choice
	Of         int64 // the payment list it is narrowed to, 0 for none
	Rows       []payouts.Row
}

// payouts lists the payouts of the person's part of the county, or those of one payment list.
func (v *visit) payouts() error {
	p := payoutsPage{List: v.listing("village", "amount", "newest"), Villages: v.villages(), Statuses: payoutStatuses(), Categories: categories()}
	f := payouts.Filter{Village: code(p.List.Get("village")), Status: payouts.Status(p.List.Get("status")), Category: p.List.Get("category"),
		Heirless: p.List.Get("heir") != "", Words: p.List.Get("q"), Window: p.List.window()}
	if of, err := strconv.ParseInt(p.List.Get("list"), 10, 64); err == nil {
		p.Of, f.Lists = of, pg.Only([]int64{of})
	}
	var err error
	if p.Rows, p.List.Total, err = payouts.Rows(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("payouts/list", p)
}

func payoutStatuses() (out []choice) {
	for _, s := range payouts.Statuses() {
		out = append(out, choice{string(s), s.Title()})
	}
	return out
}

func categories() (out []choice) {
	for _, key := range scheme.Keys() {
		out = append(out, choice{key, scheme.Title(key)})
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
	Objections []payouts.ObjectionLine
	Lists      []payouts.Listing
	Attempts   []payouts.Attempt
	Bookings   []payouts.Booking
	Withdrawn  *payouts.Withdrawal // by hand; nil where an objection was upheld
	History    []deed.Event
}

// Withdrawable and the others tell whether the payout is at a step that the form is for. Whose step it is, the role says.
func (p payoutPage) Withdrawable() bool { return p.at(payouts.WithdrawStep) && p.Row.Objections == 0 }
func (p payoutPage) Opposable() bool    { return p.at(payouts.ObjectStep) }
func (p payoutPage) Inheritable() bool  { return p.at(payouts.NameHeirStep) && p.Receiver.DiedOn != nil }

func (p payoutPage) at(step flow.Step) bool { return slices.Contains(step.From, string(p.Status)) }

func (v *visit) payout() error {
	p, err := v.readPayout()
	if err != nil {
		return err
	}
	if p.Workings, err = payouts.Workings(v.ctx(), v.tx, p.Claim, p.Round); err != nil {
		return err
	}
	schemes, err := policy.Schemes(v.ctx(), v.tx, []int64{p.Row.Scheme})
	if err != nil {
		return err
	}
	p.Scheme = schemes[p.Row.Scheme]
	if p.Objections, _, err = payouts.FindObjections(v.ctx(), v.tx, payouts.ObjectionFilter{Payouts: pg.Only([]int64{p.ID})}); err != nil {
		return err
	}
	if p.Attempts, err = payouts.AttemptsOf(v.ctx(), v.tx, p.Row); err != nil {
		return err
	}
	if p.Bookings, err = payouts.BookingsOf(v.ctx(), v.tx, p.Row); err != nil {
		return err
	}
	if p.Withdrawn, err = payouts.WithdrawalOf(v.ctx(), v.tx, p.Row); err != nil {
		return err
	}
	if p.History, err = v.payoutHistory(p); err != nil {
		return err
	}
	return v.show("payouts/show", p)
}

// readPayout reads the payout of the address with what its state follows from.
func (v *visit) readPayout() (p payoutPage, err error) {
	id, err := v.id("id")
	if err != nil {
		return p, err
	}
	if p.Row, err = payouts.Get(v.ctx(), v.tx, id); err != nil {
		return p, err
	}
	if p.Receiver, err = payouts.ReceiverOf(v.ctx(), v.tx, p.Row); err != nil {
		return p, err
	}
	if p.Lists, err = payouts.ListsOf(v.ctx(), v.tx, p.Row); err != nil {
		return p, err
	}
	if p.Notice != nil {
		found, _, err := payouts.FindNotices(v.ctx(), v.tx, payouts.NoticeFilter{IDs: pg.Only([]int64{*p.Notice})})
		if err != nil {
			return p, err
		}
		if len(found) > 0 {
			p.Public = &found[0]
		}
	}
	p.Next = p.Row.Next(p.Receiver, v.today())
	return p, nil
}

// workingPaper prints how the amount came about.
func (v *visit) workingPaper() error {
	p, err := v.readPayout()
	if err != nil {
		return err
	}
	return v.paper("计算书", func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.WorkingPaper(v.ctx(), v.tx, v.Keys, fonts, p.Claim, w)
	})
}

// payoutHistory are the deeds on the payout, its publicity, its lists and instructions.
func (v *visit) payoutHistory(p payoutPage) ([]deed.Event, error) {
	rows := []deed.Ref{{Table: "payout", Key: key(p.ID)}, {Table: "clearance", Key: key(p.ID)}}
	for _, o := range p.Objections {
		rows = append(rows, deed.Ref{Table: "objection", Key: key(o.ID)})
	}
	for _, h := range p.Receiver.Heirs {
		rows = append(rows, deed.Ref{Table: "heir", Key: key(p.ID, int64(h.N))})
	}
	for _, l := range p.Lists {
		rows = append(rows, deed.Ref{Table: "list", Key: key(l.List)})
	}
	for _, a := range p.Attempts {
		rows = append(rows, deed.Ref{Table: "instruction", Key: key(p.ID, int64(a.N))})
	}
	return deed.History(v.ctx(), v.tx, rows...)
}

// key is a covered row's key, of its parts.
func key(parts ...int64) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = strconv.FormatInt(p, 10)
	}
	return strings.Join(words, "/")
}
