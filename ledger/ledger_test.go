package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/ledger"
)

// books are an office's, kept by one clerk.
type books struct {
	*stafftest.Office
	clerk who.Person
}

func open(t testing.TB) books {
	t.Helper()
	o := stafftest.New(t)
	return books{o, o.Hire(who.Clerk)}
}

// do books as a deed. The ledger is called by the rooms' verbs, so the test names the deed.
func (b books) do(fn func(context.Context, *pg.Tx) error) error {
	return b.Do(b.clerk, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform("test.book", "记账")
		return fn(ctx, tx)
	})
}

func (b books) post(e ledger.Entry) error {
	return b.do(func(ctx context.Context, tx *pg.Tx) error { _, err := ledger.Post(ctx, tx, e); return err })
}

func (b books) reverse(ref string, e ledger.Entry) error {
	return b.do(func(ctx context.Context, tx *pg.Tx) error { _, err := ledger.Reverse(ctx, tx, ref, e); return err })
}

func (b books) balances(t testing.TB, upTo calendar.Date) map[ledger.Account]string {
	t.Helper()
	out := map[ledger.Account]string{}
	b.Look(b.clerk, func(ctx context.Context, tx *pg.Tx) error {
		lines, err := ledger.TrialBalance(ctx, tx, upTo)
		debits, credits := decimal.Zero, decimal.Zero
		for _, l := range lines {
			out[l.Account] = l.Balance().StringFixed(2)
			debits, credits = debits.Add(l.Debits), credits.Add(l.Credits)
		}
		if !debits.Equal(credits) {
			t.Errorf("debits %s, credits %s", debits, credits)
		}
		return err
	})
	return out
}

func (b books) vouchers(month calendar.Date) (v []ledger.Voucher) {
	b.Look(b.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		v, err = ledger.Vouchers(ctx, tx, month)
		return err
	})
	return v
}

