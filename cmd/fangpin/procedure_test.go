package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fangpin/procedure"
)

const (
	demoProcedure = "../../templates/procedures/heshan.yaml"
	eventHeader   = "family,date,event,detail\n"
)

func TestProcedureCheck(t *testing.T) {
	files, err := filepath.Glob("../../templates/procedures/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if code, stdout, stderr := fangpin(t, "procedure", "check", file); code != 0 || stderr != "" || !strings.HasPrefix(stdout, "程序无误：") {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", file, code, stdout, stderr)
		}
	}
	src, err := os.ReadFile(demoProcedure)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Replace(string(src), "to: 2024-12-31", "to: 2026-12-31", 1)
	if code, stdout, _ := fangpin(t, "procedure", "check", written(t, "p.yaml", long)); code != 0 || !strings.HasPrefix(stdout, "提示 行 4：term") {
		t.Errorf("warned: exit %d, %q", code, stdout)
	}
	broken := strings.NewReplacer("{months: 12, ends: procedure}", "{months: 12}", "follow_up: {months: 1}", "follow_up: {weeks: 4}").Replace(string(src))
	code, stdout, stderr := fangpin(t, "procedure", "check", written(t, "p.yaml", broken))
	if code != 1 || stdout != "" || !strings.HasPrefix(stderr, "行 7：income 缺少 ends") || !strings.Contains(stderr, "\n行 56：follow_up 下没有“weeks”这个词") {
		t.Errorf("refused: exit %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	// The same is said before a replay.
	events := written(t, "e.csv", eventHeader+"甲,2024-05-06,lead,source=医保局\n")
	code, stdout, again := fangpin(t, "procedure", "run", "--procedure", written(t, "p.yaml", broken), "--on", "2024-05-31", events)
	if code != 1 || stdout != "" || again != stderr {
		t.Errorf("run: exit %d, stdout %q, stderr %q", code, stdout, again)
	}
}

func TestProcedureRun(t *testing.T) {
	plain := eventHeader + "乙,2024-05-08,lead,source=农户申报\n甲,2024-05-06,lead,source=医保局;risk=因病\n\"甲\",2024-05-08,hand_over,\"reason=一、二,三\"\n" +
		"丙,2024-06-01,lead,source=\n甲,2024-06-01,dance,x\n"
	const want = "family,state,next,due,kind,per_head,since,note\n乙,handed_over,visit,2024-05-14,,,,\n甲,handed_over,visit,2024-05-14,,,,\n"
	for name, text := range map[string]string{
		"plain":         plain,
		"BOM":           "\xEF\xBB\xBF" + plain,
		"CRLF":          strings.ReplaceAll(plain, "\n", "\r\n"),
		"empty lines":   strings.ReplaceAll(plain, "\n", "\n\n"),
		"no last break": strings.TrimSuffix(plain, "\n"),
		"turned":        "detail,event,family,date\nsource=农户申报,lead,乙,2024-05-08\nsource=医保局;risk=因病,lead,甲,2024-05-06\n,hand_over,甲,2024-05-08\n",
	} {
		code, stdout, stderr := fangpin(t, "procedure", "run", "--procedure", demoProcedure, "--on", "2024-05-31", written(t, "e.csv", text))
		if code != 0 || stdout != want || stderr != "" {
			t.Errorf("%s: exit %d, stderr %q, stdout\n%s", name, code, stderr, stdout)
		}
	}
}

// The first impossible event of each family is named by its physical line, for all families; then nothing is written.
func TestProcedureRunRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"each family's first": {eventHeader + "甲,2024-05-06,lead,source=医保局\n乙,2024-05-06,lead,source=农户申报\n丙,2024-05-06,apply,\n甲,2024-05-07,apply,\n" +
			"甲,2024-05-08,mark,\n乙,2024-05-07,visit,income=1;persons=1;risk=yes\n丙,2024-05-07,lead,\n乙,2024-05-08,post,\n", "行 4：|行 5：|行 9："},
		"a quoted break is two lines": {eventHeader + "甲,2024-05-06,lead,\"source=医保局;reason=一\n二\"\n甲,2024-05-07,apply,\n", "行 4："},
		"no day":                      {eventHeader + "甲,2024-5-6,lead,source=医保局\n甲,2024-05-07,apply,\n", "行 2：“2024-5-6”不是有效日期"},
		"no family":                   {eventHeader + " ,2024-05-06,lead,source=医保局\n", "行 2：family 空白"},
		"a long family":               {eventHeader + strings.Repeat("甲", 101) + ",2024-05-06,lead,source=医保局\n", "行 2：family 最多 100 字"},
		"back in time":                {eventHeader + "甲,2024-05-06,lead,source=医保局\n甲,2024-05-05,hand_over,\n", "行 3：日期 2024-05-05 早于"},
		"no such column":              {"family,date,event\n甲,2024-05-06,lead\n", "行 1 列 detail：缺少"},
		"a column more":               {"family,date,event,detail,note\n甲,2024-05-06,lead,source=甲,\n", "行 1 列 5（note）：没有“note”这一列"},
		"too few cells":               {eventHeader + "甲,2024-05-06,lead\n", "行 2：有 3 个单元格"},
		"an open quote":               {eventHeader + "甲,2024-05-06,lead,\"source=甲\n", "行 2："},
		"GB18030":                     {eventHeader + "\xbc\xd7,2024-05-06,lead,source=a\n", "行 2：不是 UTF-8"},
		"empty":                       {"", "行 1 列 family：缺少|行 1 列 date：缺少|行 1 列 event：缺少|行 1 列 detail：缺少"},
	} {
		code, stdout, stderr := fangpin(t, "procedure", "run", "--procedure", demoProcedure, "--on", "2024-05-31", written(t, "e.csv", tc.text))
		lines, want := strings.Split(strings.TrimSpace(stderr), "\n"), strings.Split(tc.want, "|")
		if code != 1 || stdout != "" || !slices.EqualFunc(lines, want, strings.HasPrefix) {
			t.Errorf("%s: exit %d, stdout %q, stderr\n%s", name, code, stdout, stderr)
		}
	}
}

