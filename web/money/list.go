package money

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
	"fangpin/web/kit"
)

func listRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/lists", "发放花名册", listReaders, listLists),
		kit.Show("/lists/compose", "", payouts.ComposeStep.Roles, candidates),
		kit.Act("/lists/compose/check", payouts.ComposeStep, checkChosen, candidates),
		kit.Act("/lists/compose", payouts.ComposeStep, compose, chosen),
		kit.Show("/lists/again", "", payouts.ComposeAgainStep.Roles, candidatesAgain),
		kit.Act("/lists/again/check", payouts.ComposeAgainStep, checkAgain, candidatesAgain),
		kit.Act("/lists/again", payouts.ComposeAgainStep, composeAgain, chosenAgain),
		kit.Show("/lists/{id:[0-9]+}", "", listReaders, showList),
		kit.Show("/lists/{id:[0-9]+}/roll.xlsx", "", listReaders, roll),
		kit.Show("/lists/{id:[0-9]+}/roll.pdf", "", listReaders, rollPaper),
		kit.Show("/lists/{id:[0-9]+}/approval.pdf", "", listReaders, approvalPaper),
		kit.Show("/lists/{id:[0-9]+}/approve", "", payouts.ApproveStep.Roles, approval),
		kit.Knock("/lists/{id:[0-9]+}/approve", payouts.ApproveStep, approve, approval),
		kit.Show("/lists/{id:[0-9]+}/send", "", payouts.SendStep.Roles, sending),
		kit.Knock("/lists/{id:[0-9]+}/send", payouts.SendStep, sendList, sending),
		kit.Show("/lists/{id:[0-9]+}/void", "", payouts.VoidStep.Roles, voiding),
		kit.Act("/lists/{id:[0-9]+}/void", payouts.VoidStep, voidList, voiding),
		kit.Show("/lists/{id:[0-9]+}/reissue", "", payouts.ReissueStep.Roles, redirections),
		kit.Knock("/lists/{id:[0-9]+}/reissue", payouts.ReissueStep, reissue, redirections),
	}
}

// listsPage is the list of payment lists.
type listsPage struct {
	List     *kit.List
	Statuses []kit.Choice
	Years    []int
	Rows     []payouts.ListLine
	Waiting  int // cleared payouts that are on no list
}

func listLists(r *kit.Request) error {
	p := listsPage{List: r.List("newest", "number", "total")}
	for _, s := range payouts.ListStatuses() {
		p.Statuses = append(p.Statuses, kit.Choice{Value: string(s), Title: s.Title()})
	}
	var err error
	if p.Years, err = payouts.ListYears(r.Context(), r.Tx); err != nil {
		return err
	}
	f := payouts.ListFilter{Status: payouts.ListStatus(p.List.Get("status")), Year: p.List.Year(), Window: p.List.Window()}
	if p.Rows, p.List.Total, err = payouts.Lists(r.Context(), r.Tx, f); err != nil {
		return err
	}
	if _, p.Waiting, err = payouts.Rows(r.Context(), r.Tx, payouts.Filter{Status: payouts.Cleared, Window: pg.Window{Limit: 1}}); err != nil {
		return err
	}
	return r.Show("money/lists/list", p)
}

// listPage is one payment list.
type listPage struct {
	payouts.ListLine
	Capital string // its total in the capitals of cheques
	Policy  policy.Year
	Hands   []payouts.Hand
	Mine    string // the part that the person has in it
	Rows    []listRow
	Paging  *kit.List
	Batches []payouts.Batch
	Returns int // that the bank sent back and that wait
	Voiding *payouts.Voiding
	Reasons []payouts.Again // why what is paid again is
	Flags   []payouts.Flag  // what its approvers are asked, and answered
	History []deed.Event
}

// listRow is a line of a list with its account as people may see it.
type listRow struct {
	payouts.ListRow
	Bank, Number string
}

