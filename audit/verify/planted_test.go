package verify_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/audit/bundle"
	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
	"fangpin/procedure"
	"fangpin/publicity"
)

// planted is the id of what is planted.
const planted = 7_000_001

// plant is a statement of the application's own login, sealed under a verb and person that may do such a thing: no door refuses it.
type plant struct {
	by     who.Role
	verb   string
	sql    string
	covers map[string][]int64 // the tables, and the ids that select their rows
}

// plants are how what verification alone can name is brought in, in the county's records or in a watch's.
var plants = map[string]struct {
	check, table string
	plant        func(m *month) plant
}{
	"evidence after the review": {"案件逐环节有委托、查勘、村乡审核、备案记录", "evidence", func(m *month) plant {
		claim := m.Claims(m.t, 1, "hospital", claims.Reviewed)[0]
		return plant{who.Adjuster, "claims.investigate", fmt.Sprintf(`INSERT INTO evidence (county, id, claim, round, turn, kind, file)
			SELECT county, %d, claim, round, turn, '补充发票', sha256('') FROM evidence WHERE claim = %d LIMIT 1`, planted, claim),
			map[string][]int64{"evidence": {planted}}}
	}},
	"a visit's photo after the review": {ofRecords, "watch_file", func(m *month) plant {
		id := m.watched(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post, procedure.Review)
		return plant{who.Village, "monitoring.visit", fmt.Sprintf(`INSERT INTO watch_file (county, id, watch, n, kind, file)
			SELECT county, %d, watch, n, kind, sha256('') FROM watch_file WHERE watch = %d ORDER BY n LIMIT 1`, planted, id),
			map[string][]int64{"watch_file": {id}}}
	}},
	"a notice dated before its deed": {dated, "notice", func(m *month) plant {
		ids := m.Work(m.t, 1, payouts.Assessed).Payouts
		m.At("2024-09-12")
		return plant{who.Clerk, "payouts.announce", fmt.Sprintf(`SELECT payout_announce('%s', %d, %d, '2024-09-10', '{%d}', %d)`, county, planted, payoutstest.Village, ids[0], m.Who(who.Clerk).ID),
			map[string][]int64{"notice": {planted}, "notice_row": {planted}, "payout": ids}}
	}},
	"a watch's notice dated before its deed": {dated, "notice", func(m *month) plant {
		id := m.watched(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate)
		m.At("2024-09-12")
		return plant{who.Village, "monitoring.notice", fmt.Sprintf(`SELECT watch_notice('%s', %d, %d, '2024-09-10', '{%d}', %d)`, county, planted, payoutstest.Village, id,
			m.Who(who.Village).ID), map[string][]int64{"notice": {planted}, "notice_row": {planted}}}
	}},
	"a list dated before its deed": {dated, "list", func(m *month) plant {
		ids := m.Work(m.t, 1, payouts.Cleared).Payouts
		return plant{who.Clerk, "payouts.compose", fmt.Sprintf(`SELECT list_compose('%s', %d, '2024-09-08', '{%d}', '{%d}', %d)`, county, planted, ids[0],
			m.Account(m.t, m.Get(m.t, ids[0])[0].Payee), m.Who(who.Clerk).ID), map[string][]int64{"list": {planted}, "list_row": {planted}, "hand": {planted}, "payout": ids}}
	}},
}

const dated = "各行所记经办人、日期与存证一致"

// watched is a family at risk that has gone some steps.
func (m *month) watched(steps ...procedure.Act) int64 {
	o := monitoringtest.On(m.t, m.Office.Office, monitoringtest.Procedure)
	home := m.Enrol(m.t, "脱贫户", 1)[0]
	id := o.Lead(m.t, home)[0]
	o.Through(m.t, id, home, steps...)
	return id
}

// What is added after it was judged, and what is dated off the day of its deed, is named in the database and in a bundle of it.
func TestWhatIsPlantedPastTheDoorsIsNamed(t *testing.T) {
	for name, c := range plants {
		t.Run(name, func(t *testing.T) {
			m := begin(t)
			p := c.plant(m)
			m.As(t, p.by, func(ctx context.Context, tx *pg.Tx) error {
				tx.Perform(p.verb, "补录")
				if p.verb == claims.InvestigateStep.Verb {
					tx.JudgedBy(claims.Comparison)
				}
				for table, ids := range p.covers {
					tx.Cover(table, ids...)
				}
				_, err := tx.ExecContext(ctx, p.sql)
				return err
			})
			at := place{c.table, fmt.Sprint(planted)}
			named(t, verified(t, m.trust()), c.check, at)
			named(t, judge(t, export(t, m).data, bundle.Trust{}), c.check, at)
		})
	}
}

// A rule that the owner takes out of a door is kept by nobody but verification: who wrote an objection down decided it.
func TestAnObjectionDecidedByWhoWroteItDownIsNamed(t *testing.T) {
	m := begin(t)
	pgtest.Super(t).MustExec(`CREATE OR REPLACE FUNCTION fangpin.publicity_apart(c CHAR(6), no BIGINT, who BIGINT) RETURNS void LANGUAGE sql AS 'SELECT'`)
	payout, watch := m.Work(t, 1, payouts.Cleared).Payouts[0], m.watched(procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate)
	m.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		notice, err := monitoring.Notify(ctx, tx, payoutstest.Village, []int64{watch})
		if err != nil {
			return err
		}
		return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.DateOf(tx.Now), Photo: m.keep("张贴")})
	})
	var of int64
	for _, verb := range []func(context.Context, *pg.Tx) error{
		func(ctx context.Context, tx *pg.Tx) (err error) {
			of, err = payouts.Object(ctx, tx, payout, "人口数不实")
			return err
		},
		func(ctx context.Context, tx *pg.Tx) error {
			return payouts.Dismiss(ctx, tx, of, "经核查不属实", stafftest.Sign)
		},
		func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Object(ctx, tx, watch, 0, "家里有车")
		},
		func(ctx context.Context, tx *pg.Tx) error {
			return monitoringtest.Dismiss(ctx, tx, watch, "车已报废")
		},
	} {
		m.As(t, who.Township, verb)
	}
	checks := verified(t, m.trust())
	named(t, checks, "委托、查勘、村乡审核、备案、核定、异议处理互不兼任", place{"objection", fmt.Sprint(of)})
	named(t, checks, ofObjection, place{"objection", m.text(`SELECT id FROM fangpin.objection WHERE watch IS NOT NULL`)})
}
