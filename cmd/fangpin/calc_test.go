package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const demoScheme = "../../templates/schemes/demo.yaml"

// fangpin runs one command line in-process.
func fangpin(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = exitCode(run(t.Context(), args, &out, &errs), &errs)
	return code, out.String(), errs.String()
}

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const hospitalHeader = "case,category,class,household,person,date,expense,basic_paid,serious_paid,aid_paid,other_paid\n"

func TestCalc(t *testing.T) {
	const want = "case,amount,working\n" +
		"C1,500.00,个人负担 8000.00−2000.00−0.00−0.00−0.00=6000.00；“脱贫户”超起付线 6000.00−5000.00=1000.00；分段 0–10000 1000.00×50%=500.00；核定金额 500.00\n" +
		"\"C,2\",0.05,个人负担 0.10−0.00−0.00−0.00−0.00=0.10；累计个人负担 6000.00+0.10=6000.10；“脱贫户”超起付线 6000.10−5000.00=1000.10；" +
		"分段 0–10000 1000.10×50%=500.05；减此前已核定 500.05−500.00=0.05；核定金额 0.05\n"
	plain := hospitalHeader + "C1,hospital,脱贫户,H1,P1,2024-03-01,8000,2000,0,0,0\n" + `"C,2",hospital,脱贫户,H1,P1,2024-03-02,0.1,0,0,0,0` + "\n"
	for name, text := range map[string]string{
		"plain":          plain,
		"BOM":            "\xEF\xBB\xBF" + plain,
		"CRLF":           strings.ReplaceAll(plain, "\n", "\r\n"),
		"no last break":  strings.TrimSuffix(plain, "\n"),
		"empty lines":    strings.ReplaceAll(plain, "\n", "\n\n"),
		"quoted":         strings.Replace(plain, "8000", `"8000"`, 1),
		"ignored facts":  strings.NewReplacer("other_paid\n", "other_paid,persons,level\n", ",0\n", ",0,许多,\n").Replace(plain),
		"columns turned": "person,household," + strings.NewReplacer("class,household,person", "class", "C1,", "P1,H1,C1,", `"C,2"`, `P1,H1,"C,2"`, "H1,P1,2024", "2024").Replace(plain),
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := fangpin(t, "calc", "--scheme", demoScheme, written(t, "facts.csv", text))
			if code != 0 || stdout != want || stderr != "" {
				t.Errorf("exit %d, stderr %q, stdout\n%swant\n%s", code, stderr, stdout, want)
			}
		})
	}
}

// The event column groups rows; without it, and where it is blank, each row is an event of its own.
func TestCalcEvents(t *testing.T) {
	const rows = "a,industry,脱贫户,H1,P1,2024-03-01,8000,0,%\nb,industry,脱贫户,H1,P1,2024-03-01,8000,0,%\nc,industry,脱贫户,H1,P1,2024-03-01,12000,0,\n"
	const header = "case,category,class,household,person,date,loss,insured_paid,event\n"
	for name, test := range map[string]struct {
		text string
		want string
	}{
		"shared":    {header + strings.ReplaceAll(rows, "%", "hail"), "0.00 1200.00 400.00"},
		"blank":     {header + strings.ReplaceAll(rows, "%", ""), "0.00 0.00 400.00"},
		"no column": {strings.NewReplacer(",event", "", ",%", "", "12000,0,", "12000,0").Replace(header + rows), "0.00 0.00 400.00"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := fangpin(t, "calc", "--scheme", demoScheme, written(t, "facts.csv", test.text))
			var amounts []string
			for line := range strings.Lines(stdout) {
				amounts = append(amounts, strings.Split(line, ",")[1])
			}
			if code != 0 || strings.Join(amounts[1:], " ") != test.want {
				t.Errorf("exit %d, %v, %s", code, amounts, stderr)
			}
		})
	}
}

