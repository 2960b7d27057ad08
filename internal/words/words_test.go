package words_test

import (
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/words"
)

func TestATextIsKeptOrRefusedInItsOwnWords(t *testing.T) {
	long, line := strings.Repeat("字", words.Most), strings.Repeat("行", words.MostLine)
	for name, tc := range map[string]struct {
		read func(title, text string) (string, error)
		text string
		kept string // empty: refused
		says string
	}{
		"a reason":                {words.Need, " 材料齐全\r\n情况属实\t。 ", "材料齐全\r\n情况属实\t。", ""},
		"as long as may be":       {words.Need, long, long, ""},
		"a character more":        {words.Need, long + "多", "", "“理由”最多 2000 字，现在有 2001 字"},
		"blanks, wide ones too":   {words.Need, " \t\r\n　", "", "请填写“理由”"},
		"a NUL":                   {words.Need, "属实\x00", "", "“理由”中有不能保存的字符"},
		"an escape":               {words.Need, "\x1b[31m属实", "", "“理由”中有不能保存的字符"},
		"a C1 control":            {words.Need, "属\u0085实", "", "“理由”中有不能保存的字符"},
		"one that turns the rest": {words.Line, "属实\u202e", "", "“理由”中有不能保存的字符"},
		"half a character":        {words.Need, "属实\xe5\xb1", "", "“理由”中有不能保存的字符"},
		"a bank":                  {words.Line, "鹤山区农村信用社", "鹤山区农村信用社", ""},
		"a line as long as it is": {words.Line, line, line, ""},
		"a longer line":           {words.Line, line + "多", "", "“理由”最多 100 字"},
		"what nobody sees":        {words.Need, "\ufeff情况\u200b属实\u2060", "情况属实", ""},
		"nothing but that":        {words.Need, "\u200b\u200b\u00ad", "", "请填写“理由”"},
		"two lines":               {words.Line, "信用社\n营业部", "", "“理由”中有不能保存的字符"},
	} {
		kept, err := tc.read("理由", tc.text)
		if kept != tc.kept || (tc.says == "") != (err == nil) || err != nil && (fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), tc.says)) {
			t.Errorf("%s: kept %.20q, %v; want %.20q, %q", name, kept, err, tc.kept, tc.says)
		}
	}
	if _, err := words.Ask("请写明撤销案件的理由", "撤销理由", " "); fault.Message(err) != "请写明撤销案件的理由" {
		t.Errorf("asks: %v", err)
	}
}

func TestWhatASpreadsheetTakesForAFormula(t *testing.T) {
	for _, text := range []string{"=1", "+1", "-1", "@A1", "\t=1", "\r1", "\n1", "＝1", "＋1", "－1", "＠A1", " =1", "　＝1"} {
		if !words.Formula(text) {
			t.Errorf("%q is none", text)
		}
		if kept, err := words.Printed("姓名", text); err == nil && words.Formula(kept) {
			t.Errorf("%q is kept", text)
		}
	}
	for _, text := range []string{"", "张三", "1=1", "'=1", "·", "—", "（=1）"} {
		if words.Formula(text) {
			t.Errorf("%q is one", text)
		}
	}
}
