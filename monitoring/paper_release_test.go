package monitoring_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

// The minutes are of the round's own meeting, blank before it is held; and what is printed after a release says since when the family was watched.
func TestThePapersOfARelease(t *testing.T) {
	o := monitoringtest.County(t)
	fonts, err := paper.FindFonts(t.TempDir())
	o.Must(err)
	desk := monitoring.Desk{Keys: o.Keys, Fonts: fonts}
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	says := func(what string, print func(context.Context, *pg.Tx, io.Writer) error, want ...string) {
		t.Helper()
		var out bytes.Buffer
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return print(ctx, tx, &out) })
		text := papertest.Words(t, out.Bytes())
		for _, words := range want {
			if !strings.Contains(text, papertest.Unspaced(words)) {
				t.Errorf("%s: no %q in %s", what, words, text)
			}
		}
	}
	minutes := func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.MinutesPaper(ctx, tx, id, w) }
	const blank, entry, release = "□ 通过　　□ 不通过", "是否纳入监测", "是否消除风险"
	for _, did := range []procedure.Act{procedure.HandOver, procedure.Visit, procedure.Apply, procedure.Evaluate, procedure.Post} {
		o.Step(t, id, h, did)
	}
	o.At("2024-09-15")
	says("before the review", minutes, entry, "同意 5 票")
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Review(ctx, tx, []monitoring.Decision{{Watch: id, Result: procedure.Return, Opinion: "收入没有写清"}})
	})
	says("after a return", minutes, entry, blank)
	o.Step(t, id, h, procedure.Visit)
	says("visited again", minutes, entry, blank)
	for _, did := range []procedure.Act{procedure.Apply, procedure.Evaluate, procedure.Post} {
		o.Step(t, id, h, did)
	}
	o.At("2024-09-21")
	o.Through(t, id, h, procedure.Review, procedure.Compare, procedure.Approve, procedure.Announce, procedure.Register, procedure.File)
	o.Step(t, id, h, procedure.Visit)
	says("watched, and visited since", minutes, entry, "同意 5 票")
	o.Order(t, id, "公益性岗位", nil)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: o.Get(t, id).Events, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	o.At("2025-04-01")
	o.Step(t, id, h, procedure.Nominate)
	says("nominated", minutes, release, blank)
	o.Step(t, id, h, procedure.Visit)
	says("visited for the release", minutes, release, blank)
	o.Step(t, id, h, procedure.Evaluate)
	says("evaluated for the release", minutes, release, "同意 5 票")
	o.Through(t, id, h, procedure.Post, procedure.Review, procedure.Approve, procedure.Announce, procedure.Mark)
	says("released", minutes, release, "同意 5 票")
	says("handbook", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.HandbookPaper(ctx, tx, id, w) }, "2024年9月21日")
	says("release", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.ReleasePaper(ctx, tx, id, w) }, "2024年9月21日", "乡级（盖章）")
	says("filing", func(ctx context.Context, tx *pg.Tx, w io.Writer) error {
		return desk.ListPaper(ctx, tx, monitoring.CityFiling, []int64{id}, w)
	}, "2024-09-21")
}
