package verify_test

import (
	"regexp"
	"slices"
	"testing"
)

// Rows of the month that lies are told about.
const (
	sentList = `(SELECT MIN(id) FROM list WHERE status = 'sent')`
	voidList = `(SELECT MAX(id) FROM list WHERE status = 'void' AND again IS NOT TRUE)` // it was approved
	paid     = `(SELECT MIN(id) FROM payout WHERE status = 'paid')`
	given    = `(SELECT payout FROM answer_line WHERE admitted_by IS NOT NULL)` // up, after the bank returned it late
	filed1   = `(SELECT MIN(claim) FROM filing)`
	returned = `(SELECT claim FROM review WHERE NOT passed)`
	declined = `(SELECT id FROM claim WHERE status = 'declined')`
	reopened = `(SELECT id FROM claim WHERE round = 2)`
	assessed = `(SELECT MAX(id) FROM assessment)`
	stranger = `(SELECT MIN(id) FROM person)`
	clerk1   = `(SELECT MIN(id) FROM staff WHERE role = 'clerk')`
	stead    = `SELECT MIN(id) FROM deputy`
	approval = `(SELECT id FROM entry WHERE ref = 'list/' || ` + sentList + ` || '/approved')`
)

// secondHand is the check of what needs two people.
const secondHand = "需两人办理的事项由另一人在期限内复核，与所提内容相符"

// byTwo is the check of what takes two administrators.
const byTwo = "人员与登录由系统管理员和安全管理员两人授权，不为本人，一人一个账号"

// deputised is the deed of somebody who stood in for another.
const deputised = `SELECT d.leaf FROM deed d JOIN staff s ON s.id = d.person WHERE d.verb = 'claims.review' AND s.role = 'sender'`

// lie is told by a superuser who changes rows and seals nothing: which check names which row.
// ofPostings is the check of what notices and postings say of their days, and twice is the posting of the month that came down twice.
const (
	ofPostings = "公示当天制作，撤下和恢复张贴逐次有人、有理由"
	twice      = `(SELECT posting FROM posting_change WHERE n = 3)`
)

// likened is the check of what was brought before, another the last evidence of a claim that is not the first one's.
const (
	likened = "相同或相似的照片、佐证材料，均写明了原因"
	another = `(SELECT max(id) FROM evidence WHERE claim <> (SELECT claim FROM evidence ORDER BY id LIMIT 1))`
)

// corrected is the check of what was taken back; ofDeath, ofLabel and ofEnd the corrections of the month.
const (
	corrected = "误登记的死亡和户标签由另一人更正，未据以发放救助金"
	ofDeath   = `(SELECT id FROM correction WHERE kind = 'death')`
	ofLabel   = `(SELECT id FROM correction WHERE kind = 'label')`
	ofEnd     = `(SELECT id FROM correction WHERE kind = 'label_end')`
)

// ofResponses is the check of what followed objections.
const ofResponses = "异议处理后均有答复书，佐证在处理之前，成立的换人查勘"

type lie struct{ name, lie, check, table, key string }

