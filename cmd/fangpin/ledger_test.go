package main

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/ledger"
	"fangpin/reports"
)

func TestTheBooksOfAMonth(t *testing.T) {
	t.Parallel()
	o := stafftest.New(t)
	clerk, approver := o.Hire(who.Clerk), o.Hire(who.Approver)
	yuan := decimal.RequireFromString
	o.Must(o.Do(clerk, func(ctx context.Context, tx *pg.Tx) error {
		tx.Perform("test.book", "记账")
		for _, e := range []ledger.Entry{
			{Ref: "1", On: calendar.On(2024, 9, 3), Memo: "应收保费", Transfers: []ledger.Transfer{
				{Debit: ledger.PremiumReceivable, Credit: ledger.PremiumFund, Amount: yuan("356700"), Ref: "policy/1"}}},
			{Ref: "2", On: calendar.On(2024, 10, 15), Memo: "发放结果", CheckedBy: approver.ID, Transfers: []ledger.Transfer{
				{Debit: ledger.ClaimsPayable, Credit: ledger.Bank, Amount: yuan("1000"), Ref: "payout/1"},
				{Debit: ledger.ClaimsPayable, Credit: ledger.Bank, Amount: yuan("0.5"), Ref: "payout/2"},
				{Debit: ledger.ClaimsPayable, Credit: ledger.Suspense, Amount: yuan("20"), Ref: "payout/3"}}},
		} {
			if _, err := ledger.Post(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	}))
	var out bytes.Buffer
	o.Look(clerk, func(ctx context.Context, tx *pg.Tx) error {
		return printBooks(ctx, tx, reports.Month{Year: 2024, Month: 10}, &out)
	})
	const want = `试算平衡表（截至 2024年10月31日，单位：元）
科目                  借方发生    贷方发生  方向        余额
银行存款                  0.00    1,000.50  贷      1,000.50
应收保费            356,700.00        0.00  借    356,700.00
应收追回款                0.00        0.00  平          0.00
防贫保费资金              0.00  356,700.00  贷    356,700.00
应付救助金            1,020.50        0.00  借      1,020.50
暂挂款（退票）            0.00       20.00  贷         20.00
保险机构分成与结算        0.00        0.00  平          0.00
银行手续费与利息          0.00        0.00  平          0.00
合计                357,720.50  357,720.50

2024年10月凭证（1 张，单位：元）
号  日期        摘要      借          贷              笔数      金额  制单    审核
 1  2024-10-15  发放结果  应付救助金  银行存款           2  1,000.50  县经办  县审批人
                          应付救助金  暂挂款（退票）     1     20.00
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}
