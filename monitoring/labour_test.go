package monitoring_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"fangpin/claims/claimstest"
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

// A newest visit that names no class hides no fault that the class before it makes: nor does a measure that was withdrawn.
func TestALabourClassOfAVisitBeforeCountsInSweepsAndFaults(t *testing.T) {
	o := monitoringtest.With(t, strings.Replace(monitoringtest.Procedure, "  labour: [weak, able]\n", "", 1))
	s := story{o, t}
	able, idle := s.families("脱贫户", 1)[0], s.families("脱贫户", 1)[0]
	of := []claimstest.Household{able.Household, idle.Household}
	for f, class := range map[*family]procedure.Labour{able: procedure.AbleLabour, idle: procedure.NoLabour} {
		f.told(monitoring.Public, "群众反映", "因病")
		f.did("2024-09-09", procedure.HandOver)
		f.visited("2024-09-09", "9000.00", procedure.AtRisk, class)
	}
	for _, step := range entering[1:] {
		for _, f := range []*family{able, idle} {
			o.Step(t, f.watch, f.Household, step)
		}
		if step == procedure.Post {
			o.At("2024-09-15")
		}
	}
	for _, f := range []*family{able, idle} {
		f.ordered("医疗", "2024-09-16", "2024-09-16")
	}
	o.Order(t, able.watch, "综合保障", nil)
	able.visited("2024-09-18", "9000.00", procedure.AtRisk, "")
	wantHits(t, "by care too", ask(t, o, "imprecise", of), map[int]string{})
	wantHits(t, "by kinds of relief", ask(t, o, "imprecise", of, "kinds", "医疗、综合保障"), map[int]string{0: "有劳动力，只有兜底措施"})
	o.Order(t, able.watch, "产业", nil)
	wantHits(t, "by a trade", ask(t, o, "imprecise", of, "kinds", "医疗、综合保障"), map[int]string{})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Withdraw(ctx, tx, []monitoring.Close{{Watch: able.watch, N: able.Get(t, able.watch).Events, Words: "该户不愿发展产业"}})
	})
	wantHits(t, "by a trade taken back", ask(t, o, "imprecise", of, "kinds", "医疗、综合保障"), map[int]string{0: "有劳动力，只有兜底措施"})

	idle.did("2025-03-17", procedure.Nominate)
	idle.visited("2025-03-17", "30000.00", procedure.NoRisk, "")
	o.Through(t, idle.watch, idle.Household, releasing[2:]...)
	wantHits(t, "released without labour", ask(t, o, "unfounded", of), map[int]string{1: "整户无劳动力"})
	wantHits(t, "to be rolled back", ask(t, o, "stock", of, "months", "12"), map[int]string{1: "整户无劳动力，已标注风险消除"})
}
