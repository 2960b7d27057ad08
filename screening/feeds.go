package screening

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/yuan"
	"fangpin/procedure"
	"fangpin/reports"
	"fangpin/scheme"
)

// heed holds a row to its department's feeds: it matches one, or keeps why it matches none, or what a clerk is asked.
func (r *Row) heed(rule *procedure.Procedure, told map[account]*sum) {
	feeds := rule.FeedsOf(r.Agency, r.Of.Code)
	if len(feeds) == 0 {
		r.because(NoFeed, "现行监测程序没有要求%s筛查“%s”", r.Agency, r.Of.Title)
		return
	}
	var short, classes []string
	for _, f := range feeds {
		amount, whole := r.amount(f, told)
		switch {
		case !unlined(f).Matches(nil, r.Labels):
			classes = append(classes, f.Classes...)
		case r.Of.Neutral && len(f.Classes) == 0:
			r.Asked = r.Of.Title + "本身不是风险，请判定是否影响该户生活"
		case f.Line != nil && measureOf(f).Word == "":
			r.Asked = fmt.Sprintf("月报没有监测程序所写的指标 %s，无法与筛查标准 %s 元比对，请判定是否属于风险线索", f.Measure, yuan.Grouped(*f.Line))
		case f.Matches(amount, r.Labels):
			r.match(f, amount)
			return
		case !whole:
			r.Asked = fmt.Sprintf("未报%s，无法与筛查标准 %s 元比对，请判定是否属于风险线索", measureOf(f).Title, yuan.Grouped(*f.Line))
		default:
			short = append(short, missed(f, *amount))
		}
	}
	switch {
	case r.Asked != "":
	case len(short) > 0:
		r.because(Short, "%s", strings.Join(short, "；"))
	default:
		r.because(NoClass, "%s本户不属于此项筛查的户类（%s）", r.On.Chinese(), strings.Join(classes, "、"))
	}
}

// unlined is the feed without its line: for whom it is.
func unlined(f procedure.Feed) procedure.Feed {
	f.Line = nil
	return f
}

// match keeps the feed, and what the row tells.
func (r *Row) match(f procedure.Feed, amount *decimal.Decimal) {
	r.Feed, r.Asked = &f, ""
	r.Said = r.Tells()
	if f.Line != nil {
		r.Said += fmt.Sprintf("：本户%s %s 元，%s %s 元", measureOf(f).Title, yuan.Grouped(*amount), reaches(f), yuan.Grouped(*f.Line))
	}
}

// amount is what the household's rows come to by the feed's measure, and whether each of them told it; nil where none did. A measure is the
// household's, whoever of it bore the amount: S3 speaks of 农户, and a family that two bills of two persons bring above the line is not passed over
// (应纳尽纳). That is this program's choice where a procedure says nothing.
func (r *Row) amount(f procedure.Feed, told map[account]*sum) (amount *decimal.Decimal, whole bool) {
	if f.Line == nil {
		return nil, true
	}
	s := told[accountOf(r, measureOf(f), scheme.PerHousehold)]
	if s == nil || s.told == 0 {
		return nil, false
	}
	return &s.total, s.told == s.rows
}

func measureOf(f procedure.Feed) reports.Measure {
	kind, _ := reports.KindOf(f.Kind)
	m, _ := kind.Measure(f.Measure)
	return m
}

func reaches(f procedure.Feed) string {
	if f.Strict {
		return "超过"
	}
	return "达到"
}

func missed(f procedure.Feed, amount decimal.Decimal) string {
	verb := "未达"
	if f.Strict {
		verb = "未超过"
	}
	return fmt.Sprintf("本户%s %s 元，%s筛查标准 %s 元", measureOf(f).Title, yuan.Grouped(amount), verb, yuan.Grouped(*f.Line))
}

// Unanswered are the feeds that no monthly report answers, each with why: such a feed fits no row, and somebody must hear of it.
func Unanswered(rule *procedure.Procedure) (wrong []string) {
	for _, f := range rule.Feeds {
		if why := Misfit(f); why != "" {
			wrong = append(wrong, why)
		}
	}
	return wrong
}

// Misfit says why no monthly report answers a feed: the department does not send the kind, or nobody measures what its line is drawn through.
// Empty: one does.
func Misfit(f procedure.Feed) string {
	kind, known := reports.KindOf(f.Kind)
	if !known {
		var codes []string
		for _, k := range reports.Kinds() {
			codes = append(codes, k.Code)
		}
		return fmt.Sprintf("%s：没有 kind: %s 这种月报，可用的有 %s", f.Agency, f.Kind, strings.Join(codes, "、"))
	}
	if !kind.ReportedBy(f.Agency) {
		return fmt.Sprintf("%s：“%s”（%s）由%s报送", f.Agency, kind.Title, f.Kind, strings.Join(kind.Agencies, "、"))
	}
	if _, is := kind.Measure(f.Measure); f.Measure == "" || is {
		return ""
	}
	words := []string{}
	for _, m := range kind.Measures {
		words = append(words, m.Word)
	}
	if len(words) == 0 {
		return fmt.Sprintf("%s：“%s”（%s）没有可比的金额，不能写 measure: %s", f.Agency, kind.Title, f.Kind, f.Measure)
	}
	return fmt.Sprintf("%s：“%s”（%s）没有 measure: %s 这一指标，可用的有 %s", f.Agency, kind.Title, f.Kind, f.Measure, strings.Join(words, "、"))
}
