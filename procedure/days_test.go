package procedure_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"fangpin/procedure"
)

// The months of an income end the day before the visit, or at the newest end of a quarter before it.
func TestWindow(t *testing.T) {
	const quarter = "ends: quarter"
	for _, tc := range []struct{ ends, months, visit, from, to string }{
		{"", "", "2024-06-13", "2023-06-13", "2024-06-12"},
		{"", "", "2024-03-01", "2023-03-01", "2024-02-29"},
		{"", "", "2025-03-01", "2024-02-29", "2025-02-28"},
		{"", "", "2024-01-01", "2023-01-01", "2023-12-31"},
		{"", "months: 6", "2024-09-01", "2024-03-01", "2024-08-31"},
		{"", "months: 1", "2024-04-01", "2024-03-01", "2024-03-31"},
		{quarter, "", "2024-06-30", "2023-04-01", "2024-03-31"},
		{quarter, "", "2024-07-01", "2023-07-01", "2024-06-30"},
		{quarter, "", "2024-03-31", "2023-01-01", "2023-12-31"},
		{quarter, "", "2024-01-01", "2023-01-01", "2023-12-31"},
		{quarter, "", "2024-12-31", "2023-10-01", "2024-09-30"},
		{quarter, "months: 3", "2024-08-20", "2024-03-31", "2024-06-30"},
	} {
		var changes []string
		if tc.ends != "" {
			changes = append(changes, "ends: procedure", tc.ends)
		}
		if tc.months != "" {
			changes = append(changes, "months: 12", tc.months)
		}
		from, to := county(t, changes...).Window(on(t, tc.visit))
		if from.String() != tc.from || to.String() != tc.to {
			t.Errorf("%s %s %s: %s to %s, want %s to %s", tc.ends, tc.months, tc.visit, from, to, tc.from, tc.to)
		}
	}
}

func amount(text string) *decimal.Decimal {
	d := decimal.RequireFromString(text)
	return &d
}

// A department tells by a day of the month, of one month, within days, or promptly; of rows at or above its line.
func TestFeeds(t *testing.T) {
	p, mistakes := procedure.Read([]byte(full))
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	hospital, schooling, event, problem := p.Feeds[0], p.Feeds[1], p.Feeds[2], p.Feeds[3]
	if day, ok := hospital.Due.In(2024, time.February); !ok || day != on(t, "02-05") {
		t.Errorf("monthly: %s %v", day, ok)
	}
	if day, ok := schooling.Due.In(2024, time.April); !ok || day != on(t, "04-30") {
		t.Errorf("yearly: %s %v", day, ok)
	}
	if _, ok := schooling.Due.In(2024, time.May); ok {
		t.Error("yearly, in another month")
	}
	if day, ok := event.Due.After(on(t, "02-28")); !ok || day != on(t, "03-02") {
		t.Errorf("within days: %s %v", day, ok)
	}
	if _, ok := event.Due.In(2024, time.May); ok || event.Due.Promptly() || !problem.Due.Promptly() || !problem.ToAgency || hospital.ToAgency {
		t.Error("promptly, or of whom")
	}
	for _, tc := range []struct {
		feed   procedure.Feed
		amount *decimal.Decimal
		labels []string
		want   bool
	}{
		{hospital, amount("5000"), []string{"低保户", "脱贫户"}, true}, // 含
		{hospital, amount("4999.99"), []string{"脱贫户"}, false},
		{hospital, amount("90000"), []string{"低保户"}, false},
		{hospital, nil, []string{"脱贫户"}, false},
		{schooling, amount("10000"), nil, false}, // 超过
		{schooling, amount("10000.01"), nil, true},
		{event, nil, nil, true},
	} {
		if got := tc.feed.Matches(tc.amount, tc.labels); got != tc.want {
			t.Errorf("%s %v %v: %v", tc.feed.Kind, tc.amount, tc.labels, got)
		}
	}
	if found := p.FeedsOf("医保局", "hospital"); len(found) != 1 || len(p.FeedsOf("医保局", "schooling")) != 0 {
		t.Errorf("feeds of a department: %v", found)
	}
}

