package reporting

import (
	"fmt"

	"fangpin/claims"
	"fangpin/internal/area"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/monitoring"
	"fangpin/payouts"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/web/kit"
)

func householdRoutes() []kit.Route {
	const one = "/households/{id:[0-9]+}"
	clerks := []who.Role{who.Clerk}
	return []kit.Route{
		kit.Show("/households", "户", claims.Readers, listHouseholds),
		kit.Send("/households/find", claims.Readers, findHousehold, listHouseholds),
		kit.Show(one, "", claims.Readers, showHousehold),
		kit.Act(one+"/labels", registry.SetLabelStep, setLabel, showHousehold),
		kit.Act(one+"/labels/end", registry.EndLabelStep, endLabel, showHousehold),
		kit.Act(one+"/members", registry.AddMemberStep, joinHousehold, showHousehold),
		kit.Act(one+"/accounts", registry.AddAccountStep, addAccount, showHousehold),
		kit.Act(one+"/deaths", registry.RecordDeathStep, recordDeath, showHousehold),
		kit.Act(one+"/deaths/correct", payouts.CorrectDeathStep, correctDeath, showHousehold),
		kit.Act(one+"/labels/correct", claims.CorrectLabelStep, correctLabel, showHousehold),
		kit.Show("/roster", "", clerks, showRoster),
		kit.Act("/roster", registry.EnrolStep, enrolRoster, showRoster),
		kit.Show("/accounts", "", clerks, listAccounts),
		kit.Knock("/accounts/confirm", registry.ConfirmAccountsStep, confirmAccounts, listAccounts),
		kit.Act("/accounts/refuse", registry.RefuseAccountsStep, refuseAccounts, listAccounts),
		kit.Show("/persons/{id:[0-9]+}/reveal", "", registry.RevealStep.Roles, personReveal),
		kit.Act("/persons/{id:[0-9]+}/reveal", registry.RevealStep, revealPerson, personReveal),
		kit.Show("/search", "查找", claims.Readers, showSearch),
		kit.Send("/search", claims.Readers, lookUp, showSearch),
	}
}

// householdsPage is the list of households.
type householdsPage struct {
	List     *kit.List
	Villages []kit.Choice
	Labels   []string
	Rows     []registry.Family
}

