package claims

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
	"fangpin/reports"
	"fangpin/screening"
)

// event is what one live claim is of.
type event struct {
	household     int64
	category, key string
}

// raising is a screening's fit rows on their way into claims.
type raising struct {
	groups map[event][]*screening.Row
	live   map[event]Claim // before this screening
	raised []Claim
	joined map[int64]bool
	placed []*screening.Row // whose claim is now known
}

func newRaising(ctx context.Context, tx *pg.Tx, month reports.Month, fit []*screening.Row) (*raising, error) {
	r := &raising{groups: map[event][]*screening.Row{}, live: map[event]Claim{}, joined: map[int64]bool{}}
	households := []int64{}
	for _, w := range fit {
		e := event{w.Who.Household, w.Of.Category, w.EventKey(month)}
		r.groups[e] = append(r.groups[e], w)
		households = append(households, e.household)
	}
	if err := keepScreened(ctx, tx, households); err != nil {
		return nil, err
	}
	found, err := Find(ctx, tx, Filter{Households: pg.Only(slices.Compact(slices.Sorted(slices.Values(households))))})
	if err != nil {
		return nil, err
	}
	for _, c := range found {
		r.live[event{c.Household, c.Category, c.EventKey}] = c
	}
	return r, nil
}

// keepScreened locks the claims that may be joined, before they are read: who entrusts one of them at the same time has done it by
// then, or waits until its further rows are in it.
func keepScreened(ctx context.Context, tx *pg.Tx, households []int64) error {
	_, err := tx.ExecContext(ctx, `
		SELECT FROM claim WHERE county = $1 AND household = ANY ($2) AND status = $3 AND live ORDER BY id FOR UPDATE`,
		tx.County, pq.Array(households), Screened)
	if err != nil {
		return fmt.Errorf("lock screened claims: %w", err)
	}
	return nil
}

// raise takes the groups in order, so that the same rows always give the same claims.
func (r *raising) raise() {
	for _, e := range slices.SortedFunc(maps.Keys(r.groups), event.compare) {
		rows := above(e, r.groups[e])
		if c, ok := r.live[e]; ok {
			r.join(c, rows)
		} else if len(rows) > 0 {
			r.add(e, rows)
		}
	}
}

func (e event) compare(f event) int {
	return cmp.Or(cmp.Compare(e.household, f.household), cmp.Compare(e.category, f.category), cmp.Compare(e.key, f.key))
}

// above leaves the rows that reach a line. A household's settlements of a policy year go together: one above is all above.
func above(e event, rows []*screening.Row) []*screening.Row {
	reaches := func(w *screening.Row) bool { return w.Short == "" }
	if reports.Serving(e.category).Together && slices.ContainsFunc(rows, reaches) {
		return rows
	}
	var out []*screening.Row
	for _, w := range rows {
		if w.Why = w.Short; reaches(w) {
			out = append(out, w)
		}
	}
	return out
}

// join puts rows into a claim that lives, where it can still take them.
func (r *raising) join(c Claim, rows []*screening.Row) {
	for _, w := range rows {
		if w.Why = joinable(w, c); w.Why == "" {
			w.In = c.ID
			r.joined[c.ID] = true
			r.placed = append(r.placed, w)
		}
	}
}

// add makes a claim of the rows. Its latest event fixes policy year, scheme and class.
func (r *raising) add(e event, rows []*screening.Row) {
	last := slices.MaxFunc(rows, func(a, b *screening.Row) int { return cmp.Compare(a.On, b.On) })
	c := Claim{
		ID: pg.NewID(), Policy: last.Term.Year.ID, Scheme: last.Term.Rule.ID, Household: e.household,
		Category: e.category, EventKey: e.key, EventOn: last.On, Class: last.Class(),
	}
	if reports.Serving(e.category).OnePerson() {
		c.Person = &last.Who.ID
	}
	r.raised = append(r.raised, c)
	for _, w := range rows {
		w.In = c.ID
		r.placed = append(r.placed, w)
	}
}

func (r *raising) write(ctx context.Context, tx *pg.Tx) error {
	if len(r.placed) == 0 {
		return nil
	}
	if err := insertClaims(ctx, tx, r.raised); err != nil {
		return err
	}
	type row struct {
		ReportRow int64  `db:"report_row"`
		Claim     int64  `db:"claim"`
		Tag       []byte `db:"tag"` // nil where the row has none
	}
	rows := make([]row, len(r.placed))
	for i, w := range r.placed {
		rows[i] = row{w.ID, w.In, w.Tag}
		tx.Cover("source", w.In)
	}
	return pg.Insert(ctx, tx, "source", rows)
}

func insertClaims(ctx context.Context, tx *pg.Tx, raised []Claim) error {
	type row struct {
		ID        int64         `db:"id"`
		Policy    int64         `db:"policy"`
		Scheme    int64         `db:"scheme"`
		Household int64         `db:"household"`
		Person    *int64        `db:"person"`
		Category  string        `db:"category"`
		EventKey  string        `db:"event_key"`
		EventOn   calendar.Date `db:"event_on"`
		Class     string        `db:"class"`
	}
	rows := make([]row, len(raised))
	for i, c := range raised {
		rows[i] = row{c.ID, c.Policy, c.Scheme, c.Household, c.Person, c.Category, c.EventKey, c.EventOn, c.Class}
		tx.Cover("claim", c.ID)
	}
	return pg.Insert(ctx, tx, "claim", rows)
}

// result counts the screening.
func (r *raising) result(rows []*screening.Row) Screening {
	s := Screening{Taken: len(r.placed), Joined: slices.Sorted(maps.Keys(r.joined))}
	for _, c := range r.raised {
		s.Raised = append(s.Raised, c.ID)
	}
	for _, w := range rows {
		if w.Judged {
			s.Rows++
		}
	}
	s.NotTaken = s.Rows - s.Taken
	return s
}

// joinable says why a row cannot become part of a live claim of its event; empty if it can. An adjuster who is on the way is not
// given more, and a claim's event date stands.
func joinable(r *screening.Row, c Claim) string {
	switch {
	case c.Status == Screened && (!reports.Serving(c.Category).Together || r.On <= c.EventOn):
		return ""
	case reports.Serving(c.Category).Together:
		return "本户本月的住院案件已立案，本次结算留待下月比对"
	default:
		return fmt.Sprintf("同一事项本户已有案件（%s），不重复立案", c.Status.Title())
	}
}
