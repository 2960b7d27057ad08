package reporting

import (
	"fmt"
	"slices"

	"fangpin/internal/foureyes"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
	"fangpin/web/kit"
)

// member is a person of a household, numbers masked.
type member struct {
	registry.Person
	Number, Phone string
	Accounts      []masked
}

// masked is an account as pages show it.
type masked struct {
	ID        int64
	Bank      string
	Number    string // its last four
	Confirmed bool
	kit.SecondHand
}

// State is why it takes no payments, in words; empty where it does.
func (a masked) State() string {
	switch {
	case a.Confirmed:
		return ""
	case a.Hand == nil || a.Hand.Open():
		return "未复核"
	case a.Hand.Reason == nil || a.Hand.Decider == nil:
		return a.Hand.Outcome()
	}
	return fmt.Sprintf("%s：%s（%s）", a.Hand.Outcome(), *a.Hand.Reason, *a.Hand.Decider)
}

func membersOf(r *kit.Request, p *householdPage) error {
	people, err := registry.Find(r.Context(), r.Tx, registry.Filter{Households: pg.Only([]int64{p.ID})})
	if err != nil {
		return err
	}
	ids := make([]int64, len(people))
	for i, one := range people {
		ids[i] = one.ID
	}
	held, err := registry.AccountsOf(r.Context(), r.Tx, ids)
	if err != nil {
		return err
	}
	accounts := make([]int64, len(held))
	for i, a := range held {
		accounts[i] = a.ID
	}
	hands, err := r.SecondHands(foureyes.Account, accounts)
	if err != nil {
		return err
	}
	for _, one := range people {
		m, err := maskedMember(r, one)
		if err != nil {
			return err
		}
		for _, a := range held {
			if a.Person != one.ID {
				continue
			}
			account, err := maskedAccount(r, a.Account)
			if err != nil {
				return err
			}
			account.Confirmed, account.SecondHand = a.ConfirmedBy != nil, hands[a.ID]
			m.Accounts = append(m.Accounts, account)
		}
		p.Members = append(p.Members, m)
	}
	return nil
}

func maskedMember(r *kit.Request, p registry.Person) (member, error) {
	number, err := p.IDNumber(r.Keys, r.By.County)
	if err != nil {
		return member{}, err
	}
	phone, err := p.PhoneNumber(r.Keys, r.By.County)
	if err != nil {
		return member{}, err
	}
	return member{Person: p, Number: secret.Mask(secret.IDNumber, number), Phone: secret.Mask(secret.Phone, phone)}, nil
}

func maskedAccount(r *kit.Request, a registry.Account) (masked, error) {
	number, err := a.Plain(r.Keys, r.By.County)
	return masked{ID: a.ID, Bank: a.Bank, Number: secret.Mask(secret.Account, number)}, err
}

func labelsOf(r *kit.Request, p *householdPage) (err error) {
	if p.Periods, err = registry.LabelsOf(r.Context(), r.Tx, p.ID); err != nil {
		return err
	}
	p.New = slices.DeleteFunc(slices.Clone(registry.Labels), func(name string) bool {
		return slices.ContainsFunc(p.Periods, func(l registry.Period) bool { return l.Label == name && l.To == nil })
	})
	return nil
}
