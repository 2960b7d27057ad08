package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/reports"
)

// september is the month in which the departments' reports are handed over.
var september = reports.Month{Year: 2024, Month: time.September}

// papers leaves one of each paper of the watch: of a family that is watched, of one that was released where any was, and of both lists.
func (w *watching) papers(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts) error {
	desk := monitoring.Desk{Keys: w.Keys, Fonts: fonts}
	watched, err := w.inState(ctx, w.spring, procedure.StateWatched)
	if err != nil || len(watched) == 0 {
		return fmt.Errorf("nobody of the spring is watched: %w", err)
	}
	of := watched[0].ID
	for _, p := range []struct {
		name  string
		print func(io.Writer) error
	}{
		{"申请及承诺授权书", func(out io.Writer) error { return desk.ApplicationPaper(ctx, tx, of, out) }},
		{"入户核查表", func(out io.Writer) error { return desk.VisitPaper(ctx, tx, of, false, out) }},
		{"入户核查表（空白）", func(out io.Writer) error { return desk.VisitPaper(ctx, tx, of, true, out) }},
		{"村级评议记录", func(out io.Writer) error { return desk.MinutesPaper(ctx, tx, of, out) }},
		{"监测对象认定书", func(out io.Writer) error { return desk.CertificatePaper(ctx, tx, of, out) }},
		{"帮扶手册", func(out io.Writer) error { return desk.HandbookPaper(ctx, tx, of, out) }},
		{"风险消除表", func(out io.Writer) error { return desk.ReleasePaper(ctx, tx, of, out) }},
		{"监测对象公告", func(out io.Writer) error {
			return desk.ListPaper(ctx, tx, monitoring.Announcement, mapped(watched, idOf), out)
		}},
		{"监测对象备案表", func(out io.Writer) error {
			return desk.ListPaper(ctx, tx, monitoring.CityFiling, mapped(watched, idOf), out)
		}},
		{"监测交办单", func(out io.Writer) error {
			lines, err := monitoring.Ledger(ctx, tx, monitoring.LedgerFilter{Month: september})
			if err != nil {
				return err
			}
			return desk.HandOverPaper(ctx, tx, september, monitoring.HandedOver(lines)[0].Unit, out)
		}},
	} {
		if err := w.leave(p.name+".pdf", p.print); err != nil {
			return fmt.Errorf("%s：%w", p.name, err)
		}
	}
	return w.furtherPapers(ctx, tx, desk, of)
}

// furtherPapers are those that not every procedure comes to: the notice, and the certificate of a release.
func (w *watching) furtherPapers(ctx context.Context, tx *pg.Tx, desk monitoring.Desk, of int64) error {
	notices, err := monitoring.NoticesOf(ctx, tx, of)
	if err != nil {
		return err
	}
	if len(notices) > 0 {
		err := w.leave("监测公示.pdf", func(out io.Writer) error { return desk.NoticePaper(ctx, tx, notices[0].Notice, out) })
		if err != nil {
			return err
		}
	}
	cleared, err := w.inState(ctx, w.spring, procedure.StateCleared)
	if err != nil || len(cleared) == 0 {
		return err
	}
	return w.leave("风险消除认定书.pdf", func(out io.Writer) error { return desk.CertificatePaper(ctx, tx, cleared[0].ID, out) })
}
