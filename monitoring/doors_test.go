package monitoring_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/flow"
	"fangpin/monitoring"
)

// Whoever has the app's login gets nothing through the doors that the verbs would not let through.
func TestTheDoors(t *testing.T) {
	whole := newFort(t)
	for name, attacked := range map[string]func(*fort){
		"anApprovalStandsOnItsSteps":            anApprovalStandsOnItsSteps,
		"anApprovalStandsOnTheNoticeOfItsRound": anApprovalStandsOnTheNoticeOfItsRound,
		"anApprovalIsOfThreePairsOfHands":       anApprovalIsOfThreePairsOfHands,
		"aMarkStandsOnAnApprovedRelease":        aMarkStandsOnAnApprovedRelease,
		"nobodyIsWatchedUnapproved":             nobodyIsWatchedUnapproved,
		"anEventIsTheNextOfItsWatch":            anEventIsTheNextOfItsWatch,
		"objectionsToAWatch":                    objectionsToAWatch,
		"aProcedureIsAdoptedByAnother":          aProcedureIsAdoptedByAnother,
		"rowsOfEvents":                          rowsOfEvents,
		"labelsFollowTheirWatches":              labelsFollowTheirWatches,
		"listsSamplesAndWhatIsPutRight":         listsSamplesAndWhatIsPutRight,
		"theDoorsRolesAreTheSteps":              theDoorsRolesAreTheSteps,
	} {
		t.Run(name, func(t *testing.T) {
			f := *whole
			f.t = t
			attacked(&f)
		})
	}
}

// again are the steps of a second round, up to the approval, taken by hand: with the notice of the first, if none other is made.
var again = []string{
	event("over", "review", "township", detail(`{"result": "return"}`)), event("over", "visit", "cadre"),
	event("over", "evaluate", "cadre", passed),
}

func anApprovalStandsOnItsSteps(f *fort) {
	approve := func(of string) string { return event(of, "approve", "approver", asTaken...) }
	f.refuses(
		tried("as it should be", "", approve("over")),
		tried("before anything", "FPSTA", approve("lead")),
		tried("before the visit", "FPSTA", approve("handed")),
		tried("before the evaluation", "FPSTA", approve("visited")),
		tried("before the posting", "FPSTA", approve("evaluated")),
		tried("while the notice hangs", "FPCLK", approve("posted")),
		tried("before the comparison", "FPSTA", approve("reviewed")),
		tried("of a comparison that refused", "FPSTA", event("reviewed", "compare", "clerk", detail(`{"result": "refuse"}`)), approve("reviewed")),
		tried("of a comparison that says nothing", checked, event("reviewed", "compare", "clerk")),
		tried("of a comparison that says something else", checked, event("reviewed", "compare", "clerk", detail(`{"result": "PASS"}`))),
		tried("of a comparison in a list", checked, event("reviewed", "compare", "clerk", detail(`["result"]`))),
		tried("saying nothing", checked, event("over", "approve", "approver", `'state', 'watched'`, `'since', :day`)),
		tried("saying something else", checked, event("over", "approve", "approver", detail(`{"result": "yes"}`), `'state', 'watched'`, `'since', :day`)),
		tried("twice", "FPSTA", approve("over"), approve("over")),
		tried("of one taken in", "FPSTA", approve("watched")),
		tried("of a release, twice", "FPSTA", approve("releasing")),
		tried("of a release that was refused", "FPSTA", approve("refused")),
		tried("of a release that went back to the visit", "FPSTA", approve("returned")),
		tried("of a release that is over", "FPSTA", approve("cleared")),
		tried("after the visit was repeated, and nothing else", "FPSTA", again[0], again[1], approve("over")),
		tried("with steps in another order", "FPSTA", again[0], again[2], again[1], approve("over")),
	)
}

