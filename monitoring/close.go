package monitoring

import (
	"context"
	"fmt"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Close is what became of a measure: done, with what shows it, or withdrawn, with the reason.
type Close struct {
	Watch  int64
	N      int           // the measure, by the number of its order
	On     calendar.Date // 0: today
	Words  string
	Photos []Attachment
}

// Done records that measures were carried out (办结), by whom they were ordered to.
func Done(ctx context.Context, tx *pg.Tx, closes []Close) error {
	if err := DoneStep.Permit(tx, fmt.Sprintf("办结帮扶措施 %d 项", len(closes))); err != nil {
		return err
	}
	if slices.ContainsFunc(closes, func(c Close) bool { return len(c.Photos) == 0 }) {
		return fault.Invalidf("请上传措施落实的照片或凭证")
	}
	return finish(ctx, tx, DoneStep, procedure.Done, "办结情况", closes)
}

// Withdraw takes orders back (撤销).
func Withdraw(ctx context.Context, tx *pg.Tx, closes []Close) error {
	if err := WithdrawStep.Permit(tx, fmt.Sprintf("撤销帮扶措施 %d 项", len(closes))); err != nil {
		return err
	}
	return finish(ctx, tx, WithdrawStep, procedure.Withdraw, "撤销的理由", closes)
}

func finish(ctx context.Context, tx *pg.Tx, step flow.Step, did procedure.Act, title string, closes []Close) error {
	if len(closes) == 0 {
		return fault.Invalidf("没有选中任何措施，请先选择再办理“%s”", step.Title)
	}
	kept := slices.Clone(closes)
	for i, c := range kept {
		var err error
		if kept[i].Words, err = words.Need(title, c.Words); err != nil {
			return err
		}
	}
	for _, wave := range waves(kept, func(c Close) int64 { return c.Watch }) {
		if err := closeEach(ctx, tx, step, did, wave); err != nil {
			return err
		}
	}
	return nil
}

// closeEach closes one measure of each of the families.
func closeEach(ctx context.Context, tx *pg.Tx, step flow.Step, did procedure.Act, closes []Close) error {
	ids := make([]int64, len(closes))
	for i, c := range closes {
		ids[i] = c.Watch
	}
	if _, err := hold(ctx, tx, step, ids); err != nil { // before they are read: two who close one measure would close two alike
		return err
	}
	of, err := measuresOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	acts := make([]act, len(closes))
	for i, c := range closes {
		m, err := numberedMeasure(of[c.Watch], c.N)
		if err != nil {
			return err
		}
		if err := m.closable(of[c.Watch]); err != nil {
			return err
		}
		if did == procedure.Done {
			if err := ordered(tx, m); err != nil {
				return err
			}
		}
		acts[i] = act{watch: c.Watch, words: c.Words, Event: procedure.Event{On: c.On, Kind: m.Kind}}
	}
	before, err := record(ctx, tx, step, did, acts)
	if err != nil {
		return err
	}
	photos := make([]under, len(closes))
	for i, c := range closes {
		photos[i] = under{c.Watch, before[c.Watch].Events + 1, c.Photos}
	}
	return attach(ctx, tx, photos)
}
