package payouts_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/payouts"
)

const (
	insertPayout = `INSERT INTO payout (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount) VALUES `
	insertList   = `INSERT INTO list (county, id, fund, dated, rows, total, digest) VALUES `
	objecting    = `SELECT payout_object(:c, :new, `
)

func TestAPayoutNeedsAFiledClaim(t *testing.T) {
	f := newFort(t)
	zero := f.Claim(t, f.Enrol(t, "低收入户", 1)[0], "hospital", "2024-09", map[string]string{
		"expense": "9000.00", "basic_paid": "0.00", "serious_paid": "0.00", "aid_paid": "0.00", "other_paid": "0.00"})
	f.Assess(t, []int64{zero})
	f.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return claims.Reopen(ctx, tx, f.Assignments([]int64{zero})...)
	})
	void := f.Filed(t, 1, "industry")[0]
	f.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.Void(ctx, tx, []int64{void}, "重复立案") })
	f.names["zero_claim"], f.names["void_claim"] = zero, void
	rest := `, 1, :adjuster, :assessor, :scheme, :policy, :cleared_payee, :cleared_place, `
	f.refuses(
		tried("not filed", noSuchRow, insertPayout+`(:c, :new, :reviewed_claim`+rest+`100)`),
		tried("investigated again since", noSuchRow, insertPayout+`(:c, :new, :zero_claim`+rest+`100)`),
		tried("void", noSuchRow, insertPayout+`(:c, :new, :void_claim`+rest+`100)`),
		tried("no claim at all", noSuchRow, insertPayout+`(:c, :new, 7`+rest+`100)`),
		tried("not filed, the constraints put off", noSuchRow, `SET CONSTRAINTS ALL DEFERRED`, insertPayout+`(:c, :new, :reviewed_claim`+rest+`100)`),
		tried("paid already", duplicate, insertPayout+`(:c, :new, :paid_claim`+rest+`100)`),
		tried("paid in this round, then withdrawn", duplicate, insertPayout+`(:c, :new, :withdrawn_claim`+rest+`100)`),
		tried("another adjuster", noSuchRow, insertPayout+`(:c, :new, :filed_claim, 1, :clerk, :assessor, :scheme, :policy, :cleared_payee, :cleared_place, 100)`),
		tried("assessed by the adjuster", checked, insertPayout+`(:c, :new, :filed_claim, 1, :adjuster, :adjuster, :scheme, :policy, :cleared_payee, :cleared_place, 100)`),
		tried("nothing", checked, insertPayout+`(:c, :new, :filed_claim`+rest+`0)`),
		tried("less than nothing", checked, insertPayout+`(:c, :new, :filed_claim`+rest+`-1)`),
		tried("no number", checked, insertPayout+`(:c, :new, :filed_claim`+rest+`'NaN')`),
		tried("no amount", isNull, insertPayout+`(:c, :new, :filed_claim`+rest+`NULL)`),
		tried("without end", outOfRange, insertPayout+`(:c, :new, :filed_claim`+rest+`'Infinity')`),
		tried("cleared at birth", denied, `INSERT INTO payout (county, id, claim, round, adjuster, assessed_by, scheme, fund, payee, place, amount, status) VALUES (:c, :new, :filed_claim`+rest+`100, 'cleared')`),
		tried("voiding its claim", noSuchRow, `SELECT claim_void(:c, '{:assessed_claim}', '误', :clerk)`),
		tried("investigating its claim again", noSuchRow, `UPDATE claim SET status = 'entrusted' WHERE id = :paid_claim`),
		tried("the claim's next round", noSuchRow, `UPDATE claim SET round = 2, turn = 1 WHERE id = :cleared_claim`),
	)
}

