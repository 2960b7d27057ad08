package watching

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

func spotCheckRoutes() []kit.Route {
	const one, line = "/spotchecks/{id:[0-9]+}", "/spotchecks/{id:[0-9]+}/rows/{n:[0-9]+}"
	return []kit.Route{
		kit.Show("/spotchecks", "", append(slices.Clone(boardReaders), who.Reporter), listSpotChecks),
		kit.Act("/spotchecks", monitoring.DrawStep, drawSample, listSpotChecks),
		kit.Show(one, "", county, showSpotCheck),
		kit.Show(one+"/redraw", "", county, redrawSample),
		kit.Show(one+"/sample.xlsx", "", county, sampleSheet),
		kit.Show(line, "", county, showSample),
		kit.Act(line, monitoring.CheckStep, checkSample, showSample),
	}
}

// spotChecksPage lists the samples that were drawn, and has the form to draw another. A township and a department read their own scores there.
type spotChecksPage struct {
	Rows  []spotCheckLine
	Month [2]calendar.Date // the last whole month, which a sample is drawn of as a rule
	Own   string           // 本乡镇, 本部门: whoever looks is checked, and does not check
}

type spotCheckLine struct {
	monitoring.SpotCheck
	Scores []monitoring.Score // of whoever looks
}

func listSpotChecks(r *kit.Request) error {
	end := calendar.On(r.Today().Year(), r.Today().Month(), 1) - 1
	p := spotChecksPage{Month: [2]calendar.Date{calendar.On(end.Year(), end.Month(), 1), end}}
	if !monitoring.Draws(r.By) {
		p.Own = map[bool]string{true: "本乡镇", false: "本部门"}[r.By.Agency == ""]
	}
	all, err := monitoring.SpotChecks(r.Context(), r.Tx)
	if err != nil {
		return err
	}
	for _, c := range all {
		line := spotCheckLine{SpotCheck: c}
		if p.Own != "" {
			if line.Scores, err = monitoring.Scores(r.Context(), r.Tx, c.ID); err != nil {
				return err
			}
		}
		p.Rows = append(p.Rows, line)
	}
	return r.Show("watching/spotchecks/list", p)
}

func drawSample(r *kit.Request) error {
	var s monitoring.Sampling
	var err error
	if s.From, err = r.Date("from", "交办或入户日期自"); err != nil {
		return err
	}
	if s.To, err = r.Date("to", "至"); err != nil {
		return err
	}
	if s.PerTownship, err = strconv.Atoi(r.Value("per_township")); err != nil {
		return fault.Invalidf("请填写每个乡镇抽取多少户")
	}
	if s.Points, err = r.Amount("points", "考核分值"); err != nil {
		return fault.Invalidf("请填写考核分值，不计入考核的填 0")
	}
	var id int64
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = monitoring.DrawSample(ctx, tx, s)
		return err
	})
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/spotchecks/%d", id), "已抽取样本，请打印带去核查")
}

// spotCheckPage is one sample with what was found of it.
type spotCheckPage struct {
	monitoring.SpotCheck
	List   *kit.List
	Scores []monitoring.Score
	Rows   []monitoring.SampleLine
	Again  bool // it was drawn again by its seed, and is the same
}

func showSpotCheck(r *kit.Request) error {
	p, err := spotCheckOf(r)
	if err != nil {
		return err
	}
	return r.Show("watching/spotchecks/show", p)
}

// redrawSample draws the sample again by its seed: the page says so, or the room what is otherwise.
func redrawSample(r *kit.Request) error {
	p, err := spotCheckOf(r)
	if err != nil {
		return err
	}
	p.List.Path = fmt.Sprintf("/spotchecks/%d", p.ID)
	if _, err := monitoring.Redraw(r.Context(), r.Tx, p.ID); err != nil {
		return err
	}
	p.Again = true
	return r.Show("watching/spotchecks/show", p)
}

func spotCheckOf(r *kit.Request) (p spotCheckPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.SpotCheck, err = monitoring.GetSpotCheck(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	if p.Scores, err = monitoring.Scores(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	lines, err := monitoring.Sample(r.Context(), r.Tx, id)
	if err != nil {
		return p, err
	}
	p.List = r.List()
	if p.List.Get("open") != "" {
		lines = slices.DeleteFunc(lines, func(l monitoring.SampleLine) bool { return l.Sound != nil })
	}
	p.List.Total = len(lines)
	p.Rows = lines[min(len(lines), p.List.Window().Offset):min(len(lines), p.List.Window().Offset+kit.PageSize)]
	return p, nil
}

func sampleSheet(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	c, err := monitoring.GetSpotCheck(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	return r.File(fmt.Sprintf("抽查表-%s.xlsx", calendar.DateOf(c.At)), kit.XLSX, func(w io.Writer) error {
		return monitoring.SampleSheet(r.Context(), r.Tx, id, w)
	})
}

// samplePage is one family of a sample: what is to be looked at, and the form for what was found.
type samplePage struct {
	monitoring.SampleLine
	Check    monitoring.SpotCheck
	Township string
	Ways     []monitoring.Way
	Rectify  string // where its problem is ordered to be put right; empty: nothing is wrong, or not theirs to order
}

func showSample(r *kit.Request) error {
	p, err := sampleOf(r)
	if err != nil {
		return err
	}
	return r.Show("watching/spotchecks/row", p)
}

func sampleOf(r *kit.Request) (p samplePage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	n, err := r.ID("n")
	if err != nil {
		return p, err
	}
	if p.Check, err = monitoring.GetSpotCheck(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	lines, err := monitoring.Sample(r.Context(), r.Tx, id)
	if err != nil {
		return p, err
	}
	i := slices.IndexFunc(lines, func(l monitoring.SampleLine) bool { return int64(l.N) == n })
	if i < 0 {
		return p, fault.NotFoundf("没有找到这次抽查，请刷新后重选")
	}
	p.SampleLine, p.Ways, p.Township = lines[i], monitoring.Ways(), township(lines[i].Village)
	if p.Wrong() && monitoring.RectifyStep.May(r.By.Role) {
		p.Rectify = orderPath(monitoring.OfSpotCheck, p.Household, p.ID)
	}
	return p, nil
}

// checkSample records what was found of one family.
func checkSample(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := r.ID("n")
	if err != nil {
		return err
	}
	f := monitoring.CheckFinding{N: int(n), How: monitoring.Way(r.Value("how")), Words: r.Value("found")}
	if err := r.Within(func(r *kit.Request) error { _, err := sampleOf(r); return err }); err != nil {
		return err
	}
	if f.Sound, err = yesOrNo(r, "sound", "规范", "有问题"); err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return monitoring.Check(ctx, tx, id, []monitoring.CheckFinding{f})
	})
	if err != nil {
		return err
	}
	if !f.Sound {
		return r.To(fmt.Sprintf("/spotchecks/%d/rows/%d", id, n), "已登记抽查结果")
	}
	return r.To(fmt.Sprintf("/spotchecks/%d?open=1", id), "已登记抽查结果")
}
