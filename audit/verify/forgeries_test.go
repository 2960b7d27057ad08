package verify_test

import (
	"slices"
	"testing"

	"fangpin/audit/verify"
	"fangpin/internal/identity/who"
)

// Forgeries are lies that are sealed: rows altered by a superuser and covered anew by a deed of somebody who may do such a thing. To the
// seal they are as good as true; what derives them again names them.
func TestEveryForgeryIsNamed(t *testing.T) {
	w := settle(t)
	const raise = `
		UPDATE payout SET amount = amount + 100 WHERE id = ` + paid + `;
		UPDATE notice_row SET amount = amount + 100 WHERE payout = ` + paid + `;
		UPDATE list_row SET amount = amount + 100 WHERE payout = ` + paid + `;
		UPDATE instruction SET amount = amount + 100 WHERE payout = ` + paid + `;
		UPDATE answer_line SET amount = amount + 100 WHERE payout = ` + paid + `;
		UPDATE transfer SET amount = amount + 100 WHERE ref = 'payout/' || ` + paid + `;
		UPDATE notice n SET total = (SELECT SUM(amount) FROM notice_row WHERE notice = n.id), digest = (SELECT
		  sha256(convert_to(string_agg(concat_ws(' ', n, payout, place, amount), ';' ORDER BY n), 'UTF8')) FROM notice_row WHERE notice = n.id);
		UPDATE list l SET total = (SELECT SUM(amount) FROM list_row WHERE list = l.id), digest = (SELECT
		  sha256(convert_to(string_agg(concat_ws(' ', n, payout, amount, account), ';' ORDER BY n), 'UTF8')) FROM list_row WHERE list = l.id)`
	raised := map[string]string{
		"payout": `SELECT ` + paid, "notice_row": `SELECT id FROM notice`, "notice": `SELECT id FROM notice`, "list_row": `SELECT id FROM list`,
		"list": `SELECT id FROM list`, "instruction": `SELECT ` + paid, "answer_line": `SELECT id FROM answer`, "transfer": `SELECT id FROM entry`,
	}
	const ofPaid = `(SELECT id FROM assessment WHERE claim = (SELECT claim FROM payout WHERE id = ` + paid + `))`
	const rewritten = "只增不改的行各次存证一致"
	for _, f := range []struct {
		name, lie  string
		by         who.Role
		verb       string
		rows       map[string]string
		rewritten  bool // rows that never change
		check      string
		table, key string
	}{
		{"a payout raised in lists, notices and books", raise, who.Sender, "payouts.settle", raised, true,
			"每笔救助金等于其核定金额之和", "payout", `SELECT ` + paid},
		{"and its assessment with it", raise + `;
			UPDATE assessment SET amount = amount + 100, past = jsonb_set(past, '{Amount}', to_jsonb((amount + 100)::TEXT)) WHERE id = ` + ofPaid,
			who.Sender, "payouts.settle", with(raised, "assessment", `SELECT `+ofPaid), true,
			"核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + ofPaid},
		{"a finding that says more than it did", `UPDATE finding SET why = '损失更大', cases = replace(cases::TEXT, '000.00"', '900.00"')::JSONB WHERE claim = ` + filed1,
			who.Adjuster, "claims.investigate", map[string]string{"finding": `SELECT ` + filed1}, true, rewritten, "finding", `SELECT ` + filed1 + ` || '/1/1'`},
		{"approvers who changed places", `
			UPDATE hand SET part = CASE part WHEN 'first' THEN 'second' ELSE 'first' END WHERE part IN ('first', 'second') AND list = ` + sentList,
			who.Approver, "payouts.approve", map[string]string{"hand": `SELECT ` + sentList}, true,
			"花名册各环节由不同的人办理，与事实和存证一致", "hand", `SELECT concat_ws('/', list, person) FROM hand WHERE part = 'first' AND list = ` + sentList},
		{"money booked out for nothing", `
			INSERT INTO entry (county, id, ref, on_day, no, memo, made_by) SELECT '410602', 7, 'bank_charges/7', '2024-11-18', 1 + COALESCE(MAX(no), 0), '手续费',
			  (SELECT id FROM staff WHERE role = 'clerk' ORDER BY id LIMIT 1) FROM entry WHERE month = '2024-11-01';
			UPDATE voucher_month SET last = last + 1 WHERE month = '2024-11-01';
			INSERT INTO transfer VALUES ('410602', 7, 1, 'bank_charges', 'bank', 1000, 'x')`,
			who.Clerk, "payouts.admit", map[string]string{"entry": `SELECT 7`, "transfer": `SELECT 7`}, false,
			"每项业务均已入账，每条分录均有依据", "transfer", `SELECT '7/1'`},
		{"a period cut short and cleared early", `
			UPDATE clock SET last_day = last_day - 5, ends_at = ends_at - INTERVAL '5 days' WHERE restarted_at IS NULL`,
			who.Village, "publicity.post", map[string]string{"clock": `SELECT id FROM notice`}, false,
			"公示期由两处张贴日和放假日历重新计算", "clock", `SELECT MIN(concat_ws('/', notice, place, run)) FROM clock WHERE restarted_at IS NULL`},
		{"a household in a better class", `UPDATE label SET label = '脱贫户', from_on = '2024-01-01' WHERE household = (SELECT household FROM claim WHERE id = ` + declined + `)`,
			who.Clerk, "registry.set_label", map[string]string{"label": `SELECT id FROM label WHERE household = (SELECT household FROM claim WHERE id = ` + declined + `)`}, false,
			"案件适用的保单、方案和户类别以事发日为准", "claim", `SELECT ` + declined},
		{"a return that is called paid", `UPDATE instruction SET status = 'paid' WHERE payout = ` + given + `; UPDATE payout SET status = 'paid' WHERE id = ` + given,
			who.Sender, "payouts.settle", map[string]string{"instruction": `SELECT ` + given, "payout": `SELECT ` + given}, false,
			"银行回盘与打款指令逐笔一致", "instruction", `SELECT MIN(concat_ws('/', payout, attempt)) FROM instruction WHERE payout = ` + given},
		{"a deed of another's making", `SELECT`, who.Clerk, "payouts.approve", map[string]string{"list": `SELECT ` + sentList}, false,
			"事项由有权的角色办理，只涉及本环节的记录", "deed", `SELECT MAX(leaf) FROM deed`},
		{"a deed that no room knows", `SELECT`, who.Clerk, "payouts.correct", map[string]string{"list": `SELECT ` + sentList}, false,
			"事项由有权的角色办理，只涉及本环节的记录", "deed", `SELECT MAX(leaf) FROM deed`},
		{"a deed by a verb that has another name now", `SELECT`, who.Village, "payouts.post", map[string]string{"notice": `SELECT id FROM notice`}, false,
			"事项由有权的角色办理，只涉及本环节的记录", "deed", `SELECT MAX(leaf) FROM deed`},
		{"a deed over another room's rows", `SELECT`, who.Clerk, "registry.enrol", map[string]string{"list": `SELECT ` + sentList}, false,
			"事项由有权的角色办理，只涉及本环节的记录", "deed", `SELECT MAX(leaf) FROM deed`},
	} {
		t.Run(f.name, func(t *testing.T) {
			defer w.restore(t)
			w.super.MustExecContext(t.Context(), f.lie)
			w.Must(w.forge(w.Who(f.by), f.verb, f.rows))
			checks := w.verify(t)
			named(t, checks, f.check, place{f.table, w.one(t, f.key)})
			clean(t, slices.DeleteFunc(sealed(slices.Clone(checks)), func(c verify.Result) bool { return c.Name == rewritten }))
			if finds(checks, rewritten) != f.rewritten {
				t.Errorf("rows that never change are found rewritten: %t", !f.rewritten)
			}
		})
	}
}

// with adds a table and its ids.
func with(rows map[string]string, table, ids string) map[string]string {
	out := map[string]string{table: ids}
	for k, v := range rows {
		out[k] = v
	}
	return out
}

func finds(checks []verify.Result, name string) bool {
	return slices.ContainsFunc(checks, func(c verify.Result) bool { return c.Name == name && len(c.Found) > 0 })
}