// Every mistake is named by line and column, all at once; then nothing is written.
func TestCalcRefuses(t *testing.T) {
	row := func(cells string) string { return hospitalHeader + cells + "\n" }
	const good = "C1,hospital,脱贫户,H1,P1,2024-03-01,8000,2000,0,0,0\n"
	for name, test := range map[string]struct {
		text string
		want []string // each begins a line of stderr
	}{
		"empty file":       {"", []string{"行 1 列 case：缺少", "行 1 列 category：缺少", "行 1 列 class：缺少", "行 1 列 household：缺少", "行 1 列 person：缺少", "行 1 列 date：缺少"}},
		"missing column":   {strings.NewReplacer(",person", "", ",P1", "").Replace(hospitalHeader + good), []string{"行 1 列 person：缺少这一列"}},
		"missing fact":     {strings.NewReplacer(",basic_paid", "", ",2000", "").Replace(hospitalHeader + good), []string{"行 1 列 basic_paid：缺少这一列，行 2 的 hospital 要用"}},
		"unknown column":   {strings.Replace(hospitalHeader+good, "other_paid", "others_paid", 1), []string{"行 1 列 other_paid：缺少这一列", "行 1 列 11（others_paid）：没有“others_paid”这一列"}},
		"padded column":    {strings.Replace(hospitalHeader+good, ",person", ", person", 1), []string{"行 1 列 person：缺少这一列", "行 1 列 5（ person）：没有“ person”这一列"}},
		"nameless column":  {strings.Replace(strings.Replace(hospitalHeader+good, "\n", ",\n", 1), "0\n", "0,\n", 1), []string{"行 1 列 12（）：列名空白"}},
		"column twice":     {strings.NewReplacer("other_paid", "other_paid,aid_paid", "0,0,0", "0,0,0,0").Replace(hospitalHeader + good), []string{"行 1 列 12（aid_paid）：“aid_paid”这一列写了两次"}},
		"too few cells":    {row("C1,hospital,脱贫户"), []string{"行 2：有 3 个单元格，表头有 11 列"}},
		"too many cells":   {hospitalHeader + good + strings.Replace(strings.Replace(good, "C1", "C2", 1), "\n", ",\n", 1), []string{"行 3：有 12 个单元格"}},
		"blanks":           {row(",,, ,\t,,,,,,"), []string{"行 2 列 1（case）：空白", "行 2 列 2（category）：方案里没有", "行 2 列 3（class）：空白", "行 2 列 4（household）：空白", "行 2 列 5（person）：空白", "行 2 列 6（date）：空白"}},
		"blank facts":      {row("C1,hospital,脱贫户,H1,P1,2024-03-01,,2000,0,0, "), []string{"行 2 列 7（expense）：空白", "行 2 列 11（other_paid）：空白"}},
		"three decimals":   {row("C1,hospital,脱贫户,H1,P1,2024-03-01,8000.000,2000,0,0,0"), []string{"行 2 列 7（expense）：“8000.000”多于两位小数"}},
		"no number":        {row("C1,hospital,脱贫户,H1,P1,2024-03-01,８０００,2000,-,0,0"), []string{"行 2 列 7（expense）：“８０００”不是数", "行 2 列 9（serious_paid）：“-”不是数"}},
		"wrong date":       {row("C1,hospital,脱贫户,H1,P1,2024-3-1,x,2000,0,0,0"), []string{"行 2 列 6（date）：“2024-3-1”不是日期", "行 2 列 7（expense）"}},
		"outside the term": {row("C1,hospital,脱贫户,H1,P1,2025-01-01,8000,2000,0,0,0"), []string{"行 2 列 6（date）：2025-01-01 不在保单年度"}},
		"unknown class":    {row("C1,hospital,富裕户,H1,P1,2024-03-01,8000,2000,0,0,0"), []string{"行 2 列 3（class）：方案里没有“富裕户”"}},
		"unknown category": {row("C1,housing,脱贫户,H1,P1,2024-03-01,8000,2000,0,0,0"), []string{"行 2 列 2（category）：方案里没有“housing”"}},
		"same case":        {hospitalHeader + good + "\n" + good, []string{"行 4 列 1（case）：“C1”与行 2 重复"}},
		"school year":      {"case,category,class,household,person,date,school_year,tuition,lodging,books,aid_paid\nC1,schooling,脱贫户,H1,P1,2024-03-01,2023/2024,1,0,0,0\n", []string{"行 2 列 7（school_year）：“2023/2024”不是学年"}},
		"unknown level":    {"case,category,class,household,person,date,level\nC1,admission,脱贫户,H1,P1,2024-03-01,硕士\n", []string{"行 2 列 7（level）：没有“硕士”这一档，只能写 本科、专科"}},
		"half a person":    {"case,category,class,household,person,date,income_per_head,persons\nC1,income,脱贫户,H1,P1,2024-03-01,100,2.5\n", []string{"行 2 列 8（persons）：“2.5”应是不小于 1 的整数"}},
		"open quote":       {hospitalHeader + good + "\"C2,hospital\n", []string{"行 3："}},
		"GB18030":          {hospitalHeader + "C1,hospital,\xcd\xd1\xc6\xb6\xbb\xa7,H1,P1,2024-03-01,8000,2000,0,0,0\n", []string{"行 2：不是 UTF-8 文字"}},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := fangpin(t, "calc", "--scheme", demoScheme, written(t, "facts.csv", test.text))
			if code != 1 || stdout != "" {
				t.Errorf("exit %d, stdout %q", code, stdout)
			}
			lines := strings.Split(strings.TrimSpace(stderr), "\n")
			if len(lines) != len(test.want) {
				t.Errorf("want %d reasons, got\n%s", len(test.want), stderr)
			}
			for i, want := range test.want {
				if i < len(lines) && !strings.HasPrefix(lines[i], want) {
					t.Errorf("got  %s\nwant %s", lines[i], want)
				}
			}
		})
	}
}

