package verify_test

// The checks of what is told to the watch, and of what is done beside the families' ways.
const (
	ofScreening     = "线索比对结果依监测程序重新推算，存疑线索由县经办判定"
	ofParts         = "监测各环节由本辖区的人办理，部门只办理交办或下达给自己的"
	ofSelf          = "自主申报由村里先办、转乡镇后由乡镇或县办，一件一次办结"
	ofSent          = "转办事项出自入户核查，由所转的部门答复或登记其书面答复，一次一答"
	ofRounds        = "登记为摸排无变化的户，当时没有在办、监测中的事项"
	ofPush          = "推送名单依所记的筛选条件重新推算，户数相符，没有多推、漏推"
	ofSpots         = "抽查样本按种子重新抽取一致，抽查人没有办理过该户"
	ofRectification = "整改由责任单位办结、另一人销号，逐次相接"
)

// outcomeLie changes the first outcome for the watch of some sort.
func outcomeLie(name, which, change string) lie {
	first := ` FROM row_outcome WHERE purpose = 'watch' AND ` + which + ` ORDER BY report_row, n LIMIT 1`
	return lie{name, `UPDATE row_outcome SET ` + change + ` WHERE purpose = 'watch' AND (report_row, n) = (SELECT report_row, n` + first + `)`, ofScreening, "row_outcome",
		`SELECT concat_ws('/', report_row, purpose, n)` + first}
}

// Of the rows of January: the first of a department that came to something, and where it is kept.
func rowOf(outcome string) string {
	return `(SELECT MAX(report_row) FROM row_outcome WHERE purpose = 'watch' AND outcome = '` + outcome + `' AND decided_by IS NULL)`
}

func keptOf(row string) string {
	return `SELECT concat_ws('/', report_row, purpose, n) FROM row_outcome WHERE purpose = 'watch' AND report_row = ` + row
}

