package reports_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"fangpin/claims/claimstest"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/paper"
	"fangpin/internal/paper/papertest"
	"fangpin/internal/pg"
	"fangpin/reports"
)

// sheet is a paper in memory.
type sheet struct{ bytes.Buffer }

func (*sheet) Close() error { return nil }

func TestHandOverPapers(t *testing.T) {
	o := claimstest.County(t)
	fonts, err := paper.FindFonts(t.TempDir())
	o.Must(err)
	families := o.Enrol(t, "低收入户", 2)
	line := func(id, name, township string) map[string]string {
		return map[string]string{"name": name, "id_number": id, "phone": "13912345678", "township": township, "village": "某村", "natural_village": "南组",
			"relief": "低保", "approved": "2024-09-02"}
	}
	o.Report(t, "relief", "2024-09", line(families[0].HeadID, "张𫘪", "鹤壁集镇"), line(families[1].HeadID, "买买提·吐尔逊", "姬家山乡"), line(families[0].ChildID, "张小宝", "鹤壁集镇"))
	printed := map[string]*sheet{}
	month := reports.Month{Year: 2024, Month: 9}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		var one bytes.Buffer
		o.Must(reports.HandOverPaper(ctx, tx, o.Keys, fonts, month, "姬家山乡", &one))
		o.Refused(reports.HandOverPaper(ctx, tx, o.Keys, fonts, month, "别处", &one), fault.NotFound)
		err := reports.HandOverPapers(ctx, tx, o.Keys, fonts, month, func(township string) (io.WriteCloser, error) {
			printed[township] = &sheet{}
			return printed[township], nil
		})
		if !bytes.Equal(one.Bytes(), printed["姬家山乡"].Bytes()) {
			t.Error("one sheet is another in a batch")
		}
		return err
	})
	for township, words := range map[string][]string{
		"鹤壁集镇": {"防返贫监测线索交办单", "鹤壁集镇：", "行政村（社区）", "2024年9月", "线索2条", "张𫘪", "139****5678", "民政局", "社会救助", "鹤山区乡村振兴局（盖章）", "20个工作日"},
		"姬家山乡": {"姬家山乡：", "线索1条", "买买提·吐尔逊", "4199**********"},
	} {
		text := papertest.Words(t, printed[township].Bytes())
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in %s", township, w, text)
			}
		}
		if leaks := papertest.Leaks(text, families[0].HeadID, families[1].HeadID, families[0].ChildID, "13912345678"); len(leaks) > 0 {
			t.Errorf("%s: the sheet tells %q", township, leaks)
		}
	}
	if len(printed) != 2 || strings.Contains(papertest.Words(t, printed["姬家山乡"].Bytes()), "张𫘪") {
		t.Errorf("%d sheets", len(printed))
	}
}
