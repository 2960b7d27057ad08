package ledger_test

import (
	"fangpin/internal/pg/pgtest"
	"fmt"
	"strings"
	"testing"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/pg"
	"fangpin/ledger"
)

// A voucher is whole when made: nothing is slipped into it, changed, taken out, or numbered by hand.
func TestABookedVoucherStays(t *testing.T) {
	b := open(t)
	b.Must(b.post(entry("1", on(t, "2024-09-09"), move(ledger.Bank, ledger.Suspense, "1"))))
	for _, statement := range []string{
		`INSERT INTO chart VALUES ('petty_cash', '备用金', 'debit')`, `UPDATE chart SET name = '小金库'`,
		`INSERT INTO transfer SELECT county, entry, 2, debit, credit, amount, ref FROM transfer`,
		`UPDATE transfer SET amount = 2`, `DELETE FROM transfer`, `TRUNCATE transfer`,
		`INSERT INTO entry (county, id, ref, on_day, no, memo, made_by) SELECT county, 2, '2', on_day, 2, memo, made_by FROM entry`,
		`UPDATE entry SET memo = '改'`, `UPDATE entry SET no = 2`, `DELETE FROM entry`,
		`INSERT INTO voucher_month VALUES ('410602', '2024-10-01', 9)`, `UPDATE voucher_month SET last = 9`, `DELETE FROM voucher_month`,
	} {
		b.Attack(stafftest.Denied, statement)
	}
}

// knock is a call of the door that books, with its arrays as PostgreSQL writes them.
func (b books) knock(ref string, checker, debits, credits, amounts, refs string) string {
	return fmt.Sprintf(`SELECT entry_post('410602', %d, '%s', '2024-09-09', '测试', %d, %s, NULL, '{%s}', '{%s}', '{%s}', '{%s}')`,
		pg.NewID(), ref, b.clerk.ID, checker, debits, credits, amounts, refs)
}

func TestTheDoorBooksOnlyWholeVouchers(t *testing.T) {
	b := open(t)
	b.Must(b.post(entry("booked", on(t, "2024-09-09"), move(ledger.Bank, ledger.Suspense, "1"))))
	b.Attack("FPSUM", b.knock("1", "NULL", "", "", "", ""))
	b.Attack("FPSUM", strings.Replace(b.knock("1", "NULL", "bank", "suspense", "1", "x"), `'{1}'`, "NULL", 1))
	for amount, state := range map[string]pqerror.Code{
		"0": pqerror.CheckViolation, "-1": pqerror.CheckViolation, "NaN": pqerror.CheckViolation, "0.004": pqerror.CheckViolation,
		"NULL": pqerror.NotNullViolation, "Infinity": pqerror.NumericValueOutOfRange, "1e12": pqerror.NumericValueOutOfRange,
	} {
		b.Attack(state, b.knock("1", "NULL", "bank", "suspense", amount, "x"))
		b.Attack(state, b.knock("1", "NULL", "bank,bank", "suspense,suspense", "1,"+amount, "x,x"))
	}
	b.Attack(pqerror.ForeignKeyViolation, b.knock("1", "NULL", "petty_cash", "bank", "1", "x"))
	b.Attack(pqerror.CheckViolation, b.knock("1", "NULL", "bank", "bank", "1", "x"))
	b.Attack(pqerror.NotNullViolation, b.knock("1", "NULL", "bank", "suspense", "1,2", "x,x")) // more amounts than accounts
	b.Attack(pqerror.UniqueViolation, b.knock("booked", "NULL", "bank", "suspense", "1", "x"))
	b.Attack(pqerror.CheckViolation, b.knock("", "NULL", "bank", "suspense", "1", "x"))
	b.Attack(pqerror.CheckViolation, b.knock("1", fmt.Sprint(b.clerk.ID), "bank", "suspense", "1", "x")) // checked by its maker
	b.Attack(pqerror.ForeignKeyViolation, b.knock("1", "1", "bank", "suspense", "1", "x"))
	b.Attack("FPHND", strings.Replace(b.knock("1", "NULL", "bank", "suspense", "1", "x"), fmt.Sprint(b.clerk.ID), "NULL", 1)) // made by nobody
	b.Attack("FPHND", pgtest.Abroad, b.knock("1", "NULL", "bank", "suspense", "1", "x"))
	b.Must(b.post(entry("next", on(t, "2024-09-09"), move(ledger.Bank, ledger.Suspense, "1"))))
	if v := b.vouchers(on(t, "2024-09-09")); len(v) != 2 || v[1].No != 2 {
		t.Errorf("after all that was refused: %+v", v)
	}
}
