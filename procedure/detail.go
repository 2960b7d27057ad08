package procedure

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/rulefile"
)

// keys are what the detail of an event may say, beside the reason.
var keys = map[Act][]string{
	Lead: {"source", "risk"}, HandOver: {"to"}, Answer: {"result"}, Evaluate: {"pass"},
	Visit:  {"income", "persons", "risk", "labour", "label"},
	Review: {"result"}, Compare: {"result"}, Approve: {"result", "kind"}, Measure: {"kind", "due"}, Done: {"kind"}, Withdraw: {"kind"},
}

const anyKey = "reason" // of every event

// longestDetail bounds what one event says, in bytes.
const longestDetail = 8 << 10

// ParseEvent reads an event as a table of events has it: what is done, and its detail as key=value joined by semicolons. What its act needs
// and what is possible is judged by Apply; the error here is a *Refusal too.
func ParseEvent(on calendar.Date, act, detail string) (Event, error) {
	e := Event{On: on, Act: Act(strings.TrimSpace(act))}
	if titles[e.Act] == "" || slices.Contains([]Act{Wait, Decide, Begin, Repost}, e.Act) {
		return e, invalid("没有“%s”这个事项", act)
	}
	said, err := split(e.Act, detail)
	if err != nil {
		return e, err
	}
	if e.Act == Visit {
		e.Visit = &Finding{}
	}
	for _, key := range slices.Concat(keys[e.Act], []string{anyKey}) {
		if value, ok := said[key]; ok {
			if err := e.set(key, value); err != nil {
				return e, err
			}
		}
	}
	return e, nil
}

// split takes a detail apart. A key stands once; one without a value was not said.
func split(act Act, detail string) (map[string]string, error) {
	if len(detail) > longestDetail {
		return nil, invalid("detail 过长，最多 %d 字节", longestDetail)
	}
	said, seen := map[string]string{}, map[string]bool{}
	for part := range strings.SplitSeq(detail, ";") {
		if blank(part) {
			continue
		}
		key, value, pair := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		allowed := slices.Concat(keys[act], []string{anyKey})
		switch {
		case !pair:
			return nil, invalid("“%s”应写成 key=value，多项之间用分号隔开", part)
		case !slices.Contains(allowed, key):
			return nil, invalid("%s（%s）没有“%s”这一项，只能写 %s", act.Title(), act, key, strings.Join(allowed, "、"))
		case seen[key]:
			return nil, invalid("“%s”写了两次", key)
		}
		if seen[key] = true; value != "" {
			said[key] = value
		}
	}
	return said, nil
}

// set keeps one value.
func (e *Event) set(key, value string) error {
	switch key {
	case "source":
		e.Source = value
	case "to":
		e.To = value
	case "kind":
		e.Kind = value
	case anyKey:
		e.Reason = value
	case "result":
		e.Result = Result(value)
	case "pass":
		return e.passed(value)
	case "due":
		return e.by(value)
	case "risk":
		if e.Act == Lead {
			e.Risk = value
			return nil
		}
		e.Visit.Risk = Risk(value)
	default:
		return e.Visit.set(key, value)
	}
	return nil
}

func (e *Event) passed(value string) error {
	result, ok := map[string]Result{"yes": Pass, "no": Refuse}[value]
	if !ok {
		return invalid("pass 只能写 yes 或 no，这里是“%s”", value)
	}
	e.Result = result
	return nil
}

func (e *Event) by(value string) error {
	day, err := ParseDay(value)
	if err != nil {
		return invalid("due：%s", fault.Message(err))
	}
	e.Due = &day
	return nil
}

func (v *Finding) set(key, value string) error {
	switch key {
	case "income":
		income, problem := rulefile.AmountOf(value)
		if problem != "" {
			return invalid("income：%s", problem)
		}
		v.Income = &income
	case "persons":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > mostPersons || !rulefile.Digits(value) {
			return invalid("persons：“%s”应是 1 到 %d 的整数", value, mostPersons)
		}
		v.Persons = n
	case "labour":
		v.Labour = Labour(value)
	case "label":
		for label := range strings.SplitSeq(value, "、") {
			v.Labels = append(v.Labels, strings.TrimSpace(label))
		}
	}
	return nil
}

// The years that a day may lie in: outside them it is a typing error.
const firstYear, lastYear = 1949, 2199

// ParseDay reads a day of an event.
func ParseDay(text string) (calendar.Date, error) {
	day, err := calendar.ParseDate(rulefile.OneLine(text, len(time.DateOnly)))
	if err == nil && (day.Year() < firstYear || day.Year() > lastYear) {
		return 0, fault.Invalidf("“%s”应在 %d 年至 %d 年之间", text, firstYear, lastYear)
	}
	return day, err
}
