package reports

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"fangpin/internal/fault"
)

// hostile zips a workbook of the parts given, and whatever else it takes to be one.
func hostile(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	whole := map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="r1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook><sheets><sheet name="表" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="` + rel + `/worksheet" Target="s.xml"/>` +
			`<Relationship Id="r2" Type="` + rel + `/sharedStrings" Target="t.xml"/><Relationship Id="r3" Type="` + rel + `/styles" Target="f.xml"/></Relationships>`,
		"xl/s.xml": `<worksheet><sheetData/></worksheet>`, "xl/t.xml": `<sst/>`, "xl/f.xml": `<styleSheet/>`,
	}
	for name, text := range parts {
		whole[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range whole {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rowsOf are the rows of a sheet, each of the cells given.
func rowsOf(n int, cells string) string {
	return `<worksheet><sheetData>` + strings.Repeat(`<row>`+cells+`</row>`, n) + `</sheetData></worksheet>`
}

func sheetOf(rows string) map[string]string { return map[string]string{"xl/s.xml": rows} }

func long(n int) string { return strings.Repeat("长", n) }

// mostAllocated bounds what reading a hostile file allocates in all, collected meanwhile or not, in bytes: one long text in thousands of cells took
// gigabytes. What is held at once is a tenth of it at most.
const mostAllocated = 512 << 20

// A few kilobytes ask for gigabytes: each file is refused, or read to what it holds, for a bounded price.
func TestAHostileFileCostsLittle(t *testing.T) {
	const shared = `<c t="s"><v>0</v></c>`
	text := func(n int) string { return `<sst><si><t>` + long(n) + `</t></si></sst>` }
	header, body := "", ""
	for _, title := range hospitalHeader {
		header += fmt.Sprintf(`<c t="inlineStr"><is><t>%s</t></is></c>`, title)
		body += `<c><v>1</v></c>`
	}
	many := strings.Repeat(shared, 5_000)
	var sheets, merges strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&sheets, `<sheet name="%d" r:id="r1"/>`, i)
	}
	for i := range 900 {
		fmt.Fprintf(&merges, `<mergeCell ref="%s1:%s9000"/>`, column(2*i), column(2*i+1))
	}
	for name, c := range map[string]struct {
		data []byte
		want string // what is said of it
	}{
		"one long text in thousands of cells":      {hostile(t, map[string]string{"xl/s.xml": rowsOf(1, many), "xl/t.xml": text(30_000)}), "第1行的文字过长"},
		"the same in thousands of rows":            {hostile(t, map[string]string{"xl/s.xml": rowsOf(90_000, shared), "xl/t.xml": text(30_000)}), "找到表头"},
		"the same under a header":                  {hostile(t, map[string]string{"xl/s.xml": rowsOf(1, header)[:len(rowsOf(1, header))-len(`</sheetData></worksheet>`)] + strings.TrimPrefix(rowsOf(90_000, shared), `<worksheet><sheetData>`), "xl/t.xml": text(30_000)}), "文字总量过大"},
		"a header of thousands of words":           {hostile(t, map[string]string{"xl/s.xml": rowsOf(20, strings.Repeat(shared, 4_000)), "xl/t.xml": text(20)}), "找到表头"},
		"an inline text without end":               {hostile(t, sheetOf(rowsOf(1, `<c t="inlineStr"><is><t>`+long(1_000_000)+`</t></is></c>`))), "过长"},
		"a number without end":                     {hostile(t, sheetOf(rowsOf(1, `<c><v>`+strings.Repeat("9", 3_000_000)+`</v></c>`))), "过长"},
		"a million attributes":                     {hostile(t, sheetOf(rowsOf(1, `<c `+strings.Repeat(`a="" `, 600_000)+`/>`))), "过长"},
		"a number format without end":              {hostile(t, map[string]string{"xl/f.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="` + strings.Repeat(`[y]`, 40_000) + `"/></numFmts></styleSheet>`}), "数字格式过长"},
		"styles that all name it":                  {hostile(t, map[string]string{"xl/f.xml": `<styleSheet><cellXfs>` + strings.Repeat(`<xf numFmtId="164"/>`, 150_000) + `</cellXfs></styleSheet>`}), "样式过多"},
		"thousands of sheets that are one":         {hostile(t, map[string]string{"xl/workbook.xml": `<workbook><sheets>` + sheets.String() + `</sheets></workbook>`}), "工作表过多"},
		"a hundred sheets that are a large one":    {hostile(t, map[string]string{"xl/workbook.xml": `<workbook><sheets>` + strings.Repeat(`<sheet name="表" r:id="r1"/>`, 200) + `</sheets></workbook>`, "xl/s.xml": rowsOf(180_000, `<c/>`)}), "解压后过大"},
		"merged areas over each other's lines":     {hostile(t, sheetOf(`<worksheet><sheetData>`+strings.Repeat(`<row>`+strings.Repeat(`<c><v>1</v></c>`, 20)+`</row>`, 9_000)+`</sheetData><mergeCells>`+merges.String()+`</mergeCells></worksheet>`)), "合并单元格过多"},
		"spaces":                                   {hostile(t, sheetOf(`<worksheet><sheetData>`+strings.Repeat(" ", 3<<20)+`</sheetData></worksheet>`)), "过长"},
		"a comment":                                {hostile(t, sheetOf(`<worksheet><sheetData><!--`+strings.Repeat("x", 3<<20)+`--></sheetData></worksheet>`)), "过长"},
		"relations":                                {hostile(t, map[string]string{"xl/_rels/workbook.xml.rels": `<Relationships>` + strings.Repeat(`<Relationship/>`, 200_000) + `</Relationships>`}), "不完整"},
		"empty rows":                               {hostile(t, sheetOf(rowsOf(300_000, ``))), "找到表头"},
		"hundreds of thousands of rows of nothing": {hostile(t, sheetOf(rowsOf(1, header)[:len(rowsOf(1, header))-len(`</sheetData></worksheet>`)]+strings.TrimPrefix(rowsOf(120_000, `<c><v>1</v></c>`), `<worksheet><sheetData>`))), ""},
		"rows that are wrong in every cell":        {hostile(t, sheetOf(rowsOf(1, header)[:len(rowsOf(1, header))-len(`</sheetData></worksheet>`)]+strings.TrimPrefix(rowsOf(18_000, body), `<worksheet><sheetData>`))), ""},
		"a CSV that is one field":                  {[]byte(`"` + long(1_000_000)), "引号没有配对"},
		"a CSV of commas":                          {bytes.Repeat([]byte(","), 4_000_000), "过长"},
		"a CSV of quotes":                          {bytes.Repeat([]byte(`""`), 2_000_000), "过长"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			spent := processor()
			wrong := 0
			f := File{Agency: "医保局", Month: september, Name: "a.xlsx", Data: bytes.NewReader(c.data), Size: int64(len(c.data))}
			_, err := Read(t.Context(), f, func(Row) error { return nil }, func(Defect) { wrong++ })
			runtime.ReadMemStats(&after)
			t.Logf("%d bytes: %v of a processor, %d MiB in all, %v", len(c.data), processor()-spent, (after.TotalAlloc-before.TotalAlloc)>>20, err)
			if all := after.TotalAlloc - before.TotalAlloc; all > mostAllocated {
				t.Errorf("%d MiB were allocated", all>>20)
			}
			if err != nil && fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), c.want) || c.want == "" && err != nil {
				t.Errorf("%v; want %s", err, c.want)
			}
		})
	}
}

// processor is how long the program has used processors until now.
func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return (time.Duration(u.Utime.Nano()) + time.Duration(u.Stime.Nano())).Round(time.Millisecond)
}

// column names the n-th column, from 0.
func column(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return column(n/26-1) + column(n%26)
}
