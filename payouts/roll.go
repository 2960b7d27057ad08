package payouts

import (
	"context"
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"fangpin/internal/listing"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/registry"
)

// WriteRoll writes a list as a workbook (发放花名册): a village or township its own rows of it. Accounts are masked: the bank's file alone
// has them in clear.
func WriteRoll(ctx context.Context, tx *pg.Tx, keys *secret.Keys, list int64, w io.Writer) error {
	l, err := GetList(ctx, tx, list)
	if err != nil {
		return err
	}
	rows, err := ListRows(ctx, tx, list, pg.Window{})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errNoList
	}
	accounts, err := MaskedAccounts(ctx, tx, keys, AccountsOf(rows))
	if err != nil {
		return err
	}
	if err := rollOf(l, rows, accounts).Write(w); err != nil {
		return fmt.Errorf("write roll: %w", err)
	}
	return nil
}

// rollOf lays a list out: a line a payout with room for a signature, the total, who composes, approves and sends.
func rollOf(l List, rows []ListRow, accounts map[int64]registry.Account) listing.Listing {
	total, of := sumOf(rows), "共"
	if len(rows) < l.Rows {
		of = "本辖区共"
	}
	roll := listing.Listing{
		Sheet: "发放花名册", Title: "防贫救助金发放花名册", Height: 24, Signed: []string{"编制", "审批（一）", "审批（二）", "发送"},
		Of: fmt.Sprintf("花名册：%s　编制日期：%s　%s %d 笔　合计 %s 元　校验码：%s", l.Name(), l.Dated.Chinese(), of, len(rows), total.StringFixed(2), l.Code()),
		Columns: []listing.Column{{Title: "序号", Width: 6}, {Title: "乡镇（街道）", Width: 16}, {Title: "行政村（社区）", Width: 18}, {Title: "自然村（组）", Width: 14},
			{Title: "户主", Width: 12}, {Title: "领款人", Width: 12}, {Title: "开户行", Width: 24}, {Title: "收款账号", Width: 24}, {Title: "金额（元）", Width: 14},
			{Title: "签字", Width: 14}},
		Total: []any{"合计", "", "", "", "", "", "", fmt.Sprintf("%d 笔", len(rows)), total, ""},
	}
	for _, p := range rows {
		a := accounts[p.Account]
		roll.Rows = append(roll.Rows, []any{p.N, p.Township, p.Village, p.Place, p.Head, p.Receiver, a.Bank, string(a.Number), p.Amount, ""})
	}
	return roll
}

func sumOf(rows []ListRow) decimal.Decimal {
	total := decimal.Zero
	for _, p := range rows {
		total = total.Add(p.Amount)
	}
	return total
}
