package reporting

import (
	"context"
	"fmt"
	"strings"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/web/kit"
)

// change runs a verb on the household of the address and goes back to its page.
func change(r *kit.Request, said string, verb func(ctx context.Context, tx *pg.Tx, household int64) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, id) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/households/%d", id), said)
}

func setLabel(r *kit.Request) error {
	name, err := r.Need("label", "户标签")
	if err != nil {
		return err
	}
	from, err := r.Date("from", "起始日期")
	if err != nil {
		return err
	}
	return change(r, "已登记户标签“"+name+"”", func(ctx context.Context, tx *pg.Tx, household int64) error {
		return registry.SetLabel(ctx, tx, []registry.Label{{Household: household, Name: name, On: from}})
	})
}

func endLabel(r *kit.Request) error {
	name, err := r.Need("ended", "要终止的户标签")
	if err != nil {
		return err
	}
	last, err := r.Date("to", "最后一天")
	if err != nil {
		return err
	}
	return change(r, "户标签“"+name+"”已终止", func(ctx context.Context, tx *pg.Tx, household int64) error {
		return registry.EndLabel(ctx, tx, []registry.Label{{Household: household, Name: name, On: last}})
	})
}

func joinHousehold(r *kit.Request) error {
	n := registry.Newcomer{Name: r.Value("name"), IDNumber: r.Value("id_number"), Relation: r.Value("relation"), Phone: r.Value("phone")}
	return change(r, "已新增家庭成员", func(ctx context.Context, tx *pg.Tx, household int64) error {
		n.Household = household
		_, err := registry.AddMember(ctx, tx, r.Keys, n)
		return err
	})
}

func addAccount(r *kit.Request) error {
	holder, err := r.Number("holder", "户名")
	if err != nil {
		return err
	}
	return change(r, "账户已录入，待另一位县经办复核", func(ctx context.Context, tx *pg.Tx, household int64) error {
		if err := lives(ctx, tx, holder, household); err != nil {
			return err
		}
		_, err := registry.AddAccount(ctx, tx, r.Keys, holder, r.Value("bank"), r.Value("number"))
		return err
	})
}

func recordDeath(r *kit.Request) error {
	dead, err := r.Number("dead", "去世的人")
	if err != nil {
		return err
	}
	on, err := r.Date("died_on", "死亡日期")
	if err != nil {
		return err
	}
	return change(r, "已登记死亡", func(ctx context.Context, tx *pg.Tx, household int64) error {
		if err := lives(ctx, tx, dead, household); err != nil {
			return err
		}
		return registry.RecordDeath(ctx, tx, []registry.Death{{Person: dead, On: on}})
	})
}

func correctDeath(r *kit.Request) error {
	alive, err := r.Number("alive", "误登记死亡的人")
	if err != nil {
		return err
	}
	return change(r, "已更正死亡登记", func(ctx context.Context, tx *pg.Tx, household int64) error {
		if err := lives(ctx, tx, alive, household); err != nil {
			return err
		}
		return payouts.CorrectDeath(ctx, tx, alive, r.Value("why_alive"))
	})
}

// correctLabel takes back what was recorded of a label: its kind and the label's id, with a slash between.
func correctLabel(r *kit.Request) error {
	word, err := r.Need("mistake", "有误的户标签登记")
	if err != nil {
		return err
	}
	kind, id, _ := strings.Cut(word, "/")
	return change(r, "已更正户标签登记", func(ctx context.Context, tx *pg.Tx, household int64) error {
		held, err := registry.LabelsOf(ctx, tx, household)
		if err != nil {
			return err
		}
		for _, l := range held {
			if id == fmt.Sprint(l.ID) {
				return claims.CorrectLabel(ctx, tx, registry.Mistake(kind), l.ID, r.Value("why_mistake"))
			}
		}
		return fault.NotFoundf("没有找到本户的这项户标签登记，请刷新后重选")
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
