package procedure_test

import (
	"errors"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/procedure"
)

// How far a family has come, in the county of base.
const (
	handed   = "05-06 lead source=医保局 risk=因病,05-08 hand_over"
	seen     = handed + ",05-10 visit income=9000 persons=2 risk=yes labour=weak"
	passed   = seen + ",05-13 apply,05-14 evaluate pass=yes"
	hung     = passed + ",05-15 post" // to 20 May
	compared = hung + ",05-21 review result=pass,05-22 compare result=pass"
	taken    = compared + ",05-23 approve result=pass"
	entered  = taken + ",05-24 announce,05-27 register,05-28 file"
	helped   = entered + ",05-30 measure kind=养殖,06-10 done kind=养殖"
	named    = helped + ",11-30 nominate"
	better   = named + ",12-02 visit income=20000 persons=2 risk=no"
	agreed   = better + ",12-03 evaluate pass=yes,12-04 post" // to 9 December
	released = agreed + ",12-10 review result=pass,12-11 approve result=pass"
	marked   = released + ",12-12 announce,12-13 mark"
)

// rule is one sentence of the law, tried on a family.
type rule struct {
	says    string   // the sentence
	changes []string // of base, two by two
	lines   string   // events
	refused string   // the last line is, with these words; else it is accepted
	on      string   // the day asked for; empty: of the last line
	want    string   // state next due kind per_head since notes; a leading part is enough
}

func try(t *testing.T, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.says, func(t *testing.T) {
			p := county(t, r.changes...)
			events := told(t, r.lines)
			f, taken, err := procedure.Replay(p, events)
			if r.refused != "" {
				refusal, ok := errors.AsType[*procedure.Refusal](err)
				if !ok || taken != len(events)-1 || !strings.Contains(refusal.Error(), r.refused) {
					t.Errorf("%d of %d taken, %v; want the last refused: %s", taken, len(events), err, r.refused)
				}
				if ok && fault.Message(err) != refusal.Error() {
					t.Errorf("a person reads %q", fault.Message(err))
				}
			} else if err != nil {
				t.Fatalf("event %d: %v", taken+1, err)
			}
			day := events[len(events)-1].On
			if r.on != "" {
				day = on(t, r.on)
			}
			if got := says(f.Stand(p, day)); r.want != "" && !strings.HasPrefix(got, r.want) {
				t.Errorf("\n got %s\nwant %s", got, r.want)
			}
		})
	}
}

// Rule 2: what leads back, and what ends a round.
func TestReturnAndRefuse(t *testing.T) {
	try(t, []rule{
		{says: "a review leads back to the visit", lines: hung + ",05-21 review result=return",
			want: "handed_over visit 2024-05-24 边缘易致贫户 4500.00 - 转民政局"},
		{says: "so does a comparison", lines: hung + ",05-21 review result=pass,05-22 compare result=return",
			want: "handed_over visit 2024-05-27"},
		{says: "so does the approval", lines: compared + ",05-23 approve result=return", want: "handed_over visit 2024-05-28"},
		{says: "so does an objection upheld", lines: hung + ",05-16 object,05-17 uphold", want: "handed_over visit 2024-05-22"},
		{says: "every step after the visit is done again",
			lines:   hung + ",05-16 object,05-17 uphold,05-20 visit income=9000 persons=2 risk=yes,05-21 evaluate pass=yes",
			refused: "下一步是“申请及承诺授权”", want: "entering apply 2024-06-04"},
		{says: "the door judges again", lines: compared + ",05-23 approve result=return,05-24 visit income=20000 persons=2 risk=no",
			want: "not_taken feedback 2024-05-31 - 10000.00"},
		{says: "the door may say offline then",
			lines: compared + ",05-23 approve result=return,05-24 visit income=9000 persons=2 risk=no", want: "offline - - - 4500.00"},
		{says: "not passed ends the round", lines: seen + ",05-13 apply,05-14 evaluate pass=no",
			want: "not_taken feedback 2024-05-31 - 4500.00"},
		{says: "a review's refusal ends it", lines: hung + ",05-21 review result=refuse", want: "not_taken feedback 2024-05-31"},
		{says: "a comparison's refusal", lines: hung + ",05-21 review result=pass,05-22 compare result=refuse", want: "not_taken"},
		{says: "an approval's refusal", lines: compared + ",05-23 approve result=refuse", want: "not_taken"},
		{says: "after a refusal no step is next", lines: hung + ",05-21 review result=refuse,05-22 visit income=9000 persons=2 risk=yes",
			refused: "现在是“不纳入”"},
		{says: "a clearing that does not pass: watched as before", lines: better + ",12-03 evaluate pass=no",
			want: "watched follow_up 2025-01-02 边缘易致贫户 10000.00 2024-05-23 可提名"},
		{says: "a clearing refused", lines: agreed + ",12-10 review result=refuse", want: "watched follow_up 2025-01-02"},
		{says: "a clearing's approval refused", lines: agreed + ",12-10 review result=pass,12-11 approve result=refuse",
			want: "watched follow_up"},
		{says: "a clearing returned stays one", lines: agreed + ",12-10 review result=return",
			want: "clearing visit - 边缘易致贫户 10000.00 2024-05-23"},
		{says: "a clearing's objection upheld", lines: agreed + ",12-05 object,12-06 uphold", want: "clearing visit -"},
		{says: "a clearing's own days after a return, from the return",
			changes: []string{"[nominate, visit,", "[nominate, visit: {days: 7},"}, lines: agreed + ",12-10 review result=return",
			want: "clearing visit 2024-12-17"},
		{says: "and before one, from the nomination", changes: []string{"[nominate, visit,", "[nominate, visit: {days: 7},"},
			lines: named, want: "clearing visit 2024-12-07"},
	})
}

