package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/payouts"
	"fangpin/scheme"
)

// object is two objections in the village: that a family is smaller than reported proves right, another does not.
func (m *month) object(ctx context.Context) error {
	wrong, right, err := m.objected(ctx)
	if err != nil {
		return err
	}
	upheld, err := m.objection(ctx, wrong, "反映该户有一人户口已迁出，家庭人口数多报")
	if err != nil {
		return err
	}
	dismissed, err := m.objection(ctx, right, "反映该户去年已享受过救助")
	if err != nil {
		return err
	}
	m.on(calendar.On(2024, 10, 8))
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error {
		return payouts.Dismiss(ctx, tx, dismissed, "经核查，去年救助属另一保单年度，本次符合条件", m.sign)
	})
	if err != nil {
		return err
	}
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) error {
		return payouts.Uphold(ctx, tx, upheld, "经核查，反映属实，撤回本笔，按实际人口重新核定", m.another(wrong.Adjuster), m.sign)
	})
	if err != nil {
		return err
	}
	m.reopened = []int64{wrong.Claim}
	m.done(line{Step: "异议", Count: "2 件", Note: fmt.Sprintf("1 件成立，撤回 %s 元并重新查勘；1 件不成立，公示期照常", yuan.Grouped(wrong.Amount))})
	return nil
}

// another is an adjuster other than the one who visited.
func (m *month) another(adjuster int64) int64 {
	i := slices.IndexFunc(m.people.adjusters, func(p who.Person) bool { return p.ID != adjuster })
	return m.people.adjusters[i].ID
}

// objected picks two of the payouts announced: one for lost income, one of another kind.
func (m *month) objected(ctx context.Context) (wrong, right payouts.Payout, err error) {
	announced, err := m.payouts(ctx, payouts.Announced)
	if err != nil {
		return wrong, right, err
	}
	income := map[int64]bool{}
	err = m.each(ctx, m.claims, func(c claims.Claim) { income[c.ID] = c.Category == scheme.Income })
	if err != nil {
		return wrong, right, err
	}
	for _, p := range announced {
		switch {
		case !income[p.Claim]:
			right = p
		case wrong.Amount.LessThan(p.Amount): // the largest: a family of several
			wrong = p
		}
	}
	if wrong.ID == 0 || right.ID == 0 {
		return wrong, right, fmt.Errorf("the sample month announces no two payouts to object to")
	}
	return wrong, right, nil
}

// objection is received by the village's own cadre.
func (m *month) objection(ctx context.Context, p payouts.Payout, words string) (id int64, err error) {
	err = m.do(ctx, m.people.villages[p.Village], func(tx *pg.Tx) (err error) {
		id, err = payouts.Object(ctx, tx, p.ID, words)
		return err
	})
	return id, err
}

// payouts reads those of one status, in the order of villages.
func (m *month) payouts(ctx context.Context, status payouts.Status) (found []payouts.Payout, err error) {
	err = m.look(ctx, func(tx *pg.Tx) (err error) {
		found, err = payouts.Find(ctx, tx, payouts.Filter{Status: status})
		return err
	})
	return found, err
}

// clear confirms what stood its days without an open objection.
func (m *month) clear(ctx context.Context) error {
	ids, err := m.clearAll(ctx)
	if err != nil {
		return err
	}
	m.done(line{Step: "公示期满", Count: fmt.Sprintf("%d 笔", len(ids)), Note: "无未处理异议"})
	return nil
}

func (m *month) clearAll(ctx context.Context) (ids []int64, err error) {
	err = m.do(ctx, m.people.clerk, func(tx *pg.Tx) (err error) {
		if ids, err = payouts.Clearable(ctx, tx); err != nil {
			return err
		}
		return payouts.Clear(ctx, tx, ids)
	})
	return ids, err
}

// secondRound takes the claim whose objection was upheld through everything again, to a second notice.
func (m *month) secondRound(ctx context.Context) error {
	for _, step := range []struct {
		on calendar.Date
		do func(context.Context) error
	}{
		{calendar.On(2024, 10, 15), func(ctx context.Context) error { return m.visit(ctx, m.reopened, 0, oneFewer) }},
		{calendar.On(2024, 10, 16), func(ctx context.Context) error { return m.endorse(ctx, m.reopened) }},
		{calendar.On(2024, 10, 17), func(ctx context.Context) error { return m.judge(ctx, m.reopened, 0) }},
		{calendar.On(2024, 10, 18), func(ctx context.Context) error {
			return m.do(ctx, m.people.clerk, func(tx *pg.Tx) error { return claims.File(ctx, tx, m.reopened) })
		}},
		{calendar.On(2024, 10, 21), func(ctx context.Context) error {
			return m.do(ctx, m.people.assessor, func(tx *pg.Tx) error {
				_, err := payouts.Assess(ctx, tx, m.reopened)
				return err
			})
		}},
	} {
		m.on(step.on)
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	m.on(calendar.On(2024, 10, 22))
	_, sum, last, err := m.announceAll(ctx)
	if err != nil {
		return err
	}
	m.done(line{Step: "二次公示", Count: "1 份", Yuan: sum.Total, Note: "按实际人口重新查勘、审核、备案、核定，" + last.Chinese() + "期满"})
	m.on(calendar.On(2024, 11, 5))
	if _, err := m.clearAll(ctx); err != nil {
		return err
	}
	m.on(calendar.On(2024, 11, 6))
	return m.payList(ctx, 3, 0)
}

// oneFewer corrects a family's size by one.
func oneFewer(c *claims.Case) {
	if persons, err := strconv.Atoi(c.Facts["persons"]); err == nil && persons > 1 {
		c.Facts["persons"] = strconv.Itoa(persons - 1)
	}
}

// asTold leaves the facts as they were reported.
func asTold(*claims.Case) {}
