// Package payoutstest gives a test payouts at whatever step it begins from, as the verbs leave them.
package payoutstest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/payouts"
	"fangpin/publicity"
)

// Office is a county office whose claims are paid. Its publicity ended long ago by the database's clock.
type Office struct{ *claimstest.Office }

// County opens the office, with the people in it whom payouts need.
func County(t testing.TB) *Office {
	t.Helper()
	return counties.Begin(t, "", func() *Office {
		o := &Office{claimstest.County(t)}
		for _, role := range who.Roles() {
			o.Who(role)
		}
		o.Other(who.Approver)
		return o
	})
}

var counties pgtest.Kept[*Office]

// In is the office in the database of another test.
func (o *Office) In(t testing.TB) *Office { return &Office{o.Office.In(t)} }

// Village is stafftest.Village as a place: where every payout is made public.
const Village int64 = 410602100228

// Work is payouts that went their way together; its later ids are zero where it did not get that far.
type Work struct {
	Payouts             []int64
	Notice, List, Batch int64
}

// Work gives n payouts of 10,000 yuan at a status, each of a new household.
func (o *Office) Work(t testing.TB, n int, status payouts.Status) Work {
	t.Helper()
	w := Work{Payouts: o.Assess(t, o.Filed(t, n, "hospital"))}
	if status == payouts.Assessed {
		return w
	}
	if status == payouts.Withdrawn {
		o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return payouts.Withdraw(ctx, tx, w.Payouts, "该户已搬离本县")
		})
		return w
	}
	w.Notice = o.Announce(t, w.Payouts)
	o.PostAll(t, w.Notice)
	if status == payouts.Announced {
		return w
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return Clear(ctx, tx, w.Payouts) })
	if status == payouts.Cleared {
		return w
	}
	w.List = o.Compose(t, w.Payouts)
	if status == payouts.Listed {
		return w
	}
	o.ApproveTwice(t, w.List)
	w.Batch = o.Send(t, w.List)
	if status == payouts.Paid || status == payouts.Returned {
		o.Answer(t, status, w.Payouts)
	}
	return w
}

// Assess fixes the claims' amounts and answers the payouts.
func (o *Office) Assess(t testing.TB, claims []int64) (ids []int64) {
	t.Helper()
	o.As(t, who.Assessor, func(ctx context.Context, tx *pg.Tx) error {
		a, err := payouts.Assess(ctx, tx, claims)
		ids = a.Payouts
		return err
	})
	return ids
}

// Announce makes the village's notice, dated today.
func (o *Office) Announce(t testing.TB, ids []int64) (notice int64) {
	t.Helper()
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		notice, err = payouts.Announce(ctx, tx, Village, ids)
		return err
	})
	return notice
}

// PostAll posts a notice today at the village and at every natural village with a row: the clocks start.
func (o *Office) PostAll(t testing.TB, notice int64) {
	t.Helper()
	walls := map[int64]bool{Village: true}
	_, rows := o.Notice(t, notice)
	for _, r := range rows {
		walls[r.Place] = true
	}
	for wall := range walls {
		o.Post(t, notice, wall)
	}
}

// Post posts a notice on one wall today.
func (o *Office) Post(t testing.TB, notice, wall int64) (posting int64) {
	t.Helper()
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		p := publicity.Posting{Notice: notice, Place: wall, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(fmt.Append(nil, pg.NewID()))}
		posting, err = publicity.Post(ctx, tx, p)
		return err
	})
	return posting
}

// Clear confirms the end of payouts' publicity, whose days are over by the database's time, as if they were by the office's too.
func Clear(ctx context.Context, tx *pg.Tx, ids []int64) error {
	defer func(now time.Time) { tx.Now = now }(tx.Now)
	tx.Now = tx.Now.AddDate(0, 1, 0)
	return payouts.Clear(ctx, tx, ids)
}

// Clocks are the clocks that run on a notice.
func (o *Office) Clocks(t testing.TB, notice int64) (clocks []publicity.Clock) {
	t.Helper()
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) (err error) {
		clocks, err = publicity.Clocks(ctx, tx, notice)
		return err
	})
	return clocks
}

// Notice reads a notice and its rows.
func (o *Office) Notice(t testing.TB, id int64) (n publicity.Notice, rows []publicity.NoticeRow) {
	t.Helper()
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) (err error) {
		n, rows, err = publicity.Get(ctx, tx, id)
		return err
	})
	return n, rows
}
