package scheme

import (
	"slices"

	"fangpin/internal/rulefile"
)

// Word is a word of a scheme that applies only where others use it too: a household's label, a department, what is measured, a level, a fact.
// Which they use is not known here (policy.Misfits).
type Word struct {
	Use  Use
	Text string
	Of   string // of a measure its department, of a level or a fact its category
	Line int    // in the file
}

// Use is what a word names.
type Use int

const (
	ClassUse   Use = iota // a class that a label gives: every one but the last, which takes everybody else
	InsuredUse            // a label that insures
	AgencyUse             // a department
	MeasureUse            // what a department's report is measured by
	LevelUse              // a level that a lump is paid by
	FactUse               // a fact of a case
)

// Words are the words of the scheme that others must use too, in the order of the file.
func (s *Scheme) Words() []Word { return slices.Clone(s.words) }

// words is every such word of a file that holds.
type words []Word

func wordsOf(root rulefile.Field) (w words) {
	for _, f := range root.Entries() {
		switch f.Word {
		case "classes":
			classes := f.Items()
			w.all(ClassUse, "", classes[:len(classes)-1])
		case "insured":
			for _, group := range f.Items() {
				w.add(InsuredUse, "", under(group, "class"))
			}
		case "warning":
			for _, line := range f.Items() {
				agency, _ := under(line, "agency").Plain()
				w.add(AgencyUse, "", under(line, "agency"))
				w.add(MeasureUse, agency, under(line, "measure"))
			}
		case "categories":
			for _, category := range f.Entries() {
				w.category(category)
			}
		}
	}
	return w
}

func (w *words) category(f rulefile.Field) {
	for _, shape := range f.Entries() {
		switch shape.Word {
		case "excess":
			w.all(FactUse, f.Word, under(shape, "of").Items())
			w.all(FactUse, f.Word, under(shape, "less").Items())
		case "gap":
			w.add(FactUse, f.Word, under(shape, "of"))
			w.add(FactUse, f.Word, under(shape, "times"))
		case "lump":
			w.add(FactUse, f.Word, under(shape, "by"))
			for _, level := range under(shape, "amounts").Entries() {
				*w = append(*w, Word{LevelUse, level.Word, f.Word, level.Line})
			}
		}
	}
}

func (w *words) all(use Use, of string, items []rulefile.Field) {
	for _, item := range items {
		w.add(use, of, item)
	}
}

func (w *words) add(use Use, of string, f rulefile.Field) {
	if text, ok := f.Plain(); ok {
		*w = append(*w, Word{use, text, of, f.Line})
	}
}

// under is the value under a word; absent if it was not written.
func under(f rulefile.Field, word string) rulefile.Field {
	for _, e := range f.Entries() {
		if e.Word == word {
			return e
		}
	}
	return rulefile.Field{}
}
