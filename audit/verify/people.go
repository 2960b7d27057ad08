package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fangpin/internal/calendar"
	"fangpin/internal/deed"
	"fangpin/internal/foureyes"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// opening is the verb of the first deed of an office.
var opening = staff.OpenStep.Verb

// act is what a deed's body says beside its covers.
type act struct {
	leaf   int64
	person int64
	role   who.Role
	verb   string
	said   string // the subject
	way    who.Way
	forged bool // its MAC is not of the keys, where these are at hand
	at     time.Time
	leafAt time.Time // of its leaf: never before the leaf before

	version int // of the body
	judges  []pg.Judge
}

// member is somebody on the staff, since which deed, and until when.
type member struct {
	record
	ID         int64           `col:"id"`
	Role       who.Role        `col:"role"`
	Division   string          `col:"division"`
	Agency     string          `col:"agency"`
	AddedAt    null[time.Time] `col:"added_at"` // NULL for who was taken on before it was kept
	DisabledAt null[time.Time] `col:"disabled_at"`
	Tag        null[string]    `col:"id_tag"` // of the identity number; NULL for who was taken on before it was asked for
}

var knownCheck = Check{
	Name: "经办人在册、在岗，角色属实",
	Rule: "domain §3 no. 19; decision 0009 for deputies",
	Proves: "each deed's person was taken on by an earlier deed, not yet disabled, and had its role or was then the recorded " +
		"deputy of a colleague who has it",
	Not: "that whoever was signed in was that person",
}

var allowedCheck = Check{
	Name:   "事项由有权的角色办理，只涉及本环节的记录",
	Rule:   "the law of the rooms (who may do what), written a second time in law.go",
	Proves: "each deed's role may do its verb, and the deed covers no table but those its room writes",
	Not:    "that the act was right in substance. A test holds the second law to the rooms' own",
	Shares: "internal/deed (which rooms write which table)",
}

// people holds every deed to the staff and to the law: the person was taken on before and not yet disabled, has the role the deed
// claims or was then the deputy of a colleague who has it, and that role may do the thing. Only the first opener acts on their own word.
func people(_ context.Context, v *view) ([]Result, error) {
	staff := by(v.staff, func(m *member) int64 { return m.ID })
	known, allowed := Result{Check: knownCheck}, Result{Check: allowedCheck}
	openings := 0
	for _, a := range v.acts {
		if a.verb == opening {
			openings++
		}
		if wrong := a.unknown(staff, v.deputies, openings); wrong != "" {
			known.find("deed", a.leaf, "%s", wrong)
		}
		roles, ok := a.roles()
		switch {
		case !ok:
			allowed.find("deed", a.leaf, "没有“%s”这一事项", a.verb)
		case !slices.Contains(roles, a.role):
			allowed.find("deed", a.leaf, "“%s”不由%s办理", a.verb, a.role.Title())
		}
		if strange := a.outside(v); len(strange) > 0 {
			allowed.find("deed", a.leaf, "“%s”不应写入 %s 表", a.verb, strings.Join(strange, "、"))
		}
	}
	known.Looked, allowed.Looked = int64(len(v.acts)), int64(len(v.acts))
	return []Result{known, allowed}, nil
}

// unknown says why the person could not act then, empty if they could.
func (a act) unknown(staff map[int64]*member, steads []stead, openings int) string {
	m, ok := staff[a.person]
	opens := slices.Contains(operators, a.verb)
	switch {
	case !ok:
		return fmt.Sprintf("经办人 %d 不在册", a.person)
	case m.Role != a.role && !a.standsIn(staff, steads):
		return fmt.Sprintf("经办人 %d 是%s，以%s的名义办理，当时没有代理登记", a.person, m.Role.Title(), a.role.Title())
	case m.first > a.leaf || m.first == a.leaf && !opens:
		return fmt.Sprintf("经办人 %d 当时尚未登记在册", a.person)
	case a.verb == opening && openings > 1:
		return "首位系统管理员只能登记一次"
	case m.DisabledAt.Valid && a.at.After(m.DisabledAt.V):
		return fmt.Sprintf("经办人 %d 已于 %s 停用", a.person, beijing(m.DisabledAt.V))
	}
	return ""
}