func TestSchemeCheck(t *testing.T) {
	code, stdout, stderr := fangpin(t, "scheme", "check", demoScheme)
	if code != 0 || stderr != "" || !strings.HasPrefix(stdout, "方案无误：演示方案，县 410602，") {
		t.Errorf("exit %d, stdout %q, stderr %q", code, stdout, stderr)
	}

	src, err := os.ReadFile(demoScheme)
	if err != nil {
		t.Fatal(err)
	}
	jumps := strings.Replace(string(src), "mode: marginal", "mode: whole", 1)
	code, stdout, _ = fangpin(t, "scheme", "check", written(t, "scheme.yaml", jumps))
	if code != 0 || !strings.HasPrefix(stdout, "提示 行 25：mode: whole") {
		t.Errorf("warned: exit %d, stdout %q", code, stdout)
	}

	broken := strings.Replace(jumps, "rounding: half_up", "rounding: up", 1)
	code, stdout, stderr = fangpin(t, "scheme", "check", written(t, "scheme.yaml", broken))
	if code != 1 || !strings.HasPrefix(stderr, "行 37：rounding 没有“up”这个词") || strings.Contains(stdout, "方案无误") || !strings.HasPrefix(stdout, "提示") {
		t.Errorf("refused: exit %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}

func TestCalcUsage(t *testing.T) {
	for _, line := range []string{"calc facts.csv", "calc --scheme " + demoScheme, "calc --rule x facts.csv", "scheme check", "scheme chekc"} {
		if code, stdout, stderr := fangpin(t, strings.Fields(line)...); code != 2 || stdout != "" || stderr == "" {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", line, code, stdout, stderr)
		}
	}
	code, stdout, stderr := fangpin(t, "calc", "--scheme", demoScheme, "nowhere.csv")
	if code != 1 || stdout != "" || !strings.HasPrefix(stderr, "读不到事实表 nowhere.csv") {
		t.Errorf("exit %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}
