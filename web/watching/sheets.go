package watching

import (
	"net/url"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/procedure"
	"fangpin/reports"
	"fangpin/web/kit"
)

// sheetsPage shows a month's and its quarter's figures, what the departments' meeting hears, and leads to every workbook and list that is printed.
type sheetsPage struct {
	Month     string // as 2024-09
	Title     string
	On        calendar.Date // as of which the month is told
	Figures   []monitoring.Figures
	Sum       monitoring.Figures
	Checks    []monitoring.Score
	Year      int
	QuarterNo int
	Quarter   monitoring.Quarter
	Meeting   []monitoring.Carried
	Unsolved  []monitoring.Unsolved // the first of them
	AllOpen   int                   // how many of them there are
	Uncounted int                   // families whose income of the newest quarter nobody established
	Papers    []paperToPrint
	Issued    []issue // of the month
}

// issue is a paper that went out, to be printed again.
type issue struct {
	monitoring.Issue
	Title, Path string
}

// paperToPrint is a paper of many watches that wait for it.
type paperToPrint struct {
	Title, Path string
	Count       int
}

func showSheets(r *kit.Request) error {
	m, err := monthAsked(r)
	if err != nil {
		return err
	}
	p := sheetsPage{Month: m.String(), Title: monthTitle(m), Year: m.Year, QuarterNo: (int(m.Month) + 2) / 3}
	p.On = min(calendar.On(m.Year, m.Month, 1).MonthEnd(), r.Today())
	if p.Figures, err = monitoring.MonthFigures(r.Context(), r.Tx, m.Year, m.Month); err != nil {
		return err
	}
	p.Sum = monitoring.SumOf(p.Figures)
	if p.Checks, err = monitoring.MonthChecks(r.Context(), r.Tx, m.Year, m.Month); err != nil {
		return err
	}
	if p.Quarter, err = monitoring.QuarterFigures(r.Context(), r.Tx, p.Year, p.QuarterNo); err != nil {
		return err
	}
	if p.Meeting, err = monitoring.Meeting(r.Context(), r.Tx, m.Year, m.Month); err != nil {
		return err
	}
	if p.Unsolved, p.AllOpen, err = monitoring.UnsolvedMeasures(r.Context(), r.Tx, m.Year, m.Month, pg.Window{Limit: kit.PageSize}); err != nil {
		return err
	}
	if _, p.Uncounted, err = monitoring.AskOf(r.Context(), r.Tx, "quarter", nil, monitoring.Among{Window: pg.Window{Limit: 1}}); err != nil {
		return err
	}
	if r.By.Role != who.Township {
		if p.Papers, err = papersToPrint(r); err != nil {
			return err
		}
		if p.Issued, err = issuedIn(r, m); err != nil {
			return err
		}
	}
	return r.Show("watching/watches/sheets", p)
}

// papersToPrint are the county's papers of many watches, with how many wait for each.
func papersToPrint(r *kit.Request) (out []paperToPrint, err error) {
	for _, l := range lists {
		ids, err := l.waiting(r)
		if err != nil {
			return nil, err
		}
		out = append(out, paperToPrint{l.title, l.path + map[bool]string{true: "?of=" + l.of}[l.of != ""], len(ids)})
	}
	return out, nil
}

// issuedIn are the papers that went out in a month.
func issuedIn(r *kit.Request, m reports.Month) (out []issue, err error) {
	for _, l := range lists {
		all, err := monitoring.Issues(r.Context(), r.Tx, l.what, m)
		if err != nil {
			return nil, err
		}
		for _, i := range all {
			if i.Released == (l.of == ofReleased) {
				query := url.Values{"of": {l.of}, "on": {i.On.String()}, "no": {i.No}}
				out = append(out, issue{i, l.title, l.path + "?" + query.Encode()})
			}
		}
	}
	return out, nil
}

// list is a paper of all the watches that wait for it.
type list struct {
	path, of, title string // of tells lists of one path apart
	what            monitoring.Listed
	next            procedure.Act
	states          []procedure.State
}

// listOf is the list that a request asks for: the first of its path where it names none.
func listOf(r *kit.Request) list {
	own := slices.DeleteFunc(slices.Clone(lists), func(l list) bool { return l.path != r.URL.Path })
	return own[max(0, slices.IndexFunc(own, func(l list) bool { return l.of == r.Value("of") }))]
}

const (
	announcements = "/watches/announcement.pdf"
	filings       = "/watches/filing.pdf"

	ofReleased = "released"
)

var lists = []list{
	{announcements, "", "防止返贫监测对象公告", monitoring.Announcement, procedure.Announce, []procedure.State{procedure.StateWatched}},
	{announcements, ofReleased, "监测对象风险消除公告", monitoring.Announcement, procedure.Announce, []procedure.State{procedure.StateClearing, procedure.StateCleared}},
	{filings, "", "防止返贫监测对象备案表", monitoring.CityFiling, procedure.File, []procedure.State{procedure.StateWatched, procedure.StateClearing, procedure.StateCleared}},
}

// waiting are the watches that wait to stand on the paper.
func (l list) waiting(r *kit.Request) (ids []int64, err error) {
	for _, s := range l.states {
		more, err := monitoring.IDs(r.Context(), r.Tx, monitoring.Filter{Next: l.next, State: s})
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return ids, nil
}
