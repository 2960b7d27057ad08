package procedure

// step takes in one of the twelve: the one that is next, and no other. But a watched family may be visited at any time, and nominated.
func (f *Family) step(p *Procedure, e Event) error {
	if f.state == StateWatched && e.Act == Visit {
		f.see(p, e)
		return nil
	}
	if f.state == StateWatched && e.Act == Nominate {
		return f.nominate(p, e)
	}
	if err := f.inTurn(p, e); err != nil {
		return err
	}
	switch e.Act {
	case Visit:
		f.visited(p, e)
	case Post:
		f.posted(p, e)
	case Evaluate, Review, Compare:
		f.judged(p, e)
	case Approve:
		return f.approve(p, e)
	default:
		f.advance(e)
		f.cleared(p, e)
	}
	return nil
}

// inTurn refuses a step that is not next, and any step while an objection is open or the notice hangs.
func (f Family) inTurn(p *Procedure, e Event) error {
	stage, ok := f.Stage(p)
	switch {
	case f.lead.asked:
		return refuse("已交办部门，下一步是“%s”，不能“%s”", Answer.Title(), e.Act.Title())
	case !ok:
		return refuse("这一户现在是“%s”，不能“%s”", f.state.Title(), e.Act.Title())
	case f.round.objections > 0:
		return refuse("有 %d 件异议没有处理，先认定成立或不成立，才能“%s”", f.round.objections, e.Act.Title())
	case stage.Step != e.Act:
		return refuse("下一步是“%s”，不能“%s”", stage.Step.Title(), e.Act.Title())
	case f.hangs(p) && e.On <= f.round.notice.Day:
		return early(f.round.notice.Day+1, "公示到 %s 为止，期满以后才能“%s”", f.round.notice.Day, e.Act.Title())
	}
	return nil
}

// hangs tells whether the step that is next waits for the notice.
func (f Family) hangs(p *Procedure) bool { return f.round.notice != nil && !f.approved(p) }

// advance puts the next step in turn; its own days are counted from this one.
func (f *Family) advance(e Event) {
	f.round.at++
	f.round.from = e.On
}

// see keeps a visit, whatever follows from it.
func (f *Family) see(p *Procedure, e Event) {
	before := Labour("")
	if f.newest != nil {
		before = f.newest.Labour
	}
	visited := p.judge(e.On, *e.Visit, before)
	f.newest, f.watch.looked = &visited, e.On
}

// visited is the step: in taking in, the door judges.
func (f *Family) visited(p *Procedure, e Event) {
	f.see(p, e)
	f.advance(e)
	if f.round.clearing {
		return
	}
	switch p.Follows(f.newest.Below, f.newest.Risk) {
	case ToEnter:
		f.state = StateEntering
	case ToOffline:
		f.state, f.round = StateOffline, round{}
	default:
		f.end(e)
	}
}

// posted starts the notice's clock: the step after it counts from its last day.
func (f *Family) posted(p *Procedure, e Event) {
	f.advance(e)
	if until, ok := p.NoticeUntil(e.On); ok {
		f.round.notice, f.round.from = &until, until.Day
	}
}

// reposted counts the days of the notice anew. The step that is next is possible after them, and its own days are counted from their end.
func (f *Family) reposted(p *Procedure, e Event) error {
	if f.round.notice == nil || f.approved(p) {
		return refuse("张贴公示以后、审定以前才能“%s”，这一户现在是“%s”", e.Act.Title(), f.state.Title())
	}
	if until, ok := p.NoticeUntil(e.On); ok {
		f.round.notice, f.round.from = &until, until.Day
	}
	return nil
}

// judged takes the result of a step before the approval.
func (f *Family) judged(p *Procedure, e Event) {
	switch e.Result {
	case Pass:
		f.advance(e)
	case Return:
		f.back(p, e)
	default:
		f.end(e)
	}
}

// back leads to the visit of the same round: it and every step after it are done again, and the notice comes down.
func (f *Family) back(p *Procedure, e Event) {
	clearing := f.round.clearing
	f.round = round{clearing: clearing, at: place(f.list(p), Visit), from: e.On}
	if !clearing {
		f.state = StateHandedOver
	}
}

// end ends the round: entering as not taken in, clearing as watched as before.
func (f *Family) end(e Event) {
	if f.round.clearing {
		f.resume()
		return
	}
	f.state, f.round, f.lead.decided = StateNotTaken, round{}, e.On
}

// resume is a watch whose steps of taking in are done.
func (f *Family) resume() { f.state, f.round = StateWatched, round{at: done} }

// done is beyond the end of every list.
const done = 1 << 20

func (f *Family) approve(p *Procedure, e Event) error {
	if e.Result != Pass {
		f.judged(p, e)
		return nil
	}
	if f.round.clearing {
		return f.approveClearing(p, e)
	}
	f.state = StateWatched
	f.watch = watch{since: &e.On, kind: f.newest.Kind, looked: e.On}
	if e.Kind != "" {
		f.watch.kind = e.Kind
	}
	f.advance(e)
	return nil
}

// objection comes from the day of posting until the approval. One answer answers the oldest; one that is upheld ends them all.
func (f *Family) objection(p *Procedure, e Event) error {
	switch {
	case e.Act == Object && (f.round.notice == nil || f.approved(p)):
		return refuse("张贴公示以后、审定以前才能提出异议，这一户现在是“%s”", f.state.Title())
	case e.Act == Object:
		f.round.objections++
	case f.round.objections == 0:
		return refuse("没有待处理的异议，不能认定“%s”", e.Act.Title())
	case e.Act == Dismiss:
		f.round.objections--
	default:
		f.back(p, e)
	}
	return nil
}
