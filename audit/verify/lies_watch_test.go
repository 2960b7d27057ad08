package verify_test

// Watches of the winter that lies are told about.
const (
	taken     = `(SELECT watch FROM watch_event WHERE event = 'roll_back')` // in, released, and taken back
	upheld    = `(SELECT watch FROM watch_event WHERE event = 'uphold')`    // taken in after that
	brokenOff = `(SELECT MIN(r.watch) FROM notice_row r JOIN clock k ON k.notice = r.notice WHERE k.restarted_at IS NOT NULL)`
	settled   = `(SELECT id FROM watch WHERE state = 'answered')`
	toldAgain = `(SELECT id FROM watch WHERE previous IS NOT NULL)`
	notTaken  = `(SELECT MIN(id) FROM watch WHERE state = 'not_taken')`
	approved1 = `(SELECT MIN(n) FROM watch_event WHERE event = 'approve' AND watch = ` + taken + `)`
	visited1  = `(SELECT MIN(n) FROM visit WHERE watch = ` + taken + `)`
	clerk2    = `(SELECT MAX(id) FROM staff WHERE role = 'clerk')`
)

// The checks of the watch.
const (
	ofProcedure = "监测程序各栏与程序原文一致"
	ofBeginning = "监测事项由线索开始，按当日生效的程序办理，一户同一时间一项"
	ofCourse    = "监测各环节依监测程序重新推演，现状与推演一致"
	ofHands     = "村级评议、乡镇审核、县级审定由三人分别办理，异议由未经手的人处理"
	ofVisit     = "入户核查的人口、收入、计算期间、户标签与推演所用的一致"
	ofVotes     = "村级评议的票数与结果一致"
	ofRecords   = "监测各项记录随其环节同时登记，线索出自本户"
	ofNotice    = "监测公示内容、天数与评议、监测程序一致"
	ofDays      = "监测审定在本轮公示期满、无未决异议之后"
	ofObjection = "监测异议的受理、处理与监测办理逐件一致"
	ofKind      = "监测对象类别标签与纳入、风险消除的日期一致"
	inTime      = "监测程序由另一人确认，在其期限内生效"
)

// event is the key of an event of a watch.
func eventOf(watch, n string) string { return `SELECT ` + watch + ` || '/' || ` + n }

// nth is the number of a watch's first event of a name.
func nth(watch, event string) string {
	return `(SELECT MIN(n) FROM watch_event WHERE event = '` + event + `' AND watch = ` + watch + `)`
}

// stands changes where the watch that was taken back is said to stand.
func stands(change string) lie {
	return lie{"it stands otherwise: " + change, `UPDATE watch SET ` + change + ` WHERE id = ` + taken, ofCourse, "watch", `SELECT ` + taken}
}

// eventLie changes an event of the watch that was taken back.
func eventLie(name, change, event, check string) lie {
	return lie{name, `UPDATE watch_event SET ` + change + ` WHERE n = ` + nth(taken, event) + ` AND watch = ` + taken, check, "watch_event",
		eventOf(taken, nth(taken, event))}
}

// visitLie changes what a visit found.
func visitLie(name, change string) lie {
	return lie{name, `UPDATE visit SET ` + change + ` WHERE n = ` + visited1 + ` AND watch = ` + taken, ofVisit, "visit", eventOf(taken, visited1)}
}

// procedureLie changes a column of the procedure.
func procedureLie(change string) lie {
	return lie{"a procedure's column: " + change, `UPDATE procedure SET ` + change, ofProcedure, "procedure", `SELECT id FROM procedure`}
}

