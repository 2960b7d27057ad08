package watching

import (
	"cmp"
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/shown"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

// mostHits is how many families of a query are dealt with at once: what one deed of an office comes to on paper.
const mostHits = 1000

// hitBatch is one thing that is done to many families that a query found: a page that shows what would become of each, and the step.
type hitBatch struct {
	path  string
	step  flow.Step
	title string // what the button says
	hint  string
	of    string // the query alone that it is for; empty: any
	order bool   // it asks of whom, and until when
	// foreseen is what would become of a family, or why it is refused.
	foreseen func(monitoring.Hit) (then, refused string)
	verb     func(ctx context.Context, tx *pg.Tx, r *kit.Request, a asked, ids []int64) (to, said string, err error)
}

var hitBatches = []hitBatch{
	{path: "leads", step: monitoring.LeadStep, title: "登记为线索", foreseen: foreseenLead, verb: leadHits,
		hint: "登记后由县经办交办、入户核查；本户已有监测事项的，线索自动并入。"},
	{path: "unchanged", step: monitoring.RoundStep, of: "may", title: "登记摸排：情况没有变化", foreseen: foreseenLook, verb: lookHits,
		hint: "逐户看过、家庭情况没有变化的，在这里成批登记，不必另填表；有变化的不要选，请登记线索或入户核查。"},
	{path: "rectify", step: monitoring.RectifyStep, title: "下达整改", order: true, foreseen: foreseenOrder, verb: rectifyHits,
		hint: "责任单位按期整改、附佐证材料办结，再由县里另一人核实销号。"},
}

func foreseenLead(h monitoring.Hit) (then, refused string) {
	if h.Open != nil {
		return "并入本户的监测事项", ""
	}
	return "新线索，待交办", ""
}

func foreseenLook(h monitoring.Hit) (then, refused string) {
	if h.UnderWay {
		return "", "在办或监测中，请入户核查或走访"
	}
	return "本年度已摸排，情况没有变化", ""
}

func foreseenOrder(h monitoring.Hit) (then, refused string) {
	if h.Ordered != nil {
		return "", "已下达整改，尚未销号"
	}
	return "整改中", ""
}

// hitsPage shows what one step would come to for families that a query found.
type hitsPage struct {
	asked
	Name, Hint, Button string // of the batch
	Order              bool
	Rows               []hitLine // those that are shown one by one
	Able, Refused      int
	Becomes            []become
	IDs                []int64 // the form carries them; none where it carries all that the query finds
	All                shown.Rows
	Action, Back       string
	Agencies           []kit.Choice
	Due                *calendar.Date // that an order has unless another is written; nil: none
}

// hitLine is a family with what would become of it.
type hitLine struct {
	monitoring.Hit
	Then, Refused string
}

// Single tells whether each family has fields of its own.
func (p hitsPage) Single() bool { return len(p.Rows) == p.Able+p.Refused }

func (b hitBatch) show(r *kit.Request) error {
	a, err := askedOf(r)
	if err != nil {
		return err
	}
	hits, all, err := b.picked(r, a)
	if err != nil {
		return err
	}
	p := hitsPage{asked: a, Name: b.step.Title, Hint: b.hint, Button: b.title, Order: b.order, All: all, Action: a.at("/" + b.path), Back: a.at("")}
	if all == "" {
		p.IDs = homesOf(hits)
	}
	if b.step.Verb == monitoring.LeadStep.Verb && a.Risk == "" {
		p.Hint += "这项排查不指明风险：线下监测的户只记入本户的监测事项，有返贫致贫风险的请另行登记线索并写明风险。"
	}
	for _, h := range hits {
		p.add(b, h)
	}
	if b.order {
		if p.Agencies, err = agencies(r); err != nil {
			return err
		}
		p.Due = monitoring.RectifyBy(r.Today())
	}
	return r.Show("watching/sweeps/batch", p)
}

// add counts one family in; of many only those that are refused, or the first, are shown.
func (p *hitsPage) add(b hitBatch, h monitoring.Hit) {
	then, refused := b.foreseen(h)
	if refused == "" {
		p.Able++
		p.become(then)
	} else {
		p.Refused++
	}
	if len(p.Rows) < shownSingly {
		p.Rows = append(p.Rows, hitLine{h, then, refused})
	}
}

func (p *hitsPage) become(title string) {
	for i := range p.Becomes {
		if p.Becomes[i].Title == title {
			p.Becomes[i].Count++
			return
		}
	}
	p.Becomes = append(p.Becomes, become{title, 1})
}

// picked are the families that a batch is for, each once: those named, or all that the query finds, as the person was shown them.
func (b hitBatch) picked(r *kit.Request, a asked) ([]monitoring.Hit, shown.Rows, error) {
	hits, _, err := a.ask(r, pg.Window{})
	if err != nil {
		return nil, "", err
	}
	of, ids := map[int64]monitoring.Hit{}, homesOf(hits)
	for _, h := range hits {
		of[h.Household] = h // as the verb takes it
	}
	all := r.Shown("all")
	if all == "" {
		if ids, err = r.Numbers("id"); err != nil {
			return nil, "", err
		}
	} else if err := all.Still(ids, "“"+a.Title+"”找到的户"); err != nil {
		return nil, "", err
	}
	if b.of != "" && b.of != a.Code {
		return nil, "", fault.NotFoundf("“%s”没有这一项办理", a.Title)
	}
	if len(ids) == 0 || len(ids) > mostHits {
		return nil, "", fault.Invalidf("请选择 1 至 %d 户", mostHits)
	}
	out := make([]monitoring.Hit, len(ids))
	for i, id := range ids {
		h, found := of[id]
		if !found && r.Tx == nil && b.of != "" { // somebody looked meanwhile: the verb says so
			h.Household = id
		} else if !found {
			return nil, "", fault.NotFoundf("选中的户中有的不在“%s”的结果中，请重新排查后再办理", a.Title)
		}
		out[i] = h
	}
	return out, all, nil
}

func (b hitBatch) take(r *kit.Request) error {
	a, err := askedOf(r)
	if err != nil {
		return err
	}
	hits, _, err := b.picked(r, a)
	if err != nil {
		return err
	}
	var to, said string
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		to, said, err = b.verb(ctx, tx, r, a, homesOf(hits))
		return err
	})
	if err != nil {
		return err
	}
	return r.To(to, said)
}

