package monitoring

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Planned is how a family shall be helped, in words.
type Planned struct {
	Watch int64
	Words string
}

// Plan records how families shall be helped (帮扶方案; S0: within ten working days of approval).
func Plan(ctx context.Context, tx *pg.Tx, plans []Planned) error {
	if err := PlanStep.Permit(tx, fmt.Sprintf("制定帮扶方案 %d 户", len(plans))); err != nil {
		return err
	}
	acts := make([]act, len(plans))
	for i, p := range plans {
		text, err := words.Need("帮扶方案", p.Words)
		if err != nil {
			return err
		}
		acts[i] = act{watch: p.Watch, words: text}
	}
	_, err := record(ctx, tx, PlanStep, procedure.Plan, acts)
	return err
}

// Looked is one time that somebody looked after a family (走访), with photos if there are any.
type Looked struct {
	Watch  int64
	On     calendar.Date // 0: today
	Words  string
	Photos []Attachment
}

// FollowUp records that somebody looked after families.
func FollowUp(ctx context.Context, tx *pg.Tx, looked []Looked) error {
	if err := FollowUpStep.Permit(tx, fmt.Sprintf("登记走访 %d 户", len(looked))); err != nil {
		return err
	}
	acts := make([]act, len(looked))
	for i, l := range looked {
		text, err := words.Need("走访情况", l.Words)
		if err != nil {
			return err
		}
		acts[i] = act{watch: l.Watch, words: text, Event: procedure.Event{On: l.On}}
	}
	before, err := record(ctx, tx, FollowUpStep, procedure.FollowUp, acts)
	if err != nil {
		return err
	}
	photos := make([]under, len(looked))
	for i, l := range looked {
		photos[i] = under{l.Watch, before[l.Watch].Events + 1, l.Photos}
	}
	return attach(ctx, tx, photos)
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
	for _, wave := range waves(fit, func(o Order) int64 { return o.Watch }) {
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

// waves are a batch one of a family at a time: several of one family follow one another. The first holds every family, in the order of their ids.
func waves[T any](all []T, watch func(T) int64) (out [][]T) {
	had := map[int64]int{}
	for _, one := range all {
		n := had[watch(one)]
		if n == len(out) {
			out = append(out, nil)
		}
		out[n] = append(out[n], one)
		had[watch(one)]++
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
