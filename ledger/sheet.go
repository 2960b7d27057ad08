package ledger

import (
	"context"
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/listing"
	"fangpin/internal/pg"
)

// WriteVouchers writes a month's vouchers as a workbook (凭证汇总), a line for each pair of accounts.
func WriteVouchers(ctx context.Context, tx *pg.Tx, month calendar.Date, w io.Writer) error {
	vouchers, err := Vouchers(ctx, tx, month)
	if err != nil {
		return err
	}
	year, of, _ := month.Start().Date()
	l := listing.Listing{
		Sheet: "凭证", Title: fmt.Sprintf("%d年%d月凭证汇总", year, of), Of: fmt.Sprintf("共 %d 张凭证，由系统按到账、审批、回盘逐笔自动记账", len(vouchers)), Signed: []string{"会计", "复核"},
		Columns: []listing.Column{{Title: "凭证号", Width: 8}, {Title: "日期", Width: 12}, {Title: "摘要", Width: 30}, {Title: "借方科目", Width: 16}, {Title: "贷方科目", Width: 16},
			{Title: "笔数", Width: 8}, {Title: "金额（元）", Width: 16}, {Title: "制单", Width: 12}, {Title: "审核", Width: 12}},
	}
	rows, total := 0, decimal.Decimal{}
	for _, v := range vouchers {
		for _, line := range v.Lines {
			l.Rows = append(l.Rows, []any{v.No, v.On, v.Memo, line.Debit.Title(), line.Credit.Title(), line.Rows, line.Amount, v.Maker, checked(v)})
			rows, total = rows+line.Rows, total.Add(line.Amount)
		}
	}
	l.Total = []any{"合计", nil, nil, nil, nil, rows, total, nil, nil}
	return l.Write(w)
}

// checked is who checked the voucher, in words where nobody did.
func checked(v Voucher) string {
	if v.Checker == "" {
		return "待审核"
	}
	return v.Checker
}
