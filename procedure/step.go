package procedure

import (
	"fmt"
	"slices"
)

// Act is what is done to a family on a day, or what is next for it.
type Act string

// Step is an act that a list of the file may hold.
type Step = Act

// The twelve steps.
const (
	Nominate Step = "nominate" // 提名
	Visit    Step = "visit"    // 入户核查
	Apply    Step = "apply"    // 申请及承诺授权
	Evaluate Step = "evaluate" // 村级评议
	Post     Step = "post"     // 公示张贴
	Review   Step = "review"   // 乡镇审核
	Compare  Step = "compare"  // 部门比对
	Approve  Step = "approve"  // 审定
	Announce Step = "announce" // 公告
	Register Step = "register" // 系统录入
	Mark     Step = "mark"     // 标注风险消除
	File     Step = "file"     // 上报备案
)

// The other acts.
const (
	Lead     Act = "lead"      // 线索
	HandOver Act = "hand_over" // 交办
	Answer   Act = "answer"    // 部门答复
	Plan     Act = "plan"      // 帮扶方案
	Measure  Act = "measure"   // 帮扶措施; as what is next: the open measure is to be done
	Done     Act = "done"      // 措施办结
	Withdraw Act = "withdraw"  // 措施撤回
	FollowUp Act = "follow_up" // 走访
	Feedback Act = "feedback"  // 结果反馈
	Object   Act = "object"    // 异议
	Dismiss  Act = "dismiss"   // 异议不成立
	Uphold   Act = "uphold"    // 异议成立
	NotTaken Act = "not_taken" // 不纳入
	RollBack Act = "roll_back" // 风险消除回退
)

// What an office records besides, and a table of events does not: there a measure begins to work on its own day, and a notice hangs for its days.
const (
	Begin  Act = "begin"  // 措施落实: a measure that was ordered began to work
	Repost Act = "repost" // 重新张贴: the notice came down and went up again; its days are counted anew
)

// What is next and is no event.
const (
	Wait   Act = "wait"   // 公示期内: the notice hangs
	Decide Act = "decide" // 处理异议: the open objection is to be dismissed or upheld
)

var titles = map[Act]string{
	Nominate: "村（居）提名", Visit: "入户核查", Apply: "申请及承诺授权", Evaluate: "村级评议", Post: "公示张贴", Review: "乡镇审核", Compare: "部门比对",
	Approve: "审定", Announce: "公告", Register: "系统录入", Mark: "标注风险消除", File: "上报备案", Lead: "线索", HandOver: "交办", Answer: "部门答复",
	Plan: "帮扶方案", Measure: "帮扶措施", Done: "措施办结", Withdraw: "措施撤回", FollowUp: "走访", Feedback: "结果反馈", Object: "异议",
	Dismiss: "异议不成立", Uphold: "异议成立", NotTaken: "不纳入", RollBack: "风险消除回退", Begin: "措施落实", Repost: "重新张贴", Wait: "公示期内", Decide: "处理异议",
}

// Title is the act as people call it.
func (a Act) Title() string { return titles[a] }

// Level is an office's place.
type Level string

const (
	Village  Level = "village"
	Township Level = "township"
	County   Level = "county"
	City     Level = "city"
)

// levels are the four, from below.
var levels = []Level{Village, Township, County, City}

// Levels lists them, for pages.
func Levels() []Level { return slices.Clone(levels) }

// levelTitles are the words of a county that gives none.
var levelTitles = map[Level]string{Village: "村", Township: "乡镇", County: "县级", City: "市级"}

// Title is what the county calls a level.
func (p *Procedure) Title(l Level) string {
	if title, ok := p.Levels[l]; ok {
		return title
	}
	return levelTitles[l]
}

// called is what a level's step is called by the level's own name, and whose it is; %s is the level.
var called = map[Act]struct {
	level Level
	words string
}{Nominate: {Village, "%s提名"}, Evaluate: {Village, "%s级评议"}, Review: {Township, "%s审核"}, Approve: {County, "%s审定"}, File: {City, "报%s备案"}}

// Calls is what the county calls an act: where the file names the level whose step it is, by that name (S4: 连（社区）级评估、团场确认).
func (p *Procedure) Calls(a Act) string {
	c, named := called[a]
	if title, set := p.Levels[c.level]; named && set {
		return fmt.Sprintf(c.words, title)
	}
	return a.Title()
}

// Law is what holds of a step in every county.
type Law struct {
	Step    Step
	By      []Level  // whose step it is; the first unless the file says otherwise
	Results []Result // what it may end with; none: it is done, no more
	InEnter bool     // may stand in the list of taking in
	InClear bool     // may stand in the list of clearing
}

// decided are the results of a step at which an office decides.
var decided = []Result{Pass, Return, Refuse}

var laws = []Law{
	{Nominate, []Level{Village}, nil, false, true},
	{Visit, []Level{Village, Township}, nil, true, true},
	{Apply, []Level{Village}, nil, true, false},
	{Evaluate, []Level{Village}, []Result{Pass, Refuse}, true, true},
	{Post, []Level{Village}, nil, true, true},
	{Review, []Level{Township}, decided, true, true},
	{Compare, []Level{County}, decided, true, true},
	{Approve, []Level{County}, decided, true, true},
	{Announce, []Level{County}, nil, true, true},
	{Register, []Level{Township}, nil, true, false},
	{Mark, []Level{Township}, nil, false, true},
	{File, []Level{County}, nil, true, true},
}

// Steps are the twelve with their law, in the order of a procedure that has them all.
func Steps() []Law { return slices.Clone(laws) }

// LawOf is the law of a step; false for an act that is none.
func LawOf(s Step) (Law, bool) {
	i := slices.IndexFunc(laws, func(l Law) bool { return l.Step == s })
	if i < 0 {
		return Law{}, false
	}
	return laws[i], true
}

// IsStep tells whether an act is one of the twelve.
func (a Act) IsStep() bool {
	_, ok := LawOf(a)
	return ok
}

// place is where a step stands in a list, or -1.
func place(list []Stage, s Step) int {
	return slices.IndexFunc(list, func(stage Stage) bool { return stage.Step == s })
}
