package monitoring

import (
	"context"
	"fmt"

	"fangpin/internal/pg"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Nominate begins the release of families whose risk seems gone (村（居）提名), from the day the procedure allows.
func Nominate(ctx context.Context, tx *pg.Tx, watches []int64, why string) error {
	if err := NominateStep.Permit(tx, fmt.Sprintf("%d 户风险消除提名", len(watches))); err != nil {
		return err
	}
	why, err := words.Ask("请写明提名的理由：收入是否稳定、风险如何消除", "提名的理由", why)
	if err != nil {
		return err
	}
	acts := make([]act, len(watches))
	for i, id := range watches {
		acts[i] = act{watch: id, words: why}
	}
	_, err = record(ctx, tx, NominateStep, procedure.Nominate, acts)
	return err
}

// Mark records that the national system shows the risk as gone (标注“风险消除”); the label ends that day.
func Mark(ctx context.Context, tx *pg.Tx, watches []int64) error {
	if err := MarkStep.Permit(tx, fmt.Sprintf("%d 户标注风险消除", len(watches))); err != nil {
		return err
	}
	acts := make([]act, len(watches))
	for i, id := range watches {
		acts[i] = act{watch: id}
	}
	before, err := record(ctx, tx, MarkStep, procedure.Mark, acts)
	if err != nil {
		return err
	}
	return relabel(ctx, tx, before, watches)
}

// RollBack takes a release back that should not have been (S1: 风险消除回退): the watch goes on as if it had never been.
func RollBack(ctx context.Context, tx *pg.Tx, watches []int64, why string) error {
	if err := RollBackStep.Permit(tx, fmt.Sprintf("%d 户风险消除回退", len(watches))); err != nil {
		return err
	}
	why, err := words.Ask("请写明回退的理由", "回退的理由", why)
	if err != nil {
		return err
	}
	acts := make([]act, len(watches))
	for i, id := range watches {
		acts[i] = act{watch: id, words: why}
	}
	before, err := record(ctx, tx, RollBackStep, procedure.RollBack, acts)
	if err != nil {
		return err
	}
	return relabel(ctx, tx, before, watches)
}
