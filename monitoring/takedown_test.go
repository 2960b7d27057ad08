package monitoring_test

import (
	"context"
	"crypto/sha256"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/publicity"
)

// A notice that came down before its days were over is put up again and has new days; nothing goes on before they end.
func TestANoticeThatCameDownHasNewDays(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	for _, did := range []procedure.Act{procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post} {
		o.Step(t, id, h, did)
	}
	wantNext(t, o, id, procedure.StateEntering, procedure.Wait, "2024-09-14")
	notice, posting := posted(t, o, id)
	o.At("2024-09-11")
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, posting, calendar.On(2024, 9, 11), "被大风刮落")
	})
	if w := o.Get(t, id); w.Next == nil || *w.Next != procedure.Post {
		t.Errorf("after it came down: %+v", w)
	}
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.PutBack(ctx, tx, posting, "到现场看过，仍在墙上")
	})
	wantNext(t, o, id, procedure.StateEntering, procedure.Wait, "2024-09-14") // it hung there all the time
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, posting, calendar.On(2024, 9, 11), "被大风刮落")
	})
	o.At("2024-09-12")
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.On(2024, 9, 12), Photo: sha256.Sum256([]byte("again"))})
	})
	wantNext(t, o, id, procedure.StateEntering, procedure.Wait, "2024-09-17")
	o.At("2024-09-15") // the first run would be over
	pass := func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Review(ctx, tx, []monitoring.Decision{{Watch: id, Result: procedure.Pass, Opinion: "同意"}})
	}
	o.Refused(o.Do(o.Who(who.Township), pass), fault.Blocked)
	o.At("2024-09-18")
	o.As(t, who.Township, pass)
}

// Two families hang on one notice, and one goes back to the visit: when the notice is put up again, the other's new days do not wait for the first.
func TestANoticeIsPutUpAgainForWhomItStillTellsOf(t *testing.T) {
	o := monitoringtest.County(t)
	families := o.Enrol(t, "脱贫户", 2)
	ids := o.Lead(t, families...)
	for i, id := range ids {
		for _, did := range []procedure.Act{procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate} {
			o.Step(t, id, families[i], did)
		}
	}
	put := func(notice int64, photo string) error {
		return o.Do(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
			return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256([]byte(photo))})
		})
	}
	var notice int64
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		notice, err = monitoring.Notify(ctx, tx, o.Get(t, ids[0]).Village, ids)
		return err
	})
	o.Must(put(notice, "first"))
	_, posting := posted(t, o, ids[0])
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Object(ctx, tx, ids[1], calendar.DateOf(tx.Now), "家有轿车")
	})
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoringtest.Uphold(ctx, tx, ids[1], "属实，重新核查")
	})
	for _, did := range []procedure.Act{procedure.Visit, procedure.Apply, procedure.Evaluate} {
		o.Step(t, ids[1], families[1], did)
	}
	o.At("2024-09-11")
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return publicity.TakeDown(ctx, tx, posting, calendar.DateOf(tx.Now), "被大风刮落")
	})
	o.At("2024-09-12")
	o.Must(put(notice, "again"))
	wantNext(t, o, ids[0], procedure.StateEntering, procedure.Wait, "2024-09-17")
	if w := o.Get(t, ids[1]); w.Waits() != procedure.Post {
		t.Errorf("the family of a later round waits for %s; want a notice of its own", w.Waits())
	}
}

// posted is the notice that a watch stands on, with its posting.
func posted(t *testing.T, o *monitoringtest.Office, id int64) (notice, posting int64) {
	t.Helper()
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return tx.QueryRowxContext(ctx, `
			SELECT p.notice, p.id FROM posting p JOIN notice_row r ON r.county = p.county AND r.notice = p.notice WHERE r.watch = $1`, id).Scan(&notice, &posting)
	})
	return notice, posting
}

// A release is taken back only while nothing new was told of the family.
func TestAReleaseIsNotTakenBackAfterANewLead(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	o.Through(t, id, h, entering...)
	o.Order(t, id, "公益性岗位", nil)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: o.Get(t, id).Events, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	o.At("2025-04-01")
	o.Through(t, id, h, releasing...)
	again := o.Lead(t, h)[0]
	if w := o.Get(t, again); w.Previous == nil || *w.Previous != id || w.State != procedure.StateLead {
		t.Errorf("it comes again as %+v", w)
	}
	o.Refused(o.Do(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.RollBack(ctx, tx, []int64{id}, "误消除")
	}), fault.Conflict)
}
