package claimstest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"testing"

	"github.com/lib/pq"

	"fangpin/claims"
	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// EventOn is the day of every claim's event.
var EventOn = calendar.On(2024, 9, 3)

// Facts are a category's facts as the adjuster finds them. By the demonstration's scheme a 低收入户 is due, in yuan: hospital 10000,
// accident 10000, admission 2000, schooling 4000, income 8100, industry 4000.
func Facts(category string) map[string]string {
	return maps.Clone(map[string]map[string]string{
		"hospital":  {"expense": "50000.00", "basic_paid": "10000.00", "serious_paid": "0.00", "aid_paid": "0.00", "other_paid": "0.00"},
		"accident":  {"loss": "20000.00", "expense": "15000.00", "insured_paid": "5000.00", "liable_paid": "0.00", "aid_paid": "0.00"},
		"admission": {"level": "本科"},
		"schooling": {"tuition": "9000.00", "lodging": "1000.00", "books": "500.00", "aid_paid": "500.00"},
		"income":    {"income_per_head": "4000.00", "persons": "3"},
		"industry":  {"loss": "35000.00", "insured_paid": "5000.00"},
	}[category])
}

// Filed gives n claims of a category that are filed, each of a new 低收入户 (quota).
func (o *Office) Filed(t testing.TB, n int, category string) []int64 {
	t.Helper()
	return o.Claims(t, n, category, claims.Filed)
}

// Claims gives n claims of a category at a status, each of a new household, as the verbs leave them.
func (o *Office) Claims(t testing.TB, n int, category string, status claims.Status) []int64 {
	t.Helper()
	ids := o.screened(t, o.Enrol(t, "低收入户", n), category)
	for _, step := range o.steps(t, ids, category, status) {
		o.As(t, step.role, step.verb)
	}
	return ids
}

// screened raises claims without reports, as screening would insert them.
func (o *Office) screened(t testing.TB, of []Household, category string) []int64 {
	t.Helper()
	ids, households, persons := pg.NewIDs(len(of)), make([]int64, len(of)), make([]int64, len(of))
	for i, h := range of {
		households[i] = h.ID
		if category == "admission" || category == "schooling" {
			persons[i] = h.Child
		}
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform(claims.ScreenStep.Verb, "测试案件")
		_, err := tx.ExecContext(ctx, `
			INSERT INTO claim (county, id, policy, scheme, household, person, category, event_key, event_on, class)
			SELECT $1, u.id, $2, $3, u.household, NULLIF(u.person, 0), $4, $5, $6, '低收入户'
			FROM unnest($7::bigint[], $8::bigint[], $9::bigint[]) AS u (id, household, person)`,
			tx.County, o.Policy, o.Scheme, category, "测试/"+EventOn.String(), EventOn, pq.Array(ids), pq.Array(households), pq.Array(persons))
		tx.Cover("claim", ids...)
		return err
	})
	return ids
}

// step is one verb and who runs it.
type step struct {
	role who.Role
	verb func(context.Context, *pg.Tx) error
}

// steps lead from screened to a status.
func (o *Office) steps(t testing.TB, ids []int64, category string, status claims.Status) []step {
	t.Helper()
	all := []step{
		{who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
			return claims.Entrust(ctx, tx, o.Assignments(ids))
		}},
		{who.Adjuster, func(ctx context.Context, tx *pg.Tx) error {
			findings, err := Findings(ctx, tx, ids)
			if err != nil {
				return err
			}
			for i := range findings {
				findings[i].Qualifies = status != claims.Declined
			}
			return claims.Investigate(ctx, tx, findings)
		}},
		{who.Village, func(ctx context.Context, tx *pg.Tx) error { return claims.Endorse(ctx, tx, Decisions(ids, true)) }},
		{who.Township, func(ctx context.Context, tx *pg.Tx) error { return claims.Review(ctx, tx, Decisions(ids, true)) }},
		{who.Clerk, func(ctx context.Context, tx *pg.Tx) error { return claims.File(ctx, tx, ids) }},
	}
	many := map[claims.Status]int{claims.Entrusted: 1, claims.Investigated: 2, claims.Declined: 2, claims.Endorsed: 3, claims.Reviewed: 4, claims.Filed: 5}
	return all[:many[status]]
}

// Assignments give every claim to the first adjuster.
func (o *Office) Assignments(ids []int64) []claims.Assignment {
	out := make([]claims.Assignment, len(ids))
	for i, id := range ids {
		out[i] = claims.Assignment{Claim: id, Adjuster: o.Who(who.Adjuster).ID}
	}
	return out
}

// Findings qualify every claim, with the category's Facts and one file of evidence.
func Findings(ctx context.Context, tx *pg.Tx, ids []int64) ([]claims.Finding, error) {
	found, err := claims.Find(ctx, tx, claims.Filter{IDs: pg.Only(ids)})
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]claims.Claim, len(found))
	for _, c := range found {
		byID[c.ID] = c
	}
	out := make([]claims.Finding, len(ids))
	for i, id := range ids {
		c := byID[id]
		k := claims.Case{On: c.EventOn, Facts: Facts(c.Category)}
		if c.Person != nil {
			k.Person = *c.Person
		}
		out[i] = claims.Finding{
			Claim: id, VisitedOn: calendar.DateOf(tx.Now), Qualifies: true, Why: "入户核实，情况属实", Cases: []claims.Case{k}, LookedAgain: true,
			Evidence: []claims.Evidence{{Kind: "现场照片", File: sha256.Sum256(fmt.Append(nil, id))}},
		}
	}
	return out, nil
}

// Decisions pass every claim, or send every one back.
func Decisions(ids []int64, passed bool) []claims.Decision {
	out := make([]claims.Decision, len(ids))
	for i, id := range ids {
		out[i] = claims.Decision{Claim: id, Passed: passed, Words: "已对照户口簿、票据复核"}
	}
	return out
}
