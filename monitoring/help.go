package monitoring

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Plan records how a family shall be helped (帮扶方案; S0: within ten working days of approval).
func Plan(ctx context.Context, tx *pg.Tx, watch int64, text string) error {
	return tell(ctx, tx, PlanStep, procedure.Plan, watch, "帮扶方案", text, nil)
}

// FollowUp records that somebody looked after the family (走访), with photos if there are any.
func FollowUp(ctx context.Context, tx *pg.Tx, watch int64, on calendar.Date, text string, photos []Attachment) error {
	return tell(ctx, tx, FollowUpStep, procedure.FollowUp, watch, "走访情况", text, photos, on)
}

// tell records an act that is told in words.
func tell(ctx context.Context, tx *pg.Tx, step flow.Step, did procedure.Act, watch int64, title, text string, files []Attachment, on ...calendar.Date) error {
	if err := step.Permit(tx, step.Title); err != nil {
		return err
	}
	text, err := words.Need(title, text)
	if err != nil {
		return err
	}
	a := act{watch: watch, words: text}
	if len(on) > 0 {
		a.On = on[0]
	}
	before, err := record(ctx, tx, step, did, []act{a})
	if err != nil {
		return err
	}
	return attach(ctx, tx, watch, before[watch].Events+1, files)
}

// Order is a measure as it is ordered (下达): to a department or a township, with the day by which it shall be done.
type Order struct {
	Watch int64
	On    calendar.Date // the day it began to work (落实), since the family was taken in; 0: today
	Waits bool          // it does not work yet: Begin tells since when it does
	Kind  string        // 帮扶类别, as the procedure names it
	To    string        // 乡镇 or a department
	Due   *calendar.Date
	Words string // what shall be done
}

// Measures orders measures for families. Which kinds a family may have, and whether these suffice, the procedure says.
func Measures(ctx context.Context, tx *pg.Tx, orders []Order) error {
	if err := MeasureStep.Permit(tx, fmt.Sprintf("下达帮扶措施 %d 项", len(orders))); err != nil {
		return err
	}
	if len(orders) == 0 {
		return fault.Invalidf("没有填写任何帮扶措施，请先填写")
	}
	agencies, err := agenciesAtWork(ctx, tx)
	if err != nil {
		return err
	}
	fit := make([]Order, len(orders))
	for i, o := range orders {
		if fit[i], err = o.fit(agencies, calendar.DateOf(tx.Now)); err != nil {
			return err
		}
	}
	for _, wave := range waves(fit) {
		if err := order(ctx, tx, wave); err != nil {
			return err
		}
	}
	return nil
}

// fit is the order as it is kept, or what is wrong with it.
func (o Order) fit(agencies map[string]bool, today calendar.Date) (Order, error) {
	if o.To != Township && !agencies[o.To] {
		return o, fault.Invalidf("“%s”没有在岗的部门报送员，请先建立账号，或下达给乡镇", o.To)
	}
	if o.On == 0 || o.Waits {
		o.On = today
	}
	switch title := map[bool]string{true: "下达", false: "落实"}[o.Waits]; {
	case o.On > today:
		return o, fault.Invalidf("落实日期 %s 晚于今天。还没有落实的，先不填，落实以后登记", o.On.Chinese())
	case o.Due != nil && *o.Due < o.On:
		return o, fault.Invalidf("办结期限 %s 早于%s日期 %s，请核对", o.Due.Chinese(), title, o.On.Chinese())
	}
	var err error
	if o.Kind, err = words.Line("帮扶类别", o.Kind); err != nil {
		return o, err
	}
	o.Words, err = words.Need("措施内容", o.Words)
	return o, err
}

// waves are orders one of a family at a time: several of one family follow one another. The first holds every family, in the order of their ids.
func waves(orders []Order) (out [][]Order) {
	had := map[int64]int{}
	for _, o := range orders {
		n := had[o.Watch]
		if n == len(out) {
			out = append(out, nil)
		}
		out[n] = append(out[n], o)
		had[o.Watch]++
	}
	return out
}

// order records measures, one of each of their families.
func order(ctx context.Context, tx *pg.Tx, orders []Order) error {
	acts := make([]act, len(orders))
	for i, o := range orders {
		acts[i] = act{watch: o.Watch, Event: procedure.Event{Kind: o.Kind, Due: o.Due, Waits: o.Waits}}
		if !o.Waits {
			acts[i].Began = &o.On
		}
	}
	before, err := record(ctx, tx, MeasureStep, procedure.Measure, acts)
	if err != nil {
		return err
	}
	type row struct {
		Watch int64          `db:"watch"`
		N     int            `db:"n"`
		Kind  string         `db:"kind"`
		To    string         `db:"ordered_to"`
		Due   *calendar.Date `db:"due_on"`
		Words string         `db:"words"`
		Salt  []byte         `db:"salt"`
	}
	rows := make([]row, len(orders))
	for i, o := range orders {
		rows[i] = row{o.Watch, before[o.Watch].Events + 1, o.Kind, o.To, o.Due, o.Words, secret.Salt()}
		tx.Cover("measure", o.Watch)
	}
	return pg.Insert(ctx, tx, "measure", rows)
}
