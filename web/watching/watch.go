package watching

import (
	"fmt"
	"slices"

	"fangpin/claims"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/web/kit"
)

func watchRoutes() []kit.Route {
	const one = "/watches/{id:[0-9]+}"
	return []kit.Route{
		kit.Show(one, "", readers, showWatch),
		kit.Show(one+"/files/{file:[0-9]+}", "", insiders, watchFile),
		kit.Show(one+"/minutes/{n:[0-9]+}", "", insiders, minutesPhoto),
		kit.Show(one+"/apply", "", monitoring.ApplyStep.Roles, applyForm),
		kit.Act(one+"/apply", monitoring.ApplyStep, apply, applyForm),
		kit.Show(one+"/visit", "", monitoring.VisitStep.Roles, visitForm),
		kit.Act(one+"/visit", monitoring.VisitStep, visit, visitForm),
		kit.Show(one+"/evaluate", "", monitoring.EvaluateStep.Roles, evaluateForm),
		kit.Act(one+"/evaluate", monitoring.EvaluateStep, evaluate, evaluateForm),
		kit.Act(one+"/answer", monitoring.AnswerStep, answer, showWatch),
		kit.Act(one+"/object", monitoring.ObjectStep, object, showWatch),
		kit.Act(one+"/dismiss", monitoring.DismissStep, dismiss, showWatch),
		kit.Act(one+"/uphold", monitoring.UpholdStep, uphold, showWatch),
	}
}

// watchPage is one watch with everything behind it.
type watchPage struct {
	monitoring.Outlook
	Next        flow.Next
	Township    string
	Narrow      bool // a department looks: only what it was handed or ordered
	Acts        []act
	Told        []signalLine
	Visits      []monitoring.VisitLine
	Evaluations []monitoring.Evaluated
	Notices     []monitoring.Posted
	Objections  []monitoring.Objected
	Deciding    *monitoring.Objected // the one that is to be decided next
	Hung        *calendar.Date       // since when the notice of the newest round was up first
	Events      []eventLine
	Ordered     []monitoring.MeasureLine
	Helpers     []monitoring.Helper
	Levels      []kit.Choice
	Files       map[int][]monitoring.Attached // by the event that they hang on
	Problems    []monitoring.Rectification    // of the family
	Sent        []monitoring.Referral         // to offices, by the procedure
	Claims      []claims.Row
	Others      []monitoring.Watch // of the same family
	Party       bool               // the person is no stranger to the objection: they do not decide it
	History     []deed.Event
}

// act is what the person may do now, and where; First is what the watch waits for.
type act struct {
	Title, Path string
	First       bool
}

// signalLine is a signal with the report's row that told it, where the person may go there.
type signalLine struct {
	monitoring.SignalLine
	Path string
}

// eventLine is an event in words, with what hangs on it.
type eventLine struct {
	monitoring.Event
	Said      string
	Files     []monitoring.Attached
	Told      []signalLine
	Visit     *monitoring.VisitLine
	Held      *monitoring.Evaluated
	Notice    *monitoring.Posted
	Objection *monitoring.Objected
	Measure   *monitoring.MeasureLine
}

func showWatch(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := watchPage{Narrow: r.By.Role == who.Reporter}
	if p.Outlook, err = monitoring.GetOutlook(r.Context(), r.Tx, id); err != nil {
		return err
	}
	p.Township = area.TownshipName(p.Village)
	p.Next = monitoring.NextOf(p.Outlook, r.Today())
	steps := []func(*kit.Request, *watchPage) error{told, ordered, wrong}
	if !p.Narrow {
		steps = append(steps, found, public, decided, helped, sent, beside, history)
	}
	for _, step := range steps {
		if err := step(r, &p); err != nil {
			return err
		}
	}
	p.Acts = actsOf(r, p)
	return r.Show("watching/watches/show", p)
}

func told(r *kit.Request, p *watchPage) error {
	signals, err := monitoring.Signals(r.Context(), r.Tx, p.ID)
	for _, s := range signals {
		line := signalLine{SignalLine: s}
		if s.Row != nil && !p.Narrow {
			line.Path = r.PathTo("/rows/{id:[0-9]+}", fmt.Sprint(*s.Row))
		}
		p.Told = append(p.Told, line)
	}
	return err
}

func ordered(r *kit.Request, p *watchPage) (err error) {
	p.Ordered, err = monitoring.MeasuresOf(r.Context(), r.Tx, p.ID)
	return err
}

func wrong(r *kit.Request, p *watchPage) (err error) {
	p.Problems, _, err = monitoring.Rectifications(r.Context(), r.Tx, monitoring.RectificationFilter{Household: p.Household})
	return err
}

