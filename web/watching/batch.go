package watching

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/web/kit"
)

// batch is one thing that is done to many watches at once, or to one: a page that shows what would become of each, and the step.
type batch struct {
	act    procedure.Act
	step   flow.Step
	title  string // what the button says
	did    string // what is said when it is done
	hint   string // what should be known before
	grave  bool   // it cannot be taken back
	result procedure.Result

	hands   bool   // it asks whom to
	grounds bool   // it shows what each is decided on
	decides bool   // it asks which way
	kinds   bool   // it asks of which kind each is
	opines  string // what is asked in words for all; empty: nothing
	reasons string // what is asked in words for each
	number  string // what number is asked for all, if they have one
	numbers string // what number is asked for each, which must be there

	verb func(context.Context, *pg.Tx, *kit.Request, []int64) error
}

// path is the address of its page and of its form.
func (b batch) path() string { return "/watches/" + string(b.act) }

var batches = []batch{
	{act: procedure.HandOver, step: monitoring.HandOverStep, title: "交办", did: "已交办", hands: true, verb: handOver,
		hint: "交办给乡镇的，由乡镇组织村干部入户核查；属于部门职责的，交办给部门答复。"},
	{act: procedure.Feedback, step: monitoring.FeedbackStep, title: "反馈办理结果", did: "已反馈办理结果", reasons: "办理情况", verb: feedBack,
		hint: "逐户说明办理情况：已纳入的写明结果，还在办理的写明进展，不纳入的说明理由。"},
	{act: procedure.Review, step: monitoring.ReviewStep, title: "提交乡镇审核", did: "乡镇已审核", result: procedure.Pass, decides: true, opines: "审核意见", verb: decide(monitoring.Review)},
	{act: procedure.Compare, step: monitoring.CompareStep, title: "提交部门比对结果", did: "已登记部门比对", result: procedure.Pass, decides: true, opines: "比对结果", verb: decide(monitoring.Compare),
		hint: "比对车辆、房产、工商、财政供养等部门信息后再登记。"},
	{act: procedure.Approve, step: monitoring.ApproveStep, title: "审定", did: "已审定", result: procedure.Pass, decides: true, kinds: true, opines: "审定意见", verb: approve,
		hint: "审定通过即纳入监测（或消除风险），户标签随之变更；入户、评议、审核、比对的人不得审定。"},
	{act: procedure.Announce, step: monitoring.AnnounceStep, title: "登记公告", did: "已登记公告", number: "公告编号", verb: numbered(monitoring.Announce), hint: "公告编号没有的可不填。"},
	{act: procedure.Register, step: monitoring.RegisterStep, title: "登记系统录入", did: "已登记系统录入", numbers: "全国系统编号", verb: numbered(monitoring.Register),
		hint: "先在全国防返贫监测信息系统录入，再在这里登记编号。本系统不向全国系统发送数据。"},
	{act: procedure.File, step: monitoring.FileStep, title: "登记备案", did: "已登记备案", number: "备案文号", verb: numbered(monitoring.File), hint: "备案文号没有的可不填。"},
	{act: procedure.NotTaken, step: monitoring.NotTakenStep, title: "不纳入监测", did: "已记为不纳入", grave: true, grounds: true, reasons: "不纳入的理由", verb: notTaken,
		hint: "不能撤回：再出现风险的，另行登记线索。须逐户写明理由。"},
	{act: procedure.Nominate, step: monitoring.NominateStep, title: "提名风险消除", did: "已提名风险消除", opines: "提名的理由", verb: nominate,
		hint: "写明收入是否稳定、风险如何消除。提名后入户核查、评议、公示、审核、审定。"},
	{act: procedure.Mark, step: monitoring.MarkStep, title: "登记已标注", did: "已登记标注“风险消除”", verb: mark, hint: "先在全国防返贫监测信息系统标注“风险消除”，再在这里登记。"},
	{act: procedure.RollBack, step: monitoring.RollBackStep, title: "风险消除回退", did: "已回退，继续监测帮扶", grave: true, opines: "回退的理由", verb: rollBack,
		hint: "回退后视同没有消除过风险，监测帮扶继续。"},
	{act: procedure.Post, step: monitoring.NoticeStep, title: "制作公示", did: "已制作公示", verb: nil,
		hint: "每村一份，写明户主、村和监测对象类别，不写收入、病情等其他内容。制作后由村干部张贴、拍照登记。"},
}

func batchRoutes() (routes []kit.Route) {
	for _, b := range batches {
		take := b.take
		if b.act == procedure.Post {
			take = b.notify
		}
		routes = append(routes, kit.Show(b.path(), "", b.step.Roles, b.show), kit.Act(b.path(), b.step, take, b.show))
	}
	return routes
}

