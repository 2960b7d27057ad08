package policy_test

import (
	"fangpin/internal/pg/pgtest"
	"fmt"
	"sync"
	"testing"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/pg"
)

// Whoever asks, PostgreSQL holds proposer and adopter apart and the adopted scheme as it is.
func TestTheDatabaseHoldsSchemes(t *testing.T) {
	c := open(t)
	_, err := c.propose(c.clerk, source(t))
	c.Must(err)
	adopt := func(starts, who, price, most, classes, bases, quotas string) string {
		return fmt.Sprintf(`SELECT scheme_adopt(county, id, (SELECT digest FROM proposal WHERE subject = scheme.id), %s, %s, %s, %s, %s, %s, %s) FROM scheme`,
			starts, who, price, most, classes, bases, quotas)
	}
	approver := fmt.Sprint(c.approver.ID)
	c.Attack("FPHND", adopt("'2024-01-01'", "proposed_by", "100", "NULL", "NULL", "NULL", "NULL"))
	c.Attack("FPHND", adopt("'2024-01-01'", "NULL", "100", "NULL", "NULL", "NULL", "NULL"))
	c.Attack("FPDAT", adopt("'2025-01-01'", approver, "100", "NULL", "NULL", "NULL", "NULL")) // after its term
	c.Attack("FPFND", adopt("'2024-01-01'", approver, "NULL", "NULL", "NULL", "NULL", "NULL"))
	for _, price := range []string{"0", "-1", "'NaN'"} {
		c.Attack(pqerror.CheckViolation, adopt("'2024-01-01'", approver, price, "NULL", "NULL", "NULL", "NULL"))
	}
	c.Attack(pqerror.CheckViolation, adopt("'2024-01-01'", approver, "100", "'NaN'", "NULL", "NULL", "NULL"))
	c.Attack(pqerror.CheckViolation, adopt("'2024-01-01'", approver, "100", "NULL", "'{脱贫户}'", "'{quota}'", "'{0}'"))
	for _, statement := range []string{
		`INSERT INTO adoption SELECT county, id, proposed_by, proposed_by, '2024-01-01' FROM scheme`,
		`INSERT INTO adoption SELECT county, id, proposed_by + 1, proposed_by, '2024-01-01' FROM scheme`, // said to be another's
		`UPDATE scheme SET source = 'x'`, `DELETE FROM scheme`, `UPDATE adoption SET from_on = '2000-01-01'`, `UPDATE policy SET per_head = 1`,
		`UPDATE insured_group SET heads = 0`, `INSERT INTO policy VALUES ('410602', 1, '某公司', '2024-01-01', '2024-12-31', 1000000)`,
		`INSERT INTO insured_group VALUES ('410602', 1, '脱贫户', 'quota', 1000000)`, `INSERT INTO insured VALUES ('410602', 1, 1, '脱贫户')`,
		`INSERT INTO adoption_group VALUES ('410602', 1, 1, '脱贫户', 'quota', 1000000)`, `UPDATE adoption SET household_year = NULL`, `UPDATE adoption_group SET heads = 9`,
	} {
		c.Attack(stafftest.Denied, statement)
	}
}

// A policy year and its insured groups come by their doors: at the price and of the heads that two people put in force.
func TestAPolicyYearComesByTheDoorsOnly(t *testing.T) {
	c := open(t)
	c.rule("2024-01-01", source(t))
	begin := func(from, to, price, who string) string {
		return fmt.Sprintf(`SELECT policy_open('410602', 7, '某公司', %s, %s, %s, %s)`, from, to, price, who)
	}
	clerk := fmt.Sprint(c.clerk.ID)
	c.Attack("FPFND", begin("'2024-01-01'", "'2024-12-31'", "1000000", clerk))
	c.Attack("FPSTA", begin("'2024-02-01'", "'2024-12-31'", "100", clerk))
	c.Attack("FPHND", begin("'2024-01-01'", "'2024-12-31'", "100", fmt.Sprint(c.approver.ID)))
	c.Attack("FPHND", begin("'2024-01-01'", "'2024-12-31'", "100", "NULL"))
	c.Attack("FPDAT", begin("'2024-01-01'", "'infinity'", "100", clerk))
	c.Attack("FPISO", `SET TRANSACTION ISOLATION LEVEL SERIALIZABLE`, begin("'2024-01-01'", "'2024-12-31'", "100", clerk))
	c.Attack("FPSTA", begin("'2024-01-01'", "'2024-12-31'", "100", clerk), begin("'2024-01-01'", "'2024-12-31'", "100", clerk))

	id, err := c.open(year(t, "2024-01-01", "2024-12-31"))
	c.Must(err)
	insure := func(quota, who string) string {
		return fmt.Sprintf(`SELECT policy_insure('410602', %d, '{脱贫户,边缘易致贫户,低收入户}', '{named,named,quota}', '{0,0,%s}', %s)`, id, quota, who)
	}
	c.Attack("FPFND", insure("5000", clerk))
	c.Attack("FPFND", fmt.Sprintf(`SELECT policy_insure('410602', %d, '{低收入户}', '{quota}', '{321}', %s)`, id, clerk))
	c.Attack("FPFND", fmt.Sprintf(`SELECT policy_insure('410602', %d, NULL, NULL, NULL, %s)`, id, clerk))
	c.Attack("FPHND", insure("321", fmt.Sprint(c.approver.ID)))
	c.Attack("FPSTA", insure("321", clerk), insure("321", clerk))
	c.Attack("FPSTA", fmt.Sprintf(`SELECT policy_insure('410602', 7, NULL, NULL, NULL, %s)`, clerk))
	in, err := c.insure(id)
	c.Must(err)
	if in.Heads != 321 {
		t.Errorf("%d heads", in.Heads)
	}
}

