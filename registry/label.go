package registry

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
)

// Labels are what a household may be labelled with (户标签), a closed list. S2 and S3 count 脱贫户, S1 the three kinds under watch.
var Labels = []string{"脱贫户", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "低保户", "特困户", "残疾人户", "低收入户", "孤儿"}

// Label is one label of a household and the day it begins or, for EndLabel, the last day it holds.
type Label struct {
	Household int64
	Name      string
	On        calendar.Date
}

// SetLabel begins labels. One that holds already is a Conflict, and so is one of the three kinds beside one that a watch keeps.
func SetLabel(ctx context.Context, tx *pg.Tx, labels []Label) error {
	if err := SetLabelStep.Permit(tx, fmt.Sprintf("登记户标签 %d 个", len(labels))); err != nil {
		return err
	}
	if len(labels) == 0 {
		return errNone
	}
	if err := byHand(ctx, tx, labels, func(l Label, kept string) bool { return slices.Contains(Watched, l.Name) }); err != nil {
		return err
	}
	return insertLabels(ctx, tx, labels, nil)
}

// Watched are the labels of which a household under the watch bears one, which follows from the watch's own steps.
var Watched = []string{"脱贫不稳定户", "边缘易致贫户", "突发严重困难户"}

// byHand refuses labels of households that bear one kept by another room's step, where the two cannot stand beside each other.
func byHand(ctx context.Context, tx *pg.Tx, labels []Label, clash func(l Label, kept string) bool) error {
	households := make([]int64, len(labels))
	for i, l := range labels {
		households[i] = l.Household
	}
	var kept []held
	err := tx.SelectContext(ctx, &kept, `
		SELECT household, label FROM label WHERE county = $1 AND household = ANY ($2) AND kept AND to_on IS NULL`, tx.County, pq.Array(households))
	if err != nil {
		return fmt.Errorf("look for labels that are kept: %w", err)
	}
	for _, l := range labels {
		if slices.ContainsFunc(kept, func(k held) bool { return k.Household == l.Household && clash(l, k.Label) }) {
			return fault.Conflictf("本户正在监测帮扶，“%s”随监测办理登记和终止，不能手工变更；类别有误的，请在监测事项中办理", l.Name)
		}
	}
	return nil
}

// KeepLabelled begins the labels that do not hold yet, each from its day, or the day after it last ended where that is later. It is for a room
// whose own step a label follows from, and only such a step ends it.
func KeepLabelled(ctx context.Context, tx *pg.Tx, labels []Label) error {
	ended, err := lastEnded(ctx, tx, labels)
	if err != nil {
		return err
	}
	var missing []Label
	for _, l := range labels {
		to, known := ended[held{l.Household, l.Name}]
		switch {
		case known && to == nil:
			continue
		case known && *to >= l.On:
			l.On = min(*to+1, calendar.DateOf(tx.Now))
		}
		missing = append(missing, l)
	}
	if len(missing) == 0 {
		return nil
	}
	kept := true
	return insertLabels(ctx, tx, missing, &kept)
}

// held is a label of a household.
type held struct {
	Household int64  `db:"household"`
	Label     string `db:"label"`
}

// lastEnded tells until when the households last held the labels: nil for one that still holds. One that never held is not there.
func lastEnded(ctx context.Context, tx *pg.Tx, labels []Label) (map[held]*calendar.Date, error) {
	households := make([]int64, len(labels))
	for i, l := range labels {
		households[i] = l.Household
	}
	var rows []struct {
		held
		To *calendar.Date `db:"to_on"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT DISTINCT ON (household, label) household, label, to_on FROM label
		WHERE county = $1 AND household = ANY ($2) ORDER BY household, label, to_on DESC NULLS FIRST`, tx.County, pq.Array(households))
	if err != nil {
		return nil, fmt.Errorf("look for labels: %w", err)
	}
	ended := make(map[held]*calendar.Date, len(rows))
	for _, r := range rows {
		ended[r.held] = r.To
	}
	return ended, nil
}

