package audit

import (
	"cmp"
	"slices"
)

// withdrawals: what was taken back by hand says why, and nothing else does: what an objection took back has its reason there. (撤回)
func withdrawals(v *view) Check {
	check := Check{Name: "人工撤回的救助金均写明理由", Looked: int64(len(v.withdrawals))}
	because := by(v.withdrawals, func(w *withdrawalRow) int64 { return w.Payout })
	for i := range v.payouts {
		p := &v.payouts[i]
		taken := v.takenBack(p)
		switch w := because[p.ID]; {
		case taken && w == nil:
			check.find("payout", p.key, "已撤回，没有撤回理由")
		case !taken && w != nil:
			check.find("withdrawal", w.key, "有撤回理由，存证中没有撤回")
		}
		delete(because, p.ID)
	}
	for _, w := range sorted(because, cmp.Compare[int64]) {
		check.find("withdrawal", w.key, "没有这笔救助金")
	}
	return check
}

// takenBack tells whether a deed withdrew a payout by hand.
func (v *view) takenBack(p *payoutRow) bool {
	return slices.ContainsFunc(v.history("payout", p.key), func(a act) bool { return a.verb == "payouts.withdraw" })
}
