package procedure_test

import (
	"fmt"
	"strings"
	"testing"

	"fangpin/internal/calendar"
	"fangpin/procedure"
)

// base is a county that uses every word; tests change one of them.
const base = `name: 青石县防止返贫监测帮扶程序
county: "410602"
term: {from: 2023-01-01, to: 2027-12-31}
levels: {village: 村, township: 镇, county: 县, city: 市}
line: {per_head: 7200, early_above: 6000}
income: {months: 12, ends: procedure}
kinds: [脱贫不稳定户, 边缘易致贫户, 突发严重困难户]
leads: {hand_over: {day: 10}, direct: [上门申报], check: {working_days: 20}, feedback: month_end}
door:
  - {income: below, risk: yes, then: enter}
  - {income: above, risk: yes, then: enter}
  - {income: below, risk: no, then: offline}
  - {then: not_taken}
refer: [{income: below, to: 民政局, for: 低收入认定}, {risk: yes, to: 残联, for: 需求核对}]
enter: [visit: {working_days: 3}, apply, evaluate, post, review: {days: 4}, compare, approve, announce, register, file: {working_days: 2}]
publicity: {days: 5}
plan: {working_days: 10}
measures:
  none: [保障, 医疗]
  weak: [保障, 医疗, 养殖]
  never_only: {weak: [保障], able: [保障]}
follow_up: {months: 1}
clear:
  after: {months: 6, from: measure}
  line: above
  labour: [weak, able]
  steps: [nominate, visit, evaluate, post, review: {days: 3}, approve, announce, mark, file: {days: 2}]
`

// county is base with words replaced, two by two.
func county(t testing.TB, changes ...string) *procedure.Procedure {
	t.Helper()
	src := base
	for i := 0; i+1 < len(changes); i += 2 {
		if !strings.Contains(src, changes[i]) {
			t.Fatalf("%q is not in the file", changes[i])
		}
		src = strings.Replace(src, changes[i], changes[i+1], 1)
	}
	p, mistakes := procedure.Read([]byte(src))
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	return p
}

// told makes events of lines: 05-06 lead source=医保局;risk=因病. The year is 2024 unless said.
func told(t testing.TB, lines ...string) []procedure.Event {
	t.Helper()
	var events []procedure.Event
	for _, line := range lines {
		for part := range strings.SplitSeq(line, ",") {
			fields := strings.Fields(part)
			detail := strings.Join(fields[2:], ";")
			e, err := procedure.ParseEvent(on(t, fields[0]), fields[1], detail)
			if err != nil {
				t.Fatalf("%s: %v", part, err)
			}
			events = append(events, e)
		}
	}
	return events
}

// on is a day of 2024 unless the year is said.
func on(t testing.TB, text string) calendar.Date {
	t.Helper()
	if strings.Count(text, "-") == 1 {
		text = "2024-" + text
	}
	d, err := procedure.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// says is a standing in one line: state next due kind per_head since notes, a dash for nothing.
func says(s procedure.Standing) string {
	or := func(text string) string {
		if text == "" {
			return "-"
		}
		return text
	}
	day := func(d *calendar.Date) string {
		if d == nil {
			return "-"
		}
		return d.String()
	}
	perHead := "-"
	if s.PerHead != nil {
		perHead = s.PerHead.StringFixed(2)
	}
	return fmt.Sprint(s.State, " ", or(string(s.Next)), " ", day(s.Due), " ", or(s.Kind), " ", perHead, " ", day(s.Since), " ", or(strings.Join(s.Notes, "；")))
}

// A family's whole course, day by day: how it stands after each event.
func TestCourse(t *testing.T) {
	p, f := county(t), procedure.Family{}
	const referred = "转民政局：低收入认定；转残联：需求核对"
	for _, step := range []struct{ line, want string }{
		{"05-11 lead source=医保局 risk=因病", "lead hand_over 2024-06-10 - - - -"},
		{"05-13 hand_over to=乡镇", "handed_over visit 2024-05-16 - - - -"},
		{"05-15 visit income=13000.01 persons=2 risk=yes labour=weak label=脱贫户", "entering apply 2024-06-11 脱贫不稳定户 6500.00 - 提前帮扶；" + referred},
		{"05-16 apply", "entering evaluate 2024-06-11 脱贫不稳定户 6500.00 - 提前帮扶；" + referred},
		{"05-17 evaluate pass=yes", "entering post 2024-06-11 脱贫不稳定户 6500.00 - 提前帮扶；" + referred},
		{"05-20 post", "entering wait 2024-05-25 脱贫不稳定户 6500.00 - 提前帮扶；" + referred},
		{"05-22 object", "entering decide 2024-06-11 脱贫不稳定户 6500.00 - 提前帮扶；" + referred},
		{"05-23 dismiss", "entering wait 2024-05-25 脱贫不稳定户 6500.00 - 提前帮扶；" + referred},
		{"05-26 review result=pass", "entering compare 2024-06-11 脱贫不稳定户 6500.00 - 提前帮扶；" + referred},
		{"05-27 compare result=pass", "entering approve 2024-06-11 脱贫不稳定户 6500.00 - 提前帮扶；" + referred},
		{"05-28 approve result=pass kind=边缘易致贫户", "watched announce 2024-06-11 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"05-29 announce", "watched register 2024-06-11 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"05-30 register", "watched file 2024-06-03 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"05-31 file", "watched plan 2024-06-12 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"06-03 plan", "watched follow_up 2024-06-28 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"06-04 measure kind=养殖 due=2024-06-28", "watched measure 2024-06-28 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"06-20 follow_up", "watched measure 2024-06-28 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"07-01 done kind=养殖", "watched follow_up 2024-07-20 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"12-04 nominate", "clearing visit - 边缘易致贫户 6500.00 2024-05-28 提前帮扶"},
		{"12-05 visit income=16000 persons=2 risk=no", "clearing evaluate - 边缘易致贫户 8000.00 2024-05-28 -"},
		{"12-06 evaluate pass=yes", "clearing post - 边缘易致贫户 8000.00 2024-05-28 -"},
		{"12-09 post", "clearing wait 2024-12-14 边缘易致贫户 8000.00 2024-05-28 -"},
		{"12-14 object", "clearing decide - 边缘易致贫户 8000.00 2024-05-28 -"},
		{"12-16 dismiss", "clearing review 2024-12-17 边缘易致贫户 8000.00 2024-05-28 -"},
		{"12-18 review result=pass", "clearing approve - 边缘易致贫户 8000.00 2024-05-28 -"},
		{"12-19 approve result=pass", "clearing announce - 边缘易致贫户 8000.00 2024-05-28 -"},
		{"12-20 announce", "clearing mark - 边缘易致贫户 8000.00 2024-05-28 -"},
		{"12-23 mark", "cleared file 2024-12-25 边缘易致贫户 8000.00 - -"},
		{"12-24 file", "cleared - - 边缘易致贫户 8000.00 - -"},
		{"12-25 roll_back", "watched follow_up 2025-01-05 边缘易致贫户 8000.00 2024-05-28 可提名"},
	} {
		e := told(t, step.line)[0]
		if err := f.Apply(p, e); err != nil {
			t.Fatalf("%s: %v", step.line, err)
		}
		if got := says(f.Stand(p, e.On)); got != step.want {
			t.Errorf("%s\n got %s\nwant %s", step.line, got, step.want)
		}
	}
}
