package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"fangpin/internal/calendar"
	"fangpin/internal/pg"
)

// voucherHead are the columns of the vouchers' workbook.
var voucherHead = []any{"日期", "凭证号", "摘要", "借方科目", "贷方科目", "笔数", "金额（元）", "制单", "审核"}

// WriteVouchers writes a month's vouchers as a workbook (凭证汇总), a line for each pair of accounts.
func WriteVouchers(ctx context.Context, tx *pg.Tx, month calendar.Date, w io.Writer) error {
	vouchers, err := Vouchers(ctx, tx, month)
	if err != nil {
		return err
	}
	book := excelize.NewFile()
	defer book.Close()
	const name = "凭证"
	err = errors.Join(book.SetSheetName(book.GetSheetName(0), name), book.SetColWidth(name, "A", "I", 18), book.SetSheetRow(name, "A1", &voucherHead))
	row := 2
	for _, v := range vouchers {
		for _, l := range v.Lines {
			cells := []any{v.On.String(), v.No, v.Memo, l.Debit.Title(), l.Credit.Title(), l.Rows, "", v.Maker, checked(v)}
			err = errors.Join(err, book.SetSheetRow(name, fmt.Sprintf("A%d", row), &cells), amount(book, name, fmt.Sprintf("G%d", row), l.Amount))
			row++
		}
	}
	if err := errors.Join(err, book.Write(w)); err != nil {
		return fmt.Errorf("write vouchers: %w", err)
	}
	return nil
}

// checked is who checked the voucher, in words where nobody did.
func checked(v Voucher) string {
	if v.Checker == "" {
		return "待审核"
	}
	return v.Checker
}

// amount writes yuan as the decimal they are: they never pass through a float.
func amount(book *excelize.File, sheet, cell string, yuan decimal.Decimal) error {
	return book.SetCellDefault(sheet, cell, yuan.StringFixed(2))
}
