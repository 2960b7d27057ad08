package monitoring_test

import (
	"context"
	"fmt"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/reports"
)

// BenchmarkScreen takes a month of so many rows of a hundred thousand households into leads: as a deed, with its seal. The rows of one household in
// twenty reach the line. The rows that a second of it takes should not fall as the month grows.
func BenchmarkScreen(b *testing.B) {
	for _, n := range []int{10_000, 30_000, 100_000, 300_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := monitoringtest.With(b, withFeeds(feeds))
			told := crowd(b, o, n)
			for b.Loop() {
				b.StopTimer()
				told.forget()
				b.StartTimer()
				o.As(b, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
					s, err := monitoring.Screen(ctx, tx, reports.Month{Year: 2024, Month: 9})
					if err == nil && s.Leads != n/20 {
						b.Errorf("%d leads", s.Leads)
					}
					return err
				})
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// toldMonth is a month that can be screened again and again.
type toldMonth struct {
	b    *testing.B
	tell func(string)
}

// forget takes back whatever was made of the rows.
func (t toldMonth) forget() {
	t.tell(`TRUNCATE signal, visit, evaluation, watch_file, measure_note, measure, helper, watch_clearance, push_row, notice_row, objection, watch_event, watch,
		row_outcome CASCADE`)
}

// households are those of a large county, one person each, half of them 脱贫户.
const households = 100_000

// crowd fills the county with them, and with a report of hospital bills, one after another of each.
func crowd(b *testing.B, o *monitoringtest.Office, n int) toldMonth {
	b.Helper()
	super := pgtest.Super(b)
	super.SetMaxOpenConns(1) // the settings are the connection's
	tell := func(statement string) {
		b.Helper()
		if _, err := super.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	tell(`SET session_replication_role = replica; SET search_path = fangpin`)
	tell(fmt.Sprintf(`
		INSERT INTO household (county, id, no, place) SELECT '410602', 1000000 + n, 'B' || lpad(n::TEXT, 7, '0'), %[2]s FROM generate_series(0, %[1]d - 1) n;
		INSERT INTO person (county, id, household, name, id_no, id_tag, relation, born_on, salt)
		SELECT '410602', 1000000 + n, 1000000 + n, '张三', '\x00', sha256(n::TEXT::BYTEA), 'head', '1970-01-01', '\x00' FROM generate_series(0, %[1]d - 1) n;
		INSERT INTO label (county, id, household, label, from_on) SELECT '410602', 1000000 + n, 1000000 + n, '脱贫户', '2021-01-01' FROM generate_series(0, %[1]d - 1, 2) n`,
		households, monitoringtest.Village))
	tell(fmt.Sprintf(`
		INSERT INTO report (county, id, agency, kind, month, file_name, file, rows, bad, status, received_by, received_on)
		VALUES ('410602', 1, '医保局', 'hospital', '2024-09-01', '九月.xlsx', sha256('x'), %[1]d, 0, 'handed_over', %[3]d, '2024-09-05');
		INSERT INTO report_row (county, id, report, sheet, line, id_tag, told, facts, cells, tag, salt)
		SELECT '410602', 2000000 + n, 1, '九月', n + 2, sha256((n %% %[2]d)::TEXT::BYTEA), '\x00',
		  jsonb_build_object('discharged', '2024-08-15', 'expense', '30000.00', 'self_paid', CASE WHEN n %% 20 = 0 THEN '8000.00' ELSE '1500.00' END), '{}',
		  sha256(('s' || n)::BYTEA), '\x00' FROM generate_series(0, %[1]d - 1) n;
		ANALYZE`, n, households, o.Who(who.Clerk).ID))
	return toldMonth{b, tell}
}
