package paper

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fangpin/internal/fault"
	"fangpin/internal/paper/papertest"
)

// machine are the fonts of the machine.
func machine(t testing.TB) *Fonts {
	t.Helper()
	fonts, err := FindFonts(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return fonts
}

func written(t testing.TB, p *Paper) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var day = time.Date(2024, 9, 11, 0, 0, 0, 0, time.UTC)

// rare are names of characters beyond the basic plane, of a fallback font, with a middle dot, with a variation selector.
var rare = []string{"张㛃", "李䶮", "王𬱖", "赵𠅤", "钱𫘪", "孙𡖃", "买买提·吐尔逊", "葛\U000E0100某"}

// roll is a paper with a table of so many rows.
func roll(f *Fonts, rows int) *Paper {
	p := f.New("公示", day)
	p.Title("防贫救助公示")
	p.Line(Centre, "编号：岭东村〔2024〕3号")
	p.Text("经入户查勘、村两委评议、乡镇审核和县（区）备案，现将拟发放防贫救助金的农户公示如下，请广大群众监督。")
	t := Table{Columns: []Column{{"序号", 20, Centre}, {"户主", 40, Left}, {"人口", 14, Centre}, {"金额（元）", 30, Right}}}
	t.Rows = append(t.Rows, Row{Cells: []string{"东沟自然村"}, Span: true})
	for i := range rows {
		t.Rows = append(t.Rows, Row{Cells: []string{fmt.Sprint(i + 1), rare[i%len(rare)], "3", "10,000.00"}})
	}
	t.Sum = func(label string, from, to int) []string {
		return []string{fmt.Sprintf("%s　%d 户", label, to-from), "", "", fmt.Sprintf("%d0,000.00", to-from)}
	}
	t.Foot = []Row{{Span: true, Cells: []string{"合计（大写）：壹拾万元整"}}}
	p.Table(t)
	p.Text("公示期间如有异议，请向村民委员会、乡镇人民政府或区乡村振兴局反映。")
	p.Seal(Seal{By: "岭东村村民委员会", On: "2024年9月11日", Code: "公示 岭东村〔2024〕3号", Captions: []string{"校验码 0123456789ABCDEF"}})
	return p
}

func TestNamesCopyOut(t *testing.T) {
	text := strings.Join(papertest.Copied(t, written(t, roll(machine(t), len(rare)))), "")
	for _, name := range rare {
		if !strings.Contains(text, name) {
			t.Errorf("%q (%U) does not copy out of\n%s", name, []rune(name), text)
		}
	}
}

// What cannot be read is not there: each rare character leaves ink, and none leaves the ink of another.
func TestNamesPrint(t *testing.T) {
	f, seen := machine(t), map[string]string{}
	for _, char := range append(strings.Split("㛃䶮𬱖𠅤𫘪𡖃", ""), " ") {
		p := f.New("测试", day)
		p.Line(Left, char)
		picture := string(papertest.Picture(t, written(t, p)))
		if twin, is := seen[picture]; is {
			t.Errorf("%q looks like %q", char, twin)
		}
		seen[picture] = char
	}
}

// A paper does not depend on the hour, nor on what was printed before it with the same fonts.
func TestSameBytes(t *testing.T) {
	f := machine(t)
	alone := written(t, roll(machine(t), 40))
	other := f.New("测试", day)
	other.Text("𫘪𡖃𠅤𬱖，别的文书先用了这些字。")
	written(t, other)
	for range 2 {
		if !bytes.Equal(alone, written(t, roll(f, 40))) {
			t.Fatal("the same paper is not the same bytes")
		}
	}
}

func TestWhatCannotBePrinted(t *testing.T) {
	f := machine(t)
	for text, want := range map[string]string{
		"张\uFFFD":     "第 3 行“张三”户有不能打印的字符 U+FFFD，这份公示未生成；请更正资料后重新生成",
		"张\x07":       "第 3 行“张三”户有不能打印的字符 U+0007，这份公示未生成；请更正资料后重新生成",
		"张\u200B":     "第 3 行“张三”户有不能打印的字符 U+200B，这份公示未生成；请更正资料后重新生成",
		"张\uE123":     "第 3 行“张三”户有不能打印的字符 U+E123，这份公示未生成；请更正资料后重新生成",
		"张\u0301":     "第 3 行“张三”户有不能打印的字符 U+0301，这份公示未生成；请更正资料后重新生成",
		"محمد":        "第 3 行“张三”户有不能打印的字符 U+0645，这份公示未生成；请更正资料后重新生成",
		"\U000E0100张": "第 3 行“张三”户有不能打印的字符 U+E0100，这份公示未生成；请更正资料后重新生成",
		"张\U0003FF00": "第 3 行“张三”户的 U+3FF00 字在本机字体中没有，这份公示未生成；请核对这个字，或装入有这个字的字体",
		"张\U00031350": "第 3 行“张三”户的“\U00031350”字（U+31350）在本机字体中没有，这份公示未生成；请核对这个字，或装入有这个字的字体",
	} {
		p := f.New("公示", day)
		p.Table(Table{Columns: []Column{{"户主", 1, Left}}, Rows: []Row{{Whose: "第 3 行“张三”户", Cells: []string{text}}}})
		var out bytes.Buffer
		err := p.Write(&out)
		if fault.KindOf(err) != fault.Invalid || fault.Message(err) != want || out.Len() > 0 {
			t.Errorf("%q: %v, %d bytes written; want %s", text, err, out.Len(), want)
		}
	}
}

// However many rows: all are there once and in order, the head on each page of them, sums where there are several pages, and the seal
// never alone.
func TestTablesOverPages(t *testing.T) {
	f := machine(t)
	row := regexp.MustCompile(`(?m)^(\d+)\D+310,000\.00$`)
	for rows := 1; rows < 60; rows++ {
		pages := papertest.Copied(t, written(t, roll(f, rows)))
		n, sums, tables := 0, 0, 0
		for i, page := range pages {
			page = strings.ReplaceAll(page, " ", "")
			here := row.FindAllStringSubmatch(page, -1)
			for _, r := range here {
				if n++; r[1] != strconv.Itoa(n) {
					t.Fatalf("%d rows: row %s is the %d.", rows, r[1], n)
				}
			}
			sums += strings.Count(page, fmt.Sprintf("本页小计%d户", len(here)))
			head := strings.Count(page, "序号户主") == 1
			if head {
				tables++
			}
			number := strings.Contains(page, fmt.Sprintf("第%d页共%d页", i+1, len(pages)))
			alone := strings.Contains(page, "盖章") && !strings.Contains(page, "如有异议")
			if head != (len(here) > 0) || !number || alone {
				t.Errorf("%d rows, page %d: head %t of %d rows, page number %t, seal alone %t", rows, i+1, head, len(here), number, alone)
			}
		}
		if n != rows || tables == 1 && sums != 0 || tables > 1 && sums != tables {
			t.Errorf("%d rows: %d printed, %d sums on %d pages with rows", rows, n, sums, tables)
		}
	}
}

func TestFileSaysNoMore(t *testing.T) {
	said := papertest.Said(t, written(t, roll(machine(t), 1)))
	var got []string
	for line := range strings.Lines(said) {
		if name, value, _ := strings.Cut(line, ":"); strings.Contains("Title Author Subject Keywords Creator Producer CreationDate ModDate Page size", name) {
			got = append(got, name+" "+strings.TrimSpace(value))
		}
	}
	want := []string{"Title 公示", "CreationDate Wed Sep 11 00:00:00 2024 UTC", "ModDate Wed Sep 11 00:00:00 2024 UTC", "Page size 595.28 x 841.89 pts (A4)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A cell taller than a page goes on over the pages, and nothing of it is lost.
func TestLongCells(t *testing.T) {
	p := machine(t).New("测试", day)
	p.Table(Table{Columns: []Column{{"项", 1, Left}, {"说明", 4, Left}}, Rows: []Row{{Cells: []string{"一", strings.Repeat("甲", 3000)}}, {Cells: []string{"二", "乙"}}}})
	p.Seal(Seal{By: strings.Repeat("某", 30)})
	pdf := written(t, p)
	if text := papertest.Words(t, pdf); strings.Count(text, "甲") != 3000 || strings.Count(text, "乙") != 1 || strings.Count(text, "某") != 30 {
		t.Errorf("text is lost: %d", strings.Count(text, "甲"))
	}
}

// What somebody wrote in several lines is printed: the paper breaks lines of its own.
func TestLinesThatSomebodyBrokeArePrinted(t *testing.T) {
	fonts := machine(t)
	for _, end := range []string{"\n", "\r\n", "\r", "\t"} {
		p := fonts.New("通知", day)
		p.Text("甲" + end + "乙")
		p.Table(Table{Columns: []Column{{Width: 1}}, Rows: []Row{{Cells: []string{"丙" + end + "丁"}}}})
		var out bytes.Buffer
		if err := p.Write(&out); err != nil {
			t.Errorf("%q: %v", end, err)
			continue
		}
		if text := papertest.Words(t, out.Bytes()); !strings.Contains(text, "甲乙") || !strings.Contains(text, "丙丁") {
			t.Errorf("%q: %s", end, text)
		}
	}
}
