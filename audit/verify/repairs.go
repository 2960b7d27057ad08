package verify

import (
	"context"
	"slices"

	"fangpin/internal/identity/timing"
	"fangpin/internal/identity/who"
)

var repairsCheck = Check{
	Name: "存证时间的更正由两名管理员共同办理",
	Rule: "decision 0043",
	Proves: "each repair of a log whose time lay ahead of the clock is by a system and a security administrator, two people, on the staff before and not disabled; " +
		"the log's time then lay ahead by more than two minutes; each such deed has its record; in a database also that the second was signed in in all ways " +
		"that are asked of the first",
	Not: "that the clock which they put right is right now; in a bundle, anything of the second one's session",
}

// repairs names each repair of the log's time, and holds it to what it may be.
func repairs(ctx context.Context, v *view) ([]Result, error) {
	check := Result{Check: repairsCheck, Looked: int64(len(v.repairs))}
	stood, known, err := v.stoodIn(ctx)
	if err != nil {
		return nil, err
	}
	staff := by(v.staff, func(m *member) int64 { return m.ID })
	recorded := map[int64]bool{}
	for i := range v.repairs {
		r := &v.repairs[i]
		a, ok := v.act(r.first)
		if !ok || a.verb != timing.RepairStep.Verb {
			check.find("head_repair", r.key, "没有更正存证时间的存证")
			continue
		}
		recorded[a.leaf] = true
		one, other := staff[r.First], staff[r.Second]
		switch {
		case one == nil || other == nil || one.Role == other.Role || !slices.Contains(timing.RepairStep.Roles, other.Role) || v.human(r.First) == v.human(r.Second):
			check.find("head_repair", r.key, "不是系统管理员和安全管理员两人办理的")
			continue
		case other.first >= a.leaf || other.DisabledAt.Valid && a.at.After(other.DisabledAt.V):
			check.find("head_repair", r.key, "第二名管理员 %d 当时尚未登记或已停用", r.Second)
		case !r.HeadAt.After(r.At.Add(leeway)) || r.At.Sub(a.at).Abs() > leeway:
			check.find("head_repair", r.key, "所记存证时间 %s 没有晚于时钟，或时钟 %s 与存证的时间不符", beijing(r.HeadAt), beijing(r.At))
		}
		second := act{person: r.Second, role: other.Role, verb: a.verb, way: who.Way(r.Way), at: a.at}
		if wrong := second.strayed(stood, known, false); wrong != "" {
			check.find("head_repair", r.key, "第二名管理员：%s", wrong)
		}
		check.tell("第 %d 号：存证时间 %s 晚于时钟，由系统管理员、安全管理员（%d、%d）于 %s 更正，此后的存证以当时的时钟为准", a.leaf, beijing(r.HeadAt), r.First, r.Second, beijing(r.At))
	}
	for _, a := range v.acts {
		if a.verb == timing.RepairStep.Verb && !recorded[a.leaf] {
			check.find("deed", a.leaf, "称更正存证时间，却没有记录")
		}
	}
	return []Result{check}, nil
}
