package account

import (
	"context"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/web/kit"
)

// deputiesPage is who stands in for whom.
type deputiesPage struct {
	Waiting []grant.Grant // asked for and not granted yet
	Rows    []deputyRow
	Staff   []who.Person // to choose from
}

// deputyRow is a deputy and how it stands.
type deputyRow struct {
	staff.Deputy
	State string
	Ends  bool // there is something left to end
}

func listDeputies(r *kit.Request) error {
	found, err := staff.FindDeputies(r.Context(), r.Tx, staff.Deputies{})
	if err != nil {
		return err
	}
	var p deputiesPage
	for _, d := range found {
		p.Rows = append(p.Rows, deputyRow{d, standing(d, r.Today()), d.EndedAt == nil && d.To >= r.Today()})
	}
	waiting, err := grant.Find(r.Context(), r.Tx, grant.Filter{Waiting: true})
	if err != nil {
		return err
	}
	p.Waiting = slices.DeleteFunc(waiting, func(g grant.Grant) bool { return g.What != grant.Deputy })
	if p.Staff, err = staff.Find(r.Context(), r.Tx, staff.Filter{}); err != nil {
		return err
	}
	return r.Show("account/staff/deputies", p)
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

// askDeputy asks for who stands in for whom, and when.
func askDeputy(r *kit.Request) (err error) {
	asked := grant.Asked{What: grant.Deputy}
	if asked.Absent, err = r.Number("absent", "离岗人员"); err != nil {
		return err
	}
	if asked.Staff, err = r.Number("deputy", "代理人"); err != nil {
		return err
	}
	if asked.From, err = r.Date("from", "从哪天起"); err != nil {
		return err
	}
	if asked.To, err = r.Date("to", "到哪天止"); err != nil {
		return err
	}
	return ask(r, asked)
}

func endDeputy(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return staff.EndDeputy(ctx, tx, id) }); err != nil {
		return err
	}
	return r.To("/deputies", "代理已终止")
}