func anApprovalStandsOnTheNoticeOfItsRound(f *fort) {
	posting := `INSERT INTO posting (county, id, notice, place, posted_on, photo, recorded_by) SELECT :c, :new, x.notice, :village, :day, sha256('x'), :cadre
		FROM notice_row x WHERE x.watch = :`
	start := `SELECT publicity_start(:c, max(notice), :cadre) FROM notice_row WHERE watch = :`
	notice := func(of string) string {
		return `SELECT watch_notice(:c, :new, :village, :day, '{:` + of + `}', :cadre)`
	}
	evaluated := event("over", "evaluate", "cadre", passed, `'next', 'post'`)
	minutes := `INSERT INTO evaluation (county, watch, n, held_on, yes, no, abstain, present, minutes, salt)
		SELECT county, id, events, :day, 1, 0, 0, '张三', sha256('x'), '' FROM watch WHERE id = :over`
	f.refuses(
		tried("the old notice, told again as posted", "FPCLK", again[0], again[1], again[2], event("over", "post", "cadre", `'on_day', (SELECT max(posted_on) FROM posting)`)),
		tried("the old notice, not told again", "FPSTA", again[0], again[1], again[2], event("over", "review", "township", passed), event("over", "compare", "clerk", passed),
			event("over", "approve", "approver", asTaken...)),
		tried("a notice that nobody put up", "FPCLK", again[0], again[1], evaluated, minutes, notice("over"), event("over", "post", "cadre")),
		tried("a notice for the old evaluation", "FPSTA", notice("over")),
		tried("a notice before the evaluation", "FPSTA", notice("visited")),
		tried("a notice before the evaluation, said to be next", "FPSTA", event("visited", "apply", "cadre", `'next', 'post'`), notice("visited")),
		tried("a notice while it hangs", "FPSTA", notice("posted")),
		tried("a second notice of one evaluation", "FPSTA", notice("evaluated"), notice("evaluated")),
		tried("a notice of one twice", "FPSTA", `SELECT watch_notice(:c, :new, :village, :day, '{:evaluated,:evaluated}', :cadre)`),
		tried("a notice of nobody", "FPSTA", `SELECT watch_notice(:c, :new, :village, :day, '{}', :cadre)`),
		tried("a notice of nothing", "FPSTA", `SELECT watch_notice(:c, :new, :village, :day, NULL, :cadre)`),
		tried("a notice in another village", "FPPLC", `SELECT watch_notice(:c, :new, 410602100206, :day, '{:evaluated}', :cadre)`),
		tried("a notice in no village", "FPPLC", `SELECT watch_notice(:c, :new, NULL, :day, '{:evaluated}', :cadre)`),
		tried("a notice of time to come", "FPDAT", `SELECT watch_notice(:c, :new, :village, '2999-01-01', '{:evaluated}', :cadre)`),
		tried("a notice before the meeting", "FPDAT", `SELECT watch_notice(:c, :new, :village, '2024-09-01', '{:evaluated}', :cadre)`),
		tried("a notice without a day", isNull, `SELECT watch_notice(:c, :new, :village, NULL, '{:evaluated}', :cadre)`),
		tried("a notice by the insurer", "FPHND", `SELECT watch_notice(:c, :new, :village, :day, '{:evaluated}', :auditor)`),
		tried("a row slipped in", denied, `INSERT INTO notice_row (county, notice, n, watch, evaluation, place, amount) SELECT county, notice, 9, watch, evaluation, place, 0 FROM notice_row`),
		tried("another family's notice", "FPCLK", notice("evaluated"), posting+`evaluated`, start+`evaluated`, again[0], again[1], evaluated, event("over", "post", "cadre")),
		tried("a posting of another day", "FPCLK", notice("evaluated"), posting+`evaluated`, start+`evaluated`, event("evaluated", "post", "cadre", `'on_day', :day::DATE + 1`)),
		tried("as it should be", "", notice("evaluated"), posting+`evaluated`, start+`evaluated`, event("evaluated", "post", "cadre")),
		tried("told twice", "FPCLK", notice("evaluated"), posting+`evaluated`, start+`evaluated`, event("evaluated", "post", "cadre"), event("evaluated", "post", "cadre")),
		tried("taken down after the days", "", `SELECT publicity_restart(:c, max(p.id), :day, :township, '被大风刮落', '') FROM posting p JOIN notice_row x ON x.notice = p.notice WHERE x.watch = :over`,
			event("over", "approve", "approver", asTaken...)),
	)
	run := `notice = (SELECT max(notice) FROM fangpin.notice_row WHERE watch = :over)`
	f.with("clock", "ends_at", `'2999-01-01'`, run,
		tried("days not over, by the database's time", "FPCLK", event("over", "approve", "approver", asTaken...)),
	)
	f.with("clock", "last_day", `:day`, run,
		tried("a review of days not over", "FPCLK", event("over", "review", "township", passed)),
		tried("on the last of the days", "FPCLK", event("over", "approve", "approver", asTaken...)),
		tried("taken down within the days", "FPCLK", `SELECT publicity_restart(:c, max(p.id), :day, :township, '被大风刮落', '') FROM posting p JOIN notice_row x ON x.notice = p.notice WHERE x.watch = :over`,
			event("over", "approve", "approver", asTaken...)),
	)
}

