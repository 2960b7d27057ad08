package monitoring

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
	"fangpin/procedure"
)

// Helper is a named person who helps a family (帮扶责任人; S0: “一对一”).
type Helper struct {
	ID    int64           `db:"id"`
	Watch int64           `db:"watch"`
	Level procedure.Level `db:"level"`
	Name  string          `db:"name"`
	Duty  string          `db:"duty"` // 单位、职务
	From  calendar.Date   `db:"from_on"`
	To    *calendar.Date  `db:"to_on"`
}

// helperRow is a helper as it is kept.
type helperRow struct {
	ID    int64         `db:"id"`
	Watch int64         `db:"watch"`
	Level string        `db:"level"`
	Name  string        `db:"name"`
	Duty  string        `db:"duty"`
	From  calendar.Date `db:"from_on"`
	By    int64         `db:"named_by"`
	Salt  []byte        `db:"salt"`
}

// NameHelpers names who helps families under watch, each from a day on; 0: from today.
func NameHelpers(ctx context.Context, tx *pg.Tx, helpers []Helper) ([]int64, error) {
	if err := NameHelperStep.Permit(tx, fmt.Sprintf("确定帮扶责任人 %d 人", len(helpers))); err != nil {
		return nil, err
	}
	families := map[int64]bool{}
	for _, h := range helpers {
		families[h.Watch] = true
	}
	held, err := hold(ctx, tx, NameHelperStep, slices.Sorted(maps.Keys(families)))
	if err != nil {
		return nil, err
	}
	rules, err := lawsOf(ctx, tx, held)
	if err != nil {
		return nil, err
	}
	ids, rows := pg.NewIDs(len(helpers)), make([]helperRow, len(helpers))
	for i, h := range helpers {
		if w := held[h.Watch]; w.Since == nil {
			return nil, fault.Blockedf("%s不在监测之中（%s），审定纳入后再确定帮扶责任人", w.called(), w.State.Title())
		}
		fit, err := h.fit(calendar.DateOf(tx.Now), rules[held[h.Watch].Procedure])
		if err != nil {
			return nil, err
		}
		rows[i] = helperRow{ids[i], h.Watch, string(h.Level), fit.Name, fit.Duty, fit.From, tx.By.ID, secret.Salt()}
		tx.Cover("helper", h.Watch)
	}
	return ids, pg.Insert(ctx, tx, "helper", rows)
}

// fit is the helper as it is kept, or what is wrong with it.
func (h Helper) fit(today calendar.Date, rule *procedure.Procedure) (Helper, error) {
	var err error
	if h.Name, err = words.Line("帮扶责任人姓名", h.Name); err != nil {
		return h, err
	}
	if h.Duty, err = words.Line("单位、职务", h.Duty); err != nil {
		return h, err
	}
	if h.From == 0 {
		h.From = today
	}
	levels := procedure.Levels()
	if slices.Contains(levels, h.Level) {
		return h, nil
	}
	titles := make([]string, len(levels))
	for i, l := range levels {
		titles[i] = rule.Title(l)
	}
	return h, fault.Invalidf("请选择帮扶责任人的层级：%s", strings.Join(titles, "、"))
}

// EndHelper ends a helper's duty; on is the last day of it.
func EndHelper(ctx context.Context, tx *pg.Tx, watch, helper int64, on calendar.Date) error {
	if err := EndHelperStep.Permit(tx, "更换帮扶责任人"); err != nil {
		return err
	}
	if _, err := hold(ctx, tx, EndHelperStep, []int64{watch}); err != nil {
		return err
	}
	if on > calendar.DateOf(tx.Now) {
		return fault.Invalidf("日期 %s 晚于今天，请核对", on.Chinese())
	}
	if _, err := tx.ExecContext(ctx, `SELECT helper_end($1, $2, $3, $4, $5)`, tx.County, watch, helper, on, tx.By.ID); err != nil {
		return fmt.Errorf("end a helper: %w", err)
	}
	tx.Cover("helper", watch)
	return nil
}

// Helpers lists who helps and helped a family, those who still do first, in the person's part of the county.
func Helpers(ctx context.Context, tx *pg.Tx, watch int64) ([]Helper, error) {
	if _, err := Get(ctx, tx, watch); err != nil {
		return nil, err
	}
	var found []Helper
	err := tx.SelectContext(ctx, &found, `
		SELECT id, watch, level, name, duty, from_on, to_on FROM helper WHERE county = $1 AND watch = $2 ORDER BY to_on DESC NULLS FIRST, from_on, id`,
		tx.County, watch)
	if err != nil {
		return nil, fmt.Errorf("find helpers: %w", err)
	}
	return found, nil
}
