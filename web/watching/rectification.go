package watching

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

func rectificationRoutes() []kit.Route {
	const one = "/rectifications/{id:[0-9]+}"
	return []kit.Route{
		kit.Show("/rectifications", "", readers, listRectifications),
		kit.Show("/rectifications/units", "", readers, listUnits),
		kit.Show("/rectifications/ledger.xlsx", "", readers, rectificationSheet),
		kit.Show("/rectifications/new", "", monitoring.RectifyStep.Roles, newRectification),
		kit.Act("/rectifications/new", monitoring.RectifyStep, orderRectification, newRectification),
		kit.Show(one, "", readers, showRectification),
		kit.Show(one+"/evidence/{turn:[0-9]+}", "", readers, rectificationEvidence),
		kit.Act(one+"/done", monitoring.RectifiedStep, putRight, showRectification),
		kit.Act(one+"/sign", monitoring.SignOffStep, signOff, showRectification),
	}
}

// rectificationsPage is the ledger of problems.
type rectificationsPage struct {
	List      *kit.List
	States    []kit.Choice
	Units     []kit.Choice
	Queries   []monitoring.Query
	Townships []kit.Choice
	Rows      []monitoring.Rectification
	Sheet     string // by the problem
	UnitSheet string // by the unit
	Alone     bool   // a department looks: all are its own
}