func anApprovalIsOfThreePairsOfHands(f *fort) {
	approve := func(by string) string { return event("over", "approve", by, asTaken...) }
	f.refuses(
		tried("by a clerk", "FPHND", approve("clerk")),
		tried("by the township", "FPHND", approve("township")),
		tried("by an auditor", "FPHND", approve("auditor")),
		tried("by nobody", "FPHND", `SELECT watch_record(:c, 'approve', '[]', NULL)`),
		tried("under an objection", "FPOBJ", event("over", "object", "clerk", `'objection', :new`, `'received', :day`, `'words', '不符'`), approve("approver")),
	)
	f.with("staff", "role", `'approver'`, `id = :cadre`, tried("by who evaluated and visited", "FPHND", approve("cadre")))
	f.with("staff", "role", `'approver'`, `id = :township`, tried("by who reviewed", "FPHND", approve("township")))
	f.with("staff", "role", `'approver'`, `id = :clerk`, tried("by who compared", "FPHND", approve("clerk")))
	f.with("watch_event", "by_staff", `:township`, `watch = :over AND event = 'evaluate'`, tried("evaluated and reviewed by one", "FPHND", approve("second")))
	f.with("staff", "disabled_at", `now()`, `id = :second`, tried("by somebody who left", "FPHND", approve("second")))
}

func aMarkStandsOnAnApprovedRelease(f *fort) {
	mark := func(of, by string) string { return event(of, "mark", by, `'state', 'cleared'`, `'since', NULL`) }
	f.refuses(
		tried("as it should be", "", mark("releasing", "township")),
		tried("without an approval", "FPSTA", mark("over", "township")),
		tried("of one taken in", "FPSTA", mark("watched", "township")),
		tried("of a release that was refused", "FPSTA", mark("refused", "township")),
		tried("of a release that went back to the visit", "FPSTA", mark("returned", "township")),
		tried("twice", "FPSTA", mark("releasing", "township"), mark("releasing", "marker")),
		tried("twice, told to be watched", "FPSTA", event("releasing", "mark", "township"), mark("releasing", "marker")),
		tried("of a release taken back", "FPSTA", event("cleared", "roll_back", "clerk", `'state', 'watched'`, `'since', :day`), mark("cleared", "township")),
		tried("of a release taken back, nominated anew and no more", "FPSTA", event("cleared", "roll_back", "clerk", `'state', 'watched'`, `'since', :day`),
			event("cleared", "nominate", "cadre", `'state', 'clearing'`), mark("cleared", "township")),
		tried("by the village", "FPHND", mark("releasing", "cadre")),
		tried("by the approver", "FPHND", mark("releasing", "approver")),
		tried("an approval of a release taken back without a nomination", "FPSTA", event("cleared", "roll_back", "clerk", `'state', 'watched'`, `'since', :day`),
			event("cleared", "visit", "cadre"), event("cleared", "evaluate", "cadre", passed), event("cleared", "review", "township", passed),
			event("cleared", "approve", "approver", passed)),
	)
	f.with("staff", "role", `'township'`, `id = :approver`, tried("by who approved, as a township", "FPHND", mark("releasing", "approver")))
}