func on(t testing.TB, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func entry(ref string, day calendar.Date, transfers ...ledger.Transfer) ledger.Entry {
	return ledger.Entry{Ref: ref, On: day, Memo: "测试", Transfers: transfers}
}

func move(debit, credit ledger.Account, yuan string) ledger.Transfer {
	return ledger.Transfer{Debit: debit, Credit: credit, Amount: decimal.RequireFromString(yuan), Ref: "payout/1"}
}

func TestWhatHappenedIsBookedOnce(t *testing.T) {
	b := open(t)
	e := entry("list/1/approved", on(t, "2024-09-09"), move(ledger.PremiumFund, ledger.ClaimsPayable, "7850.00"))
	b.Must(b.post(e))
	b.Refused(b.post(e), fault.Conflict)
	if n := len(b.vouchers(e.On)); n != 1 {
		t.Errorf("%d vouchers", n)
	}
}

func TestBadEntriesAreRefused(t *testing.T) {
	b := open(t)
	day := on(t, "2024-09-09")
	for name, tc := range map[string]struct {
		e    ledger.Entry
		kind fault.Kind
	}{
		"nothing":                {entry("1", day), fault.Invalid},
		"zero":                   {entry("1", day, move(ledger.Bank, ledger.Suspense, "0")), fault.Invalid},
		"below zero":             {entry("1", day, move(ledger.Bank, ledger.Suspense, "-1")), fault.Invalid},
		"less than a fen":        {entry("1", day, move(ledger.Bank, ledger.Suspense, "0.001")), fault.Invalid},
		"to itself":              {entry("1", day, move(ledger.Bank, ledger.Bank, "1")), fault.Invalid},
		"an account we lack":     {entry("1", day, move("petty_cash", ledger.Bank, "1")), fault.Invalid},
		"no reference":           {entry("", day, move(ledger.Bank, ledger.Suspense, "1")), fault.Invalid},
		"checked by its maker":   {ledger.Entry{Ref: "1", On: day, Memo: "测试", CheckedBy: b.clerk.ID, Transfers: []ledger.Transfer{move(ledger.Bank, ledger.Suspense, "1")}}, fault.Invalid},
		"the second of two zero": {entry("1", day, move(ledger.Bank, ledger.Suspense, "1"), move(ledger.Bank, ledger.Suspense, "0")), fault.Invalid},
	} {
		if err := b.post(tc.e); fault.KindOf(err) != tc.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if v := b.vouchers(day); len(v) > 0 {
		t.Errorf("vouchers of what was refused: %+v", v)
	}
}

func TestAnEntryIsReversedWholeAndOnce(t *testing.T) {
	b := open(t)
	day := on(t, "2024-09-09")
	b.Must(b.post(entry("list/1/approved", day, move(ledger.PremiumFund, ledger.ClaimsPayable, "100.10"), move(ledger.PremiumFund, ledger.ClaimsPayable, "0.01"))))
	undo := ledger.Entry{Ref: "list/1/void", On: on(t, "2024-10-08"), Memo: "冲销"}
	b.Must(b.reverse("list/1/approved", undo))
	undo.Ref = "list/1/void again"
	b.Refused(b.reverse("list/1/approved", undo), fault.Conflict)
	b.Refused(b.reverse("list/2/approved", undo), fault.NotFound)
	before, after := b.balances(t, day), b.balances(t, undo.On)
	if before[ledger.ClaimsPayable] != "100.11" || before[ledger.PremiumFund] != "-100.11" || after[ledger.ClaimsPayable] != "0.00" || after[ledger.PremiumFund] != "0.00" {
		t.Errorf("before %v, after %v", before, after)
	}
}

func TestAVoucherAddsUpItsTransfers(t *testing.T) {
	b := open(t)
	day := on(t, "2024-09-09")
	b.Must(b.post(entry("answer/1", day, move(ledger.ClaimsPayable, ledger.Bank, "1"), move(ledger.ClaimsPayable, ledger.Suspense, "5"), move(ledger.ClaimsPayable, ledger.Bank, "2.50"))))
	v := b.vouchers(on(t, "2024-09-30"))
	if len(v) != 1 || v[0].No != 1 || v[0].MadeBy != b.clerk.ID || v[0].Total.StringFixed(2) != "8.50" || v[0].On != day {
		t.Fatalf("vouchers %+v", v)
	}
	var lines []string
	for _, l := range v[0].Lines {
		lines = append(lines, fmt.Sprint(l.Debit, " ", l.Credit, " ", l.Rows, " ", l.Amount.StringFixed(2)))
	}
	if d := cmp.Diff([]string{"claims_payable bank 2 3.50", "claims_payable suspense 1 5.00"}, lines); d != "" {
		t.Error(d)
	}
}

// Thirty-two clerks post at once; some of them fail after taking a number. None is missing, none is given twice.
func TestVoucherNumbersAreGapless(t *testing.T) {
	b := open(t)
	const clerks, each = 32, 4
	september, october := on(t, "2024-09-09"), on(t, "2024-10-01")
	var waiting sync.WaitGroup
	var mu sync.Mutex
	var failures []error
	for c := range clerks {
		waiting.Go(func() {
			for n := range each {
				day := september
				if n%2 == 1 {
					day = october
				}
				err := b.do(func(ctx context.Context, tx *pg.Tx) error {
					_, err := ledger.Post(ctx, tx, entry(fmt.Sprint(c, "/", n), day, move(ledger.Bank, ledger.Suspense, "1")))
					if err == nil && n >= 2 && c%2 == 0 {
						return fault.Conflictf("半途而废")
					}
					return err
				})
				if err != nil && fault.Message(err) != "半途而废" {
					mu.Lock()
					failures = append(failures, err)
					mu.Unlock()
				}
			}
		})
	}
	waiting.Wait()
	if len(failures) > 0 {
		t.Fatal(failures[0])
	}
	for _, month := range []calendar.Date{september, october} {
		var numbers []int
		for _, v := range b.vouchers(month) {
			numbers = append(numbers, v.No)
		}
		want := make([]int, clerks+clerks/2)
		for i := range want {
			want[i] = i + 1
		}
		if !slices.Equal(numbers, want) {
			t.Errorf("%s: %v", month, numbers)
		}
	}
}

// Balances are the fold of the transfers, whatever is booked, on any day; reversing all of it leaves nothing.
func TestBalancesAreTheFoldOfTransfers(t *testing.T) {
	b := open(t)
	runs := 0
	account := rapid.SampledFrom(ledger.Accounts())
	rapid.Check(t, func(r *rapid.T) {
		runs++
		first := on(t, "2010-01-01") + calendar.Date(400*runs) // a year of its own for each run
		before := b.balances(t, first-1)
		want := map[ledger.Account]decimal.Decimal{}
		half := map[ledger.Account]decimal.Decimal{}
		for a, yuan := range before {
			want[a], half[a] = decimal.RequireFromString(yuan), decimal.RequireFromString(yuan)
		}
		var refs []string
		for i := range rapid.IntRange(1, 4).Draw(r, "entries") {
			e := entry(fmt.Sprintf("run/%d/%d", runs, i), first+calendar.Date(rapid.IntRange(0, 1).Draw(r, "day")))
			for range rapid.IntRange(1, 4).Draw(r, "transfers") {
				debit := account.Draw(r, "debit")
				credit := account.Filter(func(a ledger.Account) bool { return a != debit }).Draw(r, "credit")
				amount := decimal.New(rapid.Int64Range(1, 1_000_000_00).Draw(r, "fen"), -2)
				e.Transfers = append(e.Transfers, ledger.Transfer{Debit: debit, Credit: credit, Amount: amount, Ref: "test"})
				fold(want, debit, credit, amount)
				if e.On == first {
					fold(half, debit, credit, amount)
				}
			}
			refs = append(refs, e.Ref)
			if err := b.post(e); err != nil {
				r.Fatal(err)
			}
		}
		for day, want := range map[calendar.Date]map[ledger.Account]decimal.Decimal{first: half, first + 1: want} {
			if d := cmp.Diff(text(want), b.balances(t, day)); d != "" {
				r.Fatal(d)
			}
		}
		for _, ref := range refs {
			if err := b.reverse(ref, ledger.Entry{Ref: ref + "/undone", On: first + 2, Memo: "冲销"}); err != nil {
				r.Fatal(err)
			}
		}
		if d := cmp.Diff(before, b.balances(t, first+2)); d != "" {
			r.Fatal(d)
		}
	})
}

// creditSide are the accounts whose balance normally stands in credit.
var creditSide = []ledger.Account{ledger.PremiumFund, ledger.ClaimsPayable, ledger.Suspense, ledger.InsurerShare}

// fold moves an amount between two balances, each on its normal side.
func fold(balances map[ledger.Account]decimal.Decimal, debit, credit ledger.Account, amount decimal.Decimal) {
	sign := func(a ledger.Account) decimal.Decimal {
		if slices.Contains(creditSide, a) {
			return amount.Neg()
		}
		return amount
	}
	balances[debit] = balances[debit].Add(sign(debit))
	balances[credit] = balances[credit].Sub(sign(credit))
}

func text(balances map[ledger.Account]decimal.Decimal) map[ledger.Account]string {
	out := make(map[ledger.Account]string, len(balances))
	for a, yuan := range balances {
		out[a] = yuan.StringFixed(2)
	}
	return out
}

func TestTheChartIsClosed(t *testing.T) {
	b := open(t)
	var codes []ledger.Account
	b.Must(b.SelectContext(t.Context(), &codes, `SELECT code FROM chart`))
	if d := cmp.Diff(slices.Sorted(slices.Values(ledger.Accounts())), slices.Sorted(slices.Values(codes))); d != "" {
		t.Error(d)
	}
}
