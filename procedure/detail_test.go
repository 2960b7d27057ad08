package procedure_test

import (
	"errors"
	"strings"
	"testing"

	"fangpin/procedure"
)

func TestParseEvent(t *testing.T) {
	for _, tc := range []struct{ act, detail, says string }{
		{"wait", "", "没有“wait”这个事项"},
		{"decide", "", "没有“decide”这个事项"},
		{"", "", "没有“”这个事项"},
		{"Lead", "source=甲", "没有“Lead”这个事项"},
		{"lead", "source=甲;colour=红", "没有“colour”这一项，只能写 source、risk、reason"},
		{"lead", "source=甲;source=乙", "“source”写了两次"},
		{"lead", "source=;source=乙", "“source”写了两次"},
		{"lead", "甲", "应写成 key=value"},
		{"hand_over", "source=甲", "没有“source”这一项"},
		{"apply", "result=pass", "只能写 reason"},
		{"evaluate", "pass=maybe", "pass 只能写 yes 或 no"},
		{"visit", "income=1.234;persons=1;risk=yes", "多于两位小数"},
		{"visit", "income=1e3;persons=1;risk=yes", "不是数"},
		{"visit", "income=1;persons=0;risk=yes", "应是 1 到 9999 的整数"},
		{"visit", "income=1;persons=+1;risk=yes", "应是 1 到 9999 的整数"},
		{"visit", "income=1;persons=1.0;risk=yes", "应是 1 到 9999 的整数"},
		{"visit", "income=1;persons=10000;risk=yes", "应是 1 到 9999 的整数"},
		{"measure", "kind=甲;due=2024-02-30", "due：“2024-02-30”不是有效日期"},
		{"measure", "kind=甲;due=0001-01-01", "1949 年至 2199 年"},
		{"lead", "source=" + strings.Repeat("长", 4000), "detail 过长"},
	} {
		_, err := procedure.ParseEvent(on(t, "05-06"), tc.act, tc.detail)
		if refusal, ok := errors.AsType[*procedure.Refusal](err); !ok || !refusal.Wrong || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s %.40s: %v, want %s", tc.act, tc.detail, err, tc.says)
		}
	}
	e, err := procedure.ParseEvent(on(t, "05-06"), "visit", " income = -3.5 ;persons=2;risk=no;labour=able;label=脱贫户、低保户;reason=a=b;")
	if err != nil || e.Visit.Income.String() != "-3.5" || e.Visit.Persons != 2 || e.Visit.Risk != procedure.NoRisk ||
		e.Visit.Labour != procedure.AbleLabour || len(e.Visit.Labels) != 2 || e.Reason != "a=b" {
		t.Errorf("%+v %v", e, err)
	}
	if e, err := procedure.ParseEvent(on(t, "05-06"), "lead", "source=甲;risk="); err != nil || e.Risk != "" {
		t.Errorf("a blank risk: %+v %v", e, err)
	}
}

// What an act needs is asked of every entrance: of a table and of a room alike.
func TestApplyNeeds(t *testing.T) {
	p := county(t)
	day := on(t, "05-06")
	for _, tc := range []struct {
		e    procedure.Event
		says string
	}{
		{procedure.Event{Act: procedure.Lead, Source: " "}, "缺少来源"},
		{procedure.Event{Act: procedure.Visit}, "缺少有无风险"},
		{procedure.Event{Act: procedure.Visit, Visit: &procedure.Finding{Risk: "maybe"}}, "只能写 yes 或 no"},
		{procedure.Event{Act: procedure.Visit, Visit: &procedure.Finding{Risk: "yes", Labour: "half"}}, "none、weak、able"},
		{procedure.Event{Act: procedure.Visit, Visit: &procedure.Finding{Risk: "yes", Income: amount("1.001"), Persons: 1}}, "两位小数"},
		{procedure.Event{Act: procedure.Visit, Visit: &procedure.Finding{Risk: "yes", Income: amount("1"), Persons: -1}}, "整数"},
		{procedure.Event{Act: procedure.Evaluate}, "缺少结果（pass）"},
		{procedure.Event{Act: procedure.Evaluate, Result: procedure.Return}, "没有“return”这个结果"},
		{procedure.Event{Act: procedure.Review, Result: "yes"}, "没有“yes”这个结果"},
		{procedure.Event{Act: procedure.Approve, Result: procedure.Pass, Kind: "困难户"}, "不是本程序的监测对象类别"},
		{procedure.Event{Act: procedure.Measure}, "缺少措施类别"},
		{procedure.Event{Act: procedure.Withdraw, Kind: " "}, "缺少措施类别"},
		{procedure.Event{Act: procedure.Decide}, "没有“decide”这个事项"},
		{procedure.Event{Act: "dance"}, "没有“dance”这个事项"},
	} {
		tc.e.On = day
		var f procedure.Family
		if err := f.Apply(p, tc.e); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %s", tc.e.Act, err, tc.says)
		}
		if f.State() != "" {
			t.Errorf("%s was refused and left %s", tc.e.Act, f.State())
		}
	}
}
