package procedure_test

import (
	"strings"
	"testing"
)

const (
	toApprove = ",12-03 evaluate pass=yes,12-04 post,12-10 review result=pass,12-11 approve result"

	// A family whose labour class nobody named, until it is entered.
	unknown = "05-06 lead source=上门申报,05-10 visit income=9000 persons=2 risk=yes,05-13 apply,05-14 evaluate pass=yes,05-15 post," +
		"05-21 review result=pass,05-22 compare result=pass,05-23 approve result=pass,05-24 announce,05-27 register,05-28 file"
)

// The same of the year before.
var lastYear = "2023-" + strings.ReplaceAll(unknown, ",", ",2023-")

// Rules 7 and 8: watched, and released.
func TestWatchAndClearing(t *testing.T) {
	byApproval := []string{"{months: 6, from: measure}", "{years: 1, from: approve}"}
	unmarked := []string{"announce, mark, file: {days: 2}]\n", "announce]\n"}
	all := []string{"  labour: [weak, able]\n", ""}
	try(t, []rule{
		{says: "watched from the approval", lines: taken, want: "watched announce 2024-06-04 边缘易致贫户 4500.00 2024-05-23"},
		{says: "to the mark", lines: marked, want: "cleared file 2024-12-15 边缘易致贫户 10000.00 - -"},
		{says: "not before", lines: released + ",12-12 announce", want: "clearing mark - 边缘易致贫户 10000.00 2024-05-23"},
		{says: "without a mark, to the clearing's approval", changes: unmarked, lines: released,
			want: "cleared announce - 边缘易致贫户 10000.00 - -"},
		{says: "steps after it are still possible", changes: unmarked, lines: released + ",12-12 announce", want: "cleared - -"},
		{says: "they need not be done before a new lead", changes: unmarked, lines: released + ",12-12 lead source=医保局",
			want: "lead hand_over 2025-01-10 - - - -"},
		{says: "a step after the mark waits for it", lines: released + ",12-12 announce,12-13 file", refused: "下一步是“标注风险消除”"},
		{says: "nominable on the day, six months after the measure", lines: helped, on: "11-30",
			want: "watched follow_up 2024-06-23 边缘易致贫户 4500.00 2024-05-23 可提名"},
		{says: "not the day before", lines: helped, on: "11-29", want: "watched follow_up 2024-06-23 边缘易致贫户 4500.00 2024-05-23 -"},
		{says: "and refused then", lines: helped + ",11-29 nominate", refused: "最早 2024-11-30"},
		{says: "the last day of a shorter month", lines: lastYear + ",2023-08-31 measure kind=养殖,2023-09-01 done kind=养殖,02-29 nominate",
			want: "clearing visit"},
		{says: "from the first measure that stands",
			lines: entered + ",05-30 measure kind=养殖,05-31 withdraw kind=养殖,06-20 measure kind=养殖,06-21 done kind=养殖", on: "12-19",
			want: "watched follow_up 2024-06-23 边缘易致贫户 4500.00 2024-05-23 -"},
		{says: "from it exactly",
			lines: entered + ",05-30 measure kind=养殖,05-31 withdraw kind=养殖,06-20 measure kind=养殖,06-21 done kind=养殖", on: "12-20",
			want: "watched follow_up 2024-06-23 边缘易致贫户 4500.00 2024-05-23 可提名"},
		{says: "a later measure does not put it off", lines: helped + ",11-01 measure kind=医疗,11-02 done kind=医疗,11-30 nominate",
			want: "clearing visit"},
		{says: "without a measure there is no day", lines: entered + ",2025-05-30 nominate", refused: "还没有落实帮扶措施"},
		{says: "a year from the approval", changes: byApproval, lines: entered + ",2025-05-23 nominate", want: "clearing visit"},
		{says: "not a day earlier", changes: byApproval, lines: entered + ",2025-05-22 nominate", refused: "最早 2025-05-23"},
		{says: "not while a measure is open", lines: helped + ",11-01 measure kind=医疗,11-30 nominate", refused: "在办的帮扶措施"},
		{says: "nor a step after approval missing",
			lines:   taken + ",05-24 announce,05-27 register,05-30 measure kind=养殖,06-10 done kind=养殖,11-30 nominate",
			refused: "“上报备案”还没有办"},
		{says: "nor for a class left out", lines: helped + ",11-29 visit income=9000 persons=2 risk=no labour=none,11-30 nominate",
			refused: "无劳动力的户不提名"},
		{says: "said in a note", lines: helped + ",11-29 visit income=9000 persons=2 risk=no labour=none", on: "11-30",
			want: "watched follow_up 2024-12-29 边缘易致贫户 4500.00 2024-05-23 无劳动力，持续跟踪"},
		{says: "on or past the day only", lines: helped + ",11-29 visit income=9000 persons=2 risk=no labour=none",
			want: "watched follow_up 2024-12-29 边缘易致贫户 4500.00 2024-05-23 -"},
		{says: "nothing open", lines: helped + ",11-29 visit income=9000 persons=2 risk=no labour=none,11-30 measure kind=保障",
			want: "watched follow_up 2024-12-29 边缘易致贫户 4500.00 2024-05-23 -"},
		{says: "whichever class is left out", changes: []string{"labour: [weak, able]", "labour: [able]"}, lines: helped, on: "11-30",
			want: "watched follow_up 2024-06-23 边缘易致贫户 4500.00 2024-05-23 无劳动力，持续跟踪"},
		{says: "without the word no class is", changes: all,
			lines: helped + ",11-29 visit income=9000 persons=2 risk=no labour=none,11-30 nominate", want: "clearing visit"},
		{says: "a class not known is not left out", lines: unknown + ",05-30 measure kind=养殖,06-10 done kind=养殖,11-30 nominate",
			want: "clearing visit"},
		{says: "a file without clear clears nobody", changes: []string{base[clearAt():], ""}, lines: helped + ",11-30 nominate",
			refused: "没有写风险消除"},
		{says: "the newest visit below the line", lines: named + ",12-02 visit income=14399.99 persons=2 risk=no" + toApprove + "=pass",
			refused: "低于监测线"},
		{says: "at the line is not below", lines: named + ",12-02 visit income=14400 persons=2 risk=no" + toApprove + "=pass",
			want: "clearing announce"},
		{says: "where clear.line is not set, below may pass", changes: []string{"  line: above\n", ""},
			lines: named + ",12-02 visit income=9000 persons=2 risk=no" + toApprove + "=pass", want: "clearing announce"},
		{says: "still a risk", lines: named + ",12-02 visit income=20000 persons=2 risk=yes" + toApprove + "=pass", refused: "仍有风险"},
		{says: "a class left out", lines: named + ",12-02 visit income=20000 persons=2 risk=no labour=none" + toApprove + "=pass",
			refused: "持续跟踪"},
		{says: "such a family may be refused", lines: named + ",12-02 visit income=20000 persons=2 risk=yes" + toApprove + "=refuse",
			want: "watched"},
		{says: "or returned", lines: named + ",12-02 visit income=20000 persons=2 risk=yes" + toApprove + "=return",
			want: "clearing visit -"},
		{says: "a measure opened meanwhile does not stop it",
			lines: agreed + ",12-05 measure kind=医疗,12-10 review result=pass,12-11 approve result=pass", want: "clearing announce"},
		{says: "in clearing a visit is the step and nothing else", lines: better + ",12-03 visit income=20000 persons=2 risk=no",
			refused: "下一步是“村级评议”"},
		{says: "not_taken is for entering", lines: better + ",12-03 not_taken", refused: "现在是“风险消除认定中”"},
		{says: "nominated once", lines: named + ",12-01 nominate", refused: "下一步是“入户核查”"},
		{says: "nobody is nominated who is not watched", lines: seen + ",05-11 nominate", refused: "下一步是“申请及承诺授权”"},
	})
}

