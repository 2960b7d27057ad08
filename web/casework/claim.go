package casework

import (
	"fmt"
	"slices"

	"fangpin/claims"
	"fangpin/internal/area"
	"fangpin/internal/deed"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/scheme"
	"fangpin/web/kit"
)

// claimPage is one claim with everything behind it.
type claimPage struct {
	claims.Row
	State     string
	Next      flow.Next
	Mine      bool // it is entrusted to the person who looks
	Township  string
	Scheme    string // its name
	Members   map[int64]string
	Turns     []turnLine // the newest first
	Cases     []comparison
	Sources   []claimSource
	Beside    besideClaim
	Watches   []monitoring.Watch // of the household
	Lead      string             // where a lead of it is written down, filled in; empty: it has an open matter, or the person writes none
	Payouts   []payouts.Payout
	Workings  []roundWorking
	History   []deed.Event
	Adjusters []kit.Choice // for the forms
	CanReopen bool
}

// Whose names the person whom a claim is about, where it is about one.
func (p claimPage) Whose() string { return p.Members[*p.Person] }

// turnLine is a turn with its facts, which stay readable when a later one found others.
type turnLine struct {
	claims.Turn
	Current bool
	Facts   []comparison
	Proofs  []proofLine
}

// claimSource is a reported row that raised the claim, with the cells its facts were read from.
type claimSource struct {
	reports.Reported
	Kind  string
	Cells []sourceCell
}

// sourceCell is one fact of it, and the cell where it stands; the value is given where the row has no such column.
type sourceCell struct{ Title, Value, At string }

// roundWorking is how the amount of one round came about.
type roundWorking struct {
	Round int
	Parts []payouts.Working
}

// showClaim shows one claim.
func showClaim(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	p := claimPage{}
	if p.Row, err = claims.Get(r.Context(), r.Tx, id); err != nil {
		return err
	}
	for _, learn := range []func(*kit.Request, *claimPage) error{claimTurns, claimSources, claimMoney, claimHistory, claimForms} {
		if err := learn(r, &p); err != nil {
			return err
		}
	}
	if p.Beside, err = beside(r, p.Row); err != nil {
		return err
	}
	if r.Sees("/watches") {
		if p.Watches, _, err = monitoring.Find(r.Context(), r.Tx, monitoring.Filter{Households: pg.Only([]int64{p.Household}), Ended: true}); err != nil {
			return err
		}
		p.Lead = p.leadPath(r)
	}
	p.Township = area.TownshipName(p.Village)
	p.State = p.Claim.State()
	if live := p.live(); live != nil {
		p.State = live.Status.Title()
	}
	p.Mine = p.Adjuster != nil && *p.Adjuster == r.By.ID
	if p.Next = p.Row.Next(r.Today()); p.Next.Text == "" {
		p.Next = payouts.NextOf(p.live(), p.working(p.Round) != nil)
	}
	return r.Show("casework/claims/show", p)
}

// leadPath is where a lead of a family that nobody looks after is written down, as the insurer's case tells of it.
func (p claimPage) leadPath(r *kit.Request) string {
	if p.VoidReason != nil || !monitoring.Insurer.May(r.By.Role) || slices.ContainsFunc(p.Watches, monitoring.Watch.UnderWay) {
		return ""
	}
	return fmt.Sprintf("/watches/new?household=%d&claim=%d", p.Household, p.ID)
}

// claimTurns reads what was told, and what was found and said in each turn.
func claimTurns(r *kit.Request, p *claimPage) error {
	schemes, err := policy.Schemes(r.Context(), r.Tx, []int64{p.Claim.Scheme})
	if err != nil {
		return err
	}
	rule := schemes[p.Claim.Scheme]
	p.Scheme = rule.Name
	members, err := registry.Find(r.Context(), r.Tx, registry.Filter{Households: pg.Only([]int64{p.Household})})
	if err != nil {
		return err
	}
	p.Members = namesOf(members)
	told, err := claims.Told(r.Context(), r.Tx, []int64{p.ID})
	if err != nil {
		return err
	}
	turns, err := claims.Course(r.Context(), r.Tx, p.ID)
	if err != nil {
		return err
	}
	facts, living := rule.Facts(p.Category), livingIn(members)
	p.Cases = compare(p.Category, facts, told[p.ID], nil, nil, p.Members)
	for i, t := range turns {
		line := turnLine{Turn: t, Current: i == 0, Proofs: proofLines(p.ID, t.Evidence)}
		if t.Found.On != nil {
			line.Facts = compareTurn(p.Category, facts, told[p.ID], t, p.Members, living)
		}
		if i == 0 && t.Found.On != nil {
			p.Cases = line.Facts
		}
		p.Turns = append(p.Turns, line)
	}
	return nil
}

