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

// desks say where each step is taken, and what it is called on the desk where that is not the step's own title.
var desks = map[string]struct{ path, title string }{
	"reports.accept":            {path: "/reports/new", title: "报送本月月报"},
	"reports.hand_over":         {path: "/reports?status=received"},
	"registry.confirm_accounts": {path: "/accounts"},
	"registry.add_account":      {path: "/bank/returns", title: "更正退票账户"},
	"policy.adopt":              {path: "/schemes"},
	"policy.insure":             {path: "/policies"},

	"claims.screen":      {path: "/screening"},
	"claims.entrust":     {path: "/claims?status=screened"},
	"claims.investigate": {path: "/claims?status=entrusted", title: "入户查勘"},
	"claims.endorse":     {path: "/claims?status=investigated"},
	"claims.review":      {path: "/claims?status=endorsed"},
	"claims.file":        {path: "/claims?status=reviewed"},

	"payouts.assess":    {path: "/payouts/assess"},
	"payouts.announce":  {path: "/notices/announce", title: "发布公示"},
	"publicity.post":    {path: "/notices?state=to_post", title: "张贴公示"},
	"payouts.uphold":    {path: "/objections?outcome=open", title: "处理异议"},
	"payouts.clear":     {path: "/payouts/clear"},
	"payouts.compose":   {path: "/lists/compose"},
	"payouts.approve":   {path: "/lists?status=composed"},
	"payouts.send":      {path: "/lists?status=approved"},
	"payouts.settle":    {path: "/bank/waiting"},
	"payouts.admit":     {path: "/bank/answers"},
	"payouts.reissue":   {path: "/bank/returns"},
	"payouts.name_heir": {path: "/payouts?heir=missing"},
}

// home shows what waits for the person, the most urgent first.
func (v *visit) home() error {
	tasks, err := v.tasks()
	if err != nil {
		return err
	}
	p := homePage{Tasks: tasks}
	if slices.Contains(auditReaders, v.by.Role) {
		last, size, err := deed.Last(v.ctx(), v.tx)
		if err != nil {
			return err
		}
		p.Unsigned = unsigned(last, size)
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
			desk, ok := desks[t.Verb]
			if !ok {
				return nil, fmt.Errorf("no desk for %s", t.Verb)
			}
			out = append(out, task{t, cmp.Or(desk.title, titleOf(t.Verb)), desk.path})
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
