package verify_test

import (
	"context"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/internal/security"
	"fangpin/payouts"
	"fangpin/registry"
)

// looks is who was looked at in full: for a watch by the township, for nothing by a clerk, who may look at more from then on; and an alarm that was
// looked into.
func (m *month) looks() {
	var of struct {
		Watch int64 `db:"watch"`
		Head  int64 `db:"head"`
	}
	m.Must(pgtest.Super(m.t).GetContext(m.t.Context(), &of, `SELECT w.id AS watch, min(p.id) AS head FROM fangpin.watch w
		JOIN fangpin.person p ON p.county = w.county AND p.household = w.household WHERE w.live GROUP BY w.id ORDER BY w.id LIMIT 1`))
	look := func(role who.Role, c registry.Case) {
		m.As(m.t, role, func(ctx context.Context, tx *pg.Tx) error {
			l := registry.Look{Person: of.Head, Kind: secret.IDNumber, Reason: "入户核对身份", Case: c}
			_, err := registry.Reveal(ctx, tx, m.Keys, pg.Among[int64]{}, l, payouts.Look)
			return err
		})
	}
	look(who.Township, registry.Case{Watch: of.Watch})
	look(who.Clerk, registry.Case{})
	m.As(m.t, who.SecurityAdmin, func(ctx context.Context, tx *pg.Tx) error {
		return registry.PermitReveals(ctx, tx, m.Who(who.Clerk).ID, 5, "集中核对参保名册")
	})
	var counter security.Counter
	m.Must(counter.Note(m.t.Context(), m.DB, county, security.Happened{Kind: security.Denied, Network: "192.0.2.7", Route: "GET /staff"}))
	m.As(m.t, who.Auditor, func(ctx context.Context, tx *pg.Tx) error {
		alarms, _, err := security.Find(ctx, tx, security.Filter{Waits: true, Window: pg.Window{Limit: 1}})
		if err != nil {
			return err
		}
		return security.LookInto(ctx, tx, []int64{alarms[0].ID}, "数据库权限已核对")
	})
}
