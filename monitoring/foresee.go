package monitoring

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/procedure"
)

// Foreseen is what would become of a watch if something were done to it today; nothing is written.
type Foreseen struct {
	Watch
	Refused string             // why it cannot be done; empty: it can
	Decided bool               // though it cannot be passed, an office may return or refuse it
	Kinds   []string           // that an approval may name
	Then    procedure.Standing // where the watch would stand
	Words   string             // what was told of the family last
}

// Foresee tells of each of the watches what one thing done to it today would come to, in the order of the ids. One that is unknown, named twice
// or outside the person's part of the county refuses them all.
func Foresee(ctx context.Context, tx *pg.Tx, ids []int64, did procedure.Event) ([]Foreseen, error) {
	found, _, err := Find(ctx, tx, Filter{IDs: pg.Only(ids), Ended: true})
	if err != nil {
		return nil, err
	}
	known := make(map[int64]Watch, len(found))
	for _, w := range found {
		known[w.ID] = w
	}
	if len(ids) == 0 || len(known) != len(ids) {
		return nil, fault.NotFoundf("没有选中监测事项，或选中的有重复、不存在、不属于您的辖区，请回到清单重选")
	}
	courses, err := coursesOf(ctx, tx, known)
	if err != nil {
		return nil, err
	}
	words, err := toldOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	beside, err := besideReplay(ctx, tx, known, did.Act)
	if err != nil {
		return nil, err
	}
	out := make([]Foreseen, len(ids))
	for i, id := range ids {
		if out[i], err = courses[id].foresee(did, calendar.DateOf(tx.Now)); err != nil {
			return nil, err
		}
		if did.Result == procedure.Pass && out[i].Refused != "" {
			other, err := courses[id].foresee(procedure.Event{Act: did.Act, Result: procedure.Return}, calendar.DateOf(tx.Now))
			if err != nil {
				return nil, err
			}
			out[i].Decided = other.Refused == ""
		}
		out[i].Words, out[i].Refused = words[id], cmp.Or(beside[id], out[i].Refused)
	}
	return out, nil
}

// besideReplay is why an act on watches would be refused for what their replay does not know, by watch: a notice that was made already, whose the
// matter is, a lead since the release.
func besideReplay(ctx context.Context, tx *pg.Tx, of map[int64]Watch, did procedure.Act) (map[int64]string, error) {
	refused := map[int64]string{}
	var sql, why string
	switch did {
	case procedure.Feedback:
		for id, w := range of {
			if err := w.ownMatter(tx); err != nil {
				refused[id] = fault.Message(err)
			}
		}
		return refused, nil
	case procedure.Post:
		sql, why = noticed, "公示已制作，请到监测公示登记张贴"
	case procedure.RollBack:
		sql, why = followed, "消除风险后又有了新的线索，请按新的线索办理，不再回退"
	default:
		return nil, nil
	}
	var found []int64
	err := tx.SelectContext(ctx, &found, `SELECT w.id FROM watch w WHERE w.county = @county AND w.id = ANY (@ids) AND `+sql,
		pg.Named{"county": tx.County, "ids": pg.Only(slices.Collect(maps.Keys(of)))})
	if err != nil {
		return nil, fmt.Errorf("find what stands against %s: %w", did, err)
	}
	for _, id := range found {
		refused[id] = why
	}
	return refused, nil
}

// followed tells of a watch w that another of its family came after it.
const followed = `EXISTS (SELECT FROM watch n WHERE n.county = w.county AND n.previous = w.id)`

func (c *course) foresee(did procedure.Event, today calendar.Date) (Foreseen, error) {
	f := Foreseen{Watch: c.Watch, Kinds: c.rule.Kinds}
	did.On = today
	after := *c.family
	err := after.Apply(c.rule, did)
	var refusal *procedure.Refusal
	switch {
	case errors.As(err, &refusal):
		f.Refused = refusal.Error()
	case err != nil:
		return f, err
	case did.Act.IsStep() && (c.Waits() == procedure.Wait || c.Waits() == procedure.Post && did.Act != procedure.Post):
		f.Refused = "公示未张贴或未满期，期满后再办理" // the replay knows the first days only; those that count are the newest
	default:
		f.Then = after.Stand(c.rule, today)
	}
	return f, nil
}

