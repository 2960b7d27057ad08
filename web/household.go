package web

import (
	"fmt"
	"net/http"
	"strconv"

	"fangpin/claims"
	"fangpin/internal/area"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/reports"
)

func householdRoutes() []route {
	const one = "/households/{id:[0-9]+}"
	clerks := []who.Role{who.Clerk}
	return []route{
		show("/households", "户", caseReaders, (*visit).households),
		{method: http.MethodPost, path: "/households/find", who: caseReaders, serve: (*visit).findHousehold, form: (*visit).households},
		show(one, "", caseReaders, (*visit).household),
		act(one+"/labels", registry.SetLabelStep, (*visit).setLabel, (*visit).household),
		act(one+"/labels/end", registry.EndLabelStep, (*visit).endLabel, (*visit).household),
		act(one+"/members", registry.AddMemberStep, (*visit).joinHousehold, (*visit).household),
		act(one+"/accounts", registry.AddAccountStep, (*visit).addAccount, (*visit).household),
		act(one+"/deaths", registry.RecordDeathStep, (*visit).recordDeath, (*visit).household),
		show("/roster", "", clerks, (*visit).roster),
		act("/roster", registry.EnrolStep, (*visit).enrolRoster, (*visit).roster),
		show("/accounts", "", clerks, (*visit).waitingAccounts),
		act("/accounts/confirm", registry.ConfirmAccountsStep, (*visit).confirmAccounts, (*visit).waitingAccounts),
		show("/persons/{id:[0-9]+}/reveal", "", registry.RevealStep.Roles, (*visit).personReveal),
		act("/persons/{id:[0-9]+}/reveal", registry.RevealStep, (*visit).revealPerson, (*visit).personReveal),
		show("/search", "查找", caseReaders, (*visit).search),
		{method: http.MethodPost, path: "/search", who: caseReaders, serve: (*visit).lookUp, form: (*visit).search},
	}
}

// householdsPage is the list of households.
type householdsPage struct {
	List     *listing
	Villages []choice
	Labels   []string
	Rows     []registry.Family
}

// households lists the households of the person's part of the county. A word is a name or the beginning of a household's number.
func (v *visit) households() error {
	p := householdsPage{List: v.listing("village", "no"), Villages: v.villages(), Labels: registry.Labels}
	p.List.path = "/households" // where it is shown again by a refused search too
	f := registry.FamilyFilter{Words: p.List.Get("q"), Label: p.List.Get("label"), Village: code(p.List.Get("village")), Window: p.List.window()}
	var err error
	if f.IDs, err = claims.EntrustedHouseholds(v.ctx(), v.tx); err != nil {
		return err
	}
	if p.Rows, p.List.Total, err = registry.Families(v.ctx(), v.tx, f); err != nil {
		return err
	}
	return v.show("households/list", p)
}

// findHousehold goes to the household of an identity number, which is searched by its tag: the number stands in no address.
func (v *visit) findHousehold() error {
	word, err := v.need("id_number", "身份证号")
	if err != nil {
		return err
	}
	home, err := v.householdOf(word)
	if err != nil {
		return err
	}
	return v.to(fmt.Sprintf("/households/%d", home), "")
}

// householdOf is the household of the person's part in which somebody with an identity number lives.
func (v *visit) householdOf(word string) (home int64, err error) {
	number := identityNumber(word)
	if number == "" {
		return 0, fault.Invalidf("身份证号应为 18 位，请核对有没有漏位或错位")
	}
	home, err = v.firstOf(registry.FamilyFilter{Tags: pg.Only([][]byte{v.Keys.Tag(secret.IDNumber, number)})})
	if err == nil && home == 0 {
		err = fault.NotFoundf("您的辖区（案件）内没有这个身份证号的人，请核对号码")
	}
	return home, err
}

