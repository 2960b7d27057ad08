package web

import (
	"fmt"
	"io"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/ledger"
	"fangpin/payouts"
)

func ledgerRoutes() []route {
	return []route{
		show("/ledger", "账簿", bookReaders, (*visit).vouchers),
		show("/ledger/vouchers.xlsx", "", bookReaders, (*visit).voucherSheet),
		show("/ledger/balance", "", bookReaders, (*visit).balance),
		show("/ledger/reconciliation", "", bookReaders, (*visit).reconciliation),
		show("/ledger/entries/{id:[0-9]+}", "", bookReaders, (*visit).entry),
	}
}

// month is one month of the books, as the address has it and as people say it.
type month struct {
	choice
	first calendar.Date
}

func monthOf(first calendar.Date) month {
	day := first.Start()
	return month{choice{day.Format("2006-01"), fmt.Sprintf("%d年%d月", day.Year(), day.Month())}, first}
}

// last is its last day.
func (m month) last() calendar.Date { return m.next() - 1 }

// next is the first day after it.
func (m month) next() calendar.Date {
	year, of, _ := m.first.Start().Date()
	return calendar.On(year, of+1, 1)
}

// months are those with vouchers, and the one that the address asks for: the newest unless it names another.
func (v *visit) months() (all []month, asked month, err error) {
	firsts, err := ledger.Months(v.ctx(), v.tx)
	if err != nil {
		return nil, month{}, err
	}
	for _, first := range firsts {
		all = append(all, monthOf(first))
	}
	today := v.today().Start()
	asked = monthOf(calendar.On(today.Year(), today.Month(), 1))
	if len(all) > 0 {
		asked = all[0]
	}
	if t, err := time.Parse("2006-01", v.r.URL.Query().Get("month")); err == nil {
		asked = monthOf(calendar.On(t.Year(), t.Month(), 1))
	}
	return all, asked, nil
}

// vouchersPage is a month's vouchers.
type vouchersPage struct {
	List     *listing
	Month    month
	Months   []month
	Accounts []choice
	Rows     []ledger.Voucher
}

func (v *visit) vouchers() error {
	p := vouchersPage{List: v.listing()}
	var err error
	if p.Months, p.Month, err = v.months(); err != nil {
		return err
	}
	for _, a := range ledger.Accounts() {
		p.Accounts = append(p.Accounts, choice{string(a), a.Title()})
	}
	f := ledger.Filter{Month: &p.Month.first, Account: ledger.Account(p.List.Get("account")), Window: p.List.window()}
	if p.Rows, p.List.Total, err = ledger.Find(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("ledger/list", p)
}

// voucherSheet is a month's vouchers as a workbook.
func (v *visit) voucherSheet() error {
	_, m, err := v.months()
	if err != nil {
		return err
	}
	return v.file("凭证-"+m.Title+".xlsx", spreadsheet, func(w io.Writer) error { return ledger.WriteVouchers(v.ctx(), v.tx, m.first, w) })
}

// balancePage is the trial balance of a month.
type balancePage struct {
	Month  month
	Months []month
	Lines  []balanceLine
	Sum    balanceLine
}

// balanceLine is an account in a month, in yuan: what stood before and after on its normal side, and what moved on each side.
type balanceLine struct {
	Name                         string
	Before, Debit, Credit, After decimal.Decimal
}

func (v *visit) balance() error {
	p := balancePage{}
	var err error
	if p.Months, p.Month, err = v.months(); err != nil {
		return err
	}
	before, err := ledger.TrialBalance(v.ctx(), v.tx, p.Month.first-1)
	if err != nil {
		return err
	}
	after, err := ledger.TrialBalance(v.ctx(), v.tx, p.Month.last())
	if err != nil {
		return err
	}
	for i, a := range after {
		l := balanceLine{a.Name, before[i].Balance(), a.Debits.Sub(before[i].Debits), a.Credits.Sub(before[i].Credits), a.Balance()}
		p.Lines = append(p.Lines, l)
		p.Sum.Debit, p.Sum.Credit = p.Sum.Debit.Add(l.Debit), p.Sum.Credit.Add(l.Credit)
	}
	return v.show("ledger/balance", p)
}

// reconciliationPage compares lists, books and bank.
type reconciliationPage struct {
	payouts.Reconciliation
	At time.Time
}

func (v *visit) reconciliation() error {
	r, err := payouts.Reconcile(v.ctx(), v.tx)
	if err != nil {
		return err
	}
	return v.show("ledger/reconciliation", reconciliationPage{r, v.now()})
}

// entryPage is one voucher with its transfers.
type entryPage struct {
	ledger.Voucher
	Of       link // what it books
	Undoes   *ledger.Voucher
	UndoneBy *ledger.Voucher
	List     *listing
	Rows     []transferRow
	History  []deed.Event
}

// transferRow is a transfer with what it is of.
type transferRow struct {
	ledger.Transfer
	N  int
	Of link
}

func (v *visit) entry() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	p := entryPage{List: v.listing()}
	if p.Voucher, err = ledger.Get(v.ctx(), v.tx, id); err != nil {
		return err
	}
	p.Of = v.booked(p.Ref)
	if p.Undoes, err = v.voucher(p.Reverses); err != nil {
		return err
	}
	if p.UndoneBy, err = v.voucher(p.Reversed); err != nil {
		return err
	}
	found, total, err := ledger.Transfers(v.ctx(), v.tx, id, p.List.window())
	if err != nil {
		return err
	}
	p.List.Total = total
	for i, t := range found {
		p.Rows = append(p.Rows, transferRow{t, p.List.First() + i, v.booked(t.Ref)})
	}
	if p.History, err = deed.History(v.ctx(), v.tx, deed.Ref{Table: "entry", Key: fmt.Sprint(id)}); err != nil {
		return err
	}
	return v.show("ledger/entry", p)
}

// voucher reads another voucher that one speaks of, if any.
func (v *visit) voucher(id *int64) (*ledger.Voucher, error) {
	if id == nil {
		return nil, nil
	}
	found, err := ledger.Get(v.ctx(), v.tx, *id)
	return &found, err
}

// entryOf is the voucher booked under a reference, 0 where there is none.
func (v *visit) entryOf(ref string) (int64, error) {
	found, _, err := ledger.Find(v.ctx(), v.tx, ledger.Filter{Ref: ref})
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0].ID, nil
}
