package procedure

import (
	"fmt"
	"slices"
	"strings"

	"fangpin/internal/rulefile"
)

// purpose is which of the two lists is read.
type purpose string

const (
	entering purpose = "enter"
	clearing purpose = "clear.steps"
)

// placed is a stage with where it was written.
type placed struct {
	Stage
	field rulefile.Field
}

// list reads a list of steps, each with its days, and holds it to the law.
func (p *Procedure) list(f rulefile.Field, of purpose) []Stage {
	var steps []placed
	items := f.Some()
	for _, item := range items {
		if step, ok := stage(item); ok && admitted(step, of, steps) {
			steps = append(steps, step)
		}
	}
	out := make([]Stage, len(steps))
	for i, s := range steps {
		out[i] = s.Stage
	}
	if len(items) > 0 {
		p.arrange(f, of, steps, out)
	}
	return out
}

// stage reads one item: a step, plain or with its days.
func stage(item rulefile.Field) (placed, bool) {
	f, days := item, rulefile.Field{}
	if item.Holds() {
		entries := item.Entries()
		if len(entries) != 1 {
			item.Refuse("里一项只写一个步骤")
			return placed{}, false
		}
		f, days = entries[0], entries[0]
	}
	word, ok := f.Word, true
	if !item.Holds() {
		word, ok = item.Plain()
	}
	law, known := LawOf(Step(word))
	switch {
	case !ok:
		item.Text() // says what stands there
		return placed{}, false
	case !known:
		f.RefuseAt(f.Line, "没有“%s”这个步骤，只能写 %s，例：%s", word, stepWords(), item.Example())
		return placed{}, false
	}
	out := placed{Stage{Step: law.Step, By: law.By[0]}, f}
	if item.Holds() {
		out.days(days, law)
	}
	return out, true
}

func stepWords() string {
	words := make([]string, len(laws))
	for i, law := range laws {
		words[i] = string(law.Step)
	}
	return strings.Join(words, "、")
}

// days reads what stands under a step: days, working_days, and by where the law leaves a choice.
func (s *placed) days(f rulefile.Field, law Law) {
	words := []string{"days", "working_days"}
	if len(law.By) > 1 {
		words = append(words, "by")
	}
	f.Path = "step"
	t := f.Table(words...)
	plain, working := t.Has("days"), t.Has("working_days")
	switch {
	case t.Absent():
	case plain && working:
		f.Refuse("要在 days（日）和 working_days（工作日）中只写一个")
	case plain:
		s.Days = number(t.Get("days"))
	case working:
		s.Days, s.Working = number(t.Get("working_days")), true
	case !t.Has("by"):
		f.Refuse("后面没有写期限；没有期限的步骤只写名称")
	}
	if t.Has("by") {
		s.Named, s.By = true, Level(t.Get("by").Choice(string(law.By[0]), string(law.By[1])))
	}
}

// admitted refuses a step that is not for the list, or stands in it already.
func admitted(s placed, of purpose, before []placed) bool {
	law, _ := LawOf(s.Step)
	switch {
	case of == entering && !law.InEnter, of == clearing && !law.InClear:
		s.refuse("不能写在 %s 里", of)
		return false
	case slices.ContainsFunc(before, func(b placed) bool { return b.Step == s.Step }):
		s.refuse("在 %s 里写了两次，一个步骤只写一次", of)
		return false
	}
	return true
}

func (s placed) refuse(format string, a ...any) {
	said := fmt.Sprintf(format, a...)
	s.field.RefuseAt(s.field.Line, "“%s”（%s）%s，例：%s", s.Step.Title(), s.Step, said, example(s.field))
}

func example(f rulefile.Field) string {
	f.Path = "steps"
	return f.Example()
}

// arrange holds the order of a list to the law: what leads to the approval stands before it, what follows from it after it.
func (p *Procedure) arrange(f rulefile.Field, of purpose, steps []placed, list []Stage) {
	for _, needed := range []Step{Visit, Approve} {
		if place(list, needed) < 0 {
			f.RefuseAt(f.Line, "%s 缺少“%s”（%s），例：%s", of, needed.Title(), needed, example(f))
		}
	}
	if of == clearing && place(list, Nominate) < 0 {
		f.RefuseAt(f.Line, "%s 缺少“%s”（%s），例：%s", of, Nominate.Title(), Nominate, example(f))
	}
	visit, approve := place(list, Visit), place(list, Approve)
	for i, s := range steps {
		switch {
		case s.Step == Nominate && i > 0:
			s.refuse("要写在最前")
		case of == entering && i < visit && s.Step != Apply:
			s.refuse("不能写在“%s”前面，前面只能是“%s”", Visit.Title(), Apply.Title())
		case approve >= 0 && i > approve && slices.Contains(leading, s.Step):
			s.refuse("要写在“%s”前面", Approve.Title())
		case i < approve && slices.Contains(following, s.Step):
			s.refuse("要写在“%s”后面", Approve.Title())
		}
		if s.Step == Post {
			p.arrangePost(s, list, i)
		}
	}
}

// What stands before the approval, and what after it.
var (
	leading   = []Step{Visit, Apply, Evaluate, Post, Review, Compare}
	following = []Step{Announce, Register, Mark, File}
)

func (p *Procedure) arrangePost(s placed, list []Stage, at int) {
	if evaluate := place(list, Evaluate); evaluate < 0 || evaluate > at {
		s.refuse("要写在“%s”后面", Evaluate.Title())
	}
	if p.Publicity == nil {
		s.refuse("要公示几天，请写 publicity")
	}
}
