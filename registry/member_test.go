package registry_test

import (
	"context"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/idcard"
	"fangpin/internal/pg"
	"fangpin/registry"
)

// child is the number of nobody, born on 1 September 2024: the area was never assigned.
var child = numbered("41990020240901007")

func numbered(seventeen string) string { return seventeen + string(idcard.CheckDigit(seventeen)) }

func TestAMemberJoinsAHousehold(t *testing.T) {
	o := enrol(t)
	h := o.household(t, wang).ID
	add := func(n registry.Newcomer) (id int64, err error) {
		err = o.Do(o.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
			id, err = registry.AddMember(ctx, tx, o.Keys, n)
			return err
		})
		return id, err
	}
	good := registry.Newcomer{Household: h, Name: " 王小明 ", IDNumber: child, Relation: "子", Phone: "13000000009"}
	for name, tc := range map[string]struct {
		change func(*registry.Newcomer)
		want   fault.Kind
	}{
		"without a name":     {func(n *registry.Newcomer) { n.Name = "" }, fault.Invalid},
		"without a relation": {func(n *registry.Newcomer) { n.Relation = " " }, fault.Invalid},
		"a second head":      {func(n *registry.Newcomer) { n.Relation = "户主" }, fault.Invalid},
		"a wrong number":     {func(n *registry.Newcomer) { n.IDNumber = child[:17] + "?" }, fault.Invalid},
		"not born yet":       {func(n *registry.Newcomer) { n.IDNumber = numbered("41990020241001007") }, fault.Invalid},
		"no phone":           {func(n *registry.Newcomer) { n.Phone = "1" }, fault.Invalid},
		"of no household":    {func(n *registry.Newcomer) { n.Household = 1 }, fault.NotFound},
		"registered":         {func(n *registry.Newcomer) { n.IDNumber = "419900196002140113" }, fault.Conflict},
	} {
		n := good
		tc.change(&n)
		if _, err := add(n); fault.KindOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	id, err := add(good)
	o.Must(err)
	_, err = add(good)
	o.Refused(err, fault.Conflict)
	o.Look(o.clerk, func(ctx context.Context, tx *pg.Tx) error {
		p, err := registry.Get(ctx, tx, id)
		o.Must(err)
		number, err := p.IDNumber(o.Keys, tx.County)
		o.Must(err)
		phone, err := p.PhoneNumber(o.Keys, tx.County)
		if p.Household != h || p.Name != "王小明" || p.BornOn != day(t, "2024-09-01") || number != child || phone != "13000000009" {
			t.Errorf("entered %+v, %s, %s", p, number, phone)
		}
		return err
	})
}
