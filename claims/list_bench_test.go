package claims_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// crowd fills the county past every verb: 500,000 people in 125,000 households, 100,000 claims, one in twenty not yet filed.
func crowd(b *testing.B, o *claimstest.Office) {
	b.Helper()
	super := pgtest.Super(b)
	super.SetMaxOpenConns(1)
	at := map[string]int64{"policy": o.Policy, "scheme": o.Scheme, "adjuster": o.Who(who.Adjuster).ID, "clerk": o.Who(who.Clerk).ID}
	for _, fill := range []string{
		`SET session_replication_role = replica; SET search_path = fangpin`,
		`INSERT INTO household (county, id, no, place) SELECT '410602', 1000000 + n, 'B' || n, p.id
		 FROM generate_series(0, 124999) n JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k, COUNT(*) OVER () AS of FROM place) p ON p.k = n % p.of`,
		`INSERT INTO person (county, id, household, name, id_no, id_tag, relation, born_on, salt)
		 SELECT '410602', 1000000 + n, 1000000 + n / 4, '张' || n / 4, '\x00', sha256(n::TEXT::BYTEA), CASE n % 4 WHEN 0 THEN 'head' ELSE 'son' END, '1980-01-01', '\x00'
		 FROM generate_series(0, 499999) n`,
		`INSERT INTO claim (county, id, policy, scheme, household, category, event_key, event_on, class, turn, status)
		 SELECT '410602', 1000000 + n, :policy, :scheme, 1000000 + n, 'hospital', '2024/2024-09', '2024-09-03'::DATE - n % 200, '低收入户', CASE n % 100 WHEN 0 THEN 0 ELSE 1 END,
		   CASE n % 100 WHEN 0 THEN 'screened' WHEN 20 THEN 'entrusted' WHEN 40 THEN 'investigated' WHEN 60 THEN 'endorsed' WHEN 80 THEN 'reviewed' ELSE 'filed' END
		 FROM generate_series(0, 99999) n`,
		`INSERT INTO assignment (county, claim, round, turn, adjuster, entrusted_by, entrusted_on, due_on)
		 SELECT '410602', id, 1, 1, :adjuster + CASE id % 50 WHEN 20 THEN 0 ELSE id % 30 + 1 END, :clerk, '2024-09-01'::DATE + id::INT % 9, '2024-09-04'::DATE + id::INT % 9
		 FROM claim WHERE turn = 1`,
		`INSERT INTO filing (county, claim, round, turn, year, no, filed_on, filed_by, adjuster)
		 SELECT '410602', id, 1, 1, 2024, row_number() OVER (ORDER BY id), '2024-09-09', :clerk, :adjuster FROM claim WHERE status = 'filed'`,
		`ANALYZE`,
	} {
		for name, id := range at {
			fill = strings.ReplaceAll(fill, ":"+name, strconv.FormatInt(id, 10))
		}
		if _, err := super.ExecContext(b.Context(), fill); err != nil {
			b.Fatalf("%s: %v", fill, err)
		}
	}
}

// BenchmarkRows asks for a page of the list as its people do.
func BenchmarkRows(b *testing.B) {
	o := claimstest.County(b)
	village := o.Who(who.Village)
	crowd(b, o)
	page := pg.Window{Limit: 50}
	sorted := func(by string) pg.Window { return pg.Window{Limit: 50, Sort: by} }
	for name, ask := range map[string]struct {
		by who.Person
		f  claims.RowFilter
	}{
		"clerk/due":      {o.Who(who.Clerk), claims.RowFilter{Window: sorted("due")}},
		"clerk/due/last": {o.Who(who.Clerk), claims.RowFilter{Window: pg.Window{Limit: 50, Offset: 90000, Sort: "due"}}},
		"clerk/village":  {o.Who(who.Clerk), claims.RowFilter{Window: sorted("village")}},
		"clerk/no":       {o.Who(who.Clerk), claims.RowFilter{Window: sorted("no")}},
		"clerk/status":   {o.Who(who.Clerk), claims.RowFilter{Status: claims.Screened, Window: sorted("due")}},
		"clerk/late":     {o.Who(who.Clerk), claims.RowFilter{Late: true, Window: sorted("due")}},
		"clerk/name":     {o.Who(who.Clerk), claims.RowFilter{Words: "张77", Window: page}},
		"clerk/number":   {o.Who(who.Clerk), claims.RowFilter{Year: 2024, No: 77, Window: page}},
		"village":        {village, claims.RowFilter{Window: sorted("due")}},
		"adjuster":       {o.Who(who.Adjuster), claims.RowFilter{Window: sorted("due")}},
		"clerk/adjuster": {o.Who(who.Clerk), claims.RowFilter{Adjuster: o.Who(who.Adjuster).ID, Window: page}},
		"one":            {o.Who(who.Clerk), claims.RowFilter{IDs: pg.Only([]int64{1000077})}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				o.Look(ask.by, func(ctx context.Context, tx *pg.Tx) error {
					_, n, err := claims.Rows(ctx, tx, ask.f)
					b.ReportMetric(float64(n), "claims")
					return err
				})
			}
		})
	}
	for _, by := range []who.Person{o.Who(who.Clerk), village, o.Who(who.Adjuster)} {
		b.Run("tasks/"+string(by.Role), func(b *testing.B) {
			for b.Loop() {
				o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
					_, err := claims.Tasks(ctx, tx)
					return err
				})
			}
		})
	}
}
