package money

import (
	"context"
	"fmt"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/web/kit"
)

// heirPage is the form to name who receives: somebody of the household, or whoever was searched for.
type heirPage struct {
	kit.SecondHand
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
func toNameHeir(r *kit.Request) error {
	one, err := readPayout(r)
	if err != nil {
		return err
	}
	p := heirPage{payoutPage: one}
	if one.Naming != nil {
		hand := one.Naming.Proposal
		p.Hand = &hand
		if one.Waits() {
			p.Refuse = fmt.Sprintf("/payouts/%d/heir/refuse", one.ID)
		}
	}
	f := registry.FamilyFilter{IDs: pg.Only([]int64{one.Household})}
	if p.People, err = heirs(r, f, func(registry.Person) bool { return true }); err != nil {
		return err
	}
	for i := range p.People {
		p.People[i].Home = ""
	}
	others, err := searched(r, strings.TrimSpace(r.PostForm.Get("q"))) // never from an address
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.Household != one.Household {
			p.People = append(p.People, o)
		}
	}
	return r.Show("money/payouts/heir", p)
}

// searched finds people by their name, or their identity number in full.
func searched(r *kit.Request, words string) ([]heirChoice, error) {
	if words == "" {
		return nil, nil
	}
	if n := kit.IdentityNumber(words); n != "" {
		tag := r.Keys.Tag(secret.IDNumber, n)
		return heirs(r, registry.FamilyFilter{Tags: pg.Only([][]byte{tag})}, func(p registry.Person) bool { return string(p.Tag) == string(tag) })
	}
	return heirs(r, registry.FamilyFilter{Words: words}, func(p registry.Person) bool { return p.Name == words })
}

// heirs are the living who fit, of the first households that the filter finds.
func heirs(r *kit.Request, f registry.FamilyFilter, fits func(registry.Person) bool) (out []heirChoice, err error) {
	f.Window = pg.Window{Limit: kit.PageSize}
	families, _, err := registry.Families(r.Context(), r.Tx, f)
	if err != nil {
		return nil, err
	}
	homes, ids := make(map[int64]string, len(families)), make([]int64, len(families))
	for i, one := range families {
		homes[one.ID], ids[i] = one.In+" "+one.No, one.ID
	}
	people, err := registry.Find(r.Context(), r.Tx, registry.Filter{Households: pg.Only(ids)})
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if p.DiedOn != nil || !fits(p) {
			continue
		}
		number, err := p.IDNumber(r.Keys, r.By.County)
		if err != nil {
			return nil, err
		}
		out = append(out, heirChoice{p, secret.Mask(secret.IDNumber, number), homes[p.Household]})
	}
	return out, nil
}

// nameHeir names who receives; or, asked to, only searches: a name or an identity number stands in no address.
func nameHeir(r *kit.Request) error {
	if r.Value("find") != "" {
		return r.Within(toNameHeir)
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	person, err := r.Number("person", "由谁领取")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.NameHeir(ctx, tx, id, person, r.Value("reason"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/payouts/%d", id), "已提出，待另一位县经办复核")
}

// confirmHeir confirms who receives, refuseHeir says that it shall not be so.
func confirmHeir(r *kit.Request) error {
	return heirDecided(r, "已复核，由所提的人领取", func(ctx context.Context, tx *pg.Tx, payout int64) error {
		return payouts.ConfirmHeir(ctx, tx, payout, r.Sign)
	})
}

func refuseHeir(r *kit.Request) error {
	return heirDecided(r, "已驳回，可另行提出", func(ctx context.Context, tx *pg.Tx, payout int64) error {
		return payouts.RefuseHeir(ctx, tx, payout, r.Value("reason"))
	})
}

func heirDecided(r *kit.Request, said string, verb func(context.Context, *pg.Tx, int64) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, id) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/payouts/%d", id), said)
}

// toCheckDeath is the form for what the bank and the family said of a payment whose receiver was found to have died after it was sent.
func toCheckDeath(r *kit.Request) error {
	p, err := readPayout(r)
	if err != nil {
		return err
	}
	return r.Show("money/payouts/death", p)
}

func checkDeath(r *kit.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	recalled := r.Value("recalled")
	if recalled != "yes" && recalled != "no" {
		return fault.Invalidf("请选择是否已请银行退回")
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error {
		return payouts.CheckDeath(ctx, tx, id, recalled == "yes", r.Value("said"))
	}); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/payouts/%d", id), "已登记核实情况")
}
