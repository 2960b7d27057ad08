package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"fangpin/internal/calendar"
	"fangpin/internal/columns"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/office"
	"fangpin/internal/pg"
	"fangpin/internal/yuan"
	"fangpin/ledger"
	"fangpin/reports"
)

func ledgerCommand() *cobra.Command {
	var a acting
	var month string
	c := &cobra.Command{
		Use:   "ledger --county 410602 --month 2024-11",
		Short: "账：截至月末的试算平衡表，和当月凭证",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) error {
			m, err := reports.ParseMonth(month)
			if err != nil {
				return usage(errors.New("要写明月份：--month 2024-11"))
			}
			return a.look(c.Context(), false, func(_ *office.Office, tx *pg.Tx) error { return printBooks(c.Context(), tx, m, c.OutOrStdout()) })
		},
	}
	a.countyFlags(c)
	c.Flags().StringVar(&month, "month", "", "月份，如 2024-11")
	return c
}

// printBooks prints the trial balance at a month's end and the month's vouchers.
func printBooks(ctx context.Context, tx *pg.Tx, m reports.Month, w io.Writer) error {
	last := calendar.On(m.Last().Date())
	balance, err := ledger.TrialBalance(ctx, tx, last)
	if err != nil {
		return err
	}
	vouchers, err := ledger.Vouchers(ctx, tx, last)
	if err != nil {
		return err
	}
	people, err := staff.Find(ctx, tx, staff.Filter{Disabled: true})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "试算平衡表（截至 %s，单位：元）\n", last.Chinese())
	printBalance(w, balance)
	fmt.Fprintf(w, "\n%d年%d月凭证（%d 张，单位：元）\n", m.Year, m.Month, len(vouchers))
	printVouchers(w, vouchers, namesOf(balance), people)
	return nil
}

func printBalance(w io.Writer, balance []ledger.Line) {
	rows := [][]string{{"科目", "借方发生", "贷方发生", "方向", "余额"}}
	debits, credits := decimal.Zero, decimal.Zero
	for _, l := range balance {
		net := l.Debits.Sub(l.Credits)
		rows = append(rows, []string{l.Name, yuan.Grouped(l.Debits), yuan.Grouped(l.Credits), side(net), yuan.Grouped(net.Abs())})
		debits, credits = debits.Add(l.Debits), credits.Add(l.Credits)
	}
	rows = append(rows, []string{"合计", yuan.Grouped(debits), yuan.Grouped(credits), "", ""})
	columns.Print(w, rows, 1, 2, 4)
}

// side is on which side a net debit stands (余额方向).
func side(net decimal.Decimal) string {
	switch net.Sign() {
	case 1:
		return "借"
	case -1:
		return "贷"
	default:
		return "平"
	}
}

func printVouchers(w io.Writer, vouchers []ledger.Voucher, accounts map[ledger.Account]string, people []who.Person) {
	names := make(map[int64]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	rows := [][]string{{"号", "日期", "摘要", "借", "贷", "笔数", "金额", "制单", "审核"}}
	for _, v := range vouchers {
		head := []string{strconv.Itoa(v.No), v.On.String(), v.Memo}
		hands := []string{names[v.MadeBy], ""}
		if v.CheckedBy != nil {
			hands[1] = names[*v.CheckedBy]
		}
		for _, l := range v.Lines {
			rows = append(rows, append(append(head, accounts[l.Debit], accounts[l.Credit], strconv.Itoa(l.Rows), yuan.Grouped(l.Amount)), hands...))
			head, hands = []string{"", "", ""}, nil
		}
	}
	columns.Print(w, rows, 0, 5, 6)
}

func namesOf(balance []ledger.Line) map[ledger.Account]string {
	names := make(map[ledger.Account]string, len(balance))
	for _, l := range balance {
		names[l.Account] = l.Name
	}
	return names
}
