package watching

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fangpin/claims"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/monitoring"
	"fangpin/registry"
	"fangpin/scheme"
	"fangpin/web/kit"
)

// leadPage is the form for a lead: first the household is found, then what was told of it is written down.
type leadPage struct {
	familySearch
	Sources []kit.Choice
	Source  string // what the form begins with: of a lead that the insurer's case tells of
	Risk    string
	Told    string
	Risks   []string
}

// familySearch is the household that a form is about, or what was found of whom somebody looks for.
type familySearch struct {
	Words  string
	Found  []registry.Family
	Total  int
	Family *registry.Family // chosen; nil: none yet
}

// risks are what a lead may say is the risk (S0, S1, S3); other words may be written in what was told.
var risks = []string{"因病", "因残", "因学", "因灾", "因意外事故", "因产业失败", "因务工不稳", "因疫", "住房安全", "饮水安全", "其他"}

// shownFound is how many households a search lists.
const shownFound = 20

// searchFamily finds it, among those of the person's part of the county.
func searchFamily(r *kit.Request) (s familySearch, err error) {
	s.Words = strings.TrimSpace(r.URL.Query().Get("q"))
	f := registry.FamilyFilter{Words: s.Words, Window: pg.Window{Limit: shownFound}}
	if id, err := strconv.ParseInt(r.Given("household"), 10, 64); err == nil && id > 0 {
		f = registry.FamilyFilter{ID: id}
	} else if s.Words == "" {
		return s, nil
	}
	found, total, err := registry.Families(r.Context(), r.Tx, f)
	switch {
	case err != nil:
		return s, err
	case f.ID == 0:
		s.Found, s.Total = found, total
		return s, nil
	case len(found) == 0:
		return s, fault.NotFoundf("没有找到该户，请按户主姓名重新查找")
	}
	s.Family = &found[0]
	return s, nil
}

func newLead(r *kit.Request) (err error) {
	p := leadPage{Risks: risks}
	if p.familySearch, err = searchFamily(r); err != nil {
		return err
	}
	if p.Family == nil {
		return r.Show("watching/watches/new", p)
	}
	rule, err := monitoring.InForce(r.Context(), r.Tx, r.Today())
	if err != nil {
		return err
	}
	p.Sources = sources(rule, r.By.Role)
	if err := p.fromClaim(r); err != nil {
		return err
	}
	return r.Show("watching/watches/new", p)
}

// ofCategory is the risk that a case of a category tells of; of one that is not here it may be any.
var ofCategory = map[string]string{scheme.Hospital: "因病", scheme.Accident: "因意外事故", scheme.Admission: "因学", scheme.Schooling: "因学", scheme.Industry: "因产业失败"}

// fromClaim fills the form in from the case that the address names (S2: 保险机构的案件), which is of the family.
func (p *leadPage) fromClaim(r *kit.Request) error {
	id, err := strconv.ParseInt(r.URL.Query().Get("claim"), 10, 64)
	if err != nil {
		return nil
	}
	c, err := claims.Get(r.Context(), r.Tx, id)
	if err != nil {
		return err
	}
	if c.Household == p.Family.ID && monitoring.Insurer.May(r.By.Role) {
		p.Source, p.Risk = string(monitoring.Insurer), ofCategory[c.Category]
		p.Told = fmt.Sprintf("保险案件 %d：%s，%s。请核查是否影响基本生活", c.ID, c.EventOn.Chinese(), scheme.Title(c.Category))
	}
	return nil
}

// sources are how a lead may have come to somebody: first those that the procedure lets open at the visit.
func sources(rule monitoring.Rule, role who.Role) (out []kit.Choice) {
	for _, name := range rule.Leads.Direct {
		out = append(out, kit.Choice{Value: string(monitoring.Direct) + ":" + name, Title: name + "（直接入户核查）"})
	}
	for _, s := range monitoring.Sources() {
		byForm := s != monitoring.Report && s != monitoring.Direct && s != monitoring.Agency && s != monitoring.Sweep
		if byForm && s.May(role) {
			out = append(out, kit.Choice{Value: string(s), Title: s.Title()})
		}
	}
	return out
}

// recordLead records what was told of a household.
func recordLead(r *kit.Request) error {
	home, err := r.Number("household", "农户")
	if err != nil {
		return err
	}
	s := monitoring.Signal{Household: home, Risk: r.Value("risk"), Words: r.Value("words")}
	source, name, _ := strings.Cut(r.Value("source"), ":")
	if s.Source, s.As = monitoring.Source(source), name; source == "" {
		return fault.Invalidf("请选择线索来源")
	}
	if s.Risk != "" && !slices.Contains(risks, s.Risk) {
		return fault.Invalidf("请从列表中选择风险")
	}
	var made monitoring.Leads
	err = r.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		made, err = monitoring.Lead(ctx, tx, []monitoring.Signal{s})
		return err
	})
	if err != nil {
		return err
	}
	if len(made.Begun) > 0 {
		return r.To(fmt.Sprintf("/watches/%d", made.Begun[0]), "已登记线索")
	}
	return r.To(fmt.Sprintf("/watches/%d", made.Joined[0]), "本户已有监测事项，线索已并入")
}
