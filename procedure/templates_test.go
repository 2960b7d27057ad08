package procedure_test

import (
	"io/fs"
	"strings"
	"testing"

	"fangpin/procedure"
	"fangpin/templates"
)

// The procedures that ship hold, without a warning, and say what their sources say.
func TestTemplates(t *testing.T) {
	files, err := fs.Glob(templates.Procedures, "procedures/*.yaml")
	if err != nil || len(files) != 5 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		p := shipped(t, strings.TrimSuffix(strings.TrimPrefix(file, "procedures/"), ".yaml"))
		if len(p.Notes) > 0 {
			t.Errorf("%s: %v", file, p.Notes)
		}
	}
}

func shipped(t *testing.T, name string) *procedure.Procedure {
	t.Helper()
	src, err := fs.ReadFile(templates.Procedures, "procedures/"+name+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, mistakes := procedure.Read(src)
	if len(mistakes) > 0 {
		t.Fatalf("%s: %v", name, mistakes)
	}
	return p
}

// One family of each source's own rule.
func TestFamiliesOfTheSources(t *testing.T) {
	for _, tc := range []struct{ county, says, lines, want string }{
		{"pinggui", "below, no risk: offline, and to 民政", "2021-03-01 lead source=三个报告,2021-03-02 hand_over,2021-03-03 visit income=27999 persons=4 risk=no",
			"offline - - - 6999.75 - 转民政部门：低收入家庭识别"},
		{"pinggui", "ten working days to the plan", "2021-03-01 lead source=三个报告,2021-03-02 hand_over,2021-03-03 visit income=27999 persons=4 risk=yes labour=weak," +
			"2021-03-04 evaluate pass=yes,2021-03-05 review result=pass,2021-03-08 approve result=pass,2021-03-09 register", "watched plan 2021-03-22 边缘易致贫户 6999.75 2021-03-08 -"},
		{"guizhou", "whoever has no labour is not cleared", "2022-03-01 lead source=社会监督,2022-03-02 visit income=9000 persons=3 risk=yes labour=none,2022-03-03 apply," +
			"2022-03-04 evaluate pass=yes,2022-03-05 post,2022-03-11 review result=pass,2022-03-12 compare result=pass,2022-03-13 approve result=pass,2022-03-14 announce," +
			"2022-03-15 register,2022-03-16 measure kind=低保,2022-03-17 done kind=低保,2022-09-16 follow_up", "watched - - 边缘易致贫户 3000.00 2022-03-13 无劳动力，持续跟踪"},
		{"county-rule", "twenty working days, by risk alone", "2020-05-06 lead source=医保局,2020-05-09 hand_over,2020-05-11 visit risk=yes", "entering evaluate 2020-06-05 突发严重困难户 - - -"},
		{"qituan", "early help, above 5,000", "2020-07-01 lead source=本人申报,2020-07-02 apply,2020-07-03 visit income=15000.03 persons=3 risk=yes",
			"entering evaluate - 边缘易致贫户 5000.01 - 提前帮扶"},
		{"heshan", "handed over by the 10th", "2024-03-11 lead source=人社局", "lead hand_over 2024-04-10 - - - -"},
	} {
		p := shipped(t, tc.county)
		events := told(t, tc.lines)
		f, _, err := procedure.Replay(p, events)
		if err != nil {
			t.Errorf("%s, %s: %v", tc.county, tc.says, err)
			continue
		}
		if got := says(f.Stand(p, events[len(events)-1].On)); got != tc.want {
			t.Errorf("%s, %s:\n got %s\nwant %s", tc.county, tc.says, got, tc.want)
		}
	}
}
