package web

import (
	"fmt"
	"io"
	"slices"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/policy"
)

// spreadsheet is an XLSX file's kind.
const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func listRoutes() []route {
	return []route{
		show("/lists", "发放花名册", listReaders, (*visit).lists),
		show("/lists/compose", "", payouts.ComposeStep.Roles, (*visit).candidates),
		act("/lists/compose/check", payouts.ComposeStep, (*visit).checkChosen, (*visit).candidates),
		act("/lists/compose", payouts.ComposeStep, (*visit).compose, (*visit).chosen),
		show("/lists/{id:[0-9]+}", "", listReaders, (*visit).list),
		show("/lists/{id:[0-9]+}/roll.xlsx", "", listReaders, (*visit).roll),
		show("/lists/{id:[0-9]+}/roll.pdf", "", listReaders, (*visit).rollPaper),
		show("/lists/{id:[0-9]+}/approval.pdf", "", listReaders, (*visit).approvalPaper),
		show("/lists/{id:[0-9]+}/approve", "", payouts.ApproveStep.Roles, (*visit).approval),
		act("/lists/{id:[0-9]+}/approve", payouts.ApproveStep, (*visit).approve, (*visit).approval),
		show("/lists/{id:[0-9]+}/send", "", payouts.SendStep.Roles, (*visit).sending),
		act("/lists/{id:[0-9]+}/send", payouts.SendStep, (*visit).send, (*visit).sending),
		show("/lists/{id:[0-9]+}/void", "", payouts.VoidStep.Roles, (*visit).voiding),
		act("/lists/{id:[0-9]+}/void", payouts.VoidStep, (*visit).void, (*visit).voiding),
		show("/lists/{id:[0-9]+}/reissue", "", payouts.ReissueStep.Roles, (*visit).redirections),
		act("/lists/{id:[0-9]+}/reissue", payouts.ReissueStep, (*visit).reissue, (*visit).redirections),
	}
}

// listsPage is the list of payment lists.
type listsPage struct {
	List     *listing
	Statuses []choice
	Years    []int
	Rows     []payouts.ListLine
	Waiting  int // cleared payouts that are on no list
}

func (v *visit) lists() error {
	p := listsPage{List: v.listing("newest", "number", "total")}
	for _, s := range payouts.ListStatuses() {
		p.Statuses = append(p.Statuses, choice{string(s), s.Title()})
	}
	var err error
	if p.Years, err = payouts.ListYears(v.ctx(), v.tx); err != nil {
		return err
	}
	f := payouts.ListFilter{Status: payouts.ListStatus(p.List.Get("status")), Year: p.List.year(), Window: p.List.window()}
	if p.Rows, p.List.Total, err = payouts.Lists(v.ctx(), v.tx, f); err != nil {
		return err
	}
	if _, p.Waiting, err = payouts.Rows(v.ctx(), v.tx, payouts.Filter{Status: payouts.Cleared, Window: pg.Window{Limit: 1}}); err != nil {
		return err
	}
	return v.show("lists/list", p)
}

// listPage is one payment list.
type listPage struct {
	payouts.ListLine
	Capital string // its total in the capitals of cheques
	Policy  policy.Year
	Hands   []payouts.Hand
	Mine    string // the part that the person has in it
	Rows    []listRow
	Paging  *listing
	Batches []payouts.Batch
	Returns int // that the bank sent back and that wait
	Voiding *payouts.Voiding
	History []deed.Event
}

// listRow is a line of a list with its account as people may see it.
type listRow struct {
	payouts.ListRow
	Bank, Number string
}

func (v *visit) list() error {
	p, err := v.listPage()
	if err != nil {
		return err
	}
	if p.Batches, _, err = payouts.Batches(v.ctx(), v.tx, payouts.BatchFilter{List: p.ID}); err != nil {
		return err
	}
	if _, p.Returns, err = payouts.Returns(v.ctx(), v.tx, p.ID, p.Paging.window()); err != nil {
		return err
	}
	if p.Voiding, err = payouts.VoidingOf(v.ctx(), v.tx, p.ID); err != nil {
		return err
	}
	refs := []deed.Ref{{Table: "list", Key: fmt.Sprint(p.ID)}}
	for _, b := range p.Batches {
		refs = append(refs, deed.Ref{Table: "batch", Key: fmt.Sprint(b.ID)})
	}
	if p.History, err = deed.History(v.ctx(), v.tx, refs...); err != nil {
		return err
	}
	return v.show("lists/show", p)
}

// listPage reads what every page about the list in the address shows of it.
func (v *visit) listPage() (p listPage, err error) {
	id, err := v.id("id")
	if err != nil {
		return p, err
	}
	if p.ListLine, err = payouts.GetListLine(v.ctx(), v.tx, id); err != nil {
		return p, err
	}
	p.Capital, p.Paging = yuan.Capital(p.Total), v.listing()
	p.Paging.Total = p.ListLine.Rows
	if p.Policy, err = policy.Get(v.ctx(), v.tx, p.Fund); err != nil {
		return p, err
	}
	if p.Hands, err = payouts.Hands(v.ctx(), v.tx, id); err != nil {
		return p, err
	}
	if i := slices.IndexFunc(p.Hands, func(h payouts.Hand) bool { return h.Person == v.by.ID }); i >= 0 {
		p.Mine = p.Hands[i].Part.Title()
	}
	p.Rows, err = v.listRows(id, p.Paging)
	return p, err
}

func (v *visit) listRows(list int64, on *listing) ([]listRow, error) {
	found, err := payouts.ListRows(v.ctx(), v.tx, list, on.window())
	if err != nil {
		return nil, err
	}
	accounts, err := payouts.MaskedAccounts(v.ctx(), v.tx, v.Keys, payouts.AccountsOf(found))
	if err != nil {
		return nil, err
	}
	rows := make([]listRow, len(found))
	for i, r := range found {
		a := accounts[r.Account]
		rows[i] = listRow{r, a.Bank, string(a.Number)}
	}
	return rows, nil
}

// roll is the list as a workbook, rollPaper to be printed, approvalPaper the sheet for those who approve it.
func (v *visit) roll() error {
	l, err := v.listAsked()
	if err != nil {
		return err
	}
	return v.file("发放花名册-"+l.Name()+".xlsx", spreadsheet, func(w io.Writer) error { return payouts.WriteRoll(v.ctx(), v.tx, v.Keys, l.ID, w) })
}

func (v *visit) rollPaper() error {
	l, err := v.listAsked()
	if err != nil {
		return err
	}
	return v.paper("发放花名册-"+l.Name(), func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.RollPaper(v.ctx(), v.tx, v.Keys, fonts, l.ID, w)
	})
}

func (v *visit) approvalPaper() error {
	l, err := v.listAsked()
	if err != nil {
		return err
	}
	return v.paper("审批表-"+l.Name(), func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.ApprovalPaper(v.ctx(), v.tx, fonts, l.ID, w)
	})
}

// listAsked is the list in the address.
func (v *visit) listAsked() (payouts.List, error) {
	id, err := v.id("id")
	if err != nil {
		return payouts.List{}, err
	}
	return payouts.GetList(v.ctx(), v.tx, id)
}

// at refuses a form of a list that is no longer at that step.
func (p listPage) at(status payouts.ListStatus, title string) error {
	if p.Status == status {
		return nil
	}
	return fault.Conflictf("%s现在是“%s”，不能再办理“%s”", p.Name(), p.Status.Title(), title)
}
