package verify_test

import "testing"

// ofFlags is the check of what is odd about where the money goes.
const ofFlags = "花名册的风险提示逐条列出，每级审批均有答复"

// A flag of the month's list that was sent, and what both approvers answered.
const (
	flagged1 = `(SELECT MIN(concat_ws('/', list, payout, kind)) FROM list_flag WHERE list = ` + sentList + `)`
	answer1  = `(SELECT MIN(concat_ws('/', list, payout, kind, person)) FROM flag_answer WHERE list = ` + sentList + `)`
)

var flagLies = []lie{
	{"a flag hushed up", `DELETE FROM list_flag WHERE list = ` + sentList, ofFlags, "list", `SELECT ` + sentList},
	{"a flag made up", `INSERT INTO list_flag SELECT county, list, payout, 'changed', true FROM list_row WHERE list = ` + sentList + ` AND n = 1`, ofFlags, "list_flag",
		`SELECT concat_ws('/', list, payout, 'changed') FROM list_row WHERE list = ` + sentList + ` AND n = 1`},
	{"a flag of another kind", `UPDATE list_flag SET kind = 'changed' WHERE kind = 'died'`, ofFlags, "list", `SELECT ` + sentList},
	{"a flag said to have been found later", `UPDATE list_flag SET composed = NOT composed`, ofFlags, "list_flag", `SELECT ` + flagged1},
	{"a flag that nobody answered", `DELETE FROM flag_answer WHERE list = ` + sentList, ofFlags, "list_flag", `SELECT ` + flagged1},
	{"an answer in another's name", `UPDATE flag_answer SET person = ` + clerk1 + ` WHERE (list, payout, kind, person) = (SELECT list, payout, kind, person FROM flag_answer WHERE list = ` + sentList + `
		ORDER BY concat_ws('/', list, payout, kind, person) LIMIT 1)`, ofFlags, "flag_answer",
		`SELECT concat_ws('/', list, payout, kind, ` + clerk1 + `) FROM flag_answer WHERE list = ` + sentList + ` ORDER BY concat_ws('/', list, payout, kind, person) LIMIT 1`},
	{"another answer than was signed", `UPDATE flag_answer SET reason = '查无异常，同意' WHERE list = ` + sentList, ofKeys, "list", `SELECT ` + sentList},
	{"answers signed by nobody", `UPDATE signature SET flags = NULL WHERE verb = 'payouts.approve'`, ofKeys, "list", `SELECT ` + sentList},
	{"answers signed beside a sending", `UPDATE signature SET flags = sha256('x') WHERE verb = 'payouts.send'`, ofKeys, "batch", `SELECT MIN(id) FROM batch`},
	{"an account that was there before the list", `UPDATE account SET person = (SELECT a.person FROM list_row r JOIN account a ON a.id = r.account WHERE r.list = ` + sentList + ` AND r.n = 1)
		WHERE id = (SELECT MAX(id) FROM account WHERE id NOT IN (SELECT account FROM list_row) AND id < ` + sentList + `)`, ofFlags, "list", `SELECT ` + sentList},
}

// One number in two families, which none was asked about, is named where the tags are at hand.
func TestANumberOfTwoFamiliesIsNamed(t *testing.T) {
	w := settle(t)
	defer w.restore(t, "account")
	w.super.MustExecContext(t.Context(), `UPDATE account SET tag = (SELECT a.tag FROM list_row r JOIN account a ON a.id = r.account WHERE r.list = `+sentList+` AND r.n = 1)
		WHERE id = (SELECT MIN(a.id) FROM account a JOIN person p ON p.id = a.person WHERE p.household <> (SELECT x.household FROM list_row r JOIN account a ON a.id = r.account
		  JOIN person x ON x.id = a.person WHERE r.list = `+sentList+` AND r.n = 1))`)
	named(t, w.verify(t), ofFlags, place{"list", w.one(t, `SELECT `+sentList)})
}

