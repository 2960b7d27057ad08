package payouts_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/payouts/payoutstest"
)

// The longest working of one person's bills, through all tiers, is one page with its boxes and its seal.
func TestWorkingPaperIsOnePage(t *testing.T) {
	o := payoutstest.County(t)
	claim := o.Visit(t, o.Enlist(t, 1, "王守田", grown), true, "190000.30")
	o.Assess(t, []int64{claim})
	pdf := printed(t, o, o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, w io.Writer) error {
		return payouts.WorkingPaper(ctx, tx, o.Keys, fonts, claim, w)
	})
	has(t, pdf, "其他补助", "8核定金额", "演示保险公司（盖章）", "第1页共1页")
	if pages := papertest.Copied(t, pdf); len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
}

// A family that lost its head stops its own notice, which is named, and no other.
func TestNoticePapersWithoutAHead(t *testing.T) {
	o := payoutstest.County(t)
	f := o.Enlist(t, 1, "王守田", grown)
	headless := o.Announce(t, o.Assess(t, []int64{o.Visit(t, f, true, "50000")}))
	other := o.Work(t, 1, payouts.Announced).Notice
	_, err := pgtest.Super(t).ExecContext(t.Context(), `UPDATE fangpin.person SET relation = 'father' WHERE id = $1`, f.Head)
	o.Must(err)
	shelf := shelf{}
	_, err = attempted(t, o, o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx, fonts *paper.Fonts, _ io.Writer) error {
		return payouts.NoticePapers(ctx, tx, fonts, []int64{headless, other}, shelf.open)
	})
	o.Refused(err, fault.Invalid)
	if said := fault.Message(err); !strings.Contains(said, "2 份公示中有 1 份未生成") || !strings.Contains(said, "梨林头村〔2024〕1号 第 1 行的户没有户主") {
		t.Error(said)
	}
	if _, printed := shelf[other]; !printed || len(shelf) != 1 {
		t.Errorf("%d notices are printed", len(shelf))
	}
	_, err = attempted(t, o, o.Who(who.Clerk), notice(headless))
	o.Refused(err, fault.Invalid)
}