func sent(r *kit.Request, p *watchPage) (err error) {
	p.Sent, err = monitoring.Referrals(r.Context(), r.Tx, monitoring.ReferralFilter{Watch: p.ID})
	return err
}

func found(r *kit.Request, p *watchPage) (err error) {
	if p.Visits, err = monitoring.VisitLines(r.Context(), r.Tx, p.ID); err != nil {
		return err
	}
	p.Evaluations, err = monitoring.EvaluationsOf(r.Context(), r.Tx, p.ID)
	return err
}

// decided reads the events with the files that hang on them.
func decided(r *kit.Request, p *watchPage) error {
	events, err := monitoring.History(r.Context(), r.Tx, p.ID)
	if err != nil {
		return err
	}
	files, err := monitoring.Files(r.Context(), r.Tx, p.ID)
	if err != nil {
		return err
	}
	p.Files = map[int][]monitoring.Attached{}
	for _, f := range files {
		p.Files[f.N] = append(p.Files[f.N], f)
	}
	for _, e := range events {
		said, err := e.Says()
		if err != nil {
			return err
		}
		line := eventLine{Event: e, Said: said, Files: p.Files[e.N]}
		p.hang(&line)
		p.Events = append(p.Events, line)
	}
	return nil
}

// hang puts on an event what was recorded with it: by its number, but for notices and objections, which come as often as their events and in their order.
func (p *watchPage) hang(line *eventLine) {
	before := 0
	for _, e := range p.Events {
		if e.Act == line.Act {
			before++
		}
	}
	for _, s := range p.Told {
		if s.N == line.N {
			line.Told = append(line.Told, s)
		}
	}
	line.Visit = at(p.Visits, func(v monitoring.VisitLine) bool { return v.N == line.N })
	line.Held = at(p.Evaluations, func(e monitoring.Evaluated) bool { return e.N == line.N })
	line.Measure = at(p.Ordered, func(m monitoring.MeasureLine) bool { return m.N == line.N })
	switch {
	case line.Act == procedure.Post && before < len(p.Notices):
		line.Notice, p.Hung = &p.Notices[before], &line.On
	case line.Act == procedure.Object && before < len(p.Objections):
		line.Objection = &p.Objections[before]
	}
}

// at is the one of them that fits; nil: none does.
func at[T any](all []T, fits func(T) bool) *T {
	if i := slices.IndexFunc(all, fits); i >= 0 {
		return &all[i]
	}
	return nil
}

func public(r *kit.Request, p *watchPage) (err error) {
	if p.Notices, err = monitoring.NoticesOf(r.Context(), r.Tx, p.ID); err != nil {
		return err
	}
	p.Objections, err = monitoring.ObjectionsOf(r.Context(), r.Tx, p.ID)
	oldest := monitoring.OldestOpen(p.Objections)
	p.Deciding = at(p.Objections, func(o monitoring.Objected) bool { return o.ID == oldest })
	if err != nil || p.Deciding == nil {
		return err
	}
	p.Party, err = monitoring.Party(r.Context(), r.Tx, p.ID, p.Deciding.ID)
	return err
}

func helped(r *kit.Request, p *watchPage) (err error) {
	p.Helpers, err = monitoring.Helpers(r.Context(), r.Tx, p.ID)
	for _, l := range procedure.Levels() {
		p.Levels = append(p.Levels, kit.Choice{Value: string(l), Title: p.Rule.Title(l)})
	}
	return err
}

// beside reads what else is known of the family: its insurance claims, its other watches.
func beside(r *kit.Request, p *watchPage) (err error) {
	if r.Sees("/claims") {
		if p.Claims, _, err = claims.Rows(r.Context(), r.Tx, claims.RowFilter{Households: pg.Only([]int64{p.Household})}); err != nil {
			return err
		}
	}
	others, _, err := monitoring.Find(r.Context(), r.Tx, monitoring.Filter{Households: pg.Only([]int64{p.Household}), Ended: true})
	p.Others = slices.DeleteFunc(others, func(w monitoring.Watch) bool { return w.ID == p.ID })
	return err
}

func history(r *kit.Request, p *watchPage) (err error) {
	rows := []deed.Ref{kit.Ref("watch", p.ID), kit.Ref("measure_note", p.ID), kit.Ref("helper", p.ID)}
	for _, n := range p.Notices {
		rows = append(rows, kit.Ref("notice", n.Notice))
	}
	p.History, err = deed.History(r.Context(), r.Tx, rows...)
	return err
}

