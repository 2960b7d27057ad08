package monitoring

import (
	"cmp"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/procedure"
)

// NextOf is what a watch waits for on a day: who does what, and by which day.
func NextOf(o Outlook, today calendar.Date) flow.Next {
	w, act := o.Watch, o.Waits()
	n := flow.Next{Text: o.waitsFor(act)}
	if act == procedure.Visit {
		n.Text = "请" + o.visitor() + "干部入户核查。"
	}
	switch {
	case w.Due == nil:
	case act == procedure.Wait:
		n.Text = "公示至" + w.Due.Chinese() + "24时，期满无异议后继续办理。"
	default:
		n.Due, n.Late = *w.Due, *w.Due < today
	}
	return n
}

// Waits is what the watch waits for today; empty for nothing.
func (w Watch) Waits() procedure.Act {
	if w.Next == nil {
		return ""
	}
	return *w.Next
}

func (o Outlook) waitsFor(act procedure.Act) string {
	w, township, county := o.Watch, o.township(), o.Rule.Title(procedure.County)
	switch act {
	case "":
		return over[w.State]
	case procedure.HandOver:
		return "请" + county + "交办给" + o.Rule.Title(procedure.Township) + "或有关部门。"
	case procedure.Answer:
		return "请" + w.To + "答复办理情况。"
	case procedure.Apply:
		return "请" + w.In + "收取农户签字的申请及承诺授权书。"
	case procedure.Evaluate:
		return "请" + w.In + "组织" + o.Rule.Calls(procedure.Evaluate) + "。"
	case procedure.Post:
		return "请" + w.In + "制作公示、张贴并拍照登记。"
	case procedure.Review:
		return "请" + township + "审核。"
	case procedure.Register:
		return "请" + township + "录入全国防返贫监测信息系统，并登记编号。"
	case procedure.Mark:
		return "请" + township + "在全国防返贫监测信息系统标注“风险消除”，并登记。"
	case procedure.Plan:
		return "请" + township + "制定帮扶方案。"
	case procedure.FollowUp:
		return "请" + w.In + "、" + township + "干部走访。"
	case procedure.Feedback:
		return "请" + w.answerer(township) + "反馈办理结果。"
	case procedure.Decide:
		return "有异议待处理：由" + township + "或" + county + "作出处理决定，入户和评议的人回避。"
	case procedure.Compare:
		return "请" + county + "比对部门信息。"
	case procedure.Approve:
		return "请" + county + "审定。"
	case procedure.Announce:
		return "请" + county + "公告。"
	case procedure.File:
		return "请" + county + "报" + o.Rule.Title(procedure.City) + "备案。"
	case procedure.Measure:
		return "帮扶措施正在办理，请承办单位按期办结。"
	default:
		return ""
	}
}

// township is whose watch it is, by its own name where that is known.
func (o Outlook) township() string {
	return cmp.Or(area.TownshipName(o.Village), o.Rule.Title(procedure.Township))
}

// visitor is whose cadres visit the family: the level's to which its procedure leaves it, else either's.
func (o Outlook) visitor() string {
	switch township := o.township(); o.VisitBy {
	case procedure.Village:
		return o.In
	case procedure.Township:
		return township
	default:
		return o.In + "、" + township
	}
}

// Theirs refuses a cadre of the other level than the one whose visit the procedure says it is.
func (o Outlook) Theirs(by who.Person) error {
	if o.VisitBy == "" || o.VisitBy == levelOf(by) {
		return nil
	}
	return fault.Forbiddenf("%s：按本县监测程序，这次入户核查由%s办理", o.called(), o.Rule.Title(o.VisitBy))
}

// over is what is said where nothing is next.
var over = map[procedure.State]string{
	procedure.StateWatched:  "监测帮扶中，现在没有到期的事项。",
	procedure.StateNotTaken: "不纳入监测，本事项办结。再出现风险的，另行登记线索。",
	procedure.StateAnswered: "部门已办结，本事项结束。",
	procedure.StateOffline:  "线下监测：出现返贫致贫风险的，登记线索后直接入户核查。",
	procedure.StateCleared:  "风险已消除，不再监测帮扶。再出现风险的，另行登记线索。",
}

// answerer is who tells how a matter came out: the department that it was handed to, else the township.
func (w Watch) answerer(township string) string {
	if w.To == "" || w.To == Township {
		return township
	}
	return w.To
}