// Rule 3: the notice and what is said against it.
func TestPublicity(t *testing.T) {
	try(t, []rule{
		{says: "the day of posting is not counted", lines: hung, want: "entering wait 2024-05-20"},
		{says: "it hangs through its last day", lines: hung, on: "05-20", want: "entering wait 2024-05-20"},
		{says: "the day after, the next step is next", lines: hung, on: "05-21", want: "entering review 2024-05-24"},
		{says: "on the last day nothing is possible", lines: hung + ",05-20 review result=pass",
			refused: "公示到 2024-05-20 为止，期满以后才能“乡镇审核”，最早 2024-05-21"},
		{says: "the day after it is", lines: hung + ",05-21 review result=pass", want: "entering compare 2024-06-04"},
		{says: "a holiday does not move it", changes: []string{"publicity: {days: 5}", "publicity: {days: 27}"},
			lines: passed + ",05-14 post", want: "entering wait 2024-06-10"},
		{says: "but where the file says so", changes: []string{"publicity: {days: 5}", "publicity: {days: 27, past_holiday: true}"},
			lines: passed + ",05-14 post", want: "entering wait 2024-06-11"},
		{says: "nor a weekend", lines: passed + ",05-20 post", want: "entering wait 2024-05-25"},
		{says: "but where the file says that", changes: []string{"publicity: {days: 5}", "publicity: {days: 5, past_weekend: true}"},
			lines: passed + ",05-20 post", want: "entering wait 2024-05-27"},
		{says: "a plain weekend is no holiday", changes: []string{"publicity: {days: 5}", "publicity: {days: 5, past_holiday: true}"},
			lines: passed + ",05-20 post", want: "entering wait 2024-05-25"},
		{says: "an objection on the day of posting", lines: hung + ",05-15 object", want: "entering decide 2024-06-04"},
		{says: "not before", lines: passed + ",05-14 object", refused: "张贴公示以后"},
		{says: "one after the notice ended, before the approval", lines: compared + ",05-22 object", want: "entering decide 2024-06-04"},
		{says: "none after the approval", lines: taken + ",05-23 object", refused: "审定以前"},
		{says: "nor after a clearing's", lines: released + ",12-11 object", refused: "审定以前"},
		{says: "while one is open no step is possible", lines: hung + ",05-16 object,05-21 review result=pass", refused: "有 1 件异议"},
		{says: "nor while one of two is", lines: hung + ",05-16 object,05-17 object,05-18 dismiss,05-21 review result=pass",
			refused: "有 1 件异议", want: "entering decide"},
		{says: "dismissed, the notice hangs on", lines: hung + ",05-16 object,05-17 dismiss", want: "entering wait 2024-05-20"},
		{says: "dismissed late, the next step's days run from the notice's last day", lines: hung + ",05-20 object,05-28 dismiss",
			want: "entering review 2024-05-24"},
		{says: "uphold ends them all", lines: hung + ",05-16 object,05-16 object,05-17 uphold,05-20 visit income=9000 persons=2 risk=yes",
			want: "entering apply"},
		{says: "a second answer has nothing to answer", lines: hung + ",05-16 object,05-17 dismiss,05-17 dismiss", refused: "没有待处理的异议"},
		{says: "uphold needs an open one", lines: hung + ",05-17 uphold", refused: "没有待处理的异议"},
		{says: "a return takes the notice down", lines: hung + ",05-21 review result=return,05-22 object", refused: "张贴公示以后"},
		{says: "until the next posting",
			lines: hung + ",05-21 review result=return,05-22 visit income=9000 persons=2 risk=yes,05-23 apply,05-23 evaluate pass=yes,05-24 post,05-24 object",
			want:  "entering decide"},
		{says: "the second notice has its own days",
			lines: hung + ",05-21 review result=return,05-22 visit income=9000 persons=2 risk=yes,05-23 apply,05-23 evaluate pass=yes,05-24 post",
			want:  "entering wait 2024-05-29"},
		{says: "not_taken, an open objection or not", lines: hung + ",05-16 object,05-17 not_taken",
			want: "not_taken feedback 2024-05-31"},
	})
}

