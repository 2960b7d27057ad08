package reports_test

import (
	"fmt"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
)

func TestTheDatabaseKeepsWhatWasTold(t *testing.T) {
	d := open(t)
	d.received("九月.csv", 0, good, bad)
	for _, statement := range []string{
		`UPDATE report_row SET facts = '{}'`, `UPDATE report_row SET outcome = 'claim'`, `UPDATE row_outcome SET outcome = 'claim'`, `DELETE FROM row_outcome`, `DELETE FROM report_row`, `DELETE FROM report`, `DELETE FROM defect`, `UPDATE report SET file = sha256('')`,
		`INSERT INTO report_row SELECT county, 1, report, sheet, 99, id_tag, told, facts, cells, NULL, NULL, NULL, NULL, NULL, salt FROM report_row`, // past the staging
		`INSERT INTO report (county, id, agency, kind, month, file_name, file, rows, bad, status, received_by, received_on)
		   SELECT county, 1, agency, kind, '2024-10-01', file_name, sha256(''), 0, 0, 'handed_over', received_by, received_on FROM report`, // past its receipt
	} {
		d.Attack(stafftest.Denied, statement)
	}
	d.Attack(pqerror.UniqueViolation, `INSERT INTO report (county, id, agency, kind, month, file_name, file, rows, bad, received_by, received_on)
		SELECT county, 1, agency, kind, '2024-10-01', file_name, file, 0, 0, received_by, received_on FROM report`) // the same file again
	d.Attack(pqerror.CheckViolation, `INSERT INTO row_outcome SELECT county, id, 'insurance', 1, 'not_taken' FROM report_row`)   // without a reason
	d.Attack(pqerror.CheckViolation, `INSERT INTO row_outcome SELECT county, id, 'curiosity', 1, 'claim' FROM report_row`)       // for no purpose
	d.Attack(pqerror.CheckViolation, `INSERT INTO row_outcome SELECT county, id, 'insurance', 1, 'claim', '属实' FROM report_row`) // taken in, and why not
}

// What was handed over is being screened, what was replaced is another file's: neither is received again.
func TestAReportGoesOnOnly(t *testing.T) {
	d := open(t)
	over, waits := d.received("八月.csv", 0, good), int64(0)
	d.Must(d.handOver(over))
	waits = d.received("九月.csv", 0, other)
	for _, status := range []string{"received", "replaced", "handed_over"} {
		d.Attack(stafftest.Denied, `UPDATE report SET status = '`+status+`'`)
	}
	pass := func(becomes string, ids ...any) string {
		return fmt.Sprintf(`SELECT report_pass('410602', '{%s}', %s)`, fmt.Sprint(ids...), becomes)
	}
	for _, becomes := range []string{"'received'", "'replaced'", "'handed_over'", "NULL"} {
		d.Attack("FPSTA", pass(becomes, over))
		d.Attack("FPSTA", pass(becomes, 1))
	}
	d.Attack("FPSTA", pass("'received'", waits))
	d.Attack("FPSTA", pass("NULL", waits))
	d.Attack("FPSTA", pass("'handed_over'", waits, ",", waits))
	d.Attack("FPSTA", pass("'handed_over'", waits, ",", over)) // all or none
	d.Attack("FPSTA", pgtest.Abroad, pass("'handed_over'", waits))
}

// No row-level security stands before the staging, for COPY does not work with it; the app has no other right there than to copy in.
func TestTheStagingIsSeenByNobodyAndEmptiedByCounty(t *testing.T) {
	d := open(t)
	over := d.received("八月.csv", 0, good)
	d.Must(d.handOver(over))
	_, err := d.stage(d.reporter, "九月.csv", other)
	d.Must(err)
	const abroad = `INSERT INTO report_stage SELECT '410603', report, 1, sheet, line, id_tag, told, facts, cells, tag, salt FROM report_stage`
	super := pgtest.Super(t)
	super.MustExecContext(t.Context(), abroad)
	for _, statement := range []string{
		`SELECT FROM report_stage`, `DELETE FROM report_stage`, `UPDATE report_stage SET county = '410602'`, `TRUNCATE report_stage`, `SELECT FROM reader`,
	} {
		d.Attack(stafftest.Denied, statement)
	}
	var staged int64
	d.Must(super.GetContext(t.Context(), &staged, `SELECT min(report) FROM report_stage`))
	take := func(county string, report int64) string {
		return fmt.Sprintf(`SELECT stage_take('%s', %d)`, county, report)
	}
	d.Attack("FPSTA", take("410602", staged)) // no report was received under it
	d.Attack("FPSTA", take("410603", staged))
	d.Attack("23514", fmt.Sprintf(`INSERT INTO report_stage VALUES ('410603', %d, 2, '九月', 99, '', '', '{}', '{}', NULL, '')`, staged)) // of another county
	more := fmt.Sprintf(`INSERT INTO report_stage VALUES ('410602', %d, 2, '九月', 99, '', '', '{}', '{}', NULL, '')`, over)
	d.Attack("FPSTA", more, take("410602", over)) // a row slipped into a report that was handed over
	late := d.received("补充.csv", 0, other)
	d.Attack("FPSTA", take("410602", late)) // once

	for _, attack := range []struct{ login, county string }{{"410602", "410603"}, {"410603", "410602"}} {
		tx, err := d.Begin(t.Context(), who.Person{County: attack.login})
		d.Must(err)
		tx.MustExecContext(t.Context(), `SELECT stage_drop($1, $2)`, attack.county, staged)
		d.Must(tx.Commit())
		if n := d.staged(); n != 2 {
			t.Errorf("of county %s, dropped as %s: %d of 2 rows left", attack.county, attack.login, n)
		}
	}
}

// An auditor's login reads what is the county's, and not the departments' files while they wait, nor who else may look.
func TestAReaderDoesNotSeeTheStaging(t *testing.T) {
	d := open(t)
	d.received("九月.csv", 0, good)
	pgtest.Super(t).MustExecContext(t.Context(), `
		DO $$ BEGIN CREATE ROLE test_staging_auditor LOGIN IN ROLE fangpin_reader; EXCEPTION WHEN duplicate_object THEN END $$;
		INSERT INTO reader VALUES ('test_staging_auditor', '410602')`)
	auditor := pgtest.As(t, "test_staging_auditor")
	var rows int
	d.Must(auditor.GetContext(t.Context(), &rows, `SELECT COUNT(*) FROM report_row`))
	if rows != 1 {
		t.Errorf("the auditor sees %d rows", rows)
	}
	for _, statement := range []string{`SELECT FROM report_stage`, `SELECT FROM reader`, `SELECT stage_drop('410602', 1)`} {
		if _, err := auditor.ExecContext(t.Context(), statement); pq.As(err, stafftest.Denied) == nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
}
