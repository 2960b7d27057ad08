package bank

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fangpin/internal/fault"
)

func yuan(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// three is an answer with each outcome once.
func three(t testing.TB) []byte {
	t.Helper()
	return written(t, []Line{
		{Payout: 11, Attempt: 1, Amount: yuan("1234.50"), Outcome: Paid},
		{Payout: 12, Attempt: 2, Amount: yuan("0.01"), Outcome: Returned, Words: "户名不符，请核对“张三”"},
		{Payout: 13, Attempt: 1, Amount: yuan("999999999999.99"), Outcome: Unknown, Words: "处理中,\"稍后\""},
	})
}

func written(t testing.TB, lines []Line) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := WriteAnswer(&file, lines); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Whatever an answer holds is read as it was written.
func TestAnAnswerIsReadAsItWasWritten(t *testing.T) {
	line := rapid.Custom(func(r *rapid.T) Line {
		return Line{
			Payout: rapid.Int64Min(1).Draw(r, "payout"), Attempt: rapid.IntRange(1, 9).Draw(r, "attempt"),
			Amount:  decimal.New(rapid.Int64Range(1, 99_999_999_999_999).Draw(r, "fen"), -2),
			Outcome: rapid.SampledFrom([]Outcome{Paid, Returned, Unknown}).Draw(r, "outcome"),
			Words:   rapid.StringOf(rapid.SampledFrom([]rune("户名不符 a,\"'“”\n；0-"))).Draw(r, "words"),
		}
	})
	rapid.Check(t, func(r *rapid.T) {
		lines := rapid.SliceOfNDistinct(line, 0, 20, func(l Line) string { return Reference(l.Payout, l.Attempt) }).Draw(r, "lines")
		read, err := ReadAnswer(written(t, lines))
		if err != nil {
			r.Fatal(err)
		}
		same := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
		if diff := cmp.Diff(lines, append([]Line{}, read...), same); diff != "" {
			r.Fatalf("read back (-written +read):\n%s", diff)
		}
	})
}

// An order's file closes with its count, its total and a hash that the bank can check.
func TestOrdersAreCountedAddedAndHashed(t *testing.T) {
	var file bytes.Buffer
	orders := []Order{
		{Payout: 11, Attempt: 1, Name: "张三", Account: "6222000011112222", Bank: "农村信用社", Amount: yuan("10000")},
		{Payout: 12, Attempt: 1, Name: "李,四", Account: "6222000011113333", Bank: "农村信用社", Amount: yuan("0.1")},
	}
	if err := WriteOrders(&file, "防贫救助", orders); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.Bytes(), []byte(mark))))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var sum control
	for i, record := range records[1:3] {
		sum.add(record, orders[i].Amount)
	}
	want := [][]string{
		orderHead,
		{"1", "11-1", "张三", "6222000011112222", "农村信用社", "10000.00", "防贫救助"},
		{"2", "12-1", "李,四", "6222000011113333", "农村信用社", "0.10", "防贫救助"},
		sum.line(),
	}
	if diff := cmp.Diff(want, records); diff != "" {
		t.Errorf("the bank's file (-want +got):\n%s", diff)
	}
	if !bytes.HasPrefix(file.Bytes(), []byte(mark)) {
		t.Error("a spreadsheet would not read the file as UTF-8")
	}
}

// What a spreadsheet would work out goes to no bank, and no half file either.
func TestAnOrderIsNoFormula(t *testing.T) {
	for _, o := range []Order{{Name: "=1+1", Bank: "农村信用社"}, {Name: "张三", Bank: "-2"}, {Name: "＠张三", Bank: "农村信用社"}, {Name: "张三", Bank: " +3"}} {
		o.Payout, o.Attempt, o.Account, o.Amount = 11, 1, "6222000011112222", yuan("1")
		if err := WriteOrders(&bytes.Buffer{}, "防贫救助", []Order{o}); fault.KindOf(err) != fault.Blocked || !strings.Contains(fault.Message(err), "第 1 笔") {
			t.Errorf("%s, %s: %v", o.Name, o.Bank, err)
		}
	}
}

