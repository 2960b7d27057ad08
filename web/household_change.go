package web

import (
	"context"
	"fmt"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// change runs a verb on the household of the address and goes back to its page.
func (v *visit) change(said string, verb func(ctx context.Context, tx *pg.Tx, household int64) error) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, id) }); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/households/%d", id), said)
}

func (v *visit) setLabel() error {
	name, err := v.need("label", "户标签")
	if err != nil {
		return err
	}
	from, err := v.date("from", "起始日期")
	if err != nil {
		return err
	}
	return v.change("已登记户标签“"+name+"”", func(ctx context.Context, tx *pg.Tx, household int64) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: household, Name: name, On: from}})
	})
}

func (v *visit) endLabel() error {
	name, err := v.need("ended", "要终止的户标签")
	if err != nil {
		return err
	}
	last, err := v.date("to", "最后一天")
	if err != nil {
		return err
	}
	return v.change("户标签“"+name+"”已终止", func(ctx context.Context, tx *pg.Tx, household int64) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: household, Name: name, On: last}})
	})
}

func (v *visit) joinHousehold() error {
	n := registry.Newcomer{Name: v.value("name"), IDNumber: v.value("id_number"), Relation: v.value("relation"), Phone: v.value("phone")}
	return v.change("已新增家庭成员", func(ctx context.Context, tx *pg.Tx, household int64) error {
		n.Household = household
		_, err := registry.AddMember(ctx, tx, v.Keys, n)
		return err
	})
}

func (v *visit) addAccount() error {
	holder, err := v.number("holder", "户名")
	if err != nil {
		return err
	}
	return v.change("账户已录入，待另一位县经办复核", func(ctx context.Context, tx *pg.Tx, household int64) error {
		if err := lives(ctx, tx, holder, household); err != nil {
			return err
		}
		_, err := registry.AddAccount(ctx, tx, v.Keys, holder, v.value("bank"), v.value("number"))
		return err
	})
}

func (v *visit) recordDeath() error {
	dead, err := v.number("dead", "去世的人")
	if err != nil {
		return err
	}
	on, err := v.date("died_on", "死亡日期")
	if err != nil {
		return err
	}
	return v.change("已登记死亡", func(ctx context.Context, tx *pg.Tx, household int64) error {
		if err := lives(ctx, tx, dead, household); err != nil {
			return err
		}
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: dead, On: on}})
	})
}

// lives refuses a person of another household than the page's.
func lives(ctx context.Context, tx *pg.Tx, person, household int64) error {
	p, err := registry.Get(ctx, tx, person)
	if err != nil {
		return err
	}
	if p.Household != household {
		return fault.NotFoundf("该人员不在本户，请刷新后重选")
	}
	return nil
}