func nobodyIsWatchedUnapproved(f *fort) {
	watched := []string{`'state', 'watched'`, `'since', :day`, `'kind', '脱贫不稳定户'`}
	f.refuses(
		tried("by a feedback", "FPSTA", event("handed", "feedback", "clerk", watched...)),
		tried("by an announcement", "FPSTA", event("over", "announce", "clerk", watched...)),
		tried("by an approval that refuses", "FPSTA", event("over", "approve", "approver", append([]string{detail(`{"result": "refuse"}`)}, watched...)...)),
		tried("as a release under way", "FPSTA", event("handed", "feedback", "clerk", `'state', 'clearing'`, `'since', :day`)),
		tried("as a release", "FPSTA", event("watched", "plan", "clerk", `'state', 'cleared'`, `'since', NULL`)),
		tried("as a release that was refused", "FPSTA", event("refused", "plan", "clerk", `'state', 'cleared'`, `'since', NULL`)),
		tried("since a day, in no state for it", checked, event("handed", "feedback", "clerk", `'since', :day`)),
		tried("watched since no day", checked, event("watched", "plan", "clerk", `'since', NULL`)),
		tried("in an unknown state", checked, event("handed", "feedback", "clerk", `'state', 'x'`)),
		tried("in no state", isNull, event("handed", "feedback", "clerk", `'state', NULL`)),
		tried("of an unknown kind", checked, event("watched", "plan", "clerk", `'kind', 'x'`)),
		tried("with no number per head", checked, event("watched", "plan", "clerk", `'per_head', 'NaN'`)),
		tried("with an endless number per head", "22003", event("watched", "plan", "clerk", `'per_head', 'Infinity'`)),
		tried("by hand", denied, `UPDATE watch SET state = 'watched' WHERE id = :over`),
		tried("made by hand", denied, `INSERT INTO watch (county, id, household, procedure, opened_on, events, state) VALUES (:c, :new, :stranger, :rule, :day, 1, 'lead')`),
		tried("an event by hand", denied, `INSERT INTO watch_event VALUES (:c, :over, 99, 'approve', :day, '{"result": "pass"}', NULL, :approver, now(), NULL, '')`),
		tried("a clearance by hand", denied, `INSERT INTO watch_clearance (county, watch, n, notice, place, run) SELECT :c, :over, 1, notice, place, run FROM clock`),
		tried("an event rewritten", denied, `UPDATE watch_event SET on_day = :day`),
		tried("an event taken out", denied, `DELETE FROM watch_event`),
		tried("held by hand", denied, `SELECT FROM watch FOR UPDATE`),
	)
}

