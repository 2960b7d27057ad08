package verify_test

import (
	"context"
	"strings"
	"testing"

	"fangpin/audit/trace"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// A household's way through the watch is told event by event, with what hangs on each.
func TestAHouseholdIsFollowedThroughTheWatch(t *testing.T) {
	m := work(t)
	super := intruder(t)
	var text strings.Builder
	for _, of := range []string{taken, upheld, settled} {
		var no string
		m.Must(super.GetContext(t.Context(), &no, `SELECT no FROM household WHERE id = (SELECT household FROM watch WHERE id = `+of+`)`))
		m.Look(m.Who(who.Auditor), func(ctx context.Context, tx *pg.Tx) error {
			marks, err := trace.Watch(ctx, tx, no)
			for _, mark := range marks {
				text.WriteString(mark.Text + "\n")
			}
			return err
		})
	}
	for _, want := range []string{"现为“监测帮扶中”", "线索（", "：来源：群众反映", "　风险信号：群众反映，2024年11月18日", "入户核查（", "人均 4500.00 元", "　收入计算期间 2023年11月18日至2024年11月17日，家庭成员 2 人",
		"同意 5 票，不同意 1 票", "号第 1 行，2024年11月18日公示，", "通过，突发严重困难户", "异议", "不成立", "成立，重新入户", "交办给医保局", "部门已办结", "帮扶措施（", "风险消除回退（"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in\n%s", want, text.String())
		}
	}
	m.Refused(pg.Read(t.Context(), m.DB, m.Who(who.Auditor), func(tx *pg.Tx) error {
		_, err := trace.Watch(t.Context(), tx, "H999999")
		return err
	}), fault.NotFound)
}
