package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Parse reads a scheme file (UTF-8 YAML). The error is a *Malformed with every mistake by line; a scheme that holds may still
// carry Notes.
func Parse(src []byte) (*Scheme, error) {
	r := &reader{}
	s := r.scheme(field{reader: r, line: 1, node: r.root(src)})
	if len(r.errors) > 0 {
		return nil, &Malformed{byLine(r.errors), byLine(r.warnings)}
	}
	sum := sha256.Sum256(src)
	s.hash = hex.EncodeToString(sum[:])
	s.year = s.Term.Year()
	s.Notes = byLine(r.warnings)
	for _, c := range s.Categories {
		c.bind(s.Caps)
	}
	return s, nil
}

func (r *reader) scheme(f field) *Scheme {
	t := f.table("name", "county", "term", "classes", "insured", "premium", "lines", "publicity", "warning", "categories", "caps", "rounding")
	s := &Scheme{
		Name:      t.need("name").text(),
		County:    county(t.need("county")),
		Term:      term(t.need("term")),
		Classes:   t.need("classes").texts(),
		Premium:   premium(t.get("premium")),
		Lines:     lines(t.get("lines")),
		Publicity: publicity(t.get("publicity")),
	}
	s.Insured = insured(t.get("insured"), s.Classes)
	s.WarningLines = warningLines(t.get("warning"), s.Classes)
	s.Caps = caps(t.get("caps"))
	s.Categories = s.categories(t.need("categories"))
	t.get("rounding").choice("half_up")
	return s
}

func county(f field) string {
	text := f.text()
	if text != "" && (len(text) != 6 || !digits(text)) {
		f.refuse("“%s”应是六位区划代码", text)
	}
	return text
}

func term(f field) Term {
	t := f.table("from", "to")
	out := Term{t.need("from").date(), t.need("to").date()}
	if out.From.IsZero() || out.To.IsZero() {
		return out
	}
	if out.To.Before(out.From) {
		f.refuse("的终止日 %s 早于起始日", out.To.Format(dateLayout))
	}
	if !out.To.Before(out.From.AddDate(1, 0, 0)) {
		f.warn(f.line, "保单年度 %s 长于一年，请核对", out)
	}
	return out
}

// labels are the household labels that the registry keeps besides a scheme's classes.
var labels = []string{"脱贫户", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "低保户", "特困户", "残疾人户", "低收入户"}

// knownLabel refuses a label that no household can have.
func knownLabel(f field, label string, classes []string) {
	if label != "" && !slices.Contains(classes, label) && !slices.Contains(labels, label) {
		f.refuse("没有“%s”这一类，只能写 classes 里的类或 %s", label, strings.Join(labels, "、"))
	}
}

func insured(f field, classes []string) []Insured {
	var out []Insured
	for _, item := range f.items() {
		t := item.table("class", "basis", "heads")
		group := Insured{Class: t.need("class").text(), Basis: Basis(t.need("basis").choice(string(Named), string(Quota)))}
		knownLabel(t.get("class"), group.Class, classes)
		if group.Class != "" && slices.ContainsFunc(out, func(o Insured) bool { return o.Class == group.Class }) {
			t.get("class").refuse("“%s”写了两次", group.Class)
		}
		switch {
		case group.Basis == Quota:
			group.Heads = t.need("heads").whole()
		case t.has("heads"):
			item.warn(t.get("heads").line, "按名册参保的人数以名册为准，heads 不起作用")
		}
		out = append(out, group)
	}
	return out
}

func premium(f field) Premium {
	if f.absent() {
		return Premium{}
	}
	return Premium{f.table("per_head").need("per_head").amount()}
}

func lines(f field) map[string]decimal.Decimal {
	out := map[string]decimal.Decimal{}
	for _, e := range f.entries() {
		if !isName(e.word) {
			e.refuse("只能用小写字母和下划线")
		}
		out[e.word] = e.amount()
	}
	return out
}

// publicity falls back, word by word, on what S2 and our decisions say: ten days in both places, past public holidays only, a
// plain label, the head's name in full.
func publicity(f field) Publicity {
	t := f.table("days", "places", "past_holiday", "past_weekend", "label", "mask_head")
	out := Publicity{Days: 10, Places: []Place{Village, NaturalVillage}, Label: "防贫救助"}
	if t.has("days") {
		out.Days = t.get("days").whole()
		if out.Days > 0 && out.Days < 10 {
			f.warn(t.get("days").line, "公示 %d 天，少于通行的 10 天，请核对县里的规定", out.Days)
		}
	}
	if places := t.get("places"); !places.absent() {
		out.Places = nil
		for i, text := range places.texts() {
			places.items()[i].choice(string(Village), string(NaturalVillage))
			out.Places = append(out.Places, Place(text))
		}
		if !out.Everywhere() {
			f.warn(places.line, "公示应在行政村和自然村两处张贴，只写一处的方案不能提出")
		}
	}
	if t.has("label") {
		out.Label = t.get("label").text()
	}
	out.PastHoliday = t.get("past_holiday").flag(true)
	out.PastWeekend = t.get("past_weekend").flag(false)
	out.MaskHead = t.get("mask_head").flag(false)
	return out
}

func warningLines(f field, classes []string) []WarningLine {
	var out []WarningLine
	for _, item := range f.items() {
		t := item.table("agency", "measure", "classes", "per", "at_least", "more_than")
		w := WarningLine{
			Agency:  t.need("agency").text(),
			Measure: t.need("measure").name(),
			Classes: t.get("classes").texts(),
			Per:     PerHousehold,
			Line:    t.threshold(),
		}
		for _, class := range w.Classes {
			knownLabel(t.get("classes"), class, classes)
		}
		if t.has("per") {
			w.Per = t.get("per").scope()
		}
		out = append(out, w)
	}
	return out
}

// threshold reads a line with its comparison: at_least or more_than, one of them.
func (t table) threshold() Threshold {
	atLeast, moreThan := t.get("at_least"), t.get("more_than")
	if t.node != nil && atLeast.absent() == moreThan.absent() {
		t.field.refuse("要在 at_least（含）和 more_than（超过）中写一个，也只写一个")
	}
	if !moreThan.absent() {
		return Threshold{moreThan.amount(), true}
	}
	return Threshold{atLeast.amount(), false}
}

func (f field) scope() Scope {
	return Scope(f.choice(string(PerPerson), string(PerHousehold)))
}

func (f field) period() Period {
	return Period(f.choice(string(ByEvent), string(ByYear), string(BySchoolYear)))
}
