package bank

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/shopspring/decimal"

	"fangpin/internal/fault"
	"fangpin/internal/words"
)

// mark begins a CSV file so that spreadsheets read it as UTF-8.
const mark = "\ufeff"

var (
	orderHead  = []string{"序号", "业务参考号", "收款人姓名", "收款账号", "开户行", "金额", "用途"}
	answerHead = []string{"业务参考号", "金额", "结果", "原因"}
)

// WriteOrders writes a batch's file (代发文件): the header, an order a line, the control line. Purpose is printed on each payment. A text that a
// spreadsheet takes for a formula is refused and not guarded: the bank would pay to another name than the account's.
func WriteOrders(w io.Writer, purpose string, orders []Order) error {
	return write(w, orderHead, func(row func([]string, decimal.Decimal) error) error {
		for i, o := range orders {
			if words.Formula(o.Name) || words.Formula(o.Bank) {
				return fault.Blockedf("第 %d 笔的收款人姓名或开户行会被表格软件当成公式（%s，%s），代发文件没有生成，请先更正", i+1, o.Name, o.Bank)
			}
			fields := []string{strconv.Itoa(i + 1), Reference(o.Payout, o.Attempt), o.Name, o.Account, o.Bank, o.Amount.StringFixed(2), purpose}
			if err := row(fields, o.Amount); err != nil {
				return err
			}
		}
		return nil
	})
}

// WriteAnswer writes an answer as a bank would (回盘文件): for demonstrations and tests.
func WriteAnswer(w io.Writer, lines []Line) error {
	said := map[Outcome]string{Paid: "成功", Returned: "退票", Unknown: "处理中"}
	return write(w, answerHead, func(row func([]string, decimal.Decimal) error) error {
		for _, l := range lines {
			fields := []string{Reference(l.Payout, l.Attempt), l.Amount.StringFixed(2), said[l.Outcome], l.Words}
			if err := row(fields, l.Amount); err != nil {
				return err
			}
		}
		return nil
	})
}

func write(w io.Writer, head []string, each func(row func([]string, decimal.Decimal) error) error) error {
	if _, err := io.WriteString(w, mark); err != nil {
		return fmt.Errorf("write bank file: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(head); err != nil {
		return fmt.Errorf("write bank file: %w", err)
	}
	var sum control
	err := each(func(fields []string, amount decimal.Decimal) error {
		sum.add(fields, amount)
		return out.Write(fields)
	})
	if err != nil {
		return fmt.Errorf("write bank file: %w", err)
	}
	if err := out.Write(sum.line()); err != nil {
		return fmt.Errorf("write bank file: %w", err)
	}
	out.Flush()
	return out.Error()
}
