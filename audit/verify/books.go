package verify

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
)

// monthOf is the first day of a day's month.
func monthOf(on date) date { return calendar.On(on.Year(), on.Start().Month(), 1) }

var vouchersCheck = Check{
	Name:   "凭证号按月连续",
	Rule:   "architecture §6: numbers gapless by month",
	Proves: "vouchers are numbered without a gap within the month, and the counter stands at the last",
	Not:    "that nothing was left unbooked: the check of bookings looks at that",
}

// vouchers: numbers are gapless within the month, and the counter stands at the last.
func vouchers(v *view) Result {
	check := Result{Check: vouchersCheck, Looked: int64(len(v.entries))}
	months := groupBy(v.entries, func(e *entryRow) date { return monthOf(e.On) })
	last := map[date]int{}
	for month, entries := range sorted(months, cmp.Compare[date]) {
		slices.SortFunc(entries, func(a, b *entryRow) int { return cmp.Or(cmp.Compare(a.No, b.No), cmp.Compare(a.ID, b.ID)) })
		for i, e := range entries {
			if e.No != i+1 {
				check.find("entry", e.key, "%s凭证号为 %d，应为 %d", month.Start().Format("2006年01月"), e.No, i+1)
			}
		}
		last[month] = entries[len(entries)-1].No
	}
	for _, m := range v.months {
		if m.Last != last[m.Month] {
			check.find("voucher_month", m.Month, "末号记为 %d，实有 %d 张凭证", m.Last, last[m.Month])
		}
		delete(last, m.Month)
	}
	for month, no := range sorted(last, cmp.Compare[date]) {
		check.find("voucher_month", month, "没有记末号，实有 %d 张凭证", no)
	}
	return check
}

var entriesCheck = Check{
	Name: "凭证分录齐全，制单与审核分离，冲销逐条相反",
	Rule: "architecture §6: a wrong entry is reversed, never edited",
	Proves: "each entry has its transfers 1…n, nobody checked what they made, what is undone is undone line by line, and the " +
		"day is the deed's (a premium's: the bank's)",
	Not: "that an entry has a cause: the next check asks for it",
}

// entries: each has its transfers, 1…n, each from one account to another; nobody checks what they made; what is undone is undone
// whole, line by line; the day is the deed's, but a premium's the day it reached the bank.
func entries(v *view) Result {
	check := Result{Check: entriesCheck, Looked: int64(len(v.entries))}
	lines := groupBy(v.transfers, func(t *transferRow) int64 { return t.Entry })
	received := map[string]date{}
	for _, p := range v.premiums {
		received["premium/"+id(p.ID)] = p.ReceivedOn
	}
	for _, of := range lines {
		slices.SortFunc(of, func(a, b *transferRow) int { return cmp.Compare(a.N, b.N) })
	}
	for i := range v.entries {
		e := &v.entries[i]
		if of := lines[e.ID]; !numbered(of) {
			check.find("entry", e.key, "没有分录，或分录序号不连续")
		}
		if e.CheckedBy == (null[int64]{V: e.MadeBy, Valid: true}) {
			check.find("entry", e.key, "制单与审核同为 %d", e.MadeBy)
		}
		if e.Reverses.Valid && !opposite(lines[e.ID], lines[e.Reverses.V]) {
			check.find("entry", e.key, "与所冲销的凭证不是逐条相反")
		}
		on, ok := received[e.Ref]
		if a, known := v.act(e.first); known && !ok {
			on, ok = calendar.DateOf(a.at), true
		}
		if ok && e.On != on {
			check.find("entry", e.key, "记账日期为 %s，应为 %s", e.On, on)
		}
	}
	for _, t := range v.transfers {
		switch {
		case v.entry[t.Entry] == nil:
			check.find("transfer", t.key, "分录没有凭证")
		case t.Debit == t.Credit:
			check.find("transfer", t.key, "借贷为同一科目")
		case !t.Amount.IsPositive():
			check.find("transfer", t.key, "金额应大于零")
		}
	}
	return check
}

// numbered tells whether there are lines, 1…n.
func numbered(lines []*transferRow) bool {
	for i, t := range lines {
		if t.N != i+1 {
			return false
		}
	}
	return len(lines) > 0
}

// opposite tells whether the lines of one entry undo another's, one by one.
func opposite(lines, undone []*transferRow) bool {
	return slices.EqualFunc(lines, undone, func(a, b *transferRow) bool {
		return a.N == b.N && a.Debit == b.Credit && a.Credit == b.Debit && a.Amount.Equal(b.Amount) && a.Ref == b.Ref
	})
}

func amountOfHeads(n int) amount { return decimal.NewFromInt(int64(n)) }

// settledSums are what the live lists come to, by where each payout stands.
type settledSums struct{ approved, paid, flying, suspended, given amount }

// live are the rows of the lists that took from the fund: approved and not voided, without what is paid again.
func (v *view) live() (rows []*listLine) {
	for i := range v.listLines {
		l := &v.listLines[i]
		if list := v.list[l.List]; list != nil && (list.Status == "approved" || list.Status == "sent") && !list.Again.V && v.payout[l.Payout] != nil {
			rows = append(rows, l)
		}
	}
	return rows
}