// insured is a policy year of 321 heads at 100 yuan: the quota alone.
func insured(t *testing.T) (county, int64) {
	t.Helper()
	c := open(t)
	c.rule("2024-01-01", source(t))
	id, err := c.open(year(t, "2024-01-01", "2024-12-31"))
	c.Must(err)
	in, err := c.insure(id)
	c.Must(err)
	if in.Heads != 321 {
		t.Fatalf("%d heads", in.Heads)
	}
	return c, id
}

// Premium is what lists are paid from: it comes by its door, and never more than was billed.
func TestPremiumComesByTheDoorOnly(t *testing.T) {
	c, id := insured(t)
	c.Must(c.receive(id, "32000", "2024-09-02"))
	receive := func(fund int64, yuan string) string {
		return fmt.Sprintf(`SELECT premium_receive('410602', %d, %d, %s, '2024-09-09', sha256('%[1]d'), %[4]d)`, pg.NewID(), fund, yuan, c.clerk.ID)
	}
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO premium VALUES ('410602', 7, %d, 1, '2024-09-09')`, id),
		`UPDATE premium SET amount = 1000000`, `UPDATE premium SET fund = fund`, `DELETE FROM premium`,
	} {
		c.Attack(stafftest.Denied, statement)
	}
	for _, yuan := range []string{"100.01", "1e11", "'NaN'", "'Infinity'", "NULL"} {
		c.Attack("FPFND", receive(id, yuan))
	}
	c.Attack("FPFND", receive(1, "1")) // into no policy
	c.Attack("FPFND", receive(id, "100"), receive(id, "0.01"))
	c.Attack(pqerror.CheckViolation, receive(id, "0"))
	c.Attack(pqerror.CheckViolation, receive(id, "-1"))
	c.Attack("FPHND", pgtest.Abroad, receive(id, "1"))
	c.Attack("FPHND", fmt.Sprintf(`SELECT premium_receive('410602', 7, %d, 1, '2024-09-09', sha256(''), %d)`, id, c.approver.ID))
	c.Attack("FPHND", fmt.Sprintf(`SELECT premium_receive('410602', 7, %d, 1, '2024-09-09', sha256(''), NULL)`, id))
	without := func(voucher string) string {
		return fmt.Sprintf(`SELECT premium_receive('410602', %d, %d, 1, '2024-09-09', %s, %d)`, pg.NewID(), id, voucher, c.clerk.ID)
	}
	c.Attack("FPSTA", without("NULL"))
	c.Attack(pqerror.CheckViolation, without("'\\x00'"))
	c.Attack("FPSTA", without("sha256('1')"), without("sha256('1')")) // one voucher, two payments
	for _, level := range []string{"REPEATABLE READ", "SERIALIZABLE"} {
		c.Attack("FPISO", `SET TRANSACTION ISOLATION LEVEL `+level, receive(id, "1"))
	}
	c.Must(c.receive(id, "100", "2024-09-09"))
}

// Thirty-two clerks enter the same last payment at once.
func TestPremiumIsNeverReceivedTwice(t *testing.T) {
	c, id := insured(t)
	var racing sync.WaitGroup
	outcomes := make(chan error, 32)
	for range cap(outcomes) {
		racing.Go(func() { outcomes <- c.receive(id, "32100", "2024-09-09") })
	}
	racing.Wait()
	close(outcomes)
	received := 0
	for err := range outcomes {
		if err == nil {
			received++
			continue
		}
		c.Refused(err, fault.Blocked)
	}
	if received != 1 {
		t.Errorf("received %d times", received)
	}
}
