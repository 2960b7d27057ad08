package money

import (
	"fmt"
	"io"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/ledger"
	"fangpin/payouts"
	"fangpin/web/kit"
)

func ledgerRoutes() []kit.Route {
	return []kit.Route{
		kit.Show("/ledger", "账簿", bookReaders, listVouchers),
		kit.Show("/ledger/vouchers.xlsx", "", bookReaders, voucherSheet),
		kit.Show("/ledger/balance", "", bookReaders, showBalance),
		kit.Show("/ledger/reconciliation", "", bookReaders, showReconciliation),
		kit.Show("/ledger/entries/{id:[0-9]+}", "", bookReaders, showEntry),
	}
}

// month is one month of the books, as the address has it and as people say it.
type month struct {
	kit.Choice
	first calendar.Date
}

func monthOf(first calendar.Date) month {
	day := first.Start()
	return month{kit.Choice{Value: day.Format("2006-01"), Title: fmt.Sprintf("%d年%d月", day.Year(), day.Month())}, first}
}

// last is its last day.
func (m month) last() calendar.Date { return m.next() - 1 }

// next is the first day after it.
func (m month) next() calendar.Date {
	year, of, _ := m.first.Start().Date()
	return calendar.On(year, of+1, 1)
}

// months are those with vouchers, and the one that the address asks for: the newest unless it names another.
func months(r *kit.Request) (all []month, asked month, err error) {
	firsts, err := ledger.Months(r.Context(), r.Tx)
	if err != nil {
		return nil, month{}, err
	}
	for _, first := range firsts {
		all = append(all, monthOf(first))
	}
	today := r.Today().Start()
	asked = monthOf(calendar.On(today.Year(), today.Month(), 1))
	if len(all) > 0 {
		asked = all[0]
	}
	if t, err := time.Parse("2006-01", r.URL.Query().Get("month")); err == nil {
		asked = monthOf(calendar.On(t.Year(), t.Month(), 1))
	}
	return all, asked, nil
}

// vouchersPage is a month's vouchers.
type vouchersPage struct {
	List     *kit.List
	Month    month
	Months   []month
	Accounts []kit.Choice
	Rows     []ledger.Voucher
}

func listVouchers(r *kit.Request) error {
	p := vouchersPage{List: r.List()}
	var err error
	if p.Months, p.Month, err = months(r); err != nil {
		return err
	}
	for _, a := range ledger.Accounts() {
		p.Accounts = append(p.Accounts, kit.Choice{Value: string(a), Title: a.Title()})
	}
	f := ledger.Filter{Month: &p.Month.first, Account: ledger.Account(p.List.Get("account")), Window: p.List.Window()}
	if p.Rows, p.List.Total, err = ledger.Find(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("money/ledger/list", p)
}

// voucherSheet is a month's vouchers as a workbook.
func voucherSheet(r *kit.Request) error {
	_, m, err := months(r)
	if err != nil {
		return err
	}
	return r.File("凭证-"+m.Title+".xlsx", kit.XLSX, func(w io.Writer) error { return ledger.WriteVouchers(r.Context(), r.Tx, m.first, w) })
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

func showBalance(r *kit.Request) error {
	p := balancePage{}
	var err error
	if p.Months, p.Month, err = months(r); err != nil {
		return err
	}
	before, err := ledger.TrialBalance(r.Context(), r.Tx, p.Month.first-1)
	if err != nil {
		return err
	}
	after, err := ledger.TrialBalance(r.Context(), r.Tx, p.Month.last())
	if err != nil {
		return err
	}
	for i, a := range after {
		l := balanceLine{a.Name, before[i].Balance(), a.Debits.Sub(before[i].Debits), a.Credits.Sub(before[i].Credits), a.Balance()}
		p.Lines = append(p.Lines, l)
		p.Sum.Debit, p.Sum.Credit = p.Sum.Debit.Add(l.Debit), p.Sum.Credit.Add(l.Credit)
	}
	return r.Show("money/ledger/balance", p)
}

// reconciliationPage compares lists, books and bank.
type reconciliationPage struct {
	payouts.Reconciliation
	At time.Time
}

func showReconciliation(r *kit.Request) error {
	found, err := payouts.Reconcile(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	return r.Show("money/ledger/reconciliation", reconciliationPage{found, r.Now()})
}

// entryPage is one voucher with its transfers.
type entryPage struct {
	ledger.Voucher
	Of       link // what it books
	Undoes   *ledger.Voucher
	UndoneBy *ledger.Voucher
	List     *kit.List
	Rows     []transferRow
	History  []deed.Event
}

// transferRow is a transfer with what it is of.
type transferRow struct {
	ledger.Transfer
	N  int
	Of link
}

func showEntry(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := entryPage{List: r.List()}
	if p.Voucher, err = ledger.Get(r.Context(), r.Tx, id); err != nil {
		return err
	}
	p.Of = booked(r, p.Ref)
	if p.Undoes, err = voucher(r, p.Reverses); err != nil {
		return err
	}
	if p.UndoneBy, err = voucher(r, p.Reversed); err != nil {
		return err
	}
	found, total, err := ledger.Transfers(r.Context(), r.Tx, id, p.List.Window())
	if err != nil {
		return err
	}
	p.List.Total = total
	for i, t := range found {
		p.Rows = append(p.Rows, transferRow{t, p.List.First() + i, booked(r, t.Ref)})
	}
	if p.History, err = deed.History(r.Context(), r.Tx, deed.Ref{Table: "entry", Key: fmt.Sprint(id)}); err != nil {
		return err
	}
	return r.Show("money/ledger/entry", p)
}

// voucher reads another voucher that one speaks of, if any.
func voucher(r *kit.Request, id *int64) (*ledger.Voucher, error) {
	if id == nil {
		return nil, nil
	}
	found, err := ledger.Get(r.Context(), r.Tx, *id)
	return &found, err
}

// entryOf is the voucher booked under a reference, 0 where there is none.
func entryOf(r *kit.Request, ref string) (int64, error) {
	found, _, err := ledger.Find(r.Context(), r.Tx, ledger.Filter{Ref: ref})
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0].ID, nil
}
