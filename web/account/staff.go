package account

import (
	"context"
	"fmt"
	"strconv"

	"fangpin/claims"
	"fangpin/internal/area"
	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/reports"
	"fangpin/web/kit"
)

// staffReaders are the administrators, each with steps of their own, and the auditor.
var staffReaders = []who.Role{who.SystemAdmin, who.SecurityAdmin, who.AuditAdmin, who.Auditor}

func staffRoutes() []kit.Route {
	const one = "/staff/{id:[0-9]+}"
	return []kit.Route{
		kit.Show("/staff", "人员", staffReaders, listPeople),
		kit.Show("/staff/new", "", grant.ProposeStep.Roles, newMember),
		kit.Act("/staff/new", grant.ProposeStep, askMember, newMember),
		kit.Show(one, "", staffReaders, showMember),
		kit.Act(one+"/disable", staff.DisableStep, disableMember, showMember),
		kit.Act(one+"/details", grant.ProposeStep, askDetails, showMember),
		kit.Act(one+"/reset", grant.ProposeStep, askReset, showMember),
		kit.Act(one+"/unbind", grant.ProposeStep, askUnbinding, showMember),
		kit.Act(one+"/unlock", signin.UnlockStep, unlock, showMember),
		kit.Act(one+"/end", signin.EndStep, endSessions, showMember),
		kit.Show("/deputies", "代理", staffReaders, listDeputies),
		kit.Act("/deputies", grant.ProposeStep, askDeputy, listDeputies),
		kit.Act("/deputies/{id:[0-9]+}/end", staff.EndDeputyStep, endDeputy, listDeputies),
		kit.Show("/signins", "登录日志", signin.LogReaders, listSignins),
	}
}

// peoplePage is the list of staff.
type peoplePage struct {
	List  *kit.List
	Roles []who.Role
	Rows  []signin.Listed
}

func listPeople(r *kit.Request) (err error) {
	p := peoplePage{List: r.List("", "name", "role", "division"), Roles: who.Roles()}
	f := signin.People{Role: who.Role(p.List.Get("role")), Words: p.List.Get("q"), Bare: p.List.Get("details") == "missing", Window: p.List.Window()}
	if p.Rows, p.List.Total, err = signin.FindPeople(r.Context(), r.Tx, f); err != nil {
		return err
	}
	return r.Show("account/staff/list", p)
}

// newMemberPage is the form for a new colleague.
type newMemberPage struct {
	Roles     []who.Role
	Divisions []kit.Choice
	Agencies  []string
}

func newMember(r *kit.Request) error {
	p := newMemberPage{Roles: who.Roles(), Agencies: reports.Agencies()}
	tree := area.Published()
	for _, t := range tree.Townships(r.By.County) {
		p.Divisions = append(p.Divisions, kit.Choice{Value: t.Code, Title: t.Short()})
		for _, one := range tree.Villages(t.Code) {
			p.Divisions = append(p.Divisions, kit.Choice{Value: one.Code, Title: t.Short() + " " + one.Short()})
		}
	}
	return r.Show("account/staff/new", p)
}

// memberPage is one member of staff.
type memberPage struct {
	signin.Listed
	Where    string
	Own      bool
	Needs    bool              // a code at sign-in
	Sessions []signin.SignedIn // for administrators
	Deputies []staff.Deputy
	Waiting  []grant.Grant // what was asked for and waits
	InHand   int           // claims whose finding is theirs to give: given away before they go
	History  []deed.Event
}

func showMember(r *kit.Request) error {
	m, err := listed(r)
	if err != nil {
		return err
	}
	p := memberPage{Listed: m, Where: area.Name(m.Division), Own: m.ID == r.Session.By.ID, Needs: r.Auth.Policy.NeedsTOTP(m.Role)}
	if r.By.Role != who.Auditor {
		if p.Sessions, err = r.Auth.Sessions(r.Context(), r.Tx, m.ID); err != nil {
			return err
		}
	}
	if p.Deputies, err = staff.FindDeputies(r.Context(), r.Tx, staff.Deputies{Absent: m.ID}); err != nil {
		return err
	}
	if p.Waiting, err = grant.Find(r.Context(), r.Tx, grant.Filter{Staff: m.ID, Waiting: true}); err != nil {
		return err
	}
	open, err := claims.IDs(r.Context(), r.Tx, claims.InHand(m.ID))
	if err != nil {
		return err
	}
	p.InHand = len(open)
	key := strconv.FormatInt(m.ID, 10)
	if p.History, err = deed.History(r.Context(), r.Tx, deed.Ref{Table: "staff", Key: key}, deed.Ref{Table: "login", Key: key}); err != nil {
		return err
	}
	return r.Show("account/staff/show", p)
}

// listed is the member of staff in the address.
func listed(r *kit.Request) (m signin.Listed, err error) {
	id, err := r.ID("id")
	if err != nil {
		return m, err
	}
	found, _, err := signin.FindPeople(r.Context(), r.Tx, signin.People{ID: id})
	if err != nil {
		return m, err
	}
	if len(found) == 0 {
		return m, fault.NotFoundf("没有这名人员，请从人员列表进入")
	}
	return found[0], nil
}

// sure asks for the box that a grave step has beside its button.
func sure(r *kit.Request, label string) error {
	if r.Value("sure") == "" {
		return fault.Invalidf("请先勾选“%s”", label)
	}
	return nil
}

// onMember is one deed on the member in the address.
func onMember(r *kit.Request, said string, verb func(ctx context.Context, tx *pg.Tx, id int64) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Do(func(ctx context.Context, tx *pg.Tx) error { return verb(ctx, tx, id) }); err != nil {
		return err
	}
	return r.To(fmt.Sprintf("/staff/%d", id), said)
}

func disableMember(r *kit.Request) error {
	if err := sure(r, "确认停用，不能恢复"); err != nil {
		return err
	}
	return onMember(r, "已停用，其登录即时失效", func(ctx context.Context, tx *pg.Tx, id int64) error {
		return staff.Disable(ctx, tx, id, claims.Leave)
	})
}

func endSessions(r *kit.Request) error {
	return onMember(r, "已结束该人员的登录，须重新登录", r.Auth.End)
}

func unlock(r *kit.Request) error { return onMember(r, "已解除登录锁定", r.Auth.Unlock) }

// signinsPage is the log of who signed in.
type signinsPage struct {
	Login      string
	Rows       []signin.Entry
	Prev, Next string
}

func listSignins(r *kit.Request) (err error) {
	l := r.List()
	p := signinsPage{Login: l.Get("login"), Prev: l.Prev()}
	if p.Rows, err = signin.Find(r.Context(), r.Tx, signin.Filter{Login: p.Login, Limit: kit.PageSize, Offset: (l.Page - 1) * kit.PageSize}); err != nil {
		return err
	}
	if len(p.Rows) == kit.PageSize {
		p.Next = l.With("page", strconv.Itoa(l.Page+1))
	}
	if l.Page > 1 {
		p.Prev = l.With("page", strconv.Itoa(l.Page-1))
	}
	return r.Show("account/staff/signins", p)
}
