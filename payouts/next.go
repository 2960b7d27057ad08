package payouts

import (
	"cmp"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/yuan"
)

// NextOf is what a filed claim waits for here: live is its payout that was not withdrawn, nil for none; assessed tells whether its amount
// was fixed in this round.
func NextOf(live *Payout, assessed bool) flow.Next {
	switch {
	case live != nil:
		return flow.Next{Text: fmt.Sprintf("已核定救助金 %s 元，后续办理见救助金。", yuan.Grouped(live.Amount))}
	case assessed:
		return flow.Next{Text: "核定后无应付金额，案件办结。"}
	default:
		return flow.Next{Text: "请核定员核定金额。"}
	}
}

// Next is what the payout waits for on a day. Once its publicity is over, it must reach its receiver within five working days (S2).
func (p Row) Next(receiver Receiver, today calendar.Date) flow.Next {
	n := flow.Next{Text: p.waitsFor(receiver, today)}
	if p.Last != nil && *p.Last < today && p.Status != Paid && p.Status != Withdrawn {
		n.Due = PayBy(*p.Last)
		n.Late = n.Due < today
	}
	return n
}

func (p Row) waitsFor(receiver Receiver, today calendar.Date) string {
	if p.Objections > 0 {
		return "有异议待处理：由乡镇经办或县经办作出处理决定，查勘员、核定员回避；处理前不能发放。"
	}
	if receiver.Unsettled() && p.Status != Withdrawn && p.Status != Paid {
		return "领款人已去世：由县经办提出由谁领取，另一位县经办复核，复核前不能发放。"
	}
	return cmp.Or(waits[p.Status], p.publicity(today))
}

// waits are what payouts wait for whose publicity is not running.
var waits = map[Status]string{
	Assessed:  "金额已核定，由县经办发布公示。",
	Cleared:   "公示期满无异议，由县经办编入发放花名册。",
	Listed:    "已编入发放花名册，由两名县审批人先后审批，再由发送员发送银行。",
	Sent:      "已发送银行，由发送员或县经办导入银行回盘。",
	Paid:      "已发放到账，本笔办结。",
	Returned:  "银行退票：由县经办核对。按原账户可付的，由发送员补发；账户更正并复核的，或银行曾答复到账的，由县经办编入重新支付花名册，重新审批。",
	Withdrawn: "已撤回，本笔终止；如案件重新查勘、备案，将另行核定。",
}

// publicity is what an announced payout waits for.
func (p Row) publicity(today calendar.Date) string {
	switch {
	case p.Last == nil:
		return "公示已发布，由村干部或乡镇经办在村委会和自然村两处张贴、拍照登记，两处都登记后起算。"
	case *p.Last >= today:
		return "公示至" + p.Last.Chinese() + "24时，期满无异议后由县经办确认。"
	default:
		return "公示已于" + p.Last.Chinese() + "24时期满，由县经办确认。"
	}
}

// Next is what the batch waits for: its file is taken to the bank once it is written, and the bank answers.
func (b Batch) Next(written bool) flow.Next {
	switch {
	case !written:
		return flow.Next{Text: "待发送员下载代发文件，交银行代发。"}
	case b.Waiting > 0:
		return flow.Next{Text: "代发文件已生成，待银行回盘；收到后由发送员或县经办导入回盘。"}
	case b.Returned > 0:
		return flow.Next{Text: "银行已全部回盘，退票由县经办更正账户、发送员补发。"}
	}
	return flow.Next{Text: "银行已全部回盘。"}
}

// Next is what the objection waits for.
func (o ObjectionLine) Next() flow.Next {
	switch {
	case o.Open() && o.Status == Listed:
		return flow.Next{Text: "由乡镇经办或县经办作出处理决定，查勘员、核定员回避；本笔救助金已列入花名册：异议成立的，须先由县经办作废花名册。"}
	case o.Open():
		return flow.Next{Text: "由乡镇经办或县经办作出处理决定，查勘员、核定员回避；处理前本笔救助金不能发放。"}
	case o.Stands():
		return flow.Next{Text: "本笔救助金已撤回，案件已重新委托查勘。"}
	}
	return flow.Next{Text: "公示期照常计算，本笔救助金继续办理。"}
}
