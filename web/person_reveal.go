package web

import (
	"context"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// revealPage asks why somebody's number is looked at in full, and then shows it, once.
type revealPage struct {
	Person registry.Person
	No     string // of the household
	Kinds  []choice
	Kind   string // as people say it
	Value  string // empty until it is revealed
	Back   string // the household's page; empty for who may not read it
}

// kindsFor are what a role may look at.
func kindsFor(role who.Role) []choice {
	account := choice{string(secret.Account), "银行账户"}
	if role == who.Sender {
		return []choice{account}
	}
	return []choice{{string(secret.IDNumber), "身份证号"}, {string(secret.Phone), "联系电话"}, account}
}

func (v *visit) personReveal() error {
	p, err := v.toReveal()
	if err != nil {
		return err
	}
	return v.show("households/reveal", p)
}

// toReveal is the person that the address names, if it is for whoever looks to see.
func (v *visit) toReveal() (p revealPage, err error) {
	id, err := v.id("id")
	if err != nil {
		return p, err
	}
	if p.Person, err = registry.Get(v.ctx(), v.tx, id); err != nil {
		return p, err
	}
	family, err := v.family(p.Person.Household)
	if err != nil {
		return p, fault.NotFoundf("没有找到该人员，请从户的清单重新进入")
	}
	p.No, p.Kinds = family.No, kindsFor(v.by.Role)
	if v.sees("/households") {
		p.Back = "/households/" + ref("household", family.ID).Key
	}
	return p, nil
}

// revealPerson shows the value on its answer and nowhere else: no address shows it again.
func (v *visit) revealPerson() error {
	kind, err := v.need("kind", "查看什么")
	if err != nil {
		return err
	}
	var p revealPage
	if err := v.within(func(v *visit) error { p, err = v.toReveal(); return err }); err != nil {
		return err
	}
	err = v.do(func(ctx context.Context, tx *pg.Tx) error {
		among, err := claims.EntrustedHouseholds(ctx, tx)
		if err != nil {
			return err
		}
		p.Value, err = registry.Reveal(ctx, tx, v.Keys, among, p.Person.ID, secret.Kind(kind), v.value("reason"))
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
	return v.show("households/reveal", p)
}
