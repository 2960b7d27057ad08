package reporting

import (
	"context"
	"slices"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/web/kit"
)

// revealPage asks why somebody's number is looked at in full, and then shows it, once.
type revealPage struct {
	Person registry.Person
	No     string // of the household
	Kinds  []kit.Choice
	Kind   string // as people say it
	Value  string // empty until it is revealed
	Back   string // the household's page; empty for who may not read it
	inHand
}

// inHand is for which case somebody looks.
type inHand struct {
	Cases []payouts.InHand
	Bare  bool // they may look for none
}

// casesOf are what whoever looks may choose among.
func casesOf(r *kit.Request, l registry.Look) (h inHand, err error) {
	h.Bare = payouts.MayBare(r.By.Role)
	h.Cases, err = payouts.CasesFor(r.Context(), r.Tx, l)
	return h, err
}

// chosen is the case that the form names; the first where it has no such field.
func (h inHand) chosen(r *kit.Request) (registry.Case, error) {
	code := r.Value("case")
	switch {
	case !r.PostForm.Has("case") && len(h.Cases) > 0:
		return h.Cases[0].Case, nil
	case code == "":
		return registry.Case{}, nil
	}
	i := slices.IndexFunc(h.Cases, func(c payouts.InHand) bool { return c.Code() == code })
	if i < 0 {
		return registry.Case{}, fault.Conflictf("所选的事项已办结，或不再由您办理，请刷新后重选")
	}
	return h.Cases[i].Case, nil
}

// kindsFor are what a role may look at.
func kindsFor(role who.Role) []kit.Choice {
	account := kit.Choice{Value: string(secret.Account), Title: "银行账户"}
	if role == who.Sender {
		return []kit.Choice{account}
	}
	return []kit.Choice{{Value: string(secret.IDNumber), Title: "身份证号"}, {Value: string(secret.Phone), Title: "联系电话"}, account}
}

func personReveal(r *kit.Request) error {
	p, err := toReveal(r)
	if err != nil {
		return err
	}
	return r.Show("reporting/households/reveal", p)
}

// toReveal is the person that the address names, if it is for whoever looks to see.
func toReveal(r *kit.Request) (p revealPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.Person, err = registry.Get(r.Context(), r.Tx, id); err != nil {
		return p, err
	}
	family, err := family(r, p.Person.Household)
	if err != nil {
		return p, fault.NotFoundf("没有找到该人员，请从户的清单重新进入")
	}
	p.No, p.Kinds = family.No, kindsFor(r.By.Role)
	if r.Sees("/households") {
		p.Back = "/households/" + kit.Ref("household", family.ID).Key
	}
	p.inHand, err = casesOf(r, registry.Look{Person: id})
	return p, err
}

// revealPerson shows the value on its answer and nowhere else: no address shows it again.
func revealPerson(r *kit.Request) error {
	kind, err := r.Need("kind", "查看什么")
	if err != nil {
		return err
	}
	var p revealPage
	if err := r.Within(func(r *kit.Request) error { p, err = toReveal(r); return err }); err != nil {
		return err
	}
	c, err := p.chosen(r)
	if err != nil {
		return err
	}
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		among, err := claims.EntrustedHouseholds(ctx, tx)
		if err != nil {
			return err
		}
		p.Value, err = registry.Reveal(ctx, tx, r.Keys, among, registry.Look{Person: p.Person.ID, Kind: secret.Kind(kind), Reason: r.Value("reason"), Case: c}, payouts.Look)
		return err
	})
	if err != nil {
		return err
	}
	for _, k := range p.Kinds {
		if k.Value == kind {
			p.Kind = k.Title
		}
	}
	return r.Show("reporting/households/reveal", p)
}
