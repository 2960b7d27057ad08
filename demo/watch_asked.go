package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"fangpin/demo/sample"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/registry"
	"fangpin/reports"
)

// moves are what the police report of some heads of households in November.
var moves = []string{"死亡", "迁出", "分户"}

// askOfMoves screens November's report of the police, whose rows the program does not judge: they are left for the clerk to decide, as December's
// reports are left for screening.
func (w *watching) askOfMoves(ctx context.Context) error {
	people, err := w.insuredHeads(ctx, inDecember)
	if err != nil {
		return err
	}
	var busy []string // whose matter a row would join, without a question
	err = w.look(ctx, func(tx *pg.Tx) error {
		open, _, err := monitoring.Find(ctx, tx, monitoring.Filter{})
		busy = mapped(open, func(f monitoring.Watch) string { return f.No })
		return err
	})
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(l registry.Line) bool { return slices.Contains(busy, l.Household) })
	told := told{"公安局-2024年11月-人口变动.csv", "公安局", [][]string{{"姓名", "身份证号", "行政村", "变动类型", "变动日期"}}}
	for i, move := range moves {
		p := people[len(people)-1-i]
		told.rows = append(told.rows, []string{p.Name, p.IDNumber, villageOf(p.Village), move, fmt.Sprintf("2024-11-%02d", 6+7*i)})
	}
	file := sample.File{Agency: told.agency, Path: filepath.Join(filepath.Dir(w.in.Roster), told.name)}
	if err := os.WriteFile(file.Path, told.csv(), 0o644); err != nil {
		return fmt.Errorf("write %s: %w", file.Path, err)
	}
	if w.reported, err = reports.ParseMonth("2024-11"); err != nil {
		return err
	}
	_, id, err := w.receive(ctx, file, 0)
	if err != nil {
		return err
	}
	var s monitoring.Screening
	err = w.do(ctx, w.people.clerk, func(tx *pg.Tx) error { return reports.HandOver(ctx, tx, []int64{id}) })
	if err != nil {
		return err
	}
	err = w.do(ctx, w.people.clerk, func(tx *pg.Tx) (err error) {
		s, err = monitoring.Screen(ctx, tx, w.reported)
		return err
	})
	w.winter = append(w.winter, s.Begun...)
	w.told(line{Step: "存疑", Count: fmt.Sprintf("%d 行", s.Doubtful), Note: "公安局报送的人口变动本身不是风险，留待县经办判定"})
	return err
}
