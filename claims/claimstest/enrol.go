package claimstest

import (
	"context"
	"fmt"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// Household is a household of two: its head, who has a confirmed account, and a child.
type Household struct {
	ID, Head, Child int64
	HeadID, ChildID string // identity numbers
}

// Hamlets are the natural villages of stafftest.Village, in which the households live by turns.
var Hamlets = []string{"东沟", "西沟"}

// Enrol enrols n households that have held a label since 2023 began; empty for none. Two clerks see to the accounts.
func (o *Office) Enrol(t testing.TB, label string, n int) []Household {
	t.Helper()
	lines := make([]registry.Line, 0, 2*n)
	for range n {
		o.enrolled++
		lines = append(lines, o.line(label, "户主"), o.line(label, "子"))
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.Enrol(ctx, tx, o.Keys, lines)
		return err
	})
	if err := o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		waiting, err := registry.Unconfirmed(ctx, tx)
		if err != nil {
			return err
		}
		return registry.ConfirmAccounts(ctx, tx, waiting, stafftest.Sign)
	}); err != nil {
		t.Fatal(err)
	}
	return o.households(t, lines)
}

// line is one person of the household that is being enrolled.
func (o *Office) line(label, relation string) registry.Line {
	born := calendar.On(1970, 1, 1)
	if relation != registry.HeadRelation {
		born = calendar.On(2000, 1, 1)
	}
	born += calendar.Date(o.enrolled / 1000)
	seventeen := fmt.Sprintf("419900%s%03d", born.Start().Format("20060102"), o.enrolled%1000)
	l := registry.Line{
		Line: o.enrolled, Household: fmt.Sprintf("H%06d", o.enrolled), Village: stafftest.Village, Hamlet: Hamlets[o.enrolled%len(Hamlets)],
		Relation: relation, Name: fmt.Sprintf("张%s%d", relation, o.enrolled), IDNumber: seventeen + string(idcard.CheckDigit(seventeen)), BornOn: born,
	}
	if label != "" {
		l.Labels = []registry.Held{{Name: label, From: calendar.On(2023, 1, 1)}}
	}
	if relation == registry.HeadRelation {
		l.Bank, l.Account = "演示银行", fmt.Sprintf("99%014d", o.enrolled)
	}
	return l
}

// households finds again what was enrolled, in the order of the lines.
func (o *Office) households(t testing.TB, lines []registry.Line) []Household {
	t.Helper()
	tags := make([][]byte, len(lines))
	for i, l := range lines {
		tags[i] = o.Keys.Tag(secret.IDNumber, l.IDNumber)
	}
	out := make([]Household, len(lines)/2)
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		people, err := registry.PersonsByTag(ctx, tx, tags)
		for i := range out {
			head, child := people[string(tags[2*i])], people[string(tags[2*i+1])]
			out[i] = Household{head.Household, head.ID, child.ID, lines[2*i].IDNumber, lines[2*i+1].IDNumber}
		}
		return err
	})
	return out
}