// human is the person behind an account of the staff: different people are told apart by it, and not by the account.
// It is the oldest account of the same identity number, by the number's tag.
func (v *view) human(staff int64) int64 {
	if first, ok := v.humans[staff]; ok {
		return first
	}
	return staff
}

// humansOf are the people behind the accounts whose identity number is known.
func humansOf(staff []member) map[int64]int64 {
	first := map[string]int64{}
	for _, m := range staff {
		if id, ok := first[m.Tag.V]; m.Tag.Valid && (!ok || m.ID < id) {
			first[m.Tag.V] = m.ID
		}
	}
	humans := map[int64]int64{}
	for _, m := range staff {
		if m.Tag.Valid {
			humans[m.ID] = first[m.Tag.V]
		}
	}
	return humans
}

// outside lists the tables the deed covers that its room has no business in.
func (a act) outside(v *view) (tables []string) {
	room, _, _ := strings.Cut(a.verb, ".")
	for _, table := range v.covered[a.leaf] {
		if t, ok := deed.Lookup(table); !ok || !t.WrittenBy(room) {
			tables = append(tables, table)
		}
	}
	return tables
}

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
	AskedBy    null[int64]     `col:"asked_by"`
}

// standsIn tells whether the deed's person was then, as written down before, the deputy of somebody at work who has the deed's role.
func (a act) standsIn(staff map[int64]*member, steads []stead) bool {
	return len(a.inPlaceOf(staff, steads)) > 0
}

// inPlaceOf are those whose deputy the deed's person was.
func (a act) inPlaceOf(staff map[int64]*member, steads []stead) (absents []*member) {
	day := calendar.DateOf(a.at)
	for _, s := range steads {
		absent := staff[s.Absent]
		inForce := s.first < a.leaf && s.From <= day && day <= s.To && (!s.EndedAt.Valid || !a.at.After(s.EndedAt.V))
		if inForce && s.Deputy == a.person && absent != nil && absent.Role == a.role && (!absent.DisabledAt.Valid || !a.at.After(absent.DisabledAt.V)) {
			absents = append(absents, absent)
		}
	}
	return absents
}

// Who may be stood in for, and who may stand in.
var (
	replaceable = []who.Role{who.Reporter, who.Clerk, who.Approver, who.Assessor, who.Sender, who.Township, who.Village}
	substitutes = append([]who.Role{who.Adjuster}, replaceable...)
)

// farthest is how many days ahead somebody can be stood in for.
const farthest = 30

var deputiesCheck = Check{
	Name: "代理事先登记，角色、日期合规，同一时间一人",
	Rule: "domain §3 no. 19, decision 0009",
	Proves: "deputies stand in for roles that somebody can stand in for, were recorded by a third person, before the days " +
		"began, for a month at most, one at a time",
	Not: "that the colleague was away",
}

// deputies are held to what may be written down: for roles that somebody can stand in for, by somebody who works on cases, before the days
// begin and not a month ahead, one at a time.
func deputies(v *view) Result {
	check := Result{Check: deputiesCheck, Looked: int64(len(v.deputies))}
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
	a, sealed := v.act(v.askedAt(s))
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
	case slices.ContainsFunc(before, func(x stead) bool { return v.crosses(s, x) }):
		return "同一时间代理人自己由他人代理，或被代理人正代理他人"
	case slices.ContainsFunc(before, func(x stead) bool { return x.Absent == s.Absent && x.From <= s.To && s.From <= x.last() }):
		return "同一时间另有代理人"
	}
	return ""
}

// askedAt is the leaf by which a deputy was asked for, or was made where nobody asked: its days are held to that day.
func (v *view) askedAt(s stead) int64 {
	for _, p := range v.proposals {
		if p.Act == string(foureyes.Grant) && p.Subject == s.ID {
			return p.first
		}
	}
	return s.first
}

// crosses tells whether of two deputies of the same days one stands in for who stands in for another.
func (v *view) crosses(s, x stead) bool {
	met := x.From <= min(s.To, x.last()) && s.From <= x.last()
	return met && (v.human(x.Absent) == v.human(s.Deputy) || v.human(x.Deputy) == v.human(s.Absent))
}

// last is the last day on which the deputy stood in all day.
func (s stead) last() date {
	if !s.EndedAt.Valid {
		return s.To
	}
	return min(s.To, calendar.DateOf(s.EndedAt.V)-1)
}
