package payoutstest

import (
	"context"
	"fmt"
	"testing"

	"fangpin/claims"
	"fangpin/claims/claimstest"
	"fangpin/internal/calendar"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// Family is a household of which much is known that nobody but the office may read.
type Family struct {
	claimstest.Household
	Secrets []string // numbers, phone, card, illness, hospital, school, the child's name
}

// Born makes somebody's identity number, different for each n below 1000.
func Born(on calendar.Date, n int) string {
	seventeen := "419901" + on.Start().Format("20060102") + fmt.Sprintf("%03d", n)
	return seventeen + string(idcard.CheckDigit(seventeen))
}

// Enlist enrols one family of the village: its head by name, born on a day, and a child of eleven; two clerks see to the account.
func (o *Office) Enlist(t testing.TB, n int, head string, born calendar.Date) Family {
	t.Helper()
	const phone, card, child = "13912345678", "6228480402564890018", "张小宝"
	lines := []registry.Line{
		{Line: 1, Relation: registry.HeadRelation, Name: head, IDNumber: Born(born, n), BornOn: born, Phone: phone, Bank: "演示银行", Account: card},
		{Line: 2, Relation: "子", Name: child, IDNumber: Born(calendar.On(2013, 1, 1), n), BornOn: calendar.On(2013, 1, 1)},
	}
	for i := range lines {
		lines[i].Household, lines[i].Village, lines[i].Hamlet = fmt.Sprintf("F%03d", n), stafftest.Village, claimstest.Hamlets[0]
		lines[i].Labels = []registry.Held{{Name: "低收入户", From: calendar.On(2023, 1, 1)}}
	}
	o.As(t, who.Clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.Enrol(ctx, tx, o.Keys, lines)
		return err
	})
	o.Must(o.Do(o.Other(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		waiting, err := registry.Unconfirmed(ctx, tx)
		if err != nil {
			return err
		}
		return registry.ConfirmAccounts(ctx, tx, waiting, stafftest.Sign)
	}))
	f := Family{Secrets: []string{lines[0].IDNumber, lines[1].IDNumber, phone, card, child, Illness, Hospital, School}}
	o.Look(o.Who(who.Clerk), func(ctx context.Context, tx *pg.Tx) error {
		tags := [][]byte{o.Keys.Tag(secret.IDNumber, lines[0].IDNumber), o.Keys.Tag(secret.IDNumber, lines[1].IDNumber)}
		people, err := registry.PersonsByTag(ctx, tx, tags)
		a, b := people[string(tags[0])], people[string(tags[1])]
		f.Household = claimstest.Household{ID: a.Household, Head: a.ID, Child: b.ID, HeadID: lines[0].IDNumber, ChildID: lines[1].IDNumber}
		return err
	})
	return f
}

// What the adjuster writes of a family (Visit).
const Illness, Hospital, School = "慢性肾衰竭", "鹤壁市第三人民医院", "鹤山区第二小学"

// Visit takes a new hospital claim of a family to its filing, or to where it is declined, by a finding that tells the family's secrets.
func (o *Office) Visit(t testing.TB, f Family, qualifies bool, yuan string) int64 {
	t.Helper()
	id := o.Entrusted(t, f.Household, "hospital", "2024-09")
	o.As(t, who.Adjuster, func(ctx context.Context, tx *pg.Tx) error {
		findings, err := claimstest.Findings(ctx, tx, []int64{id})
		if err != nil {
			return err
		}
		findings[0].Qualifies, findings[0].Cases[0].Facts, findings[0].Evidence[0].File = qualifies, Cost(yuan), File()
		findings[0].Why = "户主患" + Illness + "在" + Hospital + "住院，孩子在" + School + "就读"
		return claims.Investigate(ctx, tx, findings)
	})
	if qualifies {
		o.Pass(t, id)
	}
	return id
}
