package registry

import (
	"context"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// revealing are the words for what can be revealed of a person.
var revealing = map[secret.Kind]string{secret.IDNumber: "身份证号", secret.Phone: "联系电话", secret.Account: "银行账户"}

// Reveal answers a person's identity number, phone or accounts in full, and keeps who looked and why (查看完整信息). Only a person of one's own
// part of the county, and of the households among which one may read, for a case in hand; a sender only accounts. Accounts are joined with their banks, the
// newest first.
func Reveal(ctx context.Context, tx *pg.Tx, keys *secret.Keys, among pg.Among[int64], l Look, door Door) (string, error) {
	what, known := revealing[l.Kind]
	if err := RevealStep.Permit(tx, "查看"+what+"全文"); err != nil {
		return "", err
	}
	switch {
	case !known:
		return "", fault.Invalidf("请选择要查看的内容：身份证号、联系电话或银行账户")
	case tx.By.Role == who.Sender && l.Kind != secret.Account:
		return "", fault.Forbiddenf("发送员只能查看银行账户")
	}
	p, err := within(ctx, tx, among, l.Person)
	if err != nil {
		return "", err
	}
	value, err := p.plain(ctx, tx, keys, l.Kind)
	if err != nil {
		return "", err
	}
	if value == "" {
		return "", fault.NotFoundf("没有登记%s", what)
	}
	if err := l.Enter(ctx, tx, door); err != nil {
		return "", err
	}
	return value, nil
}

// within is a person of some households in the acting person's part of the county. Anybody else is NotFound.
func within(ctx context.Context, tx *pg.Tx, among pg.Among[int64], person int64) (Person, error) {
	people, err := Find(ctx, tx, Filter{IDs: pg.Only([]int64{person}), Households: among})
	if err != nil {
		return Person{}, err
	}
	if len(people) == 0 {
		return Person{}, errNobody(person)
	}
	p := people[0]
	households, err := Households(ctx, tx, []int64{p.Household})
	if err != nil {
		return Person{}, err
	}
	if !tx.By.Reaches(households[p.Household].Division()) {
		return Person{}, errNobody(person)
	}
	return p, nil
}

func (p Person) plain(ctx context.Context, tx *pg.Tx, keys *secret.Keys, kind secret.Kind) (string, error) {
	switch kind {
	case secret.IDNumber:
		return p.IDNumber(keys, tx.County)
	case secret.Phone:
		return p.PhoneNumber(keys, tx.County)
	}
	held, err := AccountsOf(ctx, tx, []int64{p.ID})
	if err != nil {
		return "", err
	}
	lines := make([]string, len(held))
	for i, a := range held {
		number, err := a.Plain(keys, tx.County)
		if err != nil {
			return "", err
		}
		lines[i] = a.Bank + " " + number
	}
	return strings.Join(lines, "\n"), nil
}