// ofRecusal is the check of who had a part in what their own household receives.
const ofRecusal = "经办人回避本人和同户家人的案件、救助金和账户"

// renewed is the payout that went to the account that was confirmed last.
const renewed = `(SELECT i.payout FROM instruction i JOIN confirmation f ON f.account = i.account ORDER BY f.account DESC LIMIT 1)`

// Whoever worked on a payment is found to be the payee: each part is named, and that nobody was asked about somebody of the staff in the family.
func TestAFamilyOfTheStaffIsNamed(t *testing.T) {
	w := settle(t)
	defer w.restore(t, "staff")
	w.super.MustExecContext(t.Context(), `UPDATE staff SET no = id::TEXT, unit = '乡村振兴局', phone = '',
		id_tag = (SELECT e.id_tag FROM payout p JOIN person e ON e.id = p.payee WHERE p.id = `+renewed+`) WHERE role IN ('adjuster', 'assessor', 'clerk', 'approver', 'sender')`)
	checks, claim := w.verify(t), `(SELECT claim FROM payout WHERE id = `+renewed+`)`
	for table, key := range map[string]string{
		"finding":      `SELECT MIN(concat_ws('/', claim, round, turn)) FROM finding WHERE claim = ` + claim,
		"filing":       `SELECT MIN(concat_ws('/', claim, round)) FROM filing WHERE claim = ` + claim,
		"assessment":   `SELECT MIN(id) FROM assessment WHERE claim = ` + claim,
		"list":         `SELECT MIN(list) FROM list_row WHERE payout = ` + renewed,
		"instruction":  `SELECT ` + renewed + ` || '/1'`,
		"confirmation": `SELECT MAX(account) FROM instruction`,
	} {
		named(t, checks, ofRecusal, place{table, w.one(t, key)})
	}
	named(t, checks, ofFlags, place{"list", w.one(t, `SELECT MIN(list) FROM list_row WHERE payout = `+renewed)})
	w.super.MustExecContext(t.Context(), `UPDATE staff SET id_tag = (SELECT p.id_tag FROM person p JOIN correction x ON x.household = p.household LIMIT 1) WHERE role = 'clerk'`)
	named(t, w.verify(t), ofRecusal, place{"correction", w.one(t, `SELECT `+ofDeath)})
}

var heirLies = []lie{
	{"an heir named by one", `UPDATE heir SET naming = NULL`, secondHand, "heir", `SELECT payout || '/' || n FROM heir`},
	{"another heir than was proposed", `UPDATE heir SET person = ` + stranger, secondHand, "heir", `SELECT payout || '/' || n FROM heir`},
	{"an heir in another's money", `UPDATE heir_naming SET payout = ` + paid, secondHand, "heir", `SELECT payout || '/' || n FROM heir`},
	{"an heir signed otherwise", `UPDATE signature SET digest = sha256('') WHERE verb = 'payouts.confirm_heir'`, ofKeys, "heir_naming", `SELECT id FROM heir_naming`},
	{"an heir confirmed by nobody's hand", `UPDATE signature SET verb = 'payouts.dismiss' WHERE verb = 'payouts.confirm_heir'`, ofKeys, "signature",
		`SELECT id FROM signature WHERE subject = 'heir_naming/' || (SELECT id FROM heir_naming)`},
	{"an heir proposed and confirmed by one", `UPDATE proposal SET proposed_by = decided_by WHERE act = 'heir_naming'`, secondHand, "proposal", `SELECT id FROM proposal WHERE act = 'heir_naming'`},
	{"a death after the sending that was none", `UPDATE death_check SET payout = (SELECT MIN(payout) FROM list_row WHERE list = ` + sentList + `), attempt = 1`,
		"收款账户属于领款人，经两人录入复核，发送人未经手", "death_check", `SELECT MIN(payout) || '/1' FROM list_row WHERE list = ` + sentList},
}