func clearAt() int {
	for i := range base {
		if base[i:min(i+6, len(base))] == "clear:" {
			return i
		}
	}
	return -1
}

// Rule 8 and 9: what was cleared in error goes on.
func TestRollBack(t *testing.T) {
	try(t, []rule{
		{says: "as if never cleared", lines: marked + ",12-20 roll_back",
			want: "watched follow_up 2025-01-02 边缘易致贫户 10000.00 2024-05-23 可提名"},
		{says: "its approval does not count",
			lines: agreed + ",12-10 review result=pass,12-11 approve result=pass kind=突发严重困难户,12-12 announce,12-13 mark,12-20 roll_back",
			want:  "watched follow_up 2025-01-02 边缘易致贫户"},
		{says: "until then the clearing's approval may name the kind",
			lines: agreed + ",12-10 review result=pass,12-11 approve result=pass kind=突发严重困难户,12-12 announce,12-13 mark",
			want:  "cleared file 2024-12-15 突发严重困难户"},
		{says: "from cleared only", lines: released + ",12-12 roll_back", refused: "现在是“风险消除认定中”"},
		{says: "before a new lead only", lines: marked + ",12-20 lead source=医保局,12-21 roll_back", refused: "现在是“待交办”"},
		{says: "not of one that was never taken in", lines: handed + ",05-10 visit income=20000 persons=2 risk=no,05-11 roll_back",
			refused: "现在是“不纳入”"},
		{says: "it may be cleared again", lines: marked + ",12-20 roll_back,12-21 nominate", want: "clearing visit -"},
	})
}