// A payout is stated by the app; announcing holds it to its claim, its household and its assessments.
func TestAForgedPayoutIsNotAnnounced(t *testing.T) {
	f := newFort(t)
	f.names["forged_claim"] = f.names["assessed_claim"]
	f.tamper(`DELETE FROM payout WHERE id = :assessed;
		INSERT INTO policy (county, id, insurer, from_on, to_on, per_head) VALUES (:c, 77, '另一年度', '2023-01-01', '2023-12-31', 1);
		INSERT INTO scheme (county, id, hash, source, term_from, term_to, days, past_holiday, past_weekend, proposed_by)
		  VALUES (:c, 77, repeat('7', 64), '', '2023-01-01', '2023-12-31', 1, false, false, :clerk);
		INSERT INTO adoption VALUES (:c, 77, :clerk, :first, '2023-01-01')`)
	forge := func(round, assessor, scheme, policy, payee, place, amount string) string {
		return insertPayout + `(:c, :assessed, :forged_claim, ` + round + `, :adjuster, ` + assessor + `, ` + scheme + `, ` + policy + `, ` + payee + `, ` + place + `, ` + amount + `)`
	}
	announce := `SELECT payout_announce(:c, :new, :village, :day, '{:assessed}', :clerk)`
	f.names["west"] = f.scalar(`SELECT min(id) FROM fangpin.place WHERE village = :village AND id NOT IN (:village, :assessed_place)`)
	f.refuses(
		tried("another amount", "FPSUM", forge("1", ":assessor", ":scheme", ":policy", ":assessed_payee", ":assessed_place", "10000.01"), announce),
		tried("another assessor, to approve it himself", "FPSUM", forge("1", ":first", ":scheme", ":policy", ":assessed_payee", ":assessed_place", "10000"), announce),
		tried("a scheme of one day", "FPSUM", forge("1", ":assessor", "77", ":policy", ":assessed_payee", ":assessed_place", "10000"), announce),
		tried("another year's fund", "FPPLC", forge("1", ":assessor", ":scheme", "77", ":assessed_payee", ":assessed_place", "10000"), announce),
		tried("a stranger receives", "FPPLC", forge("1", ":assessor", ":scheme", ":policy", ":paid_payee", ":assessed_place", "10000"), announce),
		tried("where nobody knows them", "FPPLC", forge("1", ":assessor", ":scheme", ":policy", ":assessed_payee", ":west", "10000"), announce),
		tried("as it was, and doubled by a further assessment", "FPSUM", forge("1", ":assessor", ":scheme", ":policy", ":assessed_payee", ":assessed_place", "10000"),
			`INSERT INTO assessment SELECT county, :new, claim, round, 9, adjuster, assessed_by, assessed_on, scheme, household, person, 'x', 1, 0, 5, facts, past, working
			 FROM assessment WHERE claim = :forged_claim`, announce),
		tried("more than a household's cap of the year, in an assessment of one's own", "FPFND", forge("1", ":assessor", ":scheme", ":policy", ":assessed_payee", ":assessed_place", "150000.01"),
			`INSERT INTO assessment SELECT county, :new, claim, round, 9, adjuster, assessed_by, assessed_on, scheme, household, person, 'x', 1, 0, 140000.01, facts, past, working
			 FROM assessment WHERE claim = :forged_claim`, announce),
	)
	// As it was, it is announced: the attacks fail for what they forged.
	f.passes(forge("1", ":assessor", ":scheme", ":policy", ":assessed_payee", ":assessed_place", "10000"), announce)
}

func TestANoticeIsWholeWhenMade(t *testing.T) {
	f := newFort(t)
	f.refuses(
		tried("a row slipped in", denied, `INSERT INTO notice_row VALUES (:c, :announced_notice, 2, :assessed, :assessed_place, 10000)`),
		tried("a row changed", denied, `UPDATE notice_row SET amount = 1`),
		tried("a row taken out", denied, `DELETE FROM notice_row`),
		tried("announced again under the same notice", duplicate, `SELECT payout_announce(:c, :announced_notice, :village, :day, '{:assessed}', :clerk)`),
		tried("on two notices", "FPSTA", `SELECT payout_announce(:c, :new, :village, :day, '{:announced}', :clerk)`),
		tried("twice on one", "FPSTA", `SELECT payout_announce(:c, :new, :village, :day, '{:assessed,:assessed}', :clerk)`),
		tried("nobody", "FPSTA", `SELECT payout_announce(:c, :new, :village, :day, '{}', :clerk)`),
		tried("nothing", "FPSTA", `SELECT payout_announce(:c, :new, :village, :day, NULL, :clerk)`),
		tried("an unknown one among them", "FPSTA", `SELECT payout_announce(:c, :new, :village, :day, '{:assessed,7}', :clerk)`),
		tried("a null among them", "FPSTA", `SELECT payout_announce(:c, :new, :village, :day, '{:assessed,NULL}', :clerk)`),
		tried("in another village", "FPPLC", `SELECT payout_announce(:c, :new, 410602100206, :day, '{:assessed}', :clerk)`),
		tried("in a natural village", "FPPLC", `SELECT payout_announce(:c, :new, :assessed_place, :day, '{:assessed}', :clerk)`),
		tried("in no village", isNull, `SELECT payout_announce(:c, :new, NULL, :day, '{:assessed}', :clerk)`),
		tried("dated before the filing", "FPDAT", `SELECT payout_announce(:c, :new, :village, '2024-09-08', '{:assessed}', :clerk)`),
		tried("dated in time to come", "FPDAT", `SELECT payout_announce(:c, :new, :village, '2999-01-01', '{:assessed}', :clerk)`),
		tried("without a date", isNull, `SELECT payout_announce(:c, :new, :village, NULL, '{:assessed}', :clerk)`),
	)
}

