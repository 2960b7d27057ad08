package watching

import (
	"context"
	"fmt"
	"io"
	"time"

	"fangpin/internal/fault"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/reports"
	"fangpin/web/kit"
)

// printed is a paper of one watch.
type printed struct {
	path, title string
	print       func(d monitoring.Desk, ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error
}

var papers = []printed{
	{"application.pdf", "申请及承诺授权书", monitoring.Desk.ApplicationPaper},
	{"minutes.pdf", "村级评议记录", monitoring.Desk.MinutesPaper},
	{"handbook.pdf", "帮扶手册", monitoring.Desk.HandbookPaper},
	{"release.pdf", "风险消除表", monitoring.Desk.ReleasePaper},
}

// paper prints it.
func (p printed) paper(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	w, err := monitoring.Get(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	return r.Paper(p.title+" "+w.No, func(fonts *paper.Fonts, out io.Writer) error {
		return p.print(monitoring.Desk{Keys: r.Keys, Fonts: fonts}, r.Context(), r.Tx, id, out)
	})
}

// certificatePaper prints the county's newest word on the family, or that it was taken in where that is asked for.
func certificatePaper(r *kit.Request) error {
	p := printed{title: "认定书", print: monitoring.Desk.CertificatePaper}
	if r.Value("entry") != "" {
		p.print = monitoring.Desk.EntryCertificatePaper
	}
	return p.paper(r)
}

// visitPaper prints the form as the newest visit found it; blank before one, or where a blank one is asked for: whoever is to be visited again has both.
func visitPaper(r *kit.Request) error {
	p := printed{title: "入户核查表", print: func(d monitoring.Desk, ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
		visits, err := monitoring.VisitsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		return d.VisitPaper(ctx, tx, id, len(visits[id]) == 0 || r.Value("blank") != "", w)
	}}
	return p.paper(r)
}

// workbook is a list of the watch as an office prints it, of the month asked for or today's.
type workbook struct {
	path, title string
	write       func(ctx context.Context, tx *pg.Tx, m reports.Month, w io.Writer) error
}

var workbooks = []workbook{
	{"/watches/circular.xlsx", "调度通报", func(ctx context.Context, tx *pg.Tx, m reports.Month, w io.Writer) error {
		return monitoring.MonthSheet(ctx, tx, m.Year, m.Month, w)
	}},
	{"/watches/quarter.xlsx", "季度报表", func(ctx context.Context, tx *pg.Tx, m reports.Month, w io.Writer) error {
		return monitoring.QuarterSheet(ctx, tx, m.Year, (int(m.Month)+2)/3, w)
	}},
	{"/watches/register.xlsx", "监测对象台账", func(ctx context.Context, tx *pg.Tx, _ reports.Month, w io.Writer) error {
		return monitoring.RegisterSheet(ctx, tx, w)
	}},
	{"/watches/meeting.xlsx", "帮扶措施落实情况", func(ctx context.Context, tx *pg.Tx, m reports.Month, w io.Writer) error {
		return monitoring.MeetingSheet(ctx, tx, m.Year, m.Month, w)
	}},
	{incomes, "季度收入核算表", func(ctx context.Context, tx *pg.Tx, m reports.Month, w io.Writer) error {
		return monitoring.QuarterIncomeSheet(ctx, tx, m.Year, m.Month, w)
	}},
}

// incomes is the workbook that villages fill, by visiting: they read it too.
const incomes = "/watches/income.xlsx"

func paperRoutes() (routes []kit.Route) {
	const one = "/watches/{id:[0-9]+}/"
	routes = append(routes, kit.Show(one+"visit.pdf", "", insiders, visitPaper), kit.Show(one+"certificate.pdf", "", insiders, certificatePaper))
	for _, p := range papers {
		routes = append(routes, kit.Show(one+p.path, "", insiders, p.paper))
	}
	for _, b := range workbooks {
		to := boardReaders
		if b.path == incomes {
			to = insiders
		}
		routes = append(routes, kit.Show(b.path, "", to, func(r *kit.Request) error {
			m, err := monthAsked(r)
			if err != nil {
				return err
			}
			return r.File(fmt.Sprintf("%s-%s.xlsx", b.title, m), kit.XLSX, func(w io.Writer) error { return b.write(r.Context(), r.Tx, m, w) })
		}))
	}
	for _, path := range []string{announcements, filings} {
		routes = append(routes, kit.Show(path, "", county, listPaper))
	}
	return append(routes, kit.Show("/watches/handover.pdf", "", boardReaders, handOverPaper),
		kit.Show("/watches/round", "", insiders, showRound), kit.Show("/watches/round.xlsx", "", insiders, roundSheet), kit.Show("/watches/sheets", "", boardReaders, showSheets), kit.Show("/watches/ledger", "", boardReaders, showLedger),
		kit.Show("/watches/ledger.xlsx", "", boardReaders, func(r *kit.Request) error {
			f, err := ledgerAsked(r)
			if err != nil {
				return err
			}
			return r.File(ledgerName(f), kit.XLSX, func(w io.Writer) error { return monitoring.LedgerSheet(r.Context(), r.Tx, f, w) })
		}))
}

// listPaper prints a paper of all the watches that wait for it, or one again that went out on a day.
func listPaper(r *kit.Request) error {
	l := listOf(r)
	if r.Value("on") != "" {
		on, err := r.Date("on", "公告或备案日期")
		if err != nil {
			return err
		}
		of := monitoring.Issue{What: l.what, On: on, No: r.Value("no"), Released: l.of == ofReleased}
		return r.Paper(fmt.Sprintf("%s-%s", l.title, on), func(fonts *paper.Fonts, out io.Writer) error {
			return monitoring.Desk{Keys: r.Keys, Fonts: fonts}.IssuePaper(r.Context(), r.Tx, of, out)
		})
	}
	ids, err := l.waiting(r)
	if err != nil {
		return err
	}
	return r.Paper(l.title, func(fonts *paper.Fonts, out io.Writer) error {
		return monitoring.Desk{Keys: r.Keys, Fonts: fonts}.ListPaper(r.Context(), r.Tx, l.what, ids, out)
	})
}

// handOverPaper prints what one unit was handed over in a month.
func handOverPaper(r *kit.Request) error {
	m, err := monthAsked(r)
	if err != nil {
		return err
	}
	unit := r.Value("unit")
	return r.Paper(fmt.Sprintf("交办单-%s-%s", m, unit), func(fonts *paper.Fonts, out io.Writer) error {
		return monitoring.Desk{Keys: r.Keys, Fonts: fonts}.HandOverPaper(r.Context(), r.Tx, m, unit, out)
	})
}

// monthAsked is the month that a workbook is of: that of today where none is named.
func monthAsked(r *kit.Request) (reports.Month, error) {
	if asked := r.Value("month"); asked != "" {
		m, err := reports.ParseMonth(asked)
		if err != nil {
			return m, fault.Invalidf("月份“%s”写错了，应如 2024-09", asked)
		}
		return m, nil
	}
	today := r.Today()
	return reports.Month{Year: today.Year(), Month: time.Month(today.Month())}, nil
}