// What the file says is what is read.
func TestRead(t *testing.T) {
	p, _ := procedure.Read([]byte(full))
	switch {
	case p.Title(procedure.Township) != "镇" || p.Title(procedure.City) != "市":
		t.Error("levels")
	case p.Enter[0] != procedure.Stage{Step: procedure.Visit, Days: 5, Working: true, By: procedure.Township, Named: true}:
		t.Errorf("a stage: %+v", p.Enter[0])
	case p.Enter[1].By != procedure.Village || p.Enter[5].By != procedure.County:
		t.Error("whose step by default")
	case p.Clear.Steps[1] != procedure.Stage{Step: procedure.Visit, By: procedure.Village, Named: true}:
		t.Errorf("by alone: %+v", p.Clear.Steps[1])
	case p.Clear.After != procedure.After{Months: 12, From: procedure.FromApprove} || !p.Clear.Above:
		t.Errorf("clear: %+v", p.Clear)
	case p.Publicity.Days != 5 || !p.Publicity.PastHoliday || p.Publicity.PastWeekend:
		t.Errorf("publicity: %+v", p.Publicity)
	case len(p.Hash()) != 64:
		t.Error("hash")
	}
	bare, mistakes := procedure.Read([]byte("name: 甲县\ncounty: \"410602\"\nterm: {from: 2024-01-01, to: 2024-12-31}\nincome: {months: 12, ends: procedure}\n" +
		"kinds: [边缘易致贫户]\ndoor: [{risk: yes, then: enter}, {then: not_taken}]\nenter: [visit, approve]\n"))
	if len(mistakes) > 0 || bare.Title(procedure.Township) != "乡镇" || bare.Plan != 0 || bare.Clear != nil || bare.Line != nil {
		t.Errorf("the obligatory words alone: %v %+v", mistakes, bare)
	}
}

// Each of the twelve has its law.
func TestLaws(t *testing.T) {
	if n := len(procedure.Steps()); n != 12 {
		t.Errorf("%d steps", n)
	}
	for _, law := range procedure.Steps() {
		if law.Step.Title() == "" || !law.Step.IsStep() || len(law.By) == 0 || !law.InEnter && !law.InClear {
			t.Errorf("%+v", law)
		}
		returns := len(law.Results) == 3
		if decides := law.Step == procedure.Review || law.Step == procedure.Compare || law.Step == procedure.Approve; returns != decides {
			t.Errorf("%s may return: %v", law.Step, returns)
		}
	}
	if procedure.Lead.IsStep() || procedure.Wait.IsStep() {
		t.Error("no step is one")
	}
}

// A day is provisional when it was counted over days that a notice may still move.
func TestProvisional(t *testing.T) {
	p := county(t)
	for _, tc := range []struct {
		lines string
		want  bool
	}{
		{"2026-11-10 lead source=医保局,2026-11-10 hand_over", false},                                                                                       // 3 working days
		{"2026-12-23 lead source=医保局,2026-12-23 hand_over", true},                                                                                        // 25, 28, 29
		{"2026-11-10 lead source=医保局,2026-11-10 hand_over,2026-11-11 visit income=2 persons=1 risk=yes", false},                                          // 8 December
		{"2026-12-01 lead source=医保局,2026-12-01 hand_over,2026-12-02 visit income=2 persons=1 risk=yes", true},                                           // 29 December
		{"2026-12-20 lead source=医保局", false},                                                                                                            // the 10th is the 10th
		{"2026-12-01 lead source=医保局,2026-12-01 hand_over,2026-12-25 visit income=20000 persons=1 risk=no", false},                                       // the month's end
		{"2026-12-01 lead source=上门申报,2026-12-02 visit income=2 persons=1 risk=yes,2026-12-02 apply,2026-12-02 evaluate pass=yes,2026-12-20 post", true}, // 25 December
	} {
		f, _, err := procedure.Replay(p, told(t, tc.lines))
		if err != nil {
			t.Fatal(err)
		}
		events := told(t, tc.lines)
		if s := f.Stand(p, events[len(events)-1].On); s.Provisional != tc.want {
			t.Errorf("%s: due %s, provisional %v", tc.lines, s.Due, s.Provisional)
		}
	}
}
