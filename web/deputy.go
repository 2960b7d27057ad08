package web

import (
	"context"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// deputiesPage is who stands in for whom.
type deputiesPage struct {
	Rows  []deputyRow
	Staff []who.Person // to choose from
}

// deputyRow is a deputy and how it stands.
type deputyRow struct {
	staff.Deputy
	State string
	Ends  bool // there is something left to end
}

func (v *visit) deputies() error {
	found, err := staff.FindDeputies(v.ctx(), v.tx, staff.Deputies{})
	if err != nil {
		return err
	}
	var p deputiesPage
	for _, d := range found {
		p.Rows = append(p.Rows, deputyRow{d, standing(d, v.today()), d.EndedAt == nil && d.To >= v.today()})
	}
	if p.Staff, err = staff.Find(v.ctx(), v.tx, staff.Filter{}); err != nil {
		return err
	}
	return v.show("staff/deputies", p)
}

// standing is a deputy's state in words.
func standing(d staff.Deputy, today calendar.Date) string {
	switch {
	case d.EndedAt != nil:
		return "已终止"
	case today < d.From:
		return "未开始"
	case today > d.To:
		return "已到期"
	default:
		return "代理中"
	}
}

// depute writes down who stands in for whom, and when.
func (v *visit) depute() error {
	var d staff.Deputy
	var err error
	if d.Absent, err = v.number("absent", "离岗人员"); err != nil {
		return err
	}
	if d.Deputy, err = v.number("deputy", "代理人"); err != nil {
		return err
	}
	if d.From, err = v.date("from", "从哪天起"); err != nil {
		return err
	}
	if d.To, err = v.date("to", "到哪天止"); err != nil {
		return err
	}
	d.Reason = v.value("reason")
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := staff.Depute(ctx, tx, d)
		return err
	})
	if err != nil {
		return err
	}
	return v.to("/deputies", "代理已登记。代理人登录后，在“我的账号”中选择代理办理")
}

func (v *visit) endDeputy() error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) }); err != nil {
		return err
	}
	return v.to("/deputies", "代理已终止")
}
