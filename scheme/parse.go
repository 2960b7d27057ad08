package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fangpin/internal/rulefile"
)

// Parse reads a scheme file (UTF-8 YAML). The error is a *Malformed with every mistake by line; a scheme that holds may still
// carry Notes.
func Parse(src []byte) (*Scheme, error) {
	file, root := format.Open(src)
	s := read(root)
	if m := file.Malformed(); m != nil {
		return nil, m
	}
	sum := sha256.Sum256(src)
	s.hash = hex.EncodeToString(sum[:])
	s.year = s.Term.Year()
	s.Notes = file.Warnings()
	s.words = wordsOf(root)
	for _, c := range s.Categories {
		c.bind(s.Caps)
	}
	return s, nil
}

func read(f rulefile.Field) *Scheme {
	t := f.Table("name", "county", "term", "classes", "insured", "premium", "lines", "publicity", "warning", "categories", "caps", "rounding")
	s := &Scheme{
		Name:      t.Need("name").Text(),
		County:    t.Need("county").County(),
		Term:      term(t.Need("term")),
		Classes:   t.Need("classes").Texts(),
		Premium:   premium(t.Get("premium")),
		Lines:     lines(t.Get("lines")),
		Publicity: publicity(t.Get("publicity")),
	}
	s.Insured = insured(t.Get("insured"), s.Classes)
	s.WarningLines = warningLines(t.Get("warning"), s.Classes)
	s.Caps = caps(t.Get("caps"))
	s.Categories = s.categories(t.Need("categories"))
	t.Get("rounding").Choice("half_up")
	return s
}

func term(f rulefile.Field) Term {
	from, to := f.Term()
	out := Term{from, to}
	if from.IsZero() || to.IsZero() {
		return out
	}
	if !to.Before(from.AddDate(1, 0, 0)) {
		f.Warn(f.Line, "保单年度 %s 长于一年，请核对", out)
	}
	return out
}

// labels are the household labels that the registry keeps besides a scheme's classes.
var labels = []string{"脱贫户", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "低保户", "特困户", "残疾人户", "低收入户"}

// knownLabel refuses a label that no household can have.
func knownLabel(f rulefile.Field, label string, classes []string) {
	if label != "" && !slices.Contains(classes, label) && !slices.Contains(labels, label) {
		f.Refuse("没有“%s”这一类%s只能写 classes 里的类或 %s", label, rulefile.Perhaps(label, slices.Concat(labels, classes)), strings.Join(labels, "、"))
	}
}

func insured(f rulefile.Field, classes []string) []Insured {
	var out []Insured
	for _, item := range f.Items() {
		t := item.Table("class", "basis", "heads")
		group := Insured{Class: t.Need("class").Text(), Basis: Basis(t.Need("basis").Choice(string(Named), string(Quota)))}
		knownLabel(t.Get("class"), group.Class, classes)
		if group.Class != "" && slices.ContainsFunc(out, func(o Insured) bool { return o.Class == group.Class }) {
			t.Get("class").Refuse("“%s”写了两次", group.Class)
		}
		switch {
		case group.Basis == Quota:
			group.Heads = t.Need("heads").Whole()
		case t.Has("heads"):
			item.Warn(t.Get("heads").Line, "按名册参保的人数以名册为准，heads 不起作用")
		}
		out = append(out, group)
	}
	return out
}

func premium(f rulefile.Field) Premium {
	if f.Absent() {
		return Premium{}
	}
	return Premium{f.Table("per_head").Need("per_head").Amount()}
}

func lines(f rulefile.Field) map[string]decimal.Decimal {
	out := map[string]decimal.Decimal{}
	for _, e := range f.Entries() {
		if !rulefile.IsName(e.Word) {
			e.Refuse("只能用小写字母和下划线")
		}
		out[e.Word] = e.Amount()
	}
	return out
}

// publicity falls back, word by word, on what S2 and our decisions say: ten days in both places, past public holidays only, a
// plain label, the head's name in full.
func publicity(f rulefile.Field) Publicity {
	t := f.Table("days", "places", "past_holiday", "past_weekend", "label", "mask_head")
	out := Publicity{Days: 10, Places: []Place{Village, NaturalVillage}, Label: "防贫救助"}
	if t.Has("days") {
		out.Days = t.Get("days").Whole()
		if out.Days > 0 && out.Days < 10 {
			f.Warn(t.Get("days").Line, "公示 %d 天，少于通行的 10 天，请核对县里的规定", out.Days)
		}
	}
	if places := t.Get("places"); !places.Absent() {
		out.Places = nil
		for i, text := range places.Texts() {
			places.Items()[i].Choice(string(Village), string(NaturalVillage))
			out.Places = append(out.Places, Place(text))
		}
		if !out.Everywhere() {
			f.Warn(places.Line, "公示应在行政村和自然村两处张贴，只写一处的方案不能提出")
		}
	}
	if t.Has("label") {
		out.Label = t.Get("label").Text()
	}
	out.PastHoliday = t.Get("past_holiday").Flag(true)
	out.PastWeekend = t.Get("past_weekend").Flag(false)
	out.MaskHead = t.Get("mask_head").Flag(false)
	return out
}

func warningLines(f rulefile.Field, classes []string) []WarningLine {
	var out []WarningLine
	for _, item := range f.Items() {
		t := item.Table("agency", "measure", "classes", "per", "at_least", "more_than")
		w := WarningLine{
			Agency:  t.Need("agency").Text(),
			Measure: t.Need("measure").Name(),
			Classes: t.Get("classes").Texts(),
			Per:     PerHousehold,
			Line:    threshold(t),
		}
		for _, class := range w.Classes {
			knownLabel(t.Get("classes"), class, classes)
		}
		if t.Has("per") {
			w.Per = scope(t.Get("per"))
		}
		out = append(out, w)
	}
	return out
}

// threshold reads a line with its comparison: at_least or more_than, one of them.
func threshold(t rulefile.Table) Threshold {
	atLeast, moreThan := t.Get("at_least"), t.Get("more_than")
	if !t.Absent() && atLeast.Absent() == moreThan.Absent() {
		t.Refuse("要在 at_least（含）和 more_than（超过）中写一个，也只写一个")
	}
	if !moreThan.Absent() {
		return Threshold{moreThan.Amount(), true}
	}
	return Threshold{atLeast.Amount(), false}
}

func scope(f rulefile.Field) Scope {
	return Scope(f.Choice(string(PerPerson), string(PerHousehold)))
}

func period(f rulefile.Field) Period {
	return Period(f.Choice(string(ByEvent), string(ByYear), string(BySchoolYear)))
}