// Rule 9 and 10: leads again, and those that are watched offline.
func TestLeadsAgain(t *testing.T) {
	offline := handed + ",05-10 visit income=9000 persons=2 risk=no labour=weak"
	try(t, []rule{
		{says: "joins an open lead", lines: "05-06 lead source=医保局,06-07 lead source=民政局", want: "lead hand_over 2024-05-10"},
		{says: "a direct one that joins hands nothing over", lines: "05-06 lead source=医保局,06-07 lead source=上门申报",
			want: "lead hand_over 2024-05-10"},
		{says: "joins a check", lines: handed + ",06-07 lead source=民政局", want: "handed_over visit 2024-05-11"},
		{says: "joins a round, whatever the month", lines: passed + ",08-07 lead source=民政局", want: "entering post 2024-06-04"},
		{says: "is a signal on a watch", lines: entered + ",08-07 lead source=民政局 risk=因病",
			want: "watched plan 2024-06-06 边缘易致贫户 4500.00 2024-05-23"},
		{says: "and on a clearing", lines: named + ",12-01 lead source=民政局 risk=因病", want: "clearing visit -"},
		{says: "not taken in: begins anew", lines: handed + ",05-10 visit income=20000 persons=2 risk=no,05-12 lead source=医保局",
			want: "lead hand_over 2024-06-10 - - - -"},
		{says: "answered: anew", lines: "05-06 lead source=住建局,05-08 hand_over to=住建局,05-20 answer result=done,05-21 lead source=上门申报",
			want: "handed_over visit 2024-05-24"},
		{says: "cleared: anew", lines: marked + ",12-20 lead source=上门申报", want: "handed_over visit 2024-12-25 - - - -"},
		{says: "what a lead before it found does not count",
			lines: handed + ",05-10 visit income=20000 persons=2 risk=no,05-12 lead source=上门申报,05-12 not_taken", refused: "入户核查以后"},
		{says: "feedback is due for each",
			lines: handed + ",05-10 visit income=20000 persons=2 risk=no,05-11 feedback,06-12 lead source=上门申报,06-13 visit income=20000 persons=2 risk=no",
			want:  "not_taken feedback 2024-06-30"},
		{says: "offline has no steps", lines: offline, want: "offline - - - 4500.00 - 转民政局：低收入认定"},
		{says: "a visit is none", lines: offline + ",05-11 visit income=9000 persons=2 risk=yes", refused: "现在是“线下监测”"},
		{says: "a lead without a risk is a signal", lines: offline + ",05-20 lead source=医保局", want: "offline - - - 4500.00"},
		{says: "a blank one too", lines: offline + ",05-20 lead source=医保局 risk=", want: "offline - - - 4500.00"},
		{says: "and no", lines: offline + ",05-20 lead source=医保局 risk=no", want: "offline - - - 4500.00"},
		{says: "a risk opens at the visit", lines: offline + ",05-20 lead source=医保局 risk=因病",
			want: "handed_over visit 2024-05-23 - - - -"},
		{says: "its check runs from the lead", changes: []string{"visit: {working_days: 3}", "visit"},
			lines: offline + ",05-20 lead source=医保局 risk=因病", want: "handed_over visit 2024-06-18"},
		{says: "and its feedback", lines: offline + ",06-20 lead source=医保局 risk=因病,06-21 visit income=20000 persons=2 risk=no",
			want: "not_taken feedback 2024-06-30"},
		{says: "where an application comes first, at it", changes: []string{"[visit: {working_days: 3}, apply,", "[apply, visit,"},
			lines: handed + ",05-09 apply,05-10 visit income=9000 persons=2 risk=no,05-20 lead source=医保局 risk=因病",
			want:  "handed_over apply 2024-06-18"},
		{says: "not_taken after the door is refused", lines: offline + ",05-11 not_taken", refused: "现在是“线下监测”"},
		{says: "and after not taken in", lines: handed + ",05-10 visit income=20000 persons=2 risk=no,05-11 not_taken",
			refused: "现在是“不纳入”"},
		{says: "a direct lead is not handed over", lines: "05-06 lead source=上门申报,05-07 hand_over", refused: "现在是“核查中”"},
		{says: "handed over once", lines: handed + ",05-09 hand_over", refused: "现在是“核查中”"},
		{says: "the first is a lead", lines: "05-06 hand_over", refused: "还没有线索"},
		{says: "days go on", lines: handed + ",05-07 visit income=9000 persons=2 risk=yes", refused: "早于这一户前面已有的 2024-05-08"},
	})
}

