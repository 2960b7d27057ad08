package procedure_test

import (
	"strings"
	"testing"

	"fangpin/procedure"
)

// Whatever the file: a procedure or mistakes on lines that it has, in Chinese, and never a panic.
func FuzzRead(f *testing.F) {
	f.Add(full)
	f.Add(base)
	f.Add("name: 甲\nenter: [visit: {days: 1}, approve]\ndoor: [{then: enter}]\n")
	f.Add("enter:\n  - visit:\n  - - approve\nclear: {after: [1], steps: {}}\nfeeds: {}\nkinds: *a\n")
	f.Fuzz(func(t *testing.T, src string) {
		p, mistakes := procedure.Read([]byte(src))
		if (p == nil) != (len(mistakes) > 0) {
			t.Fatalf("%v and %v", p, mistakes)
		}
		for _, m := range mistakes {
			if m.Line < 1 || m.Line > strings.Count(src, "\n")+2 || m.Text == "" {
				t.Errorf("line %d: %q", m.Line, m.Text)
			}
		}
	})
}

// Whatever the events: each is taken or refused for a reason, and the family stands somewhere after it.
func FuzzReplay(f *testing.F) {
	f.Add("2024-05-06 lead source=医保局;risk=因病\n2024-05-08 hand_over \n2024-05-10 visit income=9000;persons=2;risk=yes;labour=weak")
	f.Add("2024-05-06 lead source=上门申报\n2024-05-06 visit income=-999999999999.99;persons=9999;risk=no;label=、\n2199-12-31 lead source=甲;risk=乙")
	f.Add("1949-01-01 lead source=上门申报\n2024-05-10 visit income=1;persons=1;risk=yes\n2024-05-11 apply \n2024-05-12 evaluate pass=yes\n2024-05-13 post \n2024-05-14 object ")
	f.Fuzz(func(t *testing.T, lines string) {
		p := county(t)
		var family procedure.Family
		for line := range strings.SplitSeq(lines, "\n") {
			date, rest, _ := strings.Cut(line, " ")
			act, detail, _ := strings.Cut(rest, " ")
			day, err := procedure.ParseDay(date)
			if err != nil {
				continue
			}
			e, err := procedure.ParseEvent(day, act, detail)
			if err == nil {
				err = family.Apply(p, e)
			}
			if err != nil && err.Error() == "" {
				t.Error("refused without a reason")
			}
			_ = family.Stand(p, day)
		}
	})
}
