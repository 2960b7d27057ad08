package audit

// assessedSum is what a filing's assessments come to.
type assessedSum struct {
	amount amount
	by     []int64 // who assessed
}

// sums: a payout is the sum of its filing's assessments; what is above zero is paid, once, under the
// filing's scheme and policy, to a member of the household.
func sums(v *view) Check {
	check := Check{Name: "每笔救助金等于其核定金额之和", Looked: int64(len(v.payouts))}
	sums := map[filed]*assessedSum{}
	for i := range v.assessments {
		a := &v.assessments[i]
		s := sums[a.filed()]
		if s == nil {
			s = &assessedSum{}
			sums[a.filed()] = s
		}
		s.amount, s.by = s.amount.Add(a.Amount), append(s.by, a.AssessedBy)
	}
	paid, live := map[filed]bool{}, map[int64][]*payoutRow{}
	for i := range v.payouts {
		p := &v.payouts[i]
		paid[p.filed()] = true
		if p.Status != "withdrawn" {
			live[p.Claim] = append(live[p.Claim], p)
		}
		check.sum(p, sums[p.filed()])
		if wrong := p.strange(v); wrong != "" {
			check.find("payout", p.key, "%s", wrong)
		}
	}
	for i := range v.assessments {
		if a := &v.assessments[i]; a.Part == 1 && sums[a.filed()].amount.IsPositive() && !paid[a.filed()] {
			check.find("claim", a.Claim, "第 %d 轮核定 %s 元，没有救助金", a.Round, sums[a.filed()].amount.StringFixed(2))
		}
	}
	check.once(v, live)
	return check
}

func (c *Check) sum(p *payoutRow, s *assessedSum) {
	if s == nil {
		s = &assessedSum{}
	}
	if !s.amount.Equal(p.Amount) || len(s.by) == 0 {
		c.find("payout", p.key, "核定金额合计 %s 元，所记为 %s 元", s.amount.StringFixed(2), p.Amount.StringFixed(2))
	}
	for _, by := range s.by {
		if by != p.AssessedBy {
			c.find("payout", p.key, "核定人与核定记录不符")
			return
		}
	}
}

// strange says in what a payout is not its claim's.
func (r *payoutRow) strange(v *view) string {
	claim, filing, payee := v.claim[r.Claim], v.filing[r.filed()], v.person[r.Payee]
	switch {
	case filing == nil:
		return "案件没有备案"
	case filing.Adjuster != r.Adjuster:
		return "查勘员与备案不符"
	case claim == nil || r.Scheme != claim.Scheme || r.Fund != claim.Policy:
		return "方案或保单年度与案件不符"
	case payee == nil || payee.Household != claim.Household:
		return "领款人不是本户成员"
	}
	return ""
}

// once: a claim has one live payout, and is filed in its round.
func (c *Check) once(v *view, live map[int64][]*payoutRow) {
	for _, claim := range v.claims {
		of := live[claim.ID]
		if len(of) > 1 {
			c.find("payout", of[len(of)-1].key, "同一案件有两笔未撤回的救助金")
		}
		for _, p := range of {
			if claim.VoidReason.Valid || claim.Status != "filed" || claim.Round != p.Round {
				c.find("payout", p.key, "案件已撤销，或已不在本轮备案")
			}
		}
	}
}