func TestAListNeverChanges(t *testing.T) {
	f := newFort(t)
	f.names["unconfirmed"] = f.scalar(`INSERT INTO fangpin.account SELECT county, 99, person, bank, number, tag, entered_by, salt FROM fangpin.account
		WHERE id = :cleared_account RETURNING id`)
	compose := func(ids, accounts, by string) string {
		return `SELECT list_compose(:c, :new, :day, '{` + ids + `}', '{` + accounts + `}', ` + by + `)`
	}
	f.refuses(
		tried("a row slipped in", denied, `INSERT INTO list_row VALUES (:c, :approved_list, 2, :cleared, 10000, :cleared_account)`),
		tried("a list by hand", denied, insertList+`(:c, :new, :policy, :day, 1, 1, '')`),
		tried("dated before there was writing", "FPDAT", `SELECT list_compose(:c, :new, '4713-01-01 BC', '{:cleared}', '{:cleared_account}', :clerk)`),
		tried("dated in time to come", "FPDAT", `SELECT list_compose(:c, :new, '2999-01-01', '{:cleared}', '{:cleared_account}', :clerk)`),
		tried("composed again under the same list", duplicate, `SELECT list_compose(:c, :approved_list, :day, '{:cleared}', '{:cleared_account}', :clerk)`),
		tried("on two lists", "FPSTA", compose(":listed", ":listed_account", ":clerk")),
		tried("on two lists, one approved", "FPSTA", compose(":cleared,:approved", ":cleared_account,:approved_account", ":clerk")),
		tried("twice on one", "FPSTA", compose(":cleared,:cleared", ":cleared_account,:cleared_account", ":clerk")),
		tried("not cleared", "FPSTA", compose(":announced", ":announced_account", ":clerk")),
		tried("paid", "FPSTA", compose(":paid", ":paid_account", ":clerk")),
		tried("withdrawn", "FPSTA", compose(":withdrawn", ":withdrawn_account", ":clerk")),
		tried("nobody", "FPSTA", compose("", "", ":clerk")),
		tried("an open objection", "FPOBJ", objecting+`:cleared, '不符', :day, :clerk, '')`, compose(":cleared", ":cleared_account", ":clerk")),
		tried("an objection to one of two", "FPOBJ", objecting+`:other, '不符', :day, :clerk, '')`,
			compose(":cleared,:other", ":cleared_account,:other_account", ":clerk")),
		tried("an account nobody confirmed", "FPACC", compose(":cleared", ":unconfirmed", ":clerk")),
		tried("another's account", "FPACC", compose(":cleared", ":other_account", ":clerk")),
		tried("crossed accounts", "FPACC", compose(":cleared,:other", ":other_account,:cleared_account", ":clerk")),
		tried("no account", "FPACC", compose(":cleared", "NULL", ":clerk")),
		tried("too few accounts", "FPACC", compose(":cleared,:other", ":cleared_account", ":clerk")),
		tried("confirmed by who entered it", "FPHND", `SELECT account_confirm(:c, '{:unconfirmed}', NULL, :clerk)`),
		tried("confirmed as entered by another", denied, `INSERT INTO confirmation VALUES (:c, :unconfirmed, :sender, :clerk)`),
		tried("a dead payee", "FPDED", `SELECT death_record(:c, '{:cleared_payee}', '{2024-10-01}', :clerk)`, compose(":cleared", ":cleared_account", ":clerk")),
		tried("a dead payee's own account, an heir decided", "FPACC", slices.Concat([]string{`SELECT death_record(:c, '{:cleared_payee}', '{2024-10-01}', :clerk)`},
			heir(1, ":cleared", ":cleared_child", "'公证书'", ":clerk", ":confirmer"), []string{compose(":cleared", ":cleared_account", ":clerk")})...),
		tried("composed by the adjuster", "FPHND", compose(":cleared", ":cleared_account", ":adjuster")),
		tried("composed by the assessor", "FPHND", compose(":cleared", ":cleared_account", ":assessor")),
		tried("composed by nobody", "FPHND", compose(":cleared", ":cleared_account", "NULL")),
		tried("composed by an approver", "FPHND", compose(":cleared", ":cleared_account", ":first")),
		tried("a second hand in the list", denied, `INSERT INTO hand VALUES (:c, :listed_list, :township, 'first', now())`),
	)
	f.tamper(`INSERT INTO policy (county, id, insurer, from_on, to_on, per_head) VALUES (:c, 77, '另一年度', '2023-01-01', '2023-12-31', 1);
		UPDATE payout SET fund = 77 WHERE id = :other`)
	f.refuses(tried("two years' funds", "FPFND", compose(":cleared,:other", ":cleared_account,:other_account", ":clerk")))
	f.tamper(`UPDATE payout SET fund = :policy, assessed_by = :clerk WHERE id = :other`)
	f.refuses(tried("one row's assessor filed the other", "FPHND", compose(":cleared,:other", ":cleared_account,:other_account", ":clerk")))
	f.passes(compose(":cleared", ":cleared_account", ":clerk"))
}