func (v *view) settled() (s settledSums) {
	waits := map[int64]bool{} // on a list to be paid again that nobody has approved: the money lies in suspense
	for _, l := range v.listLines {
		if list := v.list[l.List]; list != nil && list.Again.V && list.Status == "composed" {
			waits[l.Payout] = true
		}
	}
	for _, l := range v.live() {
		s.approved = s.approved.Add(l.Amount)
		switch status := v.payout[l.Payout].Status; {
		case status == "paid":
			s.paid = s.paid.Add(l.Amount)
		case status == "returned" || status == "listed" && waits[l.Payout]:
			s.suspended = s.suspended.Add(l.Amount)
		case status == "listed" || status == "sent":
			s.flying = s.flying.Add(l.Amount)
		case status == "withdrawn":
			s.given = s.given.Add(l.Amount)
		}
	}
	return s
}

var balancesCheck = Check{
	Name:   "花名册＝已付＋在途＋退票暂挂＋撤回＝账面＝银行",
	Rule:   "architecture §6: live lists = paid + in flight + suspense = books = bank, to the fen",
	Proves: "every account's balance is what lists, instructions and premium come to",
	Not:    "the balance on the bank's statement, which the program does not hold: bank here is what the answers say",
}

// balances: every balance is the fold of its transfers, and is what lists, instructions and premium come to. Debits equal credits by
// construction; here lists = paid + in flight + suspense + given up = books = bank, to the fen.
func balances(v *view) Result {
	check := Result{Check: balancesCheck, Looked: int64(len(v.transfers))}
	differ := map[string]amount{} // the books, less what they should come to
	stands := map[string]amount{}
	for _, t := range v.transfers {
		differ[t.Debit], differ[t.Credit] = differ[t.Debit].Add(t.Amount), differ[t.Credit].Sub(t.Amount)
	}
	var billed, received, banked, twice amount
	for _, sum := range v.billed() {
		billed = billed.Add(sum)
	}
	for _, p := range v.premiums {
		received = received.Add(p.Amount)
	}
	for _, n := range v.instructions {
		switch n.Status {
		case wasPaid:
			banked = banked.Add(n.Amount)
		case wasTwice:
			twice = twice.Add(n.Amount)
		}
	}
	s := v.settled()
	stands[bank], stands[receivable] = received.Sub(banked).Sub(twice), billed.Sub(received)
	stands[recovery] = twice
	stands[fund] = s.approved.Sub(s.given).Sub(billed)
	stands[payable], stands[suspense] = s.flying.Neg(), s.suspended.Neg()
	for account := range stands {
		differ[account] = differ[account].Sub(stands[account])
	}
	for account, by := range sorted(differ, cmp.Compare[string]) {
		if !by.IsZero() {
			check.find("chart", account, "借方余额账面为 %s 元，由花名册、指令、保费推算为 %s 元", by.Add(stands[account]).StringFixed(2), stands[account].StringFixed(2))
		}
	}
	if sum := s.paid.Add(s.flying).Add(s.suspended).Add(s.given); !s.approved.Equal(sum) || !s.paid.Equal(banked) {
		check.find("list", "", "花名册合计 %s 元，已付 %s ＋在途 %s ＋暂挂 %s ＋撤回 %s 元", s.approved.StringFixed(2), s.paid.StringFixed(2),
			s.flying.StringFixed(2), s.suspended.StringFixed(2), s.given.StringFixed(2))
	}
	return check
}

var fundsCheck = Check{
	Name:   "各保单年度资金不透支",
	Rule:   "domain §3 no. 22: the fund cannot fall below zero",
	Proves: "what was approved is covered by the premium that came in, and no more came in than was billed; each payment of it has a voucher of its own, but for those from before vouchers were asked, which are counted",
	Not:    "that it was covered on every day before: the door that approves holds that",
}

// funds: what was approved is covered by the premium that has come in, and no more premium came in than was billed.
func funds(v *view) Result {
	check := Result{Check: fundsCheck, Looked: int64(len(v.policies))}
	received, approved, given, billed := map[int64]amount{}, map[int64]amount{}, map[int64]amount{}, v.billed()
	bare, vouched := 0, map[string]bool{}
	for _, p := range v.premiums {
		received[p.Fund] = received[p.Fund].Add(p.Amount)
		switch {
		case !p.Voucher.Valid:
			bare++
		case vouched[p.Voucher.V]:
			check.find("premium", p.key, "银行回单已用于另一笔到账")
		}
		vouched[p.Voucher.V] = true
	}
	if bare > 0 {
		check.tell("%d 笔保费到账是要求附银行回单以前登记的", bare)
	}
	for _, l := range v.live() {
		of := v.list[l.List].Fund
		approved[of] = approved[of].Add(l.Amount)
		if v.payout[l.Payout].Status == "withdrawn" {
			given[of] = given[of].Add(l.Amount)
		}
	}
	for _, p := range v.policies {
		in, out, back := received[p.ID], approved[p.ID], given[p.ID]
		if in.Sub(out).Add(back).IsNegative() {
			check.find("policy", p.key, "实收保费 %s 元，已审批 %s 元，撤回 %s 元，透支", in.StringFixed(2), out.StringFixed(2), back.StringFixed(2))
		}
		if in.GreaterThan(billed[p.ID]) {
			check.find("policy", p.key, "应收保费 %s 元，实收 %s 元，多收", billed[p.ID].StringFixed(2), in.StringFixed(2))
		}
	}
	return check
}