func anEventIsTheNextOfItsWatch(f *fort) {
	of := func(act, by string, with ...string) string { return event("handed", act, by, with...) }
	f.refuses(
		tried("as it should be", "", of("feedback", "clerk")),
		tried("backdated", "FPDAT", of("feedback", "clerk", `'on_day', '2024-09-01'`)),
		tried("of time to come", "FPDAT", of("feedback", "clerk", `'on_day', '2999-01-01'`)),
		tried("without end", "FPDAT", of("feedback", "clerk", `'on_day', 'infinity'`)),
		tried("without a day", "FPDAT", of("feedback", "clerk", `'on_day', NULL`)),
		tried("out of number", "FPSTA", of("feedback", "clerk", `'n', w.events + 2`)),
		tried("over one that is there", "FPSTA", of("feedback", "clerk", `'n', w.events`)),
		tried("without a number", "FPSTA", of("feedback", "clerk", `'n', NULL`)),
		tried("of an unknown watch", "FPSTA", of("feedback", "clerk", `'watch', 7`)),
		tried("of no watch", "FPSTA", of("feedback", "clerk", `'watch', NULL`)),
		tried("twice in one batch", "FPSTA", `SELECT watch_record(:c, 'feedback', jsonb_build_array(r, r), :clerk) FROM (
			SELECT jsonb_build_object('watch', id, 'n', events + 1, 'on_day', :day, 'state', state, 'salt', '00') AS r FROM watch WHERE id = :handed) x`),
		tried("of nobody", "FPSTA", `SELECT watch_record(:c, 'feedback', '[]', :clerk)`),
		tried("of nothing", "FPSTA", `SELECT watch_record(:c, 'feedback', NULL, :clerk)`),
		tried("that nobody knows", "FPHND", of("bless", "clerk")),
		tried("of no name", "FPHND", `SELECT watch_record(:c, NULL, '[]', :clerk)`),
		tried("by somebody who may not", "FPHND", of("feedback", "auditor")),
		tried("by nobody", "FPHND", `SELECT watch_record(:c, 'feedback', '[]', NULL)`),
		tried("without a salt", isNull, of("feedback", "clerk", `'salt', NULL`)),
		tried("with a detail that is none", checked, of("feedback", "clerk", `'detail', 7`)),
		tried("with a result that it has not", checked, of("feedback", "clerk", passed)),
		tried("of another county", "FPHND", `SELECT watch_record('410603', 'feedback', '[]', :clerk)`),
		tried("of a watch that is over", "FPSTA", event("cleared", "lead", "clerk", `'state', 'watched'`, `'since', :day`)),
		tried("a visit of a watch that is over", "FPSTA", event("cleared", "visit", "cadre")),
		tried("two live watches of one family", "FPSTA", begun("handed_home", "NULL", ":rule")),
		tried("under no procedure", "FPSTA", begun("stranger", "NULL", "NULL")),
		tried("under one not adopted", "FPSTA", begun("stranger", "NULL", "7")),
		tried("before any was in force", "FPSTA", begun("stranger", "NULL", ":rule", `'on_day', '2023-08-31'`)),
		tried("before all time", "FPDAT", begun("stranger", "NULL", "NULL", `'on_day', '-infinity'`)),
		tried("of no family", noSuchRow, begun("lead", "NULL", ":rule")),
		tried("after another family's", "FPSTA", begun("stranger", ":cleared", ":rule")),
		tried("after the family's own, and not said so", "FPSTA", begun("cleared_home", "NULL", ":rule")),
		tried("after the family's own", "", begun("cleared_home", ":cleared", ":rule")),
		tried("taken back when a new lead came", "FPSTA", begun("cleared_home", ":cleared", ":rule"), event("cleared", "roll_back", "clerk", `'state', 'watched'`, `'since', :day`)),
	)
	f.with("procedure", "term_to", `DATE :day - 1`, `id = :rule`, tried("after its term", "FPSTA", begun("stranger", "NULL", ":rule")))
	f.with("procedure", "term_to", `:day`, `id = :rule`, tried("on the last day of its term", "", begun("stranger", "NULL", ":rule")))
}

// begun is a lead that begins a watch of a household.
func begun(home, previous, rule string, with ...string) string {
	row := fmt.Sprintf(`'watch', :new, 'n', 1, 'household', :%s, 'procedure', %s, 'previous', %s, 'on_day', :day, 'salt', '00', 'state', 'lead', 'next', 'hand_over'`, home, rule, previous)
	for _, w := range with {
		row += ", " + w
	}
	return `SELECT watch_record(:c, 'lead', jsonb_build_array(jsonb_build_object(` + row + `)), :clerk)`
}