var lies = []lie{
	{"somebody dismissed before", `UPDATE staff SET disabled_at = '2024-09-01' WHERE role = 'assessor'`, "经办人在册、在岗，角色属实", "deed", `SELECT MIN(leaf) FROM deed WHERE verb = 'payouts.assess'`},
	{"somebody in another role", `UPDATE staff SET role = 'clerk' WHERE role = 'assessor'`, "经办人在册、在岗，角色属实", "deed", `SELECT MIN(leaf) FROM deed WHERE verb = 'payouts.assess'`},
	{"somebody nobody knows", `DELETE FROM staff WHERE role = 'assessor'`, "经办人在册、在岗，角色属实", "deed", `SELECT MIN(leaf) FROM deed WHERE verb = 'payouts.assess'`},
	{"a deputy who was another", `UPDATE deputy SET deputy = ` + clerk1 + ` WHERE ended_at IS NULL`, "经办人在册、在岗，角色属实", "deed", deputised},
	{"a deputy of somebody else", `UPDATE deputy SET absent = ` + clerk1 + ` WHERE ended_at IS NULL`, "经办人在册、在岗，角色属实", "deed", deputised},
	{"a deputy from the next day", `UPDATE deputy SET from_on = from_on + 1`, "经办人在册、在岗，角色属实", "deed", deputised},
	{"a deputy until the day before", `UPDATE deputy SET from_on = from_on - 9, to_on = '2024-10-14'`, "经办人在册、在岗，角色属实", "deed", deputised},
	{"a deputy who was one no longer", `UPDATE deputy SET ended_at = '2024-10-14'`, "经办人在册、在岗，角色属实", "deed", deputised},
	{"a deputy nobody wrote down", `DELETE FROM deputy`, "经办人在册、在岗，角色属实", "deed", deputised},
	{"a deputy for days gone by", `UPDATE deputy SET from_on = from_on - 1`, "代理事先登记，角色、日期合规，同一时间一人", "deputy", stead},
	{"a deputy for too long", `UPDATE deputy SET to_on = to_on + 30`, "代理事先登记，角色、日期合规，同一时间一人", "deputy", stead},
	{"a deputy of an administrator", `UPDATE deputy SET absent = (SELECT MIN(id) FROM staff WHERE role = 'system_admin')`, "代理事先登记，角色、日期合规，同一时间一人", "deputy", stead},
	{"an administrator as a deputy", `UPDATE deputy SET deputy = (SELECT MIN(id) FROM staff WHERE role = 'system_admin')`, "代理事先登记，角色、日期合规，同一时间一人", "deputy", stead},
	{"a deputy of oneself", `UPDATE deputy SET absent = deputy`, "代理事先登记，角色、日期合规，同一时间一人", "deputy", stead},
	{"two deputies at once", `UPDATE deputy SET absent = (SELECT absent FROM deputy WHERE ended_at IS NULL), ended_at = NULL`, "代理事先登记，角色、日期合规，同一时间一人", "deputy", `SELECT MAX(id) FROM deputy`},
	{"deputies of one another", `INSERT INTO deputy SELECT county, id + 1, deputy, absent, from_on, to_on, recorded_by, '病假', NULL, salt FROM deputy WHERE ended_at IS NULL`,
		"代理事先登记，角色、日期合规，同一时间一人", "deputy", `SELECT id + 1 FROM deputy WHERE ended_at IS NULL`},
	{"a deputy written down by another", `UPDATE deputy SET recorded_by = ` + stranger, "各行所记经办人、日期与存证一致", "deputy", stead},
	{"a deputy for a day less than was granted", `UPDATE deputy SET to_on = to_on - 1`, byTwo, "deputy", stead},
	{"a deputy whom nobody granted", `UPDATE proposal SET confirmed = NULL, decided_by = NULL, decided_at = NULL WHERE act = 'staff_grant'`, byTwo, "deputy", stead},
	{"a deputy asked for by another", `UPDATE deputy SET asked_by = ` + stranger, byTwo, "deputy", stead},
	{"a deputy of another grant", `UPDATE staff_grant SET absent = ` + clerk1 + ` WHERE what = 'deputy'`, byTwo, "deputy", stead},
	{"a deputy granted by one of a kind", `UPDATE staff_grant SET asked_by = ` + stranger + ` WHERE what = 'deputy'`, byTwo, "staff_grant", `SELECT MIN(id) FROM staff_grant`},
	{"a status left blank", `UPDATE payout SET status = NULL WHERE id = ` + paid, "各行各栏可以解读", "payout", `SELECT ` + paid},
	{"filed by another", `UPDATE filing SET filed_by = ` + stranger + ` WHERE claim = ` + filed1, "各行所记经办人、日期与存证一致", "filing", `SELECT ` + filed1 + ` || '/1'`},
	{"endorsed on another day", `UPDATE endorsement SET on_day = on_day + 1 WHERE claim = ` + filed1, "各行所记经办人、日期与存证一致", "endorsement", `SELECT concat_ws('/', claim, round, turn) FROM endorsement WHERE round = 1 AND claim = ` + filed1},

	{"fewer days of publicity", `UPDATE scheme SET days = 3`, "理赔方案各栏与方案原文一致", "scheme", `SELECT id FROM scheme`},
	{"a holiday that ends a period", `UPDATE scheme SET past_holiday = NOT past_holiday`, "理赔方案各栏与方案原文一致", "scheme", `SELECT id FROM scheme`},
	{"a higher rate", `UPDATE scheme SET source = replace(source, 'rate: 0.50', 'rate: 0.90')`, "理赔方案各栏与方案原文一致", "scheme", `SELECT id FROM scheme`},
	{"a rule that cannot be read", `UPDATE scheme SET source = 'x'`, "理赔方案各栏与方案原文一致", "scheme", `SELECT id FROM scheme`},
	{"a line on what nobody measures", `UPDATE scheme SET source = replace(source, 'self_pay_year', 'selfpay_year')`, "生效方案的用词均能对上", "adoption", `SELECT scheme FROM adoption`},
	{"a class that is no label", `UPDATE scheme SET source = replace(source, '边缘易致贫户', '边缘易致贪户')`, "生效方案的用词均能对上", "adoption", `SELECT scheme FROM adoption`},
	{"adopted by the proposer", `UPDATE adoption SET confirmed_by = proposed_by`, "方案由另一人确认，在其保单年度内生效", "adoption", `SELECT scheme FROM adoption`},
	{"a higher price than the scheme's", `UPDATE adoption SET per_head = per_head + 1`, "方案由另一人确认，在其保单年度内生效", "adoption", `SELECT scheme FROM adoption`},
	{"a price that nobody kept", `UPDATE adoption SET per_head = NULL, household_year = NULL`, "方案由另一人确认，在其保单年度内生效", "adoption", `SELECT scheme FROM adoption`},
	{"no cap", `UPDATE adoption SET household_year = NULL`, "方案由另一人确认，在其保单年度内生效", "adoption", `SELECT scheme FROM adoption`},
	{"more heads than the scheme's", `UPDATE adoption_group SET heads = 5000 WHERE basis = 'quota'`, "方案由另一人确认，在其保单年度内生效", "adoption", `SELECT scheme FROM adoption`},
	{"proposed and decided by one", `UPDATE proposal SET proposed_by = decided_by WHERE act = 'scheme'`, secondHand, "proposal", `SELECT MIN(id) FROM proposal WHERE act = 'scheme'`},
	{"decided after it expired", `UPDATE proposal SET expires_at = decided_at - INTERVAL '1 second', proposed_at = proposed_at - INTERVAL '1 day' WHERE act = 'scheme'`,
		secondHand, "proposal", `SELECT MIN(id) FROM proposal WHERE act = 'scheme'`},
	{"something else than was proposed", `UPDATE proposal SET digest = sha256('') WHERE act = 'scheme'`, secondHand, "proposal", `SELECT MIN(id) FROM proposal WHERE act = 'scheme'`},
	{"in force although refused", `UPDATE proposal SET confirmed = false, reason = '税率有误' WHERE act = 'scheme'`, secondHand, "adoption", `SELECT MIN(scheme) FROM adoption`},
	{"adopted before its term", `UPDATE adoption SET from_on = '2023-12-31'`, "方案由另一人确认，在其保单年度内生效", "adoption", `SELECT scheme FROM adoption`},
	{"heads nobody has", `UPDATE insured_group SET heads = heads + 1 WHERE class = '脱贫户'`, "参保人数与参保名册、方案一致", "insured_group", `SELECT policy || '/脱贫户' FROM policy p JOIN insured_group g ON g.policy = p.id LIMIT 1`},
	{"a larger quota", `UPDATE insured_group SET heads = heads + 1 WHERE basis = 'quota'`, "参保人数与参保名册、方案一致", "insured_group", `SELECT policy || '/' || class FROM insured_group WHERE basis = 'quota'`},
	{"a group the scheme does not insure", `UPDATE insured_group SET class = '其他农户' WHERE basis = 'quota'`, "参保人数与参保名册、方案一致", "insured_group", `SELECT policy || '/其他农户' FROM insured_group WHERE basis = 'quota'`},
	{"somebody taken off the roster", `DELETE FROM insured WHERE person = (SELECT MIN(person) FROM insured)`, "参保人数与参保名册、方案一致", "insured_group", `SELECT policy || '/' || class FROM insured WHERE person = (SELECT MIN(person) FROM insured)`},

	{"a claim out of nothing", `DELETE FROM source WHERE claim = ` + filed1, "每件案件有报送线索，每条线索只入一件案件", "claim", `SELECT ` + filed1},
	{"a source cut off", `UPDATE source SET live = false WHERE claim = ` + declined, "每件案件有报送线索，每条线索只入一件案件", "source", `SELECT concat_ws('/', report_row, claim) FROM source WHERE claim = ` + declined},
	{"a row that denies its claim", `UPDATE row_outcome SET outcome = 'not_taken', reason = '无' WHERE report_row = (SELECT report_row FROM source WHERE claim = ` + declined + `)`, "每件案件有报送线索，每条线索只入一件案件", "report_row", `SELECT report_row FROM source WHERE claim = ` + declined},
	{"a row of another household", `UPDATE row_outcome SET household = 1 WHERE report_row = (SELECT report_row FROM source WHERE claim = ` + declined + `)`, "每件案件有报送线索，每条线索只入一件案件", "source", `SELECT concat_ws('/', report_row, claim) FROM source WHERE claim = ` + declined},
	{"a settlement in two claims", `UPDATE source SET tag = (SELECT tag FROM source WHERE claim = ` + filed1 + ` LIMIT 1) WHERE claim = ` + returned, "每件案件有报送线索，每条线索只入一件案件", "claim", `SELECT GREATEST(` + filed1 + `, ` + returned + `)`},

	{"another event date", `UPDATE claim SET event_on = event_on - 1 WHERE id = ` + declined, "案件类别和事发日与报送线索一致", "claim", `SELECT ` + declined},
	{"another category", `UPDATE claim SET category = 'industry' WHERE id = ` + declined, "案件类别和事发日与报送线索一致", "claim", `SELECT ` + declined},
	{"another class", `UPDATE claim SET class = '脱贫户' WHERE id = ` + filed1, "案件适用的保单、方案和户类别以事发日为准", "claim", `SELECT ` + filed1},
	{"another label", `UPDATE label SET label = '脱贫户' WHERE household = (SELECT household FROM claim WHERE id = ` + declined + `)`, "案件适用的保单、方案和户类别以事发日为准", "claim", `SELECT ` + declined},
	{"an event of another year", `UPDATE claim SET event_on = '2023-08-01' WHERE id = ` + declined, "案件适用的保单、方案和户类别以事发日为准", "claim", `SELECT ` + declined},
	{"another scheme", `UPDATE claim SET scheme = 1 WHERE id = ` + declined, "案件适用的保单、方案和户类别以事发日为准", "claim", `SELECT ` + declined},

	{"a status ahead of its facts", `UPDATE claim SET status = 'filed' WHERE id = ` + declined, "案件逐环节有委托、查勘、村乡审核、备案记录", "claim", `SELECT ` + declined},
	{"no review", `DELETE FROM review WHERE claim = ` + filed1, "案件逐环节有委托、查勘、村乡审核、备案记录", "filing", `SELECT ` + filed1 + ` || '/1'`},
	{"no opinion of the village", `DELETE FROM endorsement WHERE claim = ` + filed1, "案件逐环节有委托、查勘、村乡审核、备案记录", "review", `SELECT ` + filed1 + ` || '/1/1'`},
	{"no evidence", `DELETE FROM evidence WHERE claim = ` + filed1, "案件逐环节有委托、查勘、村乡审核、备案记录", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"evidence of no finding", `UPDATE evidence SET turn = 7 WHERE claim = ` + filed1, "案件逐环节有委托、查勘、村乡审核、备案记录", "evidence", `SELECT MIN(id) FROM evidence WHERE claim = ` + filed1},
	{"evidence of no facts", `UPDATE finding SET cases = '{}' WHERE claim = ` + filed1, "案件逐环节有委托、查勘、村乡审核、备案记录", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"a visit by nobody sent", `DELETE FROM assignment WHERE claim = ` + declined, "案件逐环节有委托、查勘、村乡审核、备案记录", "finding", `SELECT ` + declined + ` || '/1/1'`},
	{"a second turn out of nothing", `UPDATE review SET passed = true WHERE NOT passed`, "案件逐环节有委托、查勘、村乡审核、备案记录", "assignment", `SELECT ` + returned + ` || '/1/1'`},
	{"a second round out of nothing", `DELETE FROM filing WHERE round = 1 AND claim = ` + reopened, "案件逐环节有委托、查勘、村乡审核、备案记录", "assignment", `SELECT ` + reopened + ` || '/1/1'`},
	{"a finding that did not qualify", `UPDATE finding SET qualifies = false WHERE claim = ` + filed1, "案件逐环节有委托、查勘、村乡审核、备案记录", "endorsement", `SELECT ` + filed1 + ` || '/1/1'`},
	{"visited before it was entrusted", `UPDATE finding SET visited_on = '2024-09-01' WHERE claim = ` + filed1, "委托、查勘、审核、备案、核定、公示日期先后有序", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"filed before it was reviewed", `UPDATE filing SET filed_on = '2024-09-02' WHERE claim = ` + filed1, "委托、查勘、审核、备案、核定、公示日期先后有序", "filing", `SELECT ` + filed1 + ` || '/1'`},
	{"a day more for the adjuster", `UPDATE assignment SET due_on = due_on + 1 WHERE claim = ` + declined, "查勘期限为三个工作日", "assignment", `SELECT ` + declined + ` || '/1/1'`},
	{"a day more in the extension", `UPDATE extension SET due_on = due_on + 1`, "查勘期限为三个工作日", "extension", `SELECT concat_ws('/', claim, round, turn) FROM extension`},
	{"extended when the days were over", `UPDATE extension SET on_day = '2024-09-20'`, "委托、查勘、审核、备案、核定、公示日期先后有序", "extension", `SELECT concat_ws('/', claim, round, turn) FROM extension`},
	{"another adjuster out of nothing", `DELETE FROM reassignment`, "案件逐环节有委托、查勘、村乡审核、备案记录", "assignment", `SELECT concat_ws('/', claim, round, turn) FROM reassignment`},
	{"given to nobody else", `UPDATE assignment SET adjuster = (SELECT MIN(adjuster) FROM finding) WHERE turn = 1 AND claim = (SELECT claim FROM reassignment)`, "案件逐环节有委托、查勘、村乡审核、备案记录", "assignment", `SELECT concat_ws('/', claim, round, turn) FROM reassignment`},
	{"a deviation nobody looked at again", `UPDATE finding SET far = NULL WHERE claim = ` + declined, "查勘数据与报送相差较大的，均经查勘员确认", "finding", `SELECT ` + declined + ` || '/1/1'`},
	{"a sum far from what was told", `UPDATE finding SET cases = jsonb_set(cases, '{0,facts,expense}', '"999999.00"') WHERE claim = ` + filed1, "查勘数据与报送相差较大的，均经查勘员确认", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"another sum that was told", `UPDATE report_row SET facts = jsonb_set(facts, '{expense}', '"1.00"') WHERE id IN (SELECT report_row FROM source WHERE claim = ` + filed1 + `)`, "查勘数据与报送相差较大的，均经查勘员确认", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"looked again at what was told", `UPDATE finding SET far = '[{"case": 1, "fact": "expense", "told": "1.00", "found": "9000.00"}]' WHERE claim = ` + filed1, "查勘数据与报送相差较大的，均经查勘员确认", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"a roster that a sum was held to", `UPDATE finding SET far = '[{"case": 1, "fact": "expense", "found": "9000.00", "living": 2}]' WHERE claim = ` + filed1, "查勘数据与报送相差较大的，均经查勘员确认", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"facts that nobody told", `UPDATE finding SET cases = cases #- '{0,row}' WHERE claim = ` + filed1, "查勘数据与报送相差较大的，均经查勘员确认", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"facts of another claim's row", `UPDATE finding SET cases = jsonb_set(cases, '{0,row}', (SELECT to_jsonb(report_row::TEXT) FROM source WHERE claim = ` + declined + `)) WHERE claim = ` + filed1, "查勘数据与报送相差较大的，均经查勘员确认", "finding", `SELECT ` + filed1 + ` || '/1/1'`},
	{"deviations nobody can read", `UPDATE finding SET far = '7' WHERE claim = ` + declined, "查勘数据与报送相差较大的，均经查勘员确认", "finding", `SELECT ` + declined + ` || '/1/1'`},
	{"reviewed by another township", `UPDATE staff SET division = '410602101000' WHERE role = 'township'`, "村、乡镇环节由案件所在辖区的人办理", "review", `SELECT ` + filed1 + ` || '/1/1'`},
	{"endorsed by another village", `UPDATE staff SET division = '410602100229' WHERE role = 'village'`, "村、乡镇环节由案件所在辖区的人办理", "endorsement", `SELECT ` + filed1 + ` || '/1/1'`},
	{"posted by another village", `UPDATE staff SET division = '410602100229' WHERE role = 'village'`, "村、乡镇环节由案件所在辖区的人办理", "posting", `SELECT MIN(id) FROM posting`},
	{"a notice taken down by another village", `UPDATE staff SET division = '410602100229' WHERE role = 'village'`, "村、乡镇环节由案件所在辖区的人办理", "posting_change",
		`SELECT MIN(concat_ws('/', x.posting, x.n)) FROM posting_change x JOIN staff s ON s.id = x.by_staff WHERE s.role = 'village'`},
	{"an objection decided by another township", `UPDATE staff SET division = '410602101000' WHERE role = 'township'`, "村、乡镇环节由案件所在辖区的人办理", "objection", `SELECT MIN(id) FROM objection WHERE payout IS NOT NULL AND NOT upheld`},
	{"a number left out", `UPDATE filing SET no = 99 WHERE claim = ` + filed1, "备案号按年连续", "filing", `SELECT ` + filed1 + ` || '/1'`},
	{"a number of another year", `UPDATE filing SET year = 2023 WHERE claim = ` + filed1, "备案号按年连续", "filing", `SELECT ` + filed1 + ` || '/1'`},
	{"filed by the adjuster", `UPDATE filing SET filed_by = adjuster WHERE claim = ` + filed1, "委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "filing", `SELECT ` + filed1 + ` || '/1'`},
	{"entrusted by the adjuster", `UPDATE assignment SET entrusted_by = adjuster WHERE claim = ` + declined, "委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "assignment", `SELECT ` + declined + ` || '/1/1'`},
	{"reviewed by who endorsed", `UPDATE review r SET by_staff = e.by_staff FROM endorsement e WHERE (e.claim, e.round, e.turn) = (r.claim, r.round, r.turn) AND r.claim = ` + filed1,
		"委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "review", `SELECT ` + filed1 + ` || '/1/1'`},
	{"filed by who endorsed the round before", `UPDATE endorsement SET by_staff = (SELECT MIN(filed_by) FROM filing WHERE round = 2) WHERE round = 1 AND claim IN (SELECT claim FROM filing WHERE round = 2)`,
		"委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "filing", `SELECT MIN(claim) || '/2' FROM filing WHERE round = 2`},
	{"sent by who endorsed the round before", `UPDATE endorsement SET by_staff = (SELECT MIN(h.person) FROM hand h JOIN list_row r ON r.list = h.list JOIN payout p ON p.id = r.payout WHERE p.round = 2 AND h.part = 'sender')
		WHERE round = 1 AND claim IN (SELECT claim FROM payout WHERE round = 2)`,
		"花名册各环节由不同的人办理，与事实和存证一致", "list", `SELECT MIN(r.list) FROM list_row r JOIN payout p ON p.id = r.payout WHERE p.round = 2`},
	{"filed by who endorsed", `UPDATE filing g SET filed_by = e.by_staff FROM endorsement e WHERE (e.claim, e.round) = (g.claim, g.round) AND g.claim = ` + filed1,
		"委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "filing", `SELECT ` + filed1 + ` || '/1'`},
	{"an objection judged by who endorsed", `UPDATE objection o SET decided_by = e.by_staff FROM payout p JOIN endorsement e ON (e.claim, e.round) = (p.claim, p.round) WHERE p.id = o.payout`,
		"委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "objection", `SELECT MIN(id) FROM objection`},
	{"an objection decided by who wrote it down", `UPDATE objection SET received_by = decided_by WHERE payout IS NOT NULL AND NOT upheld`, "委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "objection",
		`SELECT MIN(id) FROM objection WHERE payout IS NOT NULL AND NOT upheld`},
	{"assessed by the adjuster", `UPDATE assessment SET assessed_by = adjuster WHERE id = ` + assessed, "委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "assessment", `SELECT ` + assessed},
	{"an objection judged by the assessor", `UPDATE objection o SET decided_by = p.assessed_by FROM payout p WHERE p.id = o.payout`, "委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "objection", `SELECT MIN(id) FROM objection`},

	{"an amount", `UPDATE assessment SET amount = amount + 0.01 WHERE id = ` + assessed, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"an own share", `UPDATE assessment SET own = own + 1 WHERE id = ` + assessed, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"the facts beside the finding", `UPDATE assessment SET facts = jsonb_set(facts, '{Facts,expense}', '"99999.00"') WHERE id = ` + assessed, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"the finding behind the facts", `UPDATE finding SET cases = replace(cases::TEXT, '000.00"', '001.00"')::JSONB WHERE claim = (SELECT claim FROM assessment WHERE id = ` + assessed + `)`, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"what later cases must know", `UPDATE assessment SET past = jsonb_set(past, '{Amount}', '"0"') WHERE id = ` + assessed, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"the working", `UPDATE assessment SET working = jsonb_set(working, '{0,text}', '"依规核定"') WHERE id = ` + assessed, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"the accumulator", `UPDATE assessment SET accumulator = 'hospital/household/1/2024' WHERE id = ` + assessed, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"the number in it", `UPDATE assessment SET n = 7 WHERE id = ` + assessed, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"facts nobody can read", `UPDATE assessment SET facts = '7' WHERE id = ` + assessed, "核定金额由查勘事实按方案重新计算", "assessment", `SELECT ` + assessed},
	{"a part of the finding left out", `DELETE FROM assessment WHERE id = ` + assessed, "每笔救助金等于其核定金额之和", "payout", `SELECT p.id FROM payout p JOIN assessment a ON (a.claim, a.round) = (p.claim, p.round) WHERE a.id = ` + assessed},
	{"an amount that is none", `UPDATE payout SET amount = 'NaN' WHERE id = ` + paid, "每笔救助金等于其核定金额之和", "payout", `SELECT ` + paid},
	{"a payout", `UPDATE payout SET amount = amount + 1 WHERE id = ` + paid, "每笔救助金等于其核定金额之和", "payout", `SELECT ` + paid},
	{"another payee", `UPDATE payout SET payee = ` + stranger + ` WHERE id = ` + paid, "每笔救助金等于其核定金额之和", "payout", `SELECT ` + paid},
	{"a payout withheld", `DELETE FROM payout WHERE id = ` + paid, "每笔救助金等于其核定金额之和", "claim", `SELECT claim FROM payout WHERE id = ` + paid},
	{"two payouts of one claim", `UPDATE payout SET status = 'cleared' WHERE status = 'withdrawn' AND claim = ` + reopened, "每笔救助金等于其核定金额之和", "payout", `SELECT MAX(id) FROM payout WHERE claim = ` + reopened},
	{"a payout of a void claim", `UPDATE claim SET void_reason = '重复' WHERE id = (SELECT claim FROM payout WHERE id = ` + paid + `)`, "每笔救助金等于其核定金额之和", "payout", `SELECT ` + paid},

	{"a payout announced twice", `INSERT INTO notice_row SELECT county, notice, 99, payout, place, amount FROM notice_row WHERE payout = ` + paid, "公示内容、合计、校验码与救助金一致", "payout", `SELECT ` + paid},
	{"a notice's total", `UPDATE notice SET total = total - 1`, "公示内容、合计、校验码与救助金一致", "notice", `SELECT MIN(id) FROM notice`},
	{"a notice's digest", `UPDATE notice SET digest = sha256('x')`, "公示内容、合计、校验码与救助金一致", "notice", `SELECT MIN(id) FROM notice`},
	{"a notice of another day", `UPDATE notice SET dated = dated - 1 WHERE about IS NULL`, dated, "notice", `SELECT MIN(id) FROM notice WHERE about IS NULL`},
	{"a notice's days", `UPDATE notice SET days = 5`, "公示内容、合计、校验码与救助金一致", "notice", `SELECT MIN(id) FROM notice`},
	{"a row slipped out of a notice", `DELETE FROM notice_row WHERE n = 1`, "公示内容、合计、校验码与救助金一致", "notice", `SELECT MIN(id) FROM notice`},
	{"another sum in the village", `UPDATE notice_row SET amount = amount - 1 WHERE n = 1`, "公示内容、合计、校验码与救助金一致", "notice_row", `SELECT MIN(notice) || '/1' FROM notice_row`},
	{"another serial", `UPDATE notice SET serial = serial + 1`, "公示内容、合计、校验码与救助金一致", "notice", `SELECT MIN(id) FROM notice`},
	{"a holiday forgotten", `UPDATE day SET holiday = false WHERE on_day = '2024-10-01'`, "放假日历与国务院办公厅通知一致", "day", `SELECT '2024-10-01'`},
	{"a day left out", `DELETE FROM day WHERE on_day = '2024-10-05'`, "放假日历与国务院办公厅通知一致", "day", `SELECT '2024-10-05'`},
	{"a shorter period", `UPDATE clock SET last_day = last_day - 1`, "公示期由两处张贴日和放假日历重新计算", "clock", `SELECT MIN(concat_ws('/', notice, place, run)) FROM clock`},
	{"an earlier end", `UPDATE clock SET ends_at = ends_at - INTERVAL '1 second'`, "公示期由两处张贴日和放假日历重新计算", "clock", `SELECT MIN(concat_ws('/', notice, place, run)) FROM clock`},
	{"an earlier posting", `UPDATE posting SET posted_on = posted_on - 5`, "公示期由两处张贴日和放假日历重新计算", "clock", `SELECT MIN(concat_ws('/', notice, place, run)) FROM clock`},
	{"a posting that never came down", `UPDATE clock SET restarted_at = NULL WHERE run = 1`, "公示期由两处张贴日和放假日历重新计算", "clock", `SELECT MIN(concat_ws('/', notice, place, run)) FROM clock WHERE restarted_at IS NOT NULL`},
	{"a posting on another wall", `UPDATE posting SET place = 410602100228`, "公示期由两处张贴日和放假日历重新计算", "clock", `SELECT MIN(concat_ws('/', notice, place, run)) FROM clock`},
	{"an office that waited longer", `UPDATE office SET late_days = 1`, "公示期由两处张贴日和放假日历重新计算", "clock", `SELECT MIN(concat_ws('/', notice, place, run)) FROM clock`},
	{"cleared too soon", `UPDATE clearance SET cleared_at = '2024-09-30' WHERE payout = ` + paid, "公示期满且无未决异议才确认无异议", "clearance", `SELECT ` + paid},
	{"cleared by a run that broke off", `UPDATE clearance SET run = 1 WHERE payout = ` + paid, "公示期满且无未决异议才确认无异议", "clearance", `SELECT ` + paid},
	{"a notice of years ago", `UPDATE office SET slack_days = 0`, ofPostings, "notice", `SELECT MIN(id) FROM notice`},
	{"put back by who took it down", `UPDATE posting_change SET by_staff = (SELECT by_staff FROM posting_change WHERE n = 3) WHERE n = 2`, ofPostings, "posting_change", `SELECT ` + twice + ` || '/2'`},
	{"put back a day later", `UPDATE posting_change SET at = at - INTERVAL '1 day' WHERE n = 1`, ofPostings, "posting_change", `SELECT ` + twice + ` || '/2'`},
	{"down on another day than was said", `UPDATE posting_change SET down_on = down_on - 1 WHERE n = 3`, ofPostings, "posting", `SELECT ` + twice},
	{"put back that never came down", `DELETE FROM posting_change WHERE n = 1`, ofPostings, "posting_change", `SELECT ` + twice + ` || '/2'`},
	{"a photo of another posting", `UPDATE posting SET photo = (SELECT photo FROM posting ORDER BY id LIMIT 1) WHERE id = (SELECT max(id) FROM posting)`, likened,
		"posting", `SELECT max(id) FROM posting`},
	{"a photo that looks like another posting's", `UPDATE posting SET print = repeat('01', 128)::bit(256)`, likened,
		"posting", `SELECT max(id) FROM posting`},
	{"evidence of another claim", `UPDATE evidence SET file = (SELECT file FROM evidence ORDER BY id LIMIT 1) WHERE id = ` + another, likened,
		"evidence", `SELECT ` + another},
	{"a reason for what is not alike", `INSERT INTO posting_likeness SELECT county, max(id), min(id), '同一面墙', '' FROM posting GROUP BY county`, likened,
		"posting_likeness", `SELECT max(id) || '/' || min(id) FROM posting`},
	{"corrected by who recorded it", `UPDATE correction SET by_staff = (SELECT person FROM deed WHERE leaf = deed) WHERE kind = 'death'`, corrected, "correction", `SELECT ` + ofDeath},
	{"a correction of another deed", `UPDATE correction SET deed = deed - 1 WHERE kind = 'label'`, corrected, "correction", `SELECT ` + ofLabel},
	{"a correction of what comes later", `UPDATE correction SET deed = (SELECT max(leaf) FROM deed) WHERE kind = 'label_end'`, corrected, "correction", `SELECT ` + ofEnd},
	{"a label that was never wrong", `DELETE FROM correction WHERE kind = 'label'`, corrected, "label", `SELECT id FROM label WHERE mistaken`},
	{"a label that was wrong", `UPDATE label SET to_on = NULL, mistaken = NULL WHERE mistaken`, corrected, "label", `SELECT label FROM correction WHERE kind = 'label'`},
	{"the living paid in another's hands", `UPDATE correction SET person = (SELECT p.payee FROM payout p JOIN heir h ON h.payout = p.id LIMIT 1) WHERE kind = 'death'`, corrected, "correction", `SELECT ` + ofDeath},
	{"a claim screened by a mistake", `UPDATE label SET household = (SELECT household FROM claim WHERE id = ` + filed1 + `) WHERE id = (SELECT label FROM correction WHERE kind = 'label_end')`, corrected, "correction", `SELECT ` + ofEnd},
	{"an answer without its decision", `UPDATE objection SET upheld = NULL, reason = NULL, decided_by = NULL, decided_at = NULL WHERE upheld`, ofResponses,
		"objection_answer", `SELECT id FROM objection WHERE upheld AND payout IS NOT NULL`},
	{"an answer of another year", `UPDATE objection_answer SET year = year - 1`, ofResponses, "objection_answer", `SELECT MIN(objection) FROM objection_answer`},
	{"an answer that is missing", `DELETE FROM objection_answer WHERE no = 1`, ofResponses, "objection_answer", `SELECT objection FROM objection_answer ORDER BY no DESC LIMIT 1`},
	{"visited again by who was doubted", `UPDATE assignment a SET adjuster = p.adjuster FROM objection o JOIN payout p ON p.id = o.payout WHERE o.upheld AND a.claim = p.claim`, ofResponses,
		"assignment", `SELECT p.claim || '/2/1' FROM objection o JOIN payout p ON p.id = o.payout WHERE o.upheld`},
	{"nobody recused", `DELETE FROM recusal`, ofResponses, "payout", `SELECT payout FROM objection WHERE upheld AND payout IS NOT NULL`},
	{"recused without an objection", `INSERT INTO recusal (county, claim, round, adjuster) SELECT county, claim, round, adjuster FROM payout WHERE status = 'paid' LIMIT 1`, ofResponses,
		"recusal", `SELECT claim || '/' || round FROM payout WHERE status = 'paid' LIMIT 1`},
	{"sent back by a village elsewhere", `UPDATE village_return SET by_staff = (SELECT MIN(id) FROM staff WHERE role = 'adjuster')`, "委托、查勘、村乡审核、备案、核定、异议处理互不兼任", "village_return",
		`SELECT concat_ws('/', claim, round, turn) FROM village_return`},
	{"sent back on no finding", `UPDATE finding SET qualifies = false FROM village_return b WHERE (b.claim, b.round, b.turn) = (finding.claim, finding.round, finding.turn)`,
		"案件逐环节有委托、查勘、村乡审核、备案记录", "village_return", `SELECT concat_ws('/', claim, round, turn) FROM village_return`},
	{"sent back before the visit", `UPDATE village_return SET on_day = on_day - 30`, "委托、查勘、审核、备案、核定、公示日期先后有序", "village_return", `SELECT concat_ws('/', claim, round, turn) FROM village_return`},
	{"cleared under an objection", `UPDATE objection SET decided_at = decided_at + INTERVAL '1 year' WHERE NOT upheld`, "公示期满且无未决异议才确认无异议", "clearance", `SELECT payout FROM objection WHERE NOT upheld AND payout IS NOT NULL`},
	{"paid under an objection", `UPDATE objection SET decided_at = decided_at + INTERVAL '1 year' WHERE NOT upheld`, "花名册各环节由不同的人办理，与事实和存证一致", "hand", `SELECT MIN(concat_ws('/', list, person)) FROM hand`},
	{"an objection that was right", `UPDATE objection SET upheld = true`, "异议均有受理和处理记录，成立的已撤回", "objection", `SELECT id FROM objection WHERE NOT upheld AND payout IS NOT NULL`},
	{"an objection judged by another", `UPDATE objection SET decided_by = ` + clerk1, "异议均有受理和处理记录，成立的已撤回", "objection", `SELECT MIN(id) FROM objection`},
	{"a withdrawal without a reason", `DELETE FROM withdrawal WHERE payout = ` + given, "人工撤回的救助金均写明理由", "payout", `SELECT ` + given},
	{"a reason for what was never withdrawn", `UPDATE withdrawal SET payout = ` + paid + ` WHERE payout = ` + given, "人工撤回的救助金均写明理由", "withdrawal", `SELECT ` + paid},
	{"an objection judged without a reason", `UPDATE objection SET reason = NULL`, "异议均有受理和处理记录，成立的已撤回", "objection", `SELECT MIN(id) FROM objection`},

	{"a list's total", `UPDATE list SET total = total + 1 WHERE id = ` + sentList, "花名册各行、合计、校验码与救助金一致", "list", `SELECT ` + sentList},
	{"a list's digest", `UPDATE list SET digest = sha256('x') WHERE id = ` + sentList, "花名册各行、合计、校验码与救助金一致", "list", `SELECT ` + sentList},
	{"a list's number", `UPDATE list SET serial = serial + 10 WHERE id = ` + sentList, "花名册各行、合计、校验码与救助金一致", "list", `SELECT ` + sentList},
	{"a list of another day", `UPDATE list SET dated = dated - 1 WHERE id = ` + sentList, dated, "list", `SELECT ` + sentList},
	{"a list's fund", `UPDATE list SET fund = 1 WHERE id = ` + sentList, "花名册各行、合计、校验码与救助金一致", "list_row", `SELECT ` + sentList + ` || '/1'`},
	{"a row's amount", `UPDATE list_row SET amount = amount + 1 WHERE n = 1 AND list = ` + sentList, "花名册各行、合计、校验码与救助金一致", "list_row", `SELECT ` + sentList + ` || '/1'`},
	{"a row nobody cleared", `DELETE FROM clearance`, "花名册各行、合计、校验码与救助金一致", "list_row", `SELECT ` + sentList + ` || '/1'`},
	{"a payout on two lists", `UPDATE list SET status = 'composed' WHERE id = ` + voidList, "花名册各行、合计、校验码与救助金一致", "payout", `SELECT ` + paid},
	{"an approver who was another", `UPDATE hand SET person = ` + stranger + ` WHERE part = 'first' AND list = ` + sentList, "花名册各环节由不同的人办理，与事实和存证一致", "hand", `SELECT concat_ws('/', list, person) FROM hand WHERE part = 'first' AND list = ` + sentList},
	{"a hand left out", `DELETE FROM hand WHERE part = 'adjuster'`, "花名册各环节由不同的人办理，与事实和存证一致", "hand", `SELECT concat_ws('/', list, person) FROM hand WHERE part = 'adjuster' AND list = ` + sentList},
	{"approved by who endorsed", `UPDATE endorsement SET by_staff = (SELECT person FROM hand WHERE part = 'second' AND list = ` + sentList + `)`,
		"花名册各环节由不同的人办理，与事实和存证一致", "list", `SELECT ` + sentList},
	{"sent by who endorsed", `UPDATE endorsement SET by_staff = (SELECT person FROM hand WHERE part = 'sender' AND list = ` + sentList + `)`,
		"花名册各环节由不同的人办理，与事实和存证一致", "list", `SELECT ` + sentList},
	{"an assessor who approves", `UPDATE assessment SET assessed_by = (SELECT person FROM hand WHERE part = 'first' AND list = ` + sentList + `)`, "花名册各环节由不同的人办理，与事实和存证一致", "list", `SELECT ` + sentList},
	{"a list approved by one person's two accounts", `UPDATE staff SET no = id::TEXT, unit = '乡村振兴局', phone = '', id_tag = sha256('x') WHERE role = 'approver'`,
		"花名册各环节由不同的人办理，与事实和存证一致", "list", `SELECT ` + sentList},
	{"a person with two accounts", `UPDATE staff SET no = id::TEXT, unit = '乡村振兴局', phone = '', id_tag = sha256('x') WHERE id IN (SELECT id FROM staff WHERE role IN ('clerk', 'sender') ORDER BY id LIMIT 2)`,
		byTwo, "staff", `SELECT max(id) FROM (SELECT id FROM staff WHERE role IN ('clerk', 'sender') ORDER BY id LIMIT 2) two`},
	{"an identity number that nobody granted", `UPDATE staff SET no = '1', unit = '乡村振兴局', phone = '', id_tag = sha256('x') WHERE id = ` + clerk1, byTwo, "staff", `SELECT ` + clerk1},
	{"a list approved by nobody", `UPDATE list SET status = 'sent' WHERE id = (SELECT MIN(id) FROM list)`, "花名册各环节由不同的人办理，与事实和存证一致", "list", `SELECT MIN(id) FROM list`},
	{"a voucher checked by another", `UPDATE entry SET checked_by = ` + clerk1 + ` WHERE id = ` + approval, "花名册各环节由不同的人办理，与事实和存证一致", "entry", `SELECT ` + approval},
	{"an account confirmed by who entered it", `UPDATE confirmation SET confirmed_by = entered_by`, "收款账户属于领款人，经两人录入复核，发送人未经手", "instruction", `SELECT MIN(concat_ws('/', payout, attempt)) FROM instruction`},
	{"an account nobody confirmed", `DELETE FROM confirmation`, "收款账户属于领款人，经两人录入复核，发送人未经手", "list_row", `SELECT ` + sentList + ` || '/1'`},
	{"somebody else's account", `UPDATE account SET person = ` + stranger, "收款账户属于领款人，经两人录入复核，发送人未经手", "list_row", `SELECT ` + sentList + ` || '/1'`},
	{"a sender who entered it", `UPDATE batch SET sent_by = ` + clerk1, "收款账户属于领款人，经两人录入复核，发送人未经手", "instruction", `SELECT MIN(concat_ws('/', payout, attempt)) FROM instruction`},
	{"an heir nobody decided on", `DELETE FROM heir`, "收款账户属于领款人，经两人录入复核，发送人未经手", "instruction", `SELECT payout || '/1' FROM heir`},

	{"another sum to the bank", `UPDATE instruction SET amount = amount + 1 WHERE payout = ` + paid, "打款指令与花名册逐笔一致，不重复打款", "instruction", `SELECT ` + paid + ` || '/1'`},
	{"another account to the bank", `UPDATE instruction SET account = 1 WHERE payout = ` + paid + ` AND attempt = 1`, "打款指令与花名册逐笔一致，不重复打款", "instruction", `SELECT ` + paid + ` || '/1'`},
	{"a row not sent", `DELETE FROM instruction WHERE payout = ` + paid, "打款指令与花名册逐笔一致，不重复打款", "list_row", `SELECT concat_ws('/', list, n) FROM list_row WHERE payout = ` + paid + ` AND list = ` + sentList},
	{"a payment twice", `INSERT INTO instruction (county, payout, attempt, batch, amount, account) SELECT i.county, i.payout, 2, b.id, i.amount, i.account
		FROM instruction i, (SELECT id FROM batch WHERE list = ` + sentList + ` ORDER BY id DESC LIMIT 1) b WHERE i.payout = (SELECT MAX(id) FROM payout WHERE status = 'paid' AND round = 1)`,
		ofRepaid, "instruction", `SELECT MAX(id) || '/2' FROM payout WHERE status = 'paid' AND round = 1`},
	{"an attempt left out", `UPDATE instruction SET attempt = 4 WHERE attempt = 3`, "打款指令与花名册逐笔一致，不重复打款", "instruction", `SELECT payout || '/4' FROM instruction WHERE attempt = 3`},
	{"a sum the bank did not say", `UPDATE answer_line SET amount = amount + 1 WHERE line = 1`, "银行回盘与打款指令逐笔一致", "answer_line", `SELECT MIN(answer) || '/1' FROM answer_line`},
	{"a return called paid", `UPDATE answer_line SET outcome = 'paid' WHERE outcome = 'returned' AND break IS NULL`, "银行回盘与打款指令逐笔一致", "instruction", `SELECT MIN(concat_ws('/', payout, attempt)) FROM answer_line WHERE outcome = 'returned' AND break IS NULL`},
	{"a payment put aside", `UPDATE answer_line SET break = 'unknown_instruction' WHERE line = 1`, "银行回盘与打款指令逐笔一致", "answer_line", `SELECT MIN(answer) || '/1' FROM answer_line`},
	{"a wrong sum let through", `UPDATE answer_line SET break = NULL WHERE break = 'amount_differs'`, "银行回盘与打款指令逐笔一致", "answer_line", `SELECT concat_ws('/', answer, line) FROM answer_line WHERE break = 'amount_differs'`},
	{"a return nobody admitted", `UPDATE answer_line SET admitted_by = NULL`, "银行回盘与打款指令逐笔一致", "instruction", `SELECT concat_ws('/', payout, attempt) FROM answer_line WHERE admitted_by IS NOT NULL`},
	{"a return admitted by another", `UPDATE answer_line SET admitted_by = ` + stranger + ` WHERE admitted_by IS NOT NULL`, "银行回盘与打款指令逐笔一致", "answer_line", `SELECT concat_ws('/', answer, line) FROM answer_line WHERE admitted_by IS NOT NULL`},
	{"a line of the answer left out", `DELETE FROM answer_line WHERE line = 2`, "银行回盘与打款指令逐笔一致", "answer_line", `SELECT MIN(answer) || '/3' FROM answer_line`},
	{"a payout that did not arrive", `UPDATE payout SET status = 'returned' WHERE id = ` + paid, "救助金状态与公示、花名册、指令一致", "payout", `SELECT ` + paid},
	{"a payout that came back to life", `UPDATE payout SET status = 'cleared' WHERE id = ` + given, "救助金状态与公示、花名册、指令一致", "payout", `SELECT ` + given},

	{"a voucher left out", `UPDATE entry SET no = 99 WHERE id = ` + approval, "凭证号按月连续", "entry", `SELECT ` + approval},
	{"a counter ahead", `UPDATE voucher_month SET last = 99 WHERE month = '2024-10-01'`, "凭证号按月连续", "voucher_month", `SELECT '2024-10-01'`},
	{"checked by who made it", `UPDATE entry SET checked_by = made_by WHERE id = ` + approval, "凭证分录齐全，制单与审核分离，冲销逐条相反", "entry", `SELECT ` + approval},
	{"a voucher without lines", `DELETE FROM transfer WHERE entry = ` + approval, "凭证分录齐全，制单与审核分离，冲销逐条相反", "entry", `SELECT ` + approval},
	{"a line without a voucher", `DELETE FROM entry WHERE id = ` + approval, "凭证分录齐全，制单与审核分离，冲销逐条相反", "transfer", `SELECT ` + approval + ` || '/1'`},
	{"half a reversal", `DELETE FROM transfer WHERE n = 7 AND entry = (SELECT id FROM entry WHERE reverses IS NOT NULL)`, "凭证分录齐全，制单与审核分离，冲销逐条相反", "entry", `SELECT id FROM entry WHERE reverses IS NOT NULL`},
	{"another day", `UPDATE entry SET on_day = on_day - 1 WHERE id = ` + approval, "凭证分录齐全，制单与审核分离，冲销逐条相反", "entry", `SELECT ` + approval},
	{"a sum nobody approved", `UPDATE transfer SET amount = amount + 1 WHERE n = 1 AND entry = ` + approval, "每项业务均已入账，每条分录均有依据", "transfer", `SELECT ` + approval + ` || '/1'`},
	{"a list that is not booked", `DELETE FROM transfer WHERE entry = ` + approval, "每项业务均已入账，每条分录均有依据", "list", `SELECT ` + sentList},
	{"an answer that is not booked", `UPDATE entry SET ref = 'x' WHERE ref LIKE 'answer/%'`, "每项业务均已入账，每条分录均有依据", "answer_line", `SELECT MIN(concat_ws('/', answer, line)) FROM answer_line WHERE break IS NULL AND outcome = 'paid'`},
	{"one voucher for two payments", `INSERT INTO premium SELECT county, id + 1, fund, 0.01, received_on, voucher FROM premium`, "各保单年度资金不透支", "premium", `SELECT max(id) + 1 FROM premium`},
	{"a premium that is not booked", `UPDATE premium SET amount = amount + 1`, "每项业务均已入账，每条分录均有依据", "premium", `SELECT id FROM premium`},
	{"a withdrawal under another name", `UPDATE entry SET ref = 'payout/1/withdrawn' WHERE ref LIKE 'payout/%'`, "每项业务均已入账，每条分录均有依据", "entry", `SELECT id FROM entry WHERE ref LIKE 'payout/%'`},
	{"money out of the bank", `UPDATE transfer SET credit = 'bank' WHERE n = 1 AND entry = ` + approval, "花名册＝已付＋在途＋退票暂挂＋撤回＝账面＝银行", "chart", `SELECT 'bank'`},
	{"a premium that never came", `UPDATE premium SET amount = 1`, "各保单年度资金不透支", "policy", `SELECT id FROM policy`},
	{"more premium than was billed", `UPDATE premium SET amount = amount + 1`, "各保单年度资金不透支", "policy", `SELECT id FROM policy`},
	{"another photo", `UPDATE posting SET photo = sha256('x')`, "报表、佐证、张贴照片、回盘原件齐全", "posting", `SELECT MIN(id) FROM posting`},
	{"no evidence in the archive", `UPDATE evidence SET file = sha256('x') WHERE claim = ` + declined, "报表、佐证、张贴照片、回盘原件齐全", "evidence", `SELECT id FROM evidence WHERE claim = ` + declined},
	{"a photo that is none", `UPDATE posting SET photo = ''`, "报表、佐证、张贴照片、回盘原件齐全", "posting", `SELECT MIN(id) FROM posting`},
}

// written is the table a statement writes.
var written = regexp.MustCompile(`^(?:UPDATE|DELETE FROM|INSERT INTO) (\w+)`)

// What the checks cannot read is a finding too, and the checks after it go on.
func TestWhatCannotBeReadIsNamed(t *testing.T) {
	w := settle(t)
	w.super.MustExecContext(t.Context(), `UPDATE claim SET event_on = NULL; UPDATE clock SET ends_at = NULL; UPDATE payout SET amount = 'NaN'`)
	checks := w.verify(t)
	for _, unread := range []place{{"claim", w.one(t, `SELECT `+declined)}, {"clock", w.one(t, `SELECT MIN(concat_ws('/', notice, place, run)) FROM clock`)}} {
		named(t, checks, "各行各栏可以解读", unread)
	}
	named(t, checks, "每笔救助金等于其核定金额之和", place{"payout", w.one(t, `SELECT `+paid)})
	if last := checks[len(checks)-1].Name; last != "月报、回盘原件重新读取，与所记各行一致" {
		t.Errorf("the checks ended with %s", last)
	}
}

func TestEveryLieIsNamed(t *testing.T) {
	w := settle(t)
	honest := w.verify(t)
	clean(t, honest)
	clean(t, w.ask(t, "", ""))
	tried := map[string]bool{"事项由有权的角色办理，只涉及本环节的记录": true}                      // what deeds say cannot be altered under the seal: see the forgeries
	tried["密码记录、通行密钥与登录会话都是本系统写下的"], tried["加密内容属于所在的记录，与其检索标记一致"] = true, true // who has the keys is lied to elsewhere
	tried[ofOriginals] = true                                                   // what is remembered has no archive: see the files
	tried[ofRecusal] = true                                                     // nor the tags of people: see the family of the staff
	tried[ofRepairs], tried[ofReconciled] = true, true                          // and its clock never ran ahead
	tried["启用签名以前的决定，没有签名"] = true                                              // it only counts
	tried[waited] = true                                                        // nobody of the month is new: see the office whose approver is
	tried["没有登记身份证号的人员办理的事项"] = true                                            // so does this
	for _, c := range ofTheTrail {                                              // and so are sessions and the log
		tried[c] = true
	}
	for _, c := range rooted { // the month has none: a county that has one is lied to elsewhere
		tried[c] = true
	}
	for _, l := range slices.Concat(lies, watchLies, screenedLies, besideLies, signedLies, lookedLies, repaidLies, flagLies, heirLies) {
		t.Run(l.name, func(t *testing.T) {
			table := written.FindStringSubmatch(l.lie)[1]
			defer w.restore(t, table)
			key := w.one(t, l.key)
			w.super.MustExecContext(t.Context(), l.lie)
			named(t, w.ask(t, l.check, table), l.check, place{l.table, key})
		})
		tried[l.check] = true
	}
	for _, c := range honest {
		if !tried[c.Name] && !slices.Contains(ofTheSeal, c.Name) {
			t.Errorf("nobody lied to %s", c.Name)
		}
	}
	clean(t, w.verify(t))
}