// compareTurn compares what a turn found. Of a finding that keeps no deviations they are worked out anew, for whoever reviews shall see them.
func compareTurn(category string, facts []scheme.Fact, told []claims.Case, t claims.Turn, names map[int64]string, living int) []comparison {
	found, far := claims.Joined(told, t.Cases), t.Far
	if len(far) == 0 {
		far = claims.Deviations(category, facts, told, found, living)
	}
	out := compare(category, facts, told, found, far, names)
	for i := range out {
		out[i].Again = len(t.Far) > 0
	}
	return out
}

// claimSources reads the reported rows.
func claimSources(r *kit.Request, p *claimPage) error {
	ids, err := claims.Sources(r.Context(), r.Tx, p.Row)
	if err != nil {
		return err
	}
	rows, err := reports.Rows(r.Context(), r.Tx, reports.RowFilter{IDs: pg.Only(ids)})
	if err != nil {
		return err
	}
	for _, row := range rows {
		kind, _ := reports.KindOf(row.Kind)
		s := claimSource{Reported: row, Kind: kind.Title}
		for _, c := range kind.Columns {
			if value, told := row.Facts[c.Word]; told {
				s.Cells = append(s.Cells, sourceCell{c.Title, value, row.Cells[c.Word]})
			}
		}
		p.Sources = append(p.Sources, s)
	}
	return nil
}

// claimMoney reads the payouts of all rounds, and how their amounts came about.
func claimMoney(r *kit.Request, p *claimPage) (err error) {
	if p.Payouts, err = payouts.Find(r.Context(), r.Tx, payouts.Filter{Claims: pg.Only([]int64{p.ID})}); err != nil {
		return err
	}
	for _, t := range p.Turns {
		if t.Filed.On == nil {
			continue
		}
		parts, err := payouts.Workings(r.Context(), r.Tx, p.ID, t.Round)
		if err != nil {
			return err
		}
		if len(parts) > 0 {
			p.Workings = append(p.Workings, roundWorking{t.Round, parts})
		}
	}
	return nil
}

func claimHistory(r *kit.Request, p *claimPage) (err error) {
	refs := []deed.Ref{{Table: "claim", Key: fmt.Sprint(p.ID)}}
	for _, t := range p.Turns {
		refs = append(refs, deed.Ref{Table: "extension", Key: fmt.Sprintf("%d/%d/%d", p.ID, t.Round, t.Turn.Turn)})
	}
	p.History, err = deed.History(r.Context(), r.Tx, refs...)
	return err
}

// claimForms reads what the forms of the person need.
func claimForms(r *kit.Request, p *claimPage) (err error) {
	p.CanReopen = p.VoidReason == nil && (p.Status == claims.Declined || p.Status == claims.Filed && p.live() == nil && p.working(p.Round) != nil)
	if claims.ReopenStep.May(r.By.Role) {
		p.Adjusters, err = r.AtWork(who.Adjuster)
	}
	return err
}

// live is the payout that was not withdrawn, if there is one.
func (p *claimPage) live() *payouts.Payout {
	for i := range p.Payouts {
		if p.Payouts[i].Status != payouts.Withdrawn {
			return &p.Payouts[i]
		}
	}
	return nil
}

// working is how the amount of a round came about, nil where it was not assessed.
func (p *claimPage) working(round int) *roundWorking {
	for i := range p.Workings {
		if p.Workings[i].Round == round {
			return &p.Workings[i]
		}
	}
	return nil
}

// CanVoid tells whether nothing stands in the way of voiding it.
func (p claimPage) CanVoid() bool { return p.VoidReason == nil && p.live() == nil }
