package monitoring

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/lib/pq"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/internal/security"
	"fangpin/procedure"
	"fangpin/registry"
)

// pushedFamily is a family as it stood on the day of a push.
type pushedFamily struct {
	Watch     int64          `db:"watch"` // 0: of a list that asks for none
	Household int64          `db:"household"`
	Township  string         `db:"township"`
	Village   string         `db:"village"`
	Kind      string         `db:"kind"`
	Since     *calendar.Date `db:"since"` // watched, or with a label of those that are asked for; nil: the label was found to have ended before
	Labels    pq.StringArray `db:"labels"`

	sent   Referral         // why and since when, of one that was sent to the partner
	Labour procedure.Labour // empty: nobody established one
	on     calendar.Date
	head   string
	people []registry.Person // who lived
}

// children are how many had not turned eighteen.
func (f pushedFamily) children() (n int) {
	for _, p := range f.people {
		if registry.Child(&p.BornOn, f.on) {
			n++
		}
	}
	return n
}

// familiesOn are families of watches as they stood on a day, by village and household number.
func familiesOn(ctx context.Context, tx *pg.Tx, watches []int64, on calendar.Date) ([]pushedFamily, error) {
	var found []pushedFamily
	err := tx.SelectContext(ctx, &found, `
		SELECT w.id AS watch, w.household, t.name AS township, v.name AS village, COALESCE(l.label, w.kind, '') AS kind, COALESCE(w.since, (
		    SELECT min(e.on_day) FROM watch_event e WHERE e.county = w.county AND e.watch = w.id AND e.event = 'approve' AND e.detail->>'result' = 'pass')) AS since,
		  ARRAY(SELECT o.label FROM label o WHERE o.county = w.county AND o.household = w.household AND o.from_on <= $3
		    AND (o.to_on IS NULL OR o.to_on >= $3) ORDER BY 1) AS labels
		FROM watch w JOIN household h ON h.county = w.county AND h.id = w.household JOIN place s ON s.county = h.county AND s.id = h.place
		JOIN place v ON v.county = s.county AND v.id = s.village JOIN division d ON d.code = LPAD(v.id::text, 12, '0')::CHAR(12) JOIN division t ON t.code = d.parent
		LEFT JOIN LATERAL (SELECT label FROM label l WHERE l.county = w.county AND l.household = w.household AND l.label = ANY ($4)
		  AND l.from_on <= $3 AND (l.to_on IS NULL OR l.to_on >= $3) ORDER BY from_on DESC LIMIT 1) l ON true
		WHERE w.county = $1 AND w.id = ANY ($2) ORDER BY s.village, h.no, w.id`, tx.County, pq.Array(watches), on, pg.Only(procedure.KindNames()))
	if err != nil {
		return nil, fmt.Errorf("find families as they stood: %w", err)
	}
	labour, err := labourOf(ctx, tx, watches, on)
	if err != nil {
		return nil, err
	}
	for i, f := range found {
		found[i].Labour = labour[f.Watch]
	}
	return found, peopled(ctx, tx, found, on)
}

// sentFamilies are families of watches that an office was sent, as they stood on a day, each with what it was sent for.
func sentFamilies(ctx context.Context, tx *pg.Tx, sent []Referral, on calendar.Date) ([]pushedFamily, error) {
	of, ids := map[int64]Referral{}, []int64{}
	for _, r := range sent {
		if before, is := of[r.Watch]; is {
			before.For += "、" + r.For
			r = before
		} else {
			ids = append(ids, r.Watch)
		}
		of[r.Watch] = r
	}
	found, err := familiesOn(ctx, tx, ids, on)
	for i := range found {
		found[i].sent = of[found[i].Watch]
	}
	return found, err
}

// sentTo are what an office was sent and had not answered before a day.
func sentTo(ctx context.Context, tx *pg.Tx, office string, on calendar.Date) ([]Referral, error) {
	all, err := Referrals(ctx, tx, ReferralFilter{})
	return only(all, func(r Referral) bool {
		return SameOffice(r.To, office) && r.On <= on && (r.Answer == nil || r.Answer.On >= on)
	}), err
}

// labelledOn are families that had one of some labels on a day, by village and household number; or those households, as they had them, though it was
// found since that one had ended before. Since is when the first of these labels began.
func labelledOn(ctx context.Context, tx *pg.Tx, labels []string, among pg.Among[int64], on calendar.Date) ([]pushedFamily, error) {
	var found []pushedFamily
	err := tx.SelectContext(ctx, &found, `
		SELECT h.id AS household, t.name AS township, v.name AS village, l.since, COALESCE(l.labels, '{}') AS labels
		FROM household h LEFT JOIN (SELECT household, array_agg(DISTINCT label ORDER BY label) AS labels, MIN(from_on) FILTER (WHERE label = ANY ($2)) AS since FROM label
		  WHERE county = $1 AND from_on <= $3 AND (to_on IS NULL OR to_on >= $3) GROUP BY household) l ON l.household = h.id
		JOIN place s ON s.county = h.county AND s.id = h.place
		JOIN place v ON v.county = s.county AND v.id = s.village JOIN division d ON d.code = LPAD(v.id::text, 12, '0')::CHAR(12) JOIN division t ON t.code = d.parent
		WHERE h.county = $1 AND CASE WHEN $4::bigint[] IS NULL THEN l.since IS NOT NULL ELSE h.id = ANY ($4) END ORDER BY s.village, h.no`, tx.County, pg.Only(labels), on, among)
	if err != nil {
		return nil, fmt.Errorf("find families by label: %w", err)
	}
	return found, peopled(ctx, tx, found, on)
}

