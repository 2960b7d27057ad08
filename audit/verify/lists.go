package verify

import (
	"cmp"
	"fmt"
	"slices"
)

var listsCheck = Check{
	Name: "花名册各行、合计、校验码与救助金一致",
	Rule: "S2: 保落实",
	Proves: "rows, total and digest of each list are as composed and its payouts', of the list's fund, each cleared; lists " +
		"are numbered; a payout stands on one live list, and goes on another only to be paid again",
	Not: "that the printed list that was signed is this one: its digest is printed on it for that",
}

// lists: number, rows, total and digest as composed; each row is its payout's, of the list's fund; a payout stands on one live list.
func lists(v *view) Result {
	check := Result{Check: listsCheck, Looked: int64(len(v.lists))}
	lines := groupBy(v.listLines, func(l *listLine) int64 { return l.List })
	for i := range v.lists {
		l := &v.lists[i]
		if wrong := l.wrong(lines[l.ID]); wrong != "" {
			check.find("list", l.key, "%s", wrong)
		}
		delete(lines, l.ID)
	}
	for id := range sorted(lines, cmp.Compare[int64]) {
		check.find("list", id, "没有这份花名册")
	}
	check.numbered(v)
	live := map[int64]int{}
	for i := range v.listLines {
		l := &v.listLines[i]
		list, p := v.list[l.List], v.payout[l.Payout]
		switch {
		case p == nil:
			check.find("list_row", l.key, "没有这笔救助金")
		case !p.Amount.Equal(l.Amount):
			check.find("list_row", l.key, "花名册 %s 元，救助金为 %s 元", l.Amount.StringFixed(2), p.Amount.StringFixed(2))
		case list != nil && p.Fund != list.Fund:
			check.find("list_row", l.key, "属于另一保单年度的资金")
		}
		if v.clearance[l.Payout] == nil {
			check.find("list_row", l.key, "公示期满无异议尚未确认")
		}
		if list != nil && list.Status != "void" && !list.Again.V {
			live[l.Payout]++
		}
		if list != nil && list.Again.V != v.wentOut(l.Payout, list.first) {
			check.find("list_row", l.key, "已打过款的只列入重新支付花名册，未打过款的不列入")
		}
	}
	for payout, n := range sorted(live, cmp.Compare[int64]) {
		if n > 1 {
			check.find("payout", payout, "列在 %d 份有效的花名册上", n)
		}
	}
	return check
}

// wentOut tells whether a payout had been ordered before a deed.
func (v *view) wentOut(payout, before int64) bool {
	n := v.instruction[attempt{payout, 1}]
	return n != nil && n.first < before
}

// numbered: lists are numbered without a gap within the year; the oldest have no number.
func (c *Result) numbered(v *view) {
	for year, of := range groupBy(v.lists, func(l *listRow) null[int] { return l.Year }) {
		if !year.Valid {
			continue
		}
		slices.SortFunc(of, func(a, b *listRow) int { return cmp.Compare(a.Serial.V, b.Serial.V) })
		for i, l := range of {
			if l.Serial.V != i+1 || year.V != l.Dated.Year() {
				c.find("list", l.key, "%s编制，编为 %d 年第 %d 册，应为第 %d 册", l.Dated, year.V, l.Serial.V, i+1)
			}
		}
	}
}

// wrong says in what a list is not what its rows come to.
func (r *listRow) wrong(lines []*listLine) string {
	slices.SortFunc(lines, func(a, b *listLine) int { return cmp.Compare(a.N, b.N) })
	var total amount
	texts, gap := make([]string, len(lines)), false
	for i, l := range lines {
		total, gap = total.Add(l.Amount), gap || l.N != i+1
		texts[i] = fmt.Sprintf("%d %d %s %d", l.N, l.Payout, l.Amount.StringFixed(2), l.Account)
	}
	switch {
	case r.Rows != len(lines) || gap || len(lines) == 0:
		return fmt.Sprintf("所记 %d 笔，实有 %d 笔，或序号不连续", r.Rows, len(lines))
	case !r.Total.Equal(total):
		return fmt.Sprintf("合计应为 %s 元，所记为 %s 元", total.StringFixed(2), r.Total.StringFixed(2))
	case r.Digest != digestOf(texts):
		return "校验码与各行不符"
	}
	return ""
}

