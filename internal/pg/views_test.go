package pg_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// A named read costs nothing: the planner takes it apart, and the plan is that of the condition it stands for, walls and indexes the same.
func TestANamedReadIsPlannedAsItsCondition(t *testing.T) {
	app := pgtest.As(t, pg.CountyLogin(pg.App, "410602"))
	app.SetMaxOpenConns(1)
	app.MustExec(`SET enable_seqscan = off`)
	plan := func(query string) string {
		t.Helper()
		var lines []string
		if err := app.SelectContext(t.Context(), &lines, `EXPLAIN (COSTS OFF) `+query); err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, "\n")
	}
	for named, plain := range map[string]string{
		`SELECT c.id, h.name FROM claim c LEFT JOIN household_head h ON h.county = c.county AND h.household = c.household`: `
			SELECT c.id, h.name FROM claim c LEFT JOIN person h ON h.county = c.county AND h.household = c.household AND h.relation = 'head'`,
		`SELECT r.payout, k.last_day FROM notice_row r LEFT JOIN running_clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place`: `
			SELECT r.payout, k.last_day FROM notice_row r LEFT JOIN clock k ON k.county = r.county AND k.notice = r.notice AND k.place = r.place AND k.restarted_at IS NULL`,
		`SELECT id FROM payout p WHERE NOT EXISTS (SELECT FROM open_objection o WHERE o.county = p.county AND o.payout = p.id)`: `
			SELECT id FROM payout p WHERE NOT EXISTS (SELECT FROM objection o WHERE o.county = p.county AND o.payout = p.id AND o.upheld IS NULL)`,
		`SELECT w.id FROM judged_row w WHERE w.report = 7 AND w.outcome = 'claim'`: `
			SELECT r.id FROM report_row r LEFT JOIN row_outcome i ON i.county = r.county AND i.report_row = r.id AND i.purpose = 'insurance' AND NOT EXISTS (
			  SELECT FROM row_outcome x WHERE x.county = i.county AND x.report_row = i.report_row AND x.purpose = i.purpose AND x.n > i.n AND x.n > 1)
			WHERE r.report = 7 AND COALESCE(i.outcome, r.outcome) = 'claim'`,
		`SELECT w.payout FROM payout_receiver w WHERE w.person = 7`: `
			SELECT p.id FROM payout p JOIN person e ON e.county = p.county AND e.id = p.payee LEFT JOIN heir h ON h.county = p.county AND h.payout = p.id
			  AND NOT EXISTS (SELECT FROM heir x WHERE x.county = h.county AND x.payout = h.payout AND x.n > h.n)
			WHERE CASE WHEN e.died_on IS NULL THEN p.payee ELSE h.person END = 7`,
	} {
		got, want := plan(named), plan(plain)
		// The table's alias is the view's inside, and nothing else.
		for _, alias := range []string{"person h", "clock k", "objection o"} {
			table, short, _ := strings.Cut(alias, " ")
			if !strings.Contains(want, " "+alias) {
				continue
			}
			want = strings.ReplaceAll(strings.ReplaceAll(want, " "+alias, " "+table), short+".", table+".")
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-condition +view):\n%s", named, d)
		}
	}
}

// What closed the measures of some watches is read of their events alone, whichever other watches there are.
func TestClosingsAreReadOfTheWatchesAskedFor(t *testing.T) {
	app := pgtest.As(t, pg.CountyLogin(pg.App, "410602"))
	app.SetMaxOpenConns(1)
	app.MustExec(`SET enable_seqscan = off`)
	for _, of := range []string{"= 7", "= ANY ('{7,8}'::bigint[])"} {
		var lines []string
		if err := app.SelectContext(t.Context(), &lines, `EXPLAIN (COSTS OFF) SELECT n FROM measure_closing WHERE watch `+of+` AND closed IS NULL`); err != nil {
			t.Fatal(err)
		}
		plan := strings.Join(lines, "\n")
		_, events, _ := strings.Cut(plan, " on watch_event ")
		if asked, _, _ := strings.Cut(events, "Filter:"); !strings.Contains(asked, "(watch "+of) {
			t.Errorf("the events of every watch are read for %s:\n%s", of, plan)
		}
	}
}