// watchLies are told as the others are.
var watchLies = []lie{
	procedureLie(`days = 3`), procedureLie(`past_weekend = NOT past_weekend`), procedureLie(`clear_steps = '{nominate,visit,approve}'`),
	procedureLie(`enter_steps = '{visit,approve}'`), procedureLie(`term_to = term_to + 1`), procedureLie(`source = replace(source, '6700', '9700')`),
	procedureLie(`source = 'x'`),
	{"a procedure adopted by its proposer", `UPDATE procedure_adoption SET confirmed_by = proposed_by`, inTime, "procedure_adoption", `SELECT procedure FROM procedure_adoption`},
	{"a procedure in force before its term", `UPDATE procedure_adoption SET from_on = '2023-12-31'`, inTime, "procedure_adoption", `SELECT procedure FROM procedure_adoption`},
	{"a procedure refused", `UPDATE proposal SET confirmed = false, reason = '有误' WHERE act = 'procedure'`, secondHand, "procedure_adoption", `SELECT procedure FROM procedure_adoption`},

	{"another procedure", `UPDATE watch SET procedure = 7 WHERE id = ` + settled, ofBeginning, "watch", `SELECT ` + settled},
	{"begun when its procedure's term was over", `UPDATE procedure SET term_to = '2024-10-01' WHERE id = (SELECT procedure FROM watch WHERE id = ` + settled + `)`,
		ofBeginning, "watch", `SELECT ` + settled},
	{"begun on another day", `UPDATE watch SET opened_on = opened_on - 1 WHERE id = ` + settled, ofBeginning, "watch", `SELECT ` + settled},
	{"an event more", `UPDATE watch SET events = events + 1 WHERE id = ` + settled, ofBeginning, "watch", `SELECT ` + settled},
	{"begun without a lead", `DELETE FROM watch_event WHERE n = 1 AND watch = ` + settled, ofBeginning, "watch", `SELECT ` + settled},
	{"another family's", `UPDATE watch SET household = 7 WHERE id = ` + settled, ofBeginning, "watch", `SELECT ` + settled},
	{"begun after none", `UPDATE watch SET previous = NULL WHERE previous IS NOT NULL`, ofBeginning, "watch", `SELECT id FROM watch w WHERE id = (SELECT MAX(id) FROM watch x WHERE
		household = (SELECT household FROM watch WHERE state = 'answered'))`},
	{"begun after another's", `UPDATE watch SET previous = ` + notTaken + ` WHERE id = ` + taken, ofBeginning, "watch", `SELECT ` + taken},
	{"two at once", `UPDATE watch_event SET detail = '{"result": "visit"}' WHERE event = 'answer'`, ofBeginning, "watch", `SELECT ` + toldAgain},

	stands(`state = 'clearing'`), stands(`next = 'visit'`), stands(`due = due + 1`), stands(`kind = '边缘易致贫户'`), stands(`per_head = per_head + 0.01`),
	stands(`per_head = NULL`), stands(`since = since - 1`), stands(`nominate_from = COALESCE(nominate_from, '2025-01-01') + 1`),
	stands(`after_wait = 'review', next = 'wait'`), stands(`after_due = '2025-01-01'`),
	{"an event left out", `DELETE FROM watch_event WHERE n = ` + nth(taken, "review") + ` AND watch = ` + taken, ofCourse, "watch_event", eventOf(taken, nth(taken, "compare"))},
	eventLie("an income nobody has", `detail = jsonb_set(detail, '{income}', '"1e9"')`, "visit", ofCourse),
	eventLie("more than anybody reads", `detail = detail || '{"x": 1}'`, "visit", ofCourse),
	eventLie("persons beyond counting", `detail = detail || '{"persons": 1000000000}'`, "visit", ofCourse),
	eventLie("approved before its day", `on_day = on_day - 1`, "approve", ofCourse),
	eventLie("approved in time to come", `on_day = '2999-01-01'`, "approve", ofCourse),
	{"nominated too early", `UPDATE watch_event SET detail = detail - 'began', on_day = (SELECT MIN(on_day) FROM watch_event WHERE event = 'nominate') - 5
		WHERE event IN ('measure', 'withdraw', 'done') AND watch = ` + taken, ofCourse, "watch_event", eventOf(taken, nth(taken, "nominate"))},
	{"released below the line", `UPDATE watch_event SET detail = jsonb_set(detail, '{income}', '"100.00"') WHERE event = 'visit' AND watch = ` + taken, ofCourse, "watch_event",
		eventOf(taken, `(SELECT MAX(n) FROM watch_event WHERE event = 'approve' AND watch = `+taken+`)`)},

	eventLie("approved by who evaluated", `by_staff = (SELECT by_staff FROM watch_event WHERE event = 'evaluate' LIMIT 1)`, "approve", ofHands),
	eventLie("approved by who compared", `by_staff = (SELECT by_staff FROM watch_event WHERE event = 'compare' LIMIT 1)`, "approve", ofHands),
	eventLie("marked by who approved", `by_staff = (SELECT by_staff FROM watch_event WHERE event = 'approve' LIMIT 1)`, "mark", ofHands),
	{"reviewed by who evaluated", `UPDATE watch_event SET by_staff = 7 WHERE event IN ('evaluate', 'review')`, ofHands, "watch_event", eventOf(taken, approved1)},
	{"an objection decided by who evaluated", `UPDATE watch_event SET by_staff = (SELECT by_staff FROM watch_event WHERE event = 'evaluate' LIMIT 1) WHERE event = 'dismiss'`, ofHands,
		"watch_event", `SELECT watch || '/' || n FROM watch_event WHERE event = 'dismiss'`},
	{"an effect judged by who did it", `UPDATE measure_note SET by_staff = (SELECT by_staff FROM watch_event WHERE event = 'done') WHERE what = 'effective'`, ofHands,
		"measure_note", `SELECT id FROM measure_note WHERE what = 'effective'`},

	visitLie("other months", `window_from = window_from + 1`), visitLie("costs left out", `costs = costs + 1`),
	visitLie("another income", `income = '[{"source": "wage", "amount": "1.00"}]'`), visitLie("an income below zero", `income = '[{"source": "wage", "amount": "-1.00"}]'`),
	visitLie("an income nobody can read", `income = '7'`), visitLie("a member of another family", `members = jsonb_build_array(jsonb_build_object('person', '7'), members->1)`),
	visitLie("one member twice", `members = jsonb_build_array(members->0, members->0)`), visitLie("a member less", `members = jsonb_build_array(members->0)`),
	visitLie("nobody", `members = '[]'`), visitLie("another labour", `labour = 'none'`), visitLie("a safeguard left open", `safeguards = safeguards - 0`),
	{"a label it had not", `UPDATE label SET label = '低保户' WHERE household = (SELECT household FROM watch WHERE id = ` + notTaken + `)`, ofVisit, "visit",
		`SELECT watch || '/' || n FROM visit WHERE watch = ` + notTaken},
	{"a visit nobody wrote down", `DELETE FROM visit WHERE watch = ` + notTaken, ofVisit, "watch_event", eventOf(notTaken, nth(notTaken, "visit"))},
	{"votes against the result", `UPDATE evaluation SET yes = 0 WHERE watch = ` + taken, ofVotes, "evaluation", eventOf(taken, nth(taken, "evaluate"))},
	{"half of the votes", `UPDATE evaluation SET yes = 3, no = 3 WHERE watch = ` + taken, ofVotes, "evaluation", eventOf(taken, nth(taken, "evaluate"))},
	{"a meeting of another day", `UPDATE evaluation SET held_on = held_on - 1 WHERE watch = ` + taken, ofVotes, "evaluation", eventOf(taken, nth(taken, "evaluate"))},
	{"no votes", `DELETE FROM evaluation WHERE watch = ` + taken, ofVotes, "watch_event", eventOf(taken, nth(taken, "evaluate"))},

	{"a lead from nowhere", `DELETE FROM signal WHERE watch = ` + settled, ofRecords, "watch_event", eventOf(settled, "1")},
	{"a signal put under a later lead", `UPDATE signal SET watch = ` + toldAgain + ` WHERE watch = ` + settled, ofRecords, "signal", `SELECT id FROM signal WHERE watch = ` + settled},
	{"a signal of another family's row", `UPDATE signal SET report_row = (SELECT MIN(id) FROM report_row) WHERE watch = ` + settled, ofRecords, "signal",
		`SELECT id FROM signal WHERE watch = ` + settled},
	{"a visit without a photo", `DELETE FROM watch_file WHERE watch = ` + notTaken, ofRecords, "watch_event", eventOf(notTaken, nth(notTaken, "visit"))},
	{"a photo put under another event", `UPDATE watch_file SET n = 1 WHERE watch = ` + notTaken, ofRecords, "watch_file", `SELECT id FROM watch_file WHERE watch = ` + notTaken},
	{"another measure", `UPDATE measure SET kind = '社会帮扶' WHERE watch = ` + taken, ofRecords, "watch_event", eventOf(taken, nth(taken, "measure"))},
	{"another day for a measure", `UPDATE measure SET due_on = due_on + 1 WHERE due_on IS NOT NULL`, ofRecords, "watch_event", `SELECT watch || '/' || n FROM measure WHERE due_on IS NOT NULL`},

	{"a notice of watches of another day", `UPDATE notice SET dated = dated + 1 WHERE about = 'watch'`, dated, "notice", `SELECT MIN(id) FROM notice WHERE about = 'watch'`},
	{"a notice of fewer days", `UPDATE notice SET days = 3 WHERE about = 'watch'`, ofNotice, "notice", `SELECT MIN(id) FROM notice WHERE about = 'watch'`},
	{"a notice with another digest", `UPDATE notice SET digest = sha256('x') WHERE about = 'watch'`, ofNotice, "notice", `SELECT MIN(id) FROM notice WHERE about = 'watch'`},
	{"a notice with an amount", `UPDATE notice SET total = 1 WHERE about = 'watch'`, ofNotice, "notice", `SELECT MIN(id) FROM notice WHERE about = 'watch'`},
	{"a row slipped out of a notice of watches", `DELETE FROM notice_row WHERE watch = ` + taken, ofNotice, "notice", `SELECT MIN(notice) FROM notice_row WHERE watch = ` + taken},
	{"a notice of another evaluation", `UPDATE notice_row SET evaluation = 1 WHERE watch = ` + upheld, ofNotice, "notice_row",
		`SELECT MIN(notice || '/' || n) FROM notice_row WHERE watch = ` + upheld},
	{"on a wall elsewhere", `UPDATE notice_row SET place = (SELECT MIN(id) FROM place WHERE id <> village) WHERE watch = ` + upheld, ofNotice, "notice_row",
		`SELECT MIN(notice || '/' || n) FROM notice_row WHERE watch = ` + upheld},
	{"a family of no village", `UPDATE household SET place = 7 WHERE id = (SELECT household FROM watch WHERE id = ` + upheld + `)`, ofNotice, "notice_row",
		`SELECT MIN(notice || '/' || n) FROM notice_row WHERE watch = ` + upheld},

	{"approved on nothing", `DELETE FROM watch_clearance WHERE watch = ` + taken, ofDays, "watch_event", eventOf(taken, approved1)},
	{"approved on another notice", `UPDATE watch_clearance SET notice = (SELECT MIN(notice) FROM watch_clearance WHERE watch = ` + upheld + `) WHERE watch = ` + taken, ofDays, "watch_event",
		eventOf(taken, approved1)},
	{"approved on days that were broken off", `UPDATE watch_clearance SET run = 1 WHERE watch = ` + brokenOff, ofDays, "watch_event", eventOf(brokenOff, nth(brokenOff, "approve"))},
	{"approved before the days were over", `UPDATE clock SET last_day = '2025-12-31', ends_at = '2999-01-01'`, ofDays, "watch_event", eventOf(taken, approved1)},
	{"approved under an objection", `UPDATE objection SET decided_at = '2999-01-01' WHERE watch IS NOT NULL`, ofDays, "watch_event", eventOf(upheld, nth(upheld, "approve"))},
	{"days for what was not approved", `UPDATE watch_clearance SET n = 1 WHERE watch = ` + upheld, ofDays, "watch_event", eventOf(upheld, "1")},
	{"a posting of another day", `UPDATE posting SET posted_on = posted_on - 1 WHERE notice IN (SELECT notice FROM notice_row WHERE watch = ` + taken + `)`, ofDays, "watch_event",
		eventOf(taken, nth(taken, "post"))},

	{"an objection hushed up", `DELETE FROM objection WHERE watch IS NOT NULL`, ofObjection, "watch_event", eventOf(upheld, nth(upheld, "object"))},
	{"an objection received by another", `UPDATE objection SET received_by = 7 WHERE watch IS NOT NULL`, ofObjection, "objection", `SELECT MIN(id) FROM objection WHERE watch IS NOT NULL`},
	{"an objection of another day", `UPDATE objection SET received_on = received_on + 1 WHERE watch IS NOT NULL`, ofObjection, "objection", `SELECT MIN(id) FROM objection WHERE watch IS NOT NULL`},
	{"an objection decided by another", `UPDATE objection SET decided_by = 7 WHERE watch IS NOT NULL`, ofObjection, "objection", `SELECT MIN(id) FROM objection WHERE watch IS NOT NULL`},
	{"an objection that was right after all", `UPDATE objection SET upheld = NOT upheld WHERE watch IS NOT NULL`, ofObjection, "objection", `SELECT MIN(id) FROM objection WHERE watch IS NOT NULL`},
	{"an objection without a reason", `UPDATE objection SET reason = NULL WHERE watch IS NOT NULL`, ofObjection, "objection", `SELECT MIN(id) FROM objection WHERE watch IS NOT NULL`},
	{"an objection to another family", `UPDATE objection SET watch = ` + notTaken + ` WHERE watch IS NOT NULL`, ofObjection, "objection", `SELECT MIN(id) FROM objection WHERE watch IS NOT NULL`},

	{"a label taken off", `UPDATE label SET to_on = '2025-02-01' WHERE label = '脱贫不稳定户' AND to_on IS NULL`, ofKind, "watch", `SELECT ` + taken},
	{"a label kept on", `UPDATE label SET to_on = NULL WHERE label = '脱贫不稳定户' AND household = (SELECT household FROM watch WHERE id = ` + taken + `)`, ofKind, "watch", `SELECT ` + taken},
	{"a label from before", `UPDATE label SET from_on = from_on - 1 WHERE label = '突发严重困难户'`, ofKind, "watch", `SELECT ` + upheld},
	{"a label ended by hand", `UPDATE label SET to_on = '2025-02-01' WHERE to_on IS NULL AND label = '突发严重困难户' AND household = (SELECT household FROM watch WHERE id = ` + upheld + `)`,
		ofKind, "watch", `SELECT ` + upheld},
	{"a label of another kind begun by hand", `UPDATE label SET label = '边缘易致贫户' WHERE label = '低收入户' AND household = (SELECT household FROM watch WHERE id = ` + upheld + `)`,
		ofKind, "label", `SELECT id FROM label WHERE label = '低收入户' AND household = (SELECT household FROM watch WHERE id = ` + upheld + `)`},
	{"a label of another kind left open", `UPDATE label SET to_on = NULL WHERE label = '边缘易致贫户'`, ofKind, "label", `SELECT id FROM label WHERE label = '边缘易致贫户'`},
	{"another label for a kind", `UPDATE label SET label = '低保户' WHERE label = '突发严重困难户'`, ofKind, "watch", `SELECT ` + upheld},
}
