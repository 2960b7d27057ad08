package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// written lists every cell of a file as sheet!address kind value.
func written(t *testing.T, data []byte, name string) []string {
	t.Helper()
	book, err := open(t.Context(), bytes.NewReader(data), int64(len(data)), name)
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	for _, s := range book.Sheets {
		for row, err := range s.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				cells = append(cells, fmt.Sprintf("%s!%s %d %s", s.Name, c.Address(), c.Kind, c.Value))
			}
		}
	}
	return cells
}

// refusal is the reason why a file, or one of its rows, is not read.
func refusal(t *testing.T, data []byte, name string) string {
	t.Helper()
	book, err := open(t.Context(), bytes.NewReader(data), int64(len(data)), name)
	if err == nil {
		for _, s := range book.Sheets {
			for _, e := range s.Rows() {
				if e != nil {
					err = e
				}
			}
		}
	}
	u, ok := errors.AsType[*Unreadable](err)
	if !ok {
		t.Fatalf("no refusal but %v", err)
	}
	return u.Reason
}

func TestCSV(t *testing.T) {
	for file, want := range map[string][]string{
		"gb18030.csv": {
			"gb18030!A1 1 姓名", "gb18030!B1 1 身份证号", "gb18030!C1 1 备注",
			"gb18030!A2 1 张三", "gb18030!B2 1 410602199003071234", "gb18030!C2 1 两行\n备注",
			"gb18030!A4 1 李䶮", "gb18030!B4 1 410602199003071235",
			"gb18030!A5 8 王\uFFFD", "gb18030!B5 1 1;2", "gb18030!C5 1 x",
		},
		"utf8.csv":      {"utf8!A1 1 姓名", "utf8!B1 1 金额", "utf8!A3 1 张三", "utf8!B3 1 1,234.50", `utf8!A4 1 李"四`, "utf8!B4 1 5"},
		"semicolon.csv": {"semicolon!A1 1 标题", "semicolon!A2 1 姓名", "semicolon!B2 1 金额", "semicolon!A3 1 张三", "semicolon!B3 1 1,5"},
		"damaged.csv":   {"damaged!A1 1 姓名", "damaged!B1 1 金额", "damaged!A2 1 张三", "damaged!B2 1 1", "damaged!A3 8 \uFFFD\uFFFD", "damaged!B3 1 2"},
	} {
		if diff := cmp.Diff(want, written(t, testdata(t, file), file)); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}

func TestBlankBeforeQuote(t *testing.T) {
	want := []string{"a!A1 1 甲", "a!B1 1 乙, 丙", "a!C1 1 丁"}
	if diff := cmp.Diff(want, written(t, []byte("甲, \"乙, 丙\",\t\"丁\"\n"), "a.csv")); diff != "" {
		t.Error(diff)
	}
}

func testdata(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// workbookOf zips a workbook around the XML of one sheet.
func workbookOf(t fataler, properties, styles, shared, rows string) []byte {
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	return zipped(t, map[string]string{
		"[Content_Types].xml": head + `<Types/>`,
		"_rels/.rels":         head + `<Relationships><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": head + `<workbook xmlns:r="` + rel + `"><workbookPr ` + properties + `/><sheets><sheet name="表一" sheetId="1" r:id="rId1"/>` +
			`<sheet name="图" sheetId="2" r:id="rId4"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": head + `<Relationships><Relationship Id="rId1" Type="` + rel + `/worksheet" Target="/xl/worksheets/a.xml"/>` +
			`<Relationship Id="rId2" Type="` + rel + `/styles" Target="styles.xml"/><Relationship Id="rId3" Type="` + rel + `/sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="rId4" Type="` + rel + `/chartsheet" Target="chartsheets/a.xml"/></Relationships>`,
		"xl/styles.xml":        head + `<styleSheet>` + styles + `</styleSheet>`,
		"xl/sharedStrings.xml": head + `<sst>` + shared + `</sst>`,
		"xl/worksheets/a.xml":  head + `<x:worksheet xmlns:x="m">` + rows + `</x:worksheet>`,
	})
}

func zipped(t fataler, files map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const dateStyles = `<numFmts><numFmt numFmtId="164" formatCode="General"/><numFmt numFmtId="165" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>` +
	`<numFmt numFmtId="166" formatCode="#,##0.00&quot;day&quot;"/><numFmt numFmtId="167" formatCode="0.0%;[RED]-0.0%"/></numFmts>` +
	`<cellXfs><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/><xf numFmtId="166"/><xf numFmtId="20"/><xf numFmtId="10"/><xf numFmtId="167"/></cellXfs>`

func TestCells(t *testing.T) {
	shared := `<si><t>姓名</t></si><si><r><t>张</t></r><r><t xml:space="preserve"> 三</t></r><rPh><t>zhang</t></rPh></si><si><t>两_x000D_行</t></si>`
	rows := `<x:sheetData><x:row r="2"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c><x:c r="D2" t="inlineStr"><x:is><x:t>行内</x:t></x:is></x:c></x:row>` +
		`<x:row><x:c><x:v>1234.5600000000001</x:v></x:c><x:c s="1"><x:v>45538</x:v></x:c><x:c s="2"><x:v>45538.5</x:v></x:c><x:c s="3"><x:v>45538</x:v></x:c><x:c s="4"><x:v>0.5</x:v></x:c><x:c s="5"><x:v>0.5</x:v></x:c><x:c s="6"><x:v>-1.255</x:v></x:c></x:row>` +
		`<x:row r="9"><x:c t="b"><x:v>1</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c t="str"><x:f>A1</x:f><x:v>文</x:v></x:c><x:c><x:f>A1+1</x:f><x:v>4.10602199001011E+017</x:v></x:c>` +
		`<x:c><x:f>A1</x:f></x:c><x:c t="s"><x:v>99</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c><x:c t="str"><x:f>A1</x:f><x:v></x:v></x:c><x:c><x:v>1e999999999</x:v></x:c></x:row></x:sheetData>`
	want := []string{
		"表一!A2 1 姓名", "表一!B2 1 张 三", "表一!D2 1 行内",
		"表一!A3 2 1234.56", "表一!B3 3 2024-09-03", "表一!C3 3 2024-09-03 12:00:00", "表一!D3 2 45538", "表一!E3 2 0.5", "表一!F3 4 50%", "表一!G3 4 -125.5%",
		"表一!A9 5 TRUE", "表一!B9 6 #N/A", "表一!C9 1 文", "表一!D9 2 410602199001011000", "表一!E9 7 公式", "表一!F9 6 99", "表一!G9 1 两\r行", "表一!I9 6 1e999999999",
	}
	if diff := cmp.Diff(want, written(t, workbookOf(t, "", dateStyles, shared, rows), "a.xlsx")); diff != "" {
		t.Error(diff)
	}
}

func TestEpoch1904(t *testing.T) {
	data := workbookOf(t, `date1904="1"`, dateStyles, "", `<sheetData><row><c s="1"><v>44076</v></c><c><v>44076</v></c></row></sheetData>`)
	if diff := cmp.Diff([]string{"表一!A1 3 2024-09-03", "表一!B1 2 44076"}, written(t, data, "a.xlsx")); diff != "" {
		t.Error(diff)
	}
}

func TestPlainNumbers(t *testing.T) {
	for stored, want := range map[string]string{
		"1234.5600000000001": "1234.56", "0.30000000000000004": "0.3", "-0": "0", "1E+05": "100000", "1e-7": "0.0000001", "100": "100",
		"123456789012345678": "123456789012346000", "0.1": "0.1", "999999999999999.9": "1000000000000000", " 5 ": "5", "2.50": "2.5",
	} {
		if got, ok := plain(stored); got != want || !ok {
			t.Errorf("plain(%q) = %q, %v; want %q", stored, got, ok, want)
		}
	}
	for _, stored := range []string{"", "x", "1e1000", "NaN", "Inf", strings.Repeat("9", 500)} {
		if got, ok := plain(stored); ok {
			t.Errorf("plain(%q) = %q, want none", stored, got)
		}
	}
}

func TestMerged(t *testing.T) {
	rows := `<sheetData><row r="1"><c r="A1" t="str"><v>题</v></c></row><row r="2"><c r="A2" t="str"><v>张家</v></c><c r="B2" t="str"><v>甲</v></c></row>` +
		`<row r="3"><c r="A3" t="str"><v>藏着的</v></c><c r="B3" t="str"><v>乙</v></c></row><row r="4"><c r="A4"/></row><row r="5"><c r="A5" t="str"><v>李家</v></c></row></sheetData>` +
		`<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="A1:C1"/></mergeCells>`
	want := []string{"表一!A1 1 题", "表一!A2 1 张家", "表一!B2 1 甲", "表一!A3 1 张家", "表一!B3 1 乙", "表一!A5 1 李家"}
	if diff := cmp.Diff(want, written(t, workbookOf(t, "", "", "", rows), "a.xlsx")); diff != "" {
		t.Error(diff)
	}
}

func TestRefused(t *testing.T) {
	good := workbookOf(t, "", "", "", `<sheetData><row><c><v>1</v></c></row></sheetData>`)
	secret := encrypted(t)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"空.xlsx":     {nil, "空的"},
		"空格.csv":     {[]byte(" \r\n\t"), "空白"},
		"断.xlsx":     {good[:len(good)/2], "不完整"},
		"断行.xlsx":    {workbookOf(t, "", "", "", `<sheetData><row><c><v>1</v></c></row>`), "不完整"},
		"密码.xlsx":    {secret, "密码"},
		"旧.xls":      {renamed(secret, "Workbook"), "旧版 Excel"},
		"旧.et":       {renamed(secret, "Workbook"), "WPS 表格"},
		"文字.wps":     {renamed(secret, "WordDocument"), "文字文档"},
		"断.xls":      {secret[:300], "不完整"},
		"网页.xls":     {[]byte("\r\n<html><table><tr><td>姓名</td></tr></table></html>"), "网页（HTML）"},
		"网页.html":    {[]byte("<table>"), "这是网页（HTML），不是"},
		"公文.xml":     {[]byte(`<?xml version="1.0"?><html>`), "网页（HTML）改名成的 .xml"},
		"平面.fods":    {[]byte(`<?xml version="1.0"?><office:document>`), "XML 文件"},
		"旧.slk":      {[]byte("ID;PSCALC3\nP;PGeneral"), "SYLK"},
		"旧.dif":      {[]byte("TABLE\r\n0,1\r\n"), "DIF"},
		"表格2003.xls": {[]byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`), "XML 表格 2003"},
		"a.csv":      {testdata(t, "utf16.csv"), "UTF-16"},
		"b.csv":      {testdata(t, "quote.csv"), "第2行有一个引号没有配对"},
		"图.xlsx":     {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x01"), "不是电子表格"},
		"报.pdf":      {[]byte("%PDF-1.7"), "PDF"},
		"包.zip":      {zipped(t, map[string]string{"a.txt": "x"}), "压缩包"},
		"文.docx":     {zipped(t, map[string]string{"word/document.xml": "x"}), "Word"},
		"表.ods":      {zipped(t, map[string]string{"mimetype": "x", "content.xml": "x"}), "开放文档"},
		"表.xlsb":     {zipped(t, map[string]string{"xl/workbook.bin": "x"}), "二进制工作簿"},
		"炸弹.xlsx":    {zipped(t, map[string]string{"_rels/.rels": "x", "xl/worksheets/sheet1.xml": strings.Repeat(" ", leastUnpacked+1<<20)}), "解压后过大"},
	} {
		if got := refusal(t, c.data, name); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s; want %s", name, got, c.want)
		}
	}
}

// encrypted is a workbook under a password.
func encrypted(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: "x"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// renamed gives the streams of an encrypted workbook another name in the compound file's directory.
func renamed(data []byte, name string) []byte {
	data = bytes.Clone(data)
	for _, old := range []string{"EncryptedPackage", "EncryptionInfo"} {
		at := bytes.Index(data, utf16le(old))
		entry := data[at : at+66]
		clear(entry)
		copy(entry, utf16le(name))
		binary.LittleEndian.PutUint16(entry[64:], uint16(2*len(name)+2))
	}
	return data
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// Whatever becomes of a file's bytes, reading it ends with rows or a reason.
func TestMutatedBytes(t *testing.T) {
	seeds := [][]byte{
		workbookOf(t, "", dateStyles, `<si><t>姓名</t></si>`, `<sheetData><row><c t="s"><v>0</v></c><c s="1"><v>45538</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells>`),
		encrypted(t), testdata(t, "gb18030.csv"), testdata(t, "utf8.csv"),
	}
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(rapid.SampledFrom(seeds).Draw(t, "seed"))
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			data[rapid.IntRange(0, len(data)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		data = data[:rapid.IntRange(0, len(data)).Draw(t, "length")]
		drain(t, data)
	})
}

// The same for the XML inside, which a zip's checksum keeps whole mutations of bytes away from.
func TestMutatedXML(t *testing.T) {
	const rows = `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><f>A1</f><v>45538</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells>`
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(rows)
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			text[rapid.IntRange(0, len(text)-1).Draw(t, "at")] = rapid.SampledFrom([]byte(`<>/"= 019AZx:&`)).Draw(t, "byte")
		}
		drain(t, workbookOf(t, "", dateStyles, `<si><t>姓名</t></si>`, string(text)))
	})
}

func drain(t *rapid.T, data []byte) {
	book, err := open(context.Background(), bytes.NewReader(data), int64(len(data)), "a.xlsx")
	if err != nil {
		if _, ok := errors.AsType[*Unreadable](err); !ok {
			t.Fatalf("not for people: %v", err)
		}
		return
	}
	for _, s := range book.Sheets {
		for _, err := range s.Rows() {
			if _, ok := errors.AsType[*Unreadable](err); err != nil && !ok {
				t.Fatalf("not for people: %v", err)
			}
		}
	}
}

// fataler is what a test and a property have in common.
type fataler interface{ Fatal(...any) }
