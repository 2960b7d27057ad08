package bank

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
)

// complaints is how many wrong lines are named at once.
const complaints = 20

// ReadAnswer reads a bank's answer (回盘文件), whole or not at all: a line it cannot read, a total, count or hash that does not
// agree are refused by line, and nothing is settled.
func ReadAnswer(file []byte) ([]Line, error) {
	if !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0 { // UTF-16 of plain text is all zero bytes
		return nil, fault.Invalidf("回盘文件不是 UTF-8 编码，请按通用格式另存为“CSV UTF-8”后重新导入")
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte(mark))))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil || !slices.Equal(head, answerHead) {
		return nil, fault.Invalidf("回盘文件第 1 行应为“%s”，请核对文件是否为本系统批次的回盘", strings.Join(answerHead, ","))
	}
	a := answer{seen: map[string]int{}}
	for !a.closed {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil, fault.Invalidf("回盘文件没有“合计”行，可能被截断，请向银行重新索取")
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fault.Invalidf("回盘文件第 %d 行格式有误，引号或分隔符不完整", bad.Line)
		}
		line, _ := r.FieldPos(0)
		a.take(line, record)
	}
	if _, err := r.Read(); !errors.Is(err, io.EOF) {
		return nil, fault.Invalidf("回盘文件“合计”行之后还有内容，请核对是否拼接了两个文件")
	}
	return a.lines, a.verdict()
}

// answer is a file being read.
type answer struct {
	lines  []Line
	seen   map[string]int // references, and the line each stands in
	sum    control
	wrong  []string
	closed bool
}

// take reads one record: an order's line, or the closing one.
func (a *answer) take(line int, record []string) {
	if record[0] == closing {
		a.closed = true
		if !slices.Equal(record, a.sum.line()) {
			a.blame(line, "合计的笔数、金额或校验值与明细不符，明细为 %d 笔 %s 元", a.sum.rows, a.sum.total.StringFixed(2))
		}
		return
	}
	if len(record) != len(answerHead) {
		a.blame(line, "应有 %d 列，实有 %d 列", len(answerHead), len(record))
		return
	}
	l := Line{Words: record[3]}
	var known bool
	if l.Payout, l.Attempt, known = ParseReference(record[0]); !known {
		a.blame(line, "业务参考号“%s”不是本系统的编号", record[0])
	} else if before, twice := a.seen[record[0]]; twice {
		a.blame(line, "业务参考号“%s”与第 %d 行重复，请银行核实后只保留一行", record[0], before)
	}
	a.seen[record[0]] = line
	if l.Amount, known = readAmount(record[1]); !known {
		a.blame(line, "金额“%s”有误，应为大于零的两位小数，如 1234.50", record[1])
	}
	if l.Outcome, known = outcomes[record[2]]; !known {
		a.blame(line, "结果“%s”无法识别，应为成功、退票或处理中", record[2])
	}
	a.sum.add(record, l.Amount)
	a.lines = append(a.lines, l)
}

// plain is an amount as this profile writes it: at most what a table holds (NUMERIC(14,2)), and no exponent to blow it up.
var plain = regexp.MustCompile(`^(0|[1-9][0-9]{0,11})\.[0-9]{2}$`)

// readAmount reads yuan above zero.
func readAmount(s string) (decimal.Decimal, bool) {
	if !plain.MatchString(s) {
		return decimal.Zero, false
	}
	amount, err := decimal.NewFromString(s)
	return amount, err == nil && amount.IsPositive()
}

func (a *answer) blame(line int, format string, args ...any) {
	a.wrong = append(a.wrong, fault.Message(fault.Invalidf("第 %d 行："+format, append([]any{line}, args...)...)))
}

// verdict is the file's refusal, or nil.
func (a *answer) verdict() error {
	switch n := len(a.wrong); {
	case n == 0:
		return nil
	case n > complaints:
		return fault.Invalidf("回盘文件有 %d 处错误，前 %d 处：\n%s", n, complaints, strings.Join(a.wrong[:complaints], "\n"))
	default:
		return fault.Invalidf("回盘文件有 %d 处错误：\n%s", n, strings.Join(a.wrong, "\n"))
	}
}
