package policy

import (
	"fmt"

	"fangpin/internal/flow"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/who"
	"fangpin/internal/yuan"
)

// Next is what the scheme waits for, as the person who looks is told; nothing once it is in force. The hand is its newest proposal, nil of one
// from before there were any.
func (p Proposal) Next(hand *foureyes.Proposal, by who.Person) flow.Next {
	switch {
	case p.From != nil:
		return flow.Next{}
	case hand != nil && !hand.Open():
		return flow.Next{Text: "本方案" + hand.Outcome() + "：改正后另提一版；内容不变的，重新提出即可。"}
	case p.ProposedBy == by.ID:
		return flow.Next{Text: "本方案由您提出，须由另一位县经办或县审批人确认后生效。"}
	case AdoptStep.May(by.Role):
		return flow.Next{Text: "请逐行核对后确认。"}
	}
	return flow.Next{Text: "待县经办或县审批人确认。"}
}

// Next is what the policy year waits for, with its groups, the rule in force on its first day and what was paid of its premium.
func (y Year) Next(groups []Group, rule *Rule, premium Fund) flow.Next {
	switch {
	case len(groups) == 0 && rule == nil:
		return flow.Next{Text: "待县经办生成参保名册；须先有生效的方案。"}
	case len(groups) == 0:
		return flow.Next{Text: "待县经办生成参保名册。"}
	case premium.Due().IsPositive():
		return flow.Next{Text: fmt.Sprintf("未收保费 %s 元，到账后由县经办登记。", yuan.Grouped(premium.Due()))}
	}
	return flow.Next{Text: "保费已收齐。"}
}