// firstBatches are the lists' own sendings; what came after reissues.
func (v *view) firstBatches() map[int64]bool {
	first := map[int64]*batchRow{}
	for i := range v.batches {
		b := &v.batches[i]
		was := first[b.List]
		if was == nil || b.SentAt.Before(was.SentAt) || b.SentAt.Equal(was.SentAt) && b.ID < was.ID {
			first[b.List] = b
		}
	}
	ids := map[int64]bool{}
	for _, b := range first {
		ids[b.ID] = true
	}
	return ids
}

// paid is what a row of a list and the instruction that it calls for have in common.
type paid struct {
	list, payout, account int64
	amount                string
}

var instructionsCheck = Check{
	Name: "打款指令与花名册逐笔一致，不重复打款",
	Rule: "domain §2: a returned payment is looked into and paid again",
	Proves: "a sent list's first batch pays every row once, to its account; a later batch only what came back, and no more " +
		"than the row",
	Not: "that the bank did what it was told: its answers say so, in the next check",
}

// instructions: a sent list's first batch pays every row once, to its account; a later one only what came back, and no more than the row.
func instructions(v *view) Result {
	check, first := Result{Check: instructionsCheck, Looked: int64(len(v.instructions))}, v.firstBatches()
	called := map[paid][]*listLine{}
	for i := range v.listLines {
		if l := &v.listLines[i]; v.list[l.List] != nil && v.list[l.List].Status == "sent" {
			at := paid{l.List, l.Payout, l.Account, l.Amount.StringFixed(2)}
			called[at] = append(called[at], l)
		}
	}
	sent := map[paid]bool{}
	for i := range v.instructions {
		n := &v.instructions[i]
		if !first[n.Batch] {
			continue
		}
		at := paid{v.batch[n.Batch].List, n.Payout, n.Account, n.Amount.StringFixed(2)}
		sent[at] = true
		if called[at] == nil {
			check.find("instruction", n.key, "花名册上没有同额同账户的一行，或花名册没有发送")
		}
	}
	for i := range v.listLines {
		l := &v.listLines[i]
		if at := (paid{l.List, l.Payout, l.Account, l.Amount.StringFixed(2)}); called[at] != nil && !sent[at] {
			check.find("list_row", l.key, "已发送的花名册，本行没有同额同账户的指令")
		}
	}
	check.attempts(v)
	return check
}

// attempts follows each payout's instructions in their order.
func (c *Result) attempts(v *view) {
	type place struct{ list, payout int64 }
	rows := by(v.listLines, func(l *listLine) place { return place{l.List, l.Payout} })
	of := groupBy(v.instructions, func(n *instructionRow) int64 { return n.Payout })
	for _, attempts := range sorted(of, cmp.Compare[int64]) {
		slices.SortFunc(attempts, func(a, b *instructionRow) int { return cmp.Compare(a.Attempt, b.Attempt) })
		for i, n := range attempts {
			var row *listLine
			if b := v.batch[n.Batch]; b != nil {
				row = rows[place{b.List, n.Payout}]
			}
			switch {
			case row == nil:
				c.find("instruction", n.key, "不在该批次的花名册上")
			case !row.Amount.Equal(n.Amount):
				c.find("instruction", n.key, "指令 %s 元，花名册为 %s 元", n.Amount.StringFixed(2), row.Amount.StringFixed(2))
			case n.Attempt != i+1:
				c.find("instruction", n.key, "应为第 %d 次，所记为第 %d 次", i+1, n.Attempt)
			}
		}
	}
}