// Rule 11: a department's matter.
func TestDepartment(t *testing.T) {
	asked := "05-06 lead source=住建局,05-08 hand_over to=住建局"
	try(t, []rule{
		{says: "its answer is next, due the check", lines: asked, want: "handed_over answer 2024-06-04 - - - -"},
		{says: "no visit before", lines: asked + ",05-09 visit income=9000 persons=2 risk=yes", refused: "下一步是“部门答复”"},
		{says: "settled", lines: asked + ",05-20 answer result=done", want: "answered feedback 2024-05-31 - - - -"},
		{says: "fed back", lines: asked + ",05-20 answer result=done,05-21 feedback", want: "answered - -"},
		{says: "to be visited: own days from the hand-over", lines: asked + ",05-20 answer result=visit",
			want: "handed_over visit 2024-05-11"},
		{says: "the first step is next", changes: []string{"[visit: {working_days: 3}, apply,", "[apply, visit,"},
			lines: asked + ",05-20 answer result=visit", want: "handed_over apply 2024-06-04"},
		{says: "answered once", lines: asked + ",05-20 answer result=visit,05-21 answer result=done", refused: "没有等部门答复"},
		{says: "a township does not answer", lines: handed + ",05-09 answer result=done", refused: "没有等部门答复"},
		{says: "to 乡镇 is the township", lines: "05-06 lead source=医保局,05-08 hand_over to=乡镇", want: "handed_over visit"},
		{says: "blank is the township", lines: "05-06 lead source=医保局,05-08 hand_over to=", want: "handed_over visit"},
		{says: "a result is needed", lines: asked + ",05-20 answer", refused: "缺少结果（result）"},
		{says: "one of its own", lines: asked + ",05-20 answer result=pass", refused: "没有“pass”这个结果"},
		{says: "nobody is refused before a visit", lines: asked + ",05-20 not_taken", refused: "入户核查以后"},
	})
}

