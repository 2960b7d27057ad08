package claims_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

func TestAFindingThatCannotStandIsRefused(t *testing.T) {
	o := claimstest.County(t)
	ids := map[string]int64{}
	for _, category := range []string{"hospital", "accident", "admission", "schooling", "income", "industry"} {
		ids[category] = o.Claims(t, 1, category, claims.Entrusted)[0]
	}
	o.At("2024-09-11")
	day := calendar.On
	for name, tc := range map[string]struct {
		category string
		change   func(*claims.Finding)
		words    string
	}{
		"before it was entrusted":        {"hospital", func(f *claims.Finding) { f.VisitedOn = day(2024, 9, 8) }, "入户日期 2024年9月8日 有误"},
		"tomorrow":                       {"hospital", func(f *claims.Finding) { f.VisitedOn = day(2024, 9, 12) }, "也不晚于今天"},
		"no reason":                      {"hospital", func(f *claims.Finding) { f.Why = " " }, "查勘情况和理由"},
		"declined without a reason":      {"hospital", func(f *claims.Finding) { f.Qualifies, f.Why = false, "" }, "查勘情况和理由"},
		"no evidence":                    {"hospital", func(f *claims.Finding) { f.Evidence = nil }, "佐证材料"},
		"evidence of no kind":            {"hospital", func(f *claims.Finding) { f.Evidence[0].Kind = "" }, "种类"},
		"no case":                        {"hospital", func(f *claims.Finding) { f.Cases = nil }, "核实数据"},
		"a fact missing":                 {"hospital", func(f *claims.Finding) { delete(f.Cases[0].Facts, "serious_paid") }, "“大病保险支付”空白"},
		"a third decimal":                {"hospital", func(f *claims.Finding) { f.Cases[0].Facts["expense"] = "1.005" }, "“总费用”“1.005”多于两位小数"},
		"an exponent":                    {"hospital", func(f *claims.Finding) { f.Cases[0].Facts["expense"] = "1e5" }, "不是数"},
		"another term":                   {"hospital", func(f *claims.Finding) { f.Cases[0].On = day(2023, 12, 31) }, "不在保单年度"},
		"a day to come":                  {"hospital", func(f *claims.Finding) { f.Cases[0].On = day(2024, 9, 12) }, "在今天之后"},
		"somebody else's child":          {"hospital", func(f *claims.Finding) { f.Cases[0].Person = o.Named[0].Child }, "不是本户成员"},
		"not of the claim's person":      {"admission", func(f *claims.Finding) { f.Cases[0].Person = 0 }, "不是本案人员"},
		"a level nobody pays":            {"admission", func(f *claims.Finding) { f.Cases[0].Facts["level"] = "博士" }, "“层次”没有“博士”这一档"},
		"no school year":                 {"schooling", func(f *claims.Finding) { f.Cases[0].SchoolYear = "2024" }, "不是学年"},
		"too long a reason":              {"hospital", func(f *claims.Finding) { f.Why = strings.Repeat("长", 2001) }, "最多 2000 字"},
		"a reason with a NUL":            {"schooling", func(f *claims.Finding) { f.Why = "属实\x00" }, "不能保存的字符"},
		"declined at length":             {"income", func(f *claims.Finding) { f.Qualifies, f.Why = false, strings.Repeat("长", 200000) }, "最多 2000 字"},
		"evidence of another kind":       {"hospital", func(f *claims.Finding) { f.Evidence[0].Kind = "录取通知书" }, "没有“录取通知书”这一种类"},
		"evidence nobody knows":          {"industry", func(f *claims.Finding) { f.Evidence[0].Kind = "口头说明（电子文件）" }, "可用的种类：现场照片、损失清单、保险赔付单"},
		"less than no insurance":         {"industry", func(f *claims.Finding) { f.Cases[0].Facts["insured_paid"] = "-500000.00" }, "“保险赔付”-500,000.00 元是负数"},
		"a fact of another category":     {"hospital", func(f *claims.Finding) { f.Cases[0].Facts["insured_paid"] = "500.00" }, "“保险赔付”不是方案所列的项目"},
		"a fact that nobody knows":       {"income", func(f *claims.Finding) { f.Cases[0].Facts["ward"] = "三病区" }, "“ward”不是方案所列的项目"},
		"a fact of 200,000 characters":   {"hospital", func(f *claims.Finding) { f.Cases[0].Facts["ward"] = strings.Repeat("字", 200_000) }, "最多 100 字"},
		"an event of 200,000 characters": {"hospital", func(f *claims.Finding) { f.Cases[0].Event = strings.Repeat("字", 200_000) }, "最多 100 字"},
		"a loss below zero":              {"accident", func(f *claims.Finding) { f.Cases[0].Facts["loss"] = "-0.01" }, "“财产损失”-0.01 元是负数"},
		"aid below zero":                 {"schooling", func(f *claims.Finding) { f.Cases[0].Facts["aid_paid"] = "-1000" }, "是负数"},
		"an income below zero":           {"income", func(f *claims.Finding) { f.Cases[0].Facts["income_per_head"] = "-4000.00" }, "是负数"},
		"more heads than live":           {"income", func(f *claims.Finding) { f.LookedAgain = false }, "核实 3 人，花名册在世 2 人"},
		"a row that is not its own":      {"hospital", func(f *claims.Finding) { f.Cases[0].Row = 7 }, "不属于本案"},
		"half a person":                  {"income", func(f *claims.Finding) { f.Cases[0].Facts["persons"] = "2.5" }, "不小于 1 的整数"},
	} {
		t.Run(name, func(t *testing.T) {
			err := o.Do(o.Who(who.Adjuster), func(ctx context.Context, tx *pg.Tx) error {
				findings, err := claimstest.Findings(ctx, tx, []int64{ids[tc.category]})
				if err != nil {
					return err
				}
				tc.change(&findings[0])
				return claims.Investigate(ctx, tx, findings)
			})
			o.Refused(err, fault.Invalid)
			said := fault.Message(err)
			if !strings.Contains(said, tc.words) {
				t.Errorf("it says %q; want %q in it", said, tc.words)
			}
			if !strings.HasPrefix(said, "张户主") || !strings.Contains(said, "户2024年9月3日的") || strings.Contains(said, fmt.Sprint(ids[tc.category])) {
				t.Errorf("it does not name the claim as people do: %q", said)
			}
		})
	}
}

// A disaster is one event, however many of the household it struck: the scheme's deductible is taken once.
func TestTheCasesOfADisasterAreOneEvent(t *testing.T) {
	o := claimstest.County(t)
	id := o.Claims(t, 1, "accident", claims.Entrusted)[0]
	o.As(t, who.Adjuster, func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, []int64{id})
		if err != nil {
			return err
		}
		k := findings[0].Cases[0]
		k.Event = "又一次"
		findings[0].Cases = append(findings[0].Cases, k)
		return claims.Investigate(ctx, tx, findings)
	})
	c := get(t, o, id)
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		found, err := claims.Found(ctx, tx, []int64{id})
		for _, k := range found[id].Cases {
			if k.Event != c.EventKey {
				t.Errorf("a case of event %q in the claim of %q", k.Event, c.EventKey)
			}
		}
		return err
	})
}