func TestApprovalIsOfWhatWasSeenByTwoMore(t *testing.T) {
	f := newFort(t)
	f.names["digest"] = `(SELECT digest FROM list WHERE id = :listed_list)`
	f.names["digest"] = f.say(f.names["digest"].(string))
	approve := func(by string) string { return `SELECT list_approve(:c, :listed_list, :digest, 10000, ` + by + `)` }
	f.refuses(
		tried("another total", "FPSUM", `SELECT list_approve(:c, :listed_list, :digest, 10000.01, :first)`),
		tried("no total", "FPSUM", `SELECT list_approve(:c, :listed_list, :digest, NULL, :first)`),
		tried("no number", "FPSUM", `SELECT list_approve(:c, :listed_list, :digest, 'NaN', :first)`),
		tried("another digest", "FPSUM", `SELECT list_approve(:c, :listed_list, sha256(''), 10000, :first)`),
		tried("no digest", "FPSUM", `SELECT list_approve(:c, :listed_list, NULL, 10000, :first)`),
		tried("by the adjuster", "FPHND", approve(":adjuster")),
		tried("by the assessor", "FPHND", approve(":assessor")),
		tried("by the clerk", "FPHND", approve(":clerk")),
		tried("by another clerk", "FPHND", approve(":confirmer")),
		tried("by the township", "FPHND", approve(":township")),
		tried("by nobody", "FPHND", approve("NULL")),
		tried("by somebody unknown", "FPHND", approve("7")),
		tried("twice by the same", "FPHND", approve(":first"), approve(":first")),
		tried("a third time", "FPSTA", approve(":first"), approve(":second"), approve(":township")),
		tried("an approved list", "FPSTA", `SELECT list_approve(:c, :approved_list, NULL, 10000, :township)`),
		tried("an open objection", "FPOBJ", objecting+`:listed, '不符', :day, :clerk, '')`, approve(":first")),
		tried("an objection between the two", "FPOBJ", approve(":first"), objecting+`:listed, '不符', :day, :clerk, '')`, approve(":second")),
		tried("a dead payee", "FPDED", approve(":first"), `SELECT death_record(:c, '{:listed_payee}', '{2024-10-01}', :clerk)`, approve(":second")),
		tried("by hand", denied, `UPDATE list SET status = 'approved'`),
		tried("by a hand more", denied, `INSERT INTO hand VALUES (:c, :listed_list, :first, 'first', now())`),
	)
	f.passes(approve(":first"), approve(":second"))
	f.tamper(`UPDATE staff SET disabled_at = now() WHERE id IN (:second, :confirmer)`)
	f.refuses(tried("by an approver who left", "FPHND", approve(":first"), approve(":second")))
	f.tamper(`UPDATE staff SET disabled_at = NULL WHERE id = :second`)
	f.tamper(`UPDATE premium SET amount = (SELECT sum(total) + 9999.99 FROM list WHERE status IN ('approved', 'sent'))`)
	f.refuses(tried("more than the fund has", "FPFND", approve(":first")))
	f.tamper(`UPDATE premium SET amount = amount + 0.01`)
	f.passes(approve(":first"))
	f.tamper(`DELETE FROM premium`)
	f.refuses(tried("a fund without premium", "FPFND", approve(":first")))
}

