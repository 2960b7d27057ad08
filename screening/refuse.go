package screening

import (
	"fmt"
	"slices"
	"strings"

	"fangpin/scheme"
)

// leadOnly is why a kind that no category pays for raises no claim.
const leadOnly = "属监测线索，不直接形成理赔案件"

// refuse says why a row can never be part of a claim as things stand (S3: 逐户说明情况); empty if it can. What it says is the first
// thing that somebody would have to change.
func (r *Row) refuse() string {
	switch {
	case r.Of.Category == "":
		return leadOnly
	case slices.ContainsFunc(r.Of.Needs, func(word string) bool { return r.Facts[word] == "" }):
		return "未报" + r.Of.Titles(r.Of.Needs) + "，" + leadOnly
	case r.Who == nil:
		return "身份证号不在户籍名册，请核对证件号码或补录花名册"
	case r.On == 0:
		return "报送的日期无法识别，请部门更正后重报"
	case r.Term == nil:
		return fmt.Sprintf("%s不在已登记的保单年度内，或当日没有生效的理赔方案", r.On.Chinese())
	case r.Who.DiedOn != nil && *r.Who.DiedOn < r.On:
		return fmt.Sprintf("本人已于%s去世，早于%s，请核对", r.Who.DiedOn.Chinese(), r.On.Chinese())
	case !r.Insured:
		return r.uninsured()
	default:
		return r.unpaid()
	}
}

// uninsured says why nobody insured the person on the event date.
func (r *Row) uninsured() string {
	var classes []string
	for _, g := range r.Term.Scheme.Insured {
		if g.Basis == scheme.Named && slices.Contains(r.Labels, g.Class) {
			return fmt.Sprintf("%s本户为%s，但本人未列入参保名册", r.On.Chinese(), g.Class)
		}
		classes = append(classes, g.Class)
	}
	return fmt.Sprintf("%s本户不在参保类别（%s）", r.On.Chinese(), strings.Join(classes, "、"))
}

// unpaid says why the scheme in force has nothing for the category or for the household's class in it.
func (r *Row) unpaid() string {
	c := r.Term.Scheme.Category(r.Of.Category)
	if c == nil {
		return fmt.Sprintf("现行方案没有“%s”这一理赔类别", scheme.Title(r.Of.Category))
	}
	ruled := func(rule scheme.Rule) bool { return len(rule.Classes) == 0 || slices.Contains(rule.Classes, r.Class()) }
	if c.Excess != nil && !slices.ContainsFunc(c.Excess.Rules, ruled) {
		return fmt.Sprintf("现行方案的“%s”对%s没有规定", scheme.Title(c.Key), r.Class())
	}
	return ""
}