// peopled puts their people to families, who lived on a day.
func peopled(ctx context.Context, tx *pg.Tx, found []pushedFamily, on calendar.Date) error {
	households := make([]int64, len(found))
	for i, f := range found {
		households[i] = f.Household
	}
	people, err := registry.Find(ctx, tx, registry.Filter{Households: pg.Only(households)})
	if err != nil {
		return err
	}
	of := map[int64][]registry.Person{}
	for _, p := range people {
		of[p.Household] = append(of[p.Household], p)
	}
	for i, f := range found {
		found[i].on = on
		for _, p := range of[f.Household] {
			if p.Relation.Code == registry.Head {
				found[i].head = p.Name
			}
			if p.DiedOn == nil || *p.DiedOn > on {
				found[i].people = append(found[i].people, p)
			}
		}
	}
	return nil
}

// has tells whether somebody of an age lived there; of none, whether anybody did.
func (f pushedFamily) has(aged string) bool {
	switch aged {
	case agedChild:
		return f.children() > 0
	case agedAdult:
		return slices.ContainsFunc(f.people, f.adult)
	}
	return len(f.people) > 0
}

// adult tells whether somebody may be employed: from sixteen on (劳动法第十五条).
func (f pushedFamily) adult(m registry.Person) bool {
	born := m.BornOn.Start()
	return f.on >= calendar.On(born.Year()+16, born.Month(), born.Day())
}

// WritePush writes the list that a partner is told (推送名单), as of the day of the push and with what that partner needs, no more. Where people are to
// be found by their numbers these stand in it whole, so that is a deed of its own.
func (d Desk) WritePush(ctx context.Context, tx *pg.Tx, id int64, w io.Writer) error {
	if err := WritePushStep.Permit(tx, "下载推送名单"); err != nil {
		return err
	}
	p, err := GetPush(ctx, tx, id)
	if err != nil {
		return err
	}
	to, err := p.Partner()
	if err != nil {
		return err
	}
	families, err := pushedOn(ctx, tx, p)
	if err != nil {
		return err
	}
	if len(families) != p.Rows {
		return fault.Blockedf("本次推送登记 %d 户，现在只能列出 %d 户，未生成名单，请核对存证", p.Rows, len(families))
	}
	list := listing.Listing{
		Columns: to.columns(),
		Sheet:   "推送名单", Title: to.Heading() + "（" + p.Agency + "）", Signed: []string{"推送", "接收"},
		Of: fmt.Sprintf("用途：%s　推送日期：%s　经办：%s　共 %d 户　仅限用于以上用途，不得外传", p.Purpose, p.On.Chinese(), p.By, p.Rows),
	}
	for i, f := range families {
		rows, err := to.rows(d, tx.County, i+1, f)
		if err != nil {
			return err
		}
		list.Rows = append(list.Rows, rows...)
	}
	tx.Cover("push", id)
	if err := security.Exported(ctx, tx, len(list.Rows)); err != nil {
		return err
	}
	return list.Write(w)
}

// pushedOn are the families of a push as they stood on its day.
func pushedOn(ctx context.Context, tx *pg.Tx, p Pushed) ([]pushedFamily, error) {
	var ids []int64
	err := tx.SelectContext(ctx, &ids, `SELECT COALESCE(watch, household) FROM push_row WHERE county = $1 AND push = $2`, tx.County, p.ID)
	if err != nil {
		return nil, fmt.Errorf("find the families of a push: %w", err)
	}
	if p.Whom != nil && p.Whom.Any != nil {
		return labelledOn(ctx, tx, p.Whom.Any, pg.Only(ids), p.On)
	}
	if p.Whom != nil && p.Whom.Sent != "" {
		sent, err := sentTo(ctx, tx, p.Whom.Sent, p.On)
		if err != nil {
			return nil, err
		}
		return sentFamilies(ctx, tx, only(sent, func(r Referral) bool { return slices.Contains(ids, r.Watch) }), p.On)
	}
	return familiesOn(ctx, tx, ids, p.On)
}

// rows are a family's lines, as Columns has it.
func (p Partner) rows(d Desk, county string, n int, f pushedFamily) ([][]any, error) {
	begin := []any{n, f.Township, f.Village, f.head}
	var end []any
	for _, t := range p.told {
		end = append(end, t.tells(f))
	}
	if !p.low && !p.sent {
		end = append(end, f.Kind)
	}
	switch {
	case p.sent: // it stands with why
	case f.Since == nil:
		end = append(end, "已终止")
	default:
		end = append(end, f.Since)
	}
	if !p.persons {
		return [][]any{append(begin, end...)}, nil
	}
	var rows [][]any
	for _, m := range p.concerned(f) {
		number, err := m.IDNumber(d.Keys, county)
		if err != nil {
			return nil, err
		}
		row := append(begin[:len(begin):len(begin)], m.Name, m.Relation.String(), number)
		rows = append(rows, append(row, end...))
	}
	return rows, nil
}

// lowIncome are the family's labels of 低收入人群.
func (f pushedFamily) lowIncome() (own []string) {
	for _, label := range f.Labels {
		for _, low := range lowIncome {
			if label == low {
				own = append(own, label)
			}
		}
	}
	return own
}