// Rule 4: by when.
func TestDues(t *testing.T) {
	without := func(words ...string) (changes []string) {
		for _, w := range words {
			changes = append(changes, w, "")
		}
		return changes
	}
	try(t, []rule{
		{says: "hand-over: of the 10th, the 10th", lines: "05-10 lead source=医保局", want: "lead hand_over 2024-05-10"},
		{says: "of the 11th, the next month's", lines: "05-11 lead source=医保局", want: "lead hand_over 2024-06-10"},
		{says: "over the year's end", lines: "12-11 lead source=医保局", want: "lead hand_over 2025-01-10"},
		{says: "end: the last day", changes: []string{"hand_over: {day: 10}", "hand_over: {day: end}"},
			lines: "2023-02-05 lead source=医保局", want: "lead hand_over 2023-02-28"},
		{says: "end: of the last day, that day", changes: []string{"hand_over: {day: 10}", "hand_over: {day: end}"},
			lines: "02-29 lead source=医保局", want: "lead hand_over 2024-02-29"},
		{says: "without the word: next, and no day", changes: without("hand_over: {day: 10}, "), lines: "05-10 lead source=医保局",
			want: "lead hand_over -"},
		{says: "the check, of working days, over 端午", changes: []string{"visit: {working_days: 3}", "visit"},
			lines: "05-13 lead source=医保局,05-13 hand_over", want: "handed_over visit 2024-06-11"},
		{says: "a worked Saturday counts",
			changes: []string{"visit: {working_days: 3}", "visit", "check: {working_days: 20}", "check: {working_days: 2}"},
			lines:   "05-06 lead source=医保局,05-09 hand_over", want: "handed_over visit 2024-05-11"},
		{says: "of a direct lead, from the lead", changes: []string{"visit: {working_days: 3}", "visit"}, lines: "05-08 lead source=上门申报",
			want: "handed_over visit 2024-06-04"},
		{says: "without the word there is none",
			changes: append(without(", check: {working_days: 20}"), "visit: {working_days: 3}", "visit"), lines: handed,
			want: "handed_over visit -"},
		{says: "own days win", lines: handed, want: "handed_over visit 2024-05-11"},
		{says: "it runs until registration", lines: taken, want: "watched announce 2024-06-04"},
		{says: "after it no more", changes: []string{"file: {working_days: 2}", "file"}, lines: taken + ",05-24 announce,05-27 register",
			want: "watched file -"},
		{says: "without a register until the approval", changes: []string{"announce, register, file: {working_days: 2}]", "announce]"},
			lines: taken, want: "watched announce -"},
		{says: "and before the approval it runs there too",
			changes: []string{"announce, register, file: {working_days: 2}]", "announce]"}, lines: compared,
			want: "entering approve 2024-06-04"},
		{says: "file before register is within it", changes: []string{"register, file: {working_days: 2}]", "file, register]"},
			lines: taken + ",05-24 announce", want: "watched file 2024-06-04"},
		{says: "own working days from the step before", lines: taken + ",05-24 announce,05-27 register", want: "watched file 2024-05-29"},
		{says: "from the notice's last day after the posting", lines: hung, on: "05-22", want: "entering review 2024-05-24"},
		{says: "calendar days are never moved", changes: []string{"review: {days: 4}", "review: {days: 5}"}, lines: hung, on: "05-22",
			want: "entering review 2024-05-25"},
		{says: "after a return, from the return", lines: hung + ",05-21 review result=return", want: "handed_over visit 2024-05-24"},
		{says: "feedback: the month of the hand-over",
			lines: "05-06 lead source=医保局,05-08 hand_over,05-10 visit income=20000 persons=2 risk=no",
			want:  "not_taken feedback 2024-05-31"},
		{says: "of the decision where that is later",
			lines: "05-06 lead source=医保局,05-30 hand_over,06-03 visit income=20000 persons=2 risk=no",
			want:  "not_taken feedback 2024-06-30"},
		{says: "of a direct lead", lines: "05-06 lead source=上门申报,05-07 visit income=20000 persons=2 risk=no",
			want: "not_taken feedback 2024-05-31"},
		{says: "of an answer", lines: "05-06 lead source=住建局,05-08 hand_over to=住建局,07-02 answer result=done",
			want: "answered feedback 2024-07-31"},
		{says: "without the word it is not next", changes: without(", feedback: month_end"),
			lines: "05-06 lead source=上门申报,05-07 visit income=20000 persons=2 risk=no", want: "not_taken - -"},
		{says: "plan: working days after the approval", lines: entered, want: "watched plan 2024-06-06"},
		{says: "lateness refuses nothing", lines: "05-06 lead source=医保局,08-08 hand_over,12-10 visit income=9000 persons=2 risk=yes",
			want: "entering apply 2024-09-05"},
		{says: "an application that stands first counts from the hand-over",
			changes: []string{"[visit: {working_days: 3}, apply,", "[apply: {days: 2}, visit: {days: 6},"}, lines: handed,
			want: "handed_over apply 2024-05-10"},
		{says: "and so does the first visit after it",
			changes: []string{"[visit: {working_days: 3}, apply,", "[apply: {days: 2}, visit: {days: 6},"},
			lines:   handed + ",05-09 apply", want: "handed_over visit 2024-05-14"},
		{says: "the open objection is due with the check", lines: hung + ",05-16 object", want: "entering decide 2024-06-04"},
		{says: "in clearing it has no day", lines: agreed + ",12-05 object", want: "clearing decide -"},
		{says: "in clearing own days only", lines: agreed, on: "12-10", want: "clearing review 2024-12-12"},
	})
}

