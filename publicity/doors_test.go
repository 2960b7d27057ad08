package publicity_test

import (
	"fmt"
	"testing"

	"github.com/lib/pq/pqerror"
)

// What somebody with the app's login may try, past every verb.
func TestNobodyGoesRoundTheDoors(t *testing.T) {
	b := newBoard(t)
	notice := b.hung()
	for _, statement := range []string{
		`INSERT INTO notice SELECT * FROM notice`, `UPDATE notice SET days = 1`, `UPDATE notice SET id = id`, `DELETE FROM notice`,
		`INSERT INTO notice_row (county, notice, n, payout, place, amount) SELECT county, notice, 9, 79, place, 1 FROM notice_row`, `UPDATE notice_row SET amount = 2`,
		`UPDATE posting SET posted_on = '2024-09-01'`, `UPDATE posting SET photo = photo`, `UPDATE posting SET down_on = NULL`, `DELETE FROM posting`,
		`INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by, recorded_at) SELECT county, 9, notice, place, posted_on, photo, recorded_by, recorded_at FROM posting`,
		`INSERT INTO clock SELECT * FROM clock`, `UPDATE clock SET ends_at = now()`, `UPDATE clock SET restarted_at = NULL`, `DELETE FROM clock`,
		`INSERT INTO clearance (county, payout, notice, place, run, cleared_at) SELECT county, 71, notice, place, run, now() FROM clock`,
		`INSERT INTO objection (county, id, payout, words, received_on, received_by, salt) VALUES ('410602', 9, 71, '无', '2024-09-09', 1, '')`, `UPDATE objection SET upheld = false`,
		`SELECT publicity_lock('410602', '{1}')`, `SELECT publicity_opposed('410602', '{71}')`, `SELECT publicity_clear('410602', '{71}')`,
		`SELECT publicity_notice('410602', 9, 410602100228, '2024-09-09', 'payout', '{79}', '{1}', '{1}', NULL, 0, false, false)`,
		`SELECT publicity_receive('410602', 9, 'payout', 71, '无', '2024-09-09', 1, '')`, `SELECT publicity_decide('410602', 9, false, '无', 1)`,
	} {
		b.Attack(pqerror.InsufficientPrivilege, statement)
	}
	b.Attack("FPCLK", fmt.Sprintf(`SELECT publicity_start('410602', %d, %d)`, notice, b.villager.ID)) // all run
	b.Attack("FPCLK", fmt.Sprintf(`SELECT publicity_start('410602', 7, %d)`, b.villager.ID))
	b.Attack("FPDAT", `SELECT publicity_restart('410602', 7, '2024-09-12', (SELECT min(id) FROM staff WHERE role = 'clerk'), '被大风刮落', '')`)
	b.Attack("FPISO", `SET TRANSACTION ISOLATION LEVEL SERIALIZABLE`, fmt.Sprintf(`SELECT publicity_start('410602', %d, %d)`, notice, b.villager.ID))
}

// A wall has one posting at a time, of the notice's day or later, recorded when it had gone up and not long after.
func TestAPostingPastTheVerbStartsNothing(t *testing.T) {
	b := newBoard(t)
	notice := b.announce("2024-09-09", line{71, east, "1"})
	put := func(place int64, on, photo string) string {
		return fmt.Sprintf(`INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by) VALUES ('410602', %[1]d, %[2]d, %[1]d, %[3]s, %[4]s, %[5]d)`,
			place, notice, on, photo, b.villager.ID)
	}
	const photo = `sha256('')`
	start := fmt.Sprintf(`SELECT publicity_start('410602', %d, %d)`, notice, b.villager.ID)
	both := func(villages, easts string) []string {
		return []string{put(village, villages, photo), put(east, easts, photo), start}
	}
	b.Attack(pqerror.CheckViolation, put(village, "'2024-09-09'", `'\x00'`))
	b.Attack(pqerror.NotNullViolation, put(village, "'2024-09-09'", `NULL`))
	b.Attack("FPCLK", both("'2024-09-08'", "'2024-09-09'")...)
	b.Attack("FPCLK", both("'2024-09-09'", "'2024-09-08'")...)
	b.Attack("FPCLK", both("current_date + 2", "'2024-09-09'")...)
	b.Attack("FPCLK", append(both("'2024-09-09'", "'2024-09-09'"), start)...)
	b.scene(`UPDATE office SET late_days = 1`)
	b.Attack("FPCLK", both("'2024-09-09'", "'2024-09-09'")...)
}
