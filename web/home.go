package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/pg"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/publicity"
	"fangpin/registry"
	"fangpin/reports"
)

func homeRoutes() []route {
	return []route{{method: http.MethodGet, path: "/", nav: "今日待办", serve: (*visit).home}}
}

// homePage is what is mine to do today.
type homePage struct {
	Tasks    []task
	Unsigned int64 // deeds under no checkpoint, for an auditor
}

// task is one step that waits, and where it is taken.
type task struct {
	flow.Task
	Title, Path string
}

// place is where a step that waits is taken, and what it is called there where that is not the step's own title.
type place struct {
	step        flow.Step
	path, title string
}

// places are those of all steps that can wait for somebody.
var places = []place{
	{reports.AcceptStep, "/reports/new", "报送本月月报"},
	{reports.HandOverStep, "/reports?status=received", ""},
	{registry.ConfirmAccountsStep, "/accounts", ""},
	{registry.AddAccountStep, "/bank/returns", "更正退票账户"},
	{policy.AdoptStep, "/schemes", ""},
	{policy.InsureStep, "/policies", ""},
	{claims.ScreenStep, "/screening", ""},
	{claims.EntrustStep, "/claims?status=screened", ""},
	{claims.InvestigateStep, "/claims?status=entrusted", "入户查勘"},
	{claims.EndorseStep, "/claims?status=investigated", ""},
	{claims.ReviewStep, "/claims?status=endorsed", ""},
	{claims.FileStep, "/claims?status=reviewed", ""},
	{payouts.AssessStep, "/payouts/assess", ""},
	{payouts.AnnounceStep, "/notices/announce", "发布公示"},
	{publicity.PostStep, "/notices?state=to_post", "张贴公示"},
	{payouts.UpholdStep, "/objections?outcome=open", "处理异议"},
	{payouts.ClearStep, "/payouts/clear", ""},
	{payouts.ComposeStep, "/lists/compose", ""},
	{payouts.ApproveStep, "/lists?status=composed", ""},
	{payouts.SendStep, "/lists?status=approved", ""},
	{payouts.SettleStep, "/bank/waiting", ""},
	{payouts.AdmitStep, "/bank/answers", ""},
	{payouts.ReissueStep, "/bank/returns", ""},
	{payouts.NameHeirStep, "/payouts?heir=missing", ""},
}

// home shows what waits for the person, the most urgent first.
func (v *visit) home() error {
	tasks, err := v.tasks()
	if err != nil {
		return err
	}
	p := homePage{Tasks: tasks}
	if v.sees("/audit") {
		last, size, err := deed.Last(v.ctx(), v.tx)
		if err != nil {
			return err
		}
		p.Unsigned = last.Since(size)
	}
	return v.show("home/show", p)
}

func (v *visit) tasks() ([]task, error) { return tasksOf(v.ctx(), v.tx) }

func tasksOf(ctx context.Context, tx *pg.Tx) ([]task, error) {
	var out []task
	for _, room := range []func(context.Context, *pg.Tx) ([]flow.Task, error){reports.Tasks, registry.Tasks, policy.Tasks, claims.Tasks, payouts.Tasks} {
		waiting, err := room(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, t := range waiting {
			i := slices.IndexFunc(places, func(p place) bool { return p.step.Verb == t.Verb })
			if i < 0 {
				return nil, fmt.Errorf("no page says where %s is taken", t.Verb)
			}
			out = append(out, task{t, cmp.Or(places[i].title, places[i].step.Title), places[i].path})
		}
	}
	slices.SortStableFunc(out, func(a, b task) int { return int(due(a) - due(b)) })
	return out, nil
}

// Waiting is in words what waits on a person's desk, empty for nothing.
func Waiting(ctx context.Context, tx *pg.Tx) (string, error) {
	tasks, err := tasksOf(ctx, tx)
	if err != nil {
		return "", err
	}
	words := make([]string, len(tasks))
	for i, t := range tasks {
		words[i] = fmt.Sprintf("%s %d", t.Title, t.Count)
	}
	return strings.Join(words, "，"), nil
}

// due is a task's first day; one without a day comes after all others.
func due(t task) calendar.Date {
	if t.Due == nil {
		return calendar.On(9999, 12, 31)
	}
	return *t.Due
}
