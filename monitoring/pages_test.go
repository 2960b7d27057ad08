package monitoring_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
	"fangpin/publicity"
)

// tasks are a person's, by verb, as "count late due".
func tasks(o *monitoringtest.Office, by who.Person) map[string]flow.Task {
	out := map[string]flow.Task{}
	o.Look(by, func(ctx context.Context, tx *pg.Tx) error {
		found, err := monitoring.Tasks(ctx, tx)
		for _, t := range found {
			out[t.Verb+t.For] = t
		}
		return err
	})
	return out
}

// Each step waits for whoever takes it, and for nobody else, with its day.
func TestEachStepOfAWatchWaitsForWhoeverTakesIt(t *testing.T) {
	o := monitoringtest.County(t)
	elsewhere := o.HireMember(staff.Member{Name: "邻村干部", Role: who.Village, Division: "410602100206"})
	waits := func(by who.Person, verb string, count int, due string) {
		t.Helper()
		got := tasks(o, by)[verb]
		var day string
		if got.Due != nil {
			day = got.Due.String()
		}
		if got.Count != count || day != due {
			t.Errorf("%s waits for %s: %d by %s; want %d by %s", verb, by.Name, got.Count, day, count, due)
		}
	}
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	village, township, clerk, approver := o.Who(who.Village), o.Who(who.Township), o.Who(who.Clerk), o.Who(who.Approver)
	steps := []struct {
		act  procedure.Act
		by   who.Person
		verb string
		due  string
	}{
		{procedure.HandOver, clerk, "monitoring.hand_over", "2024-09-10"}, {procedure.Visit, village, "monitoring.visit", "2024-09-14"},
		{procedure.Apply, village, "monitoring.apply", "2024-10-12"}, {procedure.Evaluate, village, "monitoring.evaluate", "2024-10-12"},
	}
	for _, s := range steps {
		waits(s.by, s.verb, 1, s.due)
		waits(elsewhere, s.verb, 0, "")
		o.Step(t, id, h, s.act)
		waits(s.by, s.verb, 0, "")
	}
	waits(village, "monitoring.notice", 1, "2024-10-12")
	waits(village, "monitoring.post", 0, "")
	var notice int64
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) (err error) {
		notice, err = monitoring.Notify(ctx, tx, o.Get(t, id).Village, []int64{id})
		return err
	})
	waits(village, "monitoring.notice", 0, "")
	waits(village, "monitoring.post", 1, "2024-10-12")
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Post(ctx, tx, publicity.Posting{Notice: notice, On: calendar.DateOf(tx.Now), Photo: sha256.Sum256(fmt.Append(nil, notice))})
	})
	waits(village, "monitoring.post", 0, "")
	waits(township, "monitoring.review", 0, "")
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Object(ctx, tx, id, calendar.DateOf(tx.Now), "家有轿车")
	})
	waits(township, "monitoring.dismiss", 1, "2024-10-12")
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		return monitoringtest.Dismiss(ctx, tx, id, "系其兄所有")
	})
	o.At("2024-09-15")
	waits(township, "monitoring.review", 1, "2024-09-19")
	o.At("2024-09-20")
	if got := tasks(o, township)["monitoring.review"]; got.Late != 1 {
		t.Errorf("late: %+v", got)
	}
	o.Through(t, id, h, procedure.Review, procedure.Compare)
	waits(approver, "monitoring.approve", 1, "2024-10-12")
	o.Through(t, id, h, procedure.Approve, procedure.Announce, procedure.Register, procedure.File)
	waits(township, "monitoring.plan", 1, "2024-10-10")
	o.Order(t, id, "公益性岗位", nil)
	waits(township, "monitoring.plan", 0, "")
	waits(township, "monitoring.done", 1, "")
	waits(village, "monitoring.follow_up", 1, "2024-10-20")
	waits(village, "monitoring.nominate", 0, "")
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: o.Get(t, id).Events, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	waits(township, "monitoring.done", 0, "")
	o.At("2025-03-20")
	waits(village, "monitoring.nominate", 1, "")
}

