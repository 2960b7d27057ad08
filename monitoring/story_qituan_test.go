package monitoring_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
)

// S4: 七团, whose villages are companies, and whose families apply first.
func TestStoryOfTheSeventhRegiment(t *testing.T) {
	s := tell(t, "qituan", "2020-06-24")
	rule := s.rule()
	for level, title := range map[procedure.Level]string{
		procedure.Village: "连（社区）", procedure.Township: "团场", procedure.County: "团扶贫开发领导小组", procedure.City: "师市",
	} {
		if got := rule.Title(level); got != title {
			t.Errorf("%s is called %s; want %s", level, got, title)
		}
	}
	for act, title := range map[procedure.Act]string{procedure.Evaluate: "连（社区）级评议", procedure.Review: "团场审核", procedure.Approve: "团扶贫开发领导小组审定",
		procedure.File: "报师市备案", procedure.Visit: "入户核查"} {
		if got := rule.Calls(act); got != title {
			t.Errorf("%s is called %s; want %s", act, got, title)
		}
	}
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error { // and so by lists, the board and the home page
		calling, err := monitoring.Calling(ctx, tx)
		if err != nil || calling.Calls(procedure.Review) != "团场审核" || calling.Calls(procedure.Compare) != "部门比对" {
			t.Errorf("the county's words: %v, %v", calling, err)
		}
		return err
	})

	// §二.5: “对日常走访摸排或动态管理发现的……低收入户，通过本人申报，由连（社区）书记和连（社区）‘两委’走访排查”
	worker, old, poor := s.family(""), s.family(""), s.family("")
	worker.told(monitoring.Direct, "日常走访", "失业")
	old.told(monitoring.Direct, "动态管理", "因病")
	poor.told(monitoring.Direct, "本人申报", "因残")
	worker.stands("核查中 申请及承诺授权")
	s.refuses("下一步是“申请及承诺授权”", who.Village, func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.VisitFamilies(ctx, tx, []monitoring.Visit{worker.Visit(worker.watch, worker.Household, "9000.00", procedure.AtRisk)})
	})
	s.together("2020-06-28", []*family{worker, old, poor}, procedure.Apply)

	// §二.4: “收入计算周期按整年度依季递延”: on 29 June the year ends with March, on 1 July with June
	worker.visited("2020-06-29", "10000.02", procedure.AtRisk, procedure.AbleLabour)
	worker.income("5000.01", "2019-04-01", "2020-03-31", true)
	old.visited("2020-07-01", "10000.00", procedure.AtRisk, procedure.NoLabour)
	old.income("5000.00", "2019-07-01", "2020-06-30", true)
	poor.visited("2020-07-01", "16000.00", procedure.AtRisk, procedure.WeakLabour)
	poor.income("8000.00", "2019-07-01", "2020-06-30", false)
	// §三: “低于8000高于5000元的低收入群体，……把问题解决在萌芽状态”
	if !worker.newest().Early || old.newest().Early || poor.newest().Early {
		t.Error("early help is for more than 5,000 and less than 8,000 yuan a head")
	}

	// §二.5: “综合分析、研判评估，并上报团场”; “相关行业部门进行比对筛查，安排实地入户核查”
	worker.did("2020-07-02", procedure.Evaluate, procedure.Review)
	worker.decided(who.Clerk, monitoring.Compare, procedure.Return, "社保所有参保记录，请实地入户核查就业情况")
	worker.stands("核查中 入户核查 边缘易致贫户")
	worker.visited("2020-07-06", "12000.00", procedure.AtRisk, procedure.AbleLabour)
	worker.income("6000.00", "2019-07-01", "2020-06-30", true)
	worker.did("2020-07-07", procedure.Evaluate, procedure.Review, procedure.Compare)
	// “经团扶贫开发领导小组确认后，报师市扶贫开发领导小组办公室备案”
	worker.did("2020-07-08", procedure.Approve)
	worker.stands("监测帮扶中 上报备案 边缘易致贫户")
	worker.did("2020-07-09", procedure.File)
	old.did("2020-07-10", procedure.Evaluate, procedure.Review, procedure.Compare, procedure.Approve, procedure.File)

	// §三: “对有劳动能力且有务工意愿的”就业帮扶; “对无劳动能力的监测对象，进一步强化……综合性社会保障措施”
	worker.ordered("就业", "2020-07-13", "2020-07-20")
	s.refuses("没有“就业”这一类措施", who.Township, old.order("就业"))
	old.ordered("综合保障", "2020-07-20", "2020-07-21")
	// §三.5: “明确师、团、连（社区）各级帮扶责任人”, “不脱困、不脱钩”
	worker.helpedBy(procedure.City, "马建军", "师市扶贫办")
	worker.helpedBy(procedure.Township, "刘志强", "团社会事务服务中心")
	worker.helpedBy(procedure.Village, "古丽", "三连书记")
	s.Look(s.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		helpers, err := monitoring.Helpers(ctx, tx, worker.watch)
		if len(helpers) != 3 {
			t.Errorf("%d people help the family", len(helpers))
		}
		return err
	})

	// §二.4(3): “收入计算周期按整年度依季递延”: with October the year moves on by a quarter. Whoever is watched is visited for it by the quarter's end; the sheet tells
	// of each what its income is, of a month that is over as it was then
	s.At("2020-10-09")
	s.asksIncomes(2, "2020-12-31")
	worker.visited("2020-10-12", "18000.00", procedure.AtRisk, procedure.AbleLabour)
	worker.income("9000.00", "2019-10-01", "2020-09-30", false)
	s.asksIncomes(1, "2020-12-31")
	s.incomes(10, "9,000.00 2019-10-01 至 2020-09-30", "未核实")
	s.incomes(9, "6,000.00 2019-07-01 至 2020-06-30", "5,000.00 2019-07-01 至 2020-06-30")
	s.At("2021-01-04")
	s.asksIncomes(2, "2021-03-31")

	// §二.4: “5月底前对全团户籍人员、常住人员进行全面摸排”: of every household; whose income may have changed is visited, of the others it is said that they are as
	// they were, without a form for each
	s.At("2021-05-28")
	plain := s.family("")
	if why := plain.finds("may"); why != "没有入户、走访或摸排的记录" {
		t.Errorf("the round finds %q", why)
	}
	if why := worker.finds("may"); why != "" {
		t.Errorf("visited in July, it is looked at again: %s", why)
	}
	s.refuses("入户核查或走访", who.Village, func(ctx context.Context, tx *pg.Tx) error { return monitoring.LookedRound(ctx, tx, []int64{worker.ID}) })
	s.As(t, who.Village, func(ctx context.Context, tx *pg.Tx) error { return monitoring.LookedRound(ctx, tx, []int64{plain.ID}) })
	if why := plain.finds("may"); why != "" {
		t.Errorf("looked at, it is found again: %s", why)
	}

	s.At("2021-07-20")
	s.refuses("没有写风险消除", who.Village, worker.nominate)
}

