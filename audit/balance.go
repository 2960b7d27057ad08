package audit

import (
	"cmp"

	"github.com/shopspring/decimal"
)

func amountOfHeads(n int) amount { return decimal.NewFromInt(int64(n)) }

// settledSums are what the live lists come to, by where each payout stands.
type settledSums struct{ approved, paid, flying, suspended, given amount }

// live are the rows of the lists that were approved and not voided.
func (v *view) live() (rows []*listLine) {
	for i := range v.listLines {
		l := &v.listLines[i]
		if list := v.list[l.List]; list != nil && (list.Status == "approved" || list.Status == "sent") && v.payout[l.Payout] != nil {
			rows = append(rows, l)
		}
	}
	return rows
}

func (v *view) settled() (s settledSums) {
	for _, l := range v.live() {
		s.approved = s.approved.Add(l.Amount)
		switch v.payout[l.Payout].Status {
		case "paid":
			s.paid = s.paid.Add(l.Amount)
		case "listed", "sent":
			s.flying = s.flying.Add(l.Amount)
		case "returned":
			s.suspended = s.suspended.Add(l.Amount)
		case "withdrawn":
			s.given = s.given.Add(l.Amount)
		}
	}
	return s
}

// balances: every balance is the fold of its transfers, and is what lists, instructions and premium come to. Debits equal credits by
// construction; here lists = paid + in flight + suspense + given up = books = bank, to the fen.
func balances(v *view) Check {
	check := Check{Name: "花名册＝已付＋在途＋退票暂挂＋撤回＝账面＝银行", Looked: int64(len(v.transfers))}
	differ := map[string]amount{} // the books, less what they should come to
	stands := map[string]amount{}
	for _, t := range v.transfers {
		differ[t.Debit], differ[t.Credit] = differ[t.Debit].Add(t.Amount), differ[t.Credit].Sub(t.Amount)
	}
	var billed, received, banked amount
	for _, sum := range v.billed() {
		billed = billed.Add(sum)
	}
	for _, p := range v.premiums {
		received = received.Add(p.Amount)
	}
	for _, n := range v.instructions {
		if n.Status == wasPaid {
			banked = banked.Add(n.Amount)
		}
	}
	s := v.settled()
	stands[bank], stands[receivable] = received.Sub(banked), billed.Sub(received)
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

// funds: what was approved is covered by the premium that has come in, and no more premium came in than was billed.
func funds(v *view) Check {
	check := Check{Name: "各保单年度资金不透支", Looked: int64(len(v.policies))}
	received, approved, given, billed := map[int64]amount{}, map[int64]amount{}, map[int64]amount{}, v.billed()
	for _, p := range v.premiums {
		received[p.Fund] = received[p.Fund].Add(p.Amount)
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
