package main

import (
	"fmt"
	"strings"

	"fangpin/internal/identity/who"
)

// step is one of the month's ten, as the README lists them.
type step struct {
	title, english string
	who            []who.Role
	limit          string // by when, in Chinese
	back           string // where it may lead back to, in Chinese
}

var month = []step{
	{"月报", "reports", []who.Role{who.Reporter}, "每月5日前报送", ""},
	{"比对", "screening", []who.Role{who.Clerk}, "10日前交办，逐户说明", ""},
	{"委托、查勘", "visit", []who.Role{who.Clerk, who.Adjuster}, "三个工作日", ""},
	{"村乡审核", "endorse, review", []who.Role{who.Village, who.Township}, "先村后乡镇", "退回 → 3"},
	{"备案", "file", []who.Role{who.Clerk}, "备案后才核定", ""},
	{"核定", "assess", []who.Role{who.Assessor}, "按方案，附计算书", ""},
	{"公示", "publicity", []who.Role{who.Clerk, who.Village}, "村、自然村各十天", ""},
	{"异议", "objections", []who.Role{who.Township, who.Clerk}, "未处理不发放", "成立 → 3"},
	{"发放", "pay", []who.Role{who.Approver, who.Approver, who.Sender}, "五个工作日", "退票 → 9"},
	{"对账、核验", "verify", []who.Role{who.Clerk, who.Auditor}, "一分不差", ""},
}

// whose is the people of a step do a step: the colour above it.
var whose = map[who.Role]struct{ colour, name string }{
	who.Reporter: {"#7a8591", "部门"}, who.Clerk: {blue, "县"}, who.Approver: {blue, "县"}, who.Sender: {blue, "县"},
	who.Adjuster: {"#b07a1e", "保险公司"}, who.Assessor: {"#b07a1e", "保险公司"},
	who.Village: {"#1d6b3a", "村、乡镇"}, who.Township: {"#1d6b3a", "村、乡镇"}, who.Auditor: {"#6b3a7a", "审计"},
}

const (
	across             = 5
	cardWide, cardTall = 196, 150
	gapWide, gapTall   = 32, 46
	left, top          = 24, 76
)

// drawMonth is the way of a case in ten cards, five in a row.
func drawMonth() []byte {
	wide, tall := 2*left+across*cardWide+(across-1)*gapWide, top+2*cardTall+gapTall+64
	s := begin(wide, tall, "一个月：从部门月报到核验 · one month, from the departments' reports to books that verify")
	s.text(left, 38, hand{size: 22, colour: ink, bold: true}, "一个月：从部门月报到核验")
	s.text(left, 60, hand{size: 13, colour: soft}, "one month, from the departments' reports to books that verify")
	s.legend(wide - left)
	for i, step := range month {
		x, y := cardAt(i)
		s.card(x, y, i+1, step)
		if i%across != across-1 {
			s.arrow(x+cardWide, y+cardTall/2, gapWide)
		}
	}
	s.turn()
	s.text(left, tall-24, hand{size: 13.5, colour: ink},
		"同一份花名册上，查勘、核定、经办、两级审批、发送是六个不同的人，数据库拒绝例外；每一次办理都存证，任何人可以从头重新推算。")
	return s.end()
}

func cardAt(i int) (x, y int) {
	return left + i%across*(cardWide+gapWide), top + i/across*(cardTall+gapTall)
}

// card is a step: a band in the colours of who does it, its number and names, who, by when, and what leads back.
func (s *svg) card(x, y, n int, of step) {
	s.box(x, y, cardWide, cardTall, "#fff", rule, 4)
	each := cardWide / len(of.who)
	for i, role := range of.who {
		s.box(x+i*each, y, each, 7, whose[role].colour, "none", 0)
	}
	s.text(x+14, y+44, hand{size: 26, colour: whose[of.who[0]].colour, bold: true}, fmt.Sprint(n))
	s.text(x+cardWide-14, y+44, hand{size: 20, colour: ink, bold: true, anchor: "end"}, of.title)
	s.text(x+cardWide-14, y+63, hand{size: 12, colour: soft, anchor: "end"}, of.english)
	s.text(x+14, y+95, hand{size: 14.5, colour: ink}, named(of.who))
	s.text(x+14, y+117, hand{size: 13, colour: soft}, of.limit)
	if of.back != "" {
		s.text(x+14, y+138, hand{size: 13, colour: red}, of.back)
	}
}

// legend names the houses at the right of the title.
func (s *svg) legend(right int) {
	x := right
	for _, role := range []who.Role{who.Auditor, who.Village, who.Adjuster, who.Clerk, who.Reporter} {
		of := whose[role]
		wide := 15 * len([]rune(of.name))
		x -= wide
		s.text(x, 38, hand{size: 14, colour: ink}, of.name)
		s.box(x-20, 26, 14, 14, of.colour, "none", 2)
		x -= 42
	}
}

func (s *svg) arrow(x, y, long int) {
	s.path(fmt.Sprintf("M%d %d h%d", x+5, y, long-16), soft, 2)
	s.shape(fmt.Sprintf("M%d %d l-9 -5 v10 z", x+long-4, y), soft)
}

// turn leads from the end of the first row to the beginning of the second.
func (s *svg) turn() {
	fromX, fromY := cardAt(across - 1)
	toX, toY := cardAt(across)
	middle := fromY + cardTall + gapTall/2
	s.path(fmt.Sprintf("M%d %d V%d H%d V%d", fromX+cardWide/2, fromY+cardTall+4, middle, toX+cardWide/2, toY-12), soft, 2)
	s.shape(fmt.Sprintf("M%d %d l-5 -9 h10 z", toX+cardWide/2, toY-4), soft)
}

// named is who does a step; a role that stands there twice takes two people.
func named(roles []who.Role) string {
	var names []string
	for i, role := range roles {
		if i > 0 && roles[i-1] == role {
			names[len(names)-1] += "两人"
			continue
		}
		names = append(names, role.Title())
	}
	return strings.Join(names, "、")
}
