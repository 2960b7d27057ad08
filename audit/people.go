package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fangpin/internal/deed"
	"fangpin/internal/identity/who"
)

// act is what a deed's body says beside its covers.
type act struct {
	leaf   int64
	person int64
	role   who.Role
	verb   string
	at     time.Time
	leafAt time.Time // of its leaf: never before the leaf before
}

// member is somebody on the staff, since which deed, and until when.
type member struct {
	record
	ID         int64           `col:"id"`
	Role       who.Role        `col:"role"`
	DisabledAt null[time.Time] `col:"disabled_at"`
}

// people holds every deed to the staff and to the law: the person was taken on before and not yet disabled, has the role the deed
// claims or was then the deputy of a colleague who has it, and that role may do the thing. Only the first opener acts on their own word.
func people(_ context.Context, v *view) ([]Check, error) {
	staff := by(v.staff, func(m *member) int64 { return m.ID })
	known, allowed := Check{Name: "经办人在册、在岗，角色属实"}, Check{Name: "事项由有权的角色办理，只涉及本环节的记录"}
	openings := 0
	for _, a := range v.acts {
		if a.verb == "staff.open" {
			openings++
		}
		if wrong := a.unknown(staff, v.deputies, openings); wrong != "" {
			known.find("deed", a.leaf, "%s", wrong)
		}
		roles, ok := law[a.verb]
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
	return []Check{known, allowed}, nil
}

// unknown says why the person could not act then, empty if they could.
func (a act) unknown(staff map[int64]*member, steads []stead, openings int) string {
	m, ok := staff[a.person]
	opens := a.verb == "staff.open"
	switch {
	case !ok:
		return fmt.Sprintf("经办人 %d 不在册", a.person)
	case m.Role != a.role && !a.standsIn(staff, steads):
		return fmt.Sprintf("经办人 %d 是%s，以%s的名义办理，当时没有代理登记", a.person, m.Role.Title(), a.role.Title())
	case m.first > a.leaf || m.first == a.leaf && !opens:
		return fmt.Sprintf("经办人 %d 当时尚未登记在册", a.person)
	case opens && openings > 1:
		return "首位系统管理员只能登记一次"
	case m.DisabledAt.Valid && a.at.After(m.DisabledAt.V):
		return fmt.Sprintf("经办人 %d 已于 %s 停用", a.person, beijing(m.DisabledAt.V))
	}
	return ""
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