// A bad answer is refused whole, and says where.
func TestABadAnswerIsRefused(t *testing.T) {
	good := string(three(t))
	if _, err := ReadAnswer([]byte(good)); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(good, "\r\n")
	head, first, total := lines[0], lines[1], lines[4]
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the good file has no %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, c := range map[string]struct{ file, says string }{
		"empty":                    {"", "第 1 行"},
		"only a mark":              {mark, "第 1 行"},
		"another file":             {strings.Join(orderHead, ",") + "\r\n", "第 1 行"},
		"only the header":          {head, "合计"},
		"cut":                      {good[:len(good)-len(total)], "没有“合计”行"},
		"cut in the total":         {good[:len(good)-40], "校验值"},
		"a line lost":              {strings.Replace(good, first, "", 1), "2 笔"},
		"doubled":                  {good + good[len(mark):], "“合计”行之后还有内容"},
		"a line after the total":   {good + first, "“合计”行之后还有内容"},
		"a line twice":             {head + first + first + strings.Join(lines[2:], ""), "第 3 行：业务参考号“11-1”与第 2 行重复"},
		"another amount":           {change("1234.50", "1234.51"), "校验值"},
		"another outcome":          {change("成功", "退票"), "校验值"},
		"another reason":           {change("户名不符", "账号不符"), "校验值"},
		"another total":            {change(",1000000001234.50,", ",1000000001234.51,"), "校验值"},
		"another count":            {change("合计,3,", "合计,4,"), "校验值"},
		"another hash":             {good[:len(good)-3] + "x\r\n", "校验值"},
		"a bad quote":              {head + "1\"-1,1.00,成功,\r\n" + total, "第 2 行"},
		"a bad quote further down": {head + first + "12-2,\"0.01,退票,\r\n", "第 3 行"},
		"a mark twice":             {mark + good, "第 1 行"},
		"GBK":                      {"\xd2\xb5\xce\xf1\xb2\xce\xbf\xbc\xba\xc5,\xbd\xf0\xb6\xee,\xbd\xe1\xb9\xfb,\xd4\xad\xd2\xf2\r\n", "UTF-8"},
		"UTF-16":                   {"1\x00,\x00", "UTF-8"},
		"a further column":         {change("1234.50,成功,", "1234.50,成功,,"), "第 2 行：应有 4 列，实有 5 列"},
		"a column less":            {change("1234.50,成功,", "1234.50,成功"), "第 2 行：应有 4 列，实有 3 列"},
		"an unknown outcome":       {change("成功", "好的"), "结果“好的”无法识别"},
		"a reference of others":    {change("11-1", "011-1"), "业务参考号“011-1”"},
		"a huge reference":         {change("11-1", "99999999999999999999-1"), "业务参考号"},
		"a huge attempt":           {change("11-1", "11-3000000000"), "业务参考号"},
		"a huge amount":            {change("1234.50", "1e999999999"), "金额“1e999999999”有误"},
		"more than a table holds":  {change("1234.50", "1000000000000.00"), "金额"},
		"a signed amount":          {change("1234.50", "-1234.50"), "金额"},
		"nothing":                  {change("1234.50", "0.00"), "大于零"},
		"no amount":                {change("1234.50", ""), "金额“”有误"},
		"one decimal":              {change("1234.50", "1234.5"), "金额"},
		"a grouped amount":         {change("1234.50", "\"1,234.50\""), "金额"},
		"wide digits":              {change("1234.50", "１２３４.５０"), "金额"},
	} {
		t.Run(name, func(t *testing.T) {
			read, err := ReadAnswer([]byte(c.file))
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), c.says) {
				t.Errorf("read %v, %v; want a refusal that says %s", read, err, c.says)
			}
		})
	}
}

// Many wrong lines are counted, and some of them named.
func TestAFileFullOfErrorsNamesTwenty(t *testing.T) {
	file := strings.Join(answerHead, ",") + "\n" + strings.Repeat("x,1.00,成功,\n", 25) + "合计\n"
	_, err := ReadAnswer([]byte(file))
	said := fault.Message(err)
	if lines := strings.Count(said, "\n"); lines != complaints || !strings.Contains(said, "26 处错误，前 20 处") {
		t.Errorf("%d lines are named:\n%s", lines, said)
	}
}

// Nothing that a bank, a disk or a person does to a file stops the program: it is read, or refused as a file.
func TestNoFileStopsTheProgram(t *testing.T) {
	good := three(t)
	rapid.Check(t, func(r *rapid.T) {
		file := bytes.Clone(good)
		for range rapid.IntRange(1, 8).Draw(r, "changes") {
			from := rapid.IntRange(0, len(file)).Draw(r, "from")
			to := rapid.IntRange(from, min(len(file), from+40)).Draw(r, "to")
			piece := rapid.OneOf(
				rapid.SliceOfN(rapid.Byte(), 0, 6),
				rapid.Map(rapid.SampledFrom([]string{"\"", ",", "\r\n", "\n", closing, mark, "1e99", "-"}), func(s string) []byte { return []byte(s) }),
			).Draw(r, "piece")
			file = append(append(bytes.Clone(file[:from]), piece...), file[to:]...)
		}
		_, err := ReadAnswer(file)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			r.Fatalf("%q: %v", file, err)
		}
	})
}

// A bank's file that cannot be written to its end is an error.
func TestAFileThatCannotBeWritten(t *testing.T) {
	if err := WriteAnswer(full{}, []Line{{Payout: 1, Attempt: 1, Amount: yuan("1"), Outcome: Paid}}); err == nil {
		t.Error("a full disk took the file")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
