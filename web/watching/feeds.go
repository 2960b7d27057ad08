package watching

import (
	"strings"

	"fangpin/internal/fault"
	"fangpin/monitoring"
	"fangpin/reports"
	"fangpin/web/kit"
)

func feedRoutes() []kit.Route {
	return []kit.Route{kit.Show("/watches/feeds", "", monitoring.FeedReaders, showFeeds)}
}

// feedsPage is which department tells what by when in a month, and whether it did.
type feedsPage struct {
	Month   string
	Title   string
	Lines   []feedLine
	Missing int    // past their day and not told
	Late    int    // told after it
	Lawless string // why there is nothing to hold a department to
}

// feedLine is a department's part, in words.
type feedLine struct {
	monitoring.FeedLine
	Asked string // for whom, from what line on
	Due   string
	Path  string // of the reports that came in; empty: none, or not to be read
}

// Over tells whether the line is late: not told, or told after its day.
func (l feedLine) Over() bool {
	return l.State == monitoring.FeedMissing || l.State == monitoring.FeedLate
}

// Stands is how the department stands, in words: of what is told as it happens nobody knows whether there was something to tell.
func (l feedLine) Stands() string {
	if l.State == monitoring.FeedIdle && (l.Promptly || l.Within > 0) {
		return "没有报来"
	}
	return l.State.Title()
}

func showFeeds(r *kit.Request) error {
	month, err := reports.ParseMonth(r.Value("month"))
	if err != nil {
		month = reports.MonthAt(r.Today())
	}
	p := feedsPage{Month: month.String(), Title: monthTitle(month)}
	lines, err := monitoring.Feeds(r.Context(), r.Tx, month)
	if fault.KindOf(err) == fault.Blocked {
		p.Lawless = fault.Message(err)
		return r.Show("watching/leads/feeds", p)
	}
	if err != nil {
		return err
	}
	for _, l := range lines {
		line := feedLine{FeedLine: l, Asked: clauses(l), Due: due(l.Feeds[0].Due)}
		if l.On != nil && r.Sees("/reports") {
			line.Path = "/reports?kind=" + l.Kind
			if !l.Yearly {
				line.Path += "&month=" + p.Month
			}
		}
		switch l.State {
		case monitoring.FeedMissing:
			p.Missing++
		case monitoring.FeedLate:
			p.Late++
		}
		p.Lines = append(p.Lines, line)
	}
	return r.Show("watching/leads/feeds", p)
}

// clauses are whom a department tells of, a clause for each of its feeds.
func clauses(l monitoring.FeedLine) string {
	out := make([]string, len(l.Feeds))
	for i, f := range l.Feeds {
		words := feed(f)
		if out[i] = words[2]; f.Line != nil {
			out[i] += "，" + words[3]
		}
	}
	return strings.Join(out, "；")
}