// batchPage shows what one step would come to.
type batchPage struct {
	B        batchView
	Rows     []batchRow // those that are shown one by one
	Rest     int        // how many of the list are decided after these
	Able     int        // for how many it can be done
	Decided  int        // how many cannot be passed, but returned or refused
	Refused  int        // with how many nothing can be done
	Becomes  []become   // what those become, counted
	IDs      []int64    // the form carries them; none where it carries a whole list
	All      shown.Rows
	Action   string
	Back     string
	Agencies []kit.Choice
	Calls    func(procedure.Act) string // an act, in the county's words
}

// batchView is of a batch what its template asks.
type batchView struct {
	Title, Button, Hint, Opines, Reasons, Number, Numbers string
	Grave, Hands, Decides, Grounds, Kinds, Dated          bool
}

// become is where some watches would stand.
type become struct {
	Title string
	Count int
}

// batchRow is a watch with what would become of it, and where an office decides, on what.
type batchRow struct {
	monitoring.Foreseen
	Grounds *monitoring.Grounds // nil where nothing is decided
	Whose   string              // of a lead to be handed over, by the procedure
}

// decidedAtOnce is how many watches an office decides from one page, each with its grounds: as many as a page may weigh.
const decidedAtOnce = 15

// shownSingly is up to how many watches a batch shows one by one, each with its own fields.
const shownSingly = 60

