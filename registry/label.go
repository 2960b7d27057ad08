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

// Labels are what a household may be labelled with (户标签), a closed list. S2 and S3 count 脱贫户, S1 the three kinds under watch and whoever was
// moved (易地搬迁).
var Labels = []string{"脱贫户", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "低保户", "特困户", "残疾人户", "低收入户", "孤儿", "易地搬迁户"}

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
	return insertLabels(ctx, tx, labels)
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

// held is a label of a household.
type held struct {
	Household int64  `db:"household"`
	Label     string `db:"label"`
}

func insertLabels(ctx context.Context, tx *pg.Tx, labels []Label) error {
	if err := begun(labels, calendar.DateOf(tx.Now)); err != nil {
		return err
	}
	ids := pg.NewIDs(len(labels))
	households, names, days := apart(labels)
	if _, err := tx.ExecContext(ctx, `SELECT label_begin($1, $2, $3, $4, $5, $6)`, tx.County, pq.Array(ids), pq.Array(households), pq.Array(names), pq.Array(days), tx.By.ID); err != nil {
		return fmt.Errorf("begin labels: %w", err)
	}
	tx.Cover("label", ids...)
	return nil
}

// apart are the columns of labels.
func apart(labels []Label) (households []int64, names, days []string) {
	households, names, days = make([]int64, len(labels)), make([]string, len(labels)), make([]string, len(labels))
	for i, l := range labels {
		households[i], names[i], days[i] = l.Household, l.Name, l.On.String()
	}
	return households, names, days
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
	households, names, days := apart(labels)
	var ended []int64
	err := tx.SelectContext(ctx, &ended, `SELECT unnest(label_end($1, $2, $3, $4, $5))`, tx.County, pq.Array(households), pq.Array(names), pq.Array(days), tx.By.ID)
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