// screenedLies are told of what screenings made of told rows.
var screenedLies = []lie{
	outcomeLie("a lead that nobody took up", `outcome = 'lead'`, `outcome = 'not_taken', reason = '未达筛查标准'`),
	outcomeLie("a lead that was a signal", `outcome = 'signal'`, `outcome = 'lead'`),
	outcomeLie("below another line", `reason LIKE '%未达筛查标准%'`, `reason = replace(reason, '5,000', '6,000')`),
	outcomeLie("below the line, and a lead", `reason LIKE '%未达筛查标准%'`, `outcome = 'lead', reason = NULL`),
	outcomeLie("a family left alone that was told of", `reason LIKE '本户于%'`, `outcome = 'lead', reason = NULL`),
	outcomeLie("a family checked in another way", `reason LIKE '本户于%'`, `reason = replace(reason, '不纳入', '部门已办结')`),
	outcomeLie("one bill twice", `reason LIKE '%不重复登记'`, `outcome = 'signal', reason = NULL`),
	outcomeLie("somebody dead whom nobody knows", `reason LIKE '本人已于%'`, `reason = '身份证号不在户籍名册，请核对证件号码或补录花名册'`),
	outcomeLie("somebody unknown who is somebody", `person IS NULL`, `person = (SELECT MIN(id) FROM person), household = (SELECT household FROM person ORDER BY id LIMIT 1)`),
	outcomeLie("another person's", `outcome = 'lead'`, `person = (SELECT MIN(id) FROM person), household = (SELECT household FROM person ORDER BY id LIMIT 1)`),
	outcomeLie("another household's", `outcome = 'lead'`, `household = 7`),
	outcomeLie("a question nobody asked", `outcome = 'doubtful'`, `outcome = 'not_taken'`),
	outcomeLie("decided by the rules", `decided_by IS NOT NULL AND outcome = 'not_taken'`, `decided_by = NULL`),
	outcomeLie("decided by another", `decided_by IS NOT NULL`, `decided_by = `+clerk2),
	outcomeLie("decided to be a signal where there was no matter", `decided_by IS NOT NULL AND outcome = 'lead'`, `outcome = 'signal'`),
	{"what was told of less", `UPDATE report_row SET facts = jsonb_set(facts, '{self_paid}', '"100.00"') WHERE id = ` + rowOf("lead"), ofScreening, "row_outcome", keptOf(rowOf("lead"))},
	{"told by a department nobody asks", `UPDATE report SET agency = '卫健委' WHERE id = (SELECT report FROM report_row WHERE id = ` + rowOf("lead") + `)`, ofScreening, "row_outcome",
		keptOf(rowOf("lead"))},
	{"a family of another class", `UPDATE label SET label = '低收入户' WHERE household = (SELECT household FROM row_outcome WHERE report_row = ` + rowOf("lead") + ` LIMIT 1)`, ofScreening,
		"row_outcome", keptOf(rowOf("lead"))},
	{"nobody died", `UPDATE person SET died_on = NULL WHERE died_on IS NOT NULL`, ofScreening, "row_outcome", `SELECT concat_ws('/', report_row, purpose, n) FROM row_outcome
		WHERE purpose = 'watch' AND reason LIKE '本人已于%'`},
	{"a row that no screening judged", `DELETE FROM row_outcome WHERE purpose = 'watch' AND reason LIKE '%未达筛查标准%'`, ofScreening, "report_row",
		`SELECT MIN(report_row) FROM row_outcome WHERE purpose = 'watch' AND reason LIKE '%未达筛查标准%'`},
	{"a lead without its signal", `UPDATE signal SET report_row = NULL WHERE report_row = ` + rowOf("lead"), ofScreening, "row_outcome", keptOf(rowOf("lead"))},
	{"a signal of another day", `UPDATE signal SET told_on = told_on - 1 WHERE report_row = ` + rowOf("lead"), ofScreening, "signal", `SELECT id FROM signal WHERE report_row = ` + rowOf("lead")},
	{"a signal that no screening made", `UPDATE signal SET report_row = ` + rowOf("not_taken") + ` WHERE watch = ` + settled, ofScreening, "signal",
		`SELECT id FROM signal WHERE watch = ` + settled},
	{"a lead for another risk", `UPDATE watch_event SET detail = jsonb_set(detail, '{risk}', '"因学"') WHERE (watch, n) = (SELECT watch, n FROM signal WHERE report_row = ` + rowOf("lead") + `)`,
		ofScreening, "watch_event", `SELECT watch || '/' || n FROM signal WHERE report_row = ` + rowOf("lead")},
	{"a lead of another source", `UPDATE watch_event SET detail = jsonb_set(detail, '{source}', '"群众反映"') WHERE (watch, n) = (SELECT watch, n FROM signal WHERE report_row = ` +
		rowOf("lead") + `)`, ofScreening, "watch_event", `SELECT watch || '/' || n FROM signal WHERE report_row = ` + rowOf("lead")},
}

// Of the applications, the sample and what was put right.
const (
	passedOn = `(SELECT application FROM self_application_step WHERE did = 'pass_on')`
	looked   = `(SELECT application FROM self_application_step WHERE did = 'reveal')`
	refused  = `(SELECT application FROM self_application_step WHERE did = 'decline')`
	cadre    = `(SELECT by_staff FROM watch_event WHERE event = 'visit' LIMIT 1)`
	drawn1   = `SELECT id FROM spot_check`
	second   = `SELECT rectification || '/2' FROM rectification_done WHERE turn = 2`
	signed2  = `SELECT rectification || '/2' FROM rectification_sign WHERE turn = 2`
	toRight  = `SELECT id FROM rectification`
	pushed   = `SELECT MIN(id) FROM push`
	firstRow = ` WHERE push = (SELECT MIN(id) FROM push) AND n = `
	ofWork   = `(SELECT id FROM push WHERE agency = '人社局')`
	ofOffice = `(SELECT id FROM push WHERE whom ? 'sent')`
	ofLow    = `(SELECT id FROM push WHERE whom ? 'any')`
)