func leadHits(ctx context.Context, tx *pg.Tx, _ *kit.Request, a asked, ids []int64) (to, said string, err error) {
	made, err := monitoring.LeadHits(ctx, tx, a.Code, a.With, ids)
	return "/watches?next=hand_over", fmt.Sprintf("已登记线索：新线索 %d 户，并入已有监测事项 %d 户", len(made.Begun), len(made.Joined)), err
}

func lookHits(ctx context.Context, tx *pg.Tx, _ *kit.Request, a asked, ids []int64) (to, said string, err error) {
	return "/watches/round", fmt.Sprintf("已登记摸排 %d 户", len(ids)), monitoring.LookedRound(ctx, tx, ids)
}

func rectifyHits(ctx context.Context, tx *pg.Tx, r *kit.Request, a asked, ids []int64) (to, said string, err error) {
	due, err := r.Date("due", "整改期限")
	if err != nil {
		return "", "", err
	}
	orders := make([]monitoring.Rectify, len(ids))
	for i, id := range ids {
		orders[i] = monitoring.Rectify{Household: id, Unit: r.Value("unit"), Person: cmp.Or(r.Value(of("person", id)), r.Value("person")), Due: due}
	}
	_, err = monitoring.RectifyHits(ctx, tx, a.Code, a.With, orders)
	return "/rectifications?query=" + a.Code, fmt.Sprintf("已下达整改 %d 项", len(ids)), err
}