// read is that whoever decides read the oldest open objection.
const read = `'objection', (SELECT o.id FROM open_objection o WHERE o.county = w.county AND o.watch = w.id ORDER BY o.received_at, o.id LIMIT 1)`

func objectionsToAWatch(f *fort) {
	object := func(of string) string {
		return event(of, "object", "clerk", `'objection', :new`, `'received', :day`, `'words', '不符'`)
	}
	f.refuses(
		tried("while it hangs", "", object("posted")),
		tried("until the approval", "", object("over")),
		tried("never posted", "FPSTA", object("evaluated")),
		tried("approved", "FPSTA", object("watched")),
		tried("approved for release", "FPSTA", object("releasing")),
		tried("of a round that went back", "FPSTA", object("returned")),
		tried("in no words", isNull, event("posted", "object", "clerk", `'objection', :new`, `'received', :day`)),
		tried("under no id", isNull, event("posted", "object", "clerk", `'received', :day`, `'words', '不符'`)),
		tried("heard before it hung", "FPDAT", event("posted", "object", "clerk", `'objection', :new`, `'received', DATE :day - 1`, `'words', '不符'`)),
		tried("heard on no day", "FPDAT", event("posted", "object", "clerk", `'objection', :new`, `'words', '不符'`)),
		tried("decided unread", "FPSTA", object("posted"), event("posted", "dismiss", "township", `'words', '不实'`)),
		tried("by hand", denied, `INSERT INTO objection (county, id, watch, words, received_on, received_by, received_at, salt) VALUES (:c, :new, :posted, '不符', :day, :clerk, now(), '')`),
		tried("as to a payout", "FPSTA", `SELECT payout_object(:c, :new, :posted, '不符', :day, :clerk, '')`),
		tried("decided as to a payout", "FPSTA", object("posted"), `SELECT payout_decide(:c, max(id), false, '不实', :township) FROM objection`),
		tried("decided when there is none", "FPSTA", event("posted", "dismiss", "township", read, `'words', '不实'`)),
		tried("decided by the village", "FPHND", object("posted"), event("posted", "dismiss", "cadre", read, `'words', '不实'`)),
		tried("decided for no reason", checked, object("posted"), event("posted", "dismiss", "township", read)),
		tried("of two, one dismissed and approved", "FPOBJ", object("over"), object("over"), event("over", "dismiss", "township", read, `'words', '不实'`),
			event("over", "approve", "approver", asTaken...)),
		tried("both dismissed and approved", "", object("over"), object("over"), event("over", "dismiss", "township", read, `'words', '不实'`),
			event("over", "dismiss", "township", read, `'words', '不实'`), event("over", "approve", "approver", asTaken...)),
		attack{what: "dismissed unsigned", state: "FPSIG", bare: true, sql: []string{object("posted"), event("posted", "dismiss", "township", read, `'words', '不实'`)}},
		attack{what: "upheld unsigned", state: "FPSIG", bare: true, sql: []string{object("posted"), event("posted", "uphold", "township", read, `'words', '属实'`)}},
		tried("upheld and approved", "FPSTA", object("over"), event("over", "uphold", "township", read, `'words', '属实'`), event("over", "approve", "approver", asTaken...)),
		tried("a step under an objection", "FPOBJ", object("reviewed"), event("reviewed", "compare", "clerk", passed)),
	)
	f.with("staff", "role", `'township'`, `id = :cadre`, tried("decided by who evaluated", "FPHND", object("posted"), event("posted", "uphold", "cadre", read, `'words', '属实'`)))
}

