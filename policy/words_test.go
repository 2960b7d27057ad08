package policy_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/foureyes"
	"fangpin/internal/pg"
	"fangpin/policy"
	"fangpin/scheme"
)

// misspelt are changes to the demonstration's scheme after which a word matches nothing, each with what is said of it and on which line.
var misspelt = []struct {
	old, new string
	line     int
	says     string
}{
	{"measure: self_pay_year, at_least: 20000", "measure: selfpay_year, at_least: 20000", 15, "没有 measure “selfpay_year”这一指标，这条监测线不会起作用，是不是“self_pay_year”？"},
	{"measure: school_cost_year", "measure: outpatient_month", 16, "没有 measure “outpatient_month”这一指标"}, // measured, and of no claim
	{"agency: 教体局", "agency: 教育局", 16, "agency “教育局”不是报送部门的简称，这条监测线不会起作用，是不是“教体局”？"},
	{"agency: 教体局", "agency: 医疗局", 16, "是不是“医保局”？"},
	{"agency: 教体局", "agency: 医保局", 16, "医保局不报送 measure “school_cost_year”，报送的是教体局"},
	{"classes: [脱贫不稳定户, 边缘易致贫户, 突发严重困难户,", "classes: [脱贫不稳定户, 边缘易致贫户, 突发严重困难\u200b户,", 5, "是不是“突发严重困难户”？"},
	{"突发严重困难户, 脱贫户, 低收入户, 其他农户]", "突发严重困难户, 脱贫户, 低收入户, 五保户, 其他农户]", 5, "“五保户”不是户标签，没有一户会归入这一类，是不是“低保户”？"},
	{"heads: 321}", "heads: 321}\n  - {class: 其他农户, basis: quota, heads: 9}", 10, "“其他农户”不是户标签"},
	{"本科: 2000", "本\u200b科: 2000", 30, "是不是“本科”？"},
	{"专科: 1000", "大专: 1000", 30, "月报里的“大专”读作“专科”，这一档不会起作用，请写“专科”"},
}

func TestAWordThatMatchesNothingIsRefusedByItsLine(t *testing.T) {
	for _, tc := range misspelt {
		text := source(t, tc.old, tc.new)
		if string(text) == string(source(t)) {
			t.Fatalf("%q changed nothing", tc.old)
		}
		s, err := scheme.Parse(text)
		if err != nil {
			t.Errorf("%s is no scheme at all: %v", tc.new, err)
			continue
		}
		wrong, _ := policy.Misfits(s)
		if !slices.ContainsFunc(wrong, func(n scheme.Note) bool { return n.Line == tc.line && strings.Contains(n.Text, tc.says) }) {
			t.Errorf("%s: %v, want on line %d: %s", tc.new, wrong, tc.line, tc.says)
		}
	}
	s, err := scheme.Parse(source(t, "less: [basic_paid,", "less: [basic_piad,"))
	if err != nil {
		t.Fatal(err)
	}
	if wrong, look := policy.Misfits(s); len(wrong) > 0 || len(look) != 1 || look[0].Line != 21 || !strings.Contains(look[0].Text, "是不是“basic_paid”？") {
		t.Errorf("a fact that nobody reports: %v, %v", wrong, look)
	}
}

// What was proposed before words were looked at is refused when it is adopted.
func TestASchemeWithAWordThatMatchesNothingIsNotAdopted(t *testing.T) {
	c := open(t)
	text := source(t, misspelt[0].old, misspelt[0].new)
	_, err := c.propose(c.clerk, text)
	c.Refused(err, fault.Invalid)
	if !strings.Contains(err.Error(), "行 15：") {
		t.Errorf("refused as %v", err)
	}
	s, err := scheme.Parse(text)
	c.Must(err)
	id := pg.NewID()
	c.Must(c.Do(c.clerk, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform("policy.propose", "测试")
		tx.Cover("scheme", id)
		_, err := tx.ExecContext(ctx, `
			INSERT INTO scheme (county, id, hash, source, term_from, term_to, days, past_holiday, past_weekend, proposed_by)
			VALUES ($1, $2, $3, $4, $5, $6, 10, true, false, $7)`, tx.County, id, s.Hash(), string(text), calendar.On(2024, 1, 1), calendar.On(2024, 12, 31), tx.By.ID)
		if err != nil {
			return err
		}
		return foureyes.Propose(ctx, tx, foureyes.Scheme, []int64{id})
	}))
	c.Refused(c.adopt(c.approver, id, "2024-01-01"), fault.Invalid)
}
