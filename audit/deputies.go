package audit

import (
	"fmt"
	"slices"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/identity/who"
)

// stead is a deputy as written down.
type stead struct {
	record
	ID         int64           `col:"id"`
	Absent     int64           `col:"absent"`
	Deputy     int64           `col:"deputy"`
	From       date            `col:"from_on"`
	To         date            `col:"to_on"`
	RecordedBy int64           `col:"recorded_by"`
	EndedAt    null[time.Time] `col:"ended_at"`
}

// standsIn tells whether the deed's person was then, as written down before, the deputy of somebody at work who has the deed's role.
func (a act) standsIn(staff map[int64]*member, steads []stead) bool {
	day := calendar.DateOf(a.at)
	for _, s := range steads {
		absent := staff[s.Absent]
		inForce := s.first < a.leaf && s.From <= day && day <= s.To && (!s.EndedAt.Valid || !a.at.After(s.EndedAt.V))
		if inForce && s.Deputy == a.person && absent != nil && absent.Role == a.role && (!absent.DisabledAt.Valid || !a.at.After(absent.DisabledAt.V)) {
			return true
		}
	}
	return false
}

// Who may be stood in for, and who may stand in.
var (
	replaceable = []who.Role{who.Reporter, who.Clerk, who.Approver, who.Assessor, who.Sender, who.Township, who.Village}
	substitutes = append([]who.Role{who.Adjuster}, replaceable...)
)

// farthest is how many days ahead somebody can be stood in for.
const farthest = 30

// deputies are held to what may be written down: for roles that somebody can stand in for, by somebody who works on cases, before the days
// begin and not a month ahead, one at a time.
func deputies(v *view) Check {
	check := Check{Name: "代理事先登记，角色、日期合规，同一时间一人", Looked: int64(len(v.deputies))}
	staff := by(v.staff, func(m *member) int64 { return m.ID })
	for i, s := range v.deputies {
		if wrong := s.wrong(v, staff, v.deputies[:i]); wrong != "" {
			check.find("deputy", s.key, "%s", wrong)
		}
	}
	return check
}

// wrong says why a deputy could not be written down, after those before.
func (s stead) wrong(v *view, staff map[int64]*member, before []stead) string {
	absent, deputy := staff[s.Absent], staff[s.Deputy]
	a, sealed := v.act(s.first)
	on := calendar.DateOf(a.at)
	switch {
	case absent == nil || !slices.Contains(replaceable, absent.Role):
		return "被代理人的角色不能由人代理"
	case deputy == nil || !slices.Contains(substitutes, deputy.Role):
		return "代理人不是业务人员"
	case s.Absent == s.Deputy || s.RecordedBy == s.Absent || s.RecordedBy == s.Deputy:
		return "被代理人、代理人、登记人不是三个人"
	case sealed && (s.From < on || s.To < s.From || s.To > on+farthest):
		return fmt.Sprintf("%s 登记，代理 %s 至 %s", on, s.From, s.To)
	case slices.ContainsFunc(before, func(x stead) bool { return x.Absent == s.Absent && x.From <= s.To && s.From <= x.last() }):
		return "同一时间另有代理人"
	}
	return ""
}

// last is the last day on which the deputy stood in all day.
func (s stead) last() date {
	if !s.EndedAt.Valid {
		return s.To
	}
	return min(s.To, calendar.DateOf(s.EndedAt.V)-1)
}
