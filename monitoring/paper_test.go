package monitoring_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/monitoring"
	"fangpin/monitoring/monitoringtest"
	"fangpin/procedure"
)

func TestThePapersOfAWatch(t *testing.T) {
	o := monitoringtest.County(t)
	fonts, err := paper.FindFonts(t.TempDir())
	o.Must(err)
	desk := monitoring.Desk{Keys: o.Keys, Fonts: fonts}
	h := o.Enrol(t, "脱贫户", 1)[0]
	id := o.Lead(t, h)[0]
	o.Look(o.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		o.Refused(desk.VisitPaper(ctx, tx, id, false, io.Discard), fault.Conflict)
		o.Refused(desk.CertificatePaper(ctx, tx, id, io.Discard), fault.Conflict)
		o.Refused(desk.HandbookPaper(ctx, tx, id, io.Discard), fault.Conflict)
		o.Refused(desk.ReleasePaper(ctx, tx, id, io.Discard), fault.Conflict)
		return nil
	})
	o.Step(t, id, h, procedure.HandOver)
	o.Through(t, id, h, entering...)
	o.Step(t, id, h, procedure.Plan)
	o.Order(t, id, "公益性岗位", nil)
	o.Step(t, id, h, procedure.FollowUp)
	o.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error {
		_, err := monitoring.NameHelpers(ctx, tx, []monitoring.Helper{{Watch: id, Level: procedure.Village, Name: "王建国", Duty: "梨林头村党支部书记"}})
		return err
	})
	printed := func(name string, print func(context.Context, *pg.Tx, io.Writer) error, want ...string) {
		t.Helper()
		var out bytes.Buffer
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return print(ctx, tx, &out) })
		keepPaper(t, name, out.Bytes())
		text := papertest.Words(t, out.Bytes())
		for _, words := range want {
			if !strings.Contains(text, papertest.Unspaced(words)) {
				t.Errorf("%s: no %q in %s", name, words, text)
			}
		}
		if leaks := papertest.Leaks(text, h.HeadID, h.ChildID); len(leaks) > 0 {
			t.Errorf("%s tells %q", name, leaks)
		}
	}
	printed("application", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.ApplicationPaper(ctx, tx, id, w) },
		"申请及承诺授权书", "鹤壁集镇梨林头村", "授权鹤山区乡村振兴局", "签字（按手印）")
	printed("visit-blank", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.VisitPaper(ctx, tx, id, true, w) },
		"入户核查表", "工资性收入", "饮水安全", "□ 有　　□ 无")
	printed("visit", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.VisitPaper(ctx, tx, id, false, w) },
		"9,000.00 ÷ 2 人，低于监测", "4,500.00", "无问题", "2023-09-09 至 2024-09-08", "入户核实，情况属实")
	printed("minutes", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.MinutesPaper(ctx, tx, id, w) },
		"评议记录", "同意 5 票，不同意 1 票，弃权 0 票", "是否纳入监测", "通过")
	printed("certificate", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.CertificatePaper(ctx, tx, id, w) },
		"防止返贫监测对象认定书", "脱贫不稳定户", "2024年9月15日")
	printed("handbook", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.HandbookPaper(ctx, tx, id, w) },
		"帮扶手册", "王建国", "公益性岗位", "走访一次，家庭情况稳定", "村（居）")
	printed("release", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.ReleasePaper(ctx, tx, id, w) },
		"风险消除表", "4,500.00 元", "乡级审核意见")
	printed("announcement", func(ctx context.Context, tx *pg.Tx, w io.Writer) error {
		return desk.ListPaper(ctx, tx, monitoring.Announcement, []int64{id}, w)
	}, "公告", "梨林头村", "脱贫不稳定户")
	printed("filing", func(ctx context.Context, tx *pg.Tx, w io.Writer) error {
		return desk.ListPaper(ctx, tx, monitoring.CityFiling, []int64{id}, w)
	}, "备案表", "4,500.00", "监测帮扶中")
	notice, _ := posted(t, o, id)
	printed("notice", func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.NoticePaper(ctx, tx, notice, w) },
		"拟纳入防止返贫监测对象公示", "公示期 5 天", "脱贫不稳定户", "梨林头村民委员会", "0392-0000000")
}

