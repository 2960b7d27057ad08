package procedure

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/rulefile"
)

// Note is one remark on a procedure's text, in Chinese.
type Note = rulefile.Note

// Mistake is a remark for which a file is no procedure.
type Mistake = rulefile.Note

// Read reads a procedure file (UTF-8 YAML): the procedure, or every mistake by line. A procedure that holds may still carry Notes.
func Read(src []byte) (*Procedure, []Mistake) {
	file, root := format.Open(src)
	p := read(root)
	if m := file.Malformed(); m != nil {
		return nil, m.Errors
	}
	sum := sha256.Sum256(src)
	p.hash = hex.EncodeToString(sum[:])
	p.Notes = file.Warnings()
	return p, nil
}

func read(f rulefile.Field) *Procedure {
	t := f.Table("name", "county", "term", "levels", "line", "income", "kinds", "leads", "feeds", "door", "refer", "enter", "publicity",
		"plan", "measures", "follow_up", "clear")
	p := &Procedure{
		Name:      text(t.Need("name")),
		County:    t.Need("county").County(),
		Term:      term(t.Need("term")),
		Levels:    levelNames(t.Get("levels")),
		Line:      line(t.Get("line")),
		Income:    income(t.Need("income")),
		Kinds:     choices(t.Need("kinds"), KindNames()...),
		Leads:     leads(t.Get("leads")),
		Feeds:     feeds(t.Get("feeds")),
		Publicity: publicity(t.Get("publicity")),
		Measures:  measures(t.Get("measures")),
	}
	p.Door = p.door(t.Need("door"))
	p.Refer = p.refer(t.Get("refer"))
	p.Enter = p.list(t.Need("enter"), entering)
	p.Clear = p.clear(t.Get("clear"))
	if plan := t.Get("plan"); !plan.Absent() {
		p.Plan = number(plan.Table("working_days").Need("working_days"))
	}
	if often := t.Get("follow_up"); !often.Absent() {
		p.FollowUp = number(often.Table("months").Need("months"))
	}
	return p
}

const (
	longestText = 100   // characters: a name, an office, a kind of measure
	mostCount   = 3_650 // of days or months: above it is a typing error
)

// text reads words of one line that people see.
func text(f rulefile.Field) string {
	text := f.Text()
	if utf8.RuneCountInString(text) > longestText || strings.ContainsFunc(text, unicode.IsControl) {
		f.Refuse("最多 %d 字，写在一行里", longestText)
		return ""
	}
	return text
}

// texts reads a list of different words.
func texts(f rulefile.Field) []string {
	out := f.Texts()
	for _, text := range out {
		if utf8.RuneCountInString(text) > longestText || strings.ContainsFunc(text, unicode.IsControl) {
			f.Refuse("里每一项最多 %d 字，写在一行里", longestText)
		}
	}
	return out
}

// choices reads a list of different words out of those given, each judged on its own line.
func choices(f rulefile.Field, words ...string) []string {
	out := f.Texts()
	if len(out) == 0 {
		return nil
	}
	for _, item := range f.Items() {
		if text, plain := item.Plain(); plain && slices.Contains(out, text) {
			item.Choice(words...)
		}
	}
	return out
}

// number reads a whole number of days or months.
func number(f rulefile.Field) int {
	n := f.Whole()
	if n > mostCount {
		f.Refuse("“%d”应是 1 到 %d 的整数", n, mostCount)
		return 0
	}
	return n
}

func term(f rulefile.Field) Term {
	from, to := f.Term()
	if from.IsZero() || to.IsZero() {
		return Term{}
	}
	out := Term{calendar.DateOf(from), calendar.DateOf(to)}
	if !to.Before(from.AddDate(1, 0, 0)) {
		f.Warn(f.Line, "term %s 长于一年；监测线逐年确定的，一年写一份", out)
	}
	return out
}

func levelNames(f rulefile.Field) map[Level]string {
	if f.Absent() {
		return nil
	}
	words := make([]string, len(levels))
	for i, l := range levels {
		words[i] = string(l)
	}
	t, out := f.Table(words...), map[Level]string{}
	for _, l := range levels {
		if t.Has(string(l)) {
			out[l] = text(t.Get(string(l)))
		}
	}
	return out
}

func line(f rulefile.Field) *Line {
	if f.Absent() {
		return nil
	}
	t := f.Table("per_head", "floor", "early_above")
	out := &Line{PerHead: amount(t.Need("per_head"))}
	if floor := t.Get("floor"); !floor.Absent() {
		out.Floor = out.floor(floor, t.Get("per_head"))
	}
	if early := t.Get("early_above"); !early.Absent() {
		above := amount(early)
		if out.PerHead.IsPositive() && !above.LessThan(out.PerHead) {
			early.Refuse("“%s”应小于 per_head 的 %s", above, out.PerHead)
		}
		out.EarlyAbove = &above
	}
	return out
}

func (l *Line) floor(f, perHead rulefile.Field) *Floor {
	t := f.Table("standard", "times")
	out := &Floor{amount(t.Need("standard")), times(t.Need("times"))}
	if least := out.Standard.Mul(out.Times); l.PerHead.IsPositive() && l.PerHead.LessThan(least) {
		perHead.Refuse("“%s”低于底线 %s×%s=%s", l.PerHead, out.Standard, out.Times, least)
	}
	return out
}

// amount reads yuan to the fen, above zero.
func amount(f rulefile.Field) decimal.Decimal {
	before := f.Mistakes()
	d := f.Amount()
	if !f.Absent() && f.Mistakes() == before && !d.IsPositive() {
		f.Refuse("应大于 0")
	}
	return d
}

// times reads a factor above zero, as in 1.5.
func times(f rulefile.Field) decimal.Decimal {
	text, ok := f.Number()
	if !ok {
		return decimal.Zero
	}
	d, err := decimal.NewFromString(text)
	if err != nil || !d.IsPositive() || len(text) > 10 {
		f.Refuse("“%s”应是大于 0 的倍数", text)
	}
	return d
}

func income(f rulefile.Field) Income {
	t := f.Table("months", "ends")
	return Income{number(t.Need("months")), Ends(t.Need("ends").Choice(string(EndsProcedure), string(EndsQuarter)))}
}

func publicity(f rulefile.Field) *Publicity {
	if f.Absent() {
		return nil
	}
	t := f.Table("days", "past_holiday", "past_weekend")
	return &Publicity{number(t.Need("days")), t.Get("past_holiday").Flag(false), t.Get("past_weekend").Flag(false)}
}

// dayOfMonth reads 1 to 28, which every month has, or end.
func dayOfMonth(f rulefile.Field) *DayOfMonth {
	text, ok := f.Plain()
	if ok && text == "end" {
		return &DayOfMonth{}
	}
	n := f.Whole()
	if n > 28 {
		f.Refuse("“%d”应是 1 到 28，或 end（月末）", n)
	}
	return &DayOfMonth{n}
}

func month(f rulefile.Field) time.Month {
	n := f.Whole()
	if n > 12 {
		f.Refuse("“%d”应是 1 到 12 的月份", n)
	}
	return time.Month(n)
}