// Rules 5 and 6: the income, the line, and the kind.
func TestIncomeAndKind(t *testing.T) {
	visit := func(detail string) string { return handed + ",05-10 visit " + detail }
	try(t, []rule{
		{says: "cut to the fen downwards", lines: visit("income=20000 persons=3 risk=yes"),
			want: "entering apply 2024-06-04 边缘易致贫户 6666.66"},
		{says: "a loss too", lines: visit("income=-0.01 persons=3 risk=yes"), want: "entering apply 2024-06-04 边缘易致贫户 -0.01"},
		{says: "a whole loss is itself", lines: visit("income=-9 persons=3 risk=yes"), want: "entering apply 2024-06-04 边缘易致贫户 -3.00"},
		{says: "below is strictly below", lines: visit("income=14400 persons=2 risk=yes"),
			want: "entering apply 2024-06-04 突发严重困难户 7200.00"},
		{says: "a fen below", lines: visit("income=14399.99 persons=2 risk=yes label=低保户"),
			want: "entering apply 2024-06-04 边缘易致贫户 7199.99"},
		{says: "with the label", lines: visit("income=14399.99 persons=2 risk=yes label=低保户、脱贫户"),
			want: "entering apply 2024-06-04 脱贫不稳定户 7199.99"},
		{says: "the label alone does not do", lines: visit("income=14400 persons=2 risk=yes label=脱贫户"),
			want: "entering apply 2024-06-04 突发严重困难户"},
		{says: "early, between", lines: visit("income=12000.02 persons=2 risk=yes"),
			want: "entering apply 2024-06-04 边缘易致贫户 6000.01 - 提前帮扶；转"},
		{says: "exactly at the early line: not early", lines: visit("income=12000.01 persons=2 risk=yes"),
			want: "entering apply 2024-06-04 边缘易致贫户 6000.00 - 转"},
		{says: "early follows the newest visit", lines: entered + ",06-03 visit income=13000 persons=2 risk=yes",
			want: "watched plan 2024-06-06 边缘易致贫户 6500.00 2024-05-23 提前帮扶"},
		{says: "a return ends the note",
			lines: visit("income=13000 persons=2 risk=yes") + ",05-11 apply,05-11 evaluate pass=yes,05-11 post,05-12 object,05-13 uphold",
			want:  "handed_over visit 2024-05-16 边缘易致贫户 6500.00 - 转民政局"},
		{says: "approve names another", lines: compared + ",05-23 approve result=pass kind=突发严重困难户",
			want: "watched announce 2024-06-04 突发严重困难户"},
		{says: "of the county's kinds only", changes: []string{"[脱贫不稳定户, 边缘易致贫户, 突发严重困难户]", "[脱贫不稳定户]"},
			lines: compared + ",05-23 approve result=pass kind=边缘易致贫户", refused: "只能写 脱贫不稳定户"},
		{says: "the visit's is shown all the same", changes: []string{"[脱贫不稳定户, 边缘易致贫户, 突发严重困难户]", "[脱贫不稳定户]"}, lines: taken,
			want: "watched announce 2024-06-04 边缘易致贫户"},
		{says: "no later visit moves it", lines: entered + ",06-03 visit income=90000 persons=2 risk=no label=脱贫户",
			want: "watched plan 2024-06-06 边缘易致贫户 45000.00"},
		{says: "labels that a visit does not name it has not",
			lines: visit("income=9000 persons=2 risk=yes label=脱贫户") + ",05-11 apply,05-11 evaluate pass=yes,05-11 post,05-12 object,05-13 uphold,05-14 visit income=9000 persons=2 risk=yes",
			want:  "entering apply 2024-06-04 边缘易致贫户"},
		{says: "income is needed where there is a line", lines: visit("persons=2 risk=yes"), refused: "缺少家庭收入"},
		{says: "so are persons", lines: visit("income=2 risk=yes"), refused: "缺少家庭人口"},
		{says: "a risk always", lines: visit("income=2 persons=1"), refused: "缺少有无风险"},
	})
	lineless := []string{"line: {per_head: 7200, early_above: 6000}", "", "income: below, risk: yes", "risk: yes", "income: above, risk: yes", "risk: yes",
		"income: below, risk: no", "risk: no", "[{income: below, to", "[{risk: yes, to", "  line: above\n", ""}
	try(t, []rule{
		{says: "without a line a visit needs none", changes: lineless, lines: visit("risk=yes"),
			want: "entering apply 2024-06-04 突发严重困难户 - - 转民政局：低收入认定；转残联：需求核对"},
		{says: "given, it is shown and judges nothing", changes: lineless, lines: visit("income=2 persons=1 risk=yes label=脱贫户"),
			want: "entering apply 2024-06-04 突发严重困难户 2.00"},
		{says: "one alone is half an answer", changes: lineless, lines: visit("income=2 risk=yes"), refused: "要一起写"},
		{says: "persons alone too", changes: lineless, lines: visit("persons=2 risk=yes"), refused: "要一起写"},
	})
}