func (b batch) show(r *kit.Request) error {
	ids, all, err := b.picked(r)
	switch {
	case err != nil:
		return err
	case len(ids) == 0 && r.Method == http.MethodGet:
		return r.To(b.list(r), fmt.Sprintf("没有选中任何一户。请先在清单中勾选，再办理“%s”", b.step.Title))
	}
	p := batchPage{All: all, Action: b.path(), Back: back(r, ids), B: b.view()}
	if b.view().Grounds && len(ids) > decidedAtOnce {
		p.Rest, p.All, ids = len(ids)-decidedAtOnce, "", ids[:decidedAtOnce]
		p.Action += (&url.URL{RawQuery: filters(r).Encode()}).String()
	}
	seen, err := monitoring.Foresee(r.Context(), r.Tx, ids, procedure.Event{Act: b.act, Result: b.result})
	if err != nil {
		return err
	}
	if p.All == "" {
		p.IDs = ids
	} else {
		p.Action += "?" + r.URL.RawQuery
	}
	calling, err := monitoring.Calling(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	p.Calls = calling.Calls
	p.count(seen)
	if err := p.list(r, seen); err != nil {
		return err
	}
	if b.hands {
		if err := p.whose(r); err != nil {
			return err
		}
	}
	return r.Show("watching/watches/batch", p)
}

// whose says to whom leads may be handed over, and to whom each would be by the procedure.
func (p *batchPage) whose(r *kit.Request) error {
	units, err := agencies(r)
	if err != nil {
		return err
	}
	p.Agencies = append([]kit.Choice{{Value: monitoring.ByProcedure, Title: "按监测程序：部门自行办结的交部门，其他的交乡镇"}}, units...)
	ids := make([]int64, len(p.Rows))
	for i, row := range p.Rows {
		ids[i] = row.ID
	}
	whose, err := monitoring.Whose(r.Context(), r.Tx, ids)
	for i, row := range p.Rows {
		p.Rows[i].Whose = whose[row.ID]
	}
	return err
}

func (b batch) view() batchView {
	return batchView{
		Title: b.step.Title, Button: b.title, Hint: b.hint, Opines: b.opines, Reasons: b.reasons, Number: b.number, Numbers: b.numbers, Grave: b.grave, Hands: b.hands,
		Decides: b.decides, Grounds: b.decides || b.grounds, Kinds: b.kinds, Dated: b.act == procedure.Post,
	}
}

// list takes in those that are shown one by one: all of few, of many those that cannot be done.
func (p *batchPage) list(r *kit.Request, seen []monitoring.Foreseen) (err error) {
	if len(seen) > shownSingly {
		seen = slices.DeleteFunc(seen, func(f monitoring.Foreseen) bool { return f.Refused == "" })
		seen = seen[:min(len(seen), shownSingly)]
	}
	var grounds map[int64]monitoring.Grounds
	if p.B.Grounds {
		if grounds, err = monitoring.GroundsOf(r.Context(), r.Tx, p.IDs); err != nil {
			return err
		}
	}
	for _, f := range seen {
		row := batchRow{Foreseen: f}
		if g, is := grounds[f.ID]; is {
			row.Grounds = &g
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

func (p *batchPage) count(seen []monitoring.Foreseen) {
	for _, f := range seen {
		switch {
		case f.Decided:
			p.Decided++
			continue
		case f.Refused != "":
			p.Refused++
			continue
		}
		p.Able++
		title := f.Then.State.Title()
		if next := p.Calls(f.Then.Next); next != "" {
			title += "，下一步“" + next + "”"
		}
		i := slices.IndexFunc(p.Becomes, func(b become) bool { return b.Title == title })
		if i < 0 {
			p.Becomes, i = append(p.Becomes, become{Title: title}), len(p.Becomes)
		}
		p.Becomes[i].Count++
	}
}

// Single tells whether each watch has fields of its own.
func (p batchPage) Single() bool { return len(p.Rows) == p.Able+p.Decided+p.Refused }

// Open is with how many something can be done.
func (p batchPage) Open() int { return p.Able + p.Decided }

// picked are the watches that a batch is for: those named, or all that the list's filters find, as the person was shown them.
func (b batch) picked(r *kit.Request) ([]int64, shown.Rows, error) {
	seen := r.Shown("all")
	if seen == "" {
		ids, err := r.Numbers("id")
		return ids, "", err
	}
	var ids []int64
	read := func(tx *pg.Tx) (err error) {
		f, err := filterWatches(r.Context(), tx, r.URL.Query())
		if err != nil {
			return err
		}
		ids, err = monitoring.IDs(r.Context(), tx, f)
		return err
	}
	var err error
	if r.Tx != nil {
		err = read(r.Tx)
	} else {
		err = r.Read(read)
	}
	if err != nil {
		return nil, "", err
	}
	return ids, seen, seen.Still(ids, "符合条件的监测事项")
}

// back is where the page leads back to: the one watch, or the list that they were chosen from.
func back(r *kit.Request, ids []int64) string {
	if len(ids) == 1 {
		return fmt.Sprintf("/watches/%d", ids[0])
	}
	return (&url.URL{Path: "/watches", RawQuery: filters(r).Encode()}).String()
}

// list is where the watches are chosen: the list that somebody came from without choosing, or all that wait for the step.
func (b batch) list(r *kit.Request) string {
	if query := filters(r); len(query) > 0 {
		return (&url.URL{Path: "/watches", RawQuery: query.Encode()}).String()
	}
	switch b.act {
	case procedure.Nominate, procedure.Feedback:
		return "/watches?can=" + string(b.act)
	case procedure.NotTaken:
		return "/watches?state=" + string(procedure.StateEntering)
	case procedure.RollBack:
		return "/watches?state=" + string(procedure.StateCleared)
	}
	return "/watches?next=" + string(b.act)
}

// filters are those of the list that the watches were chosen from.
func filters(r *kit.Request) url.Values {
	query := url.Values{}
	for name, values := range r.URL.Query() {
		if name != "id" && name != "all" {
			query[name] = values
		}
	}
	return query
}

// take takes the step for all picked, as one deed.
func (b batch) take(r *kit.Request) error {
	ids, _, err := b.picked(r)
	if err != nil {
		return err
	}
	if each := b.reasons + b.numbers; each != "" && len(ids) > shownSingly {
		return fault.Invalidf("须逐户写明“%s”，一次最多 %d 户，请分批办理", each, shownSingly)
	}
	if b.view().Grounds && len(ids) > decidedAtOnce {
		return fault.Invalidf("一次最多核对 %d 户，请分批办理", decidedAtOnce)
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return b.verb(ctx, tx, r, ids) }); err != nil {
		return err
	}
	return r.To(back(r, ids), fmt.Sprintf("%s %d 户", b.did, len(ids)))
}

// of is a field of one watch of the batch.
func of(field string, id int64) string { return fmt.Sprintf("%s-%d", field, id) }

func handOver(ctx context.Context, tx *pg.Tx, r *kit.Request, ids []int64) error {
	out := make([]monitoring.Handing, len(ids))
	for i, id := range ids {
		to := cmp.Or(r.Value(of("to", id)), r.Value("to"))
		if to == "" {
			return fault.Invalidf("请选择交办给谁")
		}
		out[i] = monitoring.Handing{Watch: id, To: to}
	}
	return monitoring.HandOver(ctx, tx, out)
}

func feedBack(ctx context.Context, tx *pg.Tx, r *kit.Request, ids []int64) error {
	out := make([]monitoring.Result, len(ids))
	for i, id := range ids {
		out[i] = monitoring.Result{Watch: id, Words: r.Value(of("reason", id))}
	}
	return monitoring.Feedback(ctx, tx, out)
}

// ways are how an office may decide.
var ways = map[string]procedure.Result{"pass": procedure.Pass, "return": procedure.Return, "refuse": procedure.Refuse}

func decisions(r *kit.Request, ids []int64) ([]monitoring.Decision, error) {
	result, ok := ways[r.Value("result")]
	if !ok {
		return nil, fault.Invalidf("请选择“通过”“退回”或“不通过”")
	}
	out := make([]monitoring.Decision, len(ids))
	for i, id := range ids {
		out[i] = monitoring.Decision{Watch: id, Result: result, Opinion: r.Value("opinion")}
	}
	return out, nil
}

func decide(verb func(context.Context, *pg.Tx, []monitoring.Decision) error) func(context.Context, *pg.Tx, *kit.Request, []int64) error {
	return func(ctx context.Context, tx *pg.Tx, r *kit.Request, ids []int64) error {
		out, err := decisions(r, ids)
		if err != nil {
			return err
		}
		return verb(ctx, tx, out)
	}
}

func approve(ctx context.Context, tx *pg.Tx, r *kit.Request, ids []int64) error {
	out, err := decisions(r, ids)
	if err != nil {
		return err
	}
	for i, d := range out {
		if d.Result == procedure.Pass {
			out[i].Kind = r.Value(of("kind", d.Watch))
		}
	}
	return monitoring.Approve(ctx, tx, out)
}

func numbered(verb func(context.Context, *pg.Tx, []monitoring.Numbered) error) func(context.Context, *pg.Tx, *kit.Request, []int64) error {
	return func(ctx context.Context, tx *pg.Tx, r *kit.Request, ids []int64) error {
		out := make([]monitoring.Numbered, len(ids))
		for i, id := range ids {
			out[i] = monitoring.Numbered{Watch: id, No: cmp.Or(r.Value(of("no", id)), r.Value("no"))}
		}
		return verb(ctx, tx, out)
	}
}

func notTaken(ctx context.Context, tx *pg.Tx, r *kit.Request, ids []int64) error {
	out := make([]monitoring.Decision, len(ids))
	for i, id := range ids {
		out[i] = monitoring.Decision{Watch: id, Opinion: r.Value(of("reason", id))}
	}
	return monitoring.NotTaken(ctx, tx, out)
}

func nominate(ctx context.Context, tx *pg.Tx, r *kit.Request, ids []int64) error {
	return monitoring.Nominate(ctx, tx, ids, r.Value("opinion"))
}

func mark(ctx context.Context, tx *pg.Tx, _ *kit.Request, ids []int64) error {
	return monitoring.Mark(ctx, tx, ids)
}

func rollBack(ctx context.Context, tx *pg.Tx, r *kit.Request, ids []int64) error {
	return monitoring.RollBack(ctx, tx, ids, r.Value("opinion"))
}

// listBatch is what can be done with the watches of a list: each leads to its page.
type listBatch struct {
	Steps  []kit.Choice // address and caption
	Fields []kit.Choice // of the list's filters, which the form carries
	All    shown.Rows   // which watches the whole list is of; empty where one page shows it all
}

// batchOf is what the listed watches wait for, if the person may take it: only where all of them wait for the same.
func batchOf(r *kit.Request, l *kit.List, f monitoring.Filter, total int) (*listBatch, error) {
	var out listBatch
	for _, b := range batches {
		waits := b.act == f.Next || b.act == procedure.Nominate && f.Nominable || b.act == procedure.Feedback && l.Get("can") == "feedback" || b.act == procedure.RollBack && f.State == procedure.StateCleared ||
			b.act == procedure.NotTaken && (f.State == procedure.StateEntering || f.State == procedure.StateHandedOver || f.Next.IsStep())
		if waits && b.step.May(r.By.Role) {
			out.Steps = append(out.Steps, kit.Choice{Value: b.path(), Title: b.title})
		}
	}
	if len(out.Steps) == 0 || total == 0 {
		return nil, nil
	}
	for _, name := range slices.Sorted(maps.Keys(l.Query)) {
		if value := l.Get(name); value != "" && !slices.Contains([]string{"page", "id", "all"}, name) {
			out.Fields = append(out.Fields, kit.Choice{Value: name, Title: value})
		}
	}
	if l.Pages() > 1 {
		ids, err := monitoring.IDs(r.Context(), r.Tx, f)
		if err != nil {
			return nil, err
		}
		out.All = shown.Of(ids)
	}
	return &out, nil
}