// A day that was counted past the published notices is said to be provisional.
func TestProcedureProvisional(t *testing.T) {
	events := written(t, "e.csv", eventHeader+"甲,2026-12-23,lead,source=农户申报\n")
	code, stdout, stderr := fangpin(t, "procedure", "run", "--procedure", demoProcedure, "--on", "2026-12-24", events)
	if code != 0 || !strings.Contains(stdout, "2026-12-30") || !strings.HasPrefix(stderr, "provisional 暂定：") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	events = written(t, "e.csv", eventHeader+"甲,2026-12-23,lead,source=医保局\n") // handed over by 10 January, which no notice moves
	if _, _, stderr := fangpin(t, "procedure", "run", "--procedure", demoProcedure, "--on", "2026-12-24", events); stderr != "" {
		t.Errorf("stderr %q", stderr)
	}
}

func TestProcedureUsage(t *testing.T) {
	events := written(t, "e.csv", eventHeader)
	for _, line := range []string{
		"procedure chekc", "procedure check", "procedure run " + events, "procedure run --procedure " + demoProcedure + " " + events,
		"procedure run --procedure " + demoProcedure + " --on 2024-13-01 " + events, "procedure run --procedure " + demoProcedure + " --on 2024-05-31",
		"procedure window --procedure " + demoProcedure, "procedure window --on 2024-05-13", "procedure window --procedure " + demoProcedure + " --on 0000-01-01",
		"procedure window --procedure " + demoProcedure + " --on 2024-05-13 more",
	} {
		if code, stdout, stderr := fangpin(t, strings.Fields(line)...); code != 2 || stdout != "" || stderr == "" {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", line, code, stdout, stderr)
		}
	}
	for _, line := range []string{"procedure check nowhere.yaml", "procedure run --procedure " + demoProcedure + " --on 2024-05-31 nowhere.csv"} {
		if code, _, stderr := fangpin(t, strings.Fields(line)...); code != 1 || !strings.HasPrefix(stderr, "读不到") {
			t.Errorf("%s: exit %d, %q", line, code, stderr)
		}
	}
}

// One family's rows do not hear another's: however they are mixed, each stands as it does alone.
func TestFamiliesDoNotMix(t *testing.T) {
	p, err := readProcedure(demoProcedure)
	if err != nil {
		t.Fatal(err)
	}
	courses := [][]string{
		{"2024-05-06,lead,source=医保局", "2024-05-08,hand_over,", "2024-05-10,visit,income=9000;persons=2;risk=yes", "2024-05-11,apply,", "2024-05-12,evaluate,pass=yes"},
		{"2024-05-06,lead,source=农户申报", "2024-05-07,visit,income=9000;persons=2;risk=no", "2024-05-20,lead,source=医保局;risk=因病"},
		{"2024-05-06,lead,source=水利局", "2024-05-08,hand_over,to=水利局", "2024-05-09,answer,result=done", "2024-05-10,feedback,"},
		{"2024-05-11,lead,source=医保局", "2024-05-12,lead,source=医保局"},
	}
	replayOf := func(rows []string) map[string]string {
		var out, warnings bytes.Buffer
		if err := runProcedure(&out, &warnings, p, 19900, written(t, "e.csv", eventHeader+strings.Join(rows, "\n")+"\n")); err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for line := range strings.Lines(out.String()) {
			family, rest, _ := strings.Cut(line, ",")
			found[family] = rest
		}
		return found
	}
	alone := map[string]string{}
	for i, course := range courses {
		for _, row := range course {
			courses[i][slices.Index(course, row)] = fmt.Sprintf("户%d,%s", i, row)
		}
		for family, standing := range replayOf(courses[i]) {
			alone[family] = standing
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		at, mixed := make([]int, len(courses)), []string(nil)
		draw := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		for open := []int{0, 1, 2, 3}; len(open) > 0; {
			i := open[draw.IntN(len(open))]
			mixed = append(mixed, courses[i][at[i]])
			if at[i]++; at[i] == len(courses[i]) {
				open = slices.DeleteFunc(open, func(o int) bool { return o == i })
			}
		}
		for family, standing := range replayOf(mixed) {
			if alone[family] != standing {
				rt.Fatalf("%s stands at %s, alone at %s", family, standing, alone[family])
			}
		}
	})
}

// Whatever the file of events: standings or reasons, each on a line that it has, and never a panic.
func FuzzProcedureRun(f *testing.F) {
	f.Add(eventHeader + "甲,2024-05-06,lead,source=医保局\n甲,2024-05-08,hand_over,\n甲,2024-05-10,visit,income=1;persons=1;risk=yes\n")
	f.Add("\xEF\xBB\xBF" + eventHeader + "\"甲\",2024-05-06,lead,\"a\nb\"\r\n,,,\n")
	p, err := readProcedure(demoProcedure)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, _ := procedure.ParseDay("2024-05-31")
		r := replay{csvFile: readCSV([]byte(text)), p: p, on: day, of: map[string]*replayed{}}
		r.run()
		for _, d := range r.defects {
			if d.line < 1 || d.line > strings.Count(text, "\n")+1 || d.reason == "" {
				t.Errorf("line %d: %q", d.line, d.reason)
			}
		}
		if rows, _ := r.standings(); len(rows) != len(r.order)+1 {
			t.Errorf("%d rows of %d families", len(rows), len(r.order))
		}
	})
}
