package demo

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"fangpin/internal/archive"
	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/monitoring"
)

// The county looks at two families of each township, of whom half were looked at by now; a query's first problems are ordered to be put right.
const (
	lookedAt   = 2
	putInOrder = 2
)

// overlook is the county's own look at the month: a spot check with what was found so far, and problems that are put right, one of them signed off by
// another (S3 §三.5; S1: 双台账、双责任、双销号).
func (w *watching) overlook(ctx context.Context) error {
	drawn, wrong, err := w.spotCheck(ctx)
	if err != nil {
		return err
	}
	const query = "quarter"
	order := monitoring.Rectify{Unit: monitoring.Township, Person: "乡镇分管负责人", Due: w.today() + 20}
	var ids []int64
	found := 0
	err = w.do(ctx, w.people.clerk, func(tx *pg.Tx) (err error) {
		hits, err := monitoring.Ask(ctx, tx, query, nil)
		if err != nil {
			return err
		}
		var orders []monitoring.Rectify
		for _, h := range hits[:min(putInOrder, len(hits))] {
			order.Household = h.Household
			orders = append(orders, order)
		}
		if found = len(orders); found > 0 {
			if _, err = monitoring.RectifyHits(ctx, tx, query, nil, orders); err != nil {
				return err
			}
		}
		order.Source, order.Household, order.Watch, order.Problem = monitoring.OfSpotCheck, wrong.Household, wrong.ID, "抽查发现："+wrong.Found
		ids, err = monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{order})
		return err
	})
	if err != nil {
		return err
	}
	if err := w.putRight(ctx, ids[0], wrong); err != nil {
		return err
	}
	w.told(line{Step: "抽查", Count: fmt.Sprintf("%d 户", drawn), Note: fmt.Sprintf("按种子每乡镇抽取 %d 户，已查 %d 户；下达整改 %d 项，销号 1 项", lookedAt, drawn/2+1, 1+found)})
	return nil
}

// spotCheck draws a sample and tells what was found of its first half, and of one more that was not as it should be. It answers how many were drawn, and
// that one.
func (w *watching) spotCheck(ctx context.Context) (drawn int, wrong monitoring.SampleLine, err error) {
	var id int64
	err = w.do(ctx, w.people.clerk, func(tx *pg.Tx) (err error) {
		id, err = monitoring.DrawSample(ctx, tx, monitoring.Sampling{From: calendar.On(2024, 9, 1), To: calendar.On(2024, 9, 30), PerTownship: lookedAt, Points: decimal.NewFromInt(10)})
		return err
	})
	if err != nil {
		return 0, wrong, err
	}
	err = w.do(ctx, w.people.colleague, func(tx *pg.Tx) error {
		lines, err := monitoring.Sample(ctx, tx, id)
		if err != nil {
			return err
		}
		drawn, wrong = len(lines), lines[len(lines)/2]
		wrong.Found = "走访记录没有写明收入变化"
		findings := []monitoring.CheckFinding{{N: wrong.N, How: monitoring.ByPublic, Words: wrong.Found}}
		for _, l := range lines[:len(lines)/2] {
			findings = append(findings, monitoring.CheckFinding{N: l.N, How: monitoring.ByVisit, Sound: true, Words: "入户核实，与台账一致"})
		}
		return monitoring.Check(ctx, tx, id, findings)
	})
	return drawn, wrong, err
}

// putRight is the township's, and the county's second signature.
func (w *watching) putRight(ctx context.Context, id int64, of monitoring.SampleLine) error {
	photo, err := w.photo(ctx, archive.WatchFile, of.ID, id)
	if err != nil {
		return err
	}
	err = w.do(ctx, w.people.of(of.Watch), func(tx *pg.Tx) error {
		return monitoring.Rectified(ctx, tx, monitoring.PutRight{ID: id, Words: "已重新走访，补记收入变化", Evidence: photo.File})
	})
	if err != nil {
		return err
	}
	return w.do(ctx, w.people.first, func(tx *pg.Tx) error { return monitoring.SignOff(ctx, tx, id, true, "") })
}