func TestAListIsSentWholeAndOnce(t *testing.T) {
	f := newFort(t)
	f.names["digest"] = f.say(`(SELECT digest FROM list WHERE id = :listed_list)`)
	send := `SELECT batch_send(:c, :new, :approved_list, `
	f.refuses(
		tried("not approved", "FPSTA", `SELECT batch_send(:c, :new, :listed_list, :sender)`),
		tried("one approval", "FPSTA", `SELECT list_approve(:c, :listed_list, :digest, 10000, :first)`, `SELECT batch_send(:c, :new, :listed_list, :sender)`),
		tried("twice", "FPSTA", send+`:sender)`, send+`:sender)`),
		tried("again", "FPSTA", `SELECT batch_send(:c, :new, :sent_list, :sender)`),
		tried("part of it", "FPSTA", `SELECT batch_reissue(:c, :new, :approved_list, '{:approved}', '{:approved_account}', :sender)`),
		tried("void and sent", "FPSTA", `SELECT list_void(:c, :approved_list, '账户有误', :clerk, '')`, send+`:sender)`),
		tried("sent and void", "FPSTA", send+`:sender)`, `SELECT list_void(:c, :approved_list, '账户有误', :clerk, '')`),
		tried("void for no reason", checked, `SELECT list_void(:c, :approved_list, '', :clerk, '')`),
		tried("void without a reason", isNull, `SELECT list_void(:c, :approved_list, NULL, :clerk, '')`),
		tried("void by the sender", "FPHND", `SELECT list_void(:c, :approved_list, '账户有误', :sender, '')`),
		tried("void by hand", denied, `INSERT INTO list_void VALUES (:c, :approved_list, :clerk, '账户有误', '')`),
		tried("void twice", "FPSTA", `SELECT list_void(:c, :approved_list, '账户有误', :clerk, '')`, `SELECT list_void(:c, :approved_list, '账户有误', :clerk, '')`),
		tried("by an approver", "FPHND", send+`:first)`),
		tried("by the clerk", "FPHND", send+`:clerk)`),
		tried("by the adjuster", "FPHND", send+`:adjuster)`),
		tried("by who confirmed an account", "FPHND", send+`:confirmer)`),
		tried("by another approver", "FPHND", send+`:second)`),
		tried("by nobody", "FPHND", send+`NULL)`),
		tried("an objection received since", "FPOBJ", objecting+`:approved, '不符', :day, :clerk, '')`, send+`:sender)`),
		tried("the payee died since", "FPDED", `SELECT death_record(:c, '{:approved_payee}', '{2024-10-01}', :clerk)`, send+`:sender)`),
		tried("an instruction by hand", denied, `INSERT INTO instruction (county, payout, attempt, batch, amount, account) VALUES (:c, :approved, 1, :sent_batch, 10000, :approved_account)`),
		tried("a batch by hand", denied, `INSERT INTO batch VALUES (:c, :new, :approved_list, :sender, now())`),
		tried("under the same batch", duplicate, `SELECT batch_send(:c, :sent_batch, :approved_list, :sender)`),
	)
	f.passes(send + `:sender)`)
	f.tamper(`UPDATE staff SET disabled_at = now() WHERE id IN (:sender, :clerk)`)
	f.refuses(
		tried("by a sender who left", "FPHND", send+`:sender)`),
		tried("composed by a clerk who left", "FPHND", `SELECT list_compose(:c, :new, :day, '{:cleared}', '{:cleared_account}', :clerk)`),
	)
	f.passes(`SELECT list_compose(:c, :new, :day, '{:cleared}', '{:cleared_account}', :confirmer)`) // who has filed does not act
	f.tamper(`UPDATE staff SET disabled_at = NULL`)
	_, err := f.super.ExecContext(t.Context(), f.say(`INSERT INTO fangpin.instruction SELECT county, payout, 2, batch, amount, account FROM fangpin.instruction WHERE payout = :sent`))
	if stateOf(err) != duplicate {
		t.Errorf("even a superuser has two live instructions: %v", err)
	}
}

func TestOnlyWhatCameBackIsReissued(t *testing.T) {
	f := newFort(t)
	f.names["unconfirmed"] = f.scalar(`INSERT INTO fangpin.account SELECT county, 99, person, bank, number, tag, entered_by, salt FROM fangpin.account
		WHERE id = :returned_account RETURNING id`)
	f.names["newer"] = f.scalar(`INSERT INTO fangpin.account SELECT county, 98, person, bank, number, tag, entered_by, salt FROM fangpin.account
		WHERE id = :returned_account RETURNING id`)
	f.tamper(`INSERT INTO confirmation SELECT county, 98, entered_by, confirmed_by FROM confirmation WHERE account = :returned_account`)
	reissue := `SELECT batch_reissue(:c, :new, :returned_list, `
	f.refuses(
		tried("paid", "FPSTA", `SELECT batch_reissue(:c, :new, :paid_list, '{:paid}', '{:paid_account}', :sender)`),
		tried("on its way", "FPSTA", `SELECT batch_reissue(:c, :new, :sent_list, '{:sent}', '{:sent_account}', :sender)`),
		tried("withdrawn since", "FPSTA", `SELECT payout_withdraw(:c, '{:returned}', :clerk)`, reissue+`'{:returned}', '{:returned_account}', :sender)`),
		tried("twice", "FPSTA", reissue+`'{:returned}', '{:returned_account}', :sender)`, reissue+`'{:returned}', '{:returned_account}', :sender)`),
		tried("twice at once", "FPSTA", reissue+`'{:returned,:returned}', '{:returned_account,:returned_account}', :sender)`),
		tried("of another list", "FPSTA", `SELECT batch_reissue(:c, :new, :paid_list, '{:returned}', '{:returned_account}', :sender)`),
		tried("of no list", "22004", `SELECT batch_reissue(:c, :new, NULL, '{:returned}', '{:returned_account}', :sender)`),
		tried("nobody", "FPSTA", reissue+`'{}', '{}', :sender)`),
		tried("to another account than was approved", "FPACC", reissue+`'{:returned}', '{:newer}', :sender)`),
		tried("once called paid", "FPCON", `SELECT answer_settle(:c, sha256('1'), :new, '{:returned}', '{1}', '{10000}', '{paid}', '{x}', :clerk)`,
			reissue+`'{:returned}', '{:returned_account}', :sender)`),
		tried("released to a list of its own", "FPSTA", `SELECT list_compose_again(:c, :new, :day, '{:returned}', '{:returned_account}', :clerk)`,
			reissue+`'{:returned}', '{:returned_account}', :sender)`),
		tried("to an account nobody confirmed", "FPACC", reissue+`'{:returned}', '{:unconfirmed}', :sender)`),
		tried("to another's account", "FPACC", reissue+`'{:returned}', '{:paid_account}', :sender)`),
		tried("by an approver", "FPHND", reissue+`'{:returned}', '{:returned_account}', :first)`),
		tried("by who entered the account", "FPHND", reissue+`'{:returned}', '{:returned_account}', :clerk)`),
		tried("under an open objection", "FPOBJ", objecting+`:returned, '不符', :day, :clerk, '')`, reissue+`'{:returned}', '{:returned_account}', :sender)`),
		tried("to the dead", "FPDED", `SELECT death_record(:c, '{:returned_payee}', '{2024-10-01}', :clerk)`, reissue+`'{:returned}', '{:returned_account}', :sender)`),
	)
	f.passes(reissue + `'{:returned}', '{:returned_account}', :sender)`)
}

