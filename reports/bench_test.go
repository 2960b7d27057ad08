package reports_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/reports"
)

// crowd is two hundred reports of five hundred rows each, every row judged, and each tenth judged again.
const crowd = `
	SET session_replication_role = replica; SET search_path = fangpin;
	INSERT INTO report (county, id, agency, kind, month, file_name, file, rows, bad, status, received_by, received_on)
	SELECT '410602', n, '鹤山区医疗保障局', 'hospital', '2010-01-01'::DATE + (n || ' months')::INTERVAL, n || '.xlsx', sha256(n::TEXT::BYTEA), 500, 0, 'handed_over', 1, '2024-09-09'
	FROM generate_series(1, 200) n;
	INSERT INTO report_row (county, id, report, sheet, line, id_tag, told, facts, cells, tag, salt)
	SELECT '410602', n, 1 + n / 500, '住院自付', n % 500 + 2, sha256(n::TEXT::BYTEA), decode(repeat('00', 160), 'hex'),
	  '{"discharged": "2024-09-03", "expense": "12000.50", "basic_paid": "4000.00", "serious_paid": "0.00", "aid_paid": "0.00", "other_paid": "0.00"}',
	  '{"discharged": "C2", "expense": "E2", "basic_paid": "F2"}', sha256(n::TEXT::BYTEA), '\x00' FROM generate_series(0, 99999) n;
	INSERT INTO row_outcome (county, report_row, purpose, n, outcome, reason, household, person)
	SELECT '410602', n, 'insurance', k, 'not_taken', '本户不在参保类别', n, n FROM generate_series(0, 99999) n, generate_series(1, 2) k WHERE k = 1 OR n % 10 = 0;
	ANALYZE`

// BenchmarkRows reads a hundred thousand told rows with what screening made of them, as a screening does, beside the same rows without.
func BenchmarkRows(b *testing.B) {
	d := open(b)
	super := pgtest.Super(b)
	super.SetMaxOpenConns(1)
	if _, err := super.ExecContext(b.Context(), crowd); err != nil {
		b.Fatal(err)
	}
	var judged, told time.Duration
	clock := func(best *time.Duration, read func(context.Context, *pg.Tx) error) {
		start := time.Now()
		d.Look(d.clerk, read)
		if took := time.Since(start); *best == 0 || took < *best {
			*best = took
		}
	}
	for b.Loop() {
		clock(&judged, func(ctx context.Context, tx *pg.Tx) error {
			rows, err := reports.Rows(ctx, tx, reports.RowFilter{Status: reports.HandedOver})
			if len(rows) != 100_000 {
				b.Errorf("%d rows", len(rows))
			}
			return err
		})
		clock(&told, bare)
	}
	b.ReportMetric(float64(judged.Milliseconds()), "ms/judged")
	b.ReportMetric(float64(told.Milliseconds()), "ms/told")
	b.ReportMetric(judged.Seconds()/told.Seconds(), "judged/told")
	b.ReportMetric(0, "ns/op") // of both together: says nothing
}

// bare reads what stands in the rows themselves.
func bare(ctx context.Context, tx *pg.Tx) error {
	rows, err := tx.QueryxContext(ctx, `
		SELECT r.id, r.report, p.agency, p.kind, p.month, r.sheet, r.line, r.id_tag, r.tag, r.told, r.facts, r.cells,
		  COALESCE(r.household, 0), COALESCE(r.person, 0), COALESCE(r.outcome, ''), COALESCE(r.reason, '')
		FROM report_row r JOIN report p ON p.county = r.county AND p.id = r.report
		WHERE r.county = $1 AND p.status = 'handed_over' AND p.month BETWEEN '0001-01-01' AND '9999-12-01' ORDER BY r.report, r.id`, tx.County)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []reports.Reported
	for rows.Next() {
		var r reports.Reported
		var month calendar.Date
		var facts, cells []byte
		if err := rows.Scan(&r.ID, &r.Report, &r.Agency, &r.Kind, &month, &r.Sheet, &r.Line, &r.IDTag, &r.Tag, &r.Told, &facts, &cells,
			&r.Household, &r.Person, &r.Outcome, &r.Reason); err != nil {
			return err
		}
		for text, into := range map[*[]byte]*map[string]string{&facts: &r.Facts, &cells: &r.Cells} {
			if err := json.Unmarshal(*text, into); err != nil {
				return err
			}
		}
		all = append(all, r)
	}
	if len(all) != 100_000 {
		return fmt.Errorf("%d rows", len(all))
	}
	return rows.Err()
}