func listRectifications(r *kit.Request) error {
	p := rectificationsPage{List: r.List("due", "village", "opened", "unit", "source"), Queries: monitoring.Queries(), Townships: townships(r), Alone: r.By.Role == who.Reporter}
	p.List.Path = "/rectifications/ledger.xlsx"
	p.Sheet, p.UnitSheet = p.List.With("page", ""), p.List.With("page", "", "by", "unit")
	p.List.Path = "/rectifications"
	for _, s := range monitoring.RectificationStates() {
		p.States = append(p.States, kit.Choice{Value: string(s), Title: s.Title()})
	}
	var err error
	if p.Units, err = agencies(r); err != nil {
		return err
	}
	f := filterRectifications(p.List.Query)
	f.Window = p.List.Window()
	if p.Rows, p.List.Total, err = monitoring.Rectifications(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("watching/rectifications/list", p)
}

// filterRectifications reads the filters of the list from its address. Whatever makes no sense there is as if it were not.
func filterRectifications(query url.Values) monitoring.RectificationFilter {
	f := monitoring.RectificationFilter{Unit: query.Get("unit"), Query: query.Get("query"), Late: query.Get("late") != ""}
	f.Township, _ = strconv.ParseInt(query.Get("township"), 10, 64)
	if s := monitoring.RectificationState(query.Get("state")); slices.Contains(monitoring.RectificationStates(), s) {
		f.State = s
	}
	if s := monitoring.Problem(query.Get("source")); slices.Contains(monitoring.Problems(), s) {
		f.Source = s
	}
	return f
}

// unitsPage is the ledger of the units that are to put problems right.
type unitsPage struct {
	Rows []unitLine
	Sum  monitoring.UnitLoad
}

// unitLine is a unit, each number of which leads to its problems.
type unitLine struct {
	monitoring.UnitLoad
	Path string
}

func listUnits(r *kit.Request) error {
	units, err := monitoring.Units(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	var p unitsPage
	for _, u := range units {
		query := url.Values{"unit": {u.Unit}}
		if u.Township != 0 {
			query.Set("township", fmt.Sprint(u.Township))
		}
		p.Rows = append(p.Rows, unitLine{u, "/rectifications?" + query.Encode()})
		p.Sum.Open, p.Sum.Late, p.Sum.Done = p.Sum.Open+u.Open, p.Sum.Late+u.Late, p.Sum.Done+u.Done
		p.Sum.Closed, p.Sum.Total = p.Sum.Closed+u.Closed, p.Sum.Total+u.Total
	}
	return r.Show("watching/rectifications/units", p)
}

// rectificationSheet is one of the two ledgers: by the problem, or by the unit.
func rectificationSheet(r *kit.Request) error {
	f := filterRectifications(r.URL.Query())
	title := "整改台账（按问题）"
	f.Window = pg.Window{Sort: "source"}
	if r.Value("by") == "unit" {
		title, f.Window.Sort = "整改台账（按责任单位）", "unit"
	}
	return r.File(fmt.Sprintf("%s-%s.xlsx", title, r.Today()), kit.XLSX, func(w io.Writer) error {
		return monitoring.RectificationSheet(r.Context(), r.Tx, f, title, w)
	})
}

// orderPath is where one problem is ordered to be put right that no query found; with no source, the clerk chooses.
func orderPath(source monitoring.Problem, household, watch int64) string {
	query := url.Values{"household": {fmt.Sprint(household)}, "watch": {fmt.Sprint(watch)}}
	if source != "" {
		query.Set("source", string(source))
	}
	return "/rectifications/new?" + query.Encode()
}

// orderPage is the form to order one problem to be put right: first the household is found.
type orderPage struct {
	familySearch
	Watch    string
	Sources  []kit.Choice
	Source   string
	Agencies []kit.Choice
}

func newRectification(r *kit.Request) (err error) {
	p := orderPage{Watch: r.Value("watch"), Source: r.Value("source")}
	if p.familySearch, err = searchFamily(r); err != nil {
		return err
	}
	if p.Family == nil {
		return r.Show("watching/rectifications/new", p)
	}
	for _, s := range []monitoring.Problem{monitoring.OfSpotCheck, monitoring.OfInspection} {
		p.Sources = append(p.Sources, kit.Choice{Value: string(s), Title: s.Title()})
	}
	if p.Agencies, err = agencies(r); err != nil {
		return err
	}
	return r.Show("watching/rectifications/new", p)
}

func orderRectification(r *kit.Request) error {
	household, err := r.Number("household", "农户")
	if err != nil {
		return err
	}
	o := monitoring.Rectify{Source: monitoring.Problem(r.Value("source")), Household: household, Unit: r.Value("unit"), Person: r.Value("person"), Problem: r.Value("problem")}
	if o.Due, err = r.Date("due", "整改期限"); err != nil {
		return err
	}
	if r.Value("watch") != "" {
		if o.Watch, err = r.Number("watch", "监测事项"); err != nil {
			return err
		}
	}
	var ids []int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		ids, err = monitoring.OpenRectifications(ctx, tx, []monitoring.Rectify{o})
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/rectifications/%d", ids[0]), "已下达整改")
}

// rectificationPage is one problem with how it is put right.
type rectificationPage struct {
	monitoring.Rectification
	Township string
	Next     flow.Next
	Turns    []monitoring.Turn
	Mine     bool // whoever looks is to put it right
	Did      bool // whoever looks did what is to be signed off
	Held     []kit.HeldFile
	History  []deed.Event
}

func showRectification(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := rectificationPage{Held: r.Held(aboutProblem(id))}
	if p.Rectification, err = monitoring.GetRectification(r.Context(), r.Tx, id); err != nil {
		return err
	}
	if p.Turns, err = monitoring.Turns(r.Context(), r.Tx, id); err != nil {
		return err
	}
	p.Township, p.Next = township(p.Village), monitoring.NextOfProblem(p.Rectification)
	p.Mine = p.Rectification.MayPutRight(r.By)
	if n := len(p.Turns); n > 0 {
		p.Did = p.Turns[n-1].DoneBy == r.By.ID
	}
	if r.By.Role != who.Reporter {
		if p.History, err = deed.History(r.Context(), r.Tx, kit.Ref("rectification", id), kit.Ref("rectification_done", id), kit.Ref("rectification_sign", id)); err != nil {
			return err
		}
	}
	return r.Show("watching/rectifications/show", p)
}

func aboutProblem(id int64) string { return fmt.Sprintf("rectification/%d", id) }

// putRight records what was done. Its evidence is archived first: whatever is wrong with the rest, it is not asked for again.
func putRight(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Read(func(tx *pg.Tx) error { _, err := monitoring.GetRectification(r.Context(), tx, id); return err }); err != nil {
		return err
	}
	err = r.Receive(aboutProblem(id), "photo", func(ctx context.Context, name string, content []byte) (kit.HeldFile, error) {
		a, err := monitoring.Keep(ctx, r.Archive, "整改佐证材料", name, content)
		return kit.HeldFile{Kind: a.Kind, File: a.File}, err
	})
	if err != nil {
		return err
	}
	p := monitoring.PutRight{ID: id, Words: r.Value("what")}
	if held := r.Held(aboutProblem(id)); len(held) > 1 {
		return fault.Invalidf("佐证材料只收一份，请取消勾选多余的；有几张照片的，合成一个 PDF 再上传")
	} else if len(held) == 1 {
		p.Evidence = held[0].File
	}
	if p.On, err = r.Date("on", "办结日期"); err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return monitoring.Rectified(ctx, tx, p) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/rectifications/%d", id), "已办结，等待县级销号")
}

// signOff closes a problem, or sends it back.
func signOff(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	passed, err := yesOrNo(r, "passed", "核实无误，销号", "退回整改")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.SignOff(ctx, tx, id, passed, r.Value("why"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/rectifications/%d", id), map[bool]string{true: "已销号", false: "已退回整改"}[passed])
}

var errNoEvidence = fault.NotFoundf("没有找到这份佐证材料，请从整改事项重新进入")

func rectificationEvidence(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	turn, err := r.ID("turn")
	if err != nil {
		return err
	}
	turns, err := monitoring.Turns(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	for _, t := range turns {
		if int64(t.N) == turn {
			return r.Archived(t.Evidence, "整改佐证材料")
		}
	}
	return errNoEvidence
}