func aProcedureIsAdoptedByAnother(f *fort) {
	f.tamper(`INSERT INTO procedure SELECT county, 77, repeat('7', 64), source, term_from, term_to, enter_steps, clear_steps, days, past_holiday, past_weekend, :clerk
		FROM procedure WHERE id = :rule`)
	propose := `SELECT proposal_make(:c, 'procedure', '{:new}', '{77}', ARRAY[sha256('x')], ARRAY['x'::BYTEA], :clerk)`
	adopt := func(by string) string {
		return `SELECT procedure_adopt(:c, 77, sha256('x'), '2025-01-01', :` + by + `)`
	}
	f.refuses(
		tried("as it should be", "", propose, adopt("approver")),
		tried("by the proposer", "FPHND", propose, adopt("clerk")),
		tried("never proposed", "FPSTA", adopt("approver")),
		tried("by the township", "FPHND", propose, adopt("township")),
		tried("before its term", "FPSTA", propose, `SELECT procedure_adopt(:c, 77, sha256('x'), '2023-12-31', :approver)`),
		tried("after its term", "FPSTA", propose, `SELECT procedure_adopt(:c, 77, sha256('x'), '2028-01-01', :approver)`),
		tried("from no day", "FPSTA", propose, `SELECT procedure_adopt(:c, 77, sha256('x'), NULL, :approver)`),
		tried("not as seen", "FPSUM", propose, `SELECT procedure_adopt(:c, 77, sha256('y'), '2025-01-01', :approver)`),
		tried("unseen", "FPSUM", propose, `SELECT procedure_adopt(:c, 77, NULL, '2025-01-01', :approver)`),
		tried("from a day that another has", duplicate, propose, `SELECT procedure_adopt(:c, 77, sha256('x'), '2024-09-01', :approver)`),
		tried("twice", "FPSTA", propose, adopt("approver"), adopt("approver")),
		tried("by hand", denied, `INSERT INTO procedure_adoption VALUES (:c, 77, :clerk, :approver, '2025-01-01')`),
		tried("rewritten", denied, `UPDATE procedure SET days = 1`),
		tried("without days", checked, `INSERT INTO procedure SELECT county, 78, repeat('8', 64), source, term_from, term_to, enter_steps, clear_steps, NULL, false, false, :clerk
			FROM procedure WHERE id = :rule`),
	)
}

func rowsOfEvents(f *fort) {
	visit := func(of, n string) string {
		return `INSERT INTO visit (county, watch, n, window_from, window_to, members, income, costs, medical, safeguards, assets, found, salt)
		  SELECT :c, :` + of + `, ` + n + `, '2024-01-01', '2024-12-31', '[]', '[]', 0, 0, '[]', '[]', 'x', ''`
	}
	f.refuses(
		tried("a visit under another event", noSuchRow, visit("over", "1")),
		tried("a second visit", duplicate, visit("over", "(SELECT n FROM visit WHERE watch = :over)")),
		tried("a visit of no event", noSuchRow, visit("over", "99")),
		tried("an evaluation under another event", noSuchRow, `INSERT INTO evaluation (county, watch, n, held_on, yes, no, abstain, present, minutes, salt)
			VALUES (:c, :over, 1, :day, 1, 0, 0, '张三', sha256('x'), '')`),
		tried("a signal under another event", noSuchRow, `INSERT INTO signal (county, id, watch, n, source, told_on, words, salt) VALUES (:c, :new, :over, 2, 'public', :day, 'x', '')`),
		tried("a measure under another event", noSuchRow, `INSERT INTO measure (county, watch, n, kind, ordered_to, words, salt) VALUES (:c, :watched, 1, '医疗', '乡镇', 'x', '')`),
		tried("a visit that cost no number", checked, event("over", "visit", "cadre"), `INSERT INTO visit (county, watch, n, window_from, window_to, members, income, costs, medical,
			safeguards, assets, found, salt) SELECT county, id, events, '2024-01-01', '2024-12-31', '[]', '[]', 'NaN', 0, '[]', '[]', 'x', '' FROM watch WHERE id = :over`),
		tried("a duty taken up again", denied, `UPDATE helper SET to_on = NULL`),
		tried("a duty ended by the insurer", "FPHND", `SELECT helper_end(:c, :watched, 7, :day, :auditor)`),
		tried("a duty of nobody ended", "FPSTA", `SELECT helper_end(:c, :watched, 7, :day, :clerk)`),
	)
}

