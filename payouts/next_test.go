package payouts_test

import (
	"strings"
	"testing"

	"fangpin/payouts"
)

// What a batch waits for goes from its file to the bank's last answer.
func TestWhatABatchWaitsFor(t *testing.T) {
	for said, c := range map[string]struct {
		batch   payouts.Batch
		written bool
	}{
		"待发送员下载代发文件": {payouts.Batch{Waiting: 3}, false},
		"待银行回盘":      {payouts.Batch{Waiting: 1, Returned: 2}, true},
		"退票由县经办更正账户": {payouts.Batch{Paid: 2, Returned: 1}, true},
		"银行已全部回盘。":   {payouts.Batch{Paid: 3}, true},
	} {
		if next := c.batch.Next(c.written).Text; !strings.Contains(next, said) {
			t.Errorf("%+v waits for %q, want %q", c.batch, next, said)
		}
	}
}

// What an objection waits for is its decision, and before that the list it stands in the way of.
func TestWhatAnObjectionWaitsFor(t *testing.T) {
	yes, no := true, false
	for said, o := range map[string]payouts.ObjectionLine{
		"处理前本笔救助金不能发放": {Status: payouts.Announced},
		"须先由县经办作废花名册":  {Status: payouts.Listed},
		"案件已重新委托查勘":    {Status: payouts.Withdrawn, Objection: payouts.Objection{Upheld: &yes}},
		"本笔救助金继续办理":    {Status: payouts.Listed, Objection: payouts.Objection{Upheld: &no}},
	} {
		if next := o.Next().Text; !strings.Contains(next, said) {
			t.Errorf("an objection to a payout that is %s waits for %q, want %q", o.Status, next, said)
		}
	}
}
