package claims

import (
	"cmp"
	"slices"
	"strings"

	"fangpin/internal/calendar"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
)

// row is a reported row with all that is known of it when it is screened.
type row struct {
	reports.Reported
	kind reports.Kind
	on   calendar.Date // the event date

	person  *registry.Person // nil: the number is not in the registry
	term    *term            // the policy year of the event date; nil: there is none
	labels  []string         // of the household on the event date
	covered bool             // insured on the event date (policy.Covers)

	judged bool   // it lay in no live claim when the screening began
	claim  int64  // the live claim it lies in; 0: none
	short  string // how far it is below the warning lines; empty: it reaches one, or there is none
	reason string // why it is not taken in; empty: it is
}

// term is a policy year with the scheme in force on a day of it.
type term struct {
	policy.Year
	policy.Rule
}

// class is the household's on the event date.
func (r *row) class() string { return r.term.Scheme.ClassOf(r.labels) }

// eventDate is when a row's event was: what its kind says, the first day of its school year, or, for an income, the last day of the
// month before the report, for a report tells of what was by then (S3 §二.1: 截至上月底).
func (r *row) eventDate() (calendar.Date, error) {
	switch year := r.Facts["school_year"]; {
	case r.kind.Category == "income":
		return calendar.On(r.Month.First().Date()) - 1, nil
	case r.kind.Event != "":
		return calendar.ParseDate(r.Facts[r.kind.Event])
	default:
		first, _, _ := strings.Cut(year, "-")
		return calendar.ParseDate(first + "-09-01")
	}
}

// identity is what two rows share that tell the same thing twice, as when a department sends the year's list every month.
type identity struct {
	kind   string
	person int64
	what   string
}

func (r *row) identity() identity {
	if len(r.Tag) > 0 {
		return identity{kind: r.kind.Code, what: string(r.Tag)} // one settlement, whoever it is said to be of
	}
	return identity{r.kind.Code, r.person.ID, eventKey(r, r.Month)}
}

// sortNewest puts rows in the order of their reporting, newest first.
func sortNewest(rows []*row) {
	slices.SortStableFunc(rows, func(a, b *row) int {
		return cmp.Or(b.Month.First().Compare(a.Month.First()), cmp.Compare(b.Report, a.Report), cmp.Compare(b.ID, a.ID))
	})
}

// outcome is what the screening made of the row.
func (r *row) outcome() reports.Outcome {
	o := reports.Outcome{Row: r.ID, Taken: r.reason == "", Reason: r.reason}
	if r.person != nil {
		o.Household, o.Person = r.person.Household, r.person.ID
	}
	return o
}

// before is what an earlier screening made of it; nothing that outcome could say if there was none.
func (r *row) before() reports.Outcome {
	return reports.Outcome{Row: r.ID, Household: r.Household, Person: r.Person, Taken: r.Outcome == reports.TakenIn, Reason: r.Reason}
}