// firstOf is the first household that a filter finds in the person's part, 0 for none.
func (v *visit) firstOf(f registry.FamilyFilter) (home int64, err error) {
	err = v.within(func(v *visit) (err error) {
		if f.IDs, err = claims.EntrustedHouseholds(v.ctx(), v.tx); err != nil {
			return err
		}
		found, _, err := registry.Families(v.ctx(), v.tx, f)
		if len(found) > 0 {
			home = found[0].ID
		}
		return err
	})
	return home, err
}

// householdPage is one household.
type householdPage struct {
	registry.Family
	Members []member
	Periods []registry.Period
	Claims  []claimLine
	Rows    []claims.ReportedRow
	Told    int // rows in all
	History []deed.Event
	New     []string // labels that it does not hold
}

// Where it lives, as people say it.
func (p householdPage) Where() string {
	if p.Place != p.Village {
		return area.TownshipName(p.Village) + p.In + p.Hamlet
	}
	return area.TownshipName(p.Village) + p.In
}

// claimLine is a claim of the household with what is paid on it.
type claimLine struct {
	claims.Claim
	Payouts []payouts.Payout
}

func (v *visit) household() error {
	family, err := v.aHousehold()
	if err != nil {
		return err
	}
	p := householdPage{Family: family}
	for _, step := range []func(*householdPage) error{v.membersOf, v.labelsOf, v.claimsOf, v.toldOf, v.historyOf} {
		if err := step(&p); err != nil {
			return err
		}
	}
	return v.show("households/show", p)
}

// aHousehold is the household that the address names, if it is the person's to see.
func (v *visit) aHousehold() (registry.Family, error) {
	id, err := v.id("id")
	if err != nil {
		return registry.Family{}, err
	}
	return v.family(id)
}

func (v *visit) family(id int64) (registry.Family, error) {
	own, err := claims.EntrustedHouseholds(v.ctx(), v.tx)
	if err != nil {
		return registry.Family{}, err
	}
	found, _, err := registry.Families(v.ctx(), v.tx, registry.FamilyFilter{ID: id, IDs: own})
	if err != nil {
		return registry.Family{}, err
	}
	if len(found) == 0 {
		return registry.Family{}, fault.NotFoundf("没有找到该户，请从户的清单重新进入")
	}
	return found[0], nil
}

func (v *visit) claimsOf(p *householdPage) error {
	found, err := claims.Find(v.ctx(), v.tx, claims.Filter{Households: pg.Only([]int64{p.ID}), Void: true})
	if err != nil {
		return err
	}
	ids := make([]int64, len(found))
	for i, c := range found {
		ids[i] = c.ID
		p.Claims = append(p.Claims, claimLine{Claim: c})
	}
	paid, err := payouts.Find(v.ctx(), v.tx, payouts.Filter{Claims: pg.Only(ids)})
	if err != nil {
		return err
	}
	for i := range p.Claims {
		for _, one := range paid {
			if one.Claim == p.Claims[i].ID {
				p.Claims[i].Payouts = append(p.Claims[i].Payouts, one)
			}
		}
	}
	return nil
}

// toldOf lists what departments reported of the household, the newest 50 lines.
func (v *visit) toldOf(p *householdPage) (err error) {
	p.Rows, p.Told, err = claims.ReportedRows(v.ctx(), v.tx, v.Keys, reports.RowFilter{Households: pg.Only([]int64{p.ID}), Window: pg.Window{Limit: pageSize, Sort: "report", Down: true}})
	return err
}

func (v *visit) historyOf(p *householdPage) (err error) {
	refs := []deed.Ref{ref("household", p.ID)}
	for _, m := range p.Members {
		refs = append(refs, ref("person", m.ID))
		for _, a := range m.Accounts {
			refs = append(refs, ref("account", a.ID), ref("confirmation", a.ID))
		}
	}
	for _, l := range p.Periods {
		refs = append(refs, ref("label", l.ID))
	}
	p.History, err = deed.History(v.ctx(), v.tx, refs...)
	return err
}

func ref(table string, id int64) deed.Ref {
	return deed.Ref{Table: table, Key: strconv.FormatInt(id, 10)}
}