func showList(r *kit.Request) error {
	p, err := readList(r)
	if err != nil {
		return err
	}
	if p.Batches, _, err = payouts.Batches(r.Context(), r.Tx, payouts.BatchFilter{List: p.ID}); err != nil {
		return err
	}
	if _, p.Returns, err = payouts.Returns(r.Context(), r.Tx, p.ID, p.Paging.Window()); err != nil {
		return err
	}
	if p.Voiding, err = payouts.VoidingOf(r.Context(), r.Tx, p.ID); err != nil {
		return err
	}
	refs := []deed.Ref{{Table: "list", Key: fmt.Sprint(p.ID)}}
	for _, b := range p.Batches {
		refs = append(refs, deed.Ref{Table: "batch", Key: fmt.Sprint(b.ID)})
	}
	if p.History, err = deed.History(r.Context(), r.Tx, refs...); err != nil {
		return err
	}
	return r.Show("money/lists/show", p)
}

// readList reads what every page about the list in the address shows of it.
func readList(r *kit.Request) (p listPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.ListLine, err = payouts.GetListLine(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	p.Capital, p.Paging = yuan.Capital(p.Total), r.List()
	p.Paging.Total = p.ListLine.Rows
	if p.Policy, err = policy.Get(r.Context(), r.Tx, p.Fund); err != nil {
		return p, err
	}
	if p.Hands, err = payouts.Hands(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	if i := slices.IndexFunc(p.Hands, func(h payouts.Hand) bool { return h.Person == r.By.ID }); i >= 0 {
		p.Mine = p.Hands[i].Part.Title()
	}
	if p.Again {
		if p.Reasons, err = payouts.Reasons(r.Context(), r.Tx, id); err != nil {
			return p, err
		}
	}
	if p.Flags, err = payouts.Flags(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	p.Rows, err = listRows(r, id, p.Paging)
	return p, err
}

func listRows(r *kit.Request, list int64, on *kit.List) ([]listRow, error) {
	found, err := payouts.ListRows(r.Context(), r.Tx, list, on.Window())
	if err != nil {
		return nil, err
	}
	accounts, err := payouts.MaskedAccounts(r.Context(), r.Tx, r.Keys, payouts.AccountsOf(found))
	if err != nil {
		return nil, err
	}
	rows := make([]listRow, len(found))
	for i, row := range found {
		a := accounts[row.Account]
		rows[i] = listRow{row, a.Bank, string(a.Number)}
	}
	return rows, nil
}

// roll is the list as a workbook, rollPaper to be printed, approvalPaper the sheet for those who approve it.
func roll(r *kit.Request) error {
	l, err := listAsked(r)
	if err != nil {
		return err
	}
	return r.File("发放花名册-"+l.Name()+".xlsx", kit.XLSX, func(w io.Writer) error { return payouts.WriteRoll(r.Context(), r.Tx, r.Keys, l.ID, w) })
}

func rollPaper(r *kit.Request) error {
	l, err := listAsked(r)
	if err != nil {
		return err
	}
	return r.Paper("发放花名册-"+l.Name(), func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.RollPaper(r.Context(), r.Tx, r.Keys, fonts, l.ID, w)
	})
}

func approvalPaper(r *kit.Request) error {
	l, err := listAsked(r)
	if err != nil {
		return err
	}
	return r.Paper("审批表-"+l.Name(), func(fonts *paper.Fonts, w io.Writer) error {
		return payouts.ApprovalPaper(r.Context(), r.Tx, fonts, l.ID, w)
	})
}

// listAsked is the list in the address.
func listAsked(r *kit.Request) (payouts.List, error) {
	id, err := r.ID("id")
	if err != nil {
		return payouts.List{}, err
	}
	return payouts.GetList(r.Context(), r.Tx, id)
}

// at refuses a form of a list that is no longer at that step.
func (p listPage) at(status payouts.ListStatus, title string) error {
	if p.Status == status {
		return nil
	}
	return fault.Conflictf("%s现在是“%s”，不能再办理“%s”", p.Name(), p.Status.Title(), title)
}
