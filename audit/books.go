package audit

import (
	"cmp"
	"slices"

	"fangpin/internal/calendar"
)

// monthOf is the first day of a day's month.
func monthOf(on date) date { return calendar.On(on.Year(), on.Start().Month(), 1) }

// vouchers: numbers are gapless within the month, and the counter stands at the last.
func vouchers(v *view) Check {
	check := Check{Name: "凭证号按月连续", Looked: int64(len(v.entries))}
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

// entries: each has its transfers, 1…n, each from one account to another; nobody checks what they made; what is undone is undone
// whole, line by line; the day is the deed's, but a premium's the day it reached the bank.
func entries(v *view) Check {
	check := Check{Name: "凭证分录齐全，制单与审核分离，冲销逐条相反", Looked: int64(len(v.entries))}
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
