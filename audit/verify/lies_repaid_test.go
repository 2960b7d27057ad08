package verify_test

// ofRepaid is the check of what might be paid twice.
const ofRepaid = "回盘先退票后到账的，由两人凭银行证明核定；未核定前没有再次打款，未经重新审批不改账户"

// Rows of the month's contradictions: of a payout that came back twice and was approved again, and of one that was given up and paid after all.
const (
	contradicted = `(SELECT MIN(concat_ws('/', answer, line)) FROM answer_line WHERE break = 'contradicted')`
	unpaid       = `(SELECT MIN(r.id) FROM resolution r JOIN proposal p ON p.subject = r.id AND p.confirmed WHERE NOT r.paid)`
	paidAfterAll = `(SELECT MIN(r.id) FROM resolution r JOIN proposal p ON p.subject = r.id AND p.confirmed WHERE r.paid)`
	againList    = `(SELECT id FROM list WHERE again AND status = 'sent')`
	again1       = `(SELECT payout FROM list_row WHERE list = ` + againList + `)`
	resolver     = `(SELECT decided_by FROM proposal WHERE act = 'resolution' AND confirmed LIMIT 1)`
)

var repaidLies = []lie{
	{"a contradiction hushed up", `UPDATE answer_line SET break = 'already_settled' WHERE break = 'contradicted'`, ofRepaid, "answer_line", `SELECT ` + contradicted},
	{"a contradiction made up", `UPDATE answer_line SET break = 'contradicted' WHERE break = 'already_settled'`, "银行回盘与打款指令逐笔一致", "answer_line",
		`SELECT MIN(concat_ws('/', answer, line)) FROM answer_line WHERE break = 'already_settled'`},
	{"a decision taken away", `UPDATE proposal SET confirmed = NULL, decided_by = NULL, decided_at = NULL WHERE act = 'resolution' AND confirmed`, ofRepaid, "list_row",
		`SELECT list || '/1' FROM list_row WHERE list = ` + againList},
	{"a decision with the sender's hand", `UPDATE batch SET sent_by = ` + resolver, ofRepaid, "resolution", `SELECT ` + unpaid},
	{"a decision of another line", `UPDATE resolution r SET answer = l.answer, line = l.line FROM answer_line l WHERE r.id = ` + unpaid + ` AND l.payout = ` + paid + ` AND l.outcome = 'paid' AND l.break IS NULL`,
		ofRepaid, "resolution", `SELECT ` + unpaid},
	{"paid, and said not to be", `UPDATE resolution SET paid = false`, "银行回盘与打款指令逐笔一致", "instruction", `SELECT payout || '/' || attempt FROM instruction WHERE status = 'twice'`},
	{"not paid, and said to be", `UPDATE resolution SET paid = true`, "每项业务均已入账，每条分录均有依据", "resolution", `SELECT ` + unpaid},
	{"paid twice, and not to be recovered", `UPDATE transfer SET debit = 'suspense' WHERE debit = 'recovery_receivable'`, "每项业务均已入账，每条分录均有依据", "resolution", `SELECT ` + paidAfterAll},
	{"an account changed without an approval", `UPDATE instruction SET account = (SELECT account FROM list_row WHERE list = ` + againList + `) WHERE attempt = 2 AND payout = ` + again1,
		ofRepaid, "instruction", `SELECT ` + again1 + ` || '/2'`},
	{"called paid before it was reissued", `UPDATE answer_line SET outcome = 'paid', break = 'amount_differs' WHERE payout = ` + again1 + ` AND attempt = 1 AND outcome = 'returned'`,
		ofRepaid, "instruction", `SELECT ` + again1 + ` || '/2'`},
	{"ordered again before it came back", `UPDATE answer_line SET break = 'amount_differs' WHERE payout = ` + again1 + ` AND attempt = 1 AND outcome = 'returned'`,
		ofRepaid, "instruction", `SELECT ` + again1 + ` || '/2'`},
	{"paid again as if for the first time", `UPDATE list SET again = false WHERE id = ` + againList, "花名册各行、合计、校验码与救助金一致", "list_row", `SELECT ` + againList + ` || '/1'`},
	{"paid for the first time as if again", `UPDATE list SET again = true WHERE id = ` + sentList, "花名册各行、合计、校验码与救助金一致", "list_row", `SELECT ` + sentList + ` || '/1'`},
	{"a decision unsigned", `DELETE FROM signature WHERE verb = 'payouts.resolve'`, ofKeys, "resolution", `SELECT ` + unpaid},
}