// Rule 12, and what is next for a family that is watched.
func TestMeasures(t *testing.T) {
	unplanned := []string{"plan: {working_days: 10}\n", ""}
	alone := entered + ",05-30 measure kind=保障,06-10 done kind=保障"
	try(t, []rule{
		{says: "plan is next until a plan stands", lines: entered, want: "watched plan 2024-06-06"},
		{says: "a plan", lines: entered + ",05-30 plan", want: "watched follow_up 2024-06-23"},
		{says: "a measure with its day", lines: entered + ",05-30 measure kind=养殖 due=2024-06-20", want: "watched measure 2024-06-20"},
		{says: "a withdrawn one does not stand", lines: entered + ",05-30 measure kind=养殖,05-31 withdraw kind=养殖",
			want: "watched plan 2024-06-06"},
		{says: "one that is done stands", lines: entered + ",05-30 measure kind=养殖,05-31 done kind=养殖",
			want: "watched follow_up 2024-06-23"},
		{says: "without the word no plan is next", changes: unplanned, lines: entered, want: "watched follow_up 2024-06-23"},
		{says: "and may be made", changes: unplanned, lines: entered + ",05-30 plan", want: "watched follow_up"},
		{says: "before registration", lines: taken + ",05-23 plan,05-23 measure kind=养殖,05-23 follow_up",
			want: "watched announce 2024-06-04"},
		{says: "while clearing", lines: agreed + ",12-05 plan,12-05 measure kind=医疗,12-05 follow_up,12-06 withdraw kind=医疗",
			want: "clearing wait 2024-12-09"},
		{says: "not before the approval", lines: compared + ",05-22 plan", refused: "现在是“认定中”"},
		{says: "nor after clearing", lines: marked + ",12-20 follow_up", refused: "现在是“风险消除”"},
		{says: "the measure on a tie", lines: entered + ",05-30 measure kind=养殖 due=2024-06-23", want: "watched measure 2024-06-23"},
		{says: "the follow-up where it is earlier", lines: entered + ",05-30 measure kind=养殖 due=2024-06-24",
			want: "watched follow_up 2024-06-23"},
		{says: "the earliest of several",
			lines: entered + ",05-30 measure kind=养殖 due=2024-06-22,05-30 measure kind=医疗 due=2024-06-21,05-30 measure kind=保障",
			want:  "watched measure 2024-06-21"},
		{says: "one without a day last", lines: entered + ",05-30 measure kind=养殖", want: "watched follow_up 2024-06-23"},
		{says: "alone it is next all the same", changes: []string{"follow_up: {months: 1}\n", ""},
			lines: entered + ",05-30 measure kind=养殖", want: "watched measure -"},
		{says: "then nothing is", changes: []string{"follow_up: {months: 1}\n", ""}, lines: entered + ",05-30 plan", want: "watched - -"},
		{says: "a visit moves the follow-up", lines: entered + ",05-30 plan,06-30 visit income=9000 persons=2 risk=yes",
			want: "watched follow_up 2024-07-30"},
		{says: "a follow-up does", lines: entered + ",05-30 plan,05-31 follow_up", want: "watched follow_up 2024-06-30"},
		{says: "a visit of the watched meets no door", lines: entered + ",05-30 plan,06-30 visit income=90000 persons=2 risk=no",
			want: "watched follow_up 2024-07-30 边缘易致贫户 45000.00 2024-05-23"},
		{says: "the oldest open of the kind is done",
			lines: entered + ",05-30 measure kind=养殖 due=2024-06-01,05-31 measure kind=养殖 due=2024-06-02,06-01 done kind=养殖",
			want:  "watched measure 2024-06-02"},
		{says: "what is done is not withdrawn", lines: entered + ",05-30 measure kind=养殖,05-31 done kind=养殖,06-01 withdraw kind=养殖",
			refused: "没有在办的“养殖”措施"},
		{says: "nor what was never ordered", lines: entered + ",05-30 done kind=养殖", refused: "没有在办的“养殖”措施"},
		{says: "a kind not listed for the class", lines: entered + ",05-30 measure kind=就业", refused: "没有“就业”这一类措施，可以写 保障、医疗、养殖"},
		{says: "a class without a list may have any",
			lines: entered + ",05-30 visit income=9000 persons=2 risk=yes labour=able,05-31 measure kind=就业", want: "watched follow_up"},
		{says: "a class not known too", lines: unknown + ",05-30 measure kind=就业", want: "watched follow_up"},
		{says: "what a visit does not name of labour stays",
			lines: entered + ",05-30 visit income=9000 persons=2 risk=yes,05-31 measure kind=就业", refused: "没有“就业”这一类措施"},
		{says: "never only relief", lines: alone + ",11-30 nominate", refused: "弱劳动力或半劳动力的户不能只有保障"},
		{says: "then not nominable", lines: alone, on: "11-30", want: "watched follow_up 2024-06-23 边缘易致贫户 4500.00 2024-05-23 -"},
		{says: "another kind frees it", lines: alone + ",06-11 measure kind=医疗,06-12 done kind=医疗,11-30 nominate",
			want: "clearing visit"},
		{says: "not a withdrawn one", lines: alone + ",06-11 measure kind=医疗,06-12 withdraw kind=医疗,11-30 nominate", refused: "不能只有保障"},
		{says: "a class not known is not bound", lines: unknown + ",05-30 measure kind=保障,06-10 done kind=保障,11-30 nominate",
			want: "clearing visit"},
		{says: "a class that is not named either", changes: []string{"  labour: [weak, able]\n", ""},
			lines: alone + ",06-11 visit income=9000 persons=2 risk=no labour=none,11-30 nominate", want: "clearing visit"},
		{says: "a family without a measure is not stopped", changes: []string{"{months: 6, from: measure}", "{years: 1, from: approve}"},
			lines: entered + ",2025-05-23 nominate", want: "clearing visit"},
	})
}

