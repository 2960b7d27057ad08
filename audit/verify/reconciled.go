package verify

import (
	"context"

	"fangpin/internal/identity/restoration"
	"fangpin/internal/identity/who"
)

var reconciledCheck = Check{
	Name: "数据库退回后的对账由县经办和审批人共同办理",
	Rule: "decision 0042",
	Proves: "each time that checkpoints began anew over a database that was put back, and somebody could approve there, is told by a deed of a clerk and an approver, two people, on " +
		"the staff before and not disabled, with the bank's statement in the archive; in a database also that the approver was signed in in all ways that are asked",
	Not: "that the statement is the bank's, or that they compared it well: what they found is for people to read",
}

// reconciled names each reconciliation, and holds it to what it may be.
func reconciled(ctx context.Context, v *view) ([]Result, error) {
	check := Result{Check: reconciledCheck, Looked: int64(len(v.reconciliations))}
	if check.Looked == 0 {
		return []Result{check}, nil
	}
	stood, known, err := v.stoodIn(ctx)
	if err != nil {
		return nil, err
	}
	staff := by(v.staff, func(m *member) int64 { return m.ID })
	for i := range v.reconciliations {
		r := &v.reconciliations[i]
		a, ok := v.act(r.first)
		if !ok || a.verb != restoration.ReconcileStep.Verb {
			check.find("reconciliation", r.key, "没有恢复后对账的存证")
			continue
		}
		second := staff[r.Approver]
		switch {
		case second == nil || second.Role != who.Approver || v.human(r.Clerk) == v.human(r.Approver):
			check.find("reconciliation", r.key, "不是县经办和审批人两人办理的")
			continue
		case second.first >= a.leaf || second.DisabledAt.Valid && a.at.After(second.DisabledAt.V):
			check.find("reconciliation", r.key, "审批人 %d 当时尚未登记或已停用", r.Approver)
		case r.Size != a.leaf:
			check.find("reconciliation", r.key, "所记数据库存证 %d 号，对账是第 %d 号", r.Size, a.leaf)
		}
		with := act{person: r.Approver, role: who.Approver, verb: a.verb, way: who.Way(r.Way), at: a.at}
		if wrong := with.strayed(stood, known, false); wrong != "" {
			check.find("reconciliation", r.key, "审批人：%s", wrong)
		}
		check.tell("第 %d 号：数据库曾被退回（库外检查点到第 %d 号，库中只有 %d 号），由县经办、审批人（%d、%d）与银行流水对账后重新开始", a.leaf, r.Noted, r.Size, r.Clerk, r.Approver)
	}
	return []Result{check}, nil
}
