package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// Of the winter's leads so many stay at each step; of the releases one does. So many more leads of each sort come on the last day of the year.
const (
	inWinter      = 34
	fewOfAVillage = 5
	atEachStep    = 2
	lastDay       = 3
	untold        = 3 // of the winter's, whose results nobody fed back
	helpless      = 3 // of the autumn's, whom nobody is named to help
	unanswered    = 2 // of those sent to civil affairs
)

// answering is the department that is handed matters of its own.
const answering = "教体局"

// winterLeads come from the city's list, and go as far as their notices; two are a department's matters. So do the other releases.
func (w *watching) winterLeads(ctx context.Context) error {
	if err := w.lookIn(ctx, slices.Concat(w.spring, w.autumn)); err != nil {
		return err
	}
	if err := w.askOfMoves(ctx); err != nil {
		return err
	}
	if err := w.tellOf(ctx, inWinter, monitoring.City, "", "因病"); err != nil {
		return err
	}
	own := w.winter[:2]
	err := w.do(ctx, w.people.clerk, func(tx *pg.Tx) error {
		return monitoring.HandOver(ctx, tx, []monitoring.Handing{{Watch: own[0], To: answering}, {Watch: own[1], To: answering}})
	})
	if err != nil {
		return err
	}
	if _, err := w.take(ctx, w.winter, procedure.HandOver); err != nil {
		return err
	}
	first, _ := atReview(w.rule.Enter)
	if w.entering, err = w.leaveAt(ctx, w.winter[len(own):], atEachStep, first); err != nil || w.rule.Clear == nil {
		return err
	}
	first, _ = atReview(w.rule.Clear.Steps)
	w.clearing, err = w.leaveAt(ctx, w.spring[released:], 1, first)
	return err
}

// atReview parts steps where the village's are done.
func atReview(stages []procedure.Stage) (before, from []procedure.Stage) {
	i := slices.IndexFunc(stages, func(s procedure.Stage) bool { return s.Step == procedure.Review })
	return stages[:i], stages[i:]
}

// leaveAt takes watches through steps, and at each leaves some; it answers those that went through all.
func (w *watching) leaveAt(ctx context.Context, ids []int64, each int, stages []procedure.Stage) ([]int64, error) {
	for _, stage := range stages {
		ids = ids[min(each, len(ids)):]
		if _, err := w.take(ctx, ids, stage.Step); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// tellOf records leads of families that are not known yet, a few of each village.
func (w *watching) tellOf(ctx context.Context, n int, source monitoring.Source, as, risk string) error {
	households, in, err := w.poor(ctx)
	if err != nil {
		return err
	}
	var known []monitoring.Watch
	err = w.look(ctx, func(tx *pg.Tx) (err error) {
		known, _, err = monitoring.Find(ctx, tx, monitoring.Filter{Households: pg.Only(households), Ended: true})
		return err
	})
	if err != nil {
		return err
	}
	taken := mapped(known, func(f monitoring.Watch) int64 { return f.Household })
	var signals []monitoring.Signal
	ofVillage := map[int64]int{}
	for _, h := range households {
		if !slices.Contains(taken, h) && ofVillage[in[h]] < fewOfAVillage && len(signals) < n {
			ofVillage[in[h]]++
			signals = append(signals, monitoring.Signal{Household: h, Source: source, As: as, Risk: risk, Words: "本户有人住院，自付费用较大"})
		}
	}
	return w.do(ctx, w.people.clerk, func(tx *pg.Tx) error {
		leads, err := monitoring.Lead(ctx, tx, signals)
		w.winter = append(w.winter, leads.Begun...)
		return err
	})
}

// leaveBehindWatches leaves a family or two at each of the further steps, with an objection and a notice that hangs, for whoever signs in.
func (w *watching) leaveBehindWatches(ctx context.Context) error {
	i := slices.IndexFunc(w.people.reporters, func(p who.Person) bool { return p.Agency == answering })
	err := w.do(ctx, w.people.reporters[i], func(tx *pg.Tx) error {
		return monitoring.Answer(ctx, tx, []monitoring.Reply{{Watch: w.winter[0], Settled: true, Words: "已落实助学贷款和寄宿生补助，问题解决"}})
	})
	if err != nil {
		return err
	}
	_, rest := atReview(w.rule.Enter)
	if _, err := w.leaveAt(ctx, w.entering, atEachStep, rest); err != nil {
		return err
	}
	if w.rule.Clear != nil {
		_, rest = atReview(w.rule.Clear.Steps)
		if _, err := w.leaveAt(ctx, w.clearing, 1, rest); err != nil {
			return err
		}
	}
	if err := w.feedBack(ctx, w.winter, untold); err != nil {
		return err
	}
	if err := w.leavePosted(ctx); err != nil {
		return err
	}
	if err := w.tellOf(ctx, lastDay, monitoring.Public, "", "因灾"); err != nil {
		return err
	}
	if direct := w.rule.Leads.Direct; len(direct) > 0 {
		if err := w.tellOf(ctx, lastDay, monitoring.Direct, direct[0], "因病"); err != nil {
			return err
		}
	}
	return w.left(ctx)
}

// leavePosted hangs one family's notice today, and receives an objection to another's that hung.
func (w *watching) leavePosted(ctx context.Context) error {
	if w.rule.Publicity == nil {
		return nil
	}
	found, err := w.find(ctx, w.winter)
	if err != nil {
		return err
	}
	first := func(act procedure.Act) monitoring.Watch {
		return found[slices.IndexFunc(found, func(f monitoring.Watch) bool { return waits(f, act) })]
	}
	if err := w.postAll(ctx, []monitoring.Watch{first(procedure.Post)}); err != nil {
		return err
	}
	hung := first(procedure.Review)
	return w.do(ctx, w.people.villages[hung.Village], func(tx *pg.Tx) error {
		return monitoring.Object(ctx, tx, hung.ID, w.today(), "反映该户有大棚出租，租金没有计算")
	})
}

// left says how many stand where.
func (w *watching) left(ctx context.Context) error {
	found, err := w.find(ctx, slices.Concat(w.spring, w.autumn, w.winter))
	if err != nil {
		return err
	}
	by := map[procedure.State]int{}
	for _, f := range found {
		by[f.State]++
	}
	var words []string
	for _, state := range procedure.States() {
		if by[state] > 0 {
			words = append(words, fmt.Sprintf("%s %d", state.Title(), by[state]))
		}
	}
	w.told(line{Step: "在办", Count: fmt.Sprintf("%d 户", len(found)), Note: strings.Join(words, "、")})
	w.tell()
	return nil
}