// Feedback is possible from the hand-over on.
func TestFeedback(t *testing.T) {
	try(t, []rule{
		{says: "not before the hand-over", lines: "05-06 lead source=医保局,05-07 feedback", refused: "还没有交办"},
		{says: "from the hand-over", lines: handed + ",05-08 feedback,05-10 visit income=20000 persons=2 risk=no", want: "not_taken - -"},
		{says: "from a direct lead", lines: "05-06 lead source=上门申报,05-06 feedback", want: "handed_over visit"},
		{says: "of a family that is watched", lines: entered + ",05-30 feedback", want: "watched plan"},
		{says: "of one that was cleared", lines: marked + ",12-20 feedback", want: "cleared file"},
		{says: "of one that is watched offline", lines: handed + ",05-10 visit income=9000 persons=2 risk=no,05-11 feedback",
			want: "offline - -"},
	})
}

// The steps stand in their order, and no other is possible.
func TestOrderOfSteps(t *testing.T) {
	try(t, []rule{
		{says: "no application before the visit", lines: handed + ",05-09 apply", refused: "下一步是“入户核查”，不能“申请及承诺授权”"},
		{says: "no comparison skipped", lines: hung + ",05-21 review result=pass,05-22 approve result=pass", refused: "下一步是“部门比对”"},
		{says: "nothing twice", lines: seen + ",05-13 apply,05-13 apply", refused: "下一步是“村级评议”"},
		{says: "no second visit", lines: seen + ",05-13 visit income=9000 persons=2 risk=yes", refused: "下一步是“申请及承诺授权”"},
		{says: "after the approval in order too", lines: taken + ",05-24 register", refused: "下一步是“公告”"},
		{says: "nothing after the last", lines: entered + ",05-29 file", refused: "现在是“监测帮扶中”"},
		{says: "a step the file has not", changes: []string{"compare, approve, announce", "approve, announce"},
			lines: hung + ",05-21 review result=pass,05-22 compare result=pass", refused: "下一步是“审定”"},
		{says: "where an application comes first", changes: []string{"[visit: {working_days: 3}, apply,", "[apply, visit,"},
			lines: handed, want: "handed_over apply 2024-06-04"},
		{says: "then the visit", changes: []string{"[visit: {working_days: 3}, apply,", "[apply, visit,"}, lines: handed + ",05-09 apply",
			want: "handed_over visit 2024-06-04"},
		{says: "a return leads to the visit, not the application",
			changes: []string{"[visit: {working_days: 3}, apply,", "[apply, visit,"},
			lines:   handed + ",05-09 apply,05-10 visit income=9000 persons=2 risk=yes,05-11 evaluate pass=yes,05-12 post,05-18 review result=return",
			want:    "handed_over visit 2024-06-04"},
		{says: "not_taken from the first visit", lines: seen + ",05-11 not_taken reason=家庭自愿放弃", want: "not_taken feedback 2024-05-31"},
		{says: "after a return too", lines: hung + ",05-21 review result=return,05-22 not_taken", want: "not_taken feedback 2024-05-31"},
		{says: "until the approval", lines: taken + ",05-23 not_taken", refused: "现在是“监测帮扶中”"},
	})
}