// besideLies are told of who did what in whose part, and of what is done beside.
var besideLies = []lie{
	{"a township of somewhere else", `UPDATE staff SET division = '410602201000' WHERE role = 'township'`, ofParts, "watch_event", eventOf(taken, nth(taken, "review"))},
	{"a cadre of the next village", `UPDATE staff SET division = '410602100206' WHERE role = 'village'`, ofParts, "watch_event", eventOf(taken, nth(taken, "visit"))},
	{"a family that lives elsewhere", `UPDATE place SET village = 410602100206 WHERE id = (SELECT place FROM household WHERE id = (SELECT household FROM watch WHERE id = ` + taken + `))`, ofParts,
		"watch_event", eventOf(taken, nth(taken, "evaluate"))},
	{"an objection answered from somewhere else", `UPDATE staff SET division = '410602201000' WHERE role = 'township'`, ofParts, "watch_event",
		`SELECT watch || '/' || n FROM watch_event WHERE event = 'dismiss'`},
	{"a measure ordered from another", `UPDATE measure SET ordered_to = '医保局' WHERE due_on IS NOT NULL`, ofParts, "watch_event", eventOf(taken, nth(taken, "done"))},
	{"a measure taken on for another", `UPDATE measure SET ordered_to = '医保局' WHERE due_on IS NOT NULL`, ofParts, "measure_note", `SELECT id FROM measure_note WHERE what = 'accepted'`},
	{"a household looked at from the next village", `UPDATE staff SET division = '410602100206' WHERE role = 'village'`, ofParts, "round_look", `SELECT household || '/' || on_day FROM round_look`},
	{"an answer of another department", `UPDATE staff SET agency = '民政局' WHERE role = 'reporter'`, ofParts, "watch_event", eventOf(settled, nth(settled, "answer"))},

	{"an act about an application left out", `DELETE FROM self_application_step WHERE n = 1 AND application = ` + passedOn, ofSelf, "self_application_step", `SELECT ` + passedOn + ` || '/2'`},
	{"an application declined that was taken up", `UPDATE self_application_step SET did = 'decline' WHERE n = 2 AND application = ` + looked, ofSelf, "self_application_step",
		`SELECT ` + looked + ` || '/2'`},
	{"an application that became another family's watch", `UPDATE self_application_step SET watch = ` + settled + ` WHERE n = 2 AND application = ` + looked, ofSelf, "self_application_step",
		`SELECT ` + looked + ` || '/2'`},
	{"an application taken up by the township before the village", `UPDATE self_application_step SET did = 'reveal' WHERE did = 'pass_on'`, ofSelf, "self_application_step",
		`SELECT ` + passedOn + ` || '/2'`},
	{"an application decided twice", `UPDATE self_application_step SET application = ` + refused + `, n = 2 WHERE n = 1 AND application = ` + passedOn, ofSelf, "self_application_step",
		`SELECT ` + refused + ` || '/2'`},
	{"an application declined for a watch", `UPDATE self_application_step SET watch = ` + settled + ` WHERE did = 'decline'`, ofSelf, "self_application_step", `SELECT ` + refused + ` || '/1'`},

	{"a family that another office was sent", `UPDATE referral_answer SET office = '水利局' WHERE paper IS NULL`, ofSent, "referral_answer", `SELECT id FROM referral_answer WHERE paper IS NULL`},
	{"what the family was not sent for", `UPDATE referral_answer SET matter = '低保认定' WHERE paper IS NULL`, ofSent, "referral_answer", `SELECT id FROM referral_answer WHERE paper IS NULL`},
	{"an answer to no visit", `UPDATE referral_answer SET n = 1 WHERE paper IS NULL`, ofSent, "referral_answer", `SELECT id FROM referral_answer WHERE paper IS NULL`},
	{"an answer to visits that were not yet", `UPDATE referral_answer SET upto = upto + 1 WHERE paper IS NULL`, ofSent, "referral_answer", `SELECT id FROM referral_answer WHERE paper IS NULL`},
	{"an answer of another office's people", `UPDATE staff SET agency = '水利局' WHERE agency = '民政局'`, ofSent, "referral_answer", `SELECT id FROM referral_answer WHERE paper IS NULL`},
	{"a letter that the office's people entered", `UPDATE referral_answer SET paper = sha256('x'), written_on = on_day WHERE paper IS NULL`, ofSent, "referral_answer",
		`SELECT id FROM referral_answer WHERE by_staff = (SELECT id FROM staff WHERE agency = '民政局')`},
	{"a letter older than the visit", `UPDATE referral_answer SET written_on = '2024-01-01' WHERE paper IS NOT NULL`, ofSent, "referral_answer",
		`SELECT id FROM referral_answer WHERE paper IS NOT NULL`},
	{"an answer by the clerk without a letter", `UPDATE referral_answer SET paper = NULL, written_on = NULL`, ofSent, "referral_answer",
		`SELECT id FROM referral_answer WHERE by_staff <> (SELECT id FROM staff WHERE agency = '民政局')`},
	{"a letter that is not in the archive", `UPDATE referral_answer SET paper = sha256('x') WHERE paper IS NOT NULL`, "报表、佐证、张贴照片、回盘原件齐全", "referral_answer",
		`SELECT id FROM referral_answer WHERE paper IS NOT NULL`},
	{"an answer of a family that was not sent", `UPDATE referral_answer SET watch = ` + notTaken + `, n = 2 WHERE paper IS NULL`, ofSent, "referral_answer", `SELECT id FROM referral_answer WHERE paper IS NULL`},
	{"a household looked at that is watched", `UPDATE watch SET household = (SELECT household FROM round_look) WHERE id = (SELECT watch FROM push_row WHERE push = ` + ofWork + ` ORDER BY n LIMIT 1)`, ofRounds, "round_look",
		`SELECT household || '/' || on_day FROM round_look`},

	{"a family left out that was sent", `UPDATE push_row SET watch = ` + notTaken + ` WHERE n = 1 AND push = ` + ofOffice, ofPush, "push", `SELECT ` + ofOffice},
	{"a family put in that was not sent", `UPDATE push_row SET watch = ` + notTaken + ` WHERE n = 1 AND push = ` + ofOffice, ofPush, "push_row", `SELECT ` + ofOffice + ` || '/1'`},

	{"more families told of", `UPDATE push SET rows = rows + 1`, ofPush, "push", pushed},
	{"a family left out of a list", `DELETE FROM push_row` + firstRow + `1`, ofPush, "push", pushed},
	{"a family told of twice", `UPDATE push_row SET watch = (SELECT watch FROM push_row` + firstRow + `2)` + firstRow + `1`, ofPush, "push", pushed},
	{"a family told of that is not watched", `UPDATE push_row SET watch = ` + notTaken + firstRow + `1`, ofPush, "push_row", `SELECT push || '/1' FROM push_row` + firstRow + `1`},
	{"a family left out for another", `UPDATE push_row SET watch = ` + notTaken + firstRow + `1`, ofPush, "push", pushed},
	{"a family of no list", `UPDATE push_row SET push = 7` + firstRow + `2`, ofPush, "push_row", `SELECT '7/2'`},
	{"a list for those without labour", `UPDATE push SET whom = '{"labour": ["none"]}' WHERE id = ` + ofWork, ofPush, "push_row", `SELECT ` + ofWork + ` || '/1'`},
	{"a list that asked for fewer", `UPDATE push SET whom = '{"labels": ["低保户"]}' WHERE id = ` + ofWork, ofPush, "push_row", `SELECT ` + ofWork + ` || '/1'`},
	{"a list for a label that somebody else has", `UPDATE push SET whom = '{"any": ["低保户"]}' WHERE id = ` + ofLow, ofPush, "push_row", `SELECT ` + ofLow + ` || '/1'`},
	{"a list that asked for more", `UPDATE push SET whom = jsonb_set(whom, '{any,4}', '"脱贫户"') WHERE id = ` + ofLow, ofPush, "push", `SELECT ` + ofLow},
	{"a family of low income left out for another", `UPDATE push_row SET household = (SELECT household FROM watch WHERE id = ` + notTaken + `) WHERE n = 1 AND push = ` + ofLow, ofPush, "push",
		`SELECT ` + ofLow},
	{"a family put in that has no such label", `UPDATE push_row SET household = (SELECT household FROM watch WHERE id = ` + notTaken + `) WHERE n = 1 AND push = ` + ofLow, ofPush, "push_row",
		`SELECT ` + ofLow + ` || '/1'`},
	{"somebody told of, and said to have nobody of the age", `UPDATE push SET missing = ARRAY(SELECT watch FROM push_row WHERE push = ` + ofWork + `) WHERE id = ` + ofWork, ofPush, "push",
		`SELECT ` + ofWork},

	{"families left out as if nobody were alive", `UPDATE push SET whom = jsonb_set(whom, '{any,4}', '"脱贫户"'), missing = ARRAY(SELECT DISTINCT household FROM label
		WHERE label = '脱贫户' AND to_on IS NULL AND household NOT IN (SELECT household FROM push_row WHERE push = ` + ofLow + `)) WHERE id = ` + ofLow, ofPush, "push", `SELECT ` + ofLow},

	{"another sample", `UPDATE spot_check_row SET watch = (SELECT watch FROM spot_check_row WHERE n = 2) WHERE n = 1`, ofSpots, "spot_check", drawn1},
	{"a smaller sample", `UPDATE spot_check SET per_township = 3`, ofSpots, "spot_check", drawn1},
	{"one of the sample left out", `DELETE FROM spot_check_row WHERE n = 4`, ofSpots, "spot_check", drawn1},
	{"a sample of another township", `UPDATE spot_check_row SET township = 410602201 WHERE n = 1`, ofSpots, "spot_check", drawn1},
	{"a sample of days to come", `UPDATE spot_check SET to_on = '2999-01-01'`, ofSpots, "spot_check", drawn1},
	{"a sample drawn before", `UPDATE spot_check SET drawn_at = '2020-01-01'`, ofSpots, "spot_check", drawn1},
	{"a sample of what was still under way", `UPDATE watch_event SET at = (SELECT drawn_at FROM spot_check) + INTERVAL '1 second' WHERE event IN ('hand_over', 'visit')
		AND watch = (SELECT watch FROM spot_check_row WHERE n = 1)`, ofSpots, "spot_check", drawn1},
	{"more points than there are", `UPDATE spot_check SET points = 101`, ofSpots, "spot_check", drawn1},
	{"a finding of none of the sample", `UPDATE spot_finding SET n = 99 WHERE n = 2`, ofSpots, "spot_finding", `SELECT id || '/99' FROM spot_check`},
	{"checked by who visited", `UPDATE spot_finding SET by_staff = ` + cadre, ofSpots, "spot_finding", `SELECT MIN(concat_ws('/', f.spot_check, f.n)) FROM spot_finding f
		JOIN spot_check_row r ON r.n = f.n JOIN watch_event e ON e.watch = r.watch AND e.event = 'visit'`},
	{"checked by another account of who visited", `UPDATE staff SET no = id::TEXT, unit = '乡政府', phone = '', id_tag = sha256('x'),
		disabled_at = CASE WHEN id = ` + cadre + ` THEN now() END WHERE id IN (` + cadre + `, (SELECT MIN(by_staff) FROM spot_finding))`, ofSpots, "spot_finding",
		`SELECT MIN(concat_ws('/', f.spot_check, f.n)) FROM spot_finding f
		JOIN spot_check_row r ON r.n = f.n JOIN watch_event e ON e.watch = r.watch AND e.event = 'visit'`},

	{"signed off by who put it right", `UPDATE rectification_sign SET by_staff = done_by WHERE passed`, ofRectification, "rectification_sign", signed2},
	{"put right by another than was signed for", `UPDATE rectification_sign SET done_by = 7 WHERE passed`, ofRectification, "rectification_sign", signed2},
	{"put right again though nobody sent it back", `DELETE FROM rectification_sign WHERE NOT passed`, ofRectification, "rectification_done", second},
	{"put right again though it was signed off", `UPDATE rectification_sign SET passed = true WHERE NOT passed`, ofRectification, "rectification_done", second},
	{"put right the second time first", `DELETE FROM rectification_done WHERE turn = 1`, ofRectification, "rectification_done", second},
	{"put right on a day to come", `UPDATE rectification_done SET on_day = on_day + 30 WHERE turn = 2`, dated, "rectification_done", second},
	{"put right by another unit", `UPDATE rectification SET unit = '医保局'`, ofRectification, "rectification_done", second},
	{"a problem of another family", `UPDATE rectification SET watch = ` + notTaken, ofRectification, "rectification", toRight},
	{"a problem nobody ordered", `DELETE FROM rectification`, ofRectification, "rectification_done", `SELECT rectification || '/1' FROM rectification_done WHERE turn = 1`},
	{"due before it was ordered", `UPDATE rectification SET due_on = opened_on - 1`, ofRectification, "rectification", toRight},
	{"signed for what nobody did", `UPDATE rectification_sign SET turn = 3 WHERE turn = 2`, ofRectification, "rectification_sign", `SELECT rectification || '/3' FROM rectification_sign WHERE turn = 2`},
}
