package demo

import (
	"context"
	"fmt"
	"time"

	"fangpin/internal/area"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// people are the sample county's staff: no two parts of a list fall to one of them.
type people struct {
	admin            who.Person
	clerk, colleague who.Person // 县经办: one enters accounts, the other confirms them
	first, second    who.Person // 县审批人
	sender           who.Person
	adjusters        []who.Person
	assessor         who.Person
	auditor          who.Person
	security, audit  who.Person // 安全管理员、审计管理员: with the system administrator, three people
	reporters        []who.Person
	townships        map[string]who.Person // by division
	villages         map[int64]who.Person
}

// byOwner is a deed by the word of whoever owns the database: in a real county each of these people takes two.
func (m *month) byOwner(ctx context.Context, verb func(tx *pg.Tx) error) error {
	m.now = m.now.Add(5 * time.Second)
	by := m.people.admin
	by.Way = who.Demonstration
	return m.Place.Deed(ctx, m.DB.Clock, by, verb)
}

// hire takes the county's people on.
func (m *month) hire(ctx context.Context) error {
	m.people.admin = staff.Opener(County, "马超")
	if err := m.byOwner(ctx, func(tx *pg.Tx) error { return staff.Open(ctx, tx) }); err != nil {
		return err
	}
	if err := m.byOwner(ctx, func(tx *pg.Tx) error { return m.people.hire(ctx, tx) }); err != nil {
		return err
	}
	return m.readyToSign(ctx)
}

func (p *people) hire(ctx context.Context, tx *pg.Tx) error {
	p.adjusters = make([]who.Person, 3)
	for _, post := range []struct {
		to   *who.Person
		role who.Role
		name string
	}{
		{&p.clerk, who.Clerk, "王秀兰"}, {&p.colleague, who.Clerk, "李建国"},
		{&p.first, who.Approver, "张志强"}, {&p.second, who.Approver, "刘桂英"}, {&p.sender, who.Sender, "陈丽"},
		{&p.adjusters[0], who.Adjuster, "杨帆"}, {&p.adjusters[1], who.Adjuster, "赵磊"}, {&p.adjusters[2], who.Adjuster, "黄勇"},
		{&p.assessor, who.Assessor, "周敏"}, {&p.auditor, who.Auditor, "吴静"},
		{&p.security, who.SecurityAdmin, "徐强"}, {&p.audit, who.AuditAdmin, "孙丽"},
	} {
		hired, err := staff.Add(ctx, tx, staff.Member{Name: post.name, Role: post.role})
		if err != nil {
			return err
		}
		*post.to = hired
	}
	for _, agency := range []string{"医保局", "卫健委", "教体局", "民政局", "人社局", "应急管理局", "农业农村局", "公安局"} {
		hired, err := staff.Add(ctx, tx, staff.Member{Name: agency + "报送员", Role: who.Reporter, Agency: agency})
		if err != nil {
			return err
		}
		p.reporters = append(p.reporters, hired)
	}
	return p.hireLocally(ctx, tx)
}

// hireLocally takes on one cadre for each township and village.
func (p *people) hireLocally(ctx context.Context, tx *pg.Tx) error {
	p.townships, p.villages = map[string]who.Person{}, map[int64]who.Person{}
	tree := area.Published()
	for _, t := range tree.Townships(County) {
		hired, err := staff.Add(ctx, tx, staff.Member{Name: t.Short() + "经办", Role: who.Township, Division: t.Code})
		if err != nil {
			return err
		}
		p.townships[t.Code] = hired
		for _, v := range tree.Villages(t.Code) {
			if p.villages[number(v.Code)], err = staff.Add(ctx, tx, staff.Member{Name: v.Short() + "干部", Role: who.Village, Division: v.Code}); err != nil {
				return err
			}
		}
	}
	return nil
}

// number is a division's code as place ids write it.
func number(code string) (n int64) {
	_, _ = fmt.Sscan(code, &n) // twelve digits
	return n
}
