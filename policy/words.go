package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/rulefile"
	"fangpin/registry"
	"fangpin/reports"
	"fangpin/scheme"
)

// Wording is what holds a scheme's words to those of labels and reports (方案用词核对). Schemes adopted before version 2 were held to nothing.
var Wording = pg.Judge{Name: "policy.wording", Version: 2}

// Read reads a scheme's file as it may be proposed: it holds, and all its words are ones that something can match. The error is a
// *scheme.Malformed, each mistake by its line.
func Read(source []byte) (*scheme.Scheme, error) {
	s, err := scheme.Parse(source)
	if err != nil {
		return nil, err
	}
	wrong, look := Misfits(s)
	if s.Premium.PerHead.IsZero() {
		wrong = append(wrong, scheme.Note{Line: 1, Text: "方案没有写明每人保费，不能生效，例：premium: {per_head: 100}"})
	}
	if len(wrong) > 0 {
		return nil, &scheme.Malformed{Errors: wrong, Warnings: append(s.Notes, look...)}
	}
	s.Notes = append(s.Notes, look...)
	return s, nil
}

// Misfits are the words of a scheme that no label, department or report ever has, by their lines: what is written of them would never apply, and
// nobody would be told. What only a person can judge is a thing to look at.
func Misfits(s *scheme.Scheme) (wrong, look []scheme.Note) {
	for _, w := range s.Words() {
		text, refused := misfit(w)
		note := scheme.Note{Line: w.Line, Text: rulefile.OneLine(text, 1000)}
		switch {
		case text == "":
		case refused:
			wrong = append(wrong, note)
		default:
			look = append(look, note)
		}
	}
	return wrong, look
}

// misfit says what is wrong with a word, empty if nothing is, and whether the scheme is refused for it.
func misfit(w scheme.Word) (text string, refused bool) {
	unknown := func(what string, right string, known []string) string {
		if right == "" {
			right = rulefile.Nearest(w.Text, known)
		}
		if right != "" {
			right = "是不是“" + right + "”？"
		}
		return fmt.Sprintf("%s，%s可以写 %s", what, right, strings.Join(known, "、"))
	}
	switch w.Use {
	case scheme.ClassUse, scheme.InsuredUse:
		if !slices.Contains(registry.Labels, w.Text) {
			return unknown(fmt.Sprintf("“%s”不是户标签，没有一户会归入这一类", w.Text), "", registry.Labels), true
		}
	case scheme.AgencyUse:
		if !slices.Contains(reports.Agencies(), w.Text) {
			right, err := reports.Agency(w.Text)
			if err != nil {
				right = ""
			}
			return unknown(fmt.Sprintf("agency “%s”不是报送部门的简称，这条监测线不会起作用", w.Text), right, reports.Agencies()), true
		}
	case scheme.MeasureUse:
		by := measuredBy(w.Text)
		switch {
		case len(by) == 0:
			return unknown(fmt.Sprintf("没有 measure “%s”这一指标，这条监测线不会起作用", w.Text), "", reports.Measures()), true
		case slices.Contains(reports.Agencies(), w.Of) && !slices.Contains(by, w.Of):
			return fmt.Sprintf("%s不报送 measure “%s”，报送的是%s，这条监测线不会起作用，请改正 agency 或 measure", w.Of, w.Text, strings.Join(by, "、")), true
		}
	case scheme.LevelUse:
		if right := reports.LevelOf(w.Text); right != w.Text {
			return fmt.Sprintf("月报里的“%s”读作“%s”，这一档不会起作用，请写“%s”", w.Text, right, right), true
		}
		if !slices.Contains(reports.Levels(), w.Text) {
			return unknown(fmt.Sprintf("没有“%s”这一层次", w.Text), "", reports.Levels()), true
		}
	case scheme.FactUse:
		if right := rulefile.Nearest(w.Text, factsOf(w.Of)); right != "" && !reported(w.Text) {
			return fmt.Sprintf("“%s”没有部门报送，由查勘员填写，是不是“%s”？", w.Text, right), false
		}
	}
	return "", false
}

// measuredBy are the departments whose reports of claims have a measure.
func measuredBy(measure string) (agencies []string) {
	for _, k := range reports.Kinds() {
		if _, is := k.Measure(measure); is && k.Category != "" {
			agencies = append(agencies, k.Agencies...)
		}
	}
	return agencies
}

// factsOf are the facts that departments report of a category.
func factsOf(category string) (words []string) {
	for _, c := range reports.Serving(category).Columns {
		if c.Type == reports.Money || c.Type == reports.Heads || c.Type == reports.Level {
			words = append(words, c.Word)
		}
	}
	return words
}

// reported tells whether any department reports a fact of that name.
func reported(word string) bool {
	return slices.ContainsFunc(reports.Kinds(), func(k reports.Kind) bool { _, is := k.Column(word); return is })
}

// wellWorded refuses a scheme with words that match nothing: one that was proposed before they were looked at, too.
func wellWorded(s *scheme.Scheme) error {
	if wrong, _ := Misfits(s); len(wrong) > 0 {
		return malformed(&scheme.Malformed{Errors: wrong})
	}
	return nil
}

// malformed is the refusal of a scheme with mistakes, naming each line.
func malformed(err error) error {
	if m, ok := errors.AsType[*scheme.Malformed](err); ok {
		return &fault.Error{Kind: fault.Invalid, Message: "理赔方案有误，请改正后再提出：\n" + m.Error()}
	}
	return err
}