// The certificate and the announcement say what the county last decided, of whom it decided so, and name no child in public.
func TestWhatIsCertifiedAndAnnounced(t *testing.T) {
	o := monitoringtest.County(t)
	fonts, err := paper.FindFonts(t.TempDir())
	o.Must(err)
	desk := monitoring.Desk{Keys: o.Keys, Fonts: fonts}
	families := o.Enrol(t, "脱贫户", 3)
	ids := o.Lead(t, families...)
	for i, id := range ids {
		o.Step(t, id, families[i], procedure.HandOver)
	}
	for i, id := range ids[:2] {
		o.Through(t, id, families[i], entering...)
	}
	id, h := ids[0], families[0]
	o.Order(t, id, "公益性岗位", nil)
	o.As(t, who.Township, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Done(ctx, tx, []monitoring.Close{{Watch: id, N: o.Get(t, id).Events, Words: "已上岗", Photos: o.Photo("上岗照片")}})
	})
	says := func(name string, print func(context.Context, *pg.Tx, io.Writer) error, want string) (text string) {
		t.Helper()
		var out bytes.Buffer
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { return print(ctx, tx, &out) })
		if text = papertest.Words(t, out.Bytes()); !strings.Contains(text, papertest.Unspaced(want)) {
			t.Errorf("%s: no %q in %s", name, want, text)
		}
		return text
	}
	certificate := func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.CertificatePaper(ctx, tx, id, w) }
	announce := func(ids ...int64) func(context.Context, *pg.Tx, io.Writer) error {
		return func(ctx context.Context, tx *pg.Tx, w io.Writer) error {
			return desk.ListPaper(ctx, tx, monitoring.Announcement, ids, w)
		}
	}
	refused := func(kind fault.Kind, ids ...int64) {
		t.Helper()
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
			o.Refused(announce(ids...)(ctx, tx, io.Discard), kind)
			return nil
		})
	}
	refused(fault.Conflict, ids[0], ids[2]) // nobody approved the third
	says("announced", announce(ids[:2]...), "2 户纳入监测帮扶，现予公告")
	o.At("2025-04-01")
	o.Through(t, id, h, releasing[:6]...)                           // approved, not yet marked: it is still watched
	says("before the mark", certificate, "2025年4月7日审定，你户返贫致贫风险已消除") // it comes first
	says("taken in, whatever came since", func(ctx context.Context, tx *pg.Tx, w io.Writer) error {
		return desk.EntryCertificatePaper(ctx, tx, id, w)
	},
		"2024年9月15日审定，你户为防止返贫监测对象（脱贫不稳定户）")
	says("a release announced", announce(id), "1 户风险已消除")
	refused(fault.Invalid, ids[0], ids[1])
	o.Through(t, id, h, releasing[6:]...)
	says("marked", certificate, "经村（居）提名、入户核查、村（居）级评议、公示张贴、乡级审核，鹤山区乡村振兴局于2025年4月7日审定，你户返贫致贫风险已消除")
	o.Step(t, id, h, procedure.RollBack)
	says("taken back", certificate, "2024年9月15日审定，你户为防止返贫监测对象")

	// What went out is printed again as it was, whatever became of the family since.
	issued := func(what monitoring.Listed, month string) (all []monitoring.Issue) {
		t.Helper()
		o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) (err error) {
			all, err = monitoring.Issues(ctx, tx, what, monthOf(t, month))
			return err
		})
		return all
	}
	again := func(of monitoring.Issue) func(context.Context, *pg.Tx, io.Writer) error {
		return func(ctx context.Context, tx *pg.Tx, w io.Writer) error { return desk.IssuePaper(ctx, tx, of, w) }
	}
	announced, filed, released := issued(monitoring.Announcement, "2024-09"), issued(monitoring.CityFiling, "2024-09"), issued(monitoring.Announcement, "2025-04")
	if len(announced) != 2 || len(filed) != 2 || len(released) != 1 || !released[0].Released {
		t.Fatalf("announced %+v, filed %+v, released %+v", announced, filed, released)
	}
	for _, of := range announced {
		says("announced, again", again(of), "1 户纳入监测帮扶，现予公告")
		says("announced, again, by its number", again(of), "编号："+of.No)
	}
	says("filed, again", again(filed[0]), "4,500.00")
	says("a release announced, again", again(released[0]), "1 户风险已消除")
	says("a release announced, again, of its day", again(released[0]), "2025年4月7日")
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		other := released[0]
		other.No = "无此编号"
		o.Refused(desk.IssuePaper(ctx, tx, other, io.Discard), fault.NotFound)
		return nil
	})

	_, err = pgtest.Super(t).ExecContext(t.Context(), `UPDATE fangpin.person SET born_on = '2010-01-01' WHERE id = $1`, families[1].Head)
	o.Must(err)
	head := o.Get(t, ids[1]).Head
	if text := says("a child announced", announce(ids[1]), "1 户纳入监测帮扶"); head == "" || strings.Contains(text, head) {
		t.Errorf("the announcement names the child %q: %s", head, text)
	}
}

// handOverPaper is what a unit's hand-over of a month says, without spaces.
func handOverPaper(t *testing.T, o *monitoringtest.Office, month, unit string) string {
	t.Helper()
	fonts, err := paper.FindFonts(t.TempDir())
	o.Must(err)
	var out bytes.Buffer
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Desk{Keys: o.Keys, Fonts: fonts}.HandOverPaper(ctx, tx, monthOf(t, month), unit, &out)
	})
	keepPaper(t, "handover-"+unit, out.Bytes())
	return papertest.Words(t, out.Bytes())
}

// keepPaper leaves a paper where the pictures of the tests are, to be looked at.
func keepPaper(t *testing.T, name string, pdf []byte) {
	t.Helper()
	dir := os.Getenv("FANGPIN_PAPERS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
}
