package monitoring_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// A visit that names no labour class leaves it as the visit before said; a lead of a family under 线下监测 begins anew, and there is no visit before.
func TestALabourClassLastsUntilALeadBeginsAnew(t *testing.T) {
	o := monitoringtest.County(t)
	f := story{o, t}.families("脱贫户", 1)[0]
	f.told(monitoring.Public, "群众反映", "因病")
	f.did("2024-09-09", procedure.HandOver)
	f.visited("2024-09-09", "9000.00", procedure.NoRisk, procedure.WeakLabour)
	f.stands("线下监测")
	f.told(monitoring.Public, "群众反映", "因灾")
	f.visited("2024-09-10", "9000.00", procedure.AtRisk, "")
	o.Through(t, f.watch, f.Household, entering[1:]...)
	f.classed("劳动力类别未核定", "未核定", "")
	f.visited("2024-10-08", "9000.00", procedure.AtRisk, procedure.WeakLabour)
	f.visited("2024-10-09", "9000.00", procedure.AtRisk, "")
	f.classed("弱劳动力或半劳动力", "弱劳动力或半劳动力", procedure.WeakLabour)
	f.visited("2024-10-10", "9000.00", procedure.AtRisk, procedure.AbleLabour)
	f.classed("有劳动力", "有劳动力", procedure.AbleLabour)
}

// classed compares the family's class in the figures of the quarter, on its handbook, and in what partners may be told by.
func (f *family) classed(counted, printed string, pushed procedure.Labour) {
	f.t.Helper()
	fonts, err := paper.FindFonts(f.t.TempDir())
	f.Must(err)
	f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		today := calendar.DateOf(tx.Now)
		q, err := monitoring.QuarterFigures(ctx, tx, today.Year(), (int(today.Month())+2)/3)
		if err != nil {
			return err
		}
		for _, c := range q.Labour {
			if want := (monitoring.Counted{Of: c.Of, Households: 1, Persons: 2}); c.Of == counted && c != want || c.Of != counted && c.Households+c.Persons > 0 {
				f.t.Errorf("the quarter counts %+v; want the family under %s", c, counted)
			}
		}
		var out bytes.Buffer
		if err := (monitoring.Desk{Keys: f.Keys, Fonts: fonts}).HandbookPaper(ctx, tx, f.watch, &out); err != nil {
			return err
		}
		if text := papertest.Words(f.t, out.Bytes()); !strings.Contains(text, papertest.Unspaced(printed)) {
			f.t.Errorf("the handbook has no %s: %s", printed, text)
		}
		return nil
	})
	for _, class := range procedure.Labours() {
		f.Look(f.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			told, err := monitoring.OutlinePush(ctx, tx, "医保局", monitoring.Need{Labour: class})
			if (told.Families == 1) != (class == pushed) {
				f.t.Errorf("a partner is told of %d families with %s; want only those with %q", told.Families, class, pushed)
			}
			return err
		})
	}
}
