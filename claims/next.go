package claims

import (
	"fmt"

	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/flow"
)

// State is where the claim stands, as people say it.
func (c Claim) State() string {
	if c.VoidReason != nil {
		return "已撤销"
	}
	return c.Status.Title()
}

// Next is what the claim waits for on a day. Of a filed claim the room of payouts tells (payouts.NextOf); here its text is empty.
func (c Row) Next(today calendar.Date) flow.Next {
	if c.VoidReason != nil {
		return flow.Next{Text: "案件已撤销：" + *c.VoidReason}
	}
	switch c.Status {
	case Screened:
		return flow.Next{Text: "请县经办委托查勘员。"}
	case Entrusted:
		said := fmt.Sprintf("请查勘员%s于%s前入户查勘，登记结论。", c.Visitor, c.DueOn.Chinese())
		if c.Extended {
			said += "已延期一次。"
		}
		return flow.Next{Text: said, Late: *c.DueOn < today}
	case Investigated:
		return flow.Next{Text: fmt.Sprintf("请%s两委审核查勘结论。", c.In)}
	case Endorsed:
		return flow.Next{Text: fmt.Sprintf("请%s审核。", area.TownshipName(c.Village))}
	case Reviewed:
		return flow.Next{Text: "请县经办备案。"}
	case Declined:
		return flow.Next{Text: "不予赔付，案件办结。本户补充了新材料的，由乡镇或县经办安排重新查勘。"}
	}
	return flow.Next{}
}
