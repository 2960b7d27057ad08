package watching

import (
	"fmt"
	"io"
	"strconv"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

// roundPage lists the households with what the year's round came to.
type roundPage struct {
	List      *kit.List
	Townships []kit.Choice
	Rows      []monitoring.RoundLine
	Left      int           // whom nobody looked at yet
	By        calendar.Date // when the round is over
	Sheet     string
}

func showRound(r *kit.Request) (err error) {
	p := roundPage{List: r.List(), Townships: townships(r), By: calendar.On(r.Today().Year(), 5, 31)}
	p.List.Path = "/watches/round.xlsx"
	p.Sheet = p.List.With("page", "")
	p.List.Path = "/watches/round"
	f := roundAsked(r)
	f.Window = p.List.Window()
	if p.Rows, p.List.Total, err = monitoring.Round(r.Context(), r.Tx, f); err != nil {
		return err
	}
	if _, p.Left, err = monitoring.Round(r.Context(), r.Tx, monitoring.RoundFilter{Open: true, Township: f.Township, Window: pg.Window{Limit: 1}}); err != nil {
		return err
	}
	return r.Show("watching/sweeps/round", p)
}

// roundAsked reads the filters of the list from its address. Whatever makes no sense there is as if it were not.
func roundAsked(r *kit.Request) (f monitoring.RoundFilter) {
	f.Open, f.Done = r.Value("state") == "open", r.Value("state") == "done"
	f.Township, _ = strconv.ParseInt(r.Value("township"), 10, 64)
	return f
}

func roundSheet(r *kit.Request) error {
	f := roundAsked(r)
	return r.File(fmt.Sprintf("年度全面摸排清单-%s.xlsx", r.Today()), kit.XLSX, func(w io.Writer) error { return monitoring.RoundSheet(r.Context(), r.Tx, f, w) })
}
