package demo

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/signing"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/reports"
)

// papers leaves one or more of each paper in the out directory, and the bundle for the auditor. A machine without fonts leaves the bundle only.
func (m *month) papers(ctx context.Context) error {
	m.table.working("文书、证据包")
	fonts, err := paper.FindFonts(filepath.Join(m.Place.Dir, "fonts"))
	switch fault.KindOf(err) {
	case fault.Internal:
		if err != nil {
			return err
		}
		if err := m.print(ctx, fonts); err != nil {
			return err
		}
	default:
		fmt.Fprintln(m.table.out, "没有打印文书："+fault.Message(err))
	}
	return m.Bundle(ctx, County, filepath.Join(m.out, "证据包.zip"))
}

// print leaves the month's notices and lists, and an example of each other paper.
func (m *month) print(ctx context.Context, fonts *paper.Fonts) error {
	return m.look(ctx, func(tx *pg.Tx) error {
		notices, _, err := payouts.FindNotices(ctx, tx, payouts.NoticeFilter{})
		if err != nil {
			return err
		}
		names, ids := map[int64]string{}, []int64{}
		for _, n := range notices {
			names[n.ID], ids = fmt.Sprintf("公示-%s-%s.pdf", n.In, n.No()), append(ids, n.ID)
		}
		err = payouts.NoticePapers(ctx, tx, fonts, ids, func(id int64) (io.WriteCloser, error) { return os.Create(filepath.Join(m.out, names[id])) })
		if err != nil {
			return err
		}
		for n, list := range m.lists {
			err := m.leave(fmt.Sprintf("发放花名册-%d.pdf", n+1), func(w io.Writer) error { return payouts.RollPaper(ctx, tx, m.Keys, fonts, list, w) })
			if err != nil {
				return err
			}
			err = m.leave(fmt.Sprintf("发放审批表-%d.pdf", n+1), func(w io.Writer) error { return payouts.ApprovalPaper(ctx, tx, fonts, list, w) })
			if err != nil {
				return err
			}
		}
		if err := m.watching.papers(ctx, tx, fonts); err != nil {
			return err
		}
		return m.examples(ctx, tx, fonts)
	})
}

// examples leaves the papers that go to one family or one township, each once.
func (m *month) examples(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts) error {
	if err := m.leave("信任根登记表.pdf", func(w io.Writer) error { return signing.RootPaper(ctx, tx, fonts, w) }); err != nil {
		return err
	}
	declined, err := claims.Find(ctx, tx, claims.Filter{Status: claims.Declined})
	if err != nil {
		return err
	}
	err = m.leave("不予赔付通知书.pdf", func(w io.Writer) error { return claims.DeclinePaper(ctx, tx, m.Keys, fonts, declined[0].ID, w) })
	if err != nil {
		return err
	}
	err = m.leave("理赔计算书.pdf", func(w io.Writer) error { return payouts.WorkingPaper(ctx, tx, m.Keys, fonts, m.reopened[0], w) })
	if err != nil {
		return err
	}
	return reports.HandOverPapers(ctx, tx, m.Keys, fonts, m.reported, func(township string) (io.WriteCloser, error) {
		return os.Create(filepath.Join(m.out, "交办单-"+township+".pdf"))
	})
}
