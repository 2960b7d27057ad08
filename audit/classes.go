package audit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/scheme"
)

// dateOf is a scheme's day, which is a midnight UTC.
func dateOf(day time.Time) calendar.Date { return calendar.On(day.Date()) }

// raised is a claim with what was fixed when it was raised.
type raised struct {
	ID        int64         `db:"id"`
	Policy    int64         `db:"policy"`
	Scheme    int64         `db:"scheme"`
	Household int64         `db:"household"`
	On        calendar.Date `db:"event_on"`
	Class     string        `db:"class"`
	Contains  bool          `db:"contains"` // the policy year has the event date
	leaf      int64         // of the deed that raised it
}

// classes derives again, for every claim, the scheme in force on its event date and the household's class on it: as both stood when the
// claim was raised, for a label may be entered, and a scheme adopted, with an earlier day.
func classes(ctx context.Context, v *view) ([]Check, error) {
	adopted, err := v.adopted(ctx)
	if err != nil {
		return nil, err
	}
	labels, err := v.labels(ctx)
	if err != nil {
		return nil, err
	}
	sealed, err := v.versions(ctx, "claim")
	if err != nil {
		return nil, err
	}
	var claims []raised
	err = v.tx.SelectContext(ctx, &claims, `
		SELECT c.id, c.policy, c.scheme, c.household, c.event_on, c.class, COALESCE(c.event_on BETWEEN p.from_on AND p.to_on, false) AS contains
		FROM claim c LEFT JOIN policy p ON p.county = $1 AND p.id = c.policy WHERE c.county = $1 ORDER BY c.id`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read claims: %w", err)
	}
	check := Check{Name: "案件适用的保单、方案和户类别以事发日为准", Looked: int64(len(claims))}
	for _, c := range claims {
		c.leaf = sealed[fmt.Sprint(c.ID)].first
		check.class(v, c, inForce(adopted, c.On, c.leaf), labels[c.Household])
	}
	return []Check{check}, nil
}

func (c *Check) class(v *view, r raised, rule int64, labels []held) {
	if !r.Contains {
		c.find("claim", r.ID, "%s不在所属保单年度之内", r.On.Chinese())
	}
	s := v.schemes[r.Scheme]
	switch {
	case rule != r.Scheme:
		c.find("claim", r.ID, "%s生效的方案为 %d，所记为 %d", r.On.Chinese(), rule, r.Scheme)
	case s == nil: // named already
	case r.On < dateOf(s.Term.From) || r.On > dateOf(s.Term.To):
		c.find("claim", r.ID, "%s不在方案的保单年度之内", r.On.Chinese())
	default:
		if class := classOf(s, r, labels); class != r.Class {
			c.find("claim", r.ID, "%s该户类别为%s，所记为%s", r.On.Chinese(), class, r.Class)
		}
	}
}

// adoption is a scheme that came into force.
type adoption struct {
	Scheme int64         `db:"scheme"`
	From   calendar.Date `db:"from_on"`
	leaf   int64
}

// adopted lists the adoptions, the newest day first.
func (v *view) adopted(ctx context.Context) ([]adoption, error) {
	sealed, err := v.versions(ctx, "adoption")
	if err != nil {
		return nil, err
	}
	var rows []adoption
	if err := v.tx.SelectContext(ctx, &rows, `SELECT scheme, from_on FROM adoption WHERE county = $1 ORDER BY from_on DESC`, v.county); err != nil {
		return nil, fmt.Errorf("read adoptions: %w", err)
	}
	for i := range rows {
		rows[i].leaf = sealed[fmt.Sprint(rows[i].Scheme)].first
	}
	return rows, nil
}

// inForce is the newest scheme that had begun by a day and was adopted before a deed; 0 for none.
func inForce(adopted []adoption, on calendar.Date, leaf int64) int64 {
	i := slices.IndexFunc(adopted, func(a adoption) bool { return a.From <= on && a.leaf < leaf })
	if i < 0 {
		return 0
	}
	return adopted[i].Scheme
}

// held is a label of a household, by the deeds that entered and ended it.
type held struct {
	ID        int64          `db:"id"`
	Household int64          `db:"household"`
	Label     string         `db:"label"`
	From      calendar.Date  `db:"from_on"`
	To        *calendar.Date `db:"to_on"`
	version
}

func (v *view) labels(ctx context.Context) (map[int64][]held, error) {
	sealed, err := v.versions(ctx, "label")
	if err != nil {
		return nil, err
	}
	var rows []held
	err = v.tx.SelectContext(ctx, &rows, `
		SELECT id, household, label, from_on, to_on FROM label WHERE county = $1 AND household IN (SELECT household FROM claim WHERE county = $1)`, v.county)
	if err != nil {
		return nil, fmt.Errorf("read labels: %w", err)
	}
	of := map[int64][]held{}
	for _, h := range rows {
		h.version = sealed[fmt.Sprint(h.ID)]
		of[h.Household] = append(of[h.Household], h)
	}
	return of, nil
}

// classOf is the class by the labels that were entered by then. One that was ended later was still open then.
func classOf(s *scheme.Scheme, r raised, labels []held) string {
	var names []string
	for _, h := range labels {
		open := h.To == nil || *h.To >= r.On || h.since > r.leaf
		if h.first < r.leaf && h.From <= r.On && open {
			names = append(names, h.Label)
		}
	}
	return s.ClassOf(names)
}