// toldOf is what was told last of each watch's family.
func toldOf(ctx context.Context, tx *pg.Tx, ids []int64) (map[int64]string, error) {
	var rows []struct {
		Watch int64  `db:"watch"`
		Words string `db:"words"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT DISTINCT ON (watch) watch, words FROM signal WHERE county = @county AND watch = ANY (@ids) ORDER BY watch, n DESC, id DESC`,
		pg.Named{"county": tx.County, "ids": pg.Only(ids)})
	if err != nil {
		return nil, fmt.Errorf("find what was told: %w", err)
	}
	words := make(map[int64]string, len(rows))
	for _, r := range rows {
		words[r.Watch] = r.Words
	}
	return words, nil
}

// Outlook is a watch with what follows for it from its procedure.
type Outlook struct {
	Watch
	Rule     *procedure.Procedure
	RuleName string
	Notes    []string        // what a person should know: 转民政局, 可提名
	Can      map[string]bool // what may be done to it today, by the word of the act
	Measures []string        // the kinds of measure that may be ordered; none: any
	Objected int             // objections that are open
	Last     calendar.Date   // of its newest event: nothing is dated before it
	Unposted bool            // its notice was made and does not hang
	Owed     bool            // its result is to be fed back by the end of its month
	VisitBy  procedure.Level // whose the visit is that the family is due; empty: either level's
}

// GetOutlook reads one watch with what follows for it. None is NotFound.
func GetOutlook(ctx context.Context, tx *pg.Tx, id int64) (Outlook, error) {
	w, err := Get(ctx, tx, id)
	if err != nil {
		return Outlook{}, err
	}
	courses, err := coursesOf(ctx, tx, map[int64]Watch{id: w})
	if err != nil {
		return Outlook{}, err
	}
	c, today := courses[id], calendar.DateOf(tx.Now)
	o := Outlook{Watch: w, Rule: c.rule, RuleName: c.rule.Name, Notes: c.family.Stand(c.rule, today).Notes, Can: map[string]bool{}, Objected: c.family.Objections(),
		VisitBy: visitedBy(c.rule, c.family), Last: c.family.Last()}
	for _, e := range tried(c) {
		seen, err := c.foresee(e, today)
		if err != nil {
			return o, err
		}
		o.Can[string(e.Act)] = seen.Refused == ""
	}
	o.Can[string(procedure.Post)] = w.Waits() == procedure.Post
	if o.Can[string(procedure.RollBack)] {
		beside, err := besideReplay(ctx, tx, map[int64]Watch{id: w}, procedure.RollBack)
		if err != nil {
			return o, err
		}
		o.Can[string(procedure.RollBack)] = beside[id] == ""
	}
	if o.Owed, err = Owes(ctx, tx, id); err != nil {
		return o, err
	}
	if newest := c.family.Newest(); newest != nil {
		o.Measures = c.rule.Measures.Listed[newest.Labour]
	}
	if o.Can[string(procedure.Post)] {
		if err := tx.GetContext(ctx, &o.Unposted, `SELECT `+noticed+` FROM watch w WHERE w.county = $1 AND w.id = $2`, tx.County, id); err != nil {
			return o, fmt.Errorf("find the notice of a watch: %w", err)
		}
	}
	return o, nil
}

// tried is each act as it would be if it is possible at all: a step at which an office decides may be returned whenever it may be taken.
func tried(c *course) []procedure.Event {
	one := decimal.NewFromInt(1)
	kind := "帮扶"
	if newest := c.family.Newest(); newest != nil && len(c.rule.Measures.Listed[newest.Labour]) > 0 {
		kind = c.rule.Measures.Listed[newest.Labour][0]
	}
	events := []procedure.Event{
		{Act: procedure.HandOver}, {Act: procedure.Answer, Result: procedure.ToVisit}, {Act: procedure.Feedback}, {Act: procedure.NotTaken}, {Act: procedure.Object},
		{Act: procedure.Dismiss}, {Act: procedure.RollBack}, {Act: procedure.Plan}, {Act: procedure.FollowUp}, {Act: procedure.Measure, Kind: kind},
		{Act: procedure.Visit, Visit: &procedure.Finding{Income: &one, Persons: 1, Risk: procedure.AtRisk}},
	}
	for _, law := range procedure.Steps() {
		e := procedure.Event{Act: law.Step}
		switch {
		case law.Step == procedure.Visit:
			continue
		case law.Step == procedure.Evaluate:
			e.Result = procedure.Pass
		case len(law.Results) > 0:
			e.Result = procedure.Return
		}
		events = append(events, e)
	}
	return events
}