// doors are where each act on one watch is begun that has a page of its own.
var doors = []struct {
	act   procedure.Act
	step  flow.Step
	title string
	path  string // below the watch; empty: the page of batches
}{
	{procedure.HandOver, monitoring.HandOverStep, "交办", ""}, {procedure.Apply, monitoring.ApplyStep, "登记申请及承诺授权", "apply"},
	{procedure.Visit, monitoring.VisitStep, "登记入户核查", "visit"}, {procedure.Evaluate, monitoring.EvaluateStep, "登记村级评议", "evaluate"},
	{procedure.Review, monitoring.ReviewStep, "乡镇审核", ""}, {procedure.Compare, monitoring.CompareStep, "登记部门比对", ""},
	{procedure.Approve, monitoring.ApproveStep, "审定", ""}, {procedure.Announce, monitoring.AnnounceStep, "登记公告", ""},
	{procedure.Register, monitoring.RegisterStep, "登记系统录入", ""}, {procedure.File, monitoring.FileStep, "登记备案", ""},
	{procedure.Measure, monitoring.MeasureStep, "下达帮扶措施", "measures"}, {procedure.FollowUp, monitoring.FollowUpStep, "登记走访", "follow_up"},
	{procedure.Nominate, monitoring.NominateStep, "提名风险消除", ""}, {procedure.Mark, monitoring.MarkStep, "登记已标注", ""},
	{procedure.Feedback, monitoring.FeedbackStep, "反馈办理结果", ""}, {procedure.RollBack, monitoring.RollBackStep, "风险消除回退", ""},
	{procedure.NotTaken, monitoring.NotTakenStep, "不纳入监测", ""},
}

// nextPath is where the person takes what a watch waits for; empty where it is not theirs to take.
func nextPath(r *kit.Request, w monitoring.Watch, visitors monitoring.Visitors) string {
	if w.Waits() == procedure.Visit && !visitors.May(r.By, w) {
		return ""
	}
	for _, d := range doors {
		if d.act == w.Waits() && d.step.May(r.By.Role) && d.act != procedure.Measure {
			return pathOf(d.act, d.path, w.ID)
		}
	}
	if w.Waits() == procedure.Post && monitoring.NoticeStep.May(r.By.Role) {
		return pathOf(procedure.Post, "", w.ID)
	}
	return ""
}

// pathOf is where an act on a watch is begun: its own page below the watch, or that of batches.
func pathOf(did procedure.Act, below string, watch int64) string {
	if below == "" {
		return fmt.Sprintf("/watches/%s?id=%d", did, watch)
	}
	return fmt.Sprintf("/watches/%d/%s", watch, below)
}

// actsOf are what the person may do with the watch now, what it waits for first.
func actsOf(r *kit.Request, p watchPage) (out []act) {
	for _, d := range doors {
		if !p.Can[string(d.act)] || !d.step.May(r.By.Role) || d.act == procedure.Feedback && !p.Owed ||
			d.act == procedure.Visit && p.Theirs(r.By) != nil {
			continue
		}
		out = append(out, act{d.title, pathOf(d.act, d.path, p.ID), d.act == p.Waits()})
	}
	if a, ok := posting(r, p); ok {
		out = append(out, a)
	}
	if monitoring.RectifyStep.May(r.By.Role) {
		out = append(out, act{Title: "下达整改", Path: orderPath("", p.Household, p.ID)})
	}
	slices.SortStableFunc(out, func(a, b act) int {
		return map[bool]int{true: 0, false: 1}[a.First] - map[bool]int{true: 0, false: 1}[b.First]
	})
	return out
}

// posting is what is next for a watch that waits to be posted: its notice is made, or put up.
func posting(r *kit.Request, p watchPage) (act, bool) {
	if p.Waits() != procedure.Post {
		return act{}, false
	}
	if n := len(p.Notices); n > 0 && p.Unposted {
		return act{"登记张贴", fmt.Sprintf("/watches/notices/%d/post", p.Notices[n-1].Notice), true}, monitoring.PostStep.May(r.By.Role)
	}
	return act{"制作公示", pathOf(procedure.Post, "", p.ID), true}, monitoring.NoticeStep.May(r.By.Role)
}

// watchFile sends a file that hangs on a watch.
func watchFile(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	file, err := r.ID("file")
	if err != nil {
		return err
	}
	files, err := monitoring.Files(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.ID == file {
			return r.Archived(f.File, fmt.Sprintf("%s-%d", f.Kind, f.ID))
		}
	}
	return errNoFile
}

var errNoFile = fault.NotFoundf("没有找到这份材料，请从监测事项重新进入")

// minutesPhoto sends the photo of an evaluation's minutes.
func minutesPhoto(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := r.ID("n")
	if err != nil {
		return err
	}
	held, err := monitoring.EvaluationsOf(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	for _, e := range held {
		if int64(e.N) == n {
			return r.Archived(e.Minutes, "评议记录")
		}
	}
	return errNoFile
}