func TestAnAnswerIsHeldToItsInstruction(t *testing.T) {
	f := newFort(t)
	settle := func(file, id, amount, outcome string) string {
		return `SELECT answer_settle(:c, ` + file + `, ` + id + `, '{:sent}', '{1}', '{` + amount + `}', '{` + outcome + `}', '{}', :clerk)`
	}
	f.names["answer"] = f.scalar(`SELECT min(id) FROM fangpin.answer`)
	f.refuses(
		tried("no file", isNull, settle("NULL", ":new", "10000", "paid")),
		tried("half a hash", checked, settle(`'\x00'`, ":new", "10000", "paid")),
		tried("under another's id", duplicate, settle("sha256('1')", ":answer", "10000", "paid")),
		tried("endless", outOfRange, settle("sha256('1')", ":new", "Infinity", "paid")),
		tried("a file of nothing, which would stand in the way of the real one", "FPSTA", `SELECT answer_settle(:c, sha256('1'), :new, '{}', '{}', '{}', '{}', '{}', :clerk)`),
		tried("admitting a return that was told before the payment", "FPSTA",
			`SELECT answer_settle(:c, sha256('1'), 991, '{:sent,:sent}', '{1,1}', '{10000,10000}', '{unknown,returned}', '{x,x}', :clerk)`,
			`SELECT answer_settle(:c, sha256('2'), 992, '{:sent}', '{1}', '{10000}', '{paid}', '{x}', :clerk)`, `SELECT answer_admit(:c, 991, 2, :clerk)`),
		tried("settled by hand", denied, `UPDATE instruction SET status = 'paid'`),
		tried("a line by hand", denied, `INSERT INTO answer_line (county, answer, line) VALUES (:c, :answer, 9)`),
		tried("an answer by hand", denied, `INSERT INTO answer VALUES (:c, sha256('1'), :new, now())`),
		tried("admitting what did not break", "FPSTA", `SELECT answer_admit(:c, :answer, 1, :clerk)`),
		tried("admitting nothing", "FPSTA", `SELECT answer_admit(:c, NULL, NULL, :clerk)`),
		tried("admitting by hand", denied, `UPDATE answer_line SET admitted_by = :clerk`),
	)
	for _, c := range []struct{ amount, outcome, why string }{
		{"9999.99", "paid", "amount_differs"}, {"10000.001", "paid", "amount_differs"}, {"NaN", "paid", "amount_differs"}, {"NULL", "returned", "amount_differs"}, {"-10000", "paid", "amount_differs"},
		{"10000", "sent", "outcome_unknown"}, {"10000", "withdrawn", "outcome_unknown"}, {"10000", "NULL", "outcome_unknown"},
	} {
		tx, err := f.Begin(t.Context(), f.Who(who.Sender))
		f.Must(err)
		var left struct{ Status, Break string }
		_, err = tx.ExecContext(t.Context(), f.say(settle("sha256('1')", ":new", c.amount, c.outcome)))
		f.Must(err)
		f.Must(tx.GetContext(t.Context(), &left, f.say(`SELECT i.status, l.break FROM instruction i JOIN answer_line l ON l.payout = i.payout WHERE i.payout = :sent`)))
		if left.Status != "sent" || left.Break != c.why {
			t.Errorf("%s %s: %+v, want %s", c.outcome, c.amount, left, c.why)
		}
		_ = tx.Rollback()
	}
}

