package claims

import (
	"fmt"
	"slices"
	"strings"

	"fangpin/reports"
	"fangpin/scheme"
)

// leadOnly is why a kind that no category pays for raises no claim.
const leadOnly = "属监测线索，不直接形成理赔案件"

// refuse says why a row can never be part of a claim as things stand (S3: 逐户说明情况); empty if it can. What it says is the first
// thing that somebody would have to change.
func (r *row) refuse() string {
	switch {
	case r.kind.Category == "":
		return leadOnly
	case r.kind.Category == "income" && (r.Facts["income_per_head"] == "" || r.Facts["persons"] == ""):
		return "未报家庭人均纯收入和家庭人口数，" + leadOnly
	case r.person == nil:
		return "身份证号不在户籍名册，请核对证件号码或补录花名册"
	case r.on == 0:
		return "报送的日期无法识别，请部门更正后重报"
	case r.term == nil:
		return fmt.Sprintf("%s不在已登记的保单年度内，或当日没有生效的理赔方案", r.on.Chinese())
	case r.person.DiedOn != nil && *r.person.DiedOn < r.on:
		return fmt.Sprintf("本人已于%s去世，早于%s，请核对", r.person.DiedOn.Chinese(), r.on.Chinese())
	case !r.covered:
		return r.uninsured()
	default:
		return r.unpaid()
	}
}

// uninsured says why nobody insured the person on the event date.
func (r *row) uninsured() string {
	var classes []string
	for _, g := range r.term.Scheme.Insured {
		if g.Basis == scheme.Named && slices.Contains(r.labels, g.Class) {
			return fmt.Sprintf("%s本户为%s，但本人未列入参保名册", r.on.Chinese(), g.Class)
		}
		classes = append(classes, g.Class)
	}
	return fmt.Sprintf("%s本户不在参保类别（%s）", r.on.Chinese(), strings.Join(classes, "、"))
}

// unpaid says why the scheme in force has nothing for the category or for the household's class in it.
func (r *row) unpaid() string {
	c := r.term.Scheme.Category(r.kind.Category)
	if c == nil {
		return fmt.Sprintf("现行方案没有“%s”这一理赔类别", scheme.Title(r.kind.Category))
	}
	ruled := func(rule scheme.Rule) bool { return len(rule.Classes) == 0 || slices.Contains(rule.Classes, r.class()) }
	if c.Excess != nil && !slices.ContainsFunc(c.Excess.Rules, ruled) {
		return fmt.Sprintf("现行方案的“%s”对%s没有规定", scheme.Title(c.Key), r.class())
	}
	return ""
}

// dropRepeats leaves one row of those that tell the same thing: the one that lies in a claim, else the newest. The others keep the
// reason and do not count towards any line.
func dropRepeats(rows []*row) (once []*row) {
	sortNewest(rows)
	first := map[identity]*row{}
	for _, r := range rows {
		if r.claim != 0 && first[r.identity()] == nil {
			first[r.identity()] = r
		}
	}
	for _, r := range rows {
		switch f := first[r.identity()]; {
		case f == nil:
			first[r.identity()] = r
			once = append(once, r)
		case f == r:
			once = append(once, r)
		case r.reason != "": // it has a better one
		case f.claim != 0:
			r.reason = fmt.Sprintf("%s%s报送的同一事项已在案件中，不重复立案", monthOf(f.Month), f.Agency)
		default:
			r.reason = fmt.Sprintf("与%s%s报送的是同一事项，以该次报送为准", monthOf(f.Month), f.Agency)
		}
	}
	return once
}

func monthOf(m reports.Month) string { return fmt.Sprintf("%d年%d月", m.Year, m.Month) }

// joinable says why a row cannot become part of a live claim of its event; empty if it can. An adjuster who is on the way is not
// given more, and a claim's event date stands.
func (r *row) joinable(c Claim) string {
	switch {
	case c.Status == Screened && (c.Category != "hospital" || r.on <= c.EventOn):
		return ""
	case c.Category == "hospital":
		return "本户本月的住院案件已立案，本次结算留待下月比对"
	default:
		return fmt.Sprintf("同一事项本户已有案件（%s），不重复立案", c.Status.Title())
	}
}
