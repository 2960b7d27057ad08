package deed

import (
	"testing"

	"fangpin/internal/pg/pgtest"
)

// A row's digest depends on the row alone: not on which row the database gave before it, and an empty text is no NULL.
func TestAnEmptyTextIsNotNullWhereverItStands(t *testing.T) {
	owner := pgtest.Owner(t)
	owner.MustExec(`INSERT INTO fangpin.division VALUES ('410602000000', '鹤山区', NULL, 'county')`)
	owner.MustExec(`
		INSERT INTO fangpin.staff (county, id, name, role, division, agency, salt) VALUES
		('410602', 1, '甲', 'clerk', '410602000000', '', '\x00'), ('410602', 2, '乙', 'reporter', '410602000000', '医保局', '\x00')`)
	staff, _ := Lookup("staff")
	alone := digests(t, staff, `AND id = 1`)
	after := digests(t, staff, `ORDER BY id DESC`)
	if alone["1"] != after["1"] {
		t.Error("the digest of a row with an empty text depends on the row before it")
	}
	owner.MustExec(`INSERT INTO fangpin.report_stage (county, report, id, sheet, line, id_tag, told, facts, cells, tag, salt)
		VALUES ('410602', 1, 1, '', 1, '', '', '{}', '{}', '', '')`)
	stage := Table{Name: "report_stage", By: "id", Keys: []string{"id"}, Plain: []string{"tag"}}
	empty := digests(t, stage, ``)
	owner.MustExec(`UPDATE fangpin.report_stage SET tag = NULL`)
	if empty["1"] == digests(t, stage, ``)["1"] {
		t.Error("an empty value and NULL have one digest")
	}
}

// digests reads a table's rows, those that the clause leaves, in its order.
func digests(t *testing.T, table Table, clause string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	for line, err := range table.read(t.Context(), pgtest.Owner(t), table.query()+" "+clause, "410602") {
		if err != nil {
			t.Fatal(err)
		}
		out[line.Key] = Digest(table.Name, line.Cells)
	}
	return out
}