// doorless are the steps that no door repeats: the rows that they write the app adds by itself, or a room below has the door. The list may shrink,
// and not grow.
var doorless = []flow.Step{monitoring.ProposeStep, monitoring.RejectStep, monitoring.AdoptStep, monitoring.ScreenStep, monitoring.DecideStep, monitoring.AcceptStep,
	monitoring.JudgeStep, monitoring.NameHelperStep, monitoring.PushStep, monitoring.WritePushStep, monitoring.DrawStep, monitoring.CheckStep}

// besideEvents are the doors of steps that are no events of a watch.
var besideEvents = map[string][]flow.Step{
	"watch_notice": {monitoring.NoticeStep}, "helper_end": {monitoring.EndHelperStep},
	"referral_answer": {monitoring.ReferralStep}, "round_look_add": {monitoring.RoundStep},
	"rectification_open": {monitoring.RectifyStep}, "rectification_do": {monitoring.RectifiedStep}, "rectification_sign_off": {monitoring.SignOffStep},
	"self_application_act": {monitoring.AdmitStep, monitoring.DeclineStep, monitoring.ContactStep, monitoring.PassOnStep},
}

// Every step is one that a door lets the same roles through as the room, or is named as one that no door knows; and no door knows an event that is
// no step.
func theDoorsRolesAreTheSteps(f *fort) {
	known := map[string][]string{} // roles by verb
	for door, steps := range besideEvents {
		for _, s := range steps {
			known[s.Verb] = f.let(door, s)
		}
	}
	for _, m := range taken.FindAllStringSubmatch(f.source("watch_roles"), -1) {
		known["monitoring."+m[1]] = strings.Split(m[2], ",")
	}
	if d := cmp.Diff(known["monitoring.post"], known["monitoring.repost"]); d != "" {
		f.t.Errorf("who posts posts again (-first +again):\n%s", d)
	}
	delete(known, "monitoring.repost") // the same step's
	for _, s := range monitoring.Steps {
		want := make([]string, len(s.Roles))
		for i, r := range s.Roles {
			want[i] = string(r)
		}
		without := slices.ContainsFunc(doorless, func(d flow.Step) bool { return d.Verb == s.Verb })
		switch roles, has := known[s.Verb]; {
		case has == without:
			f.t.Errorf("%s: a door knows it: %v; it is listed as one that none knows: %v", s.Verb, has, without)
		case has:
			if d := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(roles))); d != "" {
				f.t.Errorf("%s (-step +door):\n%s", s.Verb, d)
			}
		}
		delete(known, s.Verb)
	}
	for verb := range known {
		f.t.Errorf("a door lets somebody take %s, which is no step", verb)
	}
}

// let are the roles that a door asks for. What an application waits for decides which of the door's two lists counts: passing on is the village's alone.
func (f *fort) let(door string, s flow.Step) []string {
	f.t.Helper()
	var lists [][]string
	for _, m := range asked.FindAllStringSubmatch(f.source(door), -1) {
		lists = append(lists, strings.Split(m[1], ","))
	}
	if len(lists) == 0 {
		f.t.Fatalf("%s asks for no role", door)
	}
	if s.Verb == monitoring.PassOnStep.Verb {
		return lists[0]
	}
	return slices.Concat(lists...)
}

// How a door asks for roles, and how watch_roles lists an event's.
var (
	asked = regexp.MustCompile(`staff_at_work\(c, who, '\{([a-z_,]+)\}'\)`)
	taken = regexp.MustCompile(`WHEN '([a-z_]+)' THEN '\{([a-z_,]+)\}'`)
)

// source is a door's own text.
func (f *fort) source(door string) (text string) {
	f.t.Helper()
	f.Must(f.super.GetContext(f.t.Context(), &text, `SELECT prosrc FROM pg_proc WHERE proname = $1 AND pronamespace = 'fangpin'::regnamespace`, door))
	return text
}