// asksIncomes is of how many families a village is asked for the income of the newest quarter's year, and by when.
func (s story) asksIncomes(count int, by string) {
	s.t.Helper()
	task := tasks(s.Office, s.Who(who.Village))[monitoring.VisitStep.Verb+monitoring.ForIncome]
	if task.Count != count || task.Due == nil || task.Due.String() != by || task.Late != 0 {
		s.t.Errorf("the village is asked for %+v; want %d by %s", task, count, by)
	}
}

// incomes compares what a month's sheet of 2020 tells the village of each family under watch: its income per head and the year that it is of.
func (s story) incomes(month time.Month, want ...string) {
	s.t.Helper()
	var sheet bytes.Buffer
	s.Look(s.Who(who.Village), func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.QuarterIncomeSheet(ctx, tx, 2020, month, &sheet)
	})
	f, err := excelize.OpenReader(&sheet)
	s.Must(err)
	rows, err := f.GetRows("季度收入核算")
	s.Must(err)
	var got []string
	for _, row := range rows[3:] {
		switch {
		case len(row) > 9:
			got = append(got, row[9]+" "+row[6])
		case len(row) > 5 && row[2] != "":
			got = append(got, row[5])
		}
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("the incomes of month %d are %q; want %q", month, got, want)
	}
}