func TestWithdrawingAndDeciding(t *testing.T) {
	f := newFort(t)
	for _, status := range []string{"announced", "listed", "sent", "paid", "withdrawn"} {
		f.names["objection_"+status] = f.scalar(`INSERT INTO fangpin.objection (county, id, payout, words, received_on, received_by, salt)
			SELECT county, id, id, '不符', '2024-10-01', :clerk, '' FROM fangpin.payout WHERE id = :` + status + ` RETURNING id`)
	}
	decide := func(status, uphold, why, by string) string {
		return `SELECT payout_decide(:c, :objection_` + status + `, ` + uphold + `, ` + why + `, ` + by + `)`
	}
	prove := func(status, file, by string) string {
		return `SELECT payout_prove(:c, :objection_` + status + `, sha256('` + file + `'), ` + by + `)`
	}
	f.refuses(
		tried("withdrawing what is listed", "FPSTA", `SELECT payout_withdraw(:c, '{:listed}', :clerk)`),
		tried("withdrawing what is approved", "FPSTA", `SELECT payout_withdraw(:c, '{:approved}', :clerk)`),
		tried("withdrawing what is on its way", "FPSTA", `SELECT payout_withdraw(:c, '{:sent}', :clerk)`),
		tried("withdrawing what is paid", "FPSTA", `SELECT payout_withdraw(:c, '{:paid}', :clerk)`),
		tried("withdrawing twice", "FPSTA", `SELECT payout_withdraw(:c, '{:withdrawn}', :clerk)`),
		tried("one of two", "FPSTA", `SELECT payout_withdraw(:c, '{:cleared,:paid}', :clerk)`),
		tried("upheld by the adjuster", "FPHND", decide("announced", "true", "'属实'", ":adjuster")),
		tried("dismissed by the adjuster", "FPHND", decide("announced", "false", "'不属实'", ":adjuster")),
		tried("dismissed by the assessor", "FPHND", decide("announced", "false", "'不属实'", ":assessor")),
		tried("decided by nobody", checked, decide("announced", "false", "'不属实'", "NULL")),
		tried("decided for no reason", checked, decide("announced", "false", "NULL", ":township")),
		tried("for an empty one", checked, decide("announced", "false", "''", ":township")),
		tried("not decided", checked, decide("announced", "NULL", "'不属实'", ":township")),
		tried("decided twice", "FPSTA", decide("announced", "false", "'不属实'", ":township"), decide("announced", "true", "'属实'", ":township")),
		tried("decided by who wrote it down", "FPHND", decide("announced", "false", "'不属实'", ":clerk")),
		tried("decided by a sender", "FPHND", decide("announced", "false", "'不属实'", ":sender")),
		tried("decided by an approver", "FPHND", decide("announced", "true", "'属实'", ":first")),
		tried("proved after it was decided", "FPSTA", decide("announced", "false", "'不属实'", ":township"), prove("announced", "x", ":township")),
		tried("proved twice by the same", "FPSTA", prove("announced", "x", ":township"), prove("announced", "x", ":clerk")),
		tried("proved by a sender", "FPHND", prove("announced", "x", ":sender")),
		tried("proved by hand", denied, `INSERT INTO objection_file (county, objection, n, file, by_staff) VALUES (:c, :objection_announced, 1, sha256('x'), :clerk)`),
		tried("answered by hand", denied, `INSERT INTO objection_answer (county, objection, year, no) VALUES (:c, :objection_announced, 2024, 1)`),
		tried("withdrawn under an open objection", "FPOBJ", `SELECT payout_withdraw(:c, '{:announced}', :clerk)`),
		tried("withdrawn with one that is opposed", "FPOBJ", `SELECT payout_withdraw(:c, '{:cleared,:announced}', :clerk)`),
		tried("upheld on a list", "FPSTA", decide("listed", "true", "'属实'", ":township")),
		tried("upheld on its way", "FPSTA", decide("sent", "true", "'属实'", ":township")),
		tried("upheld after payment", "FPSTA", decide("paid", "true", "'属实'", ":township")),
		tried("no such objection", "FPSTA", `SELECT payout_decide(:c, 7, false, '无', :township)`),
		tried("decided by hand", denied, `UPDATE objection SET upheld = false, reason = '无', decided_by = :township, decided_at = now()`),
		tried("decided at birth", denied, `INSERT INTO objection (county, id, payout, words, received_on, received_by, salt, upheld, reason, decided_by, decided_at)
			VALUES (:c, :new, :cleared, '不符', :day, :clerk, '', false, '无', :township, now())`),
		tried("received at another time", denied, `INSERT INTO objection (county, id, payout, words, received_on, received_by, salt, received_at)
			VALUES (:c, :new, :cleared, '不符', :day, :clerk, '', '2030-01-01')`),
		tried("received by hand", denied, `INSERT INTO objection (county, id, payout, words, received_on, received_by, salt)
			VALUES (:c, :new, :cleared, '不符', :day, :clerk, '')`),
		tried("to nothing", "FPSTA", objecting+`NULL, '不符', :day, :clerk, '')`),
		tried("to what is not there", "FPSTA", objecting+`7, '不符', :day, :clerk, '')`),
		tried("to what nobody has seen yet", "FPSTA", objecting+`:assessed, '不符', :day, :clerk, '')`),
		tried("to what is on its way", "FPSTA", objecting+`:sent, '不符', :day, :clerk, '')`),
		tried("to what is paid", "FPSTA", objecting+`:paid, '不符', :day, :clerk, '')`),
		tried("to what was withdrawn", "FPSTA", objecting+`:withdrawn, '不符', :day, :clerk, '')`),
		tried("recorded by a sender", "FPHND", objecting+`:announced, '不符', :day, :sender, '')`),
		tried("recorded by an adjuster", "FPHND", objecting+`:announced, '不符', :day, :adjuster, '')`),
		tried("recorded by nobody", "FPHND", objecting+`:announced, '不符', :day, NULL, '')`),
	)
	f.passes(objecting+`:announced, '又一条', :day, :clerk, '')`, decide("announced", "true", "'属实'", ":township")) // the other waits for its own answer
	f.tamper(`UPDATE staff SET disabled_at = now() WHERE id = :township`)
	f.refuses(tried("decided by a township that left", "FPHND", decide("announced", "false", "'不属实'", ":township")))
}

