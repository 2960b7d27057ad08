package screening

import (
	"cmp"
	"slices"

	"fangpin/internal/calendar"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
)

// Row is a reported row with all that is known of it when it is screened.
type Row struct {
	reports.Reported
	Of reports.Kind
	On calendar.Date // the event date; 0 where what was told is no date

	Who     *registry.Person // nil: the number is not in the registry
	Term    *Term            // the policy year of the event date; nil: there is none
	Labels  []string         // of the household on the event date
	Insured bool             // on the event date (policy.Covers)

	Judged bool   // it lay in no live claim when the screening began
	In     int64  // the live claim it lies in; 0: none
	Short  string // how far it is below the warning lines; empty: it reaches one, or there is none
	Why    string // why it is not taken in; empty: it is
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

// identity is what two rows share that tell the same thing twice, as when a department sends the year's list every month.
type identity struct {
	kind   string
	person int64
	what   string
}

func (r *Row) identity() identity {
	if len(r.Tag) > 0 {
		return identity{kind: r.Of.Code, what: string(r.Tag)} // one settlement, whoever it is said to be of
	}
	return identity{r.Of.Code, r.Who.ID, r.EventKey(r.Month)}
}

// SortNewest puts rows in the order of their reporting, newest first.
func SortNewest(rows []*Row) {
	slices.SortStableFunc(rows, func(a, b *Row) int {
		return cmp.Or(b.Month.First().Compare(a.Month.First()), cmp.Compare(b.Report, a.Report), cmp.Compare(b.ID, a.ID))
	})
}

// outcome is what the screening made of the row.
func (r *Row) outcome() reports.Outcome {
	o := reports.Outcome{Row: r.ID, Taken: r.Why == "", Reason: r.Why}
	if r.Who != nil {
		o.Household, o.Person = r.Who.Household, r.Who.ID
	}
	return o
}

// before is what an earlier screening made of it; nothing that outcome could say if there was none.
func (r *Row) before() reports.Outcome {
	return reports.Outcome{Row: r.ID, Household: r.Household, Person: r.Person, Taken: r.Outcome == reports.TakenIn, Reason: r.Reason}
}
