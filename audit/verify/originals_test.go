package verify_test

import (
	"strings"
	"testing"

	"fangpin/internal/archive"
)

// ofOriginals is the check that reads stored files again.
const ofOriginals = "月报、回盘原件重新读取，与所记各行一致"

// What a stored answer or report says otherwise than its rows is named, and so is a file that is none: a posting's photo stood in for a bank's answer.
func TestWhatTheStoredFilesSayIsNamed(t *testing.T) {
	w := settle(t)
	trust := w.trust()
	trust.Secrets = w.Keys
	first := `(SELECT id FROM answer ORDER BY id LIMIT 1)`
	row := `(SELECT MIN(id) FROM report_row)`
	for _, l := range []lie{
		{"another sum", `UPDATE answer_line SET amount = amount + 1 WHERE line = 1 AND answer = ` + first, ofOriginals, "answer_line", `SELECT ` + first + ` || '/1'`},
		{"a return for a payment", `UPDATE answer_line SET outcome = 'returned' WHERE line = 1 AND answer = ` + first, ofOriginals, "answer_line", `SELECT ` + first + ` || '/1'`},
		{"another payment", `UPDATE answer_line SET attempt = 7 WHERE line = 1 AND answer = ` + first, ofOriginals, "answer_line", `SELECT ` + first + ` || '/1'`},
		{"the bank's words", `UPDATE answer_line SET words = '账户已销户' WHERE line = 1 AND answer = ` + first, ofOriginals, "answer_line", `SELECT ` + first + ` || '/1'`},
		{"a line less", `DELETE FROM answer_line WHERE line = 2 AND answer = ` + first, ofOriginals, "answer", `SELECT file::TEXT FROM answer WHERE id = ` + first},
		{"a photo for an answer", `UPDATE answer SET file = (SELECT photo FROM posting LIMIT 1) WHERE id = ` + first, ofOriginals, "answer", `SELECT photo::TEXT FROM posting LIMIT 1`},
		{"another fact", `UPDATE report_row SET facts = jsonb_set(facts, '{loss}', '"900000.00"') WHERE id = ` + row, ofOriginals, "report_row", `SELECT ` + row},
		{"another cell", `UPDATE report_row SET line = line + 100 WHERE id = ` + row, ofOriginals, "report_row", `SELECT ` + row},
		{"somebody else", `UPDATE report_row SET id_tag = sha256('x') WHERE id = ` + row, ofOriginals, "report_row", `SELECT ` + row},
		{"a bill's number", `UPDATE report_row SET tag = sha256('x') WHERE id = ` + row, ofOriginals, "report_row", `SELECT ` + row},
		{"a row left out", `DELETE FROM report_row WHERE id = (SELECT MAX(id) FROM report_row WHERE report = (SELECT MIN(id) FROM report))`, ofOriginals, "report", `SELECT MIN(id) FROM report`},
		{"a photo for a workbook", `UPDATE report SET file = (SELECT photo FROM posting LIMIT 1) WHERE id = (SELECT MIN(id) FROM report)`, ofOriginals, "report", `SELECT MIN(id) FROM report`},
	} {
		t.Run(l.name, func(t *testing.T) {
			table := written.FindStringSubmatch(l.lie)[1]
			defer w.restore(t, table)
			key := w.one(t, l.key)
			w.super.MustExecContext(t.Context(), l.lie)
			named(t, verified(w.t, trust), l.check, place{l.table, key})
		})
	}
	clean(t, verified(t, trust))
}

// What was stored as another kind of file than a row takes it for is named; what was stored before files were marked is counted.
func TestAFileOfAnotherKindIsNamed(t *testing.T) {
	w := settle(t)
	trust := w.trust()
	trust.Kind = w.files.Fits
	_, err := w.files.Keep(t.Context(), archive.Posting, strings.NewReader("另一张照片"))
	w.Must(err)
	w.super.MustExecContext(t.Context(), `UPDATE evidence SET file = sha256(convert_to('另一张照片', 'UTF8')) WHERE claim = `+declined)
	checks := verified(t, trust)
	named(t, checks, archived, place{"evidence", w.one(t, `SELECT MIN(id) FROM evidence WHERE claim = `+declined)})
	for _, c := range checks {
		if c.Name == archived && len(c.Noted) != 1 {
			t.Errorf("noted %v", c.Noted)
		}
	}
}

// archived is the check of the files that rows answer for.
const archived = "报表、佐证、张贴照片、回盘原件齐全"