// listHouseholds lists the households of the person's part of the county. A word is a name or the beginning of a household's number.
func listHouseholds(r *kit.Request) error {
	p := householdsPage{List: r.List("village", "no"), Villages: r.Villages(), Labels: registry.Labels}
	p.List.Path = "/households" // where it is shown again by a refused search too
	f := registry.FamilyFilter{Words: p.List.Get("q"), Label: p.List.Get("label"), Village: kit.Code(p.List.Get("village")), Window: p.List.Window()}
	var err error
	if f.IDs, err = claims.EntrustedHouseholds(r.Context(), r.Tx); err != nil {
		return err
	}
	if p.Rows, p.List.Total, err = registry.Families(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("reporting/households/list", p)
}

// findHousehold goes to the household of an identity number, which is searched by its tag: the number stands in no address.
func findHousehold(r *kit.Request) error {
	word, err := r.Need("id_number", "身份证号")
	if err != nil {
		return err
	}
	home, err := householdOf(r, word)
	if err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/households/%d", home), "")
}

// householdOf is the household of the person's part in which somebody with an identity number lives.
func householdOf(r *kit.Request, word string) (home int64, err error) {
	number := kit.IdentityNumber(word)
	if number == "" {
		return 0, fault.Invalidf("身份证号应为 18 位，请核对有没有漏位或错位")
	}
	home, err = firstOf(r, registry.FamilyFilter{Tags: pg.Only([][]byte{r.Keys.Tag(secret.IDNumber, number)})})
	if err == nil && home == 0 {
		err = fault.NotFoundf("您的辖区（案件）内没有这个身份证号的人，请核对号码")
	}
	return home, err
}

// firstOf is the first household that a filter finds in the person's part, 0 for none.
func firstOf(r *kit.Request, f registry.FamilyFilter) (home int64, err error) {
	err = r.Within(func(r *kit.Request) (err error) {
		if f.IDs, err = claims.EntrustedHouseholds(r.Context(), r.Tx); err != nil {
			return err
		}
		found, _, err := registry.Families(r.Context(), r.Tx, f)
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
	Watches []monitoring.Watch
	Rows    []claims.ReportedRow
	Told    int // rows in all
	History []deed.Event
	New     []string // labels that it does not hold

	Mistakable []registry.Recorded // that whoever looks may take back
	Corrected  []registry.Correction
}

// MistakenDeaths are those of what may be a mistake; MistakenLabels the rest.
func (p householdPage) MistakenDeaths() []registry.Recorded { return p.mistaken(true) }
func (p householdPage) MistakenLabels() []registry.Recorded { return p.mistaken(false) }

func (p householdPage) mistaken(death bool) (found []registry.Recorded) {
	for _, r := range p.Mistakable {
		if (r.Kind == registry.Died) == death {
			found = append(found, r)
		}
	}
	return found
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

func showHousehold(r *kit.Request) error {
	family, err := aHousehold(r)
	if err != nil {
		return err
	}
	p := householdPage{Family: family}
	for _, step := range []func(*kit.Request, *householdPage) error{membersOf, labelsOf, correctionsOf, claimsOf, watchesOf, toldOf, historyOf} {
		if err := step(r, &p); err != nil {
			return err
		}
	}
	return r.Show("reporting/households/show", p)
}

// aHousehold is the household that the address names, if it is the person's to see.
func aHousehold(r *kit.Request) (registry.Family, error) {
	id, err := r.ID("id")
	if err != nil {
		return registry.Family{}, err
	}
	return family(r, id)
}

func family(r *kit.Request, id int64) (registry.Family, error) {
	own, err := claims.EntrustedHouseholds(r.Context(), r.Tx)
	if err != nil {
		return registry.Family{}, err
	}
	found, _, err := registry.Families(r.Context(), r.Tx, registry.FamilyFilter{ID: id, IDs: own})
	if err != nil {
		return registry.Family{}, err
	}
	if len(found) == 0 {
		return registry.Family{}, fault.NotFoundf("没有找到该户，请从户的清单重新进入")
	}
	return found[0], nil
}

func claimsOf(r *kit.Request, p *householdPage) error {
	found, err := claims.Find(r.Context(), r.Tx, claims.Filter{Households: pg.Only([]int64{p.ID}), Void: true})
	if err != nil {
		return err
	}
	ids := make([]int64, len(found))
	for i, c := range found {
		ids[i] = c.ID
		p.Claims = append(p.Claims, claimLine{Claim: c})
	}
	paid, err := payouts.Find(r.Context(), r.Tx, payouts.Filter{Claims: pg.Only(ids)})
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

// correctionsOf reads what was taken back, and for clerks what they may.
func correctionsOf(r *kit.Request, p *householdPage) (err error) {
	if p.Corrected, err = registry.Corrections(r.Context(), r.Tx, p.ID); err != nil || !payouts.CorrectDeathStep.May(r.By.Role) {
		return err
	}
	p.Mistakable, err = registry.Mistakable(r.Context(), r.Tx, p.ID)
	return err
}

// watchesOf reads the household's watches, for whoever may read watches.
func watchesOf(r *kit.Request, p *householdPage) (err error) {
	if r.Sees("/watches") {
		p.Watches, _, err = monitoring.Find(r.Context(), r.Tx, monitoring.Filter{Households: pg.Only([]int64{p.ID}), Ended: true})
	}
	return err
}

// toldOf lists what departments reported of the household, the newest 50 lines.
func toldOf(r *kit.Request, p *householdPage) (err error) {
	p.Rows, p.Told, err = claims.ReportedRows(r.Context(), r.Tx, r.Keys, reports.RowFilter{Households: pg.Only([]int64{p.ID}), Window: pg.Window{Limit: kit.PageSize, Sort: "report", Down: true}})
	return err
}

func historyOf(r *kit.Request, p *householdPage) (err error) {
	refs := []deed.Ref{kit.Ref("household", p.ID)}
	for _, m := range p.Members {
		refs = append(refs, kit.Ref("person", m.ID))
		for _, a := range m.Accounts {
			refs = append(refs, kit.Ref("account", a.ID), kit.Ref("confirmation", a.ID))
			if a.Hand != nil {
				refs = append(refs, kit.Ref("proposal", a.Hand.ID))
			}
		}
	}
	for _, l := range p.Periods {
		refs = append(refs, kit.Ref("label", l.ID))
	}
	for _, x := range p.Corrected {
		refs = append(refs, kit.Ref("correction", x.No))
	}
	p.History, err = deed.History(r.Context(), r.Tx, refs...)
	return err
}
