package web

import (
	"context"
	"fmt"
	"strings"

	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/payouts"
	"fangpin/registry"
)

// heirPage is the form to name who receives: somebody of the household, or whoever was searched for.
type heirPage struct {
	payoutPage
	People []heirChoice
}

// heirChoice is one person to choose.
type heirChoice struct {
	registry.Person
	Masked string // the identity number
	Home   string // where they live, if it is another household
}

// toNameHeir offers the living of the household, and who has the name or identity number that was searched for.
func (v *visit) toNameHeir() error {
	one, err := v.readPayout()
	if err != nil {
		return err
	}
	p := heirPage{payoutPage: one}
	f := registry.FamilyFilter{IDs: pg.Only([]int64{one.Household})}
	if p.People, err = v.heirs(f, func(registry.Person) bool { return true }); err != nil {
		return err
	}
	for i := range p.People {
		p.People[i].Home = ""
	}
	others, err := v.searched(strings.TrimSpace(v.r.PostForm.Get("q"))) // never from an address
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.Household != one.Household {
			p.People = append(p.People, o)
		}
	}
	return v.show("payouts/heir", p)
}

// searched finds people by their name, or their identity number in full.
func (v *visit) searched(words string) ([]heirChoice, error) {
	if words == "" {
		return nil, nil
	}
	if n := identityNumber(words); n != "" {
		tag := v.Keys.Tag(secret.IDNumber, n)
		return v.heirs(registry.FamilyFilter{Tags: pg.Only([][]byte{tag})}, func(p registry.Person) bool { return string(p.Tag) == string(tag) })
	}
	return v.heirs(registry.FamilyFilter{Words: words}, func(p registry.Person) bool { return p.Name == words })
}

// heirs are the living who fit, of the first households that the filter finds.
func (v *visit) heirs(f registry.FamilyFilter, fits func(registry.Person) bool) (out []heirChoice, err error) {
	f.Window = pg.Window{Limit: pageSize}
	families, _, err := registry.Families(v.ctx(), v.tx, f)
	if err != nil {
		return nil, err
	}
	homes, ids := make(map[int64]string, len(families)), make([]int64, len(families))
	for i, one := range families {
		homes[one.ID], ids[i] = one.In+" "+one.No, one.ID
	}
	people, err := registry.Find(v.ctx(), v.tx, registry.Filter{Households: pg.Only(ids)})
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if p.DiedOn != nil || !fits(p) {
			continue
		}
		number, err := p.IDNumber(v.Keys, v.by.County)
		if err != nil {
			return nil, err
		}
		out = append(out, heirChoice{p, secret.Mask(secret.IDNumber, number), homes[p.Household]})
	}
	return out, nil
}

// nameHeir names who receives; or, asked to, only searches: a name or an identity number stands in no address.
func (v *visit) nameHeir() error {
	if v.value("find") != "" {
		return v.within((*visit).toNameHeir)
	}
	id, err := v.id("id")
	if err != nil {
		return err
	}
	person, err := v.number("person", "由谁领取")
	if err != nil {
		return err
	}
	if err := v.do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.NameHeir(ctx, tx, id, person, v.value("reason"))
	}); err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/payouts/%d", id), "已登记由谁领取，最近一次登记有效")
}
