package registry

import (
	"cmp"
	"slices"

	"fangpin/internal/sheet"
)

// family is one household of the roster: what its lines must agree on.
type family struct {
	first    Line
	headName string     // as 户主姓名 has it on the first line
	relation sheet.Cell // the first line's 与户主关系, to be reported if nobody is the head
	head     *Line
	members  []int // indexes of its lines
}

// join holds a line to the household's earlier ones.
func (r *reader) join(l Line) {
	if l.Household == "" {
		return
	}
	f, known := r.families[l.Household]
	if !known {
		f = &family{first: l, headName: r.text(headColumn), relation: r.cell(relationColumn)}
		r.families[l.Household] = f
	}
	f.members = append(f.members, len(r.lines)-1)
	for _, differs := range []struct {
		column string
		is     bool
	}{
		{villageColumn, l.Village != f.first.Village},
		{hamletColumn, l.Hamlet != f.first.Hamlet},
		{headColumn, r.text(headColumn) != f.headName},
		{labelsColumn, !slices.Equal(l.Labels, f.first.Labels)},
	} {
		if differs.is {
			r.bad(differs.column, "与同户第 %d 行不一致，同一户编号的各行应相同", f.first.Line)
		}
	}
	if l.Relation != HeadRelation {
		return
	}
	if f.head != nil {
		r.bad(relationColumn, "户编号 %s 在第 %d 行已有户主，一户只能有一名", l.Household, f.head.Line)
		return
	}
	f.head = &l
	if f.headName != "" && f.headName != l.Name {
		r.bad(nameColumn, "与户主姓名“%s”不一致，请核对", f.headName)
	}
}

// judge looks at the households when all lines are read, and puts the defects in the order of the sheet.
func (r *reader) judge() {
	for _, f := range r.families {
		if f.head == nil {
			r.refuse(f.relation, relationColumn, "户编号 "+f.first.Household+" 没有户主，请在其中一人的与户主关系中写“户主”")
			continue
		}
		for _, i := range f.members {
			if l := &r.lines[i]; l.Relation != HeadRelation && l.Account == f.head.Account {
				l.Bank, l.Account = "", "" // one account written on every line of a household is its head's
			}
		}
	}
	slices.SortStableFunc(r.defects, func(a, b defect) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column)) })
}
