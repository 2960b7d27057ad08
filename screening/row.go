package screening

import (
	"cmp"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/policy"
	"fangpin/procedure"
	"fangpin/registry"
	"fangpin/reports"
)

// Row is a reported row with all that is known of it when it is screened.
type Row struct {
	reports.Reported
	Of reports.Kind
	On calendar.Date // the event date; 0 where what was told is no date

	Who    *registry.Person // nil: the number is not in the registry
	Labels []string         // of the household on the event date
	Year   string           // over which yearly sums go: the policy year for insurance, the calendar year for the watch

	Judged bool   // nobody had taken it when the screening began
	In     int64  // the live claim, or the watch, that took it; 0: none
	Result string // what a row that is taken comes to, as in reports.TakenIn
	Why    string // why it is not taken in; empty: it is

	// of insurance
	Term    *Term  // the policy year of the event date; nil: there is none
	Insured bool   // on the event date (policy.Covers)
	Short   string // how far it is below the warning lines; empty: it reaches one, or there is none

	// of the watch
	Feed   *procedure.Feed // that the row matches; nil: none
	Said   string          // what a row that matches one tells, in words
	Asked  string          // what a clerk is asked of a doubtful row
	Ground Ground          // of Why, for counting
}

// Term is a policy year with the scheme in force on a day of it.
type Term struct {
	policy.Year
	policy.Rule
}

// Bare is a row of which nothing is known but what was told.
func Bare(told reports.Reported) (*Row, error) {
	kind, _ := reports.KindOf(told.Kind)
	on, err := kind.EventDate(told.Facts, told.Month)
	return &Row{Reported: told, Of: kind, On: on}, err
}

// Class is the household's on the event date.
func (r *Row) Class() string { return r.Term.Scheme.ClassOf(r.Labels) }

// SortNewest puts rows in the order of their reporting, newest first.
func SortNewest(rows []*Row) {
	slices.SortStableFunc(rows, func(a, b *Row) int {
		return cmp.Or(b.Month.First().Compare(a.Month.First()), cmp.Compare(b.Report, a.Report), cmp.Compare(b.ID, a.ID))
	})
}

// Comes is what the screening makes of the row.
func (r *Row) Comes() reports.Outcome {
	o := reports.Outcome{Row: r.ID, Result: r.Result}
	switch {
	case r.Why != "":
		o.Result, o.Reason = reports.NotTaken, r.Why
	case r.Asked != "":
		o.Result, o.Reason = reports.Doubtful, r.Asked
	}
	if r.Who != nil {
		o.Household, o.Person = r.Who.Household, r.Who.ID
	}
	return o
}

// before is what an earlier screening made of it; nothing that Comes could say if there was none.
func (r *Row) before() reports.Outcome {
	return reports.Outcome{Row: r.ID, Household: r.Household, Person: r.Person, Result: r.Outcome, Reason: r.Reason}
}
