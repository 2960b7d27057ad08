package sample

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// oddities are what looks wrong to a program and is right: a reader takes these cells as they are meant. A column that a table
// has not is passed over.
var oddities = []flaw{
	{"总费用", "负数：冲销同一户重复的一次结算", isReversal, func(old any) any { return old }},
	{"身份证号", "全角数字", isIdentity, func(old any) any { return fullWidth(old.(string)) }},
	{"姓名", "两字姓名中间有空格", twoCharacters, func(old any) any { return spaced(old.(string)) }},
	{"身份证号", "末位为小写 x", func(v any) bool { return isIdentity(v) && strings.HasSuffix(v.(string), "X") }, func(old any) any { return strings.ToLower(old.(string)) }},
	{"总费用", "文本，带千分位逗号", isMoney, withCommas},
	{"学费", "文本，带千分位逗号", isMoney, withCommas},
	{"财产损失", "文本，带千分位逗号", isMoney, withCommas},
	{"损失金额", "带千分位逗号", isMoney, withCommas},
	{"家庭人均纯收入", "文本，带千分位逗号", isMoney, withCommas},
	{"家庭人均纯收入", "全角数字", isMoney, func(old any) any { return fullWidth(old.(decimal.Decimal).String()) }},
	{"行政村", "简写，省去“村”", func(v any) bool { return strings.HasSuffix(v.(string), "村") }, func(old any) any { return strings.TrimSuffix(old.(string), "村") }},
	{"联系电话", "全角数字", func(v any) bool { return v != nil }, func(old any) any { return fullWidth(old.(string)) }},
	{"学年", "带“学年”二字", func(v any) bool { return v != nil }, func(old any) any { return old.(string) + "学年" }},
}

// remark leaves a blank row in the middle of a longer table and plants its oddities, in no more than a third of the rows; then it
// points out the people whom a county must notice.
func (p *population) remark(t *table) {
	if n := len(t.rows); n > 20 && t.foot != "" {
		t.rows = slices.Insert(t.rows, n/2, row{})
	}
	taken := map[int]bool{}
	for _, o := range oddities {
		if t.at(o.column) < 0 || len(taken) >= len(t.rows)/3 {
			continue
		}
		if i, ok := p.spot(t, o.column, o.fits, taken); ok {
			t.rows[i] = t.rows[i].with(o.column, o.spoil(t.rows[i].cells[o.column]))
			t.oddities = append(t.oddities, mark{i, o.column, o.why})
		}
	}
	p.point(t)
}

// point marks the first person of each sort that screening tells apart.
func (p *population) point(t *table) {
	rows := map[*person]int{}
	for _, r := range t.rows {
		rows[r.who]++
	}
	sorts := []struct {
		why string
		is  func(*person) bool
	}{
		{"花名册中没有此人（未参保）", func(w *person) bool { return !w.home.listed }},
		{"其他农户，不属于参保对象", func(w *person) bool { return w.home.listed && w.home.class == ordinary }},
		{"此人在本表不止一行，不是重复报送", func(w *person) bool { return rows[w] > 1 }},
		{"其他部门也报了此人", func(w *person) bool { return p.reported[w] != "" && p.reported[w] != t.kind }},
	}
	for _, s := range sorts {
		i := slices.IndexFunc(t.rows, func(r row) bool { return !r.blank() && s.is(r.who) })
		if i >= 0 {
			t.oddities = append(t.oddities, mark{i, "姓名", s.why})
		}
	}
	for _, r := range t.rows {
		if !r.blank() {
			p.reported[r.who] = t.kind
		}
	}
}

// fullWidth is ASCII as an input method's full-width mode types it.
func fullWidth(s string) string {
	return strings.Map(func(c rune) rune {
		if c > ' ' && c <= '~' {
			return c + 0xFEE0
		}
		return c
	}, s)
}

func twoCharacters(v any) bool { return utf8.RuneCountInString(v.(string)) == 2 }

// spaced sets a two-character name to the width of three, as lists do.
func spaced(name string) string {
	_, n := utf8.DecodeRuneInString(name)
	return name[:n] + "　" + name[n:]
}

func isReversal(v any) bool { d, ok := v.(decimal.Decimal); return ok && d.IsNegative() }

func isMoney(v any) bool {
	d, ok := v.(decimal.Decimal)
	return ok && d.GreaterThanOrEqual(decimal.NewFromInt(1000))
}

// withCommas is an amount of less than a million as text, as in 12,345.60.
func withCommas(v any) any {
	s := v.(decimal.Decimal).StringFixed(2)
	return s[:len(s)-6] + "," + s[len(s)-6:]
}
