package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
)

// LeadHits makes leads of households that a query found; it is asked again, and a household that it does not find any more refuses them all.
func LeadHits(ctx context.Context, tx *pg.Tx, code string, with map[string]string, households []int64) (Leads, error) {
	if err := LeadStep.Permit(tx, fmt.Sprintf("排查线索 %d 户", len(households))); err != nil {
		return Leads{}, err
	}
	found, err := hitsOf(ctx, tx, code, with, households)
	if err != nil {
		return Leads{}, err
	}
	q := queryOf(code)
	signals := make([]Signal, len(found))
	for i, h := range found {
		signals[i] = Signal{Household: h.Household, Source: Sweep, Sweep: code, Risk: q.Risk, Words: q.Title + "：" + h.Why}
	}
	return lead(ctx, tx, signals)
}

// RectifyHits orders what a query found to be put right: of each order the household, the unit, the person and the day, the rest is the query's. It is
// asked again, and a household that it does not find any more, or whose rectification of it is not signed off, refuses them all.
func RectifyHits(ctx context.Context, tx *pg.Tx, code string, with map[string]string, orders []Rectify) ([]int64, error) {
	if err := RectifyStep.Permit(tx, fmt.Sprintf("下达整改 %d 项", len(orders))); err != nil {
		return nil, err
	}
	households := make([]int64, len(orders))
	for i, o := range orders {
		households[i] = o.Household
	}
	found, err := hitsOf(ctx, tx, code, with, households)
	if err != nil {
		return nil, err
	}
	q := queryOf(code)
	orders = slices.Clone(orders)
	for i, h := range found {
		if h.Ordered != nil {
			return nil, fault.Conflictf("%s户的“%s”已下达整改，尚未销号，不能重复下达", h.Head, q.Title)
		}
		o := &orders[i]
		if o.Source, o.Query, o.Problem = OfSweep, code, q.Title+"："+h.Why; q.Fault {
			o.Source = OfFault
		}
		if h.Watch != nil {
			o.Watch = *h.Watch
		}
	}
	return openRectifications(ctx, tx, orders)
}

// hitsOf asks a query again, and gives of each of the households its hit, in their order. One that it does not find any more refuses them all.
func hitsOf(ctx context.Context, tx *pg.Tx, code string, with map[string]string, households []int64) ([]Hit, error) {
	hits, err := Ask(ctx, tx, code, with)
	if err != nil {
		return nil, err
	}
	q := queryOf(code)
	of := map[int64]Hit{}
	for _, h := range hits {
		of[h.Household] = h
	}
	found := make([]Hit, len(households))
	for i, id := range households {
		h, is := of[id]
		if !is {
			return nil, fault.Conflictf("选中的户中有的已不在“%s”的结果中，请重新排查后再办理", q.Title)
		}
		found[i] = h
	}
	return found, nil
}

// HitsSheet writes what a query finds as a workbook that the office prints.
func HitsSheet(ctx context.Context, tx *pg.Tx, code string, with map[string]string, among Among, w io.Writer) error {
	hits, _, err := AskOf(ctx, tx, code, with, among)
	if err != nil {
		return err
	}
	townships, err := townshipsOf(ctx, tx)
	if err != nil {
		return err
	}
	q, err := QueryOf(ctx, tx, code)
	if err != nil {
		return err
	}
	l := listing.Listing{
		Sheet: "排查结果", Title: q.Title + "排查结果", Of: fmt.Sprintf("截至%s　共 %d 户　%s", calendar.DateOf(tx.Now).Chinese(), len(hits), q.Says(with)),
		Signed: []string{"排查", "审核"},
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "乡镇", Width: 14}, {Title: "村", Width: 14}, {Title: "户编号", Width: 14}, {Title: "户主", Width: 10},
			{Title: "排查发现", Width: 46}, {Title: "监测事项", Width: 10}, {Title: "整改", Width: 10}, {Title: "核实情况", Width: 24}},
	}
	for i, h := range hits {
		l.Rows = append(l.Rows, []any{i + 1, townships[h.Village/1000], h.In, h.No, h.Head, h.Why, toldIf(h.Open, "在办"), toldIf(h.Ordered, "整改中"), ""})
	}
	return l.Write(w)
}

// toldIf is a word where there is something, else nothing.
func toldIf(id *int64, word string) string {
	if id == nil {
		return ""
	}
	return word
}