func insertLabels(ctx context.Context, tx *pg.Tx, labels []Label, kept *bool) error {
	type row struct {
		ID        int64         `db:"id"`
		Household int64         `db:"household"`
		Label     string        `db:"label"`
		From      calendar.Date `db:"from_on"`
		Kept      *bool         `db:"kept"`
	}
	if err := begun(labels, calendar.DateOf(tx.Now)); err != nil {
		return err
	}
	ids, rows := pg.NewIDs(len(labels)), make([]row, len(labels))
	for i, l := range labels {
		rows[i] = row{ids[i], l.Household, l.Name, l.On, kept}
	}
	if err := pg.Insert(ctx, tx, "label", rows); err != nil {
		return err
	}
	tx.Cover("label", ids...)
	return nil
}

// EndLabel ends labels that hold, and that no other room's step keeps: On is the last day of each.
func EndLabel(ctx context.Context, tx *pg.Tx, labels []Label) error {
	if err := EndLabelStep.Permit(tx, fmt.Sprintf("终止户标签 %d 个", len(labels))); err != nil {
		return err
	}
	if len(labels) == 0 {
		return errNone
	}
	if err := begun(labels, calendar.DateOf(tx.Now)); err != nil {
		return err
	}
	if err := byHand(ctx, tx, labels, func(l Label, kept string) bool { return l.Name == kept }); err != nil {
		return err
	}
	return closeLabels(ctx, tx, labels)
}

// CloseLabelled ends those of the labels that still hold: On is the last day of each. It is for a room whose own step that follows from; one that
// somebody ended by hand before has ended.
func CloseLabelled(ctx context.Context, tx *pg.Tx, labels []Label) error {
	ended, err := lastEnded(ctx, tx, labels)
	if err != nil {
		return err
	}
	return closeLabels(ctx, tx, slices.DeleteFunc(slices.Clone(labels), func(l Label) bool {
		to, known := ended[held{l.Household, l.Name}]
		return !known || to != nil
	}))
}

func closeLabels(ctx context.Context, tx *pg.Tx, labels []Label) error {
	if len(labels) == 0 {
		return nil
	}
	households, names, days := make([]int64, len(labels)), make([]string, len(labels)), make([]string, len(labels))
	for i, l := range labels {
		households[i], names[i], days[i] = l.Household, l.Name, l.On.String()
	}
	var ended []int64
	err := tx.SelectContext(ctx, &ended, `SELECT unnest(label_end($1, $2, $3, $4))`, tx.County, pq.Array(households), pq.Array(names), pq.Array(days))
	if err != nil {
		return fmt.Errorf("end labels: %w", err)
	}
	tx.Cover("label", ended...)
	return nil
}

// begun checks labels: one begins or ends by today.
func begun(labels []Label, today calendar.Date) error {
	for _, l := range labels {
		if !slices.Contains(Labels, l.Name) {
			return fault.Invalidf("没有户标签“%s”，可用的标签：%s", l.Name, strings.Join(Labels, "、"))
		}
		if l.On > today {
			return fault.Invalidf("户标签“%s”的日期 %s 在今天之后，请核对", l.Name, l.On)
		}
	}
	return nil
}

// Moment asks for a household on a day.
type Moment struct {
	Household int64         `db:"household"`
	On        calendar.Date `db:"on_day"`
}

// LabelsOn gives the labels that each household held on its day, by the question.
func LabelsOn(ctx context.Context, tx *pg.Tx, moments []Moment) (map[Moment][]string, error) {
	households, days := make([]int64, len(moments)), make([]string, len(moments))
	for i, m := range moments {
		households[i], days[i] = m.Household, m.On.String()
	}
	var rows []struct {
		Moment
		Label string `db:"label"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT DISTINCT m.household, m.on_day, l.label FROM unnest($2::bigint[], $3::date[]) AS m (household, on_day)
		JOIN label l ON l.county = $1 AND l.household = m.household AND l.from_on <= m.on_day AND (l.to_on IS NULL OR l.to_on >= m.on_day)
		ORDER BY l.label`, tx.County, pq.Array(households), pq.Array(days))
	if err != nil {
		return nil, fmt.Errorf("labels on days: %w", err)
	}
	held := make(map[Moment][]string, len(moments))
	for _, r := range rows {
		held[r.Moment] = append(held[r.Moment], r.Label)
	}
	return held, nil
}