// A preview tells what would become of each, and writes nothing.
func TestAPreviewTellsWhatWouldBecomeOfEach(t *testing.T) {
	o := monitoringtest.County(t)
	homes := o.Enrol(t, "脱贫户", 2)
	ids := o.Lead(t, homes...)
	o.Step(t, ids[1], homes[1], procedure.HandOver)
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		seen, err := monitoring.Foresee(ctx, tx, ids, procedure.Event{Act: procedure.HandOver})
		if err != nil {
			return err
		}
		if s := seen[0]; s.Refused != "" || s.Then.State != procedure.StateHandedOver || s.Then.Next != procedure.Visit || s.Then.Due.String() != "2024-09-14" || s.Words == "" {
			t.Errorf("the first would become %+v", s)
		}
		if seen[1].Refused == "" {
			t.Errorf("the second may be handed over twice: %+v", seen[1])
		}
		_, err = monitoring.Foresee(ctx, tx, []int64{ids[0], 7}, procedure.Event{Act: procedure.HandOver})
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("one that is not there: %v", err)
		}
		return nil
	})
	if w := o.Get(t, ids[0]); w.State != procedure.StateLead {
		t.Errorf("a preview moved it: %+v", w)
	}
}

// The board counts what plain SQL counts.
func TestTheBoardCountsWhatWaits(t *testing.T) {
	o := monitoringtest.County(t)
	homes := o.Enrol(t, "脱贫户", 3)
	ids := o.Lead(t, homes...)
	o.Step(t, ids[2], homes[2], procedure.HandOver)
	board := func() (loads []monitoring.Load) {
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
			loads, err = monitoring.Board(ctx, tx)
			return err
		})
		return loads
	}
	want := []monitoring.Load{
		{Township: monitoringTownship, Next: procedure.HandOver, Soon: 2, Total: 2}, {Township: monitoringTownship, Next: procedure.Visit, Soon: 1, Total: 1},
	}
	if diff := cmp.Diff(want, board()); diff != "" {
		t.Error(diff)
	}
	o.At("2024-09-14")
	want[0] = monitoring.Load{Township: monitoringTownship, Next: procedure.HandOver, Late: 2, Total: 2}
	want[1] = monitoring.Load{Township: monitoringTownship, Next: procedure.Visit, Today: 1, Total: 1}
	if diff := cmp.Diff(want, board()); diff != "" {
		t.Error(diff)
	}
}

const monitoringTownship = 410602100

// A visit is shown with how its income per head came about, and why it leads where it does.
func TestAVisitShowsItsWorking(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	o.Step(t, id, h, procedure.HandOver)
	o.Step(t, id, h, procedure.Visit)
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		found, err := monitoring.VisitLines(ctx, tx, id)
		if err != nil {
			return err
		}
		w := found[0].Working
		if w.From.String() != "2023-09-09" || w.To.String() != "2024-09-08" || w.PerHead.String() != "4500" || !w.Below || w.Kind != procedure.Unsteady || w.Outcome() != "进入认定程序" {
			t.Errorf("the working is %+v", w)
		}
		if w.Door != "有返贫致贫风险：进入认定程序" || w.Against != "监测线 6,700.00 元，人均低于监测线" || len(w.Refer) != 1 {
			t.Errorf("it follows by %q, held against %q, referred to %v", w.Door, w.Against, w.Refer)
		}
		if !found[0].Judged || len(found[0].People) != 2 {
			t.Errorf("the visit is %+v", found[0])
		}
		return nil
	})
}

// A notice names the head, the village and the kind, and nothing else of a family.
func TestAPosterNamesHeadVillageAndKind(t *testing.T) {
	o := monitoringtest.County(t)
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	for _, did := range []procedure.Act{procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post} {
		o.Step(t, id, h, did)
	}
	fonts, err := paper.FindFonts("")
	o.Must(err)
	var printed bytes.Buffer
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		found, total, err := monitoring.FindNotices(ctx, tx, monitoring.NoticeFilter{State: monitoring.OnDisplay})
		if err != nil || total != 1 {
			t.Fatalf("notices: %d %v", total, err)
		}
		p, err := monitoring.GetPoster(ctx, tx, found[0].ID)
		if err != nil {
			return err
		}
		if r := p.Rows[0]; r.Kind != procedure.Unsteady || p.Release || found[0].Last.String() != "2024-09-14" {
			t.Errorf("the poster tells %+v until %s", r, found[0].Last)
		}
		return monitoring.Desk{Keys: o.Keys, Fonts: fonts}.NoticePaper(ctx, tx, found[0].ID, &printed)
	})
	text := papertest.Unspaced(papertest.Words(t, printed.Bytes()))
	for _, word := range []string{"拟纳入防止返贫监测对象公示", "脱贫不稳定户", "公示期5天", "监督电话"} {
		if !strings.Contains(text, word) {
			t.Errorf("the paper does not say %s:\n%s", word, text)
		}
	}
	for _, word := range []string{"4500", "9000", "因病", "住院"} {
		if strings.Contains(text, word) {
			t.Errorf("the paper tells %s:\n%s", word, text)
		}
	}
}