// What cannot be done is refused with what can.
func TestARefusalSaysWhatToDo(t *testing.T) {
	f := newFort(t)
	for status, c := range map[string]struct{ sql, says string }{
		"listed": {`SELECT payout_withdraw(:c, '{:listed}', :clerk)`, "先作废该花名册"},
		"sent":   {`SELECT payout_withdraw(:c, '{:sent}', :clerk)`, "请待回盘"},
		"paid":   {`SELECT payout_withdraw(:c, '{:paid}', :clerk)`, "转审计核查、办理追回"},
	} {
		tx, err := f.Begin(t.Context(), f.Who(who.Clerk))
		f.Must(err)
		_, err = tx.ExecContext(t.Context(), f.say(c.sql))
		if said := fault.Message(pg.Fault(err)); !strings.Contains(said, c.says) {
			t.Errorf("%s: %s; want %s", status, said, c.says)
		}
		_ = tx.Rollback()
	}
}

// An objection comes while the payout can be held back; afterwards the person is told where to go.
func TestAnObjectionComesInTime(t *testing.T) {
	f := newFort(t)
	for _, status := range payouts.Statuses() {
		err := f.Do(f.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
			_, err := payouts.Object(ctx, tx, f.names[string(status)].(int64), "不符合条件")
			return err
		})
		switch status {
		case payouts.Announced, payouts.Cleared, payouts.Listed, payouts.Returned:
			f.Must(err)
		default:
			f.Refused(err, fault.Conflict)
		}
		if said := fault.Message(err); status == payouts.Paid && !strings.Contains(said, "转审计核查") {
			t.Errorf("after the payment: %s", said)
		}
	}
	// Listed and upheld: the list first.
	var of int64
	f.Must(f.super.GetContext(t.Context(), &of, f.say(`SELECT id FROM fangpin.objection WHERE payout = :listed`)))
	uphold := func() error {
		return f.Do(f.Who(who.Township), func(ctx context.Context, tx *pg.Tx) error {
			return payouts.Uphold(ctx, tx, of, "经核查属实", f.Other(who.Adjuster).ID, stafftest.Sign)
		})
	}
	if err := uphold(); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "先作废该花名册") {
		t.Errorf("upheld on a list: %v", err)
	}
	f.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return payouts.Void(ctx, tx, f.names["listed_list"].(int64), "异议成立")
	})
	f.Must(uphold())
	at(t, f.Office, payouts.Withdrawn, f.names["listed"].(int64))
}

// Why a list was voided is a person's words: it stands beside the list, salted, and not in the deed.
func TestTheReasonOfAVoidIsNotInTheDeed(t *testing.T) {
	f := newFort(t)
	void := func(reason string) error {
		return f.Do(f.Who(who.Approver), func(ctx context.Context, tx *pg.Tx) error {
			return payouts.Void(ctx, tx, f.names["listed_list"].(int64), reason)
		})
	}
	f.Refused(void(" \t"), fault.Invalid)
	f.Must(void(" 张三账号有误 "))
	var kept struct{ Subject, Reason string }
	f.Must(f.super.GetContext(t.Context(), &kept, `
		SELECT d.subject, v.reason FROM fangpin.deed d, fangpin.list_void v WHERE d.verb = 'payouts.void'`))
	if kept.Subject != "作废花名册" || kept.Reason != "张三账号有误" {
		t.Errorf("kept: %+v", kept)
	}
}

// passes runs statements that must pass, and leaves nothing.
func (f *fort) passes(statements ...string) {
	f.t.Helper()
	tx, err := f.Begin(f.t.Context(), f.Who(who.Clerk))
	f.Must(err)
	defer func() { _ = tx.Rollback() }()
	for _, statement := range statements {
		f.sign(tx, statement)
		if _, err := tx.ExecContext(f.t.Context(), f.say(statement)); err != nil {
			f.t.Errorf("%s: %v", f.say(statement), err)
			return
		}
	}
}
